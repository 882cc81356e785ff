"""Roll matrices: from which class to which loans went, from month to month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ashore.book.analytics.classes import CLASSES, classes_of
from ashore.book.analytics.results import Column, plain_rows, share_ppm, table
from ashore.book.analytics.walking import Tell, add_up, outstanding, walk
from ashore.book.store import BookError
from ashore.money import add_months

if TYPE_CHECKING:
    import pyarrow as pa

    from ashore.book.analytics.walking import Int64

COLUMNS = (
    Column("from_class", "text"),
    Column("to_class", "text"),
    Column("loans"),
    Column("principal_before_minor"),
    Column("principal_after_minor"),
    Column("loans_ppm", optional=True),
    Column("principal_ppm", optional=True),
)


class Roll(NamedTuple):
    """Loans that were in one class and, a month later, in another: how many, what principal they owed before and after."""

    from_class: str
    to_class: str
    loans: int
    principal_before_minor: int
    principal_after_minor: int


class Rolls(NamedTuple):
    """The moves of a book's loans from class to class between two days, month by month, added up.

    ``days`` are the days compared: the last is ``as_of``, the others whole months before it. ``rolls`` holds the pairs of
    classes that occur, in the order of `CLASSES`: days past due, then closed, written off, not drawn. A class that nobody
    leaves is there too: a loan that stays written off moves from there to there.
    """

    as_of: date
    currency: str | None
    days: tuple[date, ...]
    rolls: tuple[Roll, ...]

    def share(self, from_class: str, to_class: str) -> Fraction | None:
        """Of the principal that a class owed at the beginning of a month, the part owed by loans that went to ``to_class``."""
        leaving = [roll for roll in self.rolls if roll.from_class == from_class]
        whole = sum(roll.principal_before_minor for roll in leaving)
        if whole == 0:
            return None
        gone = (roll.principal_before_minor for roll in leaving if roll.to_class == to_class)
        return Fraction(sum(gone), whole)

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        loans: Counter[str] = Counter()
        principal: Counter[str] = Counter()
        for roll in self.rolls:
            loans[roll.from_class] += roll.loans
            principal[roll.from_class] += roll.principal_before_minor
        for roll in self.rolls:
            yield (
                *roll,
                share_ppm(roll.loans, loans[roll.from_class]),
                share_ppm(roll.principal_before_minor, principal[roll.from_class]),
            )

    def to_arrow(self) -> pa.Table:
        """One row for each pair of classes that occurs."""
        return table(COLUMNS, self._rows())

    def to_dict(self) -> dict[str, Any]:
        """The days and the pairs as plain data."""
        return {
            "as_of": self.as_of.isoformat(),
            "currency": self.currency,
            "days": [day.isoformat() for day in self.days],
            "rolls": plain_rows(COLUMNS, self._rows()),
        }


def rolls(
    folder: Path,
    since: date,
    as_of: date,
    known_at: date | None = None,
    tell: Tell | None = None,
) -> Rolls:
    """How loans rolled between ``since`` and ``as_of``: compared are ``as_of`` and whole months before it, down to ``since``.

    Raises BookError where ``since`` is less than a month before ``as_of``, or the book makes no sense.
    """
    days = month_steps(since, as_of)
    book = walk(folder, known_at, tell)
    size = len(CLASSES) ** 2
    sums = [Counter[int](), Counter[int](), Counter[int]()]
    for columns in book.slices(days):
        for then, now in pairwise(book.day_by_day(columns, days)):
            for kept, moved in zip(sums, _moves(then, now, size), strict=True):
                kept.update(dict(enumerate(moved.tolist())))
    found = tuple(
        Roll(CLASSES[at // len(CLASSES)], CLASSES[at % len(CLASSES)], *(kept[at] for kept in sums))
        for at in range(size)
        if sums[0][at]
    )
    return Rolls(as_of, book.currency, days, found)


def _moves(then: Int64, now: Int64, size: int) -> tuple[Int64, Int64, Int64]:
    """Loans, principal before and principal after of each pair of classes."""
    import numpy as np

    pairs = classes_of(then) * len(CLASSES) + classes_of(now)
    return (
        np.bincount(pairs, minlength=size),
        add_up(pairs, outstanding(then), size),
        add_up(pairs, outstanding(now), size),
    )


def month_steps(since: date, as_of: date) -> tuple[date, ...]:
    """The days that are compared, oldest first.

    >>> [day.isoformat() for day in month_steps(date(2026, 4, 15), date(2026, 6, 30))]
    ['2026-04-30', '2026-05-30', '2026-06-30']

    Raises BookError where they are less than a month apart.
    """
    days = [as_of]
    while (day := add_months(as_of, -len(days))) >= since:
        days.append(day)
    if len(days) < 2:
        raise BookError(field="from", value=since, expected=f"a day up to {add_months(as_of, -1)}")
    return tuple(reversed(days))
