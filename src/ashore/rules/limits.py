"""How much may be lent and for how long."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from ashore.rules.decision import Decision, Outcome, basis, no_rule, strictest
from ashore.rules.errors import InvalidQuestion
from ashore.rules.kinds import KINDS
from ashore.rules.marks import Text
from ashore.rules.packs import Packs
from ashore.rules.rule import Rule


def judge_limits(
    packs: Packs,
    jurisdiction: str,
    lender_type: str,
    product: str,
    day: date,
    measured: Mapping[str, int | Decimal],
) -> Decision:
    """Whether a loan, with what the person owes this lender already, is within the limits of its kind.

    ``measured``: ``amount`` and ``self_directed`` in minor units, ``term`` and ``bullet_term`` in months,
    ``guaranteed_share`` in percent; what is not given is not judged. Raises InvalidQuestion for another name.

    250,000.00 was too much until the limit was raised:

    >>> from ashore.rules import standard_packs
    >>> for day in (date(2025, 3, 20), date(2025, 3, 21)):
    ...     judge_limits(standard_packs(), "CN", "bank", "internet-consumer", day, {"amount": 250_000_00}).outcome.value
    'deny'
    'allow'
    """
    known = KINDS["loan-limit"].limits
    for name in measured:
        if name not in known:
            raise InvalidQuestion(
                field="measured", value=name, expected=f"one of {', '.join(known)}"
            )
    rules = packs.on(day).select(
        jurisdiction, kind="loan-limit", lender_type=lender_type, product=product
    )
    return strictest(
        (
            _judge(rule, name, value, day)
            for rule in rules
            for name, value in measured.items()
            if name in rule.parameters
        ),
        no_rule(f"{jurisdiction} 贷款限额", f"limits of such a loan in {jurisdiction}"),
    )


def _judge(rule: Rule, name: str, value: int | Decimal, day: date) -> Decision:
    limit = rule.parameter(name)
    inside = limit.admits(value)
    on = basis(rule, {name: value, "day": day}, name)
    why = Text(f"{name}：{limit.shown('zh-CN')}", f"{name}: {limit.shown()}")
    return Decision(Outcome.ALLOW if inside else Outcome.DENY, on, why)
