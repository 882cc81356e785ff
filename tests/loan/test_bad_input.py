"""What makes no sense is refused by a typed error that names field, value and what would be right; nothing is half done."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashore.loan import (
    AllocationTable,
    Charge,
    Contract,
    CustomInstalment,
    Disbursement,
    DueDateMove,
    DuplicateEvent,
    Event,
    EventRefused,
    FeeTerms,
    FeeWhen,
    GraceMode,
    GraceTerms,
    InterestPause,
    InvalidContract,
    InvalidEvent,
    NotDisbursed,
    Part,
    PenaltyTerms,
    RateChange,
    RateStep,
    Recovery,
    Refund,
    Repayment,
    RepaymentKind,
    Reversal,
    SettlementTerms,
    Timing,
    UnknownEvent,
    Waiver,
    WriteOff,
    evaluate,
    fold,
    quote_payoff,
    record,
    schedule,
)
from ashore.money import AshoreError, InvalidAmount, Rate, UnknownConvention, UnknownCurrency
from tests.loan.histories import days, lives

JAN, FEB, MAR = date(2025, 1, 15), date(2025, 2, 15), date(2025, 3, 15)
GOOD: dict[str, Any] = {
    "id": "L",
    "principal_minor": 8_000_00,
    "start": JAN,
    "rate": Rate.per_year("18"),
    "repayment": RepaymentKind.EQUAL_INSTALMENT,
    "instalments": 12,
}
LOAN = Contract(**GOOD)
OPENING = Disbursement(id="drawn", effective=JAN, amount_minor=8_000_00)


@pytest.mark.parametrize(
    ("change", "error", "field", "hint"),
    [
        ({"id": ""}, InvalidContract, "id", "a name"),
        ({"principal_minor": 0}, InvalidAmount, "principal_minor", "1"),
        ({"principal_minor": -1}, InvalidAmount, "principal_minor", "1"),
        ({"principal_minor": 2**53 + 1}, InvalidAmount, "principal_minor", "9007199254740992"),
        ({"principal_minor": 8000.0}, InvalidAmount, "principal_minor", "whole"),
        ({"instalments": 12.0}, InvalidContract, "instalments", "whole number"),
        ({"id": 5}, InvalidContract, "id", "a text"),
        ({"start": "2025-01-15"}, InvalidContract, "start", "a date"),
        ({"start": datetime(2025, 1, 15, tzinfo=UTC)}, InvalidContract, "start", "without a time"),
        ({"first_due": "2025-02-15"}, InvalidContract, "first_due", "a date"),
        ({"rate": "18%"}, InvalidContract, "rate", "Rate.per_year"),
        ({"repayment": "equal_instalment"}, InvalidContract, "repayment", "a RepaymentKind"),
        ({"convention": "cn-monthly"}, InvalidContract, "convention", "a ConventionSet"),
        ({"down_payment_ppm": 0.25}, InvalidContract, "down_payment_ppm", "whole number"),
        ({"penalty": 1}, InvalidContract, "penalty", "a PenaltyTerms or None"),
        ({"fees": [1]}, InvalidContract, "fees", "a tuple of FeeTerms"),
        ({"fees": (1,)}, InvalidContract, "fees", "a tuple of FeeTerms"),
        ({"counted_from": FEB}, InvalidContract, "counted_from", "at most the start"),
        ({"instalments": 0}, InvalidContract, "instalments", "1 to 1200"),
        ({"every": 0}, InvalidContract, "every", "1 to 366"),
        ({"first_due": JAN}, InvalidContract, "first_due", "after the start"),
        ({"currency": "XXX"}, UnknownCurrency, "currency", "ISO 4217"),
        ({"calendar": "MARS"}, UnknownConvention, "calendar", "CN"),
        ({"calculation_version": 99}, InvalidContract, "calculation_version", "1"),
        ({"rate_cap": Rate.per_year("12")}, InvalidContract, "rate", "12 %"),
        ({"down_payment_ppm": 1_000_000}, InvalidContract, "down_payment_ppm", "999,999"),
        ({"grace": GraceTerms(principal=12)}, InvalidContract, "grace.principal", "11"),
        ({"repayment": RepaymentKind.BULLET}, InvalidContract, "instalments", "maturity"),
        ({"repayment": RepaymentKind.FLAT_FEE}, InvalidContract, "rate", "fee only"),
        ({"repayment": RepaymentKind.CUSTOM}, InvalidContract, "custom", "12 rising"),
        ({"custom": (CustomInstalment(FEB, 1),)}, InvalidContract, "custom", "no custom"),
        (
            {"repayment": RepaymentKind.CUSTOM, "first_due": MAR},
            InvalidContract,
            "first_due",
            "have their dates",
        ),
        (
            {
                "rate_steps": (
                    RateStep(MAR, Rate.per_year("12")),
                    RateStep(FEB, Rate.per_year("6")),
                )
            },
            InvalidContract,
            "rate_steps",
            "rising",
        ),
        (
            {"fees": (FeeTerms(code="a", when=FeeWhen.WITHHELD, amount_minor=8_000_00),)},
            InvalidContract,
            "fees",
            "below the principal",
        ),
        (
            {"fees": 2 * (FeeTerms(code="a", when=FeeWhen.UPFRONT, amount_minor=1),)},
            InvalidContract,
            "fees",
            "once",
        ),
        ({"instalment_minor": 100_00}, InvalidContract, "instalment_minor", "interest of a period"),
    ],
)
def test_a_term_that_makes_no_sense_is_named(
    change: dict[str, Any], error: type[AshoreError], field: str, hint: str
) -> None:
    with pytest.raises(error) as caught:
        schedule(Contract(**{**GOOD, **change}))
    assert caught.value.field == field
    assert hint in caught.value.expected
    assert set(caught.value.to_dict()) == {"code", "field", "value", "expected"}


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: PenaltyTerms(multiplier_ppm=-1), "penalty.multiplier_ppm"),
        (lambda: PenaltyTerms(grace_days=3), "penalty.grace"),
        (lambda: PenaltyTerms(grace=GraceMode.SHIFTED), "penalty.grace"),
        (lambda: PenaltyTerms(cap_of_instalment_ppm=-1), "penalty.cap_of_instalment_ppm"),
        (lambda: FeeTerms(code="", when=FeeWhen.UPFRONT, amount_minor=1), "fee.code"),
        (lambda: FeeTerms(code="a", when=FeeWhen.UPFRONT), "fee"),
        (lambda: FeeTerms(code="a", when=FeeWhen.UPFRONT, share_ppm=-1), "fee.share_ppm"),
        (lambda: GraceTerms(principal=1.5), "grace.principal"),  # type: ignore[arg-type]
        (lambda: RateStep(MAR, "12%"), "rate_steps.rate"),  # type: ignore[arg-type]
        (lambda: CustomInstalment("soon", 1), "custom.due"),  # type: ignore[arg-type]
        (lambda: SettlementTerms("due"), "settlement.remaining_fees"),  # type: ignore[arg-type]
        (lambda: AllocationTable("x", ((Timing.DUE, Part.FEE),)), "allocation.cells"),
    ],
)
def test_a_building_block_that_makes_no_sense_is_named(make: Any, field: str) -> None:
    with pytest.raises(InvalidContract) as caught:
        make()
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("make", "field"),
    [
        (lambda: Repayment(id="", effective=FEB, amount_minor=1), "id"),
        (lambda: Repayment(id=7, effective=FEB, amount_minor=1), "id"),  # type: ignore[arg-type]
        (lambda: Repayment(id="x", effective="soon", amount_minor=1), "effective"),  # type: ignore[arg-type]
        (
            lambda: Repayment(id="x", effective=datetime(2025, 2, 15, tzinfo=UTC), amount_minor=1),
            "effective",
        ),
        (lambda: Repayment(id="x", effective=FEB, amount_minor=1, recorded=3), "recorded"),  # type: ignore[arg-type]
        (lambda: RateChange(id="x", effective=FEB, rate="18%"), "rate"),  # type: ignore[arg-type]
        (lambda: Waiver(id="x", effective=FEB, amount_minor=1, part="fee"), "part"),  # type: ignore[arg-type]
        (lambda: Repayment(id="x", effective=FEB, amount_minor=0), "amount_minor"),
        (lambda: Repayment(id="x", effective=FEB, amount_minor=-5), "amount_minor"),
        (lambda: Repayment(id="x", effective=FEB, amount_minor=2**53 + 1), "amount_minor"),
        (lambda: Repayment(id="x", effective=FEB, amount_minor=1, allocation="mine"), "allocation"),
        (lambda: InterestPause(id="x", effective=FEB, until=JAN), "until"),
        (lambda: InterestPause(id="x", effective=FEB, until=date.max), "until"),
        (lambda: DueDateMove(id="x", effective=JAN, due=FEB, new_due=FEB), "new_due"),
        (lambda: DueDateMove(id="x", effective=MAR, due=FEB, new_due=MAR), "due"),
        (lambda: Charge(id="x", effective=FEB, amount_minor=1, name=""), "name"),
        (lambda: Charge(id="x", effective=FEB, amount_minor=1, name="a", due=JAN), "due"),
        (lambda: Reversal(id="x", effective=FEB, target="x"), "target"),
    ],
)
def test_an_event_that_makes_no_sense_whatever_the_loan_is_named(make: Any, field: str) -> None:
    with pytest.raises(AshoreError) as caught:
        make()
    assert isinstance(caught.value, InvalidEvent | InvalidAmount)
    assert caught.value.field == field


class Rumour(Event):
    """A kind of event that the engine does not know."""


REFUSED: list[tuple[Event, type[EventRefused], str]] = [
    (Rumour(id="x", effective=FEB), EventRefused, "Repayment"),
    (Disbursement(id="x", effective=FEB, amount_minor=1), EventRefused, "may still be drawn"),
    (
        Repayment(id="x", effective=date(2025, 1, 14), amount_minor=1),
        NotDisbursed,
        "a disbursement",
    ),
    (Repayment(id="drawn", effective=FEB, amount_minor=1), DuplicateEvent, "not used"),
    (Reversal(id="x", effective=FEB, target="no"), UnknownEvent, "an event of this loan"),
    (Refund(id="x", effective=FEB, amount_minor=1), EventRefused, "at most 0"),
    (Waiver(id="x", effective=FEB, amount_minor=1, part=Part.PENALTY), EventRefused, "at most 0"),
    (Recovery(id="x", effective=FEB, amount_minor=1), EventRefused, "written off"),
    (DueDateMove(id="x", effective=JAN, due=MAR, new_due=FEB), EventRefused, "a day after"),
    (
        DueDateMove(id="x", effective=JAN, due=date(2025, 2, 14), new_due=MAR),
        EventRefused,
        "next: 2025-02-15",
    ),
]


@pytest.mark.parametrize(("event", "error", "hint"), REFUSED)
def test_an_event_that_this_loan_cannot_take_is_refused_and_nothing_has_changed(
    event: Event, error: type[EventRefused], hint: str
) -> None:
    events = (OPENING,)
    before = evaluate(fold(LOAN, events), MAR)
    with pytest.raises(error) as caught:
        record(LOAN, events, event)
    assert type(caught.value) is error
    assert hint in caught.value.expected
    assert events == (OPENING,)
    assert evaluate(fold(LOAN, events), MAR).totals == before.totals


def test_a_loan_is_written_off_once() -> None:
    lost = WriteOff(id="lost", effective=MAR)
    with pytest.raises(EventRefused, match="not written off yet"):
        record(LOAN, (OPENING, lost), WriteOff(id="again", effective=MAR))
    with pytest.raises(EventRefused, match="not written off"):
        record(
            LOAN, (OPENING, lost), Disbursement(id="m", effective=date(2025, 4, 1), amount_minor=1)
        )


def test_a_rate_above_the_cap_is_refused_later_too() -> None:
    capped = Contract(**{**GOOD, "rate_cap": Rate.per_year("24")})
    with pytest.raises(EventRefused, match="at most 24 %"):
        record(capped, (OPENING,), RateChange(id="x", effective=FEB, rate=Rate.per_year("25")))


def test_the_disbursement_cannot_be_reversed_while_something_was_paid() -> None:
    paid = Repayment(id="paid", effective=FEB, amount_minor=1)
    with pytest.raises(NotDisbursed):
        record(LOAN, (OPENING, paid), Reversal(id="x", effective=MAR, target="drawn"))


def test_the_same_event_recorded_twice_counts_once() -> None:
    paid = Repayment(id="paid", effective=FEB, amount_minor=1)
    once = record(LOAN, (OPENING,), paid)
    assert record(LOAN, once, paid) == once


def test_nothing_is_to_be_settled_before_anything_was_drawn() -> None:
    with pytest.raises(NotDisbursed):
        quote_payoff(fold(LOAN, ()), FEB)


def test_a_date_beyond_the_calendar_is_refused_rather_than_guessed() -> None:
    terms = Contract(**{**GOOD, "calendar": "CN", "instalments": 360})
    with pytest.raises(AshoreError) as caught:
        schedule(terms)
    assert "calendar" in str(caught.value)


@pytest.mark.property
@given(lives(), st.data())
def test_whatever_is_refused_leaves_the_loan_as_it_was(life: Any, data: st.DataObject) -> None:
    contract, events = life
    day = data.draw(days)
    before = evaluate(fold(contract, events), day)
    target = data.draw(st.sampled_from([event.id for event in events]))
    try:
        record(contract, events, Reversal(id="zz", effective=day, target=target))
    except AshoreError:
        assert evaluate(fold(contract, events), day).totals == before.totals
