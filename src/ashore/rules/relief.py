"""Relief programmes: repair of a credit record, and subsidy of interest. A programme that is over still judges its own time."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from ashore.money import add_months, muldiv
from ashore.rules.decision import Finding, basis
from ashore.rules.errors import InvalidQuestion, UnknownRule, at_least
from ashore.rules.marks import Text
from ashore.rules.packs import Packs
from ashore.rules.rule import Rule


class Repair(NamedTuple):
    """Whether an overdue is hidden, and when: from a day, or by a day at the latest."""

    eligible: bool
    hidden_from: date | None = None
    hidden_by: date | None = None


def credit_repair(
    packs: Packs, jurisdiction: str, overdue_minor: int, arose: date, repaid: date | None
) -> Finding[Repair]:
    """Whether a single overdue amount is repaired by a programme, looked up whatever the day: its own dates decide.

    ``repaid`` None: not in full yet. Raises UnknownRule where no programme is held, InvalidQuestion for an amount that
    is not above zero.

    >>> from ashore.rules import standard_packs
    >>> credit_repair(standard_packs(), "CN", 10_000_00, date(2025, 6, 1), date(2026, 1, 15)).value.hidden_by
    datetime.date(2026, 2, 28)
    """
    at_least("overdue_minor", overdue_minor, 1)
    rules = [
        rule
        for rule in packs.rules
        if rule.kind == "credit-repair" and rule.jurisdiction == jurisdiction
    ]
    if not rules:
        raise UnknownRule(
            field="jurisdiction", value=jurisdiction, expected="one with a credit repair programme"
        )
    found = [_repair(rule, overdue_minor, arose, repaid) for rule in rules]
    return next((each for each in found if each.value.eligible), found[-1])


def _repair(rule: Rule, overdue_minor: int, arose: date, repaid: date | None) -> Finding[Repair]:
    inputs = {"overdue_minor": overdue_minor, "arose": arose, "repaid": repaid}
    tests = (
        ("amount", overdue_minor, "金额超出", "the amount is too large"),
        ("arose_from", arose, "逾期发生过早", "it arose too early"),
        ("arose_to", arose, "逾期发生过晚", "it arose too late"),
        ("repaid_by", repaid, "未按期足额偿还", "it was not repaid in full in time"),
    )
    for name, value, zh, en in tests:
        if value is None or not rule.parameter(name).admits(value):
            return Finding(Repair(False), basis(rule, inputs, name), Text(zh, en))
    assert repaid is not None
    names = [name for name, *_ in tests]
    if rule.parameter("at_once_if_repaid_by").admits(repaid):
        start = rule.parameter("hidden_from").value
        assert isinstance(start, date)
        on = basis(rule, inputs, *names, "at_once_if_repaid_by", "hidden_from")
        return Finding(
            Repair(True, hidden_from=start),
            on,
            Text(f"自 {start} 起不展示", f"hidden from {start}"),
        )
    by = add_months(repaid.replace(day=1), 2) - timedelta(1)
    on = basis(rule, inputs, *names, "at_once_if_repaid_by")
    return Finding(Repair(True, hidden_by=by), on, Text(f"{by} 前不再展示", f"hidden by {by}"))


def subsidy_points(rule: Rule, rate_percent: Decimal) -> Fraction:
    """The points a year that a programme gives a contract at this rate, in percent.

    At most half of 1.8 % a year:

    >>> from ashore.rules import standard_packs
    >>> programme = standard_packs().on(date(2025, 10, 1)).get("CN.SUB.01")
    >>> subsidy_points(programme, Decimal("1.8")), subsidy_points(programme, Decimal("3"))
    (Fraction(9, 10), Fraction(1, 1))
    """
    share = Fraction(rate_percent) * _percent(rule, "share_of_rate") / 100
    return min(_percent(rule, "points"), share)


def interest_subsidy(
    packs: Packs,
    jurisdiction: str,
    lender_type: str,
    product: str,
    day: date,
    *,
    spend_minor: int,
    rate_percent: Decimal,
    days: int,
    year_days: int,
    already_minor: int = 0,
    already_small_minor: int = 0,
) -> Finding[int]:
    """The subsidy on one purchase, in minor units, rounded half up once, less what the person's ceilings leave no room for.

    ``year_days``: the contract's day basis. ``already_minor``: what this lender has passed on to this person before, of
    which ``already_small_minor`` for small purchases. Raises UnknownRule where no programme runs for that loan that day.

    1 point on 30,000.00 for 180 days of 360:

    >>> from ashore.rules import standard_packs
    >>> interest_subsidy(standard_packs(), "CN", "bank", "personal-consumption", date(2025, 10, 1),
    ...     spend_minor=30_000_00, rate_percent=Decimal("3.0"), days=180, year_days=360).value
    15000
    """
    at_least("spend_minor", spend_minor, 1)
    at_least("days", days, 0)
    at_least("year_days", year_days, 1)
    at_least("already_small_minor", already_small_minor, 0)
    at_least("already_minor", already_minor, already_small_minor)
    if not isinstance(rate_percent, Decimal) or rate_percent < 0:
        raise InvalidQuestion(field="rate_percent", value=rate_percent, expected="a Decimal from 0")
    found = packs.on(day).select(
        jurisdiction, kind="interest-subsidy", lender_type=lender_type, product=product
    )
    if not found:
        raise UnknownRule(field="day", value=day, expected="a day on which such a programme runs")
    (rule, *_) = found
    points = subsidy_points(rule, rate_percent)
    spend = min(spend_minor, rule.parameter("spend").minor)
    full = muldiv(spend * days, points.numerator, points.denominator * 100 * year_days)
    room = rule.parameter("per_person").minor - already_minor
    if rule.parameter("small_spend").admits(spend_minor):
        room = min(room, rule.parameter("per_person_small").minor - already_small_minor)
    inputs = {
        "spend_minor": spend_minor,
        "rate_percent": rate_percent,
        "days": days,
        "year_days": year_days,
        "already_minor": already_minor,
        "already_small_minor": already_small_minor,
        "day": day,
    }
    shown = Decimal(points.numerator) / points.denominator
    why = Text(
        f"{shown} 个百分点，余额度 {max(room, 0)} 分",
        f"{shown} points, room for {max(room, 0)} minor units",
    )
    return Finding(max(0, min(full, room)), basis(rule, inputs, *rule.parameters), why)


def _percent(rule: Rule, name: str) -> Fraction:
    value = rule.parameter(name).value
    assert isinstance(value, Decimal)
    return Fraction(value)
