"""The rhythm of dates: weeks, half months, months, and what counts as a whole month where months differ in length."""

from __future__ import annotations

import calendar
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from fractions import Fraction
from itertools import pairwise

from ashore.cost.errors import InvalidCost


class Interval(Enum):
    """What a unit-period is a multiple of, shortest first."""

    DAY = "day"
    WEEK = "week"
    SEMIMONTH = "semimonth"
    MONTH = "month"
    YEAR = "year"


_LENGTH = {
    Interval.DAY: 1,
    Interval.WEEK: 7,
    Interval.SEMIMONTH: 15,
    Interval.MONTH: 30,
    Interval.YEAR: 365,
}
_A_YEAR = {
    Interval.DAY: 365,
    Interval.WEEK: 52,
    Interval.SEMIMONTH: 24,
    Interval.MONTH: 12,
    Interval.YEAR: 1,
}


@dataclass(frozen=True, slots=True)
class UnitPeriod:
    """A standard interval of time, or several of them, up to a year.

    >>> UnitPeriod(3, Interval.MONTH).per_year, str(UnitPeriod(4, Interval.WEEK))
    (Fraction(4, 1), '4 weeks')
    """

    count: int
    interval: Interval

    def __post_init__(self) -> None:
        if self.count < 1 or Fraction(self.count, _A_YEAR[self.interval]) > 1:
            raise InvalidCost(
                field="unit_period", value=str(self), expected="one interval or more, up to a year"
            )

    @property
    def per_year(self) -> Fraction:
        """How many of them a year has: 365 days, 52 weeks, 24 half months, 12 months."""
        return Fraction(_A_YEAR[self.interval], self.count)

    @property
    def days(self) -> int:
        """About how long it is, to tell the shorter of two."""
        return self.count * _LENGTH[self.interval]

    def __str__(self) -> str:
        return f"{self.count} {self.interval.value}{'s' if self.count > 1 else ''}"


def last_day(day: date) -> int:
    """The last day of the month of a date."""
    return calendar.monthrange(day.year, day.month)[1]


def series_day(dates: Iterable[date]) -> int:
    """The day of the month that a series falls on, where short months cannot have it: 31 for a series of month ends.

    >>> series_day([date(2025, 1, 30), date(2025, 2, 28), date(2025, 3, 30)])
    30
    >>> series_day([date(2025, 2, 28), date(2025, 4, 30)])
    31
    """
    found = list(dates)
    if len(found) > 1 and all(day.day == last_day(day) for day in found):
        return 31
    return max((day.day for day in found), default=1)


def months_before(later: date, months: int, on: int) -> date:
    """The date whole months before another; a date that its month cut short stands for day ``on`` of the series."""
    day = on if later.day == last_day(later) and later.day < on else later.day
    year, month = divmod(later.year * 12 + later.month - 1 - months, 12)
    return date(year, month + 1, min(day, calendar.monthrange(year, month + 1)[1]))


def whole_months(earlier: date, later: date, on: int) -> tuple[int, int]:
    """Full months counted back from the later date, and the days from the earlier date to the first of them.

    >>> whole_months(date(1978, 2, 23), date(1978, 4, 1), 16)
    (1, 6)
    """
    months = max(0, (later.year - earlier.year) * 12 + later.month - earlier.month)
    while months and months_before(later, months, on) < earlier:
        months -= 1
    return months, (months_before(later, months, on) - earlier).days if months else (
        later - earlier
    ).days


def readings(earlier: date, later: date, on: int) -> Iterator[UnitPeriod]:
    """Every standard interval, up to a year, that lies exactly between two dates: four weeks may be a February too."""
    months, rest = whole_months(earlier, later, on)
    days = (later - earlier).days
    if months and not rest and months <= 12:
        yield UnitPeriod(1, Interval.YEAR) if months == 12 else UnitPeriod(months, Interval.MONTH)
    if _half_a_month(earlier, later):
        yield UnitPeriod(1, Interval.SEMIMONTH)
    if not days % 7 and 0 < days <= 364:
        yield UnitPeriod(days // 7, Interval.WEEK)
    elif 0 < days < 365 and (rest or not months):
        yield UnitPeriod(days, Interval.DAY)


def _half_a_month(earlier: date, later: date) -> bool:
    """From the 1st to the 16th and on, or from the 15th to the last day and on."""
    if earlier.day == 15 or later.day == 15:
        ends = (earlier if later.day == 15 else later).day
        other = earlier if later.day == 15 else later
        if ends == last_day(other) and 13 <= (later - earlier).days <= 16:
            return True
    first, second = sorted((earlier.day, later.day))
    return second - first == 15 and 13 <= (later - earlier).days <= 16


def intervals(dates: Sequence[date]) -> list[tuple[date, date]]:
    """Each date with the next."""
    return list(pairwise(sorted(set(dates))))


def common(spans: Sequence[tuple[date, date]], on: int) -> UnitPeriod | None:
    """The interval that occurs most often, at least twice; the shorter of two that occur as often."""
    counts = Counter(unit for span in spans for unit in readings(*span, on))
    often = [(-count, unit.days, unit) for unit, count in counts.items() if count > 1]
    return min(often, key=lambda each: each[:2])[2] if often else None


def nearest(days: Fraction) -> UnitPeriod:
    """The standard interval nearest to an average of days, the shorter of two as near."""
    units = [UnitPeriod(1, Interval.DAY), UnitPeriod(1, Interval.SEMIMONTH)]
    units += [UnitPeriod(count, Interval.WEEK) for count in range(1, 53)]
    units += [UnitPeriod(count, Interval.MONTH) for count in range(1, 12)]
    units.append(UnitPeriod(1, Interval.YEAR))
    return min(units, key=lambda unit: (abs(days - unit.days), unit.days))


def days_later(day: date, days: int) -> date:
    """A date some days on."""
    return day + timedelta(days=days)
