"""Lives that random testing found, each as short as it can be told, in money that can be checked by hand.

The loans are those of `small_loans`: 1,000.00 in four instalments of 250.00, or with interest monthly at 1 %.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from ashore.loan import Across, Part, Ratios, Timing
from ashore.money import Unit
from ashore.servicing import accrual, recognition
from ashore.servicing.charges import ChargeHow, ChargeTerms, ChargeWhen
from ashore.servicing.deferred import CAPITALISED
from ashore.servicing.desk import Desk, Status
from ashore.servicing.relaying import InterestHandling
from ashore.servicing.restructure import ReAgeing
from ashore.servicing.terms import (
    Ahead,
    AllocationRule,
    ChargeOffBehaviour,
    DownPayment,
    IncomeType,
    Recalculation,
)
from ashore.servicing.transaction import Kind, Transaction
from tests.servicing.invariants import (
    activity_of_a_paid_loan_is_all_that_the_rows_asked_for,
    deferred_income_is_earned_once,
    no_more_is_taken_back_than_was_booked,
    what_a_paid_loan_was_asked_for_is_booked_as_earned,
)
from tests.servicing.small_loans import LENT_ON, running, terms, with_interest

PRINCIPAL_FIRST = tuple(
    (timing, part)
    for timing in (Timing.PAST_DUE, Timing.DUE, Timing.IN_ADVANCE)
    for part in (Part.PRINCIPAL, Part.INTEREST, Part.FEE, Part.PENALTY)
)
MONTHLY = Ratios(1, Unit.MONTHS, days_in_month=30, days_in_year=360)
BY_PARTS = {
    "rate": Decimal("0.12"),
    "ratios": MONTHLY,
    "processing": Across.VERTICAL,
}
SECOND_DAY, ELEVENTH, TWELFTH = date(2023, 10, 2), date(2023, 10, 11), date(2023, 10, 12)


def on(desk: Desk, day: date) -> Desk:
    desk.today = day
    return desk


def asked(desk: Desk) -> list[tuple[int, int]]:
    rows = desk.account.rows
    return [(row.charged[Part.PRINCIPAL], row.charged[Part.INTEREST]) for row in rows]


def repay(desk: Desk, day: date, amount: int) -> Transaction:
    return on(desk, day).pay(Kind.REPAYMENT, day, amount)


def re_age(desk: Desk, day: date, first_due: date, count: int, how: InterestHandling) -> None:
    on(desk, day).re_age(day, ReAgeing(first_due, 1, Unit.MONTHS, count), how)


def test_a_charge_of_the_application_due_before_the_loan_is_lent_is_asked_for_by_the_first_instalment() -> (
    None
):
    agreed = terms()
    desk = Desk(agreed, LENT_ON)
    fee = ChargeTerms("fee", ChargeWhen.DUE_DATE, ChargeHow.FLAT, Decimal(20_00), False)
    charge = desk.add_charge(fee, date(2023, 9, 28))
    desk.approve(agreed.principal_minor, LENT_ON)
    desk.disburse(LENT_ON, agreed.principal_minor)

    assert [row.left for row in desk.account.rows] == [270_00, 250_00, 250_00, 250_00]
    repay(desk, date(2023, 10, 16), 270_00)
    assert charge.outstanding == 0


@pytest.mark.parametrize("first", ["0.24", "0.03"])
def test_of_two_rates_for_one_day_the_later_one_replaces_the_earlier(first: str) -> None:
    since = date(2023, 11, 20)
    once, twice = with_interest(), with_interest()
    for desk in (once, twice):
        repay(desk, ELEVENTH, 333_33)
        on(desk, since)
    twice.vary("rate", since, rate=Decimal(first))
    for desk in (once, twice):
        desk.vary("rate", since, rate=Decimal("0.0713"))

    assert asked(twice) == asked(once)


def test_a_chargeback_never_falls_on_the_down_payment_of_a_drawing_that_comes_after_it() -> None:
    """40.00 charged back after the last due date stand on a row of their own; the next drawing has its down payment."""
    agreed = terms(
        down_payment=DownPayment(Decimal(25), False),
        several_disbursements=True,
        credit_order=tuple(Part),
    )
    desk = Desk(agreed, LENT_ON)
    desk.approve(1000_00, LENT_ON)
    desk.disburse(LENT_ON, 500_00)
    paid = repay(desk, LENT_ON, 100_00)
    on(desk, date(2023, 12, 5)).charge_back(paid, date(2023, 12, 5), 40_00)
    on(desk, date(2023, 12, 10)).disburse(date(2023, 12, 10), 100_00)

    down = [row.charged[Part.PRINCIPAL] for row in desk.account.rows if row.down_payment]
    extra = [row.charged[Part.PRINCIPAL] for row in desk.account.rows if row.additional]
    assert (down, extra) == ([125_00, 25_00], [75_00 + 40_00])


# Ends


def test_a_charge_off_that_ends_interest_leaves_instalments_what_is_paid_of_them() -> None:
    """250.00 were paid to the last instalment: the third one takes the difference to what was lent."""
    last_first = {None: AllocationRule(PRINCIPAL_FIRST, Ahead.LAST)}
    ends = ChargeOffBehaviour.ZERO_INTEREST
    desk = running(**BY_PARTS, allocation=last_first, charge_off=ends)
    repay(desk, LENT_ON, 250_00)
    desk.end(Kind.CHARGE_OFF, LENT_ON)

    assert asked(desk) == [(256_28, 0), (256_28, 0), (237_44, 0), (250_00, 0)]


def test_a_chargeback_after_interest_has_ended_leaves_it_ended() -> None:
    desk = with_interest(charge_off=ChargeOffBehaviour.ZERO_INTEREST)
    desk.end(Kind.CHARGE_OFF, LENT_ON)
    paid = repay(desk, LENT_ON, 500_00)
    before = asked(desk)
    desk.charge_back(paid, LENT_ON, 250_00)

    assert asked(desk) == [(before[0][0] + 250_00, 0), *before[1:]]


# Laid out anew


@pytest.mark.parametrize("recalculation", [None, Recalculation()])
@pytest.mark.parametrize("how", list(InterestHandling)[:4])
def test_instalments_that_a_re_age_has_ended_stay_ended_when_more_are_added(
    how: InterestHandling, recalculation: Recalculation | None
) -> None:
    desk = running(rate=Decimal("0.12"), ratios=MONTHLY, recalculation=recalculation)
    re_age(desk, SECOND_DAY, date(2023, 10, 3), 2, how)
    desk.vary("extend", SECOND_DAY, count=1)

    assert asked(desk)[0] == (0, 0)
    assert sum(principal for principal, _ in asked(desk)) == 1000_00
    repay(desk, SECOND_DAY, desk.payoff(SECOND_DAY))
    assert desk.status is Status.CLOSED_OBLIGATIONS_MET


def test_a_loan_re_aged_twice_can_be_terminated() -> None:
    """The two stretches that the re-ages ended are one row, as they are one period."""
    desk = with_interest()
    re_age(desk, SECOND_DAY, date(2023, 11, 2), 2, InterestHandling.WAIVE)
    re_age(desk, TWELFTH, date(2023, 11, 2), 2, InterestHandling.WAIVE)
    ends = [(row.start, row.due) for row in desk.account.rows]
    assert ends[0] == (LENT_ON, TWELFTH)
    desk.end(Kind.CONTRACT_TERMINATION, TWELFTH)

    assert asked(desk) == [(1000_00, 0)]


# Income


def test_activity_of_instalments_that_an_undone_re_age_had_laid_out_is_undone_too() -> None:
    desk = running(rate=Decimal("0.12"), ratios=MONTHLY, accrual_activity=True)
    repay(desk, LENT_ON, 500_00)
    repay(desk, LENT_ON, 490_00)
    re_age(desk, LENT_ON, SECOND_DAY, 2, InterestHandling.DEFAULT)
    repay(desk, date(2023, 10, 6), 500_00)
    assert desk.status is Status.OVERPAID
    desk.undo(Kind.REAGE)

    activity_of_a_paid_loan_is_all_that_the_rows_asked_for(desk)


def test_interest_charged_back_on_a_loan_that_was_paid_part_by_part_is_asked_for() -> None:
    """It is overpaid: what is owed again is taken of that, and earned no more than once."""
    rule = {None: AllocationRule(PRINCIPAL_FIRST, Ahead.SPREAD)}
    order = (Part.PENALTY, Part.FEE, Part.INTEREST, Part.PRINCIPAL)
    desk = running(**BY_PARTS, allocation=rule, recalculation=Recalculation(), credit_order=order)
    repay(desk, LENT_ON, 200_00)
    paid = repay(desk, ELEVENTH, 1000_00)
    over = desk.account.overpaid
    desk.charge_back(paid, ELEVENTH, 50)

    assert desk.account.overpaid == over - 50
    what_a_paid_loan_was_asked_for_is_booked_as_earned(desk)


# Claims that were never seen to fail, on an engine that is broken on purpose


def test_the_claim_that_no_more_is_taken_back_than_was_booked_can_fail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = on(with_interest(), ELEVENTH)
    desk.close_of_business()
    no_more_is_taken_back_than_was_booked(desk)
    monkeypatch.setattr(accrual, "accrued", lambda _: (100_00, 0, 0))
    repay(desk, ELEVENTH, desk.payoff(ELEVENTH))

    with pytest.raises(AssertionError):
        no_more_is_taken_back_than_was_booked(desk)


def test_the_claim_that_deferred_income_is_earned_once_can_fail(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk = with_interest(capitalised_income=IncomeType.INTEREST, several_disbursements=True)
    deferred_income_is_earned_once(desk)
    monkeypatch.setattr(recognition, "recognise_rest", lambda *_: None)
    desk.approved_minor = 1100_00
    desk.charge_income(CAPITALISED, LENT_ON, 100_00)
    repay(desk, SECOND_DAY, desk.payoff(SECOND_DAY))

    with pytest.raises(AssertionError):
        deferred_income_is_earned_once(desk)


def test_money_paid_ahead_on_the_day_of_a_re_age_earns_no_interest_any_more() -> None:
    """500.00 of 1,000.00 paid to the last instalments on the first day: re-aged, the other 500.00 earn 1 % a month."""
    desk = running(
        rate=Decimal("0.12"),
        ratios=MONTHLY,
        recalculation=Recalculation(),
        allocation={None: AllocationRule(PRINCIPAL_FIRST, Ahead.LAST)},
    )
    repay(desk, LENT_ON, 500_00)
    re_age(desk, LENT_ON, date(2023, 11, 1), 2, InterestHandling.DEFAULT)
    assert [interest for _, interest in asked(desk)] == [0, 5_00, 2_51]
    repay(desk, LENT_ON, desk.payoff(LENT_ON))

    assert desk.status is Status.CLOSED_OBLIGATIONS_MET


def test_a_loan_of_fixed_interest_that_is_paid_ahead_can_be_extended_twice() -> None:
    """All principal was paid before: more instalments ask for none."""
    rule = {None: AllocationRule(PRINCIPAL_FIRST, Ahead.SPREAD)}
    desk = running(**BY_PARTS, allocation=rule)
    on(desk, SECOND_DAY)
    for _ in range(2):
        desk.vary("extend", SECOND_DAY, count=1)
    desk.pay(Kind.REPAYMENT, LENT_ON, 1000_00)

    assert sum(principal for principal, _ in asked(desk)) == 1000_00


def test_interest_that_an_instalment_had_taken_over_is_re_aged_once() -> None:
    """Most is paid ahead; the instalment left open has taken over interest of later ones when the loan is re-aged."""
    rule = {None: AllocationRule(PRINCIPAL_FIRST, Ahead.NEXT_LAST)}
    desk = running(
        rate=Decimal("0.12"), ratios=MONTHLY, recalculation=Recalculation(), allocation=rule
    )
    repay(desk, LENT_ON, 900_00)
    repay(desk, ELEVENTH, 20_00)
    day = date(2023, 12, 8)
    re_age(desk, day, date(2023, 12, 9), 3, InterestHandling.DEFAULT)
    assert sum(row.left for row in desk.account.rows if row.due <= day) == 0
    later = date(2024, 1, 20)
    repay(desk, later, on(desk, later).payoff(later))

    assert desk.status is Status.CLOSED_OBLIGATIONS_MET


def test_a_change_of_rate_spreads_no_principal_that_overdue_instalments_ask_for() -> None:
    """Two of four are overdue, 492.56 in principal: the two to come share the other 507.44, and what the overdue earn."""
    desk = with_interest()
    repay(desk, date(2023, 12, 5), 1_00)
    since = date(2023, 12, 10)
    on(desk, since).vary("rate", since, rate=Decimal("0.12"))

    assert [row.left for row in desk.account.rows] == [255_28, 256_28, 257_85, 258_65]


def test_a_charge_off_that_ends_interest_keeps_what_is_paid_of_it_ahead() -> None:
    """260.00 on the first day: 3.72 of them are interest of the second instalment, which has not begun."""
    desk = running(
        rate=Decimal("0.12"), ratios=MONTHLY, charge_off=ChargeOffBehaviour.ZERO_INTEREST
    )
    repay(desk, LENT_ON, 260_00)
    day = date(2023, 11, 1)
    on(desk, day).end(Kind.CHARGE_OFF, day)

    row = desk.account.rows[1]
    assert (row.paid[Part.INTEREST], row.charged[Part.INTEREST]) == (3_72, 3_72)
    assert sum(principal for principal, _ in asked(desk)) == 1000_00


def test_interest_taken_over_from_a_settled_instalment_is_asked_for_once_when_more_is_lent() -> (
    None
):
    """The last instalment is paid ahead; the first takes over its interest until a drawing makes it ask for its own."""
    desk = Desk(
        terms(
            rate=Decimal("0.12"),
            ratios=MONTHLY,
            recalculation=Recalculation(),
            several_disbursements=True,
            instalments=2,
            allocation={None: AllocationRule(PRINCIPAL_FIRST, Ahead.LAST)},
        ),
        LENT_ON,
    )
    desk.approve(1000_00, LENT_ON)
    desk.disburse(LENT_ON, 500_00)
    repay(desk, ELEVENTH, 250_00)
    day = date(2023, 11, 2)
    on(desk, day).disburse(day, 5)
    repay(desk, day, desk.payoff(day))

    assert desk.status is Status.CLOSED_OBLIGATIONS_MET


def test_the_down_payment_stands_beside_instalments_that_two_re_ages_have_ended() -> None:
    """A stretch that a re-age on the first day has ended has the dates of the down payment, and is not it."""
    desk = with_interest(down_payment=DownPayment(Decimal(25), auto=False))
    re_age(desk, LENT_ON, SECOND_DAY, 2, InterestHandling.DEFAULT)
    re_age(desk, date(2023, 10, 3), date(2023, 10, 6), 2, InterestHandling.EQUAL_PAYABLE)

    assert asked(desk)[0] == (250_00, 0)
    assert sum(principal for principal, _ in asked(desk)) == 1000_00


def test_principal_capitalised_after_the_last_due_date_is_asked_for_once_when_interest_ends() -> (
    None
):
    """It stands on a row of its own, which a charge-off does not touch."""
    ends = ChargeOffBehaviour.ZERO_INTEREST
    desk = Desk(terms(charge_off=ends, capitalised_income=IncomeType.FEE), LENT_ON)
    desk.approve(1000_00, LENT_ON)
    desk.disburse(LENT_ON, 500_00)
    late = date(2023, 12, 10)
    on(desk, late).charge_income(CAPITALISED, late, 10_00)
    desk.end(Kind.CHARGE_OFF, late)

    assert [principal for principal, _ in asked(desk)] == [125_00] * 4 + [10_00]


def test_money_ahead_fills_the_instalment_that_takes_over_all_when_the_contract_ends() -> None:
    """520.00 for the last instalments: with the end of the contract they lie in the one that takes all of them over."""
    desk = with_interest(allocation={None: AllocationRule(PRINCIPAL_FIRST, Ahead.LAST)})
    repay(desk, LENT_ON, 520_00)
    day = date(2023, 11, 2)
    on(desk, day).end(Kind.CONTRACT_TERMINATION, day)

    assert [row.paid[Part.PRINCIPAL] for row in desk.account.rows] == [0, 520_00]
    assert desk.account.overpaid == 0


def test_a_share_of_a_fee_can_be_waived_after_a_re_age_in_equal_parts() -> None:
    """4.00 a row, re-aged over two: 8.00 each; waiving the first share leaves the second."""
    desk = running()
    fee = ChargeTerms("fee", ChargeWhen.INSTALMENT, ChargeHow.FLAT, Decimal(4_00), False)
    charge = desk.add_charge(fee, None)
    re_age(desk, SECOND_DAY, TWELFTH, 2, InterestHandling.EQUAL_PAYABLE)
    desk.waive(charge)

    rows = [row for row in desk.account.rows if row.charged[Part.FEE]]
    assert [row.outstanding(Part.FEE) for row in rows] == [0, 8_00]
    assert charge.outstanding == 8_00


def test_a_charge_due_after_the_end_is_asked_for_though_a_later_drawing_has_a_down_payment() -> (
    None
):
    """The down payment lies after the due date of the charge, which has a row of its own."""
    agreed = terms(down_payment=DownPayment(Decimal(25), auto=False), several_disbursements=True)
    desk = Desk(agreed, LENT_ON)
    desk.approve(1000_00, LENT_ON)
    desk.disburse(LENT_ON, 500_00)
    fee = ChargeTerms("fee", ChargeWhen.DUE_DATE, ChargeHow.FLAT, Decimal(20_00), False)
    on(desk, date(2023, 12, 5)).add_charge(fee, date(2023, 12, 8))
    on(desk, date(2023, 12, 10)).disburse(date(2023, 12, 10), 100_00)

    assert sum(row.charged[Part.FEE] for row in desk.account.rows) == 20_00
