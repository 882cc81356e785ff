"""Deferred income: earned evenly over the rest of the term, whatever happens to it and to the loan."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashore.loan import Part, Ratios
from ashore.money import Unit
from ashore.servicing.deferred import (
    BUY_DOWN,
    CAPITALISED,
    FAMILIES,
    Deferred,
    Family,
    GivenBack,
    earned_by,
    shares,
    standing,
)
from ashore.servicing.desk import Desk, Refused, Status
from ashore.servicing.terms import IncomeType
from ashore.servicing.transaction import Kind, Transaction
from tests.servicing.desks import MATURITY, NIGHTS, OPENING, close_up_to, running

RATIOS = Ratios(1, Unit.MONTHS)
both = pytest.mark.parametrize("family", FAMILIES, ids=("capitalised", "buy_down"))
amounts = st.integers(1, 10**9)


def after(nights: int) -> date:
    return OPENING + timedelta(days=nights)


def stand(desk: Desk, family: Family) -> tuple[int, int, int, int]:
    """Recognised, open, given back, expensed: of all incomes of a family."""
    found = standing(desk.account, family)
    return (
        sum(each.recognised for each in found),
        sum(each.open for each in found),
        sum(each.given_back for each in found),
        sum(each.expensed for each in found),
    )


def booked(desk: Desk, *kinds: Kind) -> list[tuple[date, int]]:
    """The live entries of these kinds, in order of entry."""
    found = [t for t in desk.account.transactions if t.live and t.kind in kinds]
    return [(t.day, t.amount) for t in sorted(found, key=lambda t: t.serial)]


def pay_off(desk: Desk) -> Transaction:
    return desk.pay(Kind.REPAYMENT, desk.today, desk.payoff(desk.today))


# What is earned


@given(amounts, st.integers(1, 4000), st.integers(0, 5000))
def test_each_night_earns_the_same_to_half_a_cent(amount: int, nights: int, passed: int) -> None:
    earned = earned_by(amount, OPENING, [], after(nights), after(passed), RATIOS)
    assert abs(earned * nights - amount * min(passed, nights)) <= nights / 2


@given(amounts, st.integers(1, 400))
def test_the_nights_add_up_to_the_whole(amount: int, nights: int) -> None:
    totals = [
        earned_by(amount, OPENING, [], after(nights), after(passed), RATIOS)
        for passed in range(nights + 1)
    ]
    assert sum(later - earlier for earlier, later in pairwise(totals)) == amount
    assert totals == sorted(totals)


@given(amounts, st.integers(0, 100), st.integers(0, 100))
def test_income_charged_on_or_after_the_last_due_date_is_earned_at_once(
    amount: int, late: int, passed: int
) -> None:
    day = after(late)
    assert earned_by(amount, day, [], OPENING, day + timedelta(days=passed), RATIOS) == amount


corrections = st.lists(st.tuples(st.integers(0, 120), st.integers(1, 100_00)), max_size=4)


@given(st.integers(1, 500_00), corrections, st.integers(0, 150))
def test_what_is_earned_lies_between_nothing_and_what_was_not_given_back(
    amount: int, given_back: list[tuple[int, int]], passed: int
) -> None:
    backs: list[GivenBack] = []
    for nights, back in sorted(given_back):
        if sum(each.amount for each in backs) + back <= amount:
            backs.append(GivenBack(after(nights), back))
    day = after(passed)
    earned = earned_by(amount, OPENING, backs, MATURITY, day, RATIOS)
    gone = sum(each.amount for each in backs if each.day < day)
    assert 0 <= earned <= amount - gone
    if passed > 120:
        assert earned == amount - gone


def test_what_is_given_back_leaves_what_was_earned_and_spreads_the_rest() -> None:
    back = [GivenBack(after(31), 10_00)]
    assert earned_by(50_00, OPENING, back, MATURITY, after(31), RATIOS) == 17_03
    # 50.00 - 17.03 - 10.00 over the sixty nights that are left
    assert earned_by(50_00, OPENING, back, MATURITY, after(32), RATIOS) == 17_42


# At the close of a day


@both
def test_a_closed_day_books_what_its_night_earned(family: Family) -> None:
    desk = running()
    desk.charge_income(family, OPENING, 50_00)
    close_up_to(desk, after(3))
    assert booked(desk, family.earned) == [(after(0), 55), (after(1), 55), (after(2), 55)]
    assert stand(desk, family) == (1_65, 48_35, 0, 0)


@both
def test_a_first_close_books_all_nights_before_it_at_once(family: Family) -> None:
    desk = running()
    desk.charge_income(family, OPENING, 50_00)
    desk.today = after(32)
    desk.close_of_business()
    assert booked(desk, family.earned) == [(after(31), 17_58)]


@both
def test_all_is_earned_with_the_last_due_date(family: Family) -> None:
    desk = running()
    desk.charge_income(family, OPENING, 50_00)
    close_up_to(desk, MATURITY + timedelta(days=10))
    assert len(booked(desk, family.earned)) == NIGHTS
    assert stand(desk, family) == (50_00, 0, 0, 0)


def test_several_incomes_are_booked_in_one_entry_that_knows_the_share_of_each() -> None:
    desk = running()
    first = desk.charge_income(BUY_DOWN, OPENING, 50_00)
    close_up_to(desk, after(1))
    second = desk.charge_income(BUY_DOWN, after(1), 100_00)
    close_up_to(desk, after(2))
    assert booked(desk, BUY_DOWN.earned) == [(after(0), 55), (after(1), 1_66)]
    assert shares(desk.account, BUY_DOWN, first) == [(after(0), 55), (after(1), 55)]
    assert shares(desk.account, BUY_DOWN, second) == [(after(1), 1_11)]


@pytest.mark.parametrize(
    ("income", "part"), [(IncomeType.INTEREST, Part.INTEREST), (IncomeType.FEE, Part.FEE)]
)
def test_it_is_earned_as_what_the_contract_says(income: IncomeType, part: Part) -> None:
    desk = running(buy_down_fee=income)
    fee = desk.charge_income(BUY_DOWN, OPENING, 50_00)
    close_up_to(desk, after(1))
    entry = next(t for t in desk.account.transactions if t.kind is BUY_DOWN.earned)
    assert fee.portions[part] == 50_00
    assert entry.portions[part] == entry.amount == 55


# Given back and reversed


@both
def test_what_was_earned_of_an_income_given_back_whole_is_taken_back_at_the_next_close(
    family: Family,
) -> None:
    desk = running()
    income = desk.charge_income(family, OPENING, 50_00)
    close_up_to(desk, after(10))
    desk.give_back_income(income, after(10), 50_00)
    assert stand(desk, family) == (0, 0, 50_00, 0)
    close_up_to(desk, after(11))
    assert booked(desk, family.unearned) == [(after(10), 5_49)]
    assert stand(desk, family) == (0, 0, 50_00, 0)


@both
def test_a_reversed_adjustment_never_was(family: Family) -> None:
    desk = running()
    income = desk.charge_income(family, OPENING, 50_00)
    close_up_to(desk, after(10))
    back = desk.give_back_income(income, after(10), 50_00)
    close_up_to(desk, after(11))
    desk.reverse(back)
    close_up_to(desk, after(12))
    assert stand(desk, family) == (6_59, 43_41, 0, 0)


@both
def test_a_reversed_income_is_taken_back_at_the_next_close(family: Family) -> None:
    desk = running()
    income = desk.charge_income(family, OPENING, 50_00)
    close_up_to(desk, after(10))
    desk.reverse(income)
    close_up_to(desk, after(11))
    assert standing(desk.account, family) == []
    assert booked(desk, family.unearned) == [(after(10), 5_49)]


@both
def test_an_income_of_which_a_part_is_given_back_cannot_be_reversed(family: Family) -> None:
    desk = running()
    income = desk.charge_income(family, OPENING, 50_00)
    desk.give_back_income(income, OPENING, 10_00)
    with pytest.raises(Refused):
        desk.reverse(income)
    assert income.live


@both
@pytest.mark.parametrize(("amount", "day"), [(50_01, 0), (0, 0), (10_00, -1), (10_00, 1)])
def test_no_more_can_be_given_back_than_is_left_nor_on_another_day_than_between_then_and_today(
    family: Family, amount: int, day: int
) -> None:
    desk = running()
    income = desk.charge_income(family, OPENING, 50_00)
    with pytest.raises(Refused):
        desk.give_back_income(income, after(day), amount)
    assert stand(desk, family) == (0, 50_00, 0, 0)


# The end of the loan


@both
def test_a_loan_paid_off_has_earned_the_rest(family: Family) -> None:
    desk = running()
    desk.charge_income(family, OPENING, 50_00)
    close_up_to(desk, after(2))
    pay_off(desk)
    assert desk.status is Status.CLOSED_OBLIGATIONS_MET
    assert booked(desk, family.earned) == [(after(0), 55), (after(1), 55), (after(2), 48_90)]


@both
def test_what_was_earned_with_the_end_stays_earned_when_the_loan_is_opened_again(
    family: Family,
) -> None:
    desk = running()
    desk.charge_income(family, OPENING, 50_00)
    close_up_to(desk, after(2))
    desk.reverse(pay_off(desk))
    close_up_to(desk, after(9))
    assert desk.status is Status.ACTIVE
    assert stand(desk, family) == (50_00, 0, 0, 0)


@both
def test_a_charge_off_expenses_what_is_not_earned_and_undoing_it_brings_it_back(
    family: Family,
) -> None:
    desk = running()
    desk.charge_income(family, OPENING, 50_00)
    desk.today = after(31)
    desk.end(Kind.CHARGE_OFF, desk.today)
    assert stand(desk, family) == (17_58, 0, 0, 32_42)
    desk.undo(Kind.CHARGE_OFF)
    assert stand(desk, family) == (17_58, 32_42, 0, 0)
    assert booked(desk, family.earned) == [(after(31), 17_58)]


def test_a_loan_written_off_has_earned_the_rest() -> None:
    desk = running()
    desk.charge_income(CAPITALISED, OPENING, 50_00)
    desk.today = after(1)
    desk.end(Kind.WRITE_OFF, desk.today)
    assert stand(desk, CAPITALISED) == (50_00, 0, 0, 0)


# Refused


@pytest.mark.parametrize("day", [-1, 1])
@both
def test_income_is_charged_between_the_disbursement_and_today(family: Family, day: int) -> None:
    desk = running()
    with pytest.raises(Refused):
        desk.charge_income(family, after(day), 10_00)
    assert standing(desk.account, family) == []


@both
def test_a_contract_without_such_income_charges_none(family: Family) -> None:
    desk = running(capitalised_income=None, buy_down_fee=None)
    with pytest.raises(Refused):
        desk.charge_income(family, OPENING, 10_00)


def test_capitalised_income_is_lent_and_a_buy_down_fee_is_not() -> None:
    desk = running()
    desk.charge_income(CAPITALISED, OPENING, 50_00)
    desk.charge_income(BUY_DOWN, OPENING, 20_00)
    assert sum(row.charged[Part.PRINCIPAL] for row in desk.account.rows) == 150_00


# Whatever happens


@dataclass(frozen=True)
class Deed:
    """Something that happens after ``wait`` nights."""

    wait: int
    what: str
    amount: int


deeds = st.lists(
    st.builds(
        Deed,
        st.integers(0, 15),
        st.sampled_from(("charge", "give back", "reverse", "pay", "charge off", "undo", "close")),
        st.integers(1, 40_00),
    ),
    max_size=8,
)


def do(desk: Desk, family: Family, deed: Deed) -> None:
    account = desk.account
    entries = [
        t for t in account.transactions if t.live and t.kind in (family.charged, family.given_back)
    ]
    incomes = [t for t in entries if t.kind is family.charged]
    if deed.what == "charge":
        desk.charge_income(family, desk.today, deed.amount)
    elif deed.what == "give back" and incomes:
        desk.give_back_income(incomes[deed.amount % len(incomes)], desk.today, deed.amount)
    elif deed.what == "reverse" and entries:
        desk.reverse(entries[deed.amount % len(entries)])
    elif deed.what == "pay" and account.outstanding:
        desk.pay(Kind.REPAYMENT, desk.today, deed.amount)
    elif deed.what == "charge off" and account.outstanding:
        desk.end(Kind.CHARGE_OFF, desk.today)
    elif deed.what == "undo" and account.of_kind(Kind.CHARGE_OFF):
        desk.undo(Kind.CHARGE_OFF)


def whole(each: Deferred) -> bool:
    parts = (each.recognised, each.open, each.given_back, each.expensed)
    return sum(parts) == each.amount and min(parts) >= 0


def lives(history: list[Deed], family: Family) -> Iterator[Desk]:
    """The loan after each deed of a history; a deed that is refused changes nothing."""
    desk = running()
    desk.charge_income(family, OPENING, 50_00)
    for deed in history:
        close_up_to(desk, desk.today + timedelta(days=deed.wait))
        with suppress(Refused):
            do(desk, family, deed)
        yield desk


@given(deeds, st.sampled_from(FAMILIES))
def test_recognised_open_given_back_and_expensed_add_up_at_any_time(
    history: list[Deed], family: Family
) -> None:
    for desk in lives(history, family):
        assert all(whole(each) for each in standing(desk.account, family))


@given(deeds, st.sampled_from(FAMILIES))
def test_the_entries_of_a_family_add_up_to_the_shares_of_its_incomes(
    history: list[Deed], family: Family
) -> None:
    for desk in lives(history, family):
        earned = sum(amount for _, amount in booked(desk, family.earned))
        taken_back = sum(amount for _, amount in booked(desk, family.unearned))
        incomes = [t for t in desk.account.transactions if t.kind is family.charged]
        found = sum(a for t in incomes for _, a in shares(desk.account, family, t))
        assert earned - taken_back == found
