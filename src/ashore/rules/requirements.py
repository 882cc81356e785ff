"""Whether a rule has the parameters that the evaluator of its kind reads, in the units that it reads them in."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ashore.rules.errors import InvalidRule
from ashore.rules.kinds import DUTY, KINDS, MONEY, WORDS
from ashore.rules.parameter import UNITS, Parameter

Refuse = Callable[[str, object, str], InvalidRule]


def check_parameters(refuse: Refuse, kind: str, parameters: Mapping[str, Parameter]) -> None:
    """Raise what ``refuse`` makes if a parameter is lacking, is one too many, or counts in another unit."""
    if kind == DUTY:
        return
    wanted = KINDS[kind]
    units = {**wanted.optional, **wanted.required}
    units |= dict.fromkeys(_of_classes(kind, parameters), (wanted.class_unit,))
    lacking = [name for name in (*wanted.required, *units) if name not in parameters]
    lacking = [name for name in lacking if name not in wanted.optional]
    if lacking:
        raise refuse(f"parameters.{lacking[0]}", None, f"kind {kind} reads {', '.join(units)}")
    for name, each in parameters.items():
        if name not in units:
            raise refuse(
                f"parameters.{name}", each.shown(), f"kind {kind} reads only {', '.join(units)}"
            )
        unit = each.unit if each.unit in UNITS else MONEY
        if unit not in units[name]:
            raise refuse(f"parameters.{name}.unit", each.unit, " or ".join(units[name]))
        words = WORDS.get(name)
        if words is not None and each.value not in words:
            raise refuse(f"parameters.{name}", each.value, f"one of {', '.join(words)}")
        limit = name in wanted.limits or (wanted.ladder and name not in wanted.required)
        if limit and each.bound is None:
            raise refuse(f"parameters.{name}", each.shown(), "a limit: bound and boundary")
    if kind == "cost-cap":
        _check_cap(refuse, parameters)


def _of_classes(kind: str, parameters: Mapping[str, Parameter]) -> tuple[str, ...]:
    """The parameters that a list of classes asks for; a ladder of days has none for its first class."""
    classes = parameters.get("classes")
    if not KINDS[kind].class_unit or classes is None or not isinstance(classes.value, tuple):
        return ()
    return classes.value[1:] if KINDS[kind].ladder else classes.value


def _check_cap(refuse: Refuse, parameters: Mapping[str, Parameter]) -> None:
    fixed, floating = "limit" in parameters, {"multiple", "index"} & set(parameters)
    if fixed == bool(floating) or len(floating) == 1:
        expected = "either limit, or multiple and index"
        raise refuse("parameters", sorted(parameters), expected)
