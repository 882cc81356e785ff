"""The journal of one transaction: its parts, moved between the accounts that the rules and the chart name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ashore.ledger.journal import Posting
from ashore.ledger.servicing.charts import ChartAccount, OperationChart
from ashore.ledger.servicing.facts import Fact, LoanFacts
from ashore.ledger.servicing.roles import Role, decided
from ashore.ledger.servicing.rules import PRINCIPAL_ONLY_ON_CASH, Rule, rule_for
from ashore.loan import Part
from ashore.servicing import Transaction
from ashore.servicing import TransactionKind as Kind

OVERPAID = len(Part)
"""The place after the four parts: what is overpaid."""

WHOLE = frozenset(
    {
        Kind.RECOVERY_REPAYMENT,
        Kind.CAPITALIZED_INCOME_AMORTIZATION,
        Kind.CAPITALIZED_INCOME_AMORTIZATION_ADJUSTMENT,
        Kind.BUY_DOWN_FEE,
        Kind.BUY_DOWN_FEE_ADJUSTMENT,
        Kind.BUY_DOWN_FEE_AMORTIZATION,
        Kind.BUY_DOWN_FEE_AMORTIZATION_ADJUSTMENT,
    }
)
"""Kinds that move their amount as a whole, whatever parts they are listed with."""

LENDING = frozenset({Kind.DISBURSEMENT, Kind.CAPITALIZED_INCOME})
"""Kinds that lend their amount, of which what was overpaid before settles a part at once."""

TAKEN_BACK = frozenset(
    {
        Kind.CAPITALIZED_INCOME_AMORTIZATION_ADJUSTMENT,
        Kind.BUY_DOWN_FEE_AMORTIZATION_ADJUSTMENT,
    }
)
"""Kinds whose amount takes back what was earned: their shares, counted as earned, are below zero in sum."""


class Share(NamedTuple):
    """A part of a transaction: its ``place`` in the roles of a rule, minor units, and the label it is filed under."""

    place: int
    amount_minor: int
    label: str = ""


def shares(entry: Transaction, facts: LoanFacts) -> list[Share]:
    """What a transaction moves.

    An amortisation is taken apart by the incomes that it earns, a negative one giving back what was earned too early;
    after a charge-off it is a loss as a whole.
    """
    label = entry.label or facts.reason
    if entry.kind in WHOLE:
        if entry.shares and Fact.CHARGED_OFF not in facts.holds:
            sign = -1 if entry.kind in TAKEN_BACK else 1
            return [Share(0, sign * amount, income.label) for income, amount in entry.shares]
        return [Share(0, entry.amount, label)]
    if entry.kind in LENDING:
        whole = entry.kind is Kind.CAPITALIZED_INCOME and Fact.CAPITALISES_IN_FULL in facts.holds
        return [Share(0, entry.amount, label)] if whole else _lent(entry, label)
    parts = entry.owed_again if entry.kind is Kind.CHARGEBACK else entry.portions
    found = [Share(part, amount, label) for part, amount in enumerate(parts)]
    found.append(Share(OVERPAID, entry.overpaid, label))
    if Fact.CASH_BASIS in facts.holds and entry.kind in PRINCIPAL_ONLY_ON_CASH:
        return found[:1]
    return found


def _lent(entry: Transaction, label: str) -> list[Share]:
    """Principal lent, less what the borrower's credit settles at once, of this and of other parts."""
    settled = entry.settled
    settled[Part.PRINCIPAL] -= entry.amount
    found = [Share(part, -amount, label) for part, amount in enumerate(settled)]
    return [*found, Share(OVERPAID, entry.amount + sum(settled), label)]


def entries(entry: Transaction, facts: LoanFacts, chart: OperationChart) -> tuple[Posting, ...]:
    """The postings of one transaction, as if it had not been reversed; none for a kind without a journal.

    They add up to zero. An account may be debited and credited by the same transaction.

    A repayment of 110.00, 10.00 of it interest, in our own chart:

    >>> from datetime import date
    >>> from ashore.ledger.servicing.charts import HOUSE_CHART
    >>> paid = Transaction(Kind.REPAYMENT, date(2025, 2, 1), 110_00, entered=date(2025, 2, 1), serial=2)
    >>> paid.set_parts(100_00, 10_00, 0, 0)
    >>> for line in entries(paid, LoanFacts(), HOUSE_CHART):
    ...     print(*line)
    1001 11000
    1301 -10000
    1302 -1000
    """
    rule = rule_for(entry.kind, facts.holds)
    if rule is None:
        return ()
    lines: dict[tuple[str, Role | bool], int] = {}
    for share in shares(entry, facts):
        for role, amount in _sides(rule, share, facts):
            code = _account(rule, role, share.label, facts, chart).code
            line = (code, role if rule.apart else amount > 0)
            lines[line] = lines.get(line, 0) + amount
    found = tuple(Posting(code, amount) for (code, _), amount in lines.items() if amount)
    assert sum(line.amount_minor for line in found) == 0, f"{entry.kind} does not balance"
    return found


def _sides(rule: Rule, share: Share, facts: LoanFacts) -> Iterable[tuple[Role, int]]:
    debit, credit = rule.debit[share.place], rule.credit[share.place]
    if not share.amount_minor or decided(debit, facts.holds) is decided(credit, facts.holds):
        return ()
    return ((debit, share.amount_minor), (credit, -share.amount_minor))


def _account(
    rule: Rule, role: Role, label: str, facts: LoanFacts, chart: OperationChart
) -> ChartAccount:
    named = chart.labelled.get((role, label)) if rule.by_label else None
    return named or chart.account(decided(role, facts.holds))


def mirror(postings: Iterable[Posting]) -> tuple[Posting, ...]:
    """The postings that undo these.

    >>> mirror([Posting("1001", 11000), Posting("1301", -11000)])
    (Posting(account='1001', amount_minor=-11000), Posting(account='1301', amount_minor=11000))
    """
    return tuple(Posting(each.account, -each.amount_minor) for each in postings)
