"""The desk keeps what is entered at it: each operation that it takes becomes an entry of its log, none that it refuses."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from inspect import Parameter, signature
from typing import Any, NamedTuple, TypeVar, get_type_hints

from ashore.servicing.entering import Entering, Refused
from ashore.servicing.entry import Entry, entry_id, entry_of
from ashore.servicing.errors import EntryRefused, InvalidServicing
from ashore.servicing.operations import OPERATIONS, Days, codec_of
from ashore.servicing.plain import Amount, only

D = TypeVar("D", bound=type[Entering])


class Argument(NamedTuple):
    """A parameter of an operation: its type, and its value where none is given (`Parameter.empty`: it must be)."""

    hint: Any
    default: Any


def keeps_log(desk: D) -> D:
    """A class of desks whose operations are entries of its log."""
    for name, days in OPERATIONS.items():
        setattr(desk, name, _logged(name, getattr(desk, name), days))
    return desk


def _logged(name: str, method: Callable[..., Any], days: Days) -> Callable[..., Any]:
    declared = _arguments(method)
    shape = signature(method)

    @wraps(method)
    def entered(self: Entering, *args: Any, **kwargs: Any) -> Any:
        if self.log.is_busy:
            return method(self, *args, **kwargs)
        bound = shape.bind(self, *args, **kwargs)
        bound.apply_defaults()
        given = {key: bound.arguments[key] for key in declared}
        entry = _entry(self, name, given, declared, days)
        with self.log.busy():
            result = method(self, *args, **kwargs)
        self.log.keep(entry, self.account.serial)
        return result

    entered.__dict__["declared"] = declared
    return entered


def _arguments(method: Callable[..., Any]) -> dict[str, Argument]:
    hints = get_type_hints(method)
    found = {}
    for name, each in list(signature(method).parameters.items())[1:]:
        hint = Amount if name == "amount" else hints[name]
        found[name] = Argument(hint, each.default)
    return found


def _entry(
    desk: Entering,
    name: str,
    given: Mapping[str, Any],
    declared: Mapping[str, Argument],
    days: Days,
) -> Entry:
    codec = codec_of(desk)
    said = {
        key: codec.write(value, declared[key].hint)
        for key, value in given.items()
        if declared[key].default is Parameter.empty or value != declared[key].default
    }
    counts = [day for day in days(desk, given) if day is not None]
    effective = min(counts, default=desk.today)
    return entry_of(len(desk.log.entries) + 1, name, said, desk.today, effective)


def enter(desk: Entering, entry: Entry) -> None:
    """Do an entry again, on its day of recording.

    Raises InvalidServicing for an entry that makes no sense, EntryRefused for one that the loan cannot take.
    """
    at = len(desk.log.entries)
    where = f"entries[{at + 1}]"
    if entry.operation not in OPERATIONS:
        raise InvalidServicing(
            field=f"{where}.operation",
            value=entry.operation,
            expected="one of " + ", ".join(OPERATIONS),
        )
    if entry.known_on < desk.today:
        raise InvalidServicing(
            field=f"{where}.recorded",
            value=entry.known_on,
            expected=f"{desk.today} or later: entries stand in the order of recording",
        )
    desk.today = entry.known_on
    method = getattr(desk, entry.operation)
    declared: Mapping[str, Argument] = method.__dict__["declared"]
    said = entry.arguments
    only(said, list(declared), where)
    codec, given = codec_of(desk), {}
    for key, argument in declared.items():
        if key in said:
            given[key] = codec.read(said[key], argument.hint, f"{where}.{key}")
        elif argument.default is Parameter.empty:
            raise InvalidServicing(field=f"{where}.{key}", value=None, expected="a value")
    try:
        method(**given)
    except Refused as refusal:
        raise EntryRefused(field=where, value=entry.operation, expected=str(refusal)) from None
    except _NONSENSE as error:
        said_so = f"an entry that the loan can take ({type(error).__name__}: {error})"
        raise EntryRefused(field=where, value=entry.operation, expected=said_so) from error
    _compare(where, entry, desk.log.entries[at])


_NONSENSE = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)
"""What the rules of servicing raise for an entry on a loan that was never meant to take it."""


def _compare(where: str, given: Entry, done: Entry) -> None:
    """An entry has one form: what is written down is what is done."""
    if given.id != entry_id(int(done.id)):
        raise InvalidServicing(field=f"{where}.id", value=given.id, expected=done.id)
    if given.effective != done.effective:
        raise InvalidServicing(
            field=f"{where}.effective", value=given.effective, expected=str(done.effective)
        )
    if given.details != done.details:
        raise InvalidServicing(field=where, value=given.details, expected=done.details)
