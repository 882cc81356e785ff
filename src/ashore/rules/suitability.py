"""Whether a wealth product may be sold to someone, and whether they may answer the questionnaire once more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from ashore.rules.decision import Decision, Outcome, basis, no_rule, strictest
from ashore.rules.errors import InvalidQuestion, at_least
from ashore.rules.marks import Text
from ashore.rules.packs import Packs
from ashore.rules.parameter import Duration
from ashore.rules.rule import Rule


def may_sell(
    packs: Packs,
    jurisdiction: str,
    product: str,
    product_level: int,
    customer_level: int,
    day: date,
    *,
    insists_after_warning: bool = False,
) -> Decision:
    """Whether a product of a risk level (1 the lowest) may be sold to a customer of a level.

    A product above the customer is refused; where the rule of the product lets a customer insist after a written
    warning, a human hears it first.

    >>> from ashore.rules import standard_packs
    >>> may_sell(standard_packs(), "CN", "bank-wealth", 4, 3, date(2026, 3, 1)).outcome.value
    'deny'
    """
    at_least("product_level", product_level, 1)
    at_least("customer_level", customer_level, 1)
    return _each(
        packs,
        jurisdiction,
        "risk-match",
        product,
        day,
        "适当性匹配",
        "suitability",
        lambda rule: _match(rule, product_level, customer_level, insists_after_warning, day),
    )


def _match(rule: Rule, product: int, customer: int, insists: bool, day: date) -> Decision:
    inputs = {
        "product_level": product,
        "customer_level": customer,
        "insists_after_warning": insists,
        "day": day,
    }
    override = rule.parameters.get("override_from")
    on = basis(rule, inputs, *(("override_from",) if override else ()))
    if product <= customer:
        return Decision(Outcome.ALLOW, on, Text("风险等级匹配", "levels match"))
    if override is not None and isinstance(override.value, int) and customer >= override.value:
        if insists:
            return Decision(Outcome.ALLOW, on, Text("书面警示后坚持", "insists after the warning"))
        why = Text("须书面警示并由人确认", "a written warning first, and a person to confirm")
        return Decision(Outcome.NEEDS_HUMAN, on, why)
    why = Text(
        f"产品 R{product} 高于客户等级 {customer}",
        f"product level {product} is above customer level {customer}",
    )
    return Decision(Outcome.DENY, on, why)


def may_assess(
    packs: Packs, jurisdiction: str, product: str, earlier: tuple[date, ...], day: date
) -> Decision:
    """Whether a customer may answer the questionnaire on a day, after earlier ones (that day's among them).

    The third on one day, and the ninth in 12 months, are refused:

    >>> from ashore.rules import standard_packs
    >>> twice = (date(2026, 3, 1), date(2026, 3, 1))
    >>> may_assess(standard_packs(), "CN", "bank-wealth", twice, date(2026, 3, 1)).outcome.value
    'deny'
    """
    return _each(
        packs,
        jurisdiction,
        "questionnaire",
        product,
        day,
        "风险问卷",
        "the questionnaire",
        lambda rule: _assess(rule, earlier, day),
    )


def _assess(rule: Rule, earlier: tuple[date, ...], day: date) -> Decision:
    today = sum(each == day for each in earlier) + 1
    year = sum(Duration(-12, "months").after(day) < each <= day for each in earlier) + 1
    on = basis(rule, {"day": day, "today": today, "in_12_months": year}, "per_day", "per_year")
    for name, count, zh, en in (
        ("per_day", today, "当日", "that day"),
        ("per_year", year, "12 个月内", "in 12 months"),
    ):
        limit = rule.parameter(name)
        if not limit.admits(count):
            why = Text(
                f"{zh}第 {count} 次，{limit.shown('zh-CN')}",
                f"number {count} {en}, {limit.shown()}",
            )
            return Decision(Outcome.DENY, on, why)
    return Decision(Outcome.ALLOW, on, Text("次数未满", "not too many"))


def assessment_holds(
    packs: Packs, jurisdiction: str, product: str, assessed: date, day: date
) -> Decision:
    """Whether a questionnaire still holds on the day of a sale: its last day is the same day so many months later.

    >>> from ashore.rules import standard_packs
    >>> [assessment_holds(standard_packs(), "CN", "bank-wealth", date(2026, 3, 1), day).outcome.value
    ...  for day in (date(2027, 3, 1), date(2027, 3, 2))]
    ['allow', 'deny']
    """
    if assessed > day:
        raise InvalidQuestion(field="assessed", value=assessed, expected=f"a day up to {day}")
    return _each(
        packs,
        jurisdiction,
        "questionnaire",
        product,
        day,
        "风险问卷",
        "the questionnaire",
        lambda rule: _holds(rule, assessed, day),
    )


def _holds(rule: Rule, assessed: date, day: date) -> Decision:
    limit = rule.parameter("validity")
    assert isinstance(limit.value, Duration)
    last = limit.value.after(assessed)
    on = basis(rule, {"assessed": assessed, "day": day}, "validity")
    if day < last or (limit.inclusive and day == last):
        return Decision(Outcome.ALLOW, on, Text(f"有效至 {last}", f"holds until {last}"))
    return Decision(
        Outcome.DENY, on, Text("已过期，销售前须重新评估", "expired: reassess before sale")
    )


def may_redeem_fast(
    packs: Packs, jurisdiction: str, amount_minor: int, already_minor: int, day: date
) -> Decision:
    """Whether a money fund may pay out at once, on top of what it paid that day to this investor from this fund and seller.

    >>> from ashore.rules import standard_packs
    >>> [may_redeem_fast(standard_packs(), "CN", fen, 0, date(2025, 6, 1)).outcome.value
    ...  for fen in (10_000_00, 10_000_01)]
    ['allow', 'deny']
    """
    at_least("amount_minor", amount_minor, 1)
    at_least("already_minor", already_minor, 0)

    def judge(rule: Rule) -> Decision:
        limit = rule.parameter("amount")
        inputs = {"amount_minor": amount_minor, "already_minor": already_minor, "day": day}
        inside = limit.admits(amount_minor + already_minor)
        why = Text(f"当日{limit.shown('zh-CN')}", f"{limit.shown()} a day")
        return Decision(
            Outcome.ALLOW if inside else Outcome.DENY, basis(rule, inputs, "amount"), why
        )

    return _each(
        packs,
        jurisdiction,
        "fast-redemption",
        "money-fund",
        day,
        "快速赎回",
        "fast redemption",
        judge,
    )


def _each(
    packs: Packs,
    jurisdiction: str,
    kind: str,
    product: str,
    day: date,
    zh: str,
    en: str,
    judge: Callable[[Rule], Decision],
) -> Decision:
    found = packs.on(day).select(jurisdiction, kind=kind, product=product)
    return strictest(map(judge, found), no_rule(f"{jurisdiction} {zh}", f"{en} in {jurisdiction}"))
