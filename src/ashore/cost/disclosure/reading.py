"""Costs around a contract and the particulars of its disclosure, from plain data (a TOML or JSON document)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, TypeVar

from ashore.cost.costing import ExtraCost, FeeDescription
from ashore.cost.disclosure.errors import InvalidDisclosure
from ashore.cost.disclosure.particulars import Particulars
from ashore.cost.flows import Charging, Collector, CollectorRole, CostKind, Standard
from ashore.money import Currency, Rate, currency, parse_minor

Named = TypeVar("Named", bound=Enum)
_TOP = {"costs", "fees", "lender", "borrower", "purpose", "issued_on", "measure"} | {
    "reading_seconds",
    "withdrawal_days",
}
_COST = {"id", "kind", "collector", "collector_name", "name_zh", "name_en", "charging"} | {
    "rate",
    "share_ppm",
    "amount",
    "minimum",
    "maximum",
    "required",
    "on",
}
_FEE = {"name_zh", "name_en", "kind", "collector", "collector_name"}


@dataclass(frozen=True, slots=True)
class Around:
    """What stands around a contract: costs beside it, descriptions of its own fees, particulars of the document."""

    costs: tuple[ExtraCost, ...]
    fees: Mapping[str, FeeDescription]
    particulars: Particulars

    @property
    def lender(self) -> Collector:
        """The lender as a collector of costs."""
        return Collector(CollectorRole.LENDER, self.particulars.lender)


def around_from_dict(data: Mapping[str, Any], code: str) -> Around:
    """The costs, fees and particulars that a document names; amounts as text in the currency ``code``.

    Raises InvalidDisclosure for a field that is unknown or of the wrong kind, and what the classes themselves raise.

    >>> around = around_from_dict({"lender": "Ashore Consumer Finance", "costs": [{"id": "guarantee",
    ...     "kind": "guarantee", "charging": "per_period", "collector": "guarantor", "amount": "20.00",
    ...     "name_zh": "担保费", "name_en": "Guarantee fee"}]}, "CNY")
    >>> around.costs[0].standard.amount_minor
    2000
    """
    _only(data, _TOP, "disclosure")
    unit = currency(code)
    costs, fees = data.get("costs", []), data.get("fees", {})
    if not isinstance(costs, list) or not isinstance(fees, Mapping):
        raise InvalidDisclosure(
            field="disclosure",
            value=type(costs).__name__,
            expected="a list of costs, a table of fees",
        )
    plain = {name: value for name, value in data.items() if name not in ("costs", "fees")}
    if isinstance(plain.get("issued_on"), str):
        plain["issued_on"] = _day("issued_on", plain["issued_on"])
    return Around(
        tuple(_cost(each, unit) for each in costs),
        {name: _fee(name, each) for name, each in fees.items()},
        Particulars(**plain),
    )


def _only(data: Any, known: set[str], where: str) -> None:
    if not isinstance(data, Mapping):
        raise InvalidDisclosure(field=where, value=type(data).__name__, expected="a table")
    unknown = sorted(set(data) - known)
    if unknown:
        raise InvalidDisclosure(
            field=where, value=unknown, expected="only " + ", ".join(sorted(known))
        )


def _named(kind: type[Named], value: Any, where: str) -> Named:
    try:
        return kind(value)
    except ValueError:
        names = ", ".join(each.value for each in kind)
        raise InvalidDisclosure(field=where, value=value, expected=f"one of {names}") from None


def _text(data: Mapping[str, Any], name: str, where: str) -> str:
    value = data.get(name, "")
    if not isinstance(value, str):
        raise InvalidDisclosure(field=f"{where}.{name}", value=value, expected="text")
    return value


def _day(where: str, value: Any) -> date:
    try:
        return value if type(value) is date else date.fromisoformat(value)
    except (TypeError, ValueError):
        raise InvalidDisclosure(
            field=where, value=value, expected="a date such as 2026-09-15"
        ) from None


def _collector(data: Mapping[str, Any], where: str) -> Collector:
    role = _named(CollectorRole, data.get("collector"), f"{where}.collector")
    return Collector(role, _text(data, "collector_name", where))


def _cost(data: Any, unit: Currency) -> ExtraCost:
    _only(data, _COST, "costs")
    where = f"costs.{_text(data, 'id', 'costs')}"
    if not data.get("id") or not (data.get("name_zh") or data.get("name_en")):
        raise InvalidDisclosure(field=where, value=data.get("id"), expected="an id and a name")

    def amount(name: str) -> int:
        return parse_minor(data.get(name, "0"), unit, field=f"{where}.{name}")

    required = data.get("required", True)
    if type(required) is not bool:
        raise InvalidDisclosure(field=f"{where}.required", value=required, expected="true or false")
    return ExtraCost(
        id=data["id"],
        kind=_named(CostKind, data.get("kind"), f"{where}.kind"),
        collector=_collector(data, where),
        name_zh=_text(data, "name_zh", where),
        name_en=_text(data, "name_en", where),
        charging=_named(Charging, data.get("charging"), f"{where}.charging"),
        standard=Standard(
            rate=Rate.parse(_text(data, "rate", where)) if "rate" in data else None,
            share_ppm=data.get("share_ppm", 0),
            amount_minor=amount("amount"),
            minimum_minor=amount("minimum"),
            maximum_minor=amount("maximum") if "maximum" in data else None,
        ),
        required=required,
        on=_day(f"{where}.on", data["on"]) if "on" in data else None,
    )


def _fee(name: str, data: Any) -> FeeDescription:
    where = f"fees.{name}"
    _only(data, _FEE, where)
    return FeeDescription(
        name_zh=_text(data, "name_zh", where),
        name_en=_text(data, "name_en", where),
        kind=_named(CostKind, data.get("kind", "fee"), f"{where}.kind"),
        collector=_collector(data, where) if "collector" in data else None,
    )
