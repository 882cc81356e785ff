"""Prepayment: how much principal is settled before it is due, by months on book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ashore.book.analytics.classes import is_running
from ashore.book.analytics.results import Column, fraction_ppm, plain_rows, table
from ashore.book.analytics.scheduled import FlowEvaluator
from ashore.book.analytics.vintages import all_month_ends, month_end, month_ends
from ashore.book.analytics.walking import (
    NEVER,
    Tell,
    Walk,
    drawn,
    first_drawn,
    is_small,
    months_of,
    walk,
)
from ashore.book.store import ShardColumns
from ashore.kernel import CLOSED, O_STATUS, OVERPAID

if TYPE_CHECKING:
    import pyarrow as pa

    from ashore.book.analytics.walking import Int64

COLUMNS = (
    Column("months_on_book"),
    Column("loans"),
    Column("ahead_minor"),
    Column("early_loans"),
    Column("early_minor"),
    Column("drawn_minor"),
    Column("single_monthly_mortality_ppm", optional=True),
    Column("settled_early_ppm"),
)


class Prepaid(NamedTuple):
    """What was settled early in the month in which loans are so many months old.

    ``loans`` run at the beginning of the month, and of their principal ``ahead_minor`` is not due by its end. Of these
    ``early_loans`` were settled in full in the month, and ``early_minor`` of the principal ahead with them. ``drawn_minor``
    is what all loans have drawn that were in the book so long, settled or not. A loan is one month on book in the calendar
    month after that of its first drawing; one settled in the month of its drawing is not counted as early.
    """

    months_on_book: int
    loans: int
    ahead_minor: int
    early_loans: int
    early_minor: int
    drawn_minor: int

    @property
    def mortality(self) -> Fraction | None:
        """Single monthly mortality: the part of the principal not due by the end of the month that is settled in it."""
        return Fraction(self.early_minor, self.ahead_minor) if self.ahead_minor else None


class Prepayment(NamedTuple):
    """Principal settled early, by months on book, over all whole months up to ``as_of``. Part payments ahead do not count."""

    as_of: date
    currency: str | None
    months: tuple[Prepaid, ...]

    def settled_early(self) -> tuple[Fraction, ...]:
        """Of the principal drawn, the part settled early up to and including each month on book."""
        so_far, found = Fraction(0), []
        for month in self.months:
            so_far += Fraction(month.early_minor, month.drawn_minor or 1)
            found.append(so_far)
        return tuple(found)

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        for month, settled in zip(self.months, self.settled_early(), strict=True):
            mortality = None if month.mortality is None else fraction_ppm(month.mortality)
            yield *month, mortality, fraction_ppm(settled)

    def to_arrow(self) -> pa.Table:
        """One row for each month on book."""
        return table(COLUMNS, self._rows())

    def to_dict(self) -> dict[str, Any]:
        """The months as plain data."""
        return {
            "as_of": self.as_of.isoformat(),
            "currency": self.currency,
            "months": plain_rows(COLUMNS, self._rows()),
        }


def prepayment(
    folder: Path, as_of: date, known_at: date | None = None, tell: Tell | None = None
) -> Prepayment:
    """Principal settled early in a book, by months on book; every month computed as if it were today.

    Takes two evaluations for each month from the first drawing on. Raises BookError for a book that makes no sense.
    """
    book = walk(folder, known_at, tell)
    flows = FlowEvaluator(plain=is_small(book.manifest))
    sums: dict[int, Counter[str]] = {}
    for columns in book.slices(all_month_ends(book, as_of)):
        for age, amounts in _of_slice(book, flows, columns, as_of):
            sums.setdefault(age, Counter()).update(amounts)
    months = (
        Prepaid(age, *(sums[age][name] for name in Prepaid._fields[1:])) for age in sorted(sums)
    )
    return Prepayment(as_of, book.currency, tuple(months))


def _of_slice(
    book: Walk, flows: FlowEvaluator, columns: ShardColumns, as_of: date
) -> Iterator[tuple[int, dict[str, int]]]:
    first = first_drawn(columns, as_of, book.known_at)
    if not (first != NEVER).any():
        return
    months = months_of(first)
    amount = drawn(book.standings(columns, as_of))
    before: Int64 | None = None
    for month, told in month_ends(book, columns, int(months.min()), as_of):
        if before is not None:
            running = is_running(before)
            ahead = _ahead(book, flows, columns, month, running)
            status = told[:, O_STATUS]
            early = running & ((status == CLOSED) | (status == OVERPAID)) & (ahead > 0)
            yield from _by_age(month - months, running, early, ahead, amount)
        before = told


def _ahead(
    book: Walk, flows: FlowEvaluator, columns: ShardColumns, month: int, running: Int64
) -> Int64:
    """The principal of running loans that, on the last day of the month before, was not due by the end of ``month``."""
    import numpy as np

    found = np.zeros(columns.loans, np.int64)
    day = month_end(month - 1)
    for block in flows.flow_blocks(columns, day, 2, running, book.known_at):
        found[block.low : block.high] = block.flows[:, 3, 0]
    return found


def _by_age(
    ages: Int64, running: Int64, early: Int64, ahead: Int64, amount: Int64
) -> Iterator[tuple[int, dict[str, int]]]:
    for age in range(1, int(ages.max()) + 1):
        chosen = ages == age
        if chosen.any():
            yield (
                age,
                {
                    "loans": int(running[chosen].sum()),
                    "ahead_minor": int(ahead[chosen].sum()),
                    "early_loans": int(early[chosen].sum()),
                    "early_minor": int(ahead[chosen & early].sum()),
                    "drawn_minor": int(amount[chosen].sum()),
                },
            )
