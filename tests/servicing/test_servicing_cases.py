"""What each operation of the desk does to a loan, in money that can be checked by hand.

Unless a test says otherwise the loan is 1,000.00 in four instalments of 250.00 every 15 days, lent on 1 October 2023 and
due on 16 and 31 October, 15 and 30 November. With interest it is monthly at 12 % a year, 1 % for a month of 30 days: four
instalments of 256.28, of which 10.00, 7.54, 5.05 and 2.54 are interest (1,000.00 x 1 %, 753.72 x 1 %, ...).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from ashore.loan import Across, Part, Ratios
from ashore.money import Unit
from ashore.servicing.charges import ChargeHow, ChargeTerms, ChargeWhen
from ashore.servicing.deferred import CAPITALISED
from ashore.servicing.desk import Desk, Refused, Status
from ashore.servicing.relaying import InterestHandling
from ashore.servicing.restructure import ReAgeing
from ashore.servicing.snapshot import look_at
from ashore.servicing.terms import (
    Ahead,
    AllocationRule,
    ChargeOffBehaviour,
    IncomeType,
    Recalculation,
    ServicingTerms,
)
from ashore.servicing.transaction import Kind, Transaction
from tests.servicing.small_loans import LENT_ON, OLDEST_FIRST, running, with_interest
from tests.servicing.small_loans import terms as small_terms

FIRST, SECOND, THIRD, LAST = (
    date(2023, 10, 16),
    date(2023, 10, 31),
    date(2023, 11, 15),
    date(2023, 11, 30),
)
ONE_MONTH, TWO_MONTHS = date(2023, 11, 1), date(2023, 12, 1)
LATEST_FIRST = AllocationRule(OLDEST_FIRST.order, Ahead.LAST)
LATE_FEE = ChargeTerms("late fee", ChargeWhen.DUE_DATE, ChargeHow.FLAT, Decimal(20_00), True)


def on(desk: Desk, day: date) -> Desk:
    desk.today = day
    return desk


def asked(desk: Desk) -> list[tuple[int, int]]:
    """Principal and interest of the rows that ask for anything."""
    found = ((row.charged[Part.PRINCIPAL], row.charged[Part.INTEREST]) for row in desk.account.rows)
    return [both for both in found if any(both)]


def left(desk: Desk) -> list[int]:
    return [row.left for row in desk.account.rows]


def last(desk: Desk, kind: Kind) -> Transaction:
    return desk.account.of_kind(kind)[-1]


def repay(desk: Desk, day: date, amount: int) -> Transaction:
    return on(desk, day).pay(Kind.REPAYMENT, day, amount)


def re_aged(desk: Desk, day: date, first_due: date, count: int, how: InterestHandling) -> Desk:
    on(desk, day).re_age(day, ReAgeing(first_due, 1, Unit.MONTHS, count), how)
    return desk


# Laid out anew


def test_re_ageing_without_interest_spreads_all_that_is_owed_evenly() -> None:
    desk = re_aged(running(), date(2023, 11, 1), TWO_MONTHS, 4, InterestHandling.DEFAULT)
    assert left(desk) == [0, 0, 0, 250_00, 250_00, 250_00, 250_00]
    assert [row.due for row in desk.account.rows if row.left] == [
        TWO_MONTHS,
        date(2024, 1, 1),
        date(2024, 2, 1),
        date(2024, 3, 1),
    ]


def test_re_ageing_at_the_rate_lends_everything_anew() -> None:
    # Interest so far: October 10.00, half of November 5.00; to 16 December another 10.00. Two level instalments x of
    # 1,000.00 + 25.00 at 1 %: x = 1,025 x 1.01 / 2.01 = 515.05. The second: (1,000 - 490.05) x 1 % = 5.10 of interest.
    desk = re_aged(
        with_interest(), date(2023, 11, 16), date(2023, 12, 16), 2, InterestHandling.DEFAULT
    )
    assert asked(desk) == [(490_05, 25_00), (509_95, 5_10)]
    assert last(desk, Kind.REAGE).portions == [1000_00, 15_00, 0, 0]


def test_re_ageing_in_equal_parts_shares_the_interest_earned_so_far() -> None:
    # 15.00 by 16 November, 7.50 in each of two, and none after it.
    desk = re_aged(
        with_interest(), date(2023, 11, 16), date(2023, 12, 16), 2, InterestHandling.EQUAL_PAYABLE
    )
    assert asked(desk) == [(500_00, 7_50), (500_00, 7_50)]


def test_re_ageing_in_equal_parts_may_share_all_interest_of_the_old_schedule() -> None:
    # October 10.00. November: 5.00 for its first half on 1,000.00, 3.77 for its second on 753.72. December 1 % of
    # 753.72 - (256.28 - 8.77) = 506.21: 5.06. January 1 % of 506.21 - (256.28 - 5.06) = 254.99: 2.55. Together 26.38.
    desk = re_aged(
        with_interest(), date(2023, 11, 16), date(2023, 12, 16), 2, InterestHandling.EQUAL_FULL
    )
    assert asked(desk) == [(500_00, 13_19), (500_00, 13_19)]


def test_re_amortising_without_interest_spreads_what_is_overdue_over_the_rest() -> None:
    # Two of 250.00 are overdue on 1 November, two are left.
    desk = on(running(), date(2023, 11, 1))
    desk.re_amortise(desk.today, InterestHandling.DEFAULT)
    assert left(desk) == [0, 0, 500_00, 500_00]


def test_re_amortising_at_the_rate_finds_the_instalment_anew() -> None:
    # Owed 1,000.00 and the 10.00 of October; November earns another 10.00. Three level instalments of 1,020.00 at
    # 1 %: 1,020 / (1 + 1/1.01 + 1/1.01^2) = 343.39. December: 1 % of 1,000 - 323.39 = 6.77; January: 1 % of 339.99.
    desk = on(with_interest(), date(2023, 11, 2))
    desk.re_amortise(desk.today, InterestHandling.DEFAULT)
    assert asked(desk) == [(323_39, 20_00), (336_62, 6_77), (339_99, 3_40)]


# Money given back


def test_a_payment_taken_back_is_owed_again_in_credit_order() -> None:
    # Interest first: 10.00 of interest, 90.00 of principal. November: 10 nights on 753.72 and 20 on 843.72 are 2.51 +
    # 5.62, together 8.14 (rounded once), and the 10.00. The instalment is 256.28 + 100.00.
    desk = with_interest(credit_order=(Part.INTEREST, Part.PRINCIPAL, Part.FEE, Part.PENALTY))
    paid = repay(desk, ONE_MONTH, 256_28)
    on(desk, date(2023, 11, 11)).charge_back(paid, desk.today, 100_00)
    assert last(desk, Kind.CHARGEBACK).portions == [90_00, 10_00, 0, 0]
    assert asked(desk)[1] == (338_14, 18_14)
    assert desk.account.rows[1].left == 356_28


def test_a_penalty_taken_back_is_a_penalty_again() -> None:
    order = (Part.PENALTY, Part.FEE, Part.INTEREST, Part.PRINCIPAL)
    desk = on(running(credit_order=order), date(2023, 10, 5))
    desk.add_charge(LATE_FEE, date(2023, 10, 10))
    paid = repay(desk, FIRST, 270_00)
    on(desk, date(2023, 10, 20)).charge_back(paid, desk.today, 50_00)
    assert last(desk, Kind.CHARGEBACK).portions == [30_00, 0, 0, 20_00]
    assert left(desk) == [0, 300_00, 250_00, 250_00]


def test_what_was_overpaid_of_a_payment_is_not_overpaid_once_it_is_taken_back() -> None:
    order = (Part.PENALTY, Part.FEE, Part.INTEREST, Part.PRINCIPAL)
    desk = running(credit_order=order)
    repay(desk, FIRST, 900_00)
    paid = repay(desk, SECOND, 150_00)
    assert desk.account.overpaid == 50_00
    on(desk, THIRD).charge_back(paid, THIRD, 150_00)
    assert (desk.account.overpaid, desk.account.outstanding) == (0, 100_00)


def test_a_merchant_refund_gives_back_the_interest_that_it_had_cost() -> None:
    # Had 200.00 never been lent, October had cost 8.00, not 10.00. Both go to the next instalment: 202.00 ahead; then
    # November costs 1 % of 753.72 - 202.00 = 5.52.
    desk = with_interest(interest_refunds=frozenset({Kind.MERCHANT_ISSUED_REFUND}))
    repay(desk, ONE_MONTH, 256_28)
    desk.pay(Kind.MERCHANT_ISSUED_REFUND, ONE_MONTH, 200_00)
    assert last(desk, Kind.INTEREST_REFUND).amount == 2_00
    assert desk.account.rows[1].paid[Part.PRINCIPAL] == 202_00
    assert desk.account.rows[1].charged[Part.INTEREST] == 5_52


def test_a_refund_reversed_takes_its_interest_with_it() -> None:
    desk = with_interest(interest_refunds=frozenset({Kind.MERCHANT_ISSUED_REFUND}))
    repay(desk, ONE_MONTH, 256_28)
    before = asked(desk)
    desk.reverse(desk.pay(Kind.MERCHANT_ISSUED_REFUND, ONE_MONTH, 200_00))
    assert asked(desk) == before
    assert not desk.account.of_kind(Kind.INTEREST_REFUND)


def test_goodwill_settles_instalments_as_a_payment_does() -> None:
    desk = on(running(), date(2023, 10, 20))
    desk.pay(Kind.GOODWILL_CREDIT, desk.today, 600_00)
    assert left(desk) == [0, 0, 150_00, 250_00]


def test_a_charge_given_back_in_part_settles_the_loan_and_can_be_undone() -> None:
    desk = on(running(), date(2023, 10, 5))
    charge = desk.add_charge(LATE_FEE, date(2023, 10, 10))
    on(desk, date(2023, 10, 18)).adjust_charge(charge, 15_00)
    assert left(desk) == [255_00, 250_00, 250_00, 250_00]
    desk.reverse(last(desk, Kind.CHARGE_ADJUSTMENT))
    assert left(desk) == [270_00, 250_00, 250_00, 250_00]


def test_a_charge_waived_is_not_owed_until_the_waiver_is_undone() -> None:
    desk = on(running(), date(2023, 10, 5))
    charge = desk.add_charge(LATE_FEE, date(2023, 10, 10))
    desk.waive(charge)
    assert left(desk) == [250_00, 250_00, 250_00, 250_00]
    desk.undo_waiver(last(desk, Kind.WAIVE_CHARGES))
    assert left(desk) == [270_00, 250_00, 250_00, 250_00]


def test_what_is_overpaid_can_be_paid_back() -> None:
    desk = running()
    repay(desk, FIRST, 1100_00)
    assert (desk.status, desk.account.overpaid) == (Status.OVERPAID, 100_00)
    on(desk, date(2023, 10, 20)).refund_credit(desk.today, 60_00)
    assert desk.account.overpaid == 40_00
    desk.refund_credit(desk.today, 40_00)
    assert desk.status is Status.CLOSED_OBLIGATIONS_MET


# Ends


def charged_off(behaviour: ChargeOffBehaviour) -> Desk:
    """On 16 November, when October's 10.00 and half of November's 10.00 are earned."""
    desk = on(with_interest(charge_off=behaviour), date(2023, 11, 16))
    desk.end(Kind.CHARGE_OFF, desk.today)
    return desk


def test_a_regular_charge_off_marks_the_loan_and_the_schedule_runs_on() -> None:
    desk = charged_off(ChargeOffBehaviour.REGULAR)
    assert asked(desk) == [(246_28, 10_00), (247_51, 8_77), (251_22, 5_06), (254_99, 2_55)]
    assert last(desk, Kind.CHARGE_OFF).portions == [1000_00, 26_38, 0, 0]


def test_a_charge_off_without_interest_keeps_the_instalments_and_shortens_the_last() -> None:
    # 256.28 each, of which only 10.00 and 5.00 are interest; the last one asks for what is left of 1,000.00.
    desk = charged_off(ChargeOffBehaviour.ZERO_INTEREST)
    assert asked(desk) == [(246_28, 10_00), (251_28, 5_00), (256_28, 0), (246_16, 0)]
    assert last(desk, Kind.CHARGE_OFF).portions == [1000_00, 15_00, 0, 0]


def test_a_charge_off_that_accelerates_makes_everything_due_that_day() -> None:
    desk = charged_off(ChargeOffBehaviour.ACCELERATE_MATURITY)
    assert asked(desk) == [(246_28, 10_00), (753_72, 5_00)]
    assert desk.account.maturity == date(2023, 11, 16)


def test_a_charge_off_undone_was_never_there() -> None:
    desk = on(with_interest(charge_off=ChargeOffBehaviour.ACCELERATE_MATURITY), date(2023, 11, 16))
    desk.end(Kind.CHARGE_OFF, desk.today)
    desk.undo(Kind.CHARGE_OFF)
    assert asked(desk) == [(246_28, 10_00), (247_51, 8_77), (251_22, 5_06), (254_99, 2_55)]


def test_money_paid_ahead_to_the_last_instalment_still_counts_when_everything_falls_due() -> None:
    desk = running(
        charge_off=ChargeOffBehaviour.ACCELERATE_MATURITY, allocation={None: LATEST_FIRST}
    )
    repay(desk, date(2023, 10, 10), 300_00)
    assert left(desk) == [250_00, 250_00, 200_00, 0]
    on(desk, date(2023, 10, 20)).end(Kind.CHARGE_OFF, date(2023, 10, 20))
    assert desk.account.outstanding == 700_00
    assert sum(sum(row.paid) for row in desk.account.rows) == 300_00


def test_a_write_off_loses_what_is_left_and_money_that_still_comes_is_recovery() -> None:
    desk = running()
    repay(desk, FIRST, 250_00)
    on(desk, SECOND).end(Kind.WRITE_OFF, SECOND)
    assert (last(desk, Kind.WRITE_OFF).amount, desk.account.outstanding) == (750_00, 0)
    assert desk.status is Status.CLOSED_WRITTEN_OFF
    assert repay(desk, THIRD, 100_00).kind is Kind.RECOVERY_REPAYMENT
    assert desk.status is Status.CLOSED_WRITTEN_OFF
    assert desk.account.overpaid == 0


def refused(why: str, act: Callable[[], object]) -> None:
    with pytest.raises(Refused, match=why):
        act()


def test_a_loan_ends_once_and_only_a_write_off_follows() -> None:
    desk = on(running(), SECOND)
    desk.end(Kind.CONTRACT_TERMINATION, SECOND)
    refused("running loan", lambda: desk.end(Kind.CHARGE_OFF, SECOND))
    refused("running loan", lambda: desk.end(Kind.CONTRACT_TERMINATION, SECOND))
    desk.end(Kind.WRITE_OFF, SECOND)
    refused("running loan", lambda: desk.end(Kind.WRITE_OFF, SECOND))


def test_a_loan_that_is_paid_keeps_its_terms_but_may_turn_out_to_have_had_another_rate() -> None:
    desk = on(with_interest(), date(2023, 10, 11))
    repay(desk, desk.today, desk.payoff(desk.today))
    refused("running loan", lambda: desk.vary("extend", desk.today, count=1))
    refused("running loan", lambda: desk.vary("pause", desk.today, until=TWO_MONTHS))
    desk.vary("rate", date(2023, 10, 6), rate=Decimal("0.24"))
    # Six nights of the ten at twice the rate: 10.00 x 6 / 31 = 1.935 more are owed, of which 3.226 were 3.23 before.
    assert (desk.status, desk.payoff(desk.today)) == (Status.ACTIVE, 1_93)


def test_a_refused_re_amortisation_leaves_the_day_that_is_looked_at() -> None:
    desk = on(with_interest(), date(2023, 10, 11))
    repay(desk, desk.today, 50_00)
    before = (desk.account.seen_on, left(desk))
    on(desk, date(2024, 3, 1))
    refused("no instalment", lambda: desk.re_amortise(desk.today, InterestHandling.DEFAULT))
    assert (desk.account.seen_on, left(desk)) == before


def test_a_few_cents_spread_over_many_instalments_take_nothing_back_from_the_last() -> None:
    # 4 over six rounds to 1 each: the last would give one back.
    spread = AllocationRule(OLDEST_FIRST.order, Ahead.SPREAD)
    desk = running(instalments=6, allocation={None: spread}, processing=Across.VERTICAL)
    repay(desk, LENT_ON, 4)
    assert [sum(row.paid) for row in desk.account.rows] == [0, 0, 0, 0, 0, 4]


def test_cash_back_is_of_an_overpayment_that_turns_up_later_first() -> None:
    desk = running()
    repay(desk, FIRST, 900_00)
    on(desk, SECOND).pay(Kind.REFUND_BY_CASH, SECOND, 100_00)
    repay_late = desk.pay(Kind.GOODWILL_CREDIT, FIRST, 150_00)
    assert (repay_late.overpaid, desk.account.outstanding, desk.account.overpaid) == (
        50_00,
        50_00,
        0,
    )


def test_no_income_is_capitalised_on_a_loan_that_has_ended() -> None:
    desk = on(running(capitalised_income=IncomeType.FEE), FIRST)
    desk.approved_minor = 2000_00
    desk.end(Kind.CHARGE_OFF, FIRST)
    refused("has ended", lambda: desk.charge_income(CAPITALISED, FIRST, 30_00))


def test_a_charge_off_after_the_last_instalment_leaves_a_charge_to_come() -> None:
    desk = on(with_interest(charge_off=ChargeOffBehaviour.ZERO_INTEREST), date(2024, 2, 5))
    desk.add_charge(LATE_FEE, date(2024, 2, 20))
    desk.end(Kind.CHARGE_OFF, desk.today)
    assert left(desk)[-1] == 20_00


def test_nothing_is_charged_before_there_is_a_loan() -> None:
    desk = running()
    refused("before the disbursement", lambda: desk.add_charge(LATE_FEE, date(2023, 9, 30)))
    assert not desk.account.charges


def test_a_payment_for_a_charge_pays_nothing_else() -> None:
    desk = on(running(), SECOND)
    fee = desk.add_charge(LATE_FEE, THIRD)
    desk.pay_charge(fee, SECOND, 15_00)
    assert (fee.outstanding, last(desk, Kind.CHARGE_PAYMENT).portions) == (5_00, [0, 0, 0, 15_00])
    assert left(desk) == [250_00, 250_00, 255_00, 250_00]
    refused("at most 500", lambda: desk.pay_charge(fee, SECOND, 5_01))


def test_what_others_rest_on_is_not_reversed() -> None:
    desk = running()
    paid = repay(desk, FIRST, 250_00)
    desk.charge_back(paid, FIRST, 50_00)
    refused("charged back", lambda: desk.reverse(paid))
    refused("charged back", lambda: desk.correct(paid, FIRST, 100_00))


def test_cash_back_is_of_what_was_paid() -> None:
    desk = running()
    paid = repay(desk, FIRST, 250_00)
    refused("at most 25000", lambda: desk.pay(Kind.REFUND_BY_CASH, FIRST, 250_01))
    back = desk.pay(Kind.REFUND_BY_CASH, FIRST, 100_00)
    assert (left(desk), back.balance) == ([100_00, 250_00, 250_00, 250_00], 850_00)
    refused("given back in cash", lambda: desk.reverse(paid))


def test_a_chargeback_of_money_that_was_overpaid_and_spent_is_owed_again() -> None:
    # 1,300.00 pay the loan and leave 300.00. A chargeback of the first 250.00 spends 250.00 of that, so that one of
    # 1,100.00 finds 50.00: 1,050.00 are owed, 750.00 of them what the second payment had settled.
    desk = running(credit_order=tuple(Part))
    first = repay(desk, FIRST, 250_00)
    second = repay(desk, SECOND, 1050_00)
    desk.charge_back(first, SECOND, 250_00)
    assert (desk.account.outstanding, desk.account.overpaid) == (0, 50_00)
    desk.charge_back(second, SECOND, 1050_00)
    assert (desk.account.outstanding, desk.account.overpaid) == (1000_00, 0)
    assert last(desk, Kind.CHARGEBACK).balance == 1000_00


def test_income_capitalised_after_the_last_instalment_is_asked_for() -> None:
    desk = on(running(several_disbursements=True, capitalised_income=IncomeType.FEE), LAST)
    desk.approved_minor = 2000_00
    repay(desk, LAST, 1000_00)
    on(desk, date(2023, 12, 5)).charge_income(CAPITALISED, desk.today, 30_00)
    assert left(desk) == [0, 0, 0, 0, 30_00]


def test_a_charge_off_leaves_a_running_instalment_that_was_paid_ahead_its_principal() -> None:
    # Paid on 11 October: 3.23 of interest and 253.05. By 21 October the other ten nights have earned 7.46 x ... on
    # 746.95: 2.41, which the instalment asks for beside the principal that it was paid.
    desk = with_interest(charge_off=ChargeOffBehaviour.ZERO_INTEREST)
    repay(desk, date(2023, 10, 11), 256_28)
    on(desk, date(2023, 10, 21)).end(Kind.CHARGE_OFF, desk.today)
    assert (desk.account.rows[0].charged, desk.account.rows[0].paid) == (
        [253_05, 5_64, 0, 0],
        [253_05, 3_23, 0, 0],
    )
    assert sum(principal for principal, _ in asked(desk)) == 1000_00


def test_a_drawing_on_a_loan_that_was_paid_opens_its_activity_again() -> None:
    desk = with_interest(several_disbursements=True, principal_minor=2000_00, accrual_activity=True)
    desk.approved_minor = 3000_00
    repay(desk, date(2023, 10, 11), desk.payoff(date(2023, 10, 11)))
    closure = last(desk, Kind.ACCRUAL_ACTIVITY)
    on(desk, date(2023, 11, 11)).disburse(desk.today, 500_00)
    assert not closure.live


def test_what_is_looked_at_later_does_not_stay() -> None:
    desk = on(with_interest(), LENT_ON)
    before = asked(desk)
    look_at(desk.account, date(2024, 1, 20))
    assert asked(desk) != before
    look_at(desk.account, LENT_ON)
    assert asked(desk) == before


def test_a_charge_of_the_application_is_a_share_of_what_is_lent_later() -> None:
    desk = Desk(small_terms(), LENT_ON)
    desk.add_charge(
        ChargeTerms("fee", ChargeWhen.DUE_DATE, ChargeHow.OF_AMOUNT, Decimal(1), False), FIRST
    )
    desk.approve(1000_00, LENT_ON)
    on(desk, date(2023, 10, 5)).disburse(desk.today, 1000_00)
    assert desk.account.rows[0].charged[Part.FEE] == 10_00


def test_a_terminated_contract_falls_due_whole_with_the_interest_earned_by_then() -> None:
    # The first instalment is paid; half of November on 753.72 is 3.77.
    desk = with_interest()
    repay(desk, ONE_MONTH, 256_28)
    on(desk, date(2023, 11, 16)).end(Kind.CONTRACT_TERMINATION, desk.today)
    assert left(desk) == [0, 757_49]
    assert asked(desk)[1] == (753_72, 3_77)


# Income


def test_interest_is_booked_night_by_night_and_once_more_for_the_instalment() -> None:
    # 10.00 over the 31 nights of October is 0.3226 a night: 0.32 or 0.33, together 10.00 by 1 November. Of the first
    # night of November, on 1,000.00 because nothing was paid: 10.00 / 30 = 0.33.
    desk = with_interest(accrual_activity=True)
    desk.closed_to = date(2023, 9, 30)
    on(desk, date(2023, 11, 3)).close_of_business()
    booked = {t.day: t.amount for t in desk.account.of_kind(Kind.ACCRUAL)}
    october = [amount for day, amount in booked.items() if day <= ONE_MONTH]
    assert (len(october), set(october), sum(october)) == (31, {32, 33}, 10_00)
    assert booked[date(2023, 11, 2)] == 33
    (activity,) = desk.account.of_kind(Kind.ACCRUAL_ACTIVITY)
    assert (activity.day, activity.portions) == (ONE_MONTH, [0, 10_00, 0, 0])


def test_closing_the_same_days_again_books_nothing() -> None:
    desk = on(with_interest(), date(2023, 11, 3))
    desk.close_of_business()
    before = len(desk.account.transactions)
    desk.close_of_business()
    assert len(desk.account.transactions) == before


# Terms


def test_a_pause_costs_the_lender_its_days_and_the_last_instalment_shrinks() -> None:
    # 10 of the 31 nights of October are free: 10.00 x 21 / 31 = 6.77.
    desk = with_interest()
    desk.vary("pause", date(2023, 10, 11), until=date(2023, 10, 20))
    assert asked(desk)[0] == (249_51, 6_77)
    assert sum(principal for principal, _ in asked(desk)) == 1000_00
    assert left(desk)[:3] == [256_28] * 3
    assert left(desk)[3] < 256_28


def test_a_new_rate_leaves_what_is_paid_ahead_and_all_principal_is_still_asked_for() -> None:
    desk = fixed_interest()
    repay(desk, date(2023, 10, 20), 512_56)
    assert left(desk) == [0, 0, 256_28, 256_29]
    on(desk, date(2023, 11, 2)).vary("rate", date(2023, 11, 2), rate=Decimal("0.24"))
    assert left(desk)[:2] == [0, 0]
    assert sum(principal for principal, _ in asked(desk)) == 1000_00


def fixed_interest() -> Desk:
    monthly = Ratios(1, Unit.MONTHS, days_in_month=30, days_in_year=360)
    return running(rate=Decimal("0.12"), ratios=monthly)


# Refusals


def test_no_more_than_was_applied_for_can_be_approved() -> None:
    desk = Desk(running().terms, LENT_ON)
    with pytest.raises(Refused, match="at most"):
        desk.approve(1000_01, LENT_ON)


def test_no_more_than_is_overpaid_can_be_paid_back() -> None:
    desk = running()
    with pytest.raises(Refused, match="overpaid"):
        desk.refund_credit(LENT_ON, 1_00)
    repay(desk, FIRST, 1100_00)
    with pytest.raises(Refused, match="overpaid"):
        desk.refund_credit(FIRST, 100_01)
    assert desk.account.overpaid == 100_00


def test_nothing_is_re_amortised_while_nothing_is_overdue() -> None:
    with pytest.raises(Refused, match="overdue"):
        running().re_amortise(LENT_ON, InterestHandling.DEFAULT)


def test_a_loan_without_interest_has_none_to_pause() -> None:
    with pytest.raises(Refused, match="none to pause"):
        running().vary("pause", FIRST, until=SECOND)


def test_a_loan_is_charged_off_once_and_not_before_what_already_happened() -> None:
    desk = running()
    repay(desk, SECOND, 250_00)
    with pytest.raises(Refused, match="after that day"):
        desk.end(Kind.CHARGE_OFF, FIRST)
    desk.end(Kind.CHARGE_OFF, SECOND)
    with pytest.raises(Refused, match="running loan"):
        desk.end(Kind.CHARGE_OFF, SECOND)
    with pytest.raises(Refused, match="running loan"):
        desk.re_age(SECOND, ReAgeing(TWO_MONTHS, 1, Unit.MONTHS, 2), InterestHandling.DEFAULT)


def test_interest_that_follows_the_money_has_no_percentage_fee_with_each_instalment() -> None:
    terms = ChargeTerms("fee", ChargeWhen.INSTALMENT, ChargeHow.OF_AMOUNT, Decimal(1), False)
    with pytest.raises(Refused, match="flat"):
        with_interest().add_charge(terms, None)


def test_there_must_be_something_to_undo() -> None:
    with pytest.raises(Refused, match="no reage"):
        running().undo(Kind.REAGE)


def test_re_amortising_after_money_paid_ahead_keeps_all_principal() -> None:
    """5.00 lent, 2.50 of the last instalment paid ahead, the first one missed: 5.00 of principal are still asked for."""
    terms = ServicingTerms(
        currency="CNY",
        digits=2,
        principal_minor=10_00,
        submitted_on=date(2024, 1, 31),
        expected_on=date(2024, 1, 31),
        rate=Decimal("0.07"),
        instalments=2,
        ratios=Ratios(every=1, unit=Unit.MONTHS),
        recalculation=Recalculation(),
        allocation={None: AllocationRule(OLDEST_FIRST.order, Ahead.LAST)},
    )
    desk = Desk(terms, date(2024, 1, 31))
    desk.approve(10_00, date(2024, 1, 31))
    desk.disburse(date(2024, 1, 31), 5_00)
    desk.today = date(2024, 2, 8)
    desk.pay(Kind.GOODWILL_CREDIT, date(2024, 2, 8), 2_50)
    desk.today = date(2024, 3, 1)
    desk.re_amortise(date(2024, 3, 1), InterestHandling.DEFAULT)

    assert [row.charged[Part.PRINCIPAL] for row in desk.account.rows] == [0, 5_00]
