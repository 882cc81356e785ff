"""What may be approved, promised, and lent: the arithmetic of the limits, and the desk that keeps to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashore.loan import Part
from ashore.servicing import limits
from ashore.servicing.charges import ChargeHow, ChargeTerms, ChargeWhen
from ashore.servicing.deferred import CAPITALISED
from ashore.servicing.desk import Desk, Refused, Status
from ashore.servicing.limits import Line
from ashore.servicing.terms import DownPayment, OverApplied
from ashore.servicing.tranches import Tranche
from ashore.servicing.transaction import Kind
from tests.servicing import desks
from tests.servicing.desks import OPENING, approved, running

HALF_MORE = OverApplied(percent=Decimal(50))
FEBRUARY, MARCH = date(2024, 2, 1), date(2024, 3, 1)
money = st.integers(0, 10**9)
lines = st.builds(
    Line,
    applied=money,
    approved=money,
    over=st.none() | st.builds(OverApplied, flat_minor=money),
    lent=money,
    declared=money,
    capitalised=money,
    given_back=money,
)
drawn_in_parts = {"several_disbursements": True}
declared = {
    "several_disbursements": True,
    "tranches_declared": True,
    "tranches": ((OPENING, 600_00), (FEBRUARY, 200_00)),
}


def promised(desk: Desk) -> list[tuple[date, date | None, int]]:
    return [(t.expected_on, t.drawn_on, t.amount) for t in desk.account.tranches]


def refused(deed: Callable[..., object], *args: object) -> bool:
    try:
        deed(*args)
    except Refused:
        return True
    return False


# The arithmetic


@given(lines, money)
def test_what_is_shown_as_available_is_never_below_zero(line: Line, amount: int) -> None:
    assert limits.available(line) >= 0
    assert limits.available_over_applied(line) >= 0
    more = line._replace(lent=line.lent + amount)
    assert limits.available(more) <= limits.available(line)


@given(lines, money)
def test_whatever_may_be_lent_stays_within_the_limit(line: Line, amount: int) -> None:
    if limits.refusal_of_drawing(line, [], amount, declared=False) is None:
        lent = line._replace(lent=line.lent + amount)
        assert lent.used <= limits.most_lendable(lent)


@given(lines, money)
def test_an_approved_amount_covers_what_is_lent_and_promised(line: Line, amount: int) -> None:
    if limits.refusal_of_new_approved(line, amount) is None:
        assert line.used <= amount <= limits.most_approvable(line)


@given(lines, money, money)
def test_a_drawing_takes_the_place_of_the_tranche_that_it_draws(
    line: Line, promise: int, amount: int
) -> None:
    with_promise = line._replace(declared=promise)
    bare = line._replace(declared=0)
    tranche = Tranche(OPENING, promise)
    assert limits.refusal_of_drawing(
        with_promise, [tranche], amount, declared=True
    ) == limits.refusal_of_drawing(bare, [], amount, declared=False)


@pytest.mark.parametrize(
    ("over", "most"),
    [(None, 1000_00), (HALF_MORE, 1500_00), (OverApplied(flat_minor=200_00), 1200_00)],
)
def test_more_than_applied_for_may_be_approved_where_the_terms_allow_it(
    over: OverApplied | None, most: int
) -> None:
    assert approved(most, over_applied=over).approved_minor == most
    with pytest.raises(Refused):
        approved(most + 1, over_applied=over)


def test_where_the_terms_allow_more_they_and_not_the_approval_set_the_limit() -> None:
    desk = approved(1300_00, over_applied=HALF_MORE, **drawn_in_parts)
    desk.disburse(OPENING, 1000_00)
    desk.charge_income(CAPITALISED, OPENING, 400_00)
    assert refused(desk.disburse, OPENING, 100_01)
    desk.disburse(OPENING, 100_00)


def test_income_given_back_opens_the_shown_amount_but_not_the_limit() -> None:
    desk = running(600_00)
    income = desk.charge_income(CAPITALISED, OPENING, 400_00)
    desk.give_back_income(income, OPENING, 200_00)
    assert limits.available(desk.line) == 200_00
    assert refused(desk.charge_income, CAPITALISED, OPENING, 1)


# The approved amount


@pytest.mark.parametrize("amount", [0, 599_99, 1000_01])
def test_the_approved_amount_covers_what_is_lent_and_no_more_than_applied_for(amount: int) -> None:
    desk = running(600_00)
    assert refused(desk.set_approved, amount)
    assert desk.approved_minor == 1000_00


def test_setting_what_is_available_sets_what_is_approved() -> None:
    desk = running(600_00)
    desk.set_available(150_00)
    assert desk.approved_minor == 750_00
    assert refused(desk.set_available, 400_01)


def test_a_pending_application_has_no_approved_amount_to_change() -> None:
    desk = approved()
    desk.undo_approval()
    assert desk.status is Status.SUBMITTED_AND_PENDING_APPROVAL
    assert refused(desk.set_approved, 500_00)


# Disbursements


@pytest.mark.parametrize("day", [OPENING - timedelta(days=1), OPENING + timedelta(days=1)])
def test_nothing_is_disbursed_before_the_approval_or_after_today(day: date) -> None:
    desk = approved()
    assert refused(desk.disburse, day, 100_00)
    assert desk.status is Status.APPROVED
    assert desk.account.transactions == []


def test_a_loan_of_one_disbursement_has_one() -> None:
    assert refused(running(100_00).disburse, OPENING, 100_00)


def test_a_loan_has_no_more_disbursements_than_agreed() -> None:
    desk = running(100_00, max_tranches=2, **drawn_in_parts)
    desk.disburse(OPENING, 100_00)
    assert refused(desk.disburse, OPENING, 100_00)


def test_no_more_is_outstanding_than_agreed() -> None:
    desk = running(100_00, max_outstanding_minor=150_00, **drawn_in_parts)
    assert refused(desk.disburse, OPENING, 50_01)
    desk.pay(Kind.REPAYMENT, OPENING, 30_00)
    desk.disburse(OPENING, 80_00)


# Tranches


def test_a_drawing_draws_the_tranche_that_is_next_with_the_amount_that_is_paid_out() -> None:
    desk = running(700_00, **declared)
    assert promised(desk) == [(OPENING, OPENING, 700_00), (FEBRUARY, None, 200_00)]
    desk.today = MARCH
    assert refused(desk.disburse, MARCH, 300_01)
    desk.disburse(MARCH, 300_00)
    assert promised(desk) == [(OPENING, OPENING, 700_00), (FEBRUARY, MARCH, 300_00)]


@pytest.mark.parametrize(("amount", "left"), [(200_00, 500_00), (300_00, 200_00)])
def test_of_tranches_for_one_day_the_one_of_that_amount_is_drawn_or_the_largest(
    amount: int, left: int
) -> None:
    tranches = ((OPENING, 200_00), (OPENING, 500_00))
    desk = running(amount, **{**declared, "tranches": tranches})
    assert [t.amount for t in desk.account.tranches if t.drawn_on is None] == [left]


def test_when_every_declared_tranche_is_drawn_another_has_to_be_promised_first() -> None:
    desk = running(600_00, **{**declared, "tranches": ((OPENING, 600_00),)})
    assert refused(desk.disburse, OPENING, 100_00)
    assert refused(desk.add_tranche, FEBRUARY, 400_01)
    desk.add_tranche(FEBRUARY, 400_00)
    desk.disburse(OPENING, 400_00)


def test_an_undone_last_drawing_is_not_promised_again() -> None:
    desk = running(600_00, **declared)
    desk.disburse(OPENING, 200_00)
    desk.undo_last_disbursement()
    assert promised(desk) == [(OPENING, OPENING, 600_00)]
    assert [t.amount for t in desk.account.transactions] == [600_00]
    assert sum(row.charged[Part.PRINCIPAL] for row in desk.account.rows) == 600_00
    assert refused(desk.disburse, OPENING, 200_00)


def test_an_undone_drawing_takes_its_down_payment_along() -> None:
    quarter = DownPayment(Decimal(25), auto=True)
    desk = running(400_00, down_payment=quarter, **drawn_in_parts)
    before = [(t.kind, t.amount) for t in desk.account.transactions]
    desk.disburse(OPENING, 200_00)
    desk.undo_last_disbursement()
    assert [(t.kind, t.amount) for t in desk.account.transactions] == before


def test_undoing_the_only_drawing_is_undoing_the_disbursement() -> None:
    desk = running(600_00, **declared)
    desk.charge_income(CAPITALISED, OPENING, 100_00)
    desk.undo_last_disbursement()
    assert desk.status is Status.APPROVED
    assert desk.account.transactions == []
    assert len(desk.account.withdrawn) == 2
    assert promised(desk) == [(OPENING, None, 600_00), (FEBRUARY, None, 200_00)]
    desk.disburse(OPENING, 700_00)


def test_an_approval_is_not_undone_while_money_is_lent() -> None:
    desk = running(600_00)
    assert refused(desk.undo_approval)
    desk.undo_disbursement()
    desk.undo_approval()


@given(st.lists(st.integers(1, 700_00), max_size=6), st.booleans())
def test_no_history_of_drawings_breaks_the_limit(amounts: list[int], more: bool) -> None:
    desk = approved(over_applied=HALF_MORE if more else None, **drawn_in_parts)
    for at, amount in enumerate(amounts):
        if at % 3 == 2 and desk.account.disbursements:
            desk.undo_last_disbursement()
        refused(desk.disburse, OPENING, amount)
        assert desk.line.lent <= limits.most_lendable(desk.line)
        assert desk.line.lent == sum(t.amount for t in desk.account.tranches)


# A pending application


THIRD = date(2024, 1, 3)
TENTH = ChargeTerms(
    "arrangement", ChargeWhen.DUE_DATE, ChargeHow.OF_AMOUNT_AND_INTEREST, Decimal(10), False
)


def applied() -> Desk:
    """1,000.00 at 12 % in two months (30/360): 507.51 twice, 15.02 of interest; a tenth of both is charged at once."""
    terms = desks.terms(rate=Decimal("0.12"), instalments=2, **drawn_in_parts)
    desk = Desk(terms, OPENING)
    desk.add_charge(TENTH, OPENING + timedelta(days=5))
    return desk


def asked(desk: Desk) -> list[list[int]]:
    return [row.charged for row in desk.expected_account().rows]


def test_an_application_that_reads_otherwise_is_figured_anew_with_its_charges() -> None:
    desk = applied()
    assert asked(desk) == [[497_51, 10_00, 101_50, 0], [502_49, 5_02, 0, 0]]
    # 500.00 at 6 %: 0.5 % a month, 168.34 three times; interest 2.50 + 1.67 + 0.84.
    halved = replace(
        desk.terms,
        principal_minor=500_00,
        rate=Decimal("0.06"),
        instalments=3,
        expected_on=THIRD,
    )
    desk.modify(halved)
    assert asked(desk) == [[165_84, 2_50, 50_50, 0], [166_67, 1_67, 0, 0], [167_49, 84, 0, 0]]
    assert desk.account.charges[0].amount == 50_50
    assert desk.expected_account().rows[0].due == date(2024, 2, 3)


def test_an_application_may_lose_a_charge() -> None:
    desk = applied()
    desk.modify(desk.terms, without=desk.account.charges)
    assert asked(desk) == [[497_51, 10_00, 0, 0], [502_49, 5_02, 0, 0]]


def test_tranches_of_an_application_are_declared_anew_and_so_are_their_charges() -> None:
    desk = Desk(desks.terms(**declared), OPENING)
    desk.charge_drawings(
        ChargeTerms("drawing", ChargeWhen.DRAWING, ChargeHow.OF_AMOUNT, Decimal(1), False)
    )
    desk.modify(replace(desk.terms, tranches=((OPENING, 300_00), (MARCH, 700_00))))
    assert promised(desk) == [(OPENING, None, 300_00), (MARCH, None, 700_00)]
    assert [(c.due, c.amount) for c in desk.account.charges] == [(OPENING, 3_00), (MARCH, 7_00)]


@pytest.mark.parametrize(
    "change",
    [
        {"principal_minor": 0},
        {"instalments": 0},
        {"rate": Decimal("-0.01")},
        {"expected_on": OPENING - timedelta(days=1)},
        {"currency": "CNY"},
        {"tranches": ((OPENING, 1000_01),)},
    ],
)
def test_an_application_that_makes_no_sense_changes_nothing(change: dict[str, Any]) -> None:
    desk = applied()
    before = asked(desk)
    assert refused(desk.modify, replace(desk.terms, **change))
    assert asked(desk) == before


def test_only_a_pending_application_is_changed() -> None:
    desk = applied()
    desk.approve(1000_00, OPENING)
    assert refused(desk.modify, replace(desk.terms, instalments=4))
    desk.undo_approval()
    desk.modify(replace(desk.terms, instalments=4))
    assert len(asked(desk)) == 4
