"""How much may be lent: what was applied for and approved, what is lent or promised, and the room that is left.

Pure arithmetic in minor units. Each ``refusal_of_...`` says why an amount may not be taken, or nothing where it may:

    >>> line = Line(applied=1000_00, approved=900_00, over=None, lent=600_00)
    >>> available(line)
    30000
    >>> refusal_of_capitalising(line, 300_01)
    'at most 30000 may be lent still'

Whatever is capitalised takes up room for good: income that is given back later makes the balance smaller, but does
not open the limit again. What is *shown* as available counts it net, as the peer does.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ashore.loan import Part
from ashore.servicing.account import Account
from ashore.servicing.terms import OverApplied, ServicingTerms
from ashore.servicing.tranches import Tranche, choose, undrawn
from ashore.servicing.transaction import Kind


class Line(NamedTuple):
    """What the limits of one loan are counted on, minor units.

    ``over`` is how much more than ``applied`` may be lent, ``declared`` the tranches that are promised and not drawn,
    ``capitalised`` all income added to the principal, ``given_back`` the part of it taken off again.
    """

    applied: int
    approved: int
    over: OverApplied | None
    lent: int = 0
    declared: int = 0
    capitalised: int = 0
    given_back: int = 0

    @property
    def used(self) -> int:
        """What is lent and promised."""
        return self.lent + self.declared + self.capitalised


def line_of(account: Account, approved: int) -> Line:
    """The line of a loan as it stands, of which ``approved`` is approved."""

    def total(kind: Kind) -> int:
        return sum(entry.amount for entry in account.of_kind(kind))

    return Line(
        applied=account.terms.principal_minor,
        approved=approved,
        over=account.terms.over_applied,
        lent=total(Kind.DISBURSEMENT),
        declared=sum(tranche.amount for tranche in undrawn(account.tranches)),
        capitalised=total(Kind.CAPITALIZED_INCOME),
        given_back=total(Kind.CAPITALIZED_INCOME_ADJUSTMENT),
    )


def most_approvable(line: Line) -> int:
    """The most that may be approved: what was applied for, and what the terms allow over it."""
    return line.over.limit(line.applied) if line.over else line.applied


def most_lendable(line: Line) -> int:
    """The most that may be lent: the approved amount, or, where the terms allow more than applied for, that."""
    return line.over.limit(line.applied) if line.over else line.approved


def available(line: Line) -> int:
    """What of the approved amount is not lent, whatever tranches are promised; never below zero."""
    return max(0, line.approved - line.lent - line.capitalised + line.given_back)


def available_over_applied(line: Line) -> int:
    """What may be lent beyond the promised tranches; never below zero."""
    return max(0, most_lendable(line) - line.used + line.given_back)


def refusal_of_application(before: ServicingTerms, terms: ServicingTerms) -> str | None:
    """Why a pending application may not become one with these ``terms``."""
    if (terms.currency, terms.digits) != (before.currency, before.digits):
        return "an application keeps its currency"
    if terms.principal_minor <= 0:
        return "a principal is above zero"
    if terms.instalments < 1:
        return "there is at least one instalment"
    if terms.rate < 0:
        return "a rate is not below zero"
    if terms.expected_on < terms.submitted_on:
        return f"nothing is disbursed before {terms.submitted_on}"
    most = terms.over_applied.limit(terms.principal_minor) if terms.over_applied else None
    room = terms.principal_minor if most is None else most
    if sum(amount for _, amount in terms.tranches) > room:
        return f"at most {room} may be promised"
    return None


def refusal_of_approval(line: Line, amount: int) -> str | None:
    """Why ``amount`` may not be approved."""
    if amount <= 0:
        return "an approved amount is above zero"
    if amount > most_approvable(line):
        return f"at most {most_approvable(line)} may be approved"
    return None


def refusal_of_new_approved(line: Line, amount: int) -> str | None:
    """Why the approved amount may not become ``amount``: as `refusal_of_approval`, and not below what is lent."""
    if 0 < amount < line.used:
        return f"{line.used} is lent or promised already"
    return refusal_of_approval(line, amount)


def refusal_of_capitalising(line: Line, amount: int) -> str | None:
    """Why income of ``amount`` may not be added to the principal. Promised tranches do not stand in its way."""
    room = most_lendable(line) - line.lent - line.capitalised
    if amount <= 0:
        return "an amount is above zero"
    return f"at most {room} may be lent still" if amount > room else None


def refusal_of_tranche(line: Line, amount: int) -> str | None:
    """Why a further tranche of ``amount`` may not be promised."""
    room = most_lendable(line) - line.used
    if amount <= 0:
        return "an amount is above zero"
    return f"at most {room} may be promised still" if amount > room else None


def refusal_of_drawing(
    line: Line, tranches: Sequence[Tranche], amount: int, *, declared: bool
) -> str | None:
    """Why ``amount`` may not be disbursed: it takes the place of one promised tranche, the others keep theirs.

    With ``declared`` there has to be a tranche that it can be the drawing of.
    """
    if amount <= 0:
        return "an amount is above zero"
    tranche = choose(tranches, amount)
    if declared and tranche is None:
        return "every tranche is drawn"
    promised = line.declared - (tranche.amount if tranche else 0)
    room = most_lendable(line) - line.lent - line.capitalised - promised
    return f"at most {room} may be disbursed still" if amount > room else None


def refusal_of_another_drawing(account: Account, amount: int) -> str | None:
    """Why a running loan may not be drawn on again: it has one disbursement only, or as many or as much as agreed."""
    terms = account.terms
    if not terms.several_disbursements:
        return "the loan is disbursed"
    if terms.max_tranches is not None and len(account.disbursements) >= terms.max_tranches:
        return f"at most {terms.max_tranches} disbursements are agreed"
    if terms.max_outstanding_minor is None:
        return None
    owed = sum(row.outstanding(Part.PRINCIPAL) for row in account.rows)
    room = terms.max_outstanding_minor - owed
    return f"at most {room} more may be outstanding" if amount > room else None
