"""What must hold for every contract and every history."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashore.loan import (
    Contract,
    Event,
    EventRefused,
    Repayment,
    Reversal,
    Standing,
    Status,
    evaluate,
    explain,
    fold,
    quote_payoff,
    record,
    standings_over,
    totals_over,
)
from tests.loan.histories import START, days, lives

pytestmark = pytest.mark.property

Life = tuple[Contract, tuple[Event, ...]]


def facts(standing: Standing) -> tuple[object, ...]:
    """All that a standing says, without the position behind it."""
    return (*standing[:-1], standing.instalments)


@given(lives(), days)
def test_money_and_principal_are_conserved_on_every_date(life: Life, day: date) -> None:
    contract, events = life
    standing = evaluate(fold(contract, events), day)
    standing.totals.check()
    assert min(standing.outstanding) >= 0
    drawn = sum(row.planned.principal for row in standing.instalments)
    assert drawn == standing.totals.charged.principal
    assert standing.overdue.total + standing.due_today.total <= standing.outstanding.total + 1


@given(lives(), days)
def test_nobody_is_asked_for_money_while_theirs_is_held(life: Life, day: date) -> None:
    contract, events = life
    standing = evaluate(fold(contract, events), day)
    if standing.totals.credit > 0:
        assert standing.overdue.total + standing.due_today.total == 0
        assert standing.days_past_due == 0


@given(lives(), days)
def test_an_explanation_adds_up_to_what_is_owed(life: Life, day: date) -> None:
    contract, events = life
    standing = evaluate(fold(contract, events), day)
    tree = explain(standing)
    tree.check()
    assert tree.amount_minor == standing.outstanding.total - standing.totals.credit


@given(lives(), days)
def test_no_explanation_needs_a_rounding_line_larger_than_a_minor_unit_for_each_row(
    life: Life, day: date
) -> None:
    contract, events = life
    standing = evaluate(fold(contract, events), day)
    rows = len(standing.instalments)
    pending = [explain(standing)]
    while pending:
        line = pending.pop()
        pending.extend(line.children)
        if line.code == "rounding":
            assert abs(line.amount_minor) <= rows


@given(lives(), st.data())
def test_a_reversed_event_counts_as_never_having_happened(life: Life, data: st.DataObject) -> None:
    contract, events = life
    amount = data.draw(st.integers(1, contract.principal_minor))
    payment = Repayment(id="wrong", effective=data.draw(days), amount_minor=amount)
    undone = Reversal(id="undo", effective=data.draw(days), target="wrong")
    try:
        with_payment = record(contract, events, payment)
    except EventRefused:
        return
    with_both = record(contract, with_payment, undone)
    day = data.draw(days)
    assert facts(evaluate(fold(contract, with_both), day)) == facts(
        evaluate(fold(contract, events), day)
    )


@given(lives(), days, st.randoms(use_true_random=False))
def test_the_order_of_recording_does_not_matter(life: Life, day: date, random: object) -> None:
    contract, events = life
    shuffled = list(events)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert facts(evaluate(fold(contract, shuffled), day)) == facts(
        evaluate(fold(contract, events), day)
    )


@given(lives(), days, st.integers(0, 400))
def test_a_back_dated_event_gives_what_it_would_have_given_on_time(
    life: Life, day: date, delay: int
) -> None:
    contract, events = life
    late = [replace(e, recorded=e.effective + timedelta(days=delay)) for e in events]
    on_time = [replace(e, recorded=None) for e in events]
    assert facts(evaluate(fold(contract, late), day)) == facts(
        evaluate(fold(contract, on_time), day)
    )


@given(lives(), days)
def test_what_was_not_known_yet_does_not_count(life: Life, known_at: date) -> None:
    contract, events = life
    known = [event for event in events if event.known_on <= known_at]
    try:
        then = fold(contract, events, known_at)
    except EventRefused:
        with pytest.raises(EventRefused):
            fold(contract, known)
        return
    expected = evaluate(fold(contract, known), known_at)
    assert evaluate(then, known_at).totals == expected.totals


@given(lives(), days, st.integers(0, 300))
def test_a_later_date_never_loses_a_payment(life: Life, day: date, more: int) -> None:
    contract, events = life
    position = fold(contract, events)
    now, later = evaluate(position, day), evaluate(position, day + timedelta(days=more))
    assert later.totals.received >= now.totals.received
    assert later.totals.recovered >= now.totals.recovered
    settled_now = now.totals.paid.total + now.totals.credit + now.totals.refunded
    settled_later = later.totals.paid.total + later.totals.credit + later.totals.refunded
    assert settled_later >= settled_now - now.totals.recharged


@given(lives(), st.integers(0, 500))
def test_a_past_date_is_answered_from_what_had_happened_by_then(life: Life, offset: int) -> None:
    contract, events = life
    day = START + timedelta(days=offset)
    happened = [event for event in events if event.effective <= day]
    targets = {event.id for event in happened}
    if any(isinstance(e, Reversal) and (e.target not in targets) for e in happened):
        return
    if any(isinstance(e, Reversal) and e.effective > day for e in events):
        return
    full = evaluate(fold(contract, events), day)
    assert full.totals == evaluate(fold(contract, happened), day).totals


@given(lives(), days)
def test_paying_the_payoff_quote_ends_the_loan(life: Life, day: date) -> None:
    contract, events = life
    last = max(event.effective for event in events)
    day = max(day, last)
    position = fold(contract, events)
    before = evaluate(position, day)
    if before.status is Status.PENDING:
        return
    quote = quote_payoff(position, day)
    if contract.revolving or before.status is Status.WRITTEN_OFF or not quote.pay_minor:
        return
    payment = Repayment(id="zz-payoff", effective=day, amount_minor=quote.pay_minor)
    after = evaluate(fold(contract, record(contract, events, payment)), day + timedelta(days=400))
    assert after.outstanding.total == 0
    assert after.totals.credit == 0
    assert after.status is Status.CLOSED


@given(lives(), days, st.integers(1, 3_000))
def test_a_closed_loan_stays_closed(life: Life, day: date, more: int) -> None:
    contract, events = life
    day = max(day, *(event.effective for event in events))
    position = fold(contract, events)
    now = evaluate(position, day)
    if now.status is Status.CLOSED:
        assert evaluate(position, day + timedelta(days=more)).totals == now.totals


@given(lives(), st.lists(days, max_size=6))
def test_totals_over_many_days_are_those_of_each_day_alone(life: Life, found: list[date]) -> None:
    contract, events = life
    rising = sorted(found)
    position = fold(contract, events)
    assert list(totals_over(contract, events, rising)) == [
        evaluate(position, day).totals for day in rising
    ]


@given(lives(), st.lists(days, max_size=6))
def test_standings_over_many_days_are_those_of_each_day_alone(
    life: Life, found: list[date]
) -> None:
    contract, events = life
    rising = sorted(found)
    position = fold(contract, events)
    for day, one in zip(rising, standings_over(contract, events, rising), strict=True):
        assert one[:-1] == evaluate(position, day)[:-1]  # all but the position, which is an object
