"""A parameter of a rule: a figure with its unit, and on which side of it what is allowed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Any

from ashore.money import AshoreError, add_months, currency, parse_minor
from ashore.rules.errors import RulesError
from ashore.rules.marks import Confidence, Text


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time as a rule states it: never turned into another unit.

    A cooling-off of 15 days, and a record kept for 5 years, from a leap day:

    >>> Duration(15, "days").after(date(2024, 2, 29)), Duration(5, "years").after(date(2024, 2, 29))
    (datetime.date(2024, 3, 15), datetime.date(2029, 2, 28))
    """

    count: int
    unit: str

    def after(self, day: date) -> date:
        """``day`` plus the duration. Raises RulesError for a unit that needs more than a calendar (working days, periods)."""
        if self.unit in _MONTHS:
            return add_months(day, self.count * _MONTHS[self.unit])
        if self.unit in _DAYS:
            return day + timedelta(self.count * _DAYS[self.unit])
        raise RulesError(field="unit", value=self.unit, expected="days, weeks, months or years")

    def __str__(self) -> str:
        return f"{self.count} {self.unit}"


_DAYS = {"days": 1, "weeks": 7}
_MONTHS = {"months": 1, "years": 12}
_DURATIONS = frozenset({*_DAYS, *_MONTHS, "seconds", "minutes", "hours", "working days", "periods"})
_DECIMALS = frozenset({"percent", "percentage points", "times"})
_COUNTS = frozenset({"count", "level"})
_CURRENCY = re.compile(r"[A-Z]{3}")

Value = Decimal | int | Duration | date | time | str | bool | tuple[str, ...]
"""What a parameter may hold; its unit says which."""


