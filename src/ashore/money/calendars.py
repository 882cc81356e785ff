"""Business days: which days count as working days, and where a due date moves that does not."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cache
from importlib.resources import files

from ashore.money.errors import CalendarHorizon, UnknownConvention


class Roll(Enum):
    """Where a due date moves that is not a business day."""

    NONE = "none"
    """Nowhere."""
    FOLLOWING = "following"
    """To the next business day (顺延)."""
    MODIFIED_FOLLOWING = "modified_following"
    """To the next business day, unless that is in another month: then to the one before."""
    PRECEDING = "preceding"
    """To the last business day before."""


_ONE_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class BusinessCalendar:
    """The working days of a place, as published, between the first and last day covered.

    ``weekend``: ISO weekdays of rest (6 = Saturday). ``holidays`` rest whatever their weekday;
    ``make_up_days`` work although they fall on a weekend (调休). ``first`` and ``last`` bound the
    horizon, both included; None means no bound. Beyond it there is no answer, because a guess about
    a holiday would decide whether someone is late.

    8,000.00 yuan due on 1 October 2025 may be paid without delay until 9 October:

    >>> business_calendar("CN").adjust(date(2025, 10, 1), Roll.FOLLOWING)
    datetime.date(2025, 10, 9)
    """

    name: str
    weekend: frozenset[int]
    holidays: frozenset[date]
    make_up_days: frozenset[date]
    first: date | None
    last: date | None

    def is_business_day(self, day: date) -> bool:
        """Whether ``day`` is a working day. Raises CalendarHorizon outside first..last.

        A Sunday that makes up for the National Day week, when 8,000.00 yuan can be due:

        >>> business_calendar("CN").is_business_day(date(2025, 9, 28))
        True
        """
        if (self.first is not None and day < self.first) or (
            self.last is not None and day > self.last
        ):
            raise CalendarHorizon(
                field="day",
                value=day.isoformat(),
                expected=f"a day of calendar {self.name}, {self.first} to {self.last}",
            )
        if day.isoweekday() in self.weekend:
            return day in self.make_up_days
        return day not in self.holidays

    def adjust(self, day: date, rule: Roll) -> date:
        """``day``, or the business day that ``rule`` moves it to.

        Raises CalendarHorizon when the answer needs a day outside first..last; never for Roll.NONE,
        which looks nothing up.

        A due date of 31 May 2025, a Saturday before a holiday Monday:

        >>> for rule in Roll:
        ...     print(business_calendar("CN").adjust(date(2025, 5, 31), rule))
        2025-05-31
        2025-06-03
        2025-05-30
        2025-05-30
        """
        if rule is Roll.NONE or self.is_business_day(day):
            return day
        if rule is Roll.PRECEDING:
            return self._next(day, -_ONE_DAY)
        if rule is Roll.MODIFIED_FOLLOWING:
            return self._within_month(day)
        return self._next(day, _ONE_DAY)

    def _next(self, day: date, by: timedelta) -> date:
        day += by
        while not self.is_business_day(day):
            day += by
        return day

    def _within_month(self, day: date) -> date:
        # Stops at the month's end, so that a late December date never asks about a year whose
        # arrangement is not published yet.
        after = day + _ONE_DAY
        while after.month == day.month:
            if self.is_business_day(after):
                return after
            after += _ONE_DAY
        return self._next(day, -_ONE_DAY)


EVERY_DAY = BusinessCalendar(
    name="NONE",
    weekend=frozenset(),
    holidays=frozenset(),
    make_up_days=frozenset(),
    first=None,
    last=None,
)
"""The calendar of a lender that takes no notice of holidays: each day is a business day."""

_FILES = {"CN": "cn.toml"}

CALENDAR_NAMES: tuple[str, ...] = (EVERY_DAY.name, *_FILES)
"""The names that ``business_calendar`` knows."""


def business_calendar(name: str) -> BusinessCalendar:
    """The calendar of that name: "CN" (mainland China) or "NONE" (every day is a business day).

    Raises UnknownConvention, listing the known names.

    >>> business_calendar("NONE").adjust(date(2025, 10, 1), Roll.FOLLOWING)
    datetime.date(2025, 10, 1)
    """
    if name == EVERY_DAY.name:
        return EVERY_DAY
    if name not in CALENDAR_NAMES:
        raise UnknownConvention(
            field="calendar", value=name, expected="one of " + ", ".join(CALENDAR_NAMES)
        )
    return _load(name)


@cache
def _load(name: str) -> BusinessCalendar:
    source = files("ashore.money") / "data" / _FILES[name]
    data = tomllib.loads(source.read_text(encoding="utf-8"))
    holidays: set[date] = set()
    make_up_days: set[date] = set()
    for closure in data["closure"]:
        day: date = closure["first"]
        while day <= closure["last"]:
            holidays.add(day)
            day += _ONE_DAY
        make_up_days.update(closure["make_up_days"])
    return BusinessCalendar(
        name=data["name"],
        weekend=frozenset(data["weekend"]),
        holidays=frozenset(holidays),
        make_up_days=frozenset(make_up_days),
        first=data["first"],
        last=data["last"],
    )
