"""Borrowers in difficulty: how long a plan may run, how long a moratorium holds, what a penalty rate may be."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from ashore.rules.decision import Decision, Finding, Outcome, basis, no_rule, strictest
from ashore.rules.errors import InvalidQuestion, UnknownRule, at_least
from ashore.rules.marks import Text
from ashore.rules.packs import Packs
from ashore.rules.parameter import Duration
from ashore.rules.rule import Rule

_ONE_DAY = timedelta(1)


def judge_plan_term(
    packs: Packs, jurisdiction: str, product: str, months: int, day: date
) -> Decision:
    """Whether a plan for a borrower in difficulty may run for so many months.

    >>> from ashore.rules import standard_packs
    >>> [judge_plan_term(standard_packs(), "CN", "credit-card", months, date(2025, 6, 1)).outcome.value
    ...  for months in (60, 61)]
    ['allow', 'deny']
    """
    at_least("months", months, 1)
    rules = packs.on(day).select(jurisdiction, kind="plan-term", product=product)
    return strictest(
        (_inside(rule, "term", months, {"months": months, "day": day}) for rule in rules),
        no_rule(f"{jurisdiction} 还款安排期限", f"the term of a plan in {jurisdiction}"),
    )


def judge_penalty_rate(
    packs: Packs, jurisdiction: str, contract_percent: Decimal, penalty_percent: Decimal, day: date
) -> Decision:
    """Whether a penalty rate lies in the band above the contract rate.

    18 % and half as much again is 27 %:

    >>> from ashore.rules import standard_packs
    >>> judge_penalty_rate(standard_packs(), "CN", Decimal("18"), Decimal("27"), date(2025, 6, 1)).outcome.value
    'allow'
    """
    for name, value in (
        ("contract_percent", contract_percent),
        ("penalty_percent", penalty_percent),
    ):
        if not isinstance(value, Decimal) or value <= 0:
            raise InvalidQuestion(field=name, value=value, expected="a Decimal above zero")
    added = (penalty_percent - contract_percent) * 100 / contract_percent
    inputs = {"contract_percent": contract_percent, "penalty_percent": penalty_percent, "day": day}
    rules = packs.on(day).select(jurisdiction, kind="penalty-rate")
    return strictest(
        (_inside(rule, name, added, inputs) for rule in rules for name in ("add_from", "add_to")),
        no_rule(f"{jurisdiction} 罚息利率", f"penalty rates in {jurisdiction}"),
    )


def may_reprice(
    packs: Packs, jurisdiction: str, product: str, days_past_due: int, noticed: date, day: date
) -> Decision:
    """Whether an old balance may bear a penalty rate from a day, after so many days late and a notice.

    >>> from ashore.rules import standard_packs
    >>> [may_reprice(standard_packs(), "US", "credit-card", late, date(2025, 1, 1), date(2025, 6, 1)).outcome.value
    ...  for late in (60, 61)]
    ['deny', 'allow']
    """
    at_least("days_past_due", days_past_due, 0)
    rules = packs.on(day).select(jurisdiction, kind="repricing", product=product)
    inputs = {"days_past_due": days_past_due, "noticed": noticed, "day": day}
    return strictest(
        (
            decision
            for rule in rules
            for decision in (
                _inside(rule, "days_past_due", days_past_due, inputs),
                _noticed(rule, noticed, day, inputs),
            )
        ),
        no_rule(f"{jurisdiction} 提价", f"repricing in {jurisdiction}"),
    )


def _noticed(rule: Rule, noticed: date, day: date, inputs: dict[str, object]) -> Decision:
    notice = rule.parameter("notice").value
    assert isinstance(notice, Duration)
    free = notice.after(noticed)
    outcome = Outcome.ALLOW if day >= free else Outcome.DENY
    why = Text(f"通知后 {free} 起可生效", f"after the notice, from {free}")
    return Decision(outcome, basis(rule, inputs, "notice"), why)


def moratorium_ends(
    packs: Packs, jurisdiction: str, start: date, *, treatment_ended: date | None = None
) -> Finding[date]:
    """The last day of a moratorium that began on a day (day 1 is the next); of the mental-health kind if a treatment ended.

    Raises UnknownRule where there is none.

    >>> from ashore.rules import standard_packs
    >>> moratorium_ends(standard_packs(), "UK", date(2025, 1, 1)).value
    datetime.date(2025, 3, 2)
    """
    rules = packs.on(start).select(jurisdiction, kind="moratorium")
    if not rules:
        raise UnknownRule(
            field="jurisdiction", value=jurisdiction, expected="one with a moratorium"
        )
    (rule, *_) = rules
    name, since = (
        ("length", start) if treatment_ended is None else ("after_crisis", treatment_ended)
    )
    length = rule.parameter(name)
    assert isinstance(length.value, Duration)
    last = length.value.after(since) - (timedelta(0) if length.inclusive else _ONE_DAY)
    on = basis(rule, {"start": start, "treatment_ended": treatment_ended}, name)
    return Finding(last, on, Text(f"至 {last}（含）", f"to {last}, that day included"))


def may_start_moratorium(
    packs: Packs, jurisdiction: str, last_start: date | None, day: date
) -> Decision:
    """Whether a borrower may enter a moratorium again, after one that began on an earlier day.

    >>> from ashore.rules import standard_packs
    >>> may_start_moratorium(standard_packs(), "UK", date(2025, 1, 1), date(2025, 12, 31)).outcome.value
    'deny'
    """

    def judge(rule: Rule) -> Decision:
        wait = rule.parameter("again_after").value
        assert isinstance(wait, Duration)
        on = basis(rule, {"last_start": last_start, "day": day}, "again_after")
        free = wait.after(last_start) if last_start else day
        outcome = Outcome.ALLOW if day >= free else Outcome.DENY
        return Decision(outcome, on, Text(f"{free} 起可再次申请", f"again from {free}"))

    rules = packs.on(day).select(jurisdiction, kind="moratorium")
    return strictest(
        map(judge, rules), no_rule(f"{jurisdiction} 喘息期", f"a moratorium in {jurisdiction}")
    )


def _inside(rule: Rule, name: str, value: int | Decimal, inputs: dict[str, object]) -> Decision:
    limit = rule.parameter(name)
    outcome = Outcome.ALLOW if limit.admits(value) else Outcome.DENY
    return Decision(outcome, basis(rule, inputs, name), Text(limit.shown("zh-CN"), limit.shown()))
