"""What is assumed of borrowers in a forecast: dated shares of those who settle early, stop paying, or catch up."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from ashore.book.analytics.classes import RUNNING_CLASSES
from ashore.book.analytics.results import PPM
from ashore.money import AshoreError

EXPECTED = 'a share of a month from 0 to 1 as text, "0.024" or "2.4 %"'


class AssumptionsError(AshoreError):
    """An assumption of a forecast that makes no sense."""

    code = "assumptions"


class Assumption(NamedTuple):
    """What happens in each month that begins on ``start`` or later, until another assumption starts.

    Shares are millionths of a month. ``prepaid_ppm``: of the principal not due yet, settled early. ``stopped_ppm`` and
    ``caught_up_ppm`` have a share for each class of days past due (`RUNNING_CLASSES`) on the day of the forecast: of the
    loans that still pay, those that stop for good; of what is overdue, what comes in.
    """

    start: date
    prepaid_ppm: int = 0
    stopped_ppm: tuple[int, ...] = (0,) * len(RUNNING_CLASSES)
    caught_up_ppm: tuple[int, ...] = (0,) * len(RUNNING_CLASSES)


def in_force(assumptions: Sequence[Assumption], day: date) -> Assumption:
    """The assumption for a month that begins on a day; before the first one all pay as agreed and no arrears come in."""
    begun = [each for each in assumptions if each.start <= day]
    return max(begun, key=lambda each: each.start, default=Assumption(day))


def read_assumptions(path: Path) -> tuple[Assumption, ...]:
    """The assumptions of a TOML file: see `assumptions_from_dict`.

    Raises AssumptionsError for a file that is not there, is not TOML, or says something that makes no sense.
    """
    try:
        return assumptions_from_dict(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError:
        raise AssumptionsError(
            field="assumptions", value=str(path), expected="a TOML file"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AssumptionsError(field=path.name, value=str(error), expected="TOML") from None


def assumptions_from_dict(data: Mapping[str, Any]) -> tuple[Assumption, ...]:
    """Assumptions from plain data: one share for all classes, or a table of shares by class (nil where not named).

    >>> found, = assumptions_from_dict({"assumptions": [
    ...     {"start": "2026-07-01", "prepaid": "2.4 %", "stopped": "0.3 %", "caught_up": {"1-30": "20 %"}}]})
    >>> found.prepaid_ppm, found.stopped_ppm[:2], found.caught_up_ppm[:2]
    (24000, (3000, 3000), (0, 200000))

    Raises AssumptionsError for an unknown field and a value that makes no sense.
    """
    _known(data, ("assumptions",))
    rows = data.get("assumptions")
    if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
        raise AssumptionsError(field="assumptions", value=rows, expected="a list of tables")
    found = tuple(_assumption(row) for row in rows)
    starts = [each.start for each in found]
    if len(set(starts)) != len(starts):
        raise AssumptionsError(field="start", value=max(starts), expected="each day once")
    return found


def _assumption(row: Mapping[str, Any]) -> Assumption:
    _known(row, ("start", "prepaid", "stopped", "caught_up"))
    return Assumption(
        _day(row.get("start")),
        _share("prepaid", row.get("prepaid", "0")),
        _by_class("stopped", row.get("stopped", "0")),
        _by_class("caught_up", row.get("caught_up", "0")),
    )


def _known(data: Mapping[str, Any], names: Sequence[str]) -> None:
    for key in data:
        if key not in names:
            raise AssumptionsError(field=str(key), value=data[key], expected=" or ".join(names))


def _day(value: Any) -> date:
    if type(value) is date:
        return value
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise AssumptionsError(
            field="start", value=value, expected="a date, as 2026-07-01"
        ) from None


def _by_class(field: str, value: Any) -> tuple[int, ...]:
    if not isinstance(value, Mapping):
        return (_share(field, value),) * len(RUNNING_CLASSES)
    _known(value, RUNNING_CLASSES)
    return tuple(_share(f"{field}.{name}", value.get(name, "0")) for name in RUNNING_CLASSES)


def _share(field: str, value: Any) -> int:
    """Millionths; a float is refused, as everywhere in the house."""
    text = value.strip() if isinstance(value, str) else ""
    number = text.removesuffix("%").strip()
    if not number.isascii() or not number.replace(".", "", 1).isdigit() or len(number) > 12:
        raise AssumptionsError(field=field, value=value, expected=EXPECTED)
    found = Fraction(number) * PPM / (100 if text.endswith("%") else 1)
    if found.denominator != 1 or found > PPM:
        raise AssumptionsError(field=field, value=value, expected=EXPECTED)
    return int(found)
