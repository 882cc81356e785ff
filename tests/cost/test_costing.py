"""From a contract and what is charged around it to exact flows, and China's annual cost of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from ashore.cost import (
    PRINCIPAL,
    Charging,
    Collector,
    CollectorRole,
    CostedLoan,
    CostKind,
    ExtraCost,
    FeeDescription,
    Flow,
    InvalidCost,
    Standard,
    annual_cost,
    annual_cost_shown,
    cost_of,
    irr_by_days,
    largest_within,
    within,
)
from ashore.loan import (
    Contract,
    FeeTerms,
    FeeWhen,
    PenaltyTerms,
    RepaymentKind,
    convention,
    schedule,
)
from ashore.money import Rate, Unit

START = date(2025, 1, 15)
LENDER = Collector(CollectorRole.LENDER, "Shore Bank")
GUARANTOR = Collector(CollectorRole.GUARANTOR, "Anbao")


def contract(**more: Any) -> Contract:
    terms: dict[str, Any] = {
        "id": "L",
        "principal_minor": 10_000_00,
        "start": START,
        "rate": Rate.per_year("12"),
        "repayment": RepaymentKind.EQUAL_INSTALMENT,
        "instalments": 12,
    }
    return Contract(**{**terms, **more})


def extra(charging: Charging = Charging.PER_PERIOD, **more: Any) -> ExtraCost:
    terms: dict[str, Any] = {
        "id": "guarantee",
        "kind": CostKind.GUARANTEE,
        "collector": GUARANTOR,
        "name_zh": "担保费",
        "name_en": "Guarantee fee",
        "charging": charging,
        "standard": Standard(amount_minor=60_00),
    }
    return ExtraCost(**{**terms, **more})


def test_every_way_of_charging_falls_on_its_days() -> None:
    costed = cost_of(
        contract(instalments=3),
        [
            extra(Charging.UP_FRONT, id="up"),
            extra(Charging.WITHHELD, id="kept"),
            extra(Charging.ONCE, id="first"),
            extra(Charging.ONCE, id="dated", on=date(2025, 3, 1)),
            extra(Charging.AT_END, id="end"),
            extra(Charging.PER_PERIOD, id="each"),
        ],
    )
    days = {item: [f.on for f in costed.flows if f.item == item] for item in costed.cost_by_item()}
    dues = [each.due for each in costed.instalments]
    assert days == {
        "interest": dues,
        "up": [START],
        "kept": [START],
        "first": dues[:1],
        "dated": [date(2025, 3, 1)],
        "end": dues[-1:],
        "each": dues,
    }
    assert costed.received_minor == 10_000_00 - 2 * 60_00
    assert costed.total_cost_minor == sum(costed.cost_by_item().values())
    assert costed.total_paid_minor - costed.received_minor == costed.total_cost_minor


def test_the_flows_are_those_of_the_schedule() -> None:
    fees = (
        FeeTerms(code="service", when=FeeWhen.PERIODIC, amount_minor=20_00),
        FeeTerms(code="opening", when=FeeWhen.WITHHELD, share_ppm=30_000),
        FeeTerms(code="first", when=FeeWhen.FIRST_INSTALMENT, amount_minor=5_00),
        FeeTerms(code="entry", when=FeeWhen.UPFRONT, amount_minor=7_00),
        FeeTerms(code="drawing", when=FeeWhen.ON_DISBURSEMENT, amount_minor=9_00),
    )
    terms = contract(fees=fees, down_payment_ppm=100_000)
    plan, costed = schedule(terms), cost_of(terms)
    paid = {row.due: 0 for row in plan.instalments}
    for row in plan.instalments:
        paid[row.due] += row.planned.total
    paid[START] -= terms.principal_minor
    assert {day: -amount for day, amount in costed.net_flows()} == paid
    assert costed.total_cost_minor == plan.total.interest + plan.total.fee


def test_cost_by_collector_and_names_of_the_contract_fees() -> None:
    fees = (FeeTerms(code="assess", when=FeeWhen.UPFRONT, amount_minor=100_00),)
    assessor = Collector(CollectorRole.OTHER, "Valuers")
    costed = cost_of(
        contract(fees=fees),
        [extra()],
        lender=LENDER,
        fees={"assess": FeeDescription("评估费", "Assessment", CostKind.ASSESSMENT, assessor)},
    )
    assert costed.cost_by_collector() == {LENDER: 661_86, assessor: 100_00, GUARANTOR: 720_00}
    assert [item.kind for item in costed.items] == [
        CostKind.INTEREST,
        CostKind.ASSESSMENT,
        CostKind.GUARANTEE,
    ]


def test_a_rate_on_the_money_in_use_falls_with_it() -> None:
    monthly = cost_of(contract(), [extra(standard=Standard(rate=Rate.per_year("12")))])
    costs = monthly.cost_by_item()
    assert costs["guarantee"] == costs["interest"]
    daily = cost_of(
        contract(convention=convention("cn-daily-365")),
        [extra(Charging.PER_DAY, standard=Standard(rate=Rate.per_year("12")))],
    )
    assert daily.cost_by_item()["guarantee"] == daily.cost_by_item()["interest"]


def test_what_may_be_left_out_is_listed_and_not_counted() -> None:
    free = extra(id="gold", kind=CostKind.MEMBERSHIP, required=False)
    costed = cost_of(contract(), [free])
    assert costed.optional_minor == 720_00
    assert costed.total_cost_minor == cost_of(contract()).total_cost_minor
    cost, plain = annual_cost(costed), annual_cost(cost_of(contract()))
    assert cost.simple == plain.simple
    gold = cost.by_item[1]
    taken = annual_cost(cost_of(contract(), [extra()])).simple
    assert gold.marginal_simple.value == taken.less(plain.simple).value


def test_an_items_own_rate_does_not_depend_on_the_others() -> None:
    alone = annual_cost(cost_of(contract())).by_item[0]
    beside = annual_cost(cost_of(contract(), [extra()])).by_item[0]
    assert alone.alone_simple == beside.alone_simple
    # Interest is rounded to the fen each month: 12.0001 %, which shows as 12.01 when no figure may be too low.
    assert alone.alone_simple.percent(2) == "12.00"
    assert annual_cost_shown(alone.alone_simple) == "12.01"
    assert alone.marginal_simple.value != beside.marginal_simple.value


def test_contingent_costs_are_told_and_in_no_figure() -> None:
    terms = contract(
        penalty=PenaltyTerms(on_interest=True),
        fees=(FeeTerms(code="early", when=FeeWhen.ON_PREPAYMENT, share_ppm=10_000),),
    )
    costed = cost_of(terms)
    shown = {
        each.id: (each.on, each.standard.rate, each.standard.share_ppm)
        for each in costed.contingent
    }
    assert shown == {
        "penalty_interest": ("overdue_principal", Rate.per_year("18"), 0),
        "compound_interest": ("overdue_interest", Rate.per_year("18"), 0),
        "early": ("prepaid_principal", None, 10_000),
    }
    assert annual_cost(costed).simple == annual_cost(cost_of(contract())).simple


def test_an_odd_first_period_is_counted_in_days() -> None:
    terms = contract(
        start=date(2025, 3, 10),
        first_due=date(2025, 4, 20),
        convention=convention("cn-daily-360-clearing"),
    )
    costed = cost_of(terms)
    cost = annual_cost(costed)
    assert not costed.regular
    year = irr_by_days(costed.net_flows())
    assert abs(cost.compound.value - year.value) < Decimal("1e-17")


def test_a_day_between_two_instalments_is_a_part_of_a_period() -> None:
    early = cost_of(contract(), [extra(Charging.ONCE, on=date(2025, 2, 20))])
    late = cost_of(contract(), [extra(Charging.ONCE, on=date(2025, 3, 10))])
    on_due = cost_of(contract(), [extra(Charging.ONCE)])
    figures = [annual_cost(each).simple.value for each in (late, early, on_due)]
    assert figures == sorted(figures)


@pytest.mark.parametrize(
    ("every", "unit", "a_year"),
    [
        (1, Unit.WEEKS, 52),
        (2, Unit.WEEKS, 26),
        (3, Unit.MONTHS, 4),
        (30, Unit.DAYS, Fraction(73, 6)),
    ],
)
def test_the_rhythm_decides_the_periods_of_a_year(every: int, unit: Unit, a_year: Fraction) -> None:
    cost = annual_cost(cost_of(contract(every=every, unit=unit)))
    assert cost.periods_per_year == a_year
    assert cost.simple == cost.per_period.times(a_year)


def test_rounding_lifts_a_loan_above_its_cap_and_truncation_does_not() -> None:
    cap = Rate.per_year("24")
    above = {"cn-monthly": 0, "cn-monthly-truncated": 0}
    for name in above:
        for principal in range(500_00, 3_000_00, 100_00):
            terms = contract(principal_minor=principal, rate=cap, convention=convention(name))
            above[name] += not within(annual_cost(cost_of(terms)).simple, cap)
    assert above["cn-monthly"] > 0 == above["cn-monthly-truncated"]


def test_the_largest_fee_under_a_cap_is_tight() -> None:
    cap = Rate.per_year("24")

    def figure(fee: int) -> Any:
        return annual_cost(cost_of(contract(), [extra(standard=Standard(amount_minor=fee))])).simple

    most = largest_within(cap, figure, 1_000_00)
    assert within(figure(most), cap)
    assert not within(figure(most + 1), cap)
    with pytest.raises(InvalidCost, match="above the cost without the charge"):
        largest_within(Rate.per_year("10"), figure, 1_000_00)


def test_bad_input_is_refused() -> None:
    with pytest.raises(InvalidCost, match="a rate alone"):
        Standard(rate=Rate.per_year("1"), amount_minor=1)
    with pytest.raises(InvalidCost, match="per_period or per_day"):
        extra(Charging.UP_FRONT, standard=Standard(rate=Rate.per_year("1")))
    with pytest.raises(InvalidCost, match="a rate, for a cost by the day"):
        extra(Charging.PER_DAY)
    with pytest.raises(InvalidCost, match="`once` only"):
        extra(on=START)
    with pytest.raises(InvalidCost, match="each id once"):
        cost_of(contract(), [extra(), extra()])
    costed = cost_of(contract())
    with pytest.raises(InvalidCost, match="an item of the loan"):
        replace(costed, flows=(*costed.flows, Flow(START, -1, "unknown")))


def test_a_loan_may_be_costed_by_hand_from_an_offer() -> None:
    flows = (Flow(START, 1_000_00, PRINCIPAL), Flow(date(2025, 2, 15), -1_000_00, PRINCIPAL))
    costed = CostedLoan(currency="CNY", signed_on=START, flows=flows, items=(), instalments=())
    assert annual_cost(costed).simple.percent(2) == "0.00"
