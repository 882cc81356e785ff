"""TOML files of rules, checked field by field: a file that breaks the schema is refused with file, rule and field."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from enum import Enum
from importlib.resources.abc import Traversable
from typing import Any, NamedTuple, TypeVar

from ashore.rules.errors import InvalidRule
from ashore.rules.kinds import DUTY, KINDS
from ashore.rules.marks import Confidence, Family, Severity, Text
from ashore.rules.parameter import UNITS, Bound, Parameter, is_unit, read_value
from ashore.rules.requirements import check_parameters
from ashore.rules.rule import Rule
from ashore.rules.series import Point, Series

_ID = re.compile(r"[A-Z][A-Z0-9]*(\.[A-Z0-9]+)+")
_JURISDICTION = re.compile(r"[A-Z]{2,3}")
_NAME = re.compile(r"[a-z][a-z0-9-]*|any")
_REQUIRED = {
    *("id", "version", "kind", "lender_types", "products", "effective_from", "source"),
    *("confidence", "severity", "title", "summary"),
}
_OPTIONAL = {"effective_to", "period_confidence", "parameters", "gap"}
_PARAMETER = {"value", "unit", "bound", "boundary", "confidence", "missing"}
_SERIES = {"id", "title", "unit", "read_to", "source", "points"}
E = TypeVar("E", bound=Enum)


class Contents(NamedTuple):
    """What one file holds."""

    rules: tuple[Rule, ...]
    series: tuple[Series, ...]


class Place(NamedTuple):
    """Where a reader is, for the sentence that refuses."""

    file: str
    rule: str = "pack"

    def refuse(self, field: str, value: object, expected: str) -> InvalidRule:
        """The error that names file, rule and field."""
        return InvalidRule(
            field=f"{self.file}: {self.rule}: {field}", value=value, expected=expected
        )


def read_file(file: Traversable, name: str) -> Contents:
    """The rules and series of a file. Raises InvalidRule for what breaks the schema."""
    place = Place(name)
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise place.refuse("file", str(error), "valid TOML in UTF-8") from None
    _only(place, data, {"pack"}, {"rule", "series"})
    pack = _table(place, data, "pack")
    _only(place, pack, {"jurisdiction", "family"}, set())
    jurisdiction = _match(place, pack, "jurisdiction", _JURISDICTION, "two or three capitals")
    family = _member(place, pack, "family", Family)
    rules = [_rule(each, name, jurisdiction, family) for each in _tables(place, data, "rule")]
    series = [_series(each, name) for each in _tables(place, data, "series")]
    return Contents(tuple(rules), tuple(series))


def _rule(raw: Mapping[str, Any], file: str, jurisdiction: str, family: Family) -> Rule:
    place = Place(file, str(raw.get("id", "rule without id")))
    _only(place, raw, _REQUIRED, _OPTIONAL)
    kind = raw["kind"]
    if kind != DUTY and (kind not in KINDS or KINDS[kind].family is not family):
        known = [name for name, each in KINDS.items() if each.family is family]
        raise place.refuse("kind", kind, f"{DUTY} or one of {', '.join(known)}")
    version = raw["version"]
    if type(version) is not int or version < 1:
        raise place.refuse("version", version, "a whole number from 1 on")
    mark = _member(place, raw, "confidence", Confidence)
    start, end = _day(place, raw, "effective_from"), _end(place, raw)
    if end is not None and end < start:
        raise place.refuse("effective_to", end, f"{start} or later")
    period = mark
    if "period_confidence" in raw:
        period = _member(place, raw, "period_confidence", Confidence)
    parameters = _parameters(place, raw.get("parameters", {}), mark)
    check_parameters(place.refuse, kind, parameters)
    return Rule(
        id=_match(place, raw, "id", _ID, "an id such as CN.CAP.01"),
        version=version,
        jurisdiction=jurisdiction,
        family=family,
        kind=kind,
        lender_types=_names(place, raw, "lender_types"),
        products=_names(place, raw, "products"),
        effective_from=start,
        effective_to=end,
        period_confidence=period,
        parameters=parameters,
        source=_words(place, raw, "source"),
        confidence=mark,
        severity=_member(place, raw, "severity", Severity),
        title=_text(place, raw, "title"),
        summary=_text(place, raw, "summary"),
        gap=_text(place, raw, "gap") if "gap" in raw else None,
        file=file,
    )


def _parameters(place: Place, raw: Any, mark: Confidence) -> dict[str, Parameter]:
    if not isinstance(raw, dict) or not all(isinstance(each, dict) for each in raw.values()):
        raise place.refuse("parameters", raw, "a table of tables with value and unit")
    return {name: _parameter(place, name, each, mark) for name, each in raw.items()}


def _parameter(place: Place, name: str, raw: dict[str, Any], mark: Confidence) -> Parameter:
    field = f"parameters.{name}"
    unknown = sorted(set(raw) - _PARAMETER)
    if unknown:
        raise place.refuse(field, unknown, f"only {', '.join(sorted(_PARAMETER))}")
    unit = raw.get("unit")
    if not is_unit(unit):
        known = ", ".join(sorted(UNITS))
        raise place.refuse(f"{field}.unit", unit, f"a currency, or one of {known}")
    if ("value" in raw) == ("missing" in raw):
        raise place.refuse(field, sorted(raw), "either a value, or missing (why there is none)")
    value = read_value(raw["value"], str(unit)) if "value" in raw else None
    if "value" in raw and value is None:
        expected = f"a value in {unit}: decimals in quotes, counts and durations as whole numbers"
        raise place.refuse(f"{field}.value", raw["value"], expected)
    if ("bound" in raw) != ("boundary" in raw):
        raise place.refuse(field, sorted(raw), "bound and boundary together, or neither")
    boundary = raw.get("boundary", "inclusive")
    if boundary not in ("inclusive", "exclusive"):
        raise place.refuse(f"{field}.boundary", boundary, "inclusive or exclusive")
    inside = Place(place.file, f"{place.rule}: {field}")
    return Parameter(
        name,
        value,
        str(unit),
        _member(inside, raw, "bound", Bound) if "bound" in raw else None,
        boundary == "inclusive",
        _member(inside, raw, "confidence", Confidence) if "confidence" in raw else mark,
        _text(inside, raw, "missing") if "missing" in raw else None,
    )


def _series(raw: Mapping[str, Any], file: str) -> Series:
    place = Place(file, str(raw.get("id", "series without id")))
    _only(place, raw, _SERIES, set())
    unit = raw["unit"]
    if unit != "percent":
        raise place.refuse("unit", unit, "percent")
    points = [_point(place, each) for each in _tables(place, raw, "points")]
    days = [point.since for point in points]
    if not days or days != sorted(set(days)):
        raise place.refuse("points", days, "at least one point, by rising date")
    return Series(
        _match(place, raw, "id", _ID, "an id such as CN.LPR.1Y"),
        _text(place, raw, "title"),
        unit,
        _day(place, raw, "read_to"),
        _words(place, raw, "source"),
        tuple(points),
    )


def _point(place: Place, raw: Mapping[str, Any]) -> Point:
    inside = Place(place.file, f"{place.rule}: points")
    _only(inside, raw, {"since", "value", "confidence"}, set())
    value = read_value(raw["value"], "percent")
    if value is None:
        raise inside.refuse("value", raw["value"], "a decimal in quotes")
    since = _day(inside, raw, "since")
    return Point(since, value, _member(inside, raw, "confidence", Confidence))  # type: ignore[arg-type]


# Single fields


def _only(place: Place, raw: Mapping[str, Any], required: set[str], optional: set[str]) -> None:
    lacking = sorted(required - set(raw))
    if lacking:
        raise place.refuse(lacking[0], None, f"the fields {', '.join(sorted(required))}")
    unknown = sorted(set(raw) - required - optional)
    if unknown:
        known = ", ".join(sorted(required | optional))
        raise place.refuse(unknown[0], raw[unknown[0]], f"no such field; known are {known}")


def _table(place: Place, raw: Mapping[str, Any], field: str) -> Mapping[str, Any]:
    found = raw[field]
    if not isinstance(found, dict):
        raise place.refuse(field, found, "a table")
    return found


def _tables(place: Place, raw: Mapping[str, Any], field: str) -> list[Mapping[str, Any]]:
    found = raw.get(field, [])
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise place.refuse(field, found, "a list of tables")
    return found


def _words(place: Place, raw: Mapping[str, Any], field: str) -> str:
    found = raw[field]
    if not isinstance(found, str) or not found.strip():
        raise place.refuse(field, found, "words")
    return found


def _match(
    place: Place, raw: Mapping[str, Any], field: str, pattern: re.Pattern[str], expected: str
) -> str:
    found = raw[field]
    if not isinstance(found, str) or not pattern.fullmatch(found):
        raise place.refuse(field, found, expected)
    return found


def _text(place: Place, raw: Mapping[str, Any], field: str) -> Text:
    found = raw[field]
    if isinstance(found, dict) and set(found) == {"zh", "en"}:
        inside = Place(place.file, f"{place.rule}: {field}")
        return Text(_words(inside, found, "zh"), _words(inside, found, "en"))
    raise place.refuse(field, found, "two texts, zh and en")


def _names(place: Place, raw: Mapping[str, Any], field: str) -> tuple[str, ...]:
    found = raw[field]
    if isinstance(found, list) and found and all(_is_name(each) for each in found):
        return tuple(found)
    raise place.refuse(field, found, 'a list of names such as ["bank"], or ["any"]')


def _is_name(raw: object) -> bool:
    return isinstance(raw, str) and _NAME.fullmatch(raw) is not None


def _member(place: Place, raw: Mapping[str, Any], field: str, kind: type[E]) -> E:
    values: Iterable[str] = [each.value for each in kind]
    found = raw[field]
    if found not in values:
        raise place.refuse(field, found, f"one of {', '.join(values)}")
    return kind(found)


def _day(place: Place, raw: Mapping[str, Any], field: str) -> date:
    found = raw[field]
    if type(found) is not date:
        raise place.refuse(field, found, "a date such as 2020-08-20, without quotes")
    return found


def _end(place: Place, raw: Mapping[str, Any]) -> date | None:
    return _day(place, raw, "effective_to") if "effective_to" in raw else None
