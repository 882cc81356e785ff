"""What each event and each term does to a loan, in amounts that can be checked by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from ashore.loan import (
    CIVIL_CODE_561,
    LENDER,
    PRINCIPAL_FIRST,
    AdvanceRule,
    AllocationTable,
    Charge,
    Contract,
    Disbursement,
    DueDateMove,
    Event,
    EventRefused,
    FeeTerms,
    FeeWhen,
    GraceTerms,
    InterestMethod,
    InterestPause,
    Part,
    Parts,
    PenaltyTerms,
    RateChange,
    RateStep,
    Recovery,
    Refund,
    RemainingFees,
    Repayment,
    RepaymentKind,
    Reversal,
    RowKind,
    SettlementTerms,
    Standing,
    Status,
    Waiver,
    WriteOff,
    convention,
    evaluate,
    fold,
    preview,
    quote_payoff,
    record,
    schedule,
)
from ashore.money import Rate, Roll, Unit

JAN = date(2025, 1, 15)
FEB, MAR, APR = date(2025, 2, 15), date(2025, 3, 15), date(2025, 4, 15)


def months(**more: Any) -> Contract:
    """12,000 yuan at 1 % a month in twelve equal principal parts of 1,000."""
    terms: dict[str, Any] = {
        "id": "M",
        "principal_minor": 12_000_00,
        "start": JAN,
        "rate": Rate.per_year("12"),
        "repayment": RepaymentKind.EQUAL_PRINCIPAL,
        "instalments": 12,
    }
    return Contract(**{**terms, **more})


def line(**more: Any) -> Contract:
    """A line of 10,000 yuan at five in ten thousand a day: 5 yuan a night on all of it."""
    terms: dict[str, Any] = {
        "id": "D",
        "principal_minor": 10_000_00,
        "start": JAN,
        "rate": Rate.per_day("0.05", day_basis=360),
        "repayment": RepaymentKind.DRAWDOWN,
        "instalments": 12,
        "convention": convention("cn-daily-360"),
    }
    return Contract(**{**terms, **more})


def drawn(amount: int = 12_000_00, on: date = JAN, name: str = "drawn") -> Disbursement:
    return Disbursement(id=name, effective=on, amount_minor=amount)


def paid(amount: int, on: date, name: str = "paid", **more: Any) -> Repayment:
    return Repayment(id=name, effective=on, amount_minor=amount, **more)


def standing(contract: Contract, day: date, *events: Event) -> Standing:
    known: tuple[Event, ...] = ()
    for event in events:
        known = record(contract, known, event)
    return evaluate(fold(contract, known), day)


def planned(found: Standing) -> list[tuple[int, int]]:
    """Principal and interest of each instalment."""
    return [(r.planned.principal, r.planned.interest) for r in found.instalments if r.number]


# --- repayment -----------------------------------------------------------------------------------


def test_an_instalment_paid_on_its_day_is_settled() -> None:
    found = standing(months(), FEB, drawn(), paid(1_120_00, FEB))
    assert found.status is Status.ACTIVE
    assert found.outstanding == Parts(principal=11_000_00)
    assert found.instalments[0].settled_on == FEB
    assert (found.next_due, found.next_amount.total) == (MAR, 1_110_00)


def test_a_day_late_is_one_day_past_due() -> None:
    on_the_day = standing(months(), FEB, drawn())
    assert (on_the_day.status, on_the_day.days_past_due) == (Status.ACTIVE, 0)
    assert on_the_day.due_today.total == 1_120_00
    next_day = standing(months(), date(2025, 2, 16), drawn())
    assert (next_day.status, next_day.days_past_due) == (Status.OVERDUE, 1)
    assert next_day.overdue == Parts(principal=1_000_00, interest=120_00)
    assert next_day.oldest_due == FEB


def test_a_part_payment_goes_to_interest_before_principal() -> None:
    found = standing(months(), MAR, drawn(), paid(500_00, FEB))
    assert found.overdue == Parts(principal=620_00)


@pytest.mark.parametrize(
    ("table", "left"),
    [
        # Overdue on 17 March: 1,000 + 120 and 1,000 + 110; a fee of 60; penalty at 18 % on 1,000 for 30 and for 2 days,
        # 15.00 + 1.00. Of 1,150 the lender's table finishes the first instalment and begins the fee ...
        (LENDER, Parts(principal=1_000_00, interest=110_00, fee=45_00, penalty=1_00)),
        # ... the Civil Code pays costs, all interest, the penalty, and only then principal ...
        (CIVIL_CODE_561, Parts(principal=1_156_00)),
        # ... and hardship pays principal alone.
        (PRINCIPAL_FIRST, Parts(principal=850_00, interest=230_00, fee=60_00, penalty=16_00)),
    ],
)
def test_an_allocation_table_says_what_money_settles_first(
    table: AllocationTable, left: Parts
) -> None:
    terms = months(penalty=PenaltyTerms(multiplier_ppm=1_500_000), allocation=table)
    day = date(2025, 3, 17)
    fee = Charge(id="fee", effective=date(2025, 2, 20), amount_minor=60_00, name="visit")
    assert standing(terms, day, drawn(), fee, paid(1_150_00, day)).overdue == left


def test_one_payment_may_follow_another_table() -> None:
    found = standing(
        months(), date(2025, 2, 20), drawn(), paid(500_00, FEB, allocation="principal_first")
    )
    assert found.overdue == Parts(principal=500_00, interest=120_00)


# --- paying ahead --------------------------------------------------------------------------------


def test_money_held_pays_the_next_due_date_and_saves_nothing() -> None:
    terms = months(advance=AdvanceRule.HOLD)
    early = date(2025, 1, 31)
    found = standing(terms, early, drawn(), paid(1_120_00, early))
    assert found.totals.credit == 1_120_00
    later = standing(terms, FEB, drawn(), paid(1_120_00, early))
    assert (later.totals.credit, later.overdue.total, later.instalments[0].settled_on) == (
        0,
        0,
        FEB,
    )


@pytest.mark.parametrize(
    ("table", "left"),
    [(LENDER, Parts(fee=50_00)), (CIVIL_CODE_561, Parts(principal=50_00))],
    ids=lambda each: getattr(each, "name", ""),
)
def test_money_held_follows_the_table_where_a_fee_is_due_on_the_day_of_an_instalment(
    table: AllocationTable, left: Parts
) -> None:
    terms = months(advance=AdvanceRule.HOLD, allocation=table)
    fee = Charge(id="fee", effective=JAN, amount_minor=50_00, name="letter", due=FEB)
    found = standing(terms, FEB, drawn(), fee, paid(1_120_00, date(2025, 1, 31)))
    assert found.due_today == left


@pytest.mark.parametrize("when", [FeeWhen.ON_DISBURSEMENT, FeeWhen.ON_DUE_DATE_MOVE])
def test_money_held_pays_a_fee_at_once_so_that_nobody_is_late_with_it(when: FeeWhen) -> None:
    fee = FeeTerms(code="fee", when=when, amount_minor=25_00)
    terms = months(advance=AdvanceRule.HOLD, fees=(fee,))
    day = date(2025, 1, 20)
    happens: Event = DueDateMove(id="m", effective=day, due=FEB, new_due=date(2025, 2, 25))
    if when is FeeWhen.ON_DISBURSEMENT:
        happens = drawn(6_000_00, day, "more")
    before = standing(terms, day, drawn(6_000_00), paid(100_00, date(2025, 1, 16)))
    found = standing(
        terms, date(2025, 1, 25), drawn(6_000_00), paid(100_00, date(2025, 1, 16)), happens
    )
    assert found.totals.credit == before.totals.credit - 25_00
    assert (found.status, found.days_past_due) == (Status.ACTIVE, 0)


def test_paying_ahead_may_shorten_the_term() -> None:
    terms = months(advance=AdvanceRule.SHORTEN_TERM)
    found = standing(terms, FEB, drawn(), paid(1_120_00 + 2_000_00, FEB))
    rows = planned(found)
    assert len(rows) == 10
    assert rows[1] == (1_000_00, 90_00)
    assert sum(principal for principal, _ in rows) == 10_000_00


def test_paying_ahead_may_reduce_the_instalments() -> None:
    terms = months(advance=AdvanceRule.REDUCE_INSTALMENT)
    found = standing(terms, FEB, drawn(), paid(1_120_00 + 1_100_00, FEB))
    rows = planned(found)
    assert len(rows) == 12
    assert rows[1] == (900_00, 99_00)


def test_paying_ahead_may_pay_the_next_instalments_and_lower_their_interest() -> None:
    terms = months(advance=AdvanceRule.NEXT_INSTALMENT)
    found = standing(terms, FEB, drawn(), paid(1_120_00 + 1_500_00, FEB))
    march, april = found.instalments[1:3]
    assert march.planned == Parts(principal=1_000_00, interest=95_00)
    assert (march.unpaid.principal, april.unpaid.principal) == (0, 500_00)


def test_money_within_a_period_first_pays_the_interest_of_the_days_used() -> None:
    # Ten nights at 1 % a month of thirty days: 40.00 on 12,000; the rest reduces the principal.
    found = standing(months(), date(2025, 1, 25), drawn(), paid(1_140_00, date(2025, 1, 25)))
    assert found.totals.paid == Parts(principal=1_100_00, interest=40_00)


def test_a_fee_on_prepayment_comes_out_of_the_money_paid() -> None:
    fee = FeeTerms(code="prepay", when=FeeWhen.ON_PREPAYMENT, share_ppm=10_000)
    found = standing(months(fees=(fee,)), FEB, drawn(), paid(1_120_00 + 1_010_00, FEB))
    assert found.totals.paid == Parts(principal=2_000_00, interest=120_00, fee=10_00)


# --- settling ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "fees"), [(RemainingFees.WAIVED, 20_00), (RemainingFees.DUE, 110_00)]
)
def test_settling_early_takes_the_running_fee_or_all_of_them(
    rule: RemainingFees, fees: int
) -> None:
    fee = FeeTerms(code="account", when=FeeWhen.PERIODIC, amount_minor=10_00)
    terms = months(fees=(fee,), settlement=SettlementTerms(rule))
    quote = quote_payoff(fold(terms, [drawn(), paid(1_130_00, FEB)]), date(2025, 3, 20))
    # March is due in full; five nights of April's interest on 10,000 at 12 %.
    assert quote.parts == Parts(principal=11_000_00, interest=110_00 + 16_67, fee=fees)
    found = standing(
        terms, MAR, drawn(), paid(1_130_00, FEB), paid(quote.pay_minor, date(2025, 3, 20), "last")
    )
    closed = evaluate(found.position, date(2026, 1, 1))
    assert (closed.status, closed.outstanding.total) == (Status.CLOSED, 0)


def test_too_much_is_held_as_credit_and_can_be_refunded() -> None:
    terms = months(instalments=1, repayment=RepaymentKind.BULLET)
    back = Refund(id="back", effective=MAR, amount_minor=80_00)
    found = standing(terms, FEB, drawn(), paid(12_200_00, FEB))
    assert (found.status, found.totals.credit) == (Status.OVERPAID, 80_00)
    refunded = standing(terms, MAR, drawn(), paid(12_200_00, FEB), back)
    assert (refunded.status, refunded.totals.credit) == (Status.CLOSED, 0)
    with pytest.raises(EventRefused, match="at most 8000"):
        standing(
            terms,
            MAR,
            drawn(),
            paid(12_200_00, FEB),
            Refund(id="b", effective=MAR, amount_minor=80_01),
        )


def test_credit_that_history_takes_away_after_a_refund_is_owed_again() -> None:
    terms = months(instalments=1, repayment=RepaymentKind.BULLET)
    back = Refund(id="back", effective=MAR, amount_minor=80_00)
    bounced = Reversal(id="bounced", effective=APR, target="paid")
    found = standing(terms, APR, drawn(), paid(12_200_00, FEB), back, bounced)
    assert found.totals.recharged == 80_00
    assert found.outstanding == Parts(principal=12_080_00, interest=120_00)


# --- reversal and knowledge ----------------------------------------------------------------------


def test_a_reversal_may_be_reversed_and_the_first_event_counts_again() -> None:
    undo = Reversal(id="undo", effective=MAR, target="paid")
    redo = Reversal(id="redo", effective=MAR, target="undo")
    one = standing(months(), MAR, drawn(), paid(1_120_00, FEB), undo)
    both = standing(months(), MAR, drawn(), paid(1_120_00, FEB), undo, redo)
    assert one.totals.received == 0
    assert both.totals.received == 1_120_00


def test_what_was_known_on_a_day_is_answered_from_what_was_recorded_by_then() -> None:
    late_news = paid(1_120_00, FEB, recorded=date(2025, 3, 1))
    events = [drawn(), late_news]
    as_it_looked = evaluate(fold(months(), events, known_at=date(2025, 2, 20)), date(2025, 2, 20))
    as_it_was = evaluate(fold(months(), events), date(2025, 2, 20))
    assert (as_it_looked.days_past_due, as_it_was.days_past_due) == (5, 0)


def test_a_preview_says_what_would_happen_and_records_nothing() -> None:
    events = (drawn(),)
    found = preview(months(), events, paid(1_120_00, FEB), FEB)
    assert found.before.due_today.total == 1_120_00
    assert found.after.due_today.total == 0
    assert events == (drawn(),)


# --- charges, waivers ----------------------------------------------------------------------------


def test_a_charge_falls_due_on_its_own_day() -> None:
    fee = Charge(id="fee", effective=FEB, amount_minor=30_00, name="copy", due=MAR)
    before = standing(months(), date(2025, 3, 1), drawn(), paid(1_120_00, FEB), fee)
    assert before.overdue.total == 0
    after = standing(months(), date(2025, 3, 16), drawn(), paid(1_120_00, FEB), fee)
    assert after.overdue.fee == 30_00


def test_a_waiver_gives_up_one_part_of_what_is_due() -> None:
    fee = Charge(id="fee", effective=FEB, amount_minor=30_00, name="copy")
    given_up = Waiver(id="w", effective=FEB, amount_minor=20_00, part=Part.FEE)
    found = standing(months(), FEB, drawn(), fee, given_up)
    assert found.due_today == Parts(principal=1_000_00, interest=120_00, fee=10_00)
    with pytest.raises(EventRefused, match="at most 3000"):
        standing(
            months(),
            FEB,
            drawn(),
            fee,
            Waiver(id="w", effective=FEB, amount_minor=30_01, part=Part.FEE),
        )


# --- rate, pause, dates --------------------------------------------------------------------------


def test_a_rate_change_counts_from_its_night_on() -> None:
    # Ten nights at 5.00 and ten at 2.50.
    change = RateChange(
        id="r", effective=date(2025, 1, 25), rate=Rate.per_day("0.025", day_basis=360)
    )
    found = standing(line(), date(2025, 2, 4), drawn(10_000_00), change)
    assert found.outstanding.interest == 75_00


def test_a_rate_step_of_the_contract_does_the_same() -> None:
    step = RateStep(date(2025, 1, 25), Rate.per_day("0.025", day_basis=360))
    found = standing(line(rate_steps=(step,)), date(2025, 2, 4), drawn(10_000_00))
    assert found.outstanding.interest == 75_00


def test_a_pause_charges_nothing_on_its_days_both_included() -> None:
    pause = InterestPause(id="p", effective=date(2025, 1, 20), until=date(2025, 1, 24))
    found = standing(line(), date(2025, 2, 4), drawn(10_000_00), pause)
    assert found.outstanding.interest == (20 - 5) * 5_00


def test_a_pause_spares_penalties_only_if_it_says_so() -> None:
    terms = line(penalty=PenaltyTerms(multiplier_ppm=1_500_000), instalments=1)
    days = {"effective": FEB, "until": date(2025, 2, 24)}
    with_penalty = standing(
        terms, date(2025, 2, 25), drawn(10_000_00), InterestPause(id="p", **days)
    )
    without = standing(
        terms, date(2025, 2, 25), drawn(10_000_00), InterestPause(id="p", penalties=True, **days)
    )
    assert with_penalty.outstanding.penalty == 10 * 7_50
    assert without.outstanding.penalty == 0


def test_a_moved_due_date_takes_the_later_ones_along() -> None:
    move = DueDateMove(id="m", effective=JAN, due=FEB, new_due=date(2025, 2, 25))
    found = standing(months(), JAN, drawn(), move)
    dues = [row.due for row in found.instalments]
    assert dues[:3] == [date(2025, 2, 25), date(2025, 3, 25), date(2025, 4, 25)]
    # The first period is a whole month and ten days: 41 nights of 360.
    assert planned(found)[0] == (1_000_00, 164_00)


def test_a_moved_due_date_may_leave_the_later_ones_alone() -> None:
    move = DueDateMove(id="m", effective=JAN, due=FEB, new_due=date(2025, 2, 25), following=False)
    found = standing(months(), JAN, drawn(), move)
    assert [row.due for row in found.instalments][:3] == [date(2025, 2, 25), MAR, APR]
    # 18 nights from 25 February to 15 March, on 11,000.
    assert planned(found)[1] == (1_000_00, 66_00)
    with pytest.raises(EventRefused, match="a day before 2025-03-15"):
        standing(
            months(),
            JAN,
            drawn(),
            DueDateMove(id="m", effective=JAN, due=FEB, new_due=MAR, following=False),
        )


def test_the_due_dates_after_a_moved_one_step_off_holidays_too() -> None:
    move = DueDateMove(id="m", effective=JAN, due=date(2025, 3, 17), new_due=date(2025, 4, 1))
    terms = months(calendar="CN", roll=Roll.FOLLOWING, first_due=FEB.replace(day=17))
    found = standing(terms, JAN, drawn(), move)
    # 1 to 5 May 2025 is the Labour Day holiday, 1 June a Sunday within the Dragon Boat holiday.
    assert [row.due for row in found.instalments][1:4] == [
        date(2025, 4, 1),
        date(2025, 5, 6),
        date(2025, 6, 3),
    ]


def test_a_fee_may_be_set_on_moving_a_due_date() -> None:
    fee = FeeTerms(code="move", when=FeeWhen.ON_DUE_DATE_MOVE, amount_minor=25_00)
    move = DueDateMove(id="m", effective=JAN, due=FEB, new_due=date(2025, 2, 25))
    assert standing(months(fees=(fee,)), JAN, drawn(), move).due_today.fee == 25_00


# --- disbursements -------------------------------------------------------------------------------


def test_a_second_disbursement_is_spread_over_what_is_left() -> None:
    more = drawn(6_000_00, FEB, "more")
    found = standing(months(), FEB, drawn(6_000_00), paid(560_00, FEB), more)
    rows = planned(found)
    assert rows[0] == (500_00, 60_00)
    assert rows[1] == (1_045_45, 115_00)
    assert sum(principal for principal, _ in rows) == 12_000_00
    with pytest.raises(EventRefused, match="at most 600000"):
        standing(months(), FEB, drawn(6_000_00), drawn(6_000_01, FEB, "more"))


def test_a_line_may_be_drawn_again_from_the_day_after_it_was_repaid() -> None:
    again = date(2025, 1, 26)
    events = (drawn(10_000_00), paid(5_050_00, date(2025, 1, 25)))
    found = standing(line(), date(2025, 2, 5), *events, drawn(5_000_00, again, "again"))
    # Ten nights paid; then one night on 5,000 and ten on 10,000.
    assert found.totals.paid == Parts(principal=5_000_00, interest=50_00)
    assert found.outstanding == Parts(principal=10_000_00, interest=52_50)
    with pytest.raises(EventRefused, match="at most 500000"):
        standing(line(), again, *events, drawn(5_000_01, again, "again"))


def test_a_down_payment_is_due_on_the_day_of_the_drawing() -> None:
    found = standing(months(down_payment_ppm=250_000), JAN, drawn())
    assert found.due_today == Parts(principal=3_000_00)
    down = found.instalments[0]
    assert (down.kind, down.number) == (RowKind.DOWN_PAYMENT, 0)
    assert planned(found)[0] == (750_00, 90_00)


def test_fees_at_the_start_are_paid_kept_back_or_charged_by_drawing() -> None:
    fees = (
        FeeTerms(code="a", when=FeeWhen.UPFRONT, amount_minor=50_00),
        FeeTerms(code="b", when=FeeWhen.WITHHELD, share_ppm=10_000),
        FeeTerms(code="c", when=FeeWhen.ON_DISBURSEMENT, share_ppm=5_000, minimum_minor=40_00),
    )
    found = standing(months(fees=fees), JAN, drawn(6_000_00))
    assert found.totals.charged.fee == 50_00 + 60_00 + 40_00
    assert found.due_today.fee == 90_00
    again = standing(months(fees=fees), FEB, drawn(6_000_00), drawn(6_000_00, FEB, "more"))
    assert again.totals.charged.fee == 50_00 + 60_00 + 2 * 40_00


# --- the shapes of relief ------------------------------------------------------------------------


def test_grace_on_principal_pays_interest_alone() -> None:
    rows = planned(standing(months(grace=GraceTerms(principal=2)), JAN, drawn()))
    assert rows[:3] == [(0, 120_00), (0, 120_00), (1_200_00, 120_00)]


def test_grace_on_interest_payment_adds_it_to_the_first_instalment_after() -> None:
    rows = planned(standing(months(grace=GraceTerms(interest_payment=2)), JAN, drawn()))
    assert rows[:3] == [(1_000_00, 0), (1_000_00, 0), (1_000_00, 120_00 + 110_00 + 100_00)]


def test_deferred_interest_that_is_paid_early_is_not_asked_for_again() -> None:
    terms = months(grace=GraceTerms(interest_payment=2))
    early = date(2025, 1, 25)
    found = standing(terms, early, drawn(), paid(10_00, early))
    assert found.totals.paid == Parts(interest=10_00)
    assert sum(row.planned.interest for row in found.instalments) == 780_00
    assert found.instalments[2].planned.interest == 320_00
    overdue = evaluate(found.position, APR).outstanding
    assert overdue == Parts(principal=12_000_00, interest=320_00)


def test_interest_free_periods_earn_none() -> None:
    rows = planned(standing(months(grace=GraceTerms(interest_free=2)), JAN, drawn()))
    assert rows[:3] == [(1_000_00, 0), (1_000_00, 0), (1_000_00, 100_00)]


def test_a_cap_ends_the_penalty_of_an_instalment() -> None:
    terms = months(penalty=PenaltyTerms(multiplier_ppm=2_000_000, cap_of_instalment_ppm=50_000))
    found = standing(terms, date(2026, 1, 10), drawn())
    assert found.instalments[0].charged.penalty == 56_00


def test_flat_interest_runs_on_the_first_principal() -> None:
    rows = planned(standing(months(interest_method=InterestMethod.FLAT), JAN, drawn()))
    assert set(rows) == {(1_000_00, 120_00)}


def test_a_bullet_pays_all_at_maturity() -> None:
    terms = months(repayment=RepaymentKind.BULLET, instalments=1, every=6)
    found = standing(terms, JAN, drawn())
    assert [(r.due, r.planned.total) for r in found.instalments] == [(date(2025, 7, 15), 12_720_00)]


def test_due_dates_keep_the_rhythm_of_the_first_and_step_off_holidays() -> None:
    terms = months(start=date(2025, 1, 31), calendar="CN", roll=Roll.FOLLOWING, instalments=4)
    found = standing(terms, date(2025, 1, 31), drawn(on=date(2025, 1, 31)))
    # 31 May to 2 June 2025 are the Dragon Boat holiday.
    assert [row.due for row in found.instalments] == [
        date(2025, 2, 28),
        date(2025, 3, 31),
        date(2025, 4, 30),
        date(2025, 6, 3),
    ]


def test_weeks_are_counted_by_the_day() -> None:
    terms = months(unit=Unit.WEEKS, every=2, convention=convention("cn-daily-360"))
    plan = schedule(terms)
    assert plan.instalments[0].due == date(2025, 1, 29)
    assert plan.instalments[0].planned == Parts(principal=1_000_00, interest=56_00)


# --- loss ----------------------------------------------------------------------------------------


def test_a_loan_written_off_earns_nothing_more_and_money_is_a_recovery() -> None:
    lost = WriteOff(id="lost", effective=MAR)
    back = Recovery(id="back", effective=APR, amount_minor=5_000_00)
    found = standing(months(), date(2025, 12, 1), drawn(), lost, back)
    assert found.status is Status.WRITTEN_OFF
    assert found.totals.written_off == Parts(principal=12_000_00, interest=230_00)
    assert found.totals.recovered == 5_000_00
    with pytest.raises(EventRefused, match="written off"):
        standing(months(), APR, drawn(), back)


def test_money_held_settles_the_debt_before_the_rest_is_written_off() -> None:
    day = date(2025, 2, 1)
    held = paid(500_00, date(2025, 1, 16))
    lost = WriteOff(id="lost", effective=day)
    found = standing(months(advance=AdvanceRule.HOLD), day, drawn(), held, lost)
    assert found.totals.credit == 0
    # 17 nights of 4 yuan each are earned; the 500 pay these 68 first.
    assert found.totals.paid == Parts(principal=432_00, interest=68_00)
    assert found.totals.written_off == Parts(principal=11_568_00)
