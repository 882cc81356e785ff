"""How long personal data must be kept, and what becomes of it once its purpose has ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum

from ashore.rules.decision import Finding, basis
from ashore.rules.errors import InvalidQuestion, UnknownRule
from ashore.rules.marks import Text
from ashore.rules.packs import Packs
from ashore.rules.parameter import Duration
from ashore.rules.rule import Rule


class Handling(Enum):
    """What to do with data on a day."""

    USE = "use"
    """Its purpose goes on."""
    RESTRICT = "restrict"
    """Stored, and used for nothing: a law forces keeping it, which beats deletion."""
    DELETE = "delete"
    """No purpose and no law asks for it any more."""


def keep_until(
    packs: Packs,
    jurisdiction: str,
    data: str,
    starts: Mapping[str, date],
    day: date,
    lender_type: str = "any",
    product: str = "any",
) -> Finding[date] | None:
    """The last day on which a kind of data must be kept: the longest of the rules in force; None if none asks for it.

    ``starts``: the days from which rules count, by name: ``made``, ``ended``, ``last-activity``. Raises InvalidQuestion
    where a rule counts from a day that is not given.

    Client data of a loan that was paid off on the last day of February:

    >>> from ashore.rules import standard_packs
    >>> keep_until(standard_packs(), "CN", "client", {"ended": date(2025, 2, 28)}, date(2025, 6, 1)).value
    datetime.date(2035, 2, 28)
    """
    rules = packs.on(day).select(
        jurisdiction, kind="retention", lender_type=lender_type, product=product
    )
    found = [_until(rule, data, starts, day) for rule in rules if data in _kinds(rule)]
    return max(found, key=lambda each: each.value, default=None)


def handling(
    packs: Packs,
    jurisdiction: str,
    data: str,
    starts: Mapping[str, date],
    day: date,
    *,
    purpose_goes_on: bool,
    lender_type: str = "any",
    product: str = "any",
) -> Finding[Handling]:
    """Whether data is used, restricted or deleted on a day. Raises UnknownRule for data that no rule knows: nothing is
    deleted on a guess.

    >>> from ashore.rules import standard_packs
    >>> ended = {"ended": date(2025, 2, 28)}
    >>> for day in (date(2035, 2, 28), date(2035, 3, 1)):
    ...     handling(standard_packs(), "CN", "client", ended, day, purpose_goes_on=False).value
    <Handling.RESTRICT: 'restrict'>
    <Handling.DELETE: 'delete'>
    """
    kept = keep_until(packs, jurisdiction, data, starts, day, lender_type, product)
    if kept is None:
        raise UnknownRule(field="data", value=data, expected="a kind that a retention rule names")
    if purpose_goes_on:
        return Finding(Handling.USE, kept.basis, Text("目的未实现", "its purpose goes on"))
    if day <= kept.value:
        return Finding(Handling.RESTRICT, kept.basis, kept.why)
    why = Text("保存期限已满，应删除", "kept for long enough: delete")
    return Finding(Handling.DELETE, kept.basis, why)


def _kinds(rule: Rule) -> tuple[str, ...]:
    found = rule.parameter("data").value
    assert isinstance(found, tuple)
    return found


def _until(rule: Rule, data: str, starts: Mapping[str, date], day: date) -> Finding[date]:
    name, keep = str(rule.parameter("starts").value), rule.parameter("keep").value
    assert isinstance(keep, Duration)
    if name not in starts:
        raise InvalidQuestion(field="starts", value=sorted(starts), expected=f"the day {name}")
    last = keep.after(starts[name])
    on = basis(rule, {"data": data, name: starts[name], "day": day}, "keep", "data", "starts")
    return Finding(last, on, Text(f"须保存至 {last}", f"kept to {last}"))
