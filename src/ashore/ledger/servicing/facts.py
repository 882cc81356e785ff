"""What the books must know of a loan when they book one of its transactions."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum
from typing import NamedTuple

from ashore.servicing import Transaction
from ashore.servicing import TransactionKind as Kind


class Fact(Enum):
    """What decides between accounts."""

    CHARGED_OFF = "charged_off"
    """The transaction comes after the charge-off of the loan."""
    WRITTEN_OFF = "written_off"
    """The loan is written off."""
    FRAUD = "fraud"
    """The loan is marked as fraud at the time of booking."""
    OF_PENALTY = "of_penalty"
    """The charge that is adjusted is a penalty."""
    BY_MERCHANT = "by_merchant"
    """The lender bears what a buy-down costs and settles it with the merchant; otherwise it is paid in at once."""
    CASH_BASIS = "cash_basis"
    """Income counts when it is paid, not when it is earned."""
    CAPITALISES_IN_FULL = "capitalises_in_full"
    """Income is lent in full even on an overpaid loan: the peer's books say so, and differ from its schedule then."""


class LoanFacts(NamedTuple):
    """The facts that hold, and the ``reason`` of the charge-off that the transaction comes after, where it has one."""

    holds: frozenset[Fact] = frozenset()
    reason: str = ""


def loan_facts(
    entry: Transaction, known: Iterable[Transaction], standing: frozenset[Fact] = frozenset()
) -> LoanFacts:
    """The facts of a transaction among all those ``known`` of its loan.

    ``standing`` are the facts that no transaction tells: fraud, who bears a buy-down, the basis. Before or after a
    charge-off is a matter of the day, on one day of the order of entry.
    """
    found = set(standing)
    reason = ""
    place = (entry.day, entry.serial)
    for other in known:
        if not other.live:
            continue
        if other.kind is Kind.CHARGE_OFF and (other.day, other.serial) < place:
            found.add(Fact.CHARGED_OFF)
            reason = other.label
        elif other.kind is Kind.WRITE_OFF:
            found.add(Fact.WRITTEN_OFF)
    if (
        entry.kind is Kind.CHARGE_ADJUSTMENT
        and entry.terms is not None
        and entry.terms.terms.penalty
    ):
        found.add(Fact.OF_PENALTY)
    return LoanFacts(frozenset(found), reason)