class Bound(Enum):
    """What a limit limits."""

    UPPER = "upper"
    """Values up to it."""
    LOWER = "lower"
    """Values from it on."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """One figure of a rule. ``value`` is None where the rule has one that nobody found: ``missing`` says so.

    ``bound`` None: a plain fact. Else a limit, and ``inclusive`` says whether the limit itself is within.

    More than 90 days past due is substandard; 90 itself is not:

    >>> over_90 = Parameter("substandard", Duration(90, "days"), "days", Bound.LOWER, False)
    >>> over_90.admits(90), over_90.admits(91)
    (False, True)
    """

    name: str
    value: Value | None
    unit: str
    bound: Bound | None = None
    inclusive: bool = True
    confidence: Confidence = Confidence.MEMORY
    missing: Text | None = None

    def admits(self, measured: Any) -> bool:
        """Whether a measured value, in the parameter's own unit, lies within the limit.

        Raises RulesError for a parameter that is no limit, that has no value, or that counts something else.
        """
        limit = self.value.count if isinstance(self.value, Duration) else self.value
        if self.bound is None or limit is None:
            raise RulesError(field=self.name, value=self.shown(), expected="a limit with a value")
        # An amount arrives in minor units, as everywhere in the house.
        if _CURRENCY.fullmatch(self.unit):
            limit = self.minor
        try:
            if measured == limit:
                return self.inclusive
            return bool(measured < limit if self.bound is Bound.UPPER else measured > limit)
        except TypeError:
            raise RulesError(
                field=self.name, value=measured, expected=f"a value in {self.unit}"
            ) from None

    @property
    def minor(self) -> int:
        """An amount of money in minor units.

        >>> Parameter("limit", Decimal("10000"), "CNY").minor
        1000000
        """
        if not isinstance(self.value, Decimal) or not _CURRENCY.fullmatch(self.unit):
            raise RulesError(field=self.name, value=self.shown(), expected="an amount of money")
        return parse_minor(str(self.value), currency(self.unit))

    def shown(self, lang: str = "en") -> str:
        """The parameter as a person reads it.

        >>> Parameter("limit", Decimal("24"), "percent", Bound.UPPER).shown()
        'at most 24 percent'
        """
        if self.missing is not None:
            return self.missing.zh if lang == "zh-CN" else self.missing.en
        return f"{_side(self.bound, self.inclusive, lang)}{self._bare(lang)}"

    def _bare(self, lang: str) -> str:
        value = self.value
        if isinstance(value, bool):
            return ("是" if value else "否") if lang == "zh-CN" else ("yes" if value else "no")
        if isinstance(value, time):
            return value.isoformat("minutes")
        if isinstance(value, Duration):
            return (
                f"{value.count} {_UNIT_ZH.get(value.unit, value.unit)}"
                if lang == "zh-CN"
                else str(value)
            )
        if isinstance(value, tuple):
            none = "无" if lang == "zh-CN" else "none"
            return ("、" if lang == "zh-CN" else ", ").join(value) or none
        if self.unit in {"text", "date"}:
            return str(value)
        unit = _UNIT_ZH.get(self.unit, self.unit) if lang == "zh-CN" else self.unit
        return f"{value} {unit}"

    def to_dict(self) -> dict[str, Any]:
        """The parameter as plain data."""
        value: Any = self.value
        if isinstance(value, Duration):
            value = value.count
        elif isinstance(value, tuple):
            value = list(value)
        elif value is not None and not isinstance(value, (bool, int)):
            value = str(value)
        return {
            "name": self.name,
            "value": value,
            "unit": self.unit,
            "bound": self.bound.value if self.bound else None,
            "boundary": _boundary(self),
            "confidence": self.confidence.value,
            "missing": self.missing._asdict() if self.missing else None,
        }


_UNIT_ZH = {
    "seconds": "秒",
    "minutes": "分钟",
    "hours": "小时",
    "days": "天",
    "working days": "个工作日",
    "weeks": "周",
    "months": "个月",
    "years": "年",
    "periods": "期",
    "percent": "%",
    "percentage points": "个百分点",
    "times": "倍",
    "count": "次",
    "level": "级",
}


def _boundary(parameter: Parameter) -> str | None:
    if parameter.bound is None:
        return None
    return "inclusive" if parameter.inclusive else "exclusive"


def _side(bound: Bound | None, inclusive: bool, lang: str) -> str:
    if bound is None:
        return ""
    words = {
        (Bound.UPPER, True): ("至多 ", "at most "),
        (Bound.UPPER, False): ("低于 ", "below "),
        (Bound.LOWER, True): ("至少 ", "at least "),
        (Bound.LOWER, False): ("超过 ", "more than "),
    }[bound, inclusive]
    return words[0] if lang == "zh-CN" else words[1]


def is_unit(unit: object) -> bool:
    """Whether a unit is one that a parameter may have: a currency of the house, a duration, or one of the named ones."""
    if not isinstance(unit, str):
        return False
    return unit in UNITS or _is_currency(unit)


UNITS = _DURATIONS | _DECIMALS | _COUNTS | {"date", "time", "text", "list", "yes/no"}
"""Units other than currencies."""


def _is_currency(unit: str) -> bool:
    if not _CURRENCY.fullmatch(unit):
        return False
    try:
        currency(unit)
    except AshoreError:
        return False
    return True


def read_value(raw: Any, unit: str) -> Value | None:
    """What stands in a file as the kind of value that the unit asks for; None if it is none.

    >>> read_value("3.85", "percent"), read_value(90, "days"), read_value(3.85, "percent")
    (Decimal('3.85'), Duration(count=90, unit='days'), None)
    """
    if unit in _DURATIONS:
        return Duration(raw, unit) if _is_count(raw) else None
    if unit in _COUNTS:
        return int(raw) if _is_count(raw) else None
    if unit in _DECIMALS or _is_currency(unit):
        return _decimal(raw)
    if unit == "list":
        good = isinstance(raw, list) and all(isinstance(each, str) for each in raw)
        return tuple(raw) if good else None
    kinds: dict[str, type[date | time | str | bool]] = {
        "date": date,
        "time": time,
        "text": str,
        "yes/no": bool,
    }
    kind = kinds[unit]
    # Not isinstance: a date and time is a date, and would be read as one.
    return raw if type(raw) is kind else None


def _is_count(raw: Any) -> bool:
    return type(raw) is int and raw >= 0


def _decimal(raw: Any) -> Decimal | None:
    """A decimal in quotes. A bare 3.85 is a float in TOML, and would already be another number."""
    if not isinstance(raw, str):
        return None
    try:
        found = Decimal(raw)
    except InvalidOperation:
        return None
    return found if found.is_finite() and found >= 0 else None
