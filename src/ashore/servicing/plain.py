"""Terms and arguments of a serviced loan as plain data, led by the types they are declared with, and back.

Amounts are decimal strings of the currency's unit (``"340.02"``), other decimals texts (``"0.12"``), days ISO strings,
choices the values of their enumerations (names in small letters for numbered ones). Terms that are as by default are
left out.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from ashore.money import MAX_MINOR
from ashore.servicing.charges import ChargeHow, ChargeTerms
from ashore.servicing.deferred import BUY_DOWN, CAPITALISED, Family
from ashore.servicing.errors import InvalidServicing
from ashore.servicing.terms import ServicingTerms

DEFAULT = "default"
"""The key of the allocation rule for every kind that has none of its own."""
FAMILIES = {"capitalised": CAPITALISED, "buy_down": BUY_DOWN}
MOST_DIGITS = 40
"""Digits of a decimal that is no amount: ratios are cut to fewer."""


class Amount:
    """The type of a whole number of minor units."""


class Codec:
    """Writes and reads values of declared types. ``digits`` are those of the currency's unit.

    ``refer`` and ``find`` write and read what is entered at the desk: transactions, charges, changes of terms.
    """

    def __init__(
        self,
        digits: int,
        refer: Callable[[object], Any] | None = None,
        find: Callable[[type, Any, str], object] | None = None,
    ) -> None:
        self.digits = digits
        self._refer, self._find = refer, find

    # Writing

    def write(self, value: Any, hint: Any) -> Any:
        """A value as plain data."""
        if value is None:
            return None
        hint = _there(hint)
        if hint is Amount:
            return format(Decimal(value).scaleb(-self.digits), f".{self.digits}f")
        if hint is Family:
            return next(name for name, family in FAMILIES.items() if family is value)
        if isinstance(value, ChargeTerms):
            return self._write_charge(value)
        if isinstance(value, Enum):
            return _word(value)
        if isinstance(value, bool | int | str):
            return value
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, Decimal):
            return str(value)
        if isinstance(value, dict):
            rule = get_args(hint)[1]
            return {
                DEFAULT if key is None else _word(key): self.write(each, rule)
                for key, each in value.items()
            }
        if is_dataclass(value) or hasattr(value, "_fields"):
            return self._write_fields(value) if _is_declared(hint) else self._referred(value)
        if isinstance(value, Collection):
            return self._write_many(value, hint)
        return self._referred(value)

    def _referred(self, value: object) -> Any:
        assert self._refer is not None, f"nothing refers to a {type(value).__name__} here"
        return self._refer(value)

    def _write_many(self, value: Collection[Any], hint: Any) -> list[Any]:
        kinds = get_args(hint)
        if get_origin(hint) is tuple and kinds[-1] is not ...:
            return [self.write(each, kind) for each, kind in zip(value, kinds, strict=True)]
        found = [self.write(each, kinds[0]) for each in value]
        return sorted(found) if isinstance(value, frozenset) else found

    def _write_fields(self, value: Any) -> dict[str, Any]:
        found = {}
        for name, hint, default in _declared_of(value):
            held = getattr(value, name)
            if default is MISSING or held != default:
                found[name.removesuffix("_minor")] = self.write(held, hint)
        return found

    def _write_charge(self, terms: ChargeTerms) -> dict[str, Any]:
        """A flat charge is an amount of the currency's unit, any other a percentage."""
        found = self._write_fields(terms)
        if terms.how is ChargeHow.FLAT:
            found["amount"] = str(terms.amount.scaleb(-self.digits))
        return found

    # Reading

    def read(self, value: Any, hint: Any, where: str) -> Any:
        """The value that plain data stands for. Raises InvalidServicing that names the field."""
        if value is None:
            if _may_be_none(hint):
                return None
            raise InvalidServicing(field=where, value=None, expected="a value")
        hint = _there(hint)
        origin = get_origin(hint)
        if origin in (tuple, frozenset, dict):
            return self._read_many(value, hint, where)
        if origin is not None:
            (kind,) = get_args(hint)
            return [self.read(each, kind, where) for each in _list(value, where)]
        if hint is ChargeTerms:
            return self._read_charge(value, where)
        simple = _SIMPLE.get(hint)
        if simple is not None:
            return simple(value, where)
        if hint is Amount:
            return self._amount(value, where)
        if isinstance(hint, type) and issubclass(hint, Enum):
            return _choice(value, hint, where)
        if _is_declared(hint):
            return hint(**self._read_fields(value, hint, where))
        assert self._find is not None, f"nothing is referred to here: {where}"
        return self._find(hint, value, where)

    def _amount(self, value: Any, where: str) -> int:
        minor = _decimal(value, where).scaleb(self.digits)
        if minor != int(minor) or abs(minor) > MAX_MINOR:
            expected = f"an amount with at most {self.digits} decimals"
            raise InvalidServicing(field=where, value=value, expected=expected)
        return int(minor)

    def _read_many(self, value: Any, hint: Any, where: str) -> Any:
        kinds = get_args(hint)
        if get_origin(hint) is dict:
            table = _table(value, where)
            return {
                None if key == DEFAULT else _choice(key, _there(kinds[0]), where): self.read(
                    each, kinds[1], f"{where}.{key}"
                )
                for key, each in table.items()
            }
        rows = _list(value, where)
        if get_origin(hint) is tuple and kinds[-1] is not ...:
            if len(rows) != len(kinds):
                raise InvalidServicing(field=where, value=value, expected=f"{len(kinds)} values")
            return tuple(
                self.read(each, kind, where) for each, kind in zip(rows, kinds, strict=True)
            )
        found = (self.read(each, kinds[0], f"{where}[{at}]") for at, each in enumerate(rows, 1))
        return frozenset(found) if get_origin(hint) is frozenset else tuple(found)

    def _read_fields(self, value: Any, kind: type, where: str) -> dict[str, Any]:
        declared = {name.removesuffix("_minor"): (name, *rest) for name, *rest in _declared(kind)}
        table = _table(value, where)
        only(table, list(declared), where)
        found = {}
        for key, (name, hint, default) in declared.items():
            if key in table:
                found[name] = self.read(table[key], hint, f"{where}.{key}")
            elif default is MISSING:
                raise InvalidServicing(field=f"{where}.{key}", value=None, expected="a value")
        return found

    def _read_charge(self, value: Any, where: str) -> ChargeTerms:
        found = self._read_fields(value, ChargeTerms, where)
        if found["how"] is ChargeHow.FLAT:
            found["amount"] = found["amount"].scaleb(self.digits)
        return ChargeTerms(**found)


