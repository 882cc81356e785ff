"""A published figure that changes from day to day, such as the loan prime rate, and that rules refer to."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ashore.rules.errors import UnknownRule
from ashore.rules.marks import Confidence, Text


class Point(NamedTuple):
    """A value from a day on, until the next point."""

    since: date
    value: Decimal
    confidence: Confidence


@dataclass(frozen=True, slots=True)
class Series:
    """Points by rising date. ``read_to`` is the last day for which a publication was looked up: beyond it the last
    value is only the last one known.

    >>> lpr = Series("X", Text("", ""), "percent", date(2021, 12, 31), "", (
    ...     Point(date(2020, 4, 20), Decimal("3.85"), Confidence.MEMORY),
    ...     Point(date(2021, 12, 20), Decimal("3.80"), Confidence.MEMORY)))
    >>> lpr.on(date(2021, 12, 19)).value, lpr.on(date(2021, 12, 20)).value
    (Decimal('3.85'), Decimal('3.80'))
    """

    id: str
    title: Text
    unit: str
    read_to: date
    source: str
    points: tuple[Point, ...]

    def on(self, day: date) -> Point:
        """The point that holds on a day. Raises UnknownRule before the first one."""
        at = bisect_right([point.since for point in self.points], day)
        if at == 0:
            raise UnknownRule(
                field=self.id, value=day, expected=f"a day from {self.points[0].since} on"
            )
        return self.points[at - 1]
