"""Unit-periods of Regulation Z: which one a transaction has, and how many lie between two dates (Appendix J (b)(2) to (5))."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from ashore.cost.rhythm import (
    Interval,
    UnitPeriod,
    common,
    intervals,
    months_before,
    nearest,
    series_day,
    whole_months,
)


def unit_period_of(advances: Sequence[date], payments: Sequence[date]) -> UnitPeriod:
    """The unit-period of a transaction: its most frequent common interval, up to a year (Appendix J (b)(4)).

    Intervals are those between advances, between payments, and from the first advance to the first payment after it. Two
    that are as frequent: the shorter. None in common: their average, to the nearest standard interval. One advance and
    one payment: the whole term, at most a year.

    >>> unit_period_of([date(1978, 3, 18)], [date(1978, 4, 20), date(1978, 5, 18), date(1978, 6, 15)])
    UnitPeriod(count=4, interval=<Interval.WEEK: 'week'>)
    """
    on = series_day(payments)
    paid, drawn = sorted(set(payments)), sorted(set(advances))
    if len(paid) == len(drawn) == 1:
        start, end = sorted((drawn[0], paid[0]))
        return _term(start, end, on)
    after = [day for day in paid if day > drawn[0]]
    spans = intervals(drawn) + intervals(paid)
    if after:
        spans.append((drawn[0], after[0]))
    found = common(spans, on)
    if found is not None:
        return found
    return nearest(Fraction(sum((end - start).days for start, end in spans), len(spans)))


def _term(start: date, end: date, on: int) -> UnitPeriod:
    """The term of one advance and one payment: whole months if it has them, else days, at most a year (b)(5)(vi, vii)."""
    months, rest = whole_months(start, end, on)
    if months >= 12:
        return UnitPeriod(1, Interval.YEAR)
    if months and not rest:
        return UnitPeriod(months, Interval.MONTH)
    return UnitPeriod(min((end - start).days, 365), Interval.DAY)


def unit_periods_between(
    earlier: date, later: date, unit: UnitPeriod, on: int | None = None
) -> tuple[int, Fraction]:
    """Full unit-periods from one date to a later one, and the fraction that remains (Appendix J (b)(5)).

    Months are counted back from the later date and the days left over forward from the earlier one, over 30. ``on`` is
    the day of the month that the series falls on, where it is cut short by the length of months.

    >>> unit_periods_between(date(1978, 2, 23), date(1978, 4, 1), UnitPeriod(1, Interval.SEMIMONTH))
    (2, Fraction(2, 5))
    >>> unit_periods_between(date(1978, 1, 17), date(1979, 7, 17), UnitPeriod(1, Interval.YEAR))
    (1, Fraction(1, 2))
    """
    day = later.day if on is None else on
    if unit.interval in (Interval.DAY, Interval.WEEK):
        return _parts(Fraction((later - earlier).days, unit.days))
    months, days = whole_months(earlier, later, day)
    if unit.interval is not Interval.YEAR:
        return _parts(Fraction(30 * months + days, unit.days))
    years, over = divmod(months, 12)
    if not days:
        return years, Fraction(over, 12)
    begun = months_before(later, 12 * years, day)
    rest = Fraction((begun - earlier).days, 365)
    return _parts(years + rest)


def _parts(time: Fraction) -> tuple[int, Fraction]:
    whole = int(time)
    return whole, time - whole
