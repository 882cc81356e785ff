"""Regulatory class of a loan: by days past due, by expected loss, default for capital, and the way back up.

It knows nothing of the accounting stage (`staging`): the two are computed apart, and may differ.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ashore.rules.decision import Decision, Finding, Outcome, basis
from ashore.rules.errors import InvalidQuestion, UnknownRule, at_least
from ashore.rules.marks import Text
from ashore.rules.packs import Packs
from ashore.rules.rule import Rule


def class_by_days(
    packs: Packs, jurisdiction: str, days_past_due: int | None, day: date
) -> Finding[str]:
    """The least class that lateness alone asks for on a day; other facts may ask for a worse one.

    ``days_past_due`` None: nothing due is unpaid. Raises UnknownRule where the packs hold no such ladder that day.

    >>> from ashore.rules import standard_packs
    >>> [class_by_days(standard_packs(), "CN", late, date(2025, 6, 1)).value for late in (0, 90, 91)]
    ['normal', 'special_mention', 'substandard']
    """
    if days_past_due is not None:
        at_least("days_past_due", days_past_due, 0)
    rule = _one(packs, jurisdiction, "dpd-class", day)
    return _climb(rule, days_past_due, {"days_past_due": days_past_due, "day": day}, "天", "days")


def class_by_due_date(
    packs: Packs, jurisdiction: str, oldest_unpaid_due: date | None, day_end: date
) -> Finding[str]:
    """The class at day end of a loan whose oldest unpaid amount fell due on a date (None, or still to come: nothing unpaid).

    >>> from ashore.rules import standard_packs
    >>> class_by_due_date(standard_packs(), "IN", date(2023, 3, 31), date(2023, 4, 30)).value
    'SMA-1'
    """
    late = None if oldest_unpaid_due is None else (day_end - oldest_unpaid_due).days
    return class_by_days(packs, jurisdiction, late if late is None or late >= 0 else None, day_end)


def class_by_loss(
    packs: Packs, jurisdiction: str, loss_percent: Decimal, day: date
) -> Finding[str]:
    """The least class that an expected loss, in percent of the book value, asks for.

    >>> from ashore.rules import standard_packs
    >>> class_by_loss(standard_packs(), "CN", Decimal("50"), date(2025, 6, 1)).value
    'doubtful'
    """
    if not isinstance(loss_percent, Decimal) or not 0 <= loss_percent <= 100:
        raise InvalidQuestion(
            field="loss_percent", value=loss_percent, expected="a Decimal from 0 to 100"
        )
    rule = _one(packs, jurisdiction, "loss-class", day)
    return _climb(rule, loss_percent, {"loss_percent": loss_percent, "day": day}, "%", "%")


def in_default(packs: Packs, days_past_due: int, material: bool | None, day: date) -> Decision:
    """Whether lateness makes a default for capital: DENY means default, NEEDS_HUMAN that materiality is not known.

    >>> from ashore.rules import standard_packs
    >>> [in_default(standard_packs(), late, True, date(2025, 6, 1)).outcome.value for late in (90, 91)]
    ['allow', 'deny']
    """
    at_least("days_past_due", days_past_due, 0)
    rule = _one(packs, "INT", "dpd-default", day)
    on = basis(
        rule, {"days_past_due": days_past_due, "material": material, "day": day}, "days_past_due"
    )
    if not rule.parameter("days_past_due").admits(days_past_due):
        why = Text(
            f"逾期 {days_past_due} 天，未因逾期天数违约",
            f"{days_past_due} days: not in default by days",
        )
        return Decision(Outcome.ALLOW, on, why)
    if material is None:
        why = Text(
            f"逾期 {days_past_due} 天：金额重大则违约",
            f"{days_past_due} days: in default if material",
        )
        return Decision(Outcome.NEEDS_HUMAN, on, why)
    if not material:
        return Decision(Outcome.ALLOW, on, Text("金额不重大", "the amount is not material"))
    return Decision(
        Outcome.DENY, on, Text("逾期且金额重大：违约", "past due and material: in default")
    )


def is_material(
    packs: Packs, jurisdiction: str, overdue_minor: int, exposure_minor: int, day: date
) -> Finding[bool]:
    """Whether an overdue amount is material for default: above the amount and above the share of the exposure, both.

    >>> from ashore.rules import standard_packs
    >>> is_material(standard_packs(), "EU", 100_01, 5_000_00, date(2025, 6, 1)).value
    True
    """
    at_least("overdue_minor", overdue_minor, 0)
    at_least("exposure_minor", exposure_minor, 1)
    rule = _one(packs, jurisdiction, "default-materiality", day)
    share = Decimal(overdue_minor * 100) / exposure_minor
    material = rule.parameter("amount").admits(overdue_minor) and rule.parameter("share").admits(
        share
    )
    inputs = {"overdue_minor": overdue_minor, "exposure_minor": exposure_minor, "day": day}
    why = Text("重大" if material else "不重大", "material" if material else "not material")
    return Finding(material, basis(rule, inputs, "amount", "share"), why)


def may_upgrade(
    packs: Packs,
    rule_id: str,
    day: date,
    *,
    arrears_paid: bool,
    periods_on_time: int,
    months_on_time: int,
    judged_sound: bool | None,
) -> Decision:
    """Whether a loan has been on time for long enough to leave its class, under one of the rules of kind ``upgrade``.

    ``judged_sound`` None: nobody has judged the future yet, which needs a human.
    """
    rule = packs.on(day).get(rule_id)
    if rule.kind != "upgrade":
        raise UnknownRule(field="rule", value=rule_id, expected="a rule of kind upgrade")
    inputs = {
        "arrears_paid": arrears_paid,
        "periods_on_time": at_least("periods_on_time", periods_on_time, 0),
        "months_on_time": at_least("months_on_time", months_on_time, 0),
        "judged_sound": judged_sound,
        "day": day,
    }
    on = basis(rule, inputs, "periods", "time")
    if not arrears_paid:
        return Decision(Outcome.DENY, on, Text("欠款尚未付清", "arrears are not fully paid"))
    # Both, because the longer of the two counts.
    kept = rule.parameter("periods").admits(periods_on_time)
    if not kept or not rule.parameter("time").admits(months_on_time):
        return Decision(Outcome.DENY, on, Text("正常履约时间不足", "not on time for long enough"))
    if judged_sound is None:
        return Decision(
            Outcome.NEEDS_HUMAN, on, Text("须判断未来偿付能力", "future capacity to be judged")
        )
    outcome = Outcome.ALLOW if judged_sound else Outcome.DENY
    return Decision(outcome, on, Text("已判断偿付能力", "future capacity was judged"))


def _climb(
    rule: Rule, measured: int | Decimal | None, inputs: dict[str, object], zh: str, en: str
) -> Finding[str]:
    """The gravest class of a ladder whose limit the measured value has reached."""
    classes = rule.parameter("classes").value
    assert isinstance(classes, tuple)
    found = classes[0]
    for name in classes[1:]:
        if measured is not None and rule.parameter(name).admits(measured):
            found = name
    on = basis(rule, inputs, *(() if found == classes[0] else (found,)))
    if found == classes[0]:
        return Finding(found, on, Text("未触及任何最低分类", "no floor is reached"))
    limit = rule.parameter(found)
    why = Text(
        f"{measured} {zh}：{limit.shown('zh-CN')}即至少为 {found}",
        f"{measured} {en}: {limit.shown()} is at least {found}",
    )
    return Finding(found, on, why)


def _one(packs: Packs, jurisdiction: str, kind: str, day: date) -> Rule:
    found = packs.on(day).select(jurisdiction, kind=kind)
    if not found:
        expected = f"a jurisdiction with a rule of kind {kind} in force on {day}"
        raise UnknownRule(field="jurisdiction", value=jurisdiction, expected=expected)
    return found[0]
