"""Contracts and events as plain data, the way TOML and JSON files hold them, and back.

Amounts are decimal strings of the currency's unit (``"8000.00"``), rates are texts (``"18%"``, ``"日息万分之五"``), dates are
ISO strings or dates, choices are the values of their enumerations, shares parts per million.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields
from datetime import date
from difflib import get_close_matches
from enum import Enum
from typing import Any, NamedTuple

from ashore.loan import events as kinds
from ashore.loan.allocation import Part, allocation
from ashore.loan.contract import Contract
from ashore.loan.conventions import convention
from ashore.loan.errors import InvalidContract, InvalidEvent
from ashore.loan.events import Event
from ashore.loan.record import check_there_was_enough
from ashore.loan.terms import (
    AdvanceRule,
    CustomInstalment,
    FeeTerms,
    FeeWhen,
    GraceMode,
    GraceTerms,
    InterestMethod,
    PenaltyTerms,
    RateStep,
    RemainingFees,
    RepaymentKind,
    SettlementTerms,
)
from ashore.money import (
    AshoreError,
    Currency,
    Rate,
    Roll,
    Unit,
    currency,
    format_minor,
    parse_minor,
)

Data = Mapping[str, Any]
EVENT_KINDS: dict[str, type[Event]] = {
    "disbursement": kinds.Disbursement,
    "rate_change": kinds.RateChange,
    "interest_pause": kinds.InterestPause,
    "due_date_move": kinds.DueDateMove,
    "charge": kinds.Charge,
    "waiver": kinds.Waiver,
    "repayment": kinds.Repayment,
    "refund": kinds.Refund,
    "write_off": kinds.WriteOff,
    "recovery": kinds.Recovery,
    "reversal": kinds.Reversal,
}
_NAMES = {kind: name for name, kind in EVENT_KINDS.items()}


class Life(NamedTuple):
    """A document with one loan: its contract and what has happened to it."""

    contract: Contract
    events: tuple[Event, ...]


class _Reader:
    """Turns the fields of one table of a document into arguments, naming what is wrong."""

    def __init__(self, where: str, data: object, error: type[AshoreError], unit: Currency) -> None:
        if not isinstance(data, Mapping):
            raise error(field=where, value=data, expected="a table of fields")
        self.where, self.data, self.error, self.unit = where, data, error, unit

    def refuse(self, key: str, value: object, expected: str) -> AshoreError:
        """The error for a field."""
        name = f"{self.where}.{key}" if self.where else key
        return self.error(field=name, value=value, expected=expected)

    def only(self, known: Iterable[str]) -> None:
        """Refuse keys that nothing would read."""
        names = list(known)
        for key in self.data:
            if key not in names:
                near = get_close_matches(str(key), names, n=1)
                hint = f"; did you mean {near[0]}?" if near else ""
                raise self.refuse(str(key), self.data[key], f"one of {', '.join(names)}{hint}")

    def amount(self, key: str) -> int:
        """A decimal string as minor units."""
        value = self.data[key]
        if not isinstance(value, str):
            raise self.refuse(key, value, 'an amount as text, such as "8000.00"')
        return parse_minor(value, self.unit, field=key)

    def rate(self, key: str) -> Rate:
        """A rate as text, by the year unless it says otherwise; a rate by the day needs ``day_basis``."""
        value = self.data[key]
        if not isinstance(value, str):
            raise self.refuse(key, value, 'a rate as text, such as "18%"')
        return Rate.parse(value, day_basis=self.data.get("day_basis"))

    def day(self, key: str) -> date:
        """A date, or its ISO text."""
        value = self.data[key]
        if type(value) is date:
            return value
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        raise self.refuse(key, value, "a date such as 2025-01-15")

    def whole(self, key: str) -> int:
        """A whole number."""
        value = self.data[key]
        if type(value) is not int:
            raise self.refuse(key, value, "a whole number")
        return value

    def yes(self, key: str) -> bool:
        """True or false."""
        value = self.data[key]
        if not isinstance(value, bool):
            raise self.refuse(key, value, "true or false")
        return value

    def text(self, key: str) -> str:
        """A text."""
        value = self.data[key]
        if not isinstance(value, str):
            raise self.refuse(key, value, "a text")
        return value

    def tables(self, key: str) -> list[Any]:
        """A list of tables."""
        value = self.data[key]
        if not isinstance(value, list):
            raise self.refuse(key, value, "a list of tables")
        return value

    def choice(self, key: str, options: type[Enum]) -> Any:
        """A member of an enumeration by its value (by its name in small letters for numbered ones)."""
        value = self.data[key]
        for option in options:
            if value == (option.value if isinstance(option.value, str) else option.name.lower()):
                return option
        known = [o.value if isinstance(o.value, str) else o.name.lower() for o in options]
        raise self.refuse(key, value, "one of " + ", ".join(known))


def _read(reader: _Reader, into: type[Any], how: Mapping[str, Callable[[str], Any]]) -> Any:
    """Build ``into`` from a table: its field ``x_minor`` is the document's ``x``; absent fields keep their default."""
    arguments = {}
    for each in fields(into):
        key = each.name.removesuffix("_minor")
        if reader.data.get(key) is not None:
            arguments[each.name] = how[key](key)
        elif each.default is MISSING and each.default_factory is MISSING:
            raise reader.refuse(key, None, "a value")
    return into(**arguments)


