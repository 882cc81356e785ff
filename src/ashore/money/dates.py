"""Regular dates: months and other steps, always counted from one seed."""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum

from ashore.money.errors import InvalidDate


class Unit(Enum):
    """What a repayment rhythm counts in."""

    DAYS = "days"
    WEEKS = "weeks"
    MONTHS = "months"
    YEARS = "years"


# Reading a member off the class costs as much as the arithmetic on Python 3.11.
_DAYS = Unit.DAYS
_WEEKS = Unit.WEEKS
_MONTHS = Unit.MONTHS

_LAST_DAY = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def is_leap(year: int) -> bool:
    """Whether a Gregorian year has a 29 February.

    >>> [year for year in (1900, 2000, 2024, 2025) if is_leap(year)]
    [2000, 2024]
    """
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def add_months(seed: date, months: int) -> date:
    """The same day ``months`` later, or the last day of a month that is too short for it.

    Count from the seed, not from the date before: chained steps from 31 January would stay on the
    28th for ever once they had passed February. Negative months go back. Raises InvalidDate beyond
    the years 1 to 9999.

    A loan of 8,000 yuan drawn on 31 January is due on:

    >>> [add_months(date(2025, 1, 31), k).isoformat() for k in (1, 2, 3)]
    ['2025-02-28', '2025-03-31', '2025-04-30']
    """
    year, month = divmod(seed.year * 12 + seed.month - 1 + months, 12)
    day = seed.day
    if day > 28:
        last = 29 if month == 1 and is_leap(year) else _LAST_DAY[month]
        if day > last:
            day = last
    try:
        return date(year, month + 1, day)
    except (ValueError, OverflowError):
        raise InvalidDate(
            field="months", value=months, expected=f"a step from {seed} that stays in 1 to 9999"
        ) from None


def step(seed: date, k: int, every: int, unit: Unit) -> date:
    """The ``k``-th date of the rhythm "every ``every`` units" that starts at ``seed`` (k = 0).

    ``k`` may be negative. Raises InvalidDate beyond the years 1 to 9999.

    The third due date of 500 yuan a fortnight, drawn on 6 January:

    >>> step(date(2025, 1, 6), 3, 2, Unit.WEEKS)
    datetime.date(2025, 2, 17)
    """
    if unit is _MONTHS:
        return add_months(seed, k * every)
    try:
        if unit is _DAYS:
            return seed + timedelta(k * every)
        if unit is _WEEKS:
            return seed + timedelta(7 * k * every)
    except OverflowError:
        raise InvalidDate(
            field="k", value=k, expected=f"a step from {seed} that stays in 1 to 9999"
        ) from None
    return add_months(seed, 12 * k * every)


def due_dates(seed: date, count: int, every: int, unit: Unit) -> tuple[date, ...]:
    """The first ``count`` dates after ``seed`` of the rhythm "every ``every`` units".

    Raises InvalidDate when ``count`` is negative, ``every`` below one, or a date out of reach.

    Three monthly instalments of a loan of 3,000 yuan drawn on 30 November:

    >>> [str(day) for day in due_dates(date(2025, 11, 30), 3, 1, Unit.MONTHS)]
    ['2025-12-30', '2026-01-30', '2026-02-28']
    """
    if count < 0:
        raise InvalidDate(field="count", value=count, expected="no dates or more")
    if every < 1:
        raise InvalidDate(field="every", value=every, expected="one or more")
    return tuple(step(seed, k, every, unit) for k in range(1, count + 1))
