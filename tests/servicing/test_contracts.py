"""One loan, two ways in: what the event engine makes of a contract is what the desk makes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashore.loan import (
    TABLES,
    Contract,
    Digits,
    Event,
    FeeTerms,
    FeeWhen,
    GraceTerms,
    InterestMethod,
    InvalidContract,
    OverdueInterest,
    Part,
    PenaltyTerms,
    RateStep,
    Repayment,
    RepaymentKind,
    RowKind,
    convention,
    drawn_as_agreed,
    evaluate,
    fineract,
    fold,
    instalments,
    quote_payoff,
    schedule,
    sign,
)
from ashore.money import Rate, Unit
from ashore.servicing import Ahead, Desk, Status, terms_of
from ashore.servicing.cumulative_interest import level_instalment
from ashore.servicing.transaction import Kind

START = date(2023, 12, 15)
RHYTHMS = [(1, Unit.MONTHS), (3, Unit.MONTHS), (2, Unit.WEEKS), (15, Unit.DAYS), (1, Unit.YEARS)]
YEARS = [(30, 360), (30, 365), (30, None), (None, 360), (None, 365), (None, None)]


def contract(**more: Any) -> Contract:
    """12,000.00 in twelve equal monthly instalments at 18 %, through cut ratios."""
    agreed: dict[str, Any] = {
        "id": "F-1",
        "principal_minor": 12_000_00,
        "start": START,
        "rate": Rate.per_year("18"),
        "repayment": RepaymentKind.EQUAL_INSTALMENT,
        "instalments": 12,
        "convention": fineract(Digits()),
    }
    return Contract(**{**agreed, **more})


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    every, unit = draw(st.sampled_from(RHYTHMS))
    month, year = draw(st.sampled_from(YEARS))
    rules = Digits(
        by_period=draw(st.booleans()),
        days_in_month=month,
        days_in_year=year,
        feb_29_only=year is None and draw(st.booleans()),
        cut_on_1_january=draw(st.booleans()),
    )
    start = START + timedelta(draw(st.integers(0, 800)))
    count = draw(st.integers(1, 12))
    multiple = draw(st.sampled_from([1, 1, 100]))
    length = every * (count - 1) + draw(st.integers(1, 2 * every)) if draw(st.booleans()) else None
    return contract(
        principal_minor=draw(st.integers(100_00, 20_000_00)),
        start=start,
        rate=Rate.per_year(str(draw(st.sampled_from(["0.5", "7", "9.99", "18", "24.5"])))),
        instalments=count,
        every=every,
        unit=unit,
        convention=fineract(rules, whole_drawings=draw(st.booleans())),
        allocation=draw(st.sampled_from(sorted(TABLES.values(), key=lambda each: each.name))),
        length=length,
        counted_from=draw(st.sampled_from([None, start - timedelta(4)]))
        if length is None
        else None,
        instalment_multiple_minor=multiple,
        down_payment_ppm=draw(st.sampled_from([0, 250_000])) if multiple == 1 else 0,
    )


class Step(NamedTuple):
    """A payment ``wait`` days later, of so many thousandths of what is due by then."""

    wait: int
    share: int


def desk_for(agreed: Contract) -> Desk:
    desk = Desk(terms_of(agreed, Ahead.NEXT), agreed.start)
    desk.approve(agreed.principal_minor, agreed.start)
    desk.disburse(agreed.start, agreed.principal_minor)
    return desk


Table = list[tuple[date, bool, int, int, int, int]]


def engine_table(agreed: Contract, events: list[Event], day: date) -> Table:
    """Due date, whether a down payment, principal and interest, asked for and paid."""
    return [
        (row.due, row.kind is RowKind.DOWN_PAYMENT, *row.planned[:2], *row.paid[:2])
        for row in instalments(fold(agreed, events), day)
    ]


def desk_table(desk: Desk) -> Table:
    return [
        (row.due, row.down_payment, *row.charged[:2], *row.paid[:2]) for row in desk.account.rows
    ]


@given(contracts(), st.lists(st.builds(Step, st.integers(0, 50), st.integers(1, 1000)), max_size=6))
def test_a_loan_not_paid_ahead_is_the_same_in_the_event_engine_and_at_the_desk(
    agreed: Contract, steps: list[Step]
) -> None:
    desk, day = desk_for(agreed), agreed.start
    events: list[Event] = [drawn_as_agreed(agreed)]
    assert sorted(desk_table(desk)) == sorted(engine_table(agreed, events, day))
    for step in steps:
        day += timedelta(step.wait)
        desk.today = day
        assert desk.payoff(day) == quote_payoff(fold(agreed, events), day).pay_minor
        due = sum(sum(row[2:4]) - sum(row[4:]) for row in desk_table(desk) if row[0] <= day)
        amount = due * step.share // 1000
        if amount:
            pay(desk, events, day, amount)
            assert sorted(desk_table(desk)) == sorted(engine_table(agreed, events, day))
    settled = desk.payoff(day)
    if settled:
        pay(desk, events, day, settled)
    standing = evaluate(fold(agreed, events), day)
    assert standing.totals.outstanding.total == 0
    assert desk.status is Status.CLOSED_OBLIGATIONS_MET
    for part in (Part.PRINCIPAL, Part.INTEREST):
        assert standing.totals.paid[part] == sum(row.paid[part] for row in desk.account.rows)


def pay(desk: Desk, events: list[Event], day: date, amount: int) -> None:
    desk.pay(Kind.REPAYMENT, day, amount)
    events.append(Repayment(id=f"R{len(events)}", effective=day, amount_minor=amount))


@pytest.mark.parametrize(
    "more",
    [
        {"convention": convention("cn-monthly")},
        {"convention": fineract(Digits(), older=True)},
        {"convention": replace(fineract(Digits()), overdue_interest=OverdueInterest.CONTINUES)},
        {"repayment": RepaymentKind.EQUAL_PRINCIPAL},
        {"interest_method": InterestMethod.FLAT},
        {"grace": GraceTerms(principal=1)},
        {"down_payment_ppm": 250_000, "instalment_multiple_minor": 100},
        {"penalty": PenaltyTerms()},
        {"fees": (FeeTerms(code="service", when=FeeWhen.PERIODIC, amount_minor=5_00),)},
        {"rate_steps": (RateStep(date(2024, 3, 1), Rate.per_year("12")),)},
        {"first_due": date(2024, 2, 1)},
        {"instalment_minor": 1_200_00},
    ],
    ids=lambda more: next(iter(more)),
)
def test_what_the_desk_would_read_in_another_way_is_refused(more: dict[str, Any]) -> None:
    with pytest.raises(InvalidContract) as refused:
        terms_of(contract(**more), Ahead.NEXT)
    assert next(iter(more)) in str(refused.value)


def test_a_signed_contract_is_serviced_as_it_was_signed() -> None:
    signed = sign(contract())
    assert sum(desk_for(signed).account.rows[0].charged) == signed.instalment_minor


def test_the_older_instalment_takes_a_month_as_thirty_days_on_both_sides() -> None:
    rules = Digits(days_in_month=None, days_in_year=365)
    older = contract(convention=fineract(rules, older=True))
    first = schedule(older).instalments[0]
    newer = terms_of(replace(older, convention=fineract(rules)), Ahead.NEXT)
    period = (first.start, first.due)
    assert first.planned.total == level_instalment(newer, 12_000_00, 12, period)
    # 18 % x 30/365 a period: 12,000.00 x i / (1 - (1 + i)^-12) is 1,098.75; a twelfth of 18 % would make it 1,100.16.
    assert first.planned.total == 1_098_75
