"""What the fields of contracts and events may hold, checked when one is made: not every caller has a type checker.

A text where a date belongs would fail later, far from its cause; a text where a choice belongs would not fail at all, and
repay the loan in another way.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from functools import cache, lru_cache
from operator import attrgetter
from types import NoneType, UnionType
from typing import Any, NamedTuple, get_args, get_origin, get_type_hints

from ashore.money import AshoreError, Rate

_SAID: dict[type, str] = {
    int: "a whole number",
    bool: "True or False",
    str: "a text",
    date: "a date without a time of day",
    Rate: 'a Rate, such as Rate.per_year("18")',
}


class _Field(NamedTuple):
    """A field, the kinds of value that it may hold, and for a tuple the kind of its members."""

    name: str
    kinds: tuple[type, ...]
    members: type | None

    def said(self) -> str:
        """What would be right."""
        if self.members is not None:
            return f"a tuple of {self.members.__name__}"
        said = [
            _SAID.get(kind, f"a {kind.__name__}") for kind in self.kinds if kind is not NoneType
        ]
        return " or ".join([*said, *(["None"] if NoneType in self.kinds else [])])


class _Declared(NamedTuple):
    """The fields of a class, how to get all their values at once, and those that are tuples."""

    fields: tuple[_Field, ...]
    values: Callable[[object], tuple[object, ...]]
    tuples: tuple[_Field, ...]


def check_fields(held: object, error: type[AshoreError], prefix: str = "") -> None:
    """Refuse a field that holds another kind of value than it is declared with, by ``error``.

    Amounts (``_minor``) are left to `ashore.money.check_minor`. A datetime is no date and a bool no number, although Python
    has them so.
    """
    kind: Any = type(held)
    declared = _declared(kind)
    # A book makes events by the million, all with the same few combinations of kinds: each is looked at once.
    fault = _fault(kind, tuple(map(type, declared.values(held))))
    if fault is not None:
        value = getattr(held, fault.name)
        raise error(field=prefix + fault.name, value=value, expected=fault.said())
    for each in declared.tuples:
        for member in getattr(held, each.name):
            if not isinstance(member, each.members or object):
                raise error(field=prefix + each.name, value=member, expected=each.said())


@lru_cache(maxsize=4096)
def _fault(kind: Any, given: tuple[type, ...]) -> _Field | None:
    """The first field of a class that does not go with the kind of value given for it."""
    for each, found in zip(_declared(kind).fields, given, strict=True):
        derived = issubclass(found, each.kinds) and not issubclass(found, bool | date)
        if found not in each.kinds and not derived:
            return each
    return None


@cache
def _declared(kind: Any) -> _Declared:
    hints = get_type_hints(kind)
    names = [each.name for each in fields(kind) if not each.name.endswith("_minor")]
    found = tuple(_field(name, hints[name]) for name in names)
    get = attrgetter(*names)
    values = get if len(names) > 1 else lambda held: (get(held),)
    return _Declared(found, values, tuple(each for each in found if each.members is not None))


def _field(name: str, hint: Any) -> _Field:
    if get_origin(hint) is tuple:
        return _Field(name, (tuple,), get_args(hint)[0])
    return _Field(name, get_args(hint) if isinstance(hint, UnionType) else (hint,), None)
