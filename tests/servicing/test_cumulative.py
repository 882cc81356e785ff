"""Cumulative schedules: laid out again from the payments, what is kept, and flat interest drawn in parts."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashore.loan import Part, Ratios
from ashore.money import Unit
from ashore.servicing.desk import Desk, Status
from ashore.servicing.terms import EarlyPayment, OverApplied, Recalculation, Rest
from ashore.servicing.transaction import Kind
from tests.servicing.small_loans import LENT_ON, running

DAILY = Ratios(10, Unit.DAYS, days_in_month=None, days_in_year=365)
ORDER = (Part.PENALTY, Part.FEE, Part.INTEREST, Part.PRINCIPAL)
FIRST, SECOND, THIRD, LAST = (LENT_ON + timedelta(days=10 * k) for k in range(1, 5))


def cumulative(**agreed: Any) -> Desk:
    """1,000.00 at 36.5 % a year, so 0.1 % a day, in four instalments every ten days: 256.28 each."""
    return running(
        rate=Decimal("0.365"),
        ratios=DAILY,
        progressive=False,
        fixed_order=ORDER,
        recalculation=Recalculation(**agreed),
    )


def pay(desk: Desk, day: date, amount: int) -> None:
    desk.today = day
    desk.pay(Kind.REPAYMENT, day, amount)


def interest(desk: Desk) -> list[int]:
    return [row.charged[Part.INTEREST] for row in desk.account.rows]


def asked(desk: Desk) -> list[int]:
    return [sum(row.charged) for row in desk.account.rows]


def principal(desk: Desk) -> int:
    return sum(row.charged[Part.PRINCIPAL] for row in desk.account.rows)


class TestLayout:
    def test_opens_with_equal_instalments_the_last_one_taking_the_rest(self) -> None:
        desk = cumulative()
        assert asked(desk) == [256_28, 256_28, 256_28, 256_29]
        assert interest(desk) == [10_00, 7_54, 5_05, 2_54]

    def test_money_paid_on_time_changes_nothing(self) -> None:
        desk = cumulative()
        before = asked(desk)
        pay(desk, FIRST, 256_28)
        assert asked(desk) == before

    def test_early_money_lowers_the_balance_from_its_day(self) -> None:
        desk = cumulative()
        pay(desk, LENT_ON + timedelta(days=5), 100_00)
        assert interest(desk)[0] == 5_00 + 4_50
        assert asked(desk)[0] == 256_28

    def test_with_rest_on_due_dates_early_money_waits_for_the_due_date(self) -> None:
        desk = cumulative(rest=Rest.PERIOD)
        pay(desk, LENT_ON + timedelta(days=5), 100_00)
        assert interest(desk)[0] == 10_00

    def test_overdue_principal_earns_until_it_is_looked_at(self) -> None:
        desk = cumulative()
        pay(desk, FIRST + timedelta(days=2), 50_00)
        late = 2 * 100  # 1,000.00 for two days, the schedule's balance for the other eight
        assert interest(desk)[1] == late + 6_03
        assert asked(desk)[1] == 256_28

    def test_instalments_due_before_the_payment_stay_as_they_were(self) -> None:
        desk = cumulative()
        before = interest(desk)
        pay(desk, THIRD, 256_28)
        assert interest(desk)[:2] == before[:2]
        assert interest(desk)[2] > before[2]

    def test_overdue_interest_counts_too_where_it_compounds(self) -> None:
        plain, compound = cumulative(), cumulative(compounds_interest=True)
        for desk in (plain, compound):
            pay(desk, FIRST + timedelta(days=5), 1_00)
        assert interest(compound)[1] - interest(plain)[1] == 5  # 10.00 for five days

    def test_close_of_business_lays_out_again_what_is_overdue(self) -> None:
        desk = cumulative()
        before = interest(desk)[1]
        desk.closed_to = FIRST
        desk.today = FIRST + timedelta(days=3)
        desk.close_of_business()
        assert interest(desk)[1] > before

    def test_a_reversed_payment_leaves_the_schedule_as_without_it(self) -> None:
        desk, untouched = cumulative(), cumulative()
        pay(desk, LENT_ON + timedelta(days=5), 400_00)
        desk.reverse(desk.account.of_kind(Kind.REPAYMENT)[0])
        assert asked(desk) == asked(untouched)


class TestEarlyPayment:
    def test_smaller_instalments(self) -> None:
        desk = cumulative(early_payment=EarlyPayment.SMALLER_INSTALMENTS)
        pay(desk, FIRST, 500_00)
        first, second, third, last = asked(desk)
        assert first == 500_00
        assert second == third < 256_28
        assert abs(last - third) <= 2

    def test_fewer_instalments(self) -> None:
        desk = cumulative(early_payment=EarlyPayment.FEWER_INSTALMENTS)
        pay(desk, FIRST, 600_00)
        assert asked(desk)[:2] == [600_00, 256_28]
        assert len(asked(desk)) == 3

    def test_next_instalments(self) -> None:
        desk = cumulative(early_payment=EarlyPayment.NEXT_INSTALMENTS)
        pay(desk, FIRST, 300_00)
        assert asked(desk)[1] < 256_28
        assert asked(desk)[2] == 256_28


class TestPayoff:
    def test_owes_interest_to_the_day_only(self) -> None:
        desk = cumulative()
        assert desk.payoff(LENT_ON + timedelta(days=3)) == 1003_00

    @given(days=st.integers(1, 39), part=st.integers(0, 900_00), paid_after=st.integers(1, 39))
    def test_always_closes_the_loan(self, days: int, part: int, paid_after: int) -> None:
        desk = cumulative(early_payment=EarlyPayment.SMALLER_INSTALMENTS)
        first, last = sorted((days, paid_after))
        if part:
            pay(desk, LENT_ON + timedelta(days=first), part)
        desk.today = day = LENT_ON + timedelta(days=last)
        if desk.status is Status.ACTIVE:
            desk.pay(Kind.REPAYMENT, day, desk.payoff(day))
        assert desk.status is Status.CLOSED_OBLIGATIONS_MET
        assert principal(desk) == 1000_00


@given(
    st.lists(st.tuples(st.integers(1, 39), st.integers(1, 250_00)), min_size=1, max_size=6),
    st.sampled_from(EarlyPayment),
    st.sampled_from(Rest),
)
def test_the_schedule_always_asks_for_what_was_lent(
    payments: list[tuple[int, int]], effect: EarlyPayment, rest: Rest
) -> None:
    desk = cumulative(early_payment=effect, rest=rest)
    for days, amount in sorted(payments):
        if desk.status is Status.ACTIVE:
            pay(desk, LENT_ON + timedelta(days=days), amount)
    assert principal(desk) == 1000_00
    assert all(part >= 0 for row in desk.account.rows for part in row.charged)


class TestFlat:
    @pytest.fixture
    def desk(self) -> Desk:
        """1,000.00 of 1,500.00 drawn, flat at 1 % a month, three months."""
        monthly = Ratios(1, Unit.MONTHS, days_in_month=30, days_in_year=360)
        return running(
            rate=Decimal("0.12"),
            ratios=monthly,
            instalments=3,
            progressive=False,
            flat=True,
            fixed_order=ORDER,
            several_disbursements=True,
            over_applied=OverApplied(percent=Decimal(50)),
        )

    def test_an_instalment_asks_for_its_part_of_what_is_drawn_by_then(self, desk: Desk) -> None:
        desk.today = date(2023, 11, 15)
        desk.disburse(desk.today, 500_00)
        rows = desk.account.rows
        assert [row.charged[Part.PRINCIPAL] for row in rows] == [333_33, 500_00, 666_67]

    def test_interest_runs_on_all_that_was_drawn_from_the_start(self, desk: Desk) -> None:
        desk.today = date(2023, 11, 15)
        desk.disburse(desk.today, 500_00)
        assert interest(desk) == [15_00, 15_00, 15_00]