def only(table: Mapping[str, Any], known: list[str], where: str) -> None:
    """Refuse keys that nothing would read."""
    for key in table:
        if key not in known:
            near = get_close_matches(str(key), known, n=1)
            hint = f"; did you mean {near[0]}?" if near else ""
            said = f"one of {', '.join(known)}{hint}" if known else "nothing here"
            raise InvalidServicing(field=f"{where}.{key}", value=table[key], expected=said)


def _table(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise InvalidServicing(field=where, value=value, expected="a table of fields")
    return value


def _list(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list):
        raise InvalidServicing(field=where, value=value, expected="a list")
    return value


def read_day(value: Any, where: str) -> date:
    """A date, or its ISO text."""
    if type(value) is date:
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise InvalidServicing(field=where, value=value, expected="a date such as 2025-01-15")


def _decimal(value: Any, where: str) -> Decimal:
    if isinstance(value, str):
        try:
            found = Decimal(value)
        except InvalidOperation:
            found = Decimal("NaN")
        if found.is_finite() and len(found.as_tuple().digits) <= MOST_DIGITS:
            return found
    raise InvalidServicing(field=where, value=value, expected='a decimal as text, such as "0.12"')


def _exactly(kind: type, said: str) -> Callable[[Any, str], Any]:
    def read(value: Any, where: str) -> Any:
        if type(value) is not kind:
            raise InvalidServicing(field=where, value=value, expected=said)
        return value

    return read


def _family(value: Any, where: str) -> Family:
    if value not in FAMILIES:
        raise InvalidServicing(field=where, value=value, expected="one of " + ", ".join(FAMILIES))
    return FAMILIES[value]


_SIMPLE: dict[Any, Callable[[Any, str], Any]] = {
    bool: _exactly(bool, "true or false"),
    int: _exactly(int, "a whole number"),
    str: _exactly(str, "a text"),
    date: read_day,
    Decimal: _decimal,
    Family: _family,
}


def _word(value: Enum) -> str:
    return value.value if isinstance(value.value, str) else value.name.lower()


def _choice(value: Any, options: type[Enum], where: str) -> Enum:
    for option in options:
        if value == _word(option):
            return option
    expected = "one of " + ", ".join(map(_word, options))
    raise InvalidServicing(field=where, value=value, expected=expected)


def _may_be_none(hint: Any) -> bool:
    return isinstance(hint, UnionType) and NoneType in get_args(hint)


def _there(hint: Any) -> Any:
    """The type where a value may be missing."""
    if isinstance(hint, UnionType) or get_origin(hint) is Union:
        return next(each for each in get_args(hint) if each is not NoneType)
    return hint


def _is_declared(hint: Any) -> bool:
    """Whether it is data that is written field by field."""
    if not isinstance(hint, type):
        return False
    frozen = is_dataclass(hint) and hint.__dataclass_params__.frozen  # type: ignore[attr-defined]
    return frozen or hasattr(hint, "_fields")


_TYPED: dict[tuple[type, str], Any] = {
    (ServicingTerms, "tranches"): tuple[tuple[date, Amount], ...]
}
"""Amounts that no name tells."""


def _declared_of(value: Any) -> tuple[tuple[str, Any, Any], ...]:
    kind: Any = type(value)
    return _declared(kind)


@cache
def _declared(kind: type) -> tuple[tuple[str, Any, Any], ...]:
    """The fields of a kind of data: name, type, value by default (MISSING: none)."""
    hints = get_type_hints(kind)
    if hasattr(kind, "_fields"):
        return tuple((name, hints[name], MISSING) for name in kind._fields)
    found = []
    for each in fields(kind):
        made = each.default_factory
        default = each.default if made is MISSING else made()
        hint: Any = _TYPED.get((kind, each.name), hints[each.name])
        if each.name.endswith("_minor"):
            hint = Amount | None if _may_be_none(hint) else Amount
        found.append((each.name, hint, default))
    return tuple(found)
