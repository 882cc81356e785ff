"""Loans = ledger, to the minor unit: the check that proves the books, every day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ashore.ledger.accounts import CHART
from ashore.ledger.ledger import Ledger
from ashore.ledger.mapping import balances
from ashore.loan import Totals


class Difference(NamedTuple):
    """One account: what the ledger says, what the loans add up to."""

    account: str
    ledger_minor: int
    loans_minor: int

    @property
    def difference_minor(self) -> int:
        """Zero when all is well."""
        return self.ledger_minor - self.loans_minor


class Reconciliation(NamedTuple):
    """All accounts side by side."""

    accounts: tuple[Difference, ...]

    @property
    def reconciled(self) -> bool:
        """Whether every account agrees."""
        return all(not each.difference_minor for each in self.accounts)


def reconcile(ledger: Ledger, totals: Iterable[Totals]) -> Reconciliation:
    """Compare all that is booked with the totals of all loans on the day of the last booking.

    >>> reconcile(Ledger("CNY"), [Totals()]).reconciled
    True
    """
    loans = [0] * len(CHART)
    for each in totals:
        for at, amount in enumerate(balances(each)):
            loans[at] += amount
    books = ledger.trial_balance().balances
    return Reconciliation(
        tuple(Difference(each.code, books[each.code], loans[at]) for at, each in enumerate(CHART))
    )
