"""What a loan may cost: the cap that binds a lender, in the measure that the cap names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from ashore.rules.decision import Decision, Outcome, basis, no_rule, strictest
from ashore.rules.errors import InvalidQuestion
from ashore.rules.marks import Confidence, Severity, Text
from ashore.rules.measures import MEASURES
from ashore.rules.packs import InForce, Packs
from ashore.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Cap:
    """A cap on the cost of credit. ``limit_percent`` is percent in the terms of ``measure`` (see `MEASURES`).

    ``settled`` is False where the cap hangs on a series that nobody has looked up as far as the day: the limit is then
    the last one known.
    """

    rule_id: str
    version: int
    measure: str
    limit_percent: Decimal
    inclusive: bool
    confidence: Confidence
    severity: Severity
    source: str
    settled: bool
    rule: Rule

    def admits(self, percent: Decimal) -> bool:
        """Whether a cost, in percent of the cap's own measure, is within it."""
        return percent < self.limit_percent or (self.inclusive and percent == self.limit_percent)


def caps_for(
    packs: Packs, jurisdiction: str, lender_type: str, product: str, day: date
) -> tuple[Cap, ...]:
    """Every cap that binds such a lender on such a product for a contract made on ``day``, the lowest limit first.

    Limits in different measures are not comparable; a loan must pass each in its own.

    A private lender's contract of 2021, capped at four times the loan prime rate of that day:

    >>> from ashore.rules import standard_packs
    >>> [(c.rule_id, c.measure, str(c.limit_percent))
    ...  for c in caps_for(standard_packs(), "CN", "private", "personal", date(2021, 3, 1))]
    [('CN.CAP.01', 'contract_rate', '15.40'), ('CN.CAP.02', 'all_charges', '15.40')]
    """
    rules = packs.on(day)
    found = rules.select(jurisdiction, kind="cost-cap", lender_type=lender_type, product=product)
    caps = [_cap(rule, rules) for rule in found]
    return tuple(sorted(caps, key=lambda cap: (cap.limit_percent, cap.rule_id)))


def cap_for(
    packs: Packs,
    jurisdiction: str,
    lender_type: str,
    product: str,
    day: date,
    measure: str | None = None,
) -> Cap | None:
    """The lowest cap on the day the contract is made, in one measure or in any; None where the packs hold none.

    >>> from ashore.rules import standard_packs
    >>> cap = cap_for(standard_packs(), "CN", "consumer-finance", "personal", date(2025, 11, 1))
    >>> cap.rule_id, cap.measure, str(cap.limit_percent), cap.confidence.text.en
    ('CN.CAP.06', 'irr_x12', '24', 'unverified, from memory')
    """
    caps = caps_for(packs, jurisdiction, lender_type, product, day)
    return next((cap for cap in caps if measure in (None, cap.measure)), None)


def judge_cost(
    packs: Packs,
    jurisdiction: str,
    lender_type: str,
    product: str,
    day: date,
    measured_percent: dict[str, Decimal],
) -> Decision:
    """Whether a loan with these figures, by measure, is within every cap that binds it.

    A cap whose measure was not given needs a human, as does one that hangs on a series not looked up so far.
    Raises InvalidQuestion for a measure that does not exist, or a figure that is no Decimal.

    Four times 3.85 % is the limit itself, and is allowed:

    >>> from ashore.rules import standard_packs
    >>> same = {"contract_rate": Decimal("15.40"), "all_charges": Decimal("15.40")}
    >>> judge_cost(standard_packs(), "CN", "private", "personal", date(2021, 3, 1), same).outcome
    <Outcome.ALLOW: 'allow'>
    """
    for measure, percent in measured_percent.items():
        if measure not in MEASURES:
            expected = f"one of {', '.join(MEASURES)}"
            raise InvalidQuestion(field="measure", value=measure, expected=expected)
        if not isinstance(percent, Decimal):
            raise InvalidQuestion(field=measure, value=percent, expected="a Decimal in percent")
    caps = caps_for(packs, jurisdiction, lender_type, product, day)
    asked = {"day": day, "lender_type": lender_type, "product": product}
    return strictest(
        (_judge(cap, asked, measured_percent.get(cap.measure)) for cap in caps),
        no_rule(f"{jurisdiction} 融资成本上限", f"a cap on cost in {jurisdiction}"),
    )


def _judge(cap: Cap, asked: dict[str, object], percent: Decimal | None) -> Decision:
    limit, measure = cap.limit_percent, MEASURES[cap.measure]
    inputs = {**asked, "measure": cap.measure, "measured_percent": percent, "limit_percent": limit}
    on = replace(basis(cap.rule, inputs, *_figures(cap.rule)), confidence=cap.confidence)
    if percent is None:
        return Decision(
            Outcome.NEEDS_HUMAN,
            on,
            Text(f"未给出该上限的口径：{measure.zh}", f"no figure was given for: {measure.en}"),
        )
    if not cap.settled:
        return Decision(
            Outcome.NEEDS_HUMAN,
            on,
            Text(
                f"参考利率在合同成立日的数值未核对，已知最近上限为 {limit}%",
                f"the reference rate was not looked up for that day; the last known limit is {limit} %",
            ),
        )
    inside = cap.admits(percent)
    return Decision(
        Outcome.ALLOW if inside else Outcome.DENY,
        on,
        Text(
            f"{percent}% {'未超过' if inside else '超过'}上限 {limit}%（{measure.zh}）",
            f"{percent} % is {'within' if inside else 'above'} the limit of {limit} % ({measure.en})",
        ),
    )


def _figures(rule: Rule) -> tuple[str, ...]:
    return tuple(
        name for name in ("measure", "limit", "multiple", "index") if name in rule.parameters
    )


def _cap(rule: Rule, rules: InForce) -> Cap:
    confidence, settled = rule.weakest(*_figures(rule)), True
    if "limit" in rule.parameters:
        limit = rule.parameter("limit")
        percent = Decimal(str(limit.value))
    else:
        limit = rule.parameter("multiple")
        series = rules.series[str(rule.parameter("index").value)]
        point = series.on(rules.day)
        percent = Decimal(str(limit.value)) * point.value
        confidence = max(confidence, point.confidence, key=list(Confidence).index)
        settled = rules.day <= series.read_to
    return Cap(
        rule.id,
        rule.version,
        str(rule.parameter("measure").value),
        percent,
        limit.inclusive,
        confidence,
        rule.severity,
        rule.source,
        settled,
        rule,
    )