def _keys(kind: type[Any]) -> list[str]:
    return [each.name.removesuffix("_minor") for each in fields(kind)]


def contract_from_dict(data: Data) -> Contract:
    """A contract from plain data.

    Raises InvalidContract, or another AshoreError, that names the field.

    >>> contract_from_dict({"id": "L1", "principal": "8000.00", "start": "2025-01-15", "rate": "18%",
    ...                     "repayment": "equal_instalment", "instalments": 12}).principal_minor
    800000
    """
    if not isinstance(data, Mapping):
        raise InvalidContract(field="contract", value=data, expected="a table of fields")
    unit = currency(str(data.get("currency", "CNY")))
    read = _Reader("contract", data, InvalidContract, unit)
    read.only([*_keys(Contract), "day_basis"])
    day_basis = None if data.get("day_basis") is None else read.whole("day_basis")

    def table(key: str, kind: type[Any], how: Callable[[_Reader], Mapping[str, Any]]) -> Any:
        inner = _Reader(f"contract.{key}", data[key], InvalidContract, unit)
        return _inner(inner, kind, how, day_basis)

    def rows(key: str, kind: type[Any], how: Callable[[_Reader], Mapping[str, Any]]) -> Any:
        return tuple(
            _inner(
                _Reader(f"contract.{key}[{at}]", row, InvalidContract, unit), kind, how, day_basis
            )
            for at, row in enumerate(read.tables(key), start=1)
        )

    how: dict[str, Callable[[str], Any]] = {
        "id": read.text,
        "principal": read.amount,
        "start": read.day,
        "rate": read.rate,
        "repayment": lambda key: read.choice(key, RepaymentKind),
        "instalments": read.whole,
        "currency": read.text,
        "every": read.whole,
        "unit": lambda key: read.choice(key, Unit),
        "first_due": read.day,
        "convention": lambda key: convention(read.text(key)),
        "calculation_version": read.whole,
        "interest_method": lambda key: read.choice(key, InterestMethod),
        "rate_steps": lambda key: rows(key, RateStep, _rate_step),
        "rate_cap": read.rate,
        "grace": lambda key: table(key, GraceTerms, _grace),
        "down_payment_ppm": read.whole,
        "fees": lambda key: rows(key, FeeTerms, _fee),
        "penalty": lambda key: table(key, PenaltyTerms, _penalty),
        "allocation": lambda key: allocation(read.text(key)),
        "advance": lambda key: read.choice(key, AdvanceRule),
        "settlement": lambda key: table(key, SettlementTerms, _settlement),
        "custom": lambda key: rows(key, CustomInstalment, _custom),
        "instalment": read.amount,
        "instalment_multiple": read.amount,
        "counted_from": read.day,
        "length": read.whole,
        "calendar": read.text,
        "roll": lambda key: read.choice(key, Roll),
        "product": read.text,
    }
    found: Contract = _read(read, Contract, how)
    return found


def _inner(
    read: _Reader,
    kind: type[Any],
    how: Callable[[_Reader], Mapping[str, Any]],
    day_basis: object,
) -> Any:
    read.only([*_keys(kind), "day_basis"])
    if day_basis is not None:
        read.data = {"day_basis": day_basis, **read.data}
    return _read(read, kind, how(read))


def _rate_step(read: _Reader) -> Mapping[str, Any]:
    return {"start": read.day, "rate": read.rate}


def _grace(read: _Reader) -> Mapping[str, Any]:
    return dict.fromkeys(_keys(GraceTerms), read.whole)


def _fee(read: _Reader) -> Mapping[str, Any]:
    return {
        "code": read.text,
        "when": lambda key: read.choice(key, FeeWhen),
        "amount": read.amount,
        "share_ppm": read.whole,
        "minimum": read.amount,
        "maximum": read.amount,
    }


