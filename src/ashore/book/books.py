"""The general ledger of a book: every loan's events and month ends, added up by day and product."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from ashore.book.folding import moving_days, totals_on
from ashore.book.loans import Loan
from ashore.ledger import Ledger, Movements, derive, loan_movements
from ashore.loan import Totals


def loan_days(
    loan: Loan, as_of: date, known_at: date | None = None
) -> tuple[list[date], list[Totals]]:
    """The days on which a loan moves the books, and its totals on each.

    These are the days of its events, month ends in between, and ``as_of``, as long as anything moves.
    """
    contract, events = loan.contract, loan.events
    days = moving_days(contract, events, as_of, known_at)
    if not days:
        return [], []
    last = max(days)
    days.update(_month_ends(min(days), last))
    rising = sorted(days)
    totals = list(totals_on(contract, events, [*rising, as_of], known_at))
    if totals[-2] == totals[-1]:
        return rising, totals[:-1]
    later = [day for day in (*_month_ends(last, as_of), as_of) if day > last]
    totals[-1:] = totals_on(contract, events, later, known_at)
    return [*rising, *later], totals


def _month_ends(first: date, last: date) -> Iterator[date]:
    day = first.replace(day=monthrange(first.year, first.month)[1])
    while day < last:
        yield day
        following = day + timedelta(days=1)
        day = following.replace(day=monthrange(following.year, following.month)[1])


def movements(
    loans: Iterable[Loan], as_of: date, known_at: date | None = None, *, by_loan: bool = False
) -> Movements:
    """What should be booked up to ``as_of`` as known on ``known_at``, by day and product (or by loan)."""
    found: Movements = {}
    for loan in loans:
        days, totals = loan_days(loan, as_of, known_at)
        loan_movements(found, loan.id if by_loan else loan.contract.product, days, totals)
    return found


def build_ledger(
    loans: Iterable[Loan], currency: str, as_of: date, known_at: date | None = None
) -> Ledger:
    """A new ledger that holds all that is known of the loans up to ``as_of``."""
    ledger = Ledger(currency)
    for journal in derive(ledger, movements(loans, as_of, known_at), as_of):
        ledger.post(journal)
    return ledger
