"""No offer above the cap of its lender on its day, on the figure that is shown; and how much would still be legal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashore.cost import (
    CapGate,
    Charging,
    Collector,
    CollectorRole,
    CostKind,
    ExtraCost,
    InvalidCost,
    Standard,
    measured,
)
from ashore.loan import (
    Contract,
    FeeTerms,
    FeeWhen,
    InstalmentRule,
    PenaltyTerms,
    RateStep,
    RepaymentKind,
    convention,
    schedule,
)
from ashore.money import Rate, Rounding
from ashore.rules import Outcome, standard_packs

GATE = CapGate(
    packs=standard_packs(), jurisdiction="CN", lender_type="consumer-finance", product="personal"
)
PRIVATE = replace(GATE, lender_type="private")
TEXTBOOK = replace(convention("cn-monthly"), instalment_rule=InstalmentRule.TEXTBOOK)


def offer(principal: int = 10_000_00, rate: str = "24", **changes: object) -> Contract:
    fields: dict[str, object] = {
        "id": "offer",
        "principal_minor": principal,
        "start": date(2025, 11, 1),
        "rate": Rate.per_year(rate),
        "repayment": RepaymentKind.EQUAL_INSTALMENT,
        "instalments": 12,
    }
    return Contract(**fields | changes)  # type: ignore[arg-type]


def guarantee(amount: int) -> ExtraCost:
    return ExtraCost(
        id="guarantee",
        kind=CostKind.GUARANTEE,
        charging=Charging.PER_PERIOD,
        collector=Collector(CollectorRole.GUARANTOR, "Anbao"),
        name_zh="担保费",
        name_en="Guarantee fee",
        standard=Standard(amount_minor=amount),
    )


def discounted(contract: Contract, extra_minor: int, percent: Decimal) -> Decimal:
    """What all payments are worth at the start, at a twelfth of this rate a month: a second way to the figure."""
    growth = 1 + percent / 1200
    rows = schedule(contract).instalments
    return sum(
        ((row.planned.total + extra_minor) / growth**at for at, row in enumerate(rows, 1)),
        Decimal(0),
    )


def costs_more_than(contract: Contract, percent: str, extra_minor: int = 0) -> bool:
    """Whether IRR x 12 is above a rate: the payments are then worth more than the principal at that rate."""
    return discounted(contract, extra_minor, Decimal(percent)) > contract.principal_minor


@pytest.mark.parametrize(("rounding", "above"), [(Rounding.HALF_UP, 103), (Rounding.DOWN, 0)])
def test_rounding_to_the_fen_decides_at_exactly_24_percent(rounding: Rounding, above: int) -> None:
    """500 to 20,000 yuan by hundreds, level payments: 103 of 196 are above the cap with half up, none when cut."""
    rounded = replace(TEXTBOOK, interest_rounding=rounding)
    offers = [offer(yuan * 100, convention=rounded) for yuan in range(500, 20_001, 100)]
    denied = [GATE.judge(each).outcome is Outcome.DENY for each in offers]
    assert (len(offers), sum(denied)) == (196, above)
    assert denied == [costs_more_than(each, "24") for each in offers]


def test_a_denial_names_the_rule_its_version_and_the_figure_shown() -> None:
    decision = GATE.judge(offer(500_00))
    assert decision.outcome is Outcome.DENY
    assert decision.basis is not None
    assert (decision.rule_id, decision.basis.version) == ("CN.CAP.06", 1)
    assert decision.basis.inputs["measured_percent"] == "24.01"
    assert "24.01" in decision.why.zh
    assert "24.01" in decision.why.en


def test_the_cap_of_the_day_of_signing_counts() -> None:
    """Four times the prime rate: 15.40 % after August 2020; a bank is not bound by it."""
    asked = offer(rate="15.4", start=date(2021, 3, 1))
    assert PRIVATE.judge(replace(asked, rate=Rate.per_year("15.3"))).outcome is Outcome.ALLOW
    assert PRIVATE.judge(replace(asked, rate=Rate.per_year("15.5"))).outcome is Outcome.DENY
    assert replace(PRIVATE, lender_type="bank").judge(asked).outcome is Outcome.ALLOW


def test_every_charge_counts_and_every_measure_its_own_way() -> None:
    contract = offer(rate="12")
    found = measured(contract, [guarantee(60_00)])
    assert found["irr_x12"] == Decimal("24.60")
    assert found["contract_rate"] == Decimal(12)
    assert found["effective"] > found["irr_x12"]
    assert found["total_cost"] == Decimal("13.82")
    assert found["all_charges"] == found["irr_x12"]


def test_penalties_are_among_all_charges() -> None:
    contract = offer(rate="12", penalty=PenaltyTerms())
    assert measured(contract)["all_charges"] == Decimal(18)
    assert PRIVATE.judge(contract).denied_by == ("CN.CAP.02",)


def test_a_measure_that_the_offer_cannot_be_put_into_goes_to_a_human() -> None:
    contract = offer(rate="10", penalty=PenaltyTerms(on_interest=True))
    assert "all_charges" not in measured(contract)
    assert PRIVATE.judge(contract).outcome is Outcome.NEEDS_HUMAN


@given(
    principal=st.integers(100_00, 200_000_00),
    instalments=st.integers(1, 60),
    fee=st.integers(0, 2),
    start=st.dates(date(2025, 10, 1), date(2026, 12, 31)),
)
def test_the_highest_rate_passes_and_a_hundredth_more_does_not(
    principal: int, instalments: int, fee: int, start: date
) -> None:
    contract = offer(principal, instalments=instalments, start=start)
    extras = [guarantee(fee * principal // 1_000)] if fee else []
    rate = GATE.highest_rate(contract, extras)
    if rate is None:
        assert not GATE.judge(replace(contract, rate=Rate.per_year("0")), extras).allowed
        return
    assert GATE.judge(replace(contract, rate=rate), extras).allowed
    more = Rate(rate.ppb + Rate.per_year("0.01").ppb)
    assert not GATE.judge(replace(contract, rate=more), extras).allowed
    extra = fee * principal // 1_000
    assert not costs_more_than(replace(contract, rate=rate), "24", extra)


def test_the_highest_charge_depends_on_the_measure() -> None:
    """CN-22 and CN-23: 57.10 a month under IRR x 12; a fen more is denied."""
    contract = offer(rate="12")
    assert GATE.highest_charge(contract, [guarantee(1)], "guarantee") == 57_10
    assert GATE.judge(contract, [guarantee(57_10)]).allowed
    assert not GATE.judge(contract, [guarantee(57_11)]).allowed


def test_where_nothing_would_be_legal_there_is_no_highest() -> None:
    dear = offer(rate="30")
    assert GATE.highest_charge(dear, [guarantee(1)], "guarantee") is None
    assert GATE.highest_rate(dear, [guarantee(500_00)]) is None


def test_what_has_no_single_price_is_refused() -> None:
    stepped = offer(rate_steps=(RateStep(date(2026, 2, 1), Rate.per_year("20")),))
    flat = offer(
        rate="0",
        repayment=RepaymentKind.FLAT_FEE,
        fees=(FeeTerms(code="fee", when=FeeWhen.PERIODIC, share_ppm=6_000),),
    )
    for contract in (stepped, flat):
        with pytest.raises(InvalidCost, match="one rate"):
            GATE.highest_rate(contract)
    with pytest.raises(InvalidCost, match="id of one of the charges"):
        GATE.highest_charge(offer(), [], "guarantee")
