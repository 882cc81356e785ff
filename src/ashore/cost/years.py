"""European time: intervals in years, whole months, weeks or years first and the days that remain before the first of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from ashore.cost.rhythm import (
    Interval,
    common,
    days_later,
    intervals,
    months_before,
    readings,
    series_day,
    whole_months,
)

WEEKS = 52
MONTHS = 12


def look_back_days(end: date) -> int:
    """The days of the year that ends on a date: 366 where it holds a 29 February.

    >>> look_back_days(date(2026, 1, 15)), look_back_days(date(2024, 3, 1))
    (365, 366)
    """
    before = months_before(end, MONTHS, end.day)
    return (end - before).days


def years_between(
    drawn: date, later: date, whole: Interval = Interval.MONTH, on: int | None = None
) -> Fraction:
    """The time from the first drawing to a later date in years (Directive 2008/48/EC, Annex I, remarks (c)).

    Whole ``WEEK`` (52 a year), ``MONTH`` (12 equal ones) or ``YEAR`` intervals are counted back from the later date. The
    days that remain stand before them, and are divided by the days of the year that ends where they end. ``DAY`` counts
    days alone. Earlier dates give negative times.

    From 12 January to 15 February are 3 days and a month:

    >>> years_between(date(2026, 1, 12), date(2026, 2, 15)) == Fraction(3, 365) + Fraction(1, 12)
    True
    """
    if later < drawn:
        return -years_between(later, drawn, whole, on)
    if whole is Interval.DAY:
        return _days(drawn, later)
    if whole is Interval.WEEK:
        weeks, days = divmod((later - drawn).days, 7)
        return Fraction(weeks, WEEKS) + _days(drawn, days_later(drawn, days))
    day = later.day if on is None else max(later.day, on)
    months, _ = whole_months(drawn, later, day)
    if whole is Interval.YEAR:
        months -= months % MONTHS
    return Fraction(months, MONTHS) + _days(drawn, months_before(later, months, day))


def _days(start: date, end: date) -> Fraction:
    return Fraction((end - start).days, look_back_days(end)) if end > start else Fraction(0)


def whole_of(drawn: date, payments: Sequence[date]) -> Interval:
    """What the intervals of a loan are expressed in: weeks or years where its dates keep such a rhythm, else months.

    >>> whole_of(date(2025, 1, 1), [date(2025, 1, 15), date(2025, 1, 29), date(2025, 2, 12)])
    <Interval.WEEK: 'week'>
    """
    on = series_day(payments)
    spans = intervals([drawn, *payments])
    found = common(spans, on)
    if found is not None:
        kept = (Interval.WEEK, Interval.YEAR)
        return found.interval if found.interval in kept else Interval.MONTH
    # No rhythm: whole weeks throughout speak for themselves, unless a month is meant.
    units = [next(readings(*span, on), None) for span in spans]
    weekly = units and all(unit and unit.interval is Interval.WEEK for unit in units)
    return Interval.WEEK if weekly else Interval.MONTH
