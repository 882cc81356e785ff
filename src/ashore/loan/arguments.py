"""What the fields of contracts and events may hold, checked when one is made: not every caller has a type checker.

A text where a date belongs would fail later, far from its cause; a text where a choice belongs would not fail at all, and
repay the loan in another way.
"""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from functools import cache
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


def check_fields(held: object, error: type[AshoreError], prefix: str = "") -> None:
    """Refuse a field that holds another kind of value than it is declared with, by ``error``.

    Amounts (``_minor``) are left to `ashore.money.check_minor`. A datetime is no date and a bool no number, although Python
    has them so.
    """
    kind: Any = type(held)
    for name, kinds, members in _declared(kind):
        value = getattr(held, name)
        if type(value) not in kinds and not _is(value, kinds):
            raise error(field=prefix + name, value=value, expected=_say(kinds, members))
        if members is not None:
            for each in value:
                if not isinstance(each, members):
                    raise error(field=prefix + name, value=each, expected=_say((tuple,), members))


def _is(value: object, kinds: tuple[type, ...]) -> bool:
    """Whether a value of a derived class will do."""
    return not isinstance(value, bool | date) and isinstance(value, kinds)


def _say(kinds: tuple[type, ...], members: type | None) -> str:
    if members is not None:
        return f"a tuple of {members.__name__}"
    said = [_SAID.get(kind, f"a {kind.__name__}") for kind in kinds if kind is not NoneType]
    return " or ".join([*said, *(["None"] if NoneType in kinds else [])])


@cache
def _declared(kind: Any) -> tuple[_Field, ...]:
    hints = get_type_hints(kind)
    names = [each.name for each in fields(kind) if not each.name.endswith("_minor")]
    return tuple(_field(name, hints[name]) for name in names)


def _field(name: str, hint: Any) -> _Field:
    if get_origin(hint) is tuple:
        return _Field(name, (tuple,), get_args(hint)[0])
    return _Field(name, get_args(hint) if isinstance(hint, UnionType) else (hint,), None)
