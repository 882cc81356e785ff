"""How a stretch of nights becomes a part of a year, through ratios cut to a number of digits.

The order of multiplying and dividing is part of the convention: it decides where a half cent falls.
"""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta
from decimal import Decimal, localcontext
from functools import lru_cache

from ashore.loan.ratios import Ratios
from ashore.money import Unit, step

_DAYS_IN_UNIT = {Unit.YEARS: 360, Unit.MONTHS: 30, Unit.WEEKS: 7, Unit.DAYS: 1}
_UNITS_IN_YEAR = {Unit.YEARS: 1, Unit.MONTHS: 12, Unit.WEEKS: 52}


@lru_cache(maxsize=65_536)
def part_of_period(
    ratios: Ratios, rate: Decimal, period: tuple[date, date], start: date, end: date
) -> Decimal:
    """Interest on 1 from ``start`` to ``end`` within a period of the nominal length: what an annuity counts on.

    ``rate`` is a fraction of a year. 18 % a year, 30/360, ten of the 31 nights of January:

    >>> ratios, january = Ratios(1, Unit.MONTHS), (date(2025, 1, 1), date(2025, 2, 1))
    >>> part_of_period(ratios, Decimal("0.18"), january, date(2025, 1, 1), date(2025, 1, 11))
    Decimal('0.0048387096774193548')
    """
    return _factor(ratios, rate, period, start, end, Decimal(ratios.every))


@lru_cache(maxsize=65_536)
def to_due_date(
    ratios: Ratios, rate: Decimal, period: tuple[date, date], start: date, seed: date
) -> Decimal:
    """Interest on 1 from ``start`` to the due date, a period of odd length weighed by its part of a whole one.

    The rhythm starts at ``seed``. A first period of 17 days, at 1.5 % a month of 31:

    >>> ratios, odd = Ratios(1, Unit.MONTHS), (date(2025, 1, 15), date(2025, 2, 1))
    >>> to_due_date(ratios, Decimal("0.18"), odd, date(2025, 1, 15), date(2025, 1, 15))
    Decimal('0.0082258064516129032')
    """
    length = Decimal(ratios.every)
    if _counts_nominally(ratios):
        length = _length_in_units(ratios, seed, *period)
    return _factor(ratios, rate, period, start, period[1], length)


def _counts_by_period(ratios: Ratios) -> bool:
    return ratios.by_period and ratios.unit in _UNITS_IN_YEAR


def _counts_nominally(ratios: Ratios) -> bool:
    """Whether a period counts at its length in units of the rhythm, not by its days."""
    return ratios.days_in_month == 30 or _counts_by_period(ratios)


def _factor(
    ratios: Ratios,
    rate: Decimal,
    period: tuple[date, date],
    start: date,
    end: date,
    length: Decimal,
) -> Decimal:
    whole, part = (period[1] - period[0]).days, (end - start).days
    if not whole and _counts_nominally(ratios):
        return Decimal(0)
    with localcontext(ratios.context):
        if _counts_by_period(ratios):
            years = length / _UNITS_IN_YEAR[ratios.unit]
            return ratios.cut(rate * years * part / whole)
        if _crosses_years(ratios, period, start, end):
            return ratios.cut(rate * _by_calendar_years(ratios, start, end))
        year = _year_days(ratios, period, start)
        if ratios.days_in_month is None:
            return ratios.cut(rate * (Decimal(part) / year))
        years = _DAYS_IN_UNIT[ratios.unit] * length / year
        return ratios.cut(rate * years * part / whole)


def _year_days(ratios: Ratios, period: tuple[date, date], start: date) -> int:
    if ratios.days_in_year is not None:
        return ratios.days_in_year
    if not isleap(start.year):
        return 365
    return 366 if not ratios.feb_29_only or _holds_29_february(*period) else 365


def _holds_29_february(start: date, due: date) -> bool:
    """Whether 29 February lies in (start, due]."""
    return any(
        isleap(year) and start < date(year, 2, 29) <= due
        for year in range(start.year, due.year + 1)
    )


def _crosses_years(ratios: Ratios, period: tuple[date, date], start: date, end: date) -> bool:
    if ratios.days_in_year is not None or start.year == end.year:
        return False
    return not ratios.feb_29_only or _holds_29_february(*period)


def _by_calendar_years(ratios: Ratios, start: date, end: date) -> Decimal:
    """Years from ``start`` to ``end``, each calendar year's nights over its own length."""
    total = Decimal(0)
    for year in range(start.year, end.year + 1):
        cut = date(year + 1, 1, 1) if ratios.cut_on_1_january else date(year, 12, 31)
        stop = end if year == end.year else cut
        total += Decimal((stop - start).days) / (366 if isleap(year) else 365)
        start = stop
    return total


@lru_cache(maxsize=65_536)
def _length_in_units(ratios: Ratios, seed: date, start: date, due: date) -> Decimal:
    """How many units of the rhythm a period is long: whole for one on the rhythm, else with a part by its days."""
    unit = ratios.unit
    if not _on_the_rhythm(ratios, seed, start, due):
        seed = start
    before = _whole_units(seed, start, unit)
    count = before + 1
    at = start
    while at < due:
        at = step(seed, count, 1, unit)
        if at <= due:
            count += 1
            continue
        whole = count - before - 1
        begin = step(seed, whole, 1, unit)
        with localcontext(ratios.context):
            return Decimal((due - begin).days) / (at - begin).days + whole
    return Decimal(count - before - 1)


def _on_the_rhythm(ratios: Ratios, seed: date, start: date, due: date) -> bool:
    count = 1
    while (at := step(seed, count, 1, ratios.unit)) < due:
        count += 1
    return at == due and step(at, -1, ratios.every, ratios.unit) == start


def _whole_units(seed: date, day: date, unit: Unit) -> int:
    """Whole units from ``seed`` to ``day``; the last day of a short month counts as the seed's day of the month."""
    if unit is Unit.DAYS:
        return (day - seed).days
    if unit is Unit.WEEKS:
        return (day - seed).days // 7
    if unit is Unit.YEARS:
        return day.year - seed.year - ((day.month, day.day) < (seed.month, seed.day))
    last_of_month = (day + timedelta(days=1)).day == 1
    reached = day + timedelta(days=1) if last_of_month and seed.day > day.day else day
    months = (reached.year - seed.year) * 12 + reached.month - seed.month
    return months - (reached.day < seed.day)
