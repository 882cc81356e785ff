"""Accounting stage of a loan by its lateness alone: the presumptions of IFRS 9. It knows nothing of the regulatory class."""

from __future__ import annotations

from datetime import date

from ashore.rules.decision import Finding, basis
from ashore.rules.errors import UnknownRule, at_least
from ashore.rules.marks import Text
from ashore.rules.packs import Packs


def presumed_stage(
    packs: Packs, days_past_due: int, day: date, rebutted: frozenset[int] = frozenset()
) -> Finding[int]:
    """The stage that days past due presume, 1 where they presume none. ``rebutted``: stages whose presumption was rebutted.

    More than 30 days is stage 2, 90 days or more stage 3:

    >>> from ashore.rules import standard_packs
    >>> [presumed_stage(standard_packs(), late, date(2025, 6, 1)).value for late in (30, 31, 89, 90)]
    [1, 2, 2, 3]
    """
    at_least("days_past_due", days_past_due, 0)
    rules = packs.on(day).select("INT", kind="dpd-stage")
    if not rules:
        raise UnknownRule(field="day", value=day, expected="a day with presumptions in force")
    inputs = {"days_past_due": days_past_due, "day": day, "rebutted": tuple(map(str, rebutted))}
    stage, rule = 1, rules[0]
    for each in rules:
        found = each.parameter("stage").value
        assert isinstance(found, int)
        late = each.parameter("days_past_due").admits(days_past_due)
        if late and found not in rebutted and found > stage:
            stage, rule = found, each
    on = basis(rule, inputs, "days_past_due")
    if stage == 1:
        return Finding(1, on, Text("推定不适用", "the backstop is silent"))
    limit = rule.parameter("days_past_due")
    why = Text(
        f"逾期{limit.shown('zh-CN')}推定为第 {stage} 阶段",
        f"{limit.shown()} past due is presumed stage {stage}",
    )
    return Finding(stage, on, why)
