"""The kernel against the library: two computations of the same standing, on any day and as known at any day.

The library folds objects and keeps a trace; the kernel runs over flat numbers and keeps nothing. They share no code.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ashore.kernel import (
    ALWAYS,
    DONE,
    OUT_SIZE,
    REFUSED,
    STATE_SIZE,
    T_STRAIGHT,
    TOO_LARGE,
    UNDECIDED,
    UNORDERED,
    computes,
    event_numbers,
    loan_numbers,
    numbers_on,
    status_told,
    terms_numbers,
    told,
    totals_told,
)
from ashore.loan import (
    Contract,
    Digits,
    Disbursement,
    Event,
    EventRefused,
    InvalidContract,
    RateChange,
    Repayment,
    RepaymentKind,
    Reversal,
    UnknownEvent,
    convention,
    evaluate,
    fineract,
    fold,
    sign,
)
from ashore.money import Rate
from tests.kernel.lives import Life, lives, straight_lives
from tests.loan.histories import START

days = st.integers(0, 700).map(lambda n: START + timedelta(days=n))
gaps = st.integers(0, 100).map(lambda n: timedelta(days=n))


def by_kernel(
    contract: Contract,
    events: tuple[Event, ...],
    day: date,
    before: date | None = None,
    known_at: date | None = None,
    known_before: date | None = None,
    named: int = 1,
    *,
    bent: bool = False,
) -> tuple[int, list[int]]:
    terms = terms_numbers(contract)
    if bent:
        terms[T_STRAIGHT - STATE_SIZE] = 0
    return numbers_on(
        terms,
        loan_numbers(contract),
        event_numbers(events),
        day.toordinal(),
        before=0 if before is None else before.toordinal(),
        known_at=ALWAYS if known_at is None else known_at.toordinal(),
        known_before=ALWAYS if known_before is None else known_before.toordinal(),
        named=named,
    )


@pytest.mark.property
@given(lives(), days, gaps, st.none() | days, gaps)
def test_a_rich_history_stands_at_what_the_library_says(
    life: Life, day: date, gap: timedelta, known_at: date | None, known_gap: timedelta
) -> None:
    """On two days, each as known on its own: all that is told of the loan, but for ties that only ids decide."""
    contract, events = life
    before = day - gap
    known_before = None if known_at is None else known_at - known_gap
    try:
        now, then = fold(contract, events, known_at), fold(contract, events, known_before)
    except (EventRefused, UnknownEvent):
        assume(False)
    how, found = by_kernel(contract, events, day, before, known_at, known_before)
    assert how in (DONE, UNORDERED, UNDECIDED, TOO_LARGE, REFUSED)
    if how == REFUSED:
        # Something recorded later than asked is what was refused, or undone by something not known yet.
        assert known_at is not None
        return
    if how == DONE:
        assert found[:OUT_SIZE] == told(evaluate(then, before))
        assert found[OUT_SIZE:] == told(evaluate(now, day))


@pytest.mark.property
@given(straight_lives(), st.integers(0, 700), st.integers(0, 60))
def test_a_straight_walk_a_replay_and_the_library_agree(life: Life, after: int, gap: int) -> None:
    contract, events = life
    day = contract.start + timedelta(days=after)
    before = day - timedelta(days=gap)
    try:
        position = fold(contract, events)
    except InvalidContract:
        # Two years at 44 %: the instalment as rounded does not pay the interest of a period.
        assert by_kernel(contract, events, day, named=0)[0] == REFUSED
        return
    for bent in (False, True):
        how, found = by_kernel(contract, events, day, before, named=0, bent=bent)
        assert how == DONE
        assert found[:OUT_SIZE] == told(evaluate(position, before))
        assert found[OUT_SIZE:] == told(evaluate(position, day))


LOAN = sign(
    Contract(
        id="L",
        principal_minor=8_000_00,
        start=date(2025, 1, 15),
        rate=Rate.per_year("18"),
        repayment=RepaymentKind.EQUAL_INSTALMENT,
        instalments=12,
    )
)
DRAWN = Disbursement(id="1", effective=date(2025, 1, 15), amount_minor=8_000_00)
PAID = Repayment(id="2", effective=date(2025, 2, 15), amount_minor=733_44)


def test_what_is_told_reads_back_as_status_and_totals() -> None:
    standing = evaluate(fold(LOAN, [DRAWN, PAID]), date(2025, 3, 20))
    _, found = by_kernel(LOAN, (DRAWN, PAID), date(2025, 3, 20))
    assert status_told(found[OUT_SIZE]) is standing.status
    assert totals_told(found[OUT_SIZE:]) == standing.totals


def test_an_event_that_the_loan_cannot_take_is_refused_and_left_to_the_library_to_name() -> None:
    twice = Disbursement(id="3", effective=date(2025, 2, 1), amount_minor=1)
    how, _ = by_kernel(LOAN, (DRAWN, twice), date(2025, 3, 1))
    assert how == REFUSED
    with pytest.raises(EventRefused, match="amount_minor"):
        fold(LOAN, [DRAWN, twice])


def test_a_reversal_of_something_unknown_is_refused() -> None:
    lost = Reversal(id="3", effective=date(2025, 2, 16), target="nothing")
    assert by_kernel(LOAN, (DRAWN, PAID, lost), date(2025, 3, 1))[0] == REFUSED


def test_two_events_of_one_kind_on_one_day_need_the_order_of_ids_unless_the_book_made_them() -> (
    None
):
    again = Repayment(id="0", effective=PAID.effective, amount_minor=5_00)
    assert by_kernel(LOAN, (DRAWN, PAID, again), date(2025, 3, 1))[0] == UNORDERED
    assert by_kernel(LOAN, (DRAWN, PAID, again), date(2025, 3, 1), named=0)[0] == DONE


def test_what_the_kernel_leaves_to_the_library() -> None:
    assert computes(LOAN)
    unsigned = replace(LOAN, instalment_minor=None)
    assert not computes(replace(unsigned, convention=convention("lendingclub")))
    assert not computes(replace(unsigned, convention=fineract(Digits())))
    assert not computes(replace(unsigned, length=13))
    assert not computes(replace(unsigned, counted_from=date(2025, 1, 1)))


def test_a_loan_too_large_for_64_bits_is_left_to_the_library() -> None:
    large = Contract(
        id="L",
        principal_minor=9_000_000_000_000,
        start=date(2025, 1, 15),
        rate=Rate.per_year("18"),
        repayment=RepaymentKind.INTEREST_FIRST,
        instalments=12,
    )
    drawn = Disbursement(id="1", effective=large.start, amount_minor=large.principal_minor)
    cut = RateChange(id="2", effective=date(2025, 3, 1), rate=Rate.per_year("12"))
    how, _ = by_kernel(large, (drawn, cut), date(2025, 6, 1))
    assert how == TOO_LARGE
