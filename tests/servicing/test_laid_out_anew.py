"""Schedules laid out anew in every state of a loan: money paid ahead, interest fixed by the plan, twice, with charges.

The loan is 1,000.00 at 12 % a year, 1 % for a month of 30 days, in four instalments of 256.28 due on the first of November
to February, of which 10.00, 7.54, 5.05 and 2.54 are interest.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from ashore.loan import Part, Ratios
from ashore.money import Unit
from ashore.servicing.charges import ChargeHow, ChargeTerms, ChargeWhen
from ashore.servicing.desk import Desk, Refused, Status
from ashore.servicing.relaying import InterestHandling
from ashore.servicing.restructure import ReAgeing
from ashore.servicing.terms import Ahead, AllocationRule, Recalculation
from ashore.servicing.transaction import Kind
from tests.servicing.small_loans import OLDEST_FIRST, running

FOLLOWS = Recalculation()
MONTHLY = Ratios(1, Unit.MONTHS, days_in_month=30, days_in_year=360)
LATEST_FIRST = {None: AllocationRule(OLDEST_FIRST.order, Ahead.LAST)}
OCTOBER_15, NOVEMBER_2, NOVEMBER_16 = date(2023, 10, 15), date(2023, 11, 2), date(2023, 11, 16)
DECEMBER_16 = date(2023, 12, 16)


def loan(recalculation: Recalculation | None = FOLLOWS, **more: Any) -> Desk:
    """Interest follows the money, unless there is no recalculation."""
    return running(rate=Decimal("0.12"), ratios=MONTHLY, recalculation=recalculation, **more)


def on(desk: Desk, day: date) -> Desk:
    desk.today = day
    return desk


def pay(desk: Desk, day: date, amount: int) -> None:
    desk.pay(Kind.REPAYMENT, day, amount)


def re_age(desk: Desk, day: date, first_due: date, count: int, how: InterestHandling) -> None:
    on(desk, day).re_age(day, ReAgeing(first_due, 1, Unit.MONTHS, count), how)


def asked(desk: Desk) -> list[tuple[int, int]]:
    """Principal and interest of the rows that ask for anything."""
    found = ((row.charged[Part.PRINCIPAL], row.charged[Part.INTEREST]) for row in desk.account.rows)
    return [both for both in found if any(both)]


def principal(desk: Desk) -> int:
    return sum(row.charged[Part.PRINCIPAL] for row in desk.account.rows)


def paid(desk: Desk) -> int:
    return sum(sum(row.paid) for row in desk.account.rows)


# Money paid ahead


@pytest.mark.parametrize("how", [InterestHandling.DEFAULT, InterestHandling.EQUAL_SPLIT])
def test_re_amortising_keeps_what_was_paid_ahead(how: InterestHandling) -> None:
    desk = on(loan(allocation=LATEST_FIRST), OCTOBER_15)
    pay(desk, OCTOBER_15, 500_00)
    on(desk, NOVEMBER_2).re_amortise(NOVEMBER_2, how)
    assert (principal(desk), paid(desk)) == (1000_00, 500_00)
    plan = desk.account.plan
    assert plan is not None
    november = plan.period_on(NOVEMBER_16)
    assert november is not None
    assert november.stretches[0].balance == 500_00


def test_shares_of_overdue_interest_add_up_unless_the_terms_say_otherwise() -> None:
    # 10.00 in three parts: 3.33, 3.33, 3.34.
    shared = {}
    for alike in (False, True):
        desk = on(loan(Recalculation(equal_shares_only=alike)), NOVEMBER_2)
        desk.re_amortise(NOVEMBER_2, InterestHandling.EQUAL_SPLIT)
        plan = desk.account.plan
        assert plan is not None
        shared[alike] = sum(period.fixed for period in plan.periods)
    assert shared == {False: 10_00, True: 9_99}


def test_after_a_new_rate_an_instalment_paid_ahead_asks_for_the_new_amount() -> None:
    desk = on(loan(), date(2023, 10, 1))
    pay(desk, desk.today, 256_28)
    on(desk, date(2023, 10, 10)).vary("rate", date(2023, 10, 10), rate=Decimal("0.24"))
    assert principal(desk) == 1000_00
    assert desk.account.rows[0].left > 0


def test_or_waits_for_the_next_entry_where_the_terms_say_so() -> None:
    desk = on(loan(Recalculation(settled_rows_wait=True)), date(2023, 10, 1))
    pay(desk, desk.today, 256_28)
    on(desk, date(2023, 10, 10)).vary("rate", date(2023, 10, 10), rate=Decimal("0.24"))
    assert principal(desk) < 1000_00
    assert desk.account.rows[0].left == 0
    pay(desk, desk.today, 1_00)
    assert principal(desk) == 1000_00


@pytest.mark.parametrize("day", [date(2023, 11, 20), date(2024, 1, 20), date(2024, 2, 20)])
def test_a_pay_off_after_money_to_the_last_instalments_settles_the_loan(day: date) -> None:
    desk = on(loan(allocation=LATEST_FIRST), date(2023, 10, 20))
    pay(desk, desk.today, 547_00)
    pay(on(desk, day), day, desk.payoff(day))
    assert desk.status is Status.CLOSED_OBLIGATIONS_MET


@pytest.mark.parametrize("day", [date(2023, 11, 9), date(2023, 12, 20)])
def test_a_quote_counts_interest_of_an_instalment_that_money_ahead_left_without_room(
    day: date,
) -> None:
    # The money settles October and the last one, and nearly the one before: what is left earns all the same.
    ahead = AllocationRule(OLDEST_FIRST.order, Ahead.NEXT_LAST)
    desk = on(loan(allocation={None: ahead}), date(2023, 10, 19))
    pay(desk, desk.today, 766_00)
    pay(on(desk, day), day, desk.payoff(day))
    assert desk.status is Status.CLOSED_OBLIGATIONS_MET


def test_interest_of_a_loan_paid_principal_first_in_even_portions_is_asked_for_at_the_end() -> None:
    order = (Part.PRINCIPAL, Part.INTEREST, Part.FEE, Part.PENALTY)
    spread = AllocationRule(
        tuple((timing, part) for timing in dict(OLDEST_FIRST.order) for part in order), Ahead.SPREAD
    )
    # October 10.00 is overdue; 15 of 30 nights of November on 1,000.00 are 5.00.
    desk = on(loan(allocation={None: spread}), NOVEMBER_16)
    assert desk.payoff(NOVEMBER_16) == 1015_00
    pay(desk, NOVEMBER_16, 1015_00)
    assert desk.status is Status.CLOSED_OBLIGATIONS_MET


def test_a_pause_agreed_ahead_counts_for_what_is_paid_before_it_begins() -> None:
    desk = on(loan(None), OCTOBER_15)
    desk.vary("pause", date(2023, 11, 10), until=date(2023, 11, 20))
    pay(desk, OCTOBER_15, desk.payoff(OCTOBER_15))
    assert desk.status is Status.CLOSED_OBLIGATIONS_MET


# Interest fixed by the plan


def test_fixed_interest_re_aged_at_the_rate() -> None:
    # October 10.00 is overdue, half of November's 7.54 is earned, and what is overdue earns nothing: 13.77. To 16 December
    # 1 % of 1,000.00. Two level instalments of 1,023.77: 1,023.77 x 1.01 / 2.01 = 514.43, of which 23.77 are interest.
    desk = loan(None)
    re_age(desk, NOVEMBER_16, DECEMBER_16, 2, InterestHandling.DEFAULT)
    assert asked(desk) == [(490_66, 23_77), (509_34, 5_09)]


@pytest.mark.parametrize("recalculation", [None, Recalculation()])
def test_interest_that_is_waived_in_a_re_age_is_given_up(
    recalculation: Recalculation | None,
) -> None:
    # 1,010.00 x 1.01 / 2.01 = 507.51, of which 10.00 are the interest to 16 December; then 1 % of 502.49.
    desk = loan(recalculation)
    re_age(desk, NOVEMBER_16, DECEMBER_16, 2, InterestHandling.WAIVE)
    assert asked(desk) == [(497_51, 10_00), (502_49, 5_02)]


def test_fixed_interest_re_amortised() -> None:
    # Overdue 246.28 and 10.00. The principal earns from 2 November on: 29 of 30 nights of 1 % are 2.38, November asks for
    # 7.54 + 2.38 + 10.00. Three level instalments of 1,000.00 with that.
    desk = on(loan(None), NOVEMBER_2)
    desk.re_amortise(NOVEMBER_2, InterestHandling.DEFAULT)
    assert asked(desk)[0][1] == 19_92
    assert principal(desk) == 1000_00
    assert max(row.left for row in desk.account.rows) - desk.account.rows[1].left <= 2


def test_fixed_interest_re_amortised_keeps_money_paid_ahead() -> None:
    desk = on(loan(None, allocation=LATEST_FIRST), OCTOBER_15)
    pay(desk, OCTOBER_15, 300_00)
    on(desk, NOVEMBER_2).re_amortise(NOVEMBER_2, InterestHandling.EQUAL_SPLIT)
    assert (principal(desk), paid(desk)) == (1000_00, 300_00)
    assert min(row.left for row in desk.account.rows) >= 0


def test_more_instalments_of_a_loan_that_is_paid_ask_for_nothing() -> None:
    desk = on(loan(None), OCTOBER_15)
    pay(desk, OCTOBER_15, 1100_00)
    desk.today = NOVEMBER_2
    desk.status = Status.ACTIVE
    desk.vary("extend", NOVEMBER_2, count=2)
    assert desk.account.outstanding == 0


def test_a_cumulative_schedule_with_interest_says_what_can_be_done_instead() -> None:
    desk = on(loan(None, progressive=False), NOVEMBER_2)
    ageing = ReAgeing(DECEMBER_16, 1, Unit.MONTHS, 2)
    with pytest.raises(Refused, match="equal parts"):
        desk.re_age(NOVEMBER_2, ageing, InterestHandling.DEFAULT)
    with pytest.raises(Refused, match="equal parts"):
        desk.re_amortise(NOVEMBER_2, InterestHandling.DEFAULT)
    desk.re_age(NOVEMBER_2, ageing, InterestHandling.EQUAL_FULL)
    assert principal(desk) == 1000_00


# Twice, later, with charges


@pytest.mark.parametrize("how", list(InterestHandling)[:4])
@pytest.mark.parametrize("recalculation", [None, Recalculation()])
def test_a_loan_re_aged_twice_keeps_its_money(
    recalculation: Recalculation | None, how: InterestHandling
) -> None:
    desk = loan(recalculation)
    re_age(desk, date(2023, 10, 9), date(2023, 10, 22), 5, how)
    pay(on(desk, NOVEMBER_2), NOVEMBER_2, 263_00)
    re_age(desk, NOVEMBER_16, DECEMBER_16, 2, how)
    assert (principal(desk), paid(desk)) == (1000_00, 263_00)
    pay(desk, NOVEMBER_16, desk.payoff(NOVEMBER_16))
    assert desk.status is Status.CLOSED_OBLIGATIONS_MET


@pytest.mark.parametrize("recalculation", [None, Recalculation()])
def test_a_payment_dated_back_before_a_re_age_keeps_what_it_paid_of_a_penalty(
    recalculation: Recalculation | None,
) -> None:
    desk = on(loan(recalculation), OCTOBER_15)
    late = ChargeTerms("late fee", ChargeWhen.DUE_DATE, ChargeHow.FLAT, Decimal(20_00), True)
    desk.add_charge(late, OCTOBER_15)
    re_age(desk, date(2023, 10, 21), DECEMBER_16, 3, InterestHandling.DEFAULT)
    pay(on(desk, date(2023, 10, 22)), date(2023, 10, 19), 602_00)
    assert (principal(desk), paid(desk)) == (1000_00, 602_00)
    assert sum(row.paid[Part.PENALTY] for row in desk.account.rows) == 20_00


def test_a_fee_for_each_instalment_is_asked_for_by_the_new_ones_too() -> None:
    desk = loan()
    fee = ChargeTerms("fee", ChargeWhen.INSTALMENT, ChargeHow.FLAT, Decimal(3_00), False)
    desk.add_charge(fee, None)
    pay(on(desk, OCTOBER_15), OCTOBER_15, 259_28)
    re_age(desk, NOVEMBER_16, DECEMBER_16, 2, InterestHandling.DEFAULT)
    fees = [(row.charged[Part.FEE], row.paid[Part.FEE]) for row in desk.account.rows]
    assert fees[-2:] == [(3_00, 0), (3_00, 0)]
    assert (paid(desk), principal(desk)) == (259_28, 1000_00)


def test_what_is_owed_again_after_the_last_instalment_is_re_aged() -> None:
    desk = on(loan(), date(2024, 2, 10))
    pay(desk, desk.today, desk.payoff(desk.today))
    target = desk.account.of_kind(Kind.REPAYMENT)[-1]
    on(desk, date(2024, 3, 1)).charge_back(target, desk.today, 300_00)
    re_age(desk, date(2024, 4, 1), date(2024, 5, 1), 2, InterestHandling.EQUAL_FULL)
    assert desk.account.outstanding == 300_00
    assert [row.due for row in desk.account.rows if row.left] == [
        date(2024, 5, 1),
        date(2024, 6, 1),
    ]


def test_a_re_age_undone_takes_the_instalments_of_a_later_re_amortisation_with_it() -> None:
    desk = loan()
    re_age(desk, NOVEMBER_16, date(2024, 3, 16), 2, InterestHandling.DEFAULT)
    on(desk, date(2024, 3, 20)).re_amortise(desk.today, InterestHandling.DEFAULT)
    desk.undo(Kind.REAGE)
    assert principal(desk) == 1000_00
    with pytest.raises(Refused, match="left"):
        desk.re_amortise(desk.today, InterestHandling.DEFAULT)
