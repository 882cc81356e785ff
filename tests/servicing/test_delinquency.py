"""How late a loan is: days past due, grace, pauses, classes and their history, and what is to be paid next."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashore.loan import Part
from ashore.servicing import standing
from ashore.servicing.delinquency import (
    NOT_LATE,
    Lateness,
    late_by_class,
    lateness,
    lateness_of,
)
from ashore.servicing.delinquency_classes import BY_LOWER_EDGE, class_of
from ashore.servicing.delinquency_pause import (
    Pause,
    PauseEntry,
    PauseStep,
    days_paused,
    pauses_of,
)
from ashore.servicing.desk import Desk, Refused, Status
from ashore.servicing.standing import NextDue, NextPayment
from ashore.servicing.transaction import Kind
from tests.servicing.small_loans import LENT_ON, running, with_interest

# Due dates of the small loan: 250.00 on each.
FIRST, SECOND, THIRD, LAST = (
    date(2023, 10, 16),
    date(2023, 10, 31),
    date(2023, 11, 15),
    date(2023, 11, 30),
)
DAY = timedelta(days=1)


def late(desk: Desk, day: date) -> Lateness:
    return desk.delinquency.lateness(desk.account, day, runs=desk.status is Status.ACTIVE)


def closed(desk: Desk, today: date) -> Desk:
    """The morning of ``today``: every day before it is closed, since the loan was disbursed."""
    if desk.closed_to is None:
        desk.closed_to = LENT_ON - DAY
    desk.today = today
    desk.close_of_business()
    return desk


def now(desk: Desk) -> str | None:
    found = desk.delinquency.now
    return found.name if found is not None else None


def spells(desk: Desk) -> list[tuple[str, date, date | None]]:
    return [
        (spell.delinquency_class.name, spell.added_on, spell.lifted_on)
        for spell in desk.delinquency.history
    ]


def by_instalment(desk: Desk) -> dict[str, int]:
    return {found.name: amount for found, amount in desk.delinquency.by_instalment.items()}


# Days


def test_on_its_due_date_an_unpaid_instalment_is_not_late() -> None:
    assert late(running(), FIRST) == NOT_LATE


def test_the_day_after_it_is_one_day_past_due_and_still_within_grace() -> None:
    assert late(running(), FIRST + DAY) == Lateness(
        amount_minor=250_00,
        past_due_since=FIRST,
        past_due_days=1,
        since=FIRST + 3 * DAY,
        days=0,
    )


def test_grace_comes_off_the_days_that_classes_go_by() -> None:
    found = late(running(), FIRST + 10 * DAY)
    assert (found.past_due_days, found.days) == (10, 7)


def test_days_count_from_the_oldest_unpaid_row_and_the_amount_is_everything_past_due() -> None:
    desk = running()
    desk.today = THIRD + DAY
    desk.pay(Kind.REPAYMENT, desk.today, 300_00)
    found = late(desk, desk.today)
    assert (found.past_due_since, found.amount_minor) == (SECOND, 450_00)


def test_money_taken_back_is_late_from_that_day_on_not_from_the_due_date() -> None:
    desk = running()
    desk.today = date(2023, 10, 5)
    paid = desk.pay(Kind.REPAYMENT, desk.today, 250_00)
    desk.today = date(2023, 10, 18)
    desk.charge_back(paid, desk.today, 100_00)
    assert late(desk, desk.today) == NOT_LATE
    found = late(desk, desk.today + 5 * DAY)
    assert (found.past_due_since, found.past_due_days, found.amount_minor) == (
        desk.today,
        5,
        100_00,
    )


def test_what_is_paid_into_the_instalment_covers_what_was_taken_back() -> None:
    desk = running()
    desk.today = date(2023, 10, 5)
    paid = desk.pay(Kind.REPAYMENT, desk.today, 250_00)
    desk.today = date(2023, 10, 18)
    desk.charge_back(paid, desk.today, 100_00)
    desk.pay(Kind.REPAYMENT, desk.today, 100_00)
    assert late(desk, desk.today + 5 * DAY) == NOT_LATE


@pytest.mark.parametrize(
    ("paid", "status"), [(1000_00, Status.CLOSED_OBLIGATIONS_MET), (1200_00, Status.OVERPAID)]
)
def test_a_loan_that_is_paid_off_or_overpaid_is_never_late(paid: int, status: Status) -> None:
    desk = closed(running(), LAST)
    desk.pay(Kind.REPAYMENT, LAST, paid)
    assert desk.status is status
    assert late(desk, LAST + 100 * DAY) == NOT_LATE
    assert now(desk) is None


def test_an_application_is_not_late() -> None:
    desk = running()
    desk.status = Status.APPROVED
    assert late(desk, LAST) == NOT_LATE


# Classes


@pytest.mark.parametrize(
    ("days", "name"),
    [(0, None), (1, "RANGE_1"), (3, "RANGE_1"), (4, "RANGE_3"), (30, "RANGE_3"), (31, "RANGE_30")],
)
def test_a_class_is_named_after_its_lower_edge(days: int, name: str | None) -> None:
    found = class_of(days, BY_LOWER_EDGE)
    assert (found.name if found else None) == name


def test_the_close_of_a_day_gives_the_class_of_the_morning_after() -> None:
    desk = closed(running(), FIRST + 3 * DAY)
    assert now(desk) is None
    assert now(closed(desk, FIRST + 4 * DAY)) == "RANGE_1"


def test_the_history_tells_when_each_class_was_given_and_taken_away() -> None:
    desk = closed(running(), FIRST + 8 * DAY)
    assert spells(desk) == [
        ("RANGE_1", FIRST + 4 * DAY, FIRST + 7 * DAY),
        ("RANGE_3", FIRST + 7 * DAY, None),
    ]


def test_a_class_stays_between_closes_though_the_days_go_on() -> None:
    desk = closed(running(), FIRST + 4 * DAY)
    desk.today = FIRST + 9 * DAY
    assert (now(desk), late(desk, desk.today).days) == ("RANGE_1", 6)


def test_a_payment_takes_the_class_away_at_once() -> None:
    desk = closed(running(), FIRST + 5 * DAY)
    desk.pay(Kind.REPAYMENT, desk.today, 250_00)
    assert spells(desk) == [("RANGE_1", FIRST + 4 * DAY, FIRST + 5 * DAY)]


def test_a_payment_undone_gives_the_class_back_at_once() -> None:
    desk = closed(running(), FIRST + 5 * DAY)
    paid = desk.pay(Kind.REPAYMENT, desk.today, 250_00)
    desk.today = FIRST + 6 * DAY
    desk.reverse(paid)
    assert spells(desk)[-1] == ("RANGE_1", FIRST + 6 * DAY, None)


def test_instalments_have_classes_of_their_own_without_grace() -> None:
    desk = closed(running(), LAST + 5 * DAY)
    assert late(desk, desk.today).days == 47
    assert by_instalment(desk) == {"RANGE_3": 500_00, "RANGE_30": 500_00}


def test_while_the_loan_is_within_grace_no_instalment_has_a_class() -> None:
    desk = closed(running(), FIRST + 2 * DAY)
    (first, *_) = desk.account.rows
    assert lateness_of(desk.account, first, [], desk.today).days == 2
    assert by_instalment(desk) == {}


def test_instalments_have_no_classes_where_the_contract_does_not_ask_for_them() -> None:
    assert by_instalment(closed(running(instalment_delinquency=False), LAST)) == {}


# Pauses


def test_paused_days_do_not_count_the_last_day_of_a_pause_does() -> None:
    desk = closed(running(), FIRST + 5 * DAY)
    desk.pause_delinquency(FIRST + 5 * DAY, FIRST + 15 * DAY)
    assert [late(desk, FIRST + n * DAY).days for n in (5, 10, 15, 16)] == [2, 2, 2, 3]
    assert late(desk, FIRST + 16 * DAY).past_due_days == 16


def test_a_pause_that_is_over_before_the_due_date_changes_nothing() -> None:
    desk = running()
    desk.pause_delinquency(LENT_ON, FIRST)
    assert late(desk, FIRST + 9 * DAY).days == 6


def test_a_pause_agreed_for_days_that_have_passed_changes_the_class_at_once() -> None:
    desk = closed(running(), FIRST + 12 * DAY)
    assert now(desk) == "RANGE_3"
    desk.pause_delinquency(FIRST + DAY, FIRST + 8 * DAY)
    assert now(desk) == "RANGE_1"
    assert by_instalment(desk) == {"RANGE_3": 250_00}


def test_the_close_of_business_leaves_classes_alone_while_paused() -> None:
    desk = closed(running(), FIRST + 6 * DAY)
    desk.pause_delinquency(FIRST + 7 * DAY, FIRST + 20 * DAY)
    closed(desk, FIRST + 7 * DAY)
    assert (now(desk), late(desk, desk.today).days) == ("RANGE_1", 4)


def test_a_posting_gives_classes_anew_even_while_paused() -> None:
    desk = closed(running(), FIRST + 6 * DAY)
    desk.pause_delinquency(FIRST + 7 * DAY, FIRST + 20 * DAY)
    closed(desk, FIRST + 8 * DAY)
    desk.pay(Kind.REPAYMENT, desk.today, 50_00)
    assert (now(desk), by_instalment(desk)) == ("RANGE_3", {"RANGE_3": 200_00})


def test_a_resume_cuts_the_pause_short_and_both_stay_on_record() -> None:
    desk = closed(running(), FIRST + 5 * DAY)
    desk.pause_delinquency(FIRST + 5 * DAY, FIRST + 20 * DAY)
    desk.today = FIRST + 10 * DAY
    desk.resume_delinquency(desk.today)
    assert desk.delinquency.entries == [
        PauseEntry(PauseStep.PAUSE, FIRST + 5 * DAY, FIRST + 20 * DAY),
        PauseEntry(PauseStep.RESUME, FIRST + 10 * DAY),
    ]
    assert desk.delinquency.pauses == [Pause(FIRST + 5 * DAY, FIRST + 10 * DAY)]
    assert late(desk, FIRST + 20 * DAY).days == 20 - 5 - 3


def test_pauses_may_follow_each_other_without_a_gap() -> None:
    desk = running()
    desk.pause_delinquency(FIRST, SECOND)
    desk.pause_delinquency(SECOND, THIRD)
    assert late(desk, THIRD).days == 0


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        (FIRST, FIRST, "ends after"),
        (SECOND, FIRST, "ends after"),
        (LENT_ON - DAY, FIRST, "disbursed"),
        (FIRST + DAY, SECOND - DAY, "already"),
        (LENT_ON, LAST, "already"),
    ],
)
def test_a_pause_that_makes_no_sense_is_refused_and_changes_nothing(
    start: date, end: date, reason: str
) -> None:
    desk = running()
    desk.pause_delinquency(FIRST, SECOND)
    with pytest.raises(Refused, match=reason):
        desk.pause_delinquency(start, end)
    assert desk.delinquency.pauses == [Pause(FIRST, SECOND)]


@pytest.mark.parametrize(
    ("today", "day", "reason"),
    [
        (FIRST + DAY, FIRST + 2 * DAY, "the day on which"),
        (FIRST - DAY, FIRST - DAY, "not paused"),
        (SECOND + DAY, SECOND + DAY, "not paused"),
    ],
)
def test_only_a_running_pause_can_be_ended_and_only_today(
    today: date, day: date, reason: str
) -> None:
    desk = running()
    desk.pause_delinquency(FIRST, SECOND)
    desk.today = today
    with pytest.raises(Refused, match=reason):
        desk.resume_delinquency(day)
    assert desk.delinquency.pauses == [Pause(FIRST, SECOND)]


def test_delinquency_cannot_be_resumed_twice_on_one_day() -> None:
    desk = running()
    desk.pause_delinquency(FIRST, SECOND)
    desk.today = FIRST + DAY
    desk.resume_delinquency(desk.today)
    with pytest.raises(Refused, match="already"):
        desk.resume_delinquency(desk.today)


def test_a_loan_that_has_ended_cannot_be_paused() -> None:
    desk = running()
    desk.pay(Kind.REPAYMENT, LENT_ON, 1000_00)
    with pytest.raises(Refused, match="running"):
        desk.pause_delinquency(FIRST, SECOND)


def test_a_loan_that_has_ended_is_not_closed_day_by_day_any_more() -> None:
    desk = closed(running(), FIRST)
    desk.pay(Kind.REPAYMENT, FIRST, 1000_00)
    assert closed(desk, LAST).closed_to == FIRST - DAY


# What is overdue, and what comes next


def test_overdue_is_what_is_past_its_grace_days() -> None:
    desk = running()
    assert standing.overdue(desk.account, FIRST + 3 * DAY) == 0
    assert standing.overdue(desk.account, FIRST + 4 * DAY) == 250_00
    assert standing.overdue(desk.account, FIRST + 4 * DAY, Part.INTEREST) == 0


def following(desk: Desk, rule: NextDue = NextDue.EARLIEST_UNPAID) -> NextPayment | None:
    return standing.next_payment(desk.account, desk.today, rule)


def test_the_next_payment_is_the_earliest_unpaid_instalment_overdue_or_not() -> None:
    desk = running()
    assert following(desk) == NextPayment(FIRST, 250_00)
    desk.today = SECOND + DAY
    assert following(desk) == NextPayment(FIRST, 250_00)


def test_or_the_next_that_falls_due_where_the_lender_prefers_that() -> None:
    desk = running()
    desk.today = FIRST
    assert following(desk, NextDue.NEXT_TO_COME) == NextPayment(SECOND, 250_00)
    desk.today = LAST
    assert following(desk, NextDue.NEXT_TO_COME) == NextPayment(LAST, 250_00)


def test_a_part_paid_ahead_comes_off_the_next_payment() -> None:
    desk = running()
    desk.pay(Kind.REPAYMENT, LENT_ON, 60_00)
    assert following(desk) == NextPayment(FIRST, 190_00)


def test_after_a_late_payment_the_next_one_is_not_asked_for_before_that_day() -> None:
    desk = running()
    desk.today = SECOND + 5 * DAY
    desk.pay(Kind.REPAYMENT, desk.today, 250_00)
    assert following(desk) == NextPayment(desk.today, 250_00)


def test_nothing_is_next_once_all_is_paid_nor_before_the_loan_is_disbursed() -> None:
    desk = running()
    desk.pay(Kind.REPAYMENT, LENT_ON, 1000_00)
    assert following(desk) == NextPayment(LENT_ON, 0)
    assert following(Desk(desk.terms, LENT_ON)) is None


def test_where_interest_follows_the_money_the_next_payment_is_what_will_be_asked_for_then() -> None:
    desk = with_interest()
    desk.today = date(2023, 11, 10)
    desk.close_of_business()
    following_rule = NextDue.NEXT_TO_COME
    promised = following(desk, following_rule)
    desk.today = date(2023, 12, 1)
    desk.close_of_business()
    asked = desk.account.rows[1]
    assert promised == NextPayment(asked.due, asked.left)


def test_unpaid_interest_splits_into_what_is_due_and_what_is_earned_but_not_due() -> None:
    desk = with_interest()
    middle = date(2023, 10, 16)
    due = standing.unpaid_interest_due(desk.account, middle)
    earned = standing.unpaid_interest_not_due(desk.account, middle)
    assert (due, earned) == (0, 4_84)  # 1 % of 1,000.00 for 15 of 31 days
    assert standing.unpaid_interest_due(desk.account, date(2023, 11, 1)) == 10_00


def test_the_last_payment_is_of_any_kind_the_last_repayment_the_borrowers_own() -> None:
    desk = running()
    repaid = desk.pay(Kind.REPAYMENT, LENT_ON, 100_00)
    given = desk.pay(Kind.GOODWILL_CREDIT, LENT_ON, 50_00)
    assert standing.last_payment(desk.account) is given
    assert standing.last_repayment(desk.account) is repaid
    desk.reverse(given)
    assert standing.last_payment(desk.account) is repaid


# Properties

days = st.integers(0, 120).map(lambda n: LENT_ON + n * DAY)
pauses = st.lists(st.tuples(days, st.integers(1, 60)), max_size=3).map(
    lambda found: [Pause(start, start + n * DAY) for start, n in found]
)
payments = st.lists(st.tuples(days, st.integers(1, 400_00)), max_size=4)


def paid_as(entries: list[tuple[date, int]], **more: Any) -> Desk:
    desk = running(**more)
    for day, amount in sorted(entries):
        desk.today = day
        desk.pay(Kind.REPAYMENT, day, amount)
    return desk


@pytest.mark.property
@given(payments, pauses, days)
def test_a_pause_never_makes_a_loan_later(
    entries: list[tuple[date, int]], paused: list[Pause], today: date
) -> None:
    account = paid_as(entries).account
    with_pauses, without = lateness(account, paused, today), lateness(account, [], today)
    assert with_pauses.days <= without.days
    assert with_pauses._replace(days=without.days) == without


@pytest.mark.property
@given(payments, days)
def test_a_loan_is_late_exactly_when_something_due_before_today_is_unpaid(
    entries: list[tuple[date, int]], today: date
) -> None:
    account = paid_as(entries).account
    unpaid = sum(row.left for row in account.rows if row.due < today)
    found = lateness(account, [], today)
    assert found.amount_minor == unpaid
    assert (found == NOT_LATE) == (unpaid == 0)


@given(payments, days)
def test_the_classes_of_the_instalments_share_out_what_is_past_due(
    entries: list[tuple[date, int]], today: date
) -> None:
    account = paid_as(entries).account
    amounts = late_by_class(account, [], today)
    assert sum(amounts.values()) == lateness(account, [], today).amount_minor
    assert list(amounts) == sorted(amounts, key=lambda found: found.first_day)


@given(st.integers(1, 1000))
def test_every_number_of_days_late_has_one_class_and_more_days_never_a_milder_one(n: int) -> None:
    found, next_one = class_of(n, BY_LOWER_EDGE), class_of(n + 1, BY_LOWER_EDGE)
    assert found is not None
    assert next_one is not None
    assert found.first_day <= n < next_one.first_day or found is next_one
    assert sum(class_of(n, (each,)) is not None for each in BY_LOWER_EDGE) == 1


@given(st.lists(st.tuples(st.integers(0, 1), days, st.integers(1, 60)), max_size=5), days, days)
def test_days_paused_are_never_more_than_the_days_looked_at(
    raw: list[tuple[int, date, int]], one: date, other: date
) -> None:
    entries: list[PauseEntry] = []
    for is_resume, start, length in raw:
        if is_resume:
            entries.append(PauseEntry(PauseStep.RESUME, start))
        elif not any(p.overlaps(Pause(start, start + length * DAY)) for p in pauses_of(entries)):
            entries.append(PauseEntry(PauseStep.PAUSE, start, start + length * DAY))
    since, until = sorted((one, other))
    assert 0 <= days_paused(pauses_of(entries), since, until) <= (until - since).days
