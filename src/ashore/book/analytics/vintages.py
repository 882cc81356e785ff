"""Vintages: of the principal drawn in one month, how much is bad after so many months on book."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from ashore.book.analytics.classes import is_running
from ashore.book.analytics.results import Column, plain_rows, share_ppm, table
from ashore.book.analytics.walking import (
    NEVER,
    Tell,
    Walk,
    drawn,
    first_drawn,
    months_of,
    outstanding,
    walk,
)
from ashore.book.store import BookError, ShardColumns
from ashore.kernel import O_DAYS_PAST_DUE, O_WRITTEN_OFF
from ashore.money import add_months

if TYPE_CHECKING:
    import pyarrow as pa

    from ashore.book.analytics.walking import Int64

Span = Literal["month", "quarter", "year"]
SPANS: dict[Span, int] = {"month": 1, "quarter": 3, "year": 12}
MONTH_ZERO = date(1970, 1, 1)
_OFFSET, _AGES = 12 * 1_970, 12 * 10_000
"""A month counted from the year 0, and more months on book than there are: a pair of both is one number."""
COLUMNS = (
    Column("drawn_from", "day"),
    Column("months_on_book"),
    Column("loans"),
    Column("drawn_minor"),
    Column("late_30_minor"),
    Column("late_90_minor"),
    Column("written_off_minor"),
    Column("bad_30_ppm", optional=True),
    Column("bad_90_ppm", optional=True),
)


class Vintage(NamedTuple):
    """The loans first drawn in the month (quarter, year) that begins on ``drawn_from``, ``months_on_book`` later.

    ``drawn_minor`` is what they have drawn in all, ``late_30_minor`` the principal still owed by those that were more than
    30 days past due at that month end, ``written_off_minor`` the principal written off by then; nothing recovered is
    taken off. A loan drawn in March has zero months on book at the end of March.
    """

    drawn_from: date
    months_on_book: int
    loans: int
    drawn_minor: int
    late_30_minor: int
    late_90_minor: int
    written_off_minor: int

    @property
    def bad_30(self) -> Fraction:
        """The share of the principal drawn that is more than 30 days past due or written off."""
        return Fraction(self.late_30_minor + self.written_off_minor, self.drawn_minor or 1)

    @property
    def bad_90(self) -> Fraction:
        """The same for 90 days."""
        return Fraction(self.late_90_minor + self.written_off_minor, self.drawn_minor or 1)


class Vintages(NamedTuple):
    """Every vintage of a book at every month end up to ``as_of``, oldest first.

    Of a quarter or year, loans count for as many months on book as all of them have reached.
    """

    as_of: date
    currency: str | None
    span: Span
    vintages: tuple[Vintage, ...]

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        for each in self.vintages:
            lost = each.written_off_minor
            yield (
                *each,
                share_ppm(each.late_30_minor + lost, each.drawn_minor),
                share_ppm(each.late_90_minor + lost, each.drawn_minor),
            )

    def to_arrow(self) -> pa.Table:
        """One row for each vintage and month on book."""
        return table(COLUMNS, self._rows())

    def to_dict(self) -> dict[str, Any]:
        """The rows as plain data."""
        return {
            "as_of": self.as_of.isoformat(),
            "currency": self.currency,
            "span": self.span,
            "vintages": plain_rows(COLUMNS, self._rows()),
        }


def vintages(
    folder: Path,
    as_of: date,
    known_at: date | None = None,
    tell: Tell | None = None,
    *,
    span: Span = "month",
) -> Vintages:
    """The vintages of a book, each month end computed as if it were today: nothing has to have been kept.

    Takes as long as one evaluation for each month from the first drawing to ``as_of``. Raises BookError for a book, or a
    ``span``, that makes no sense.
    """
    if span not in SPANS:
        raise BookError(field="span", value=span, expected="month, quarter or year")
    book = walk(folder, known_at, tell)
    sums: dict[tuple[int, int], Counter[str]] = {}
    for columns in book.slices(all_month_ends(book, as_of)):
        for key, amounts in _of_slice(book, columns, as_of, SPANS[span]):
            sums.setdefault(key, Counter()).update(amounts)
    reached = _reached(as_of, SPANS[span])
    found = [
        Vintage(month_start(first), age, *(sums[first, age][name] for name in Vintage._fields[2:]))
        for first, age in sorted(sums)
        if age <= reached - first
    ]
    return Vintages(as_of, book.currency, span, tuple(found))


def _reached(as_of: date, span: int) -> int:
    """The month that ended last, less the months by which the last loan of a span is younger than the first."""
    return month_number(as_of + timedelta(days=1)) - 1 - (span - 1)


def _of_slice(
    book: Walk, columns: ShardColumns, as_of: date, span: int
) -> Iterator[tuple[tuple[int, int], dict[str, int]]]:
    first = first_drawn(columns, as_of, book.known_at)
    chosen = first != NEVER
    if not chosen.any():
        return
    months = months_of(first[chosen])
    starts = months - months % span
    amount = drawn(book.standings(columns, as_of)[chosen])
    for month, told in month_ends(book, columns, int(months.min()), as_of):
        yield from _at_month_end(month, told[chosen], months, starts, amount)


def _at_month_end(
    month: int, told: Int64, months: Int64, starts: Int64, amount: Int64
) -> Iterator[tuple[tuple[int, int], dict[str, int]]]:
    import numpy as np

    owed, late = outstanding(told) * is_running(told), told[:, O_DAYS_PAST_DUE]
    figures = {
        "loans": np.ones(len(told), np.int64),
        "drawn_minor": amount,
        "late_30_minor": owed * (late > 30),
        "late_90_minor": owed * (late > 90),
        "written_off_minor": told[:, O_WRITTEN_OFF],
    }
    for key, chosen in _groups(starts, month - months):
        yield key, {name: int(values[chosen].sum()) for name, values in figures.items()}


def _groups(starts: Int64, ages: Int64) -> Iterator[tuple[tuple[int, int], Any]]:
    """The places of each pair of a vintage and months on book; loans not drawn yet are left out."""
    import numpy as np

    keys = (starts + _OFFSET) * _AGES + ages
    keys[ages < 0] = -1
    order = np.argsort(keys, kind="stable")
    distinct, begin = np.unique(keys[order], return_index=True)
    for key, places in zip(distinct.tolist(), np.split(order, begin[1:]), strict=True):
        if key >= 0:
            yield (key // _AGES - _OFFSET, key % _AGES), places


def month_ends(
    book: Walk, columns: ShardColumns, first: int, as_of: date
) -> Iterator[tuple[int, Int64]]:
    """What a slice stands at on the last day of each month from ``first`` on that has ended by ``as_of``.

    Months are counted from January 1970.
    """
    months = range(first, month_number(as_of + timedelta(days=1)))
    return zip(
        months, book.day_by_day(columns, [month_end(month) for month in months]), strict=True
    )


def all_month_ends(book: Walk, as_of: date) -> list[date]:
    """The last days of all months from the first drawing of the book that have ended by ``as_of``, and ``as_of``."""
    first = min(_first_months(book, as_of), default=month_number(as_of))
    ended = month_number(as_of + timedelta(days=1))
    return sorted({*(month_end(month) for month in range(first, ended)), as_of})


def _first_months(book: Walk, as_of: date) -> Iterator[int]:
    for columns in book._replace(tell=None).slices():
        first = first_drawn(columns, as_of, book.known_at)
        if (first != NEVER).any():
            yield int(months_of(first).min())


def month_number(day: date) -> int:
    """The month of a day, counted from January 1970."""
    return 12 * (day.year - 1970) + day.month - 1


def month_start(month: int) -> date:
    """The first day of a month."""
    return add_months(MONTH_ZERO, month)


def month_end(month: int) -> date:
    """The last day of a month."""
    return month_start(month + 1) - timedelta(days=1)


def by_vintage(found: Sequence[Vintage]) -> dict[date, list[Vintage]]:
    """The rows of each vintage, in order of months on book."""
    curves: dict[date, list[Vintage]] = {}
    for each in found:
        curves.setdefault(each.drawn_from, []).append(each)
    return curves