def _penalty(read: _Reader) -> Mapping[str, Any]:
    return {
        "multiplier_ppm": read.whole,
        "rate": read.rate,
        "on_interest": read.yes,
        "grace_days": read.whole,
        "grace": lambda key: read.choice(key, GraceMode),
        "cap_of_instalment_ppm": read.whole,
    }


def _settlement(read: _Reader) -> Mapping[str, Any]:
    return {"remaining_fees": lambda key: read.choice(key, RemainingFees)}


def _custom(read: _Reader) -> Mapping[str, Any]:
    return {"due": read.day, "principal": read.amount}


def event_from_dict(data: Data, currency_code: str) -> Event:
    """An event from plain data; ``kind`` says which, amounts are in ``currency_code``.

    Raises InvalidEvent, or another AshoreError, that names the field.

    >>> event_from_dict({"kind": "repayment", "id": "2", "effective": "2025-02-15", "amount": "733.44"}, "CNY").rank
    6
    """
    read = _Reader("", data, InvalidEvent, currency(currency_code))
    kind = EVENT_KINDS.get(str(data.get("kind")))
    if kind is None:
        raise read.refuse("kind", data.get("kind"), "one of " + ", ".join(EVENT_KINDS))
    read.only(["kind", *(["day_basis"] if kind is kinds.RateChange else []), *_keys(kind)])
    how: dict[str, Callable[[str], Any]] = {
        "id": read.text,
        "effective": read.day,
        "recorded": read.day,
        "amount": read.amount,
        "rate": read.rate,
        "until": read.day,
        "penalties": read.yes,
        "due": read.day,
        "new_due": read.day,
        "following": read.yes,
        "name": read.text,
        "part": lambda key: read.choice(key, Part),
        "channel": read.text,
        "reference": read.text,
        "allocation": read.text,
        "reason": read.text,
        "target": read.text,
    }
    found: Event = _read(read, kind, how)
    return found


def life_from_dict(data: Data) -> Life:
    """A loan from a document with a table ``contract`` and a list ``events``; events without an id are numbered.

    An error in an event names its place, from 1: ``events[2].amount``. Raises InvalidContract, InvalidEvent, or another
    AshoreError, that names the field; EventRefused for a refund or a waiver of more than there was when it was recorded.
    """
    read = _Reader("", data, InvalidContract, currency("CNY"))
    read.only(["contract", "events"])
    if "contract" not in data:
        raise read.refuse("contract", None, "a table with the terms of the loan")
    contract = contract_from_dict(data["contract"])
    found: list[Event] = []
    for at, row in enumerate(read.tables("events") if "events" in data else [], start=1):
        where = f"events[{at}]"
        if not isinstance(row, Mapping):
            raise InvalidEvent(field=where, value=row, expected="a table of fields")
        try:
            found.append(event_from_dict({"id": f"{at:03d}", **row}, contract.currency))
        except AshoreError as error:
            raise type(error)(
                field=f"{where}.{error.field}", value=error.value, expected=error.expected
            ) from None
    check_there_was_enough(contract, found)
    return Life(contract, tuple(found))


def contract_to_dict(contract: Contract) -> dict[str, Any]:
    """The contract as plain data; terms that are as they are by default are left out.

    Raises InvalidContract for a convention set or allocation table that has no name here.
    """
    unit = currency(contract.currency)
    convention(contract.convention.name)
    allocation(contract.allocation.name)
    return _plain(contract, unit)


def event_to_dict(event: Event, currency_code: str) -> dict[str, Any]:
    """The event as plain data."""
    return {"kind": _NAMES[type(event)], **_plain(event, currency(currency_code))}


def _plain(value: Any, unit: Currency) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in fields(value):
        held = getattr(value, each.name)
        if each.default is not MISSING and held == each.default:
            continue
        if each.name.endswith("_minor"):
            text = format_minor(held, unit, style="plain").replace(",", "")
            found[each.name.removesuffix("_minor")] = text
        else:
            found[each.name] = _plain_value(held, unit)
    return found


def _plain_value(value: Any, unit: Currency) -> Any:
    if isinstance(value, Enum):
        return value.value if isinstance(value.value, str) else value.name.lower()
    if isinstance(value, Rate):
        return f"{value.percent_per_year()}%"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain_value(each, unit) for each in value]
    if hasattr(value, "name") and hasattr(value, "__dataclass_fields__"):
        return value.name
    if hasattr(value, "__dataclass_fields__"):
        return _plain(value, unit)
    return value
