"""Days as whole numbers: the civil calendar, regular due dates, and how much of a year lies between two days."""

from __future__ import annotations

from ashore.kernel.layout import (
    ACTUAL,
    DAYS,
    MONTHS,
    T_DAY_COUNT,
    T_DAY_SCALE,
    T_EVERY,
    T_UNIT,
    THIRTY_EUROPEAN,
    THIRTY_US,
    WEEKS,
    Numbers,
)

MARCH = 305
"""Days from 1 March of year 0 to the day before ordinal 1."""


def leap(year: int) -> int:
    """1 for a year with a 29 February."""
    if year % 4 == 0 and (year % 100 != 0 or year % 400 == 0):
        return 1
    return 0


def before_year(year: int) -> int:
    """Days before 1 January of ``year``."""
    past = year - 1
    return past * 365 + past // 4 - past // 100 + past // 400


def before_month(month: int, is_leap: int) -> int:
    """Days of a year before the first of ``month`` (1 to 12)."""
    if month <= 2:
        return 31 * (month - 1)
    return (153 * month - 457) // 5 + 59 + is_leap


def days_in_month(month: int, is_leap: int) -> int:
    """28 to 31."""
    if month == 2:
        return 28 + is_leap
    return 30 + (month + month // 8) % 2


def year_of(day: int) -> int:
    """The year in which an ordinal day lies."""
    past = day - 1
    cycle = past // 146097
    rest = past - cycle * 146097
    year = (rest - rest // 1460 + rest // 36524 - rest // 146096) // 365
    return cycle * 400 + year + 1


def civil(day: int) -> tuple[int, int, int]:
    """Year, month and day of an ordinal day.

    Counted in years that begin in March, so that a leap day comes last and the months need no search (Hinnant, "chrono-
    Compatible Low-Level Date Algorithms").
    """
    past = day + MARCH
    cycle = past // 146097
    rest = past - cycle * 146097
    year = (rest - rest // 1460 + rest // 36524 - rest // 146096) // 365
    in_year = rest - (365 * year + year // 4 - year // 100)
    since_march = (5 * in_year + 2) // 153
    dom = in_year - (153 * since_march + 2) // 5 + 1
    if since_march < 10:
        return cycle * 400 + year, since_march + 3, dom
    return cycle * 400 + year + 1, since_march - 9, dom


def months_on(year: int, month: int, day: int, months: int) -> int:
    """The ordinal ``months`` after a civil day, or the last day of a month that is too short for it."""
    at = year * 12 + month - 1 + months
    year = at // 12
    month = at - year * 12 + 1
    is_leap = leap(year)
    if day > 28:
        last = days_in_month(month, is_leap)
        if day > last:
            day = last
    return before_year(year) + before_month(month, is_leap) + day


def step(m: Numbers, seed: int, k: int) -> int:
    """The ``k``-th day of the contract's rhythm counted from ``seed``."""
    unit = m[T_UNIT]
    if unit == DAYS:
        return seed + k * m[T_EVERY]
    if unit == WEEKS:
        return seed + 7 * k * m[T_EVERY]
    year, month, day = civil(seed)
    months = k * m[T_EVERY]
    if unit != MONTHS:
        months *= 12
    return months_on(year, month, day, months)


def _thirty_us(start: int, end: int) -> int:
    y1, m1, d1 = civil(start)
    y2, m2, d2 = civil(end)
    if m1 == 2 and d1 == days_in_month(2, leap(y1)):
        if m2 == 2 and d2 == days_in_month(2, leap(y2)):
            d2 = 30
        d1 = 30
    if d1 == 31:
        d1 = 30
    if d2 == 31 and d1 == 30:
        d2 = 30
    return 360 * (y2 - y1) + 30 * (m2 - m1) + d2 - d1


def _thirty_european(start: int, end: int) -> int:
    y1, m1, d1 = civil(start)
    y2, m2, d2 = civil(end)
    return 360 * (y2 - y1) + 30 * (m2 - m1) + min(d2, 30) - min(d1, 30)


def _leap_nights_before(day: int) -> int:
    year = year_of(day)
    past = year - 1
    nights = 366 * (past // 4 - past // 100 + past // 400)
    if leap(year) == 1:
        nights += day - before_year(year) - 1
    return nights


def units_between(m: Numbers, start: int, end: int) -> int:
    """Time from ``start`` (counted) to a later ``end`` (not counted), in the units of the contract's measure."""
    count = m[T_DAY_COUNT]
    if count == ACTUAL:
        return m[T_DAY_SCALE] * (end - start)
    if count == THIRTY_US:
        return m[T_DAY_SCALE] * _thirty_us(start, end)
    if count == THIRTY_EUROPEAN:
        return m[T_DAY_SCALE] * _thirty_european(start, end)
    nights = end - start
    leaps = _leap_nights_before(end) - _leap_nights_before(start)
    return m[T_DAY_SCALE] * (nights * 366 - leaps)
