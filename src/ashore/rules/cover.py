"""Insurance beside a loan: cooling-off, suspension, the insurer's deadlines, and that no loan depends on it."""

from __future__ import annotations

from datetime import date

from ashore.rules.decision import Decision, Finding, Outcome, basis, no_rule, strictest
from ashore.rules.errors import InvalidQuestion, UnknownRule
from ashore.rules.marks import Text
from ashore.rules.packs import Packs
from ashore.rules.parameter import Duration
from ashore.rules.rule import Rule


def may_withdraw(
    packs: Packs, jurisdiction: str, product: str, received: date, day: date
) -> Decision:
    """Whether a policy received on a day may still be given back for its whole premium.

    >>> from ashore.rules import standard_packs
    >>> [may_withdraw(standard_packs(), "CN", "internet-life", date(2025, 6, 1), day).outcome.value
    ...  for day in (date(2025, 6, 21), date(2025, 6, 22))]
    ['allow', 'deny']
    """
    if received > day:
        raise InvalidQuestion(field="received", value=received, expected=f"a day up to {day}")

    def judge(rule: Rule) -> Decision:
        length = rule.parameter("length")
        inside = length.admits((day - received).days)
        on = basis(rule, {"received": received, "day": day}, "length")
        why = Text(f"犹豫期{length.shown('zh-CN')}", f"cooling-off {length.shown()}")
        return Decision(Outcome.ALLOW if inside else Outcome.DENY, on, why)

    rules = packs.on(day).select(jurisdiction, kind="cooling-off", product=product)
    return strictest(
        map(judge, rules), no_rule(f"{jurisdiction} 犹豫期", f"cooling-off in {jurisdiction}")
    )


def insurer_must_by(packs: Packs, jurisdiction: str, step: str, since: date) -> Finding[date]:
    """The last day for an insurer's step: ``surrender``, ``claim-decision`` or ``claim-payment``.

    >>> from ashore.rules import standard_packs
    >>> insurer_must_by(standard_packs(), "CN", "claim-payment", date(2025, 6, 1)).value
    datetime.date(2025, 6, 11)
    """
    for rule in packs.on(since).select(jurisdiction, kind="insurer-deadline"):
        length = rule.parameter("length").value
        if rule.parameter("step").value == step and isinstance(length, Duration):
            last = length.after(since)
            on = basis(rule, {"step": step, "since": since}, "length", "step")
            return Finding(last, on, Text(f"{last} 前（含）", f"by {last}"))
    raise UnknownRule(
        field="step", value=step, expected=f"a step that {jurisdiction} has a rule on"
    )


def cover_suspended_on(
    packs: Packs, jurisdiction: str, due: date, reminded: date | None
) -> Finding[date]:
    """The day from which an unpaid premium suspends cover: after the reminder or after the due date, whichever comes first.

    >>> from ashore.rules import standard_packs
    >>> cover_suspended_on(standard_packs(), "CN", date(2025, 6, 1), date(2025, 6, 11)).value
    datetime.date(2025, 7, 12)
    """
    rules = packs.on(due).select(jurisdiction, kind="suspension")
    if not rules:
        raise UnknownRule(field="jurisdiction", value=jurisdiction, expected="one with such a rule")
    (rule, *_) = rules
    last = min(
        _after(rule, name, since)
        for name, since in (("after_due", due), ("after_reminder", reminded))
        if since is not None
    )
    on = basis(rule, {"due": due, "reminded": reminded}, "after_due", "after_reminder")
    first = Duration(1, "days").after(last)
    return Finding(first, on, Text(f"{first} 起中止", f"suspended from {first}"))


def _after(rule: Rule, name: str, since: date) -> date:
    length = rule.parameter(name).value
    assert isinstance(length, Duration)
    return length.after(since)


def may_make_depend(packs: Packs, jurisdiction: str, on_product: str, day: date) -> Decision:
    """Whether a loan, or its price, may depend on buying something else.

    >>> from ashore.rules import standard_packs
    >>> may_make_depend(standard_packs(), "CN", "insurance", date(2025, 6, 1)).outcome.value
    'deny'
    """

    def judge(rule: Rule) -> Decision:
        tied = rule.parameter("tied").value
        on = basis(rule, {"on_product": on_product, "day": day}, "tied")
        if isinstance(tied, tuple) and on_product in tied:
            return Decision(Outcome.DENY, on, Text("不得搭售", "a loan never depends on it"))
        return Decision(Outcome.ALLOW, on, Text("不在搭售之列", "not among what may not be tied"))

    rules = packs.on(day).select(jurisdiction, kind="no-tying")
    return strictest(map(judge, rules), no_rule(f"{jurisdiction} 搭售", f"tying in {jurisdiction}"))
