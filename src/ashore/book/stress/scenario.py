"""A scenario: what is assumed of the months to come, as dated data that a file can hold and a reader can question."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from ashore.book.stress.rolls import ScenarioError, check_rolls, lendingclub_rolls

MILLION = 1_000_000
# A multiplier of a thousand makes certain whatever was possible; more would be a slip of the pen.
MOST = 1_000 * MILLION


@dataclass(frozen=True, slots=True)
class Shock:
    """What differs from the rolls as counted, in the months that begin from ``start`` on and before ``end`` (None: for good).

    Multipliers are of the odds, in millionths: ``worse_ppm`` of getting more late or being written off, ``better_ppm`` of
    catching up, ``close_ppm`` of paying all early. ``income_fall_ppm`` is the share of income that borrowers lose, and
    ``rate_rise_ppm`` the rise of the yearly rate (10,000 is one point), which is paid on top of the instalment.
    """

    start: date
    end: date | None = None
    worse_ppm: int = MILLION
    better_ppm: int = MILLION
    close_ppm: int = MILLION
    income_fall_ppm: int = 0
    rate_rise_ppm: int = 0

    def covers(self, day: date) -> bool:
        """Whether the shock is felt in a month that begins on a day."""
        return self.start <= day and (self.end is None or day < self.end)


@dataclass(frozen=True, slots=True)
class Scenario:
    """Rolls from month to month, shocks to them, and what is lost of a loan that is written off.

    ``loss_ppm`` is the share lost of the principal written off, in millionths. 900,000 is what LendingClub lost: on 460 loans
    charged off in a sample of its tape 2007 to 2018, 10.0 % of the principal was recovered after fees.

    ``spread_ppm`` is the standard deviation, from path to path, of a factor on ``worse_ppm`` that all loans share: good and
    bad years. Nil means that loans fail independently, and then the interval around a large book is a hair's breadth.

    ``income_worse_ppm`` and ``rate_worse_ppm`` say how much the odds of getting worse rise, in millionths, for each per cent of
    income lost and for each point of the rate: without them an income or rate shock has no effect on rolls to speak of, so a
    scenario with such a shock must give them.
    """

    name: str
    source: str = ""
    loss_ppm: int = 900_000
    spread_ppm: int = 0
    income_worse_ppm: int | None = None
    rate_worse_ppm: int | None = None
    shocks: tuple[Shock, ...] = ()
    rolls: tuple[tuple[int, ...], ...] = field(default_factory=lendingclub_rolls)

    def __post_init__(self) -> None:
        """Raise ScenarioError for what makes no sense."""
        _within("loss", self.loss_ppm, MILLION)
        _within("spread", self.spread_ppm, MILLION)
        object.__setattr__(self, "rolls", check_rolls(self.rolls))
        for each in self.shocks:
            self._check(each)

    def _check(self, shock: Shock) -> None:
        if shock.end is not None and shock.end <= shock.start:
            raise ScenarioError(field="end", value=shock.end, expected=f"a day after {shock.start}")
        for name in ("worse_ppm", "better_ppm", "close_ppm"):
            _within(name.removesuffix("_ppm"), getattr(shock, name), MOST)
        _within("income_fall", shock.income_fall_ppm, MILLION)
        _within("rate_rise", shock.rate_rise_ppm, MILLION)
        if shock.income_fall_ppm and self.income_worse_ppm is None:
            raise ScenarioError(
                field="income_worse", value=None, expected="a figure, since incomes fall"
            )
        if shock.rate_rise_ppm and self.rate_worse_ppm is None:
            raise ScenarioError(
                field="rate_worse", value=None, expected="a figure, since rates rise"
            )

    def worse_ppm(self, day: date) -> int:
        """The multiplier on the odds of getting worse in a month that begins on a day, incomes and rates included."""
        found = MILLION
        for each in self.shocks:
            if each.covers(day):
                # Per cent and points are ten thousand millionths.
                income = each.income_fall_ppm * (self.income_worse_ppm or 0) // 10_000
                rate = each.rate_rise_ppm * (self.rate_worse_ppm or 0) // 10_000
                found = found * each.worse_ppm // MILLION
                found = found * (MILLION + income) // MILLION * (MILLION + rate) // MILLION
        return found

    def better_ppm(self, day: date) -> int:
        """The multiplier on the odds of catching up."""
        return self._product("better_ppm", day)

    def close_ppm(self, day: date) -> int:
        """The multiplier on the odds of paying all early."""
        return self._product("close_ppm", day)

    def rate_rise_ppm(self, day: date) -> int:
        """How much higher the yearly rate is."""
        return sum(each.rate_rise_ppm for each in self.shocks if each.covers(day))

    def _product(self, name: str, day: date) -> int:
        found = MILLION
        for each in self.shocks:
            if each.covers(day):
                found = found * int(getattr(each, name)) // MILLION
        return found


def read_scenario(path: Path) -> Scenario:
    """The scenario of a TOML file; `scenario_from_dict` says what it holds.

    Raises ScenarioError for a file that is not there, is not TOML, or says something that makes no sense.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise ScenarioError(field="scenario", value=str(path), expected="a TOML file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ScenarioError(field=path.name, value=str(error), expected="valid TOML") from None
    return scenario_from_dict(data)


_SHARES = ("loss", "spread", "income_worse", "rate_worse")
_MULTIPLIERS = ("worse", "better", "close", "income_fall", "rate_rise")


def scenario_from_dict(data: Mapping[str, Any]) -> Scenario:
    """A scenario from plain data. Numbers are text, whole or with a decimal point, or in per cent: "1.5", "12.5 %".

    >>> found = scenario_from_dict({
    ...     "name": "lean year",
    ...     "loss": "90 %",
    ...     "income_worse": "4 %",
    ...     "shocks": [{"start": "2026-01-01", "end": "2027-01-01", "income_fall": "10 %"}],
    ... })
    >>> found.worse_ppm(date(2026, 6, 1)), found.worse_ppm(date(2027, 1, 1))
    (1400000, 1000000)

    Raises ScenarioError for a missing name, an unknown field, and a value that makes no sense.
    """
    _known(data, {"name", "source", "shocks", "rolls", *_SHARES})
    name, source = data.get("name"), data.get("source", "")
    if not isinstance(name, str) or not name or not isinstance(source, str):
        raise ScenarioError(field="name", value=name, expected="the scenario's name, as text")
    given: dict[str, Any] = {f"{key}_ppm": _ppm(key, data[key]) for key in _SHARES if key in data}
    if "rolls" in data:
        given["rolls"] = _lists("rolls", data["rolls"])
    shocks = data.get("shocks", [])
    if not isinstance(shocks, list):
        raise ScenarioError(field="shocks", value=shocks, expected="a list of tables")
    return Scenario(name, source, shocks=tuple(map(_shock, shocks)), **given)


def _shock(data: Any) -> Shock:
    if not isinstance(data, Mapping):
        raise ScenarioError(field="shocks", value=data, expected="a table with a start")
    _known(data, {"start", "end", *_MULTIPLIERS})
    given = {f"{key}_ppm": _ppm(key, data[key]) for key in _MULTIPLIERS if key in data}
    end = _day("end", data["end"]) if "end" in data else None
    return Shock(_day("start", data.get("start")), end, **given)


def _known(data: Mapping[str, Any], names: set[str]) -> None:
    for key in data:
        if key not in names:
            raise ScenarioError(field=key, value=data[key], expected=" or ".join(sorted(names)))


def _day(field: str, value: Any) -> date:
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise ScenarioError(field=field, value=value, expected="a date, as 2026-01-31") from None


def _ppm(field: str, value: Any) -> int:
    """Millionths, from text or a whole number; a float is refused, as everywhere in the house."""
    expected = 'a number as text with at most six decimals, "1.5" or "12.5 %"'
    if isinstance(value, bool) or not isinstance(value, str | int) or len(str(value)) > 24:
        raise ScenarioError(field=field, value=value, expected=expected)
    text = str(value).strip()
    plain = text.removesuffix("%").strip()
    if not plain.isascii() or not plain.replace(".", "", 1).isdigit():
        raise ScenarioError(field=field, value=value, expected=expected)
    found = Fraction(plain) * MILLION / (100 if text.endswith("%") else 1)
    if found.denominator != 1:
        raise ScenarioError(field=field, value=value, expected=expected)
    return int(found)


def _lists(field: str, value: Any) -> list[list[Any]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise ScenarioError(field=field, value=value, expected="a list of rows of counts")
    return value


def _within(field: str, value: int, most: int) -> None:
    if type(value) is not int or not 0 <= value <= most:
        raise ScenarioError(field=field, value=value, expected=f"0 to {most / MILLION:g}")
