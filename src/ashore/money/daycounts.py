"""Day counts: how much of a year lies between two dates, as an exact fraction.

Every convention answers in whole *units*; ``units / basis`` is the year fraction. The start day
counts, the end day does not: money lent on the 1st and paid back on the 2nd has been out one night.
A pair given backwards has minus the units of the pair in order.

Sources: ISDA 2006 Definitions, section 4.16, for ACT/365F, ACT/360, 30E/360 and ACT/ACT ISDA; NASD
Uniform Practice Code, section 11620 (formerly 3), for 30/360 US.

*Additive* means units(a, b) + units(b, c) == units(a, c) for a <= b <= c, so that interest can be
cut at any day without moving the total. Not additive: ``30/360 US``, where the end of February and
the 31st depend on both ends, and ``ACT/FEB29``, where the whole period takes one year length.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from ashore.money.dates import is_leap
from ashore.money.errors import UnknownConvention

_BOTH_YEARS = 365 * 366
"""A basis that both a day of 1/365 and a day of 1/366 of a year divide."""


@dataclass(frozen=True, slots=True)
class DayCount:
    """A named rule for the part of a year between two dates.

    ``basis``: units in one year. ``units(start, end)``: units from ``start`` (counted) to ``end``
    (not counted), an integer.

    Interest in fen on 8,000.00 yuan at 18 % a year for January:

    >>> count = day_count("ACT/360")
    >>> units = count.units(date(2025, 1, 1), date(2025, 2, 1))
    >>> units, count.basis, 8_000_00 * 18 * units // (100 * count.basis)
    (31, 360, 12400)
    """

    name: str
    basis: int
    units: Callable[[date, date], int]


def days(start: date, end: date) -> int:
    """Nights from ``start`` to ``end``: the days that money was out.

    8,000.00 yuan lent over the end of a February:

    >>> days(date(2024, 2, 28), date(2024, 3, 1))
    2
    """
    return (end - start).days


def _thirty_us(start: date, end: date) -> int:
    if end < start:
        return -_thirty_us(end, start)
    first, last = start.day, end.day
    if start.month == 2 and _ends_february(start):
        # NASD end-of-month rule: the last day of February is a 30th, at the end of the period only
        # if it is one at the start too.
        first = 30
        if end.month == 2 and _ends_february(end):
            last = 30
    if first == 31:
        first = 30
    if last == 31 and first == 30:
        last = 30
    return 360 * (end.year - start.year) + 30 * (end.month - start.month) + last - first


def _ends_february(day: date) -> bool:
    return day.day == 29 or (day.day == 28 and not is_leap(day.year))


def _thirty_european(start: date, end: date) -> int:
    return (
        360 * (end.year - start.year)
        + 30 * (end.month - start.month)
        + min(end.day, 30)
        - min(start.day, 30)
    )


def _leap_years_before(year: int) -> int:
    return (year - 1) // 4 - (year - 1) // 100 + (year - 1) // 400


def _day_of_year(day: date) -> int:
    return day.toordinal() - date(day.year, 1, 1).toordinal() + 1


def _leap_nights_before(day: date) -> int:
    """Nights before ``day`` that began in a leap year."""
    nights = 366 * _leap_years_before(day.year)
    return nights + _day_of_year(day) - 1 if is_leap(day.year) else nights


def _act_act_isda(start: date, end: date) -> int:
    nights = (end - start).days
    if start.year == end.year:
        return nights * (365 if is_leap(start.year) else 366)
    return nights * 366 - (_leap_nights_before(end) - _leap_nights_before(start))


def _leap_nights_before_cut_31_december(day: date) -> int:
    """Nights before ``day`` that ended in a leap year."""
    if day.month == 12 and day.day == 31:
        return 366 * _leap_years_before(day.year + 1)
    nights = 366 * _leap_years_before(day.year)
    return nights + _day_of_year(day) if is_leap(day.year) else nights


def _act_act_31_december(start: date, end: date) -> int:
    return (end - start).days * 366 - (
        _leap_nights_before_cut_31_december(end) - _leap_nights_before_cut_31_december(start)
    )


def _leap_days_until(day: date) -> int:
    """How many 29 Februaries there were up to and including ``day``."""
    passed = is_leap(day.year) and (day.month > 2 or (day.month == 2 and day.day == 29))
    return _leap_years_before(day.year) + passed


def _act_feb29(start: date, end: date) -> int:
    # A pair given backwards meets the same 29 Februaries; its nights are negative already.
    holds_leap_day = _leap_days_until(start) != _leap_days_until(end)
    return (end - start).days * (365 if holds_leap_day else 366)


_KNOWN = {
    count.name: count
    for count in (
        # Actual days over a year of fixed length: additive, leap years or not.
        DayCount("ACT/365F", 365, days),
        DayCount("ACT/360", 360, days),
        DayCount("ACT/364", 364, days),
        # Every month has thirty days.
        DayCount("30/360 US", 360, _thirty_us),
        DayCount("30E/360", 360, _thirty_european),
        # Each night is 1/365 or 1/366 of a year by the year in which it begins.
        DayCount("ACT/ACT ISDA", _BOTH_YEARS, _act_act_isda),
        # The same, by the year in which the night ends: the cut of an open-source peer.
        DayCount("ACT/ACT 31DEC", _BOTH_YEARS, _act_act_31_december),
        # One year length for the whole period: 366 if it meets a 29 February after its first day.
        DayCount("ACT/FEB29", _BOTH_YEARS, _act_feb29),
    )
}

DAY_COUNT_NAMES: tuple[str, ...] = tuple(_KNOWN)
"""The names that ``day_count`` knows."""


def day_count(name: str) -> DayCount:
    """The day count of that name. Raises UnknownConvention, listing the known names.

    The night to New Year 2024 on 8,000.00 yuan at 18 %, in millionths of a fen, belongs to the old
    year (365 days) or to the new one (366 days):

    >>> for name in ("ACT/ACT ISDA", "ACT/ACT 31DEC"):
    ...     count = day_count(name)
    ...     night = count.units(date(2023, 12, 31), date(2024, 1, 1))
    ...     print(8_000_00 * 18 * night * 10**6 // (100 * count.basis))
    394520547
    393442622
    """
    try:
        return _KNOWN[name]
    except (KeyError, TypeError):
        raise UnknownConvention(
            field="day_count", value=name, expected="one of " + ", ".join(_KNOWN)
        ) from None
