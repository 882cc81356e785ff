"""The engine against an independent simulator that walks through every night: two readings of one contract."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, reject
from hypothesis import strategies as st

from ashore.loan import (
    TABLES,
    AdvanceRule,
    Charge,
    Contract,
    CustomInstalment,
    Disbursement,
    Event,
    EventRefused,
    FeeTerms,
    FeeWhen,
    InterestPause,
    PenaltyTerms,
    RateChange,
    RateStep,
    RemainingFees,
    Repayment,
    RepaymentKind,
    Reversal,
    SettlementTerms,
    Standing,
    convention,
    evaluate,
    fold,
    quote_payoff,
    record,
    sign,
)
from ashore.money import Unit
from tests.loan.histories import START, days, penalties, rates
from tests.loan.simulator import Picture, due_days, simulate

pytestmark = pytest.mark.property

Life = tuple[Contract, tuple[Event, ...], date]
KINDS = [kind for kind in RepaymentKind if kind is not RepaymentKind.FLAT_FEE]
FEES = [
    FeeWhen.UPFRONT,
    FeeWhen.WITHHELD,
    FeeWhen.PERIODIC,
    FeeWhen.FIRST_INSTALMENT,
    FeeWhen.ON_DISBURSEMENT,
]
fees = st.lists(
    st.builds(
        FeeTerms,
        code=st.sampled_from("abcdef"),
        when=st.sampled_from(FEES),
        amount_minor=st.integers(1, 5_000),
        share_ppm=st.sampled_from([0, 3_333, 10_000]),
    ),
    max_size=2,
    unique_by=lambda fee: fee.code,
).map(tuple)


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    """A contract of the kinds that the simulator knows."""
    kind = draw(st.sampled_from(KINDS))
    n = 1 if kind is RepaymentKind.BULLET else draw(st.integers(1, 9))
    principal = draw(st.integers(30_000, 5_000_000))
    unit = draw(st.sampled_from([Unit.MONTHS, Unit.MONTHS, Unit.WEEKS, Unit.DAYS]))
    custom = _custom(draw, n, principal) if kind is RepaymentKind.CUSTOM else ()
    odd_first = None if custom else draw(st.none() | st.integers(3, 50))
    penalty: PenaltyTerms | None = draw(penalties)
    revolving = kind is RepaymentKind.DRAWDOWN
    step = draw(st.none() | st.none() | st.builds(RateStep, days, rates))
    return Contract(
        id="L",
        principal_minor=principal,
        start=START,
        rate=draw(rates),
        repayment=kind,
        instalments=n,
        every=draw(st.integers(7, 30) if unit is Unit.DAYS else st.integers(1, 2)),
        unit=unit,
        first_due=None if odd_first is None else START + timedelta(days=odd_first),
        convention=convention(draw(st.sampled_from(["cn-daily-360", "cn-daily-365"]))),
        rate_steps=() if step is None else (step,),
        fees=draw(fees),
        penalty=penalty,
        allocation=TABLES[draw(st.sampled_from(sorted(TABLES)))],
        advance=AdvanceRule.REDUCE_INSTALMENT if revolving else draw(st.sampled_from(AdvanceRule)),
        settlement=SettlementTerms(draw(st.sampled_from(RemainingFees))),
        custom=custom,
    )


def _custom(draw: st.DrawFn, n: int, principal: int) -> tuple[CustomInstalment, ...]:
    cuts = sorted(
        draw(
            st.lists(st.integers(0, principal) | st.just(principal), min_size=n - 1, max_size=n - 1)
        )
    )
    bounds = [0, *cuts, principal]
    due, found = START, []
    for at in range(n):
        due += timedelta(days=draw(st.integers(1, 60)))
        part = bounds[at + 1] - bounds[at]
        found.append(CustomInstalment(due=due, principal_minor=part))
    return tuple(found)


def _day(draw: st.DrawFn, contract: Contract) -> date:
    """A day of the loan's life, up to twenty days after its end; often on or beside a due date."""
    dues = due_days(contract)
    if draw(st.booleans()):
        return draw(st.sampled_from(dues)) + timedelta(days=draw(st.integers(-1, 4)))
    return START + timedelta(days=draw(st.integers(0, (dues[-1] - START).days + 20)))


def _event(draw: st.DrawFn, at: int, contract: Contract, events: tuple[Event, ...]) -> Event:
    day = _day(draw, contract)
    later = day + timedelta(days=draw(st.integers(0, 40)))
    head = {"id": f"e{at}", "effective": day, "recorded": draw(st.sampled_from([day, later]))}
    kind = draw(st.integers(0, 14))
    if kind < 7:
        table = draw(st.sampled_from([None, None, None, *sorted(TABLES)]))
        amount = _amount(draw, kind, contract, events, day)
        return Repayment(**head, amount_minor=amount, allocation=table)
    if kind == 7:
        amount = draw(st.integers(1, contract.principal_minor // 2 + 1))
        return Disbursement(**head, amount_minor=amount)
    if kind in (8, 9):
        due = max(day, draw(st.sampled_from([later, *due_days(contract)])))
        return Charge(**head, amount_minor=draw(st.integers(1, 9_900)), name="late fee", due=due)
    if kind == 10:
        return InterestPause(**head, until=later, penalties=draw(st.booleans()))
    if kind in (11, 12):
        return RateChange(**head, rate=draw(rates))
    targets = [event for event in events if event.id != "first"]
    if not targets:
        return Repayment(**head, amount_minor=draw(st.integers(1, 5_000)))
    target = draw(st.sampled_from(targets))
    head["recorded"] = max(target.known_on, later)
    return Reversal(**head, target=target.id)


def _amount(
    draw: st.DrawFn, kind: int, contract: Contract, events: tuple[Event, ...], day: date
) -> int:
    """Any amount; a small one; what is due that day, with or without something ahead; about the pay-off."""
    position = fold(contract, events)
    if kind == 6:
        quote = quote_payoff(position, day).pay_minor
        return max(1, quote + draw(st.sampled_from([-1, 0, 1]) | st.integers(-9_900, 0)))
    if kind == 5:
        return draw(st.integers(1, contract.principal_minor // 50))
    if kind >= 2:
        found = evaluate(position, day)
        ahead = draw(st.just(0) | st.integers(0, contract.principal_minor // 2))
        return max(1, found.overdue.total + found.due_today.total + ahead)
    return draw(st.integers(1, contract.principal_minor // 2 + 1))


@st.composite
def lives(draw: st.DrawFn) -> Life:
    """A contract, a history that `record` accepted event by event, and a date to ask about."""
    contract = draw(contracts())
    if draw(st.booleans()):
        contract = sign(contract)
        if contract.instalment_minor is not None:
            more = draw(st.integers(0, 2_000))
            contract = replace(contract, instalment_minor=contract.instalment_minor + more)
    whole = draw(st.integers(0, 3)) and not contract.revolving
    drawn = contract.principal_minor if whole else contract.principal_minor // 2
    events: tuple[Event, ...] = ()
    opening = Disbursement(id="first", effective=START, amount_minor=drawn)
    events = record(contract, events, opening)
    for at in range(draw(st.integers(0, 4) | st.integers(5, 10))):
        try:
            events = record(contract, events, _event(draw, at, contract, events))
        except EventRefused:
            continue
    after_all = max(event.effective for event in events) + timedelta(days=draw(st.integers(0, 9)))
    return contract, events, draw(st.sampled_from([_day(draw, contract), after_all]))


def picture(found: Standing) -> Picture:
    """What the engine says, in the simulator's words."""
    ahead = [row for row in found.instalments if row.number and row.due > found.as_of]
    return Picture(
        paid=tuple(found.totals.paid),
        outstanding=tuple(found.outstanding),
        overdue=tuple(found.overdue),
        days_past_due=found.days_past_due,
        credit=found.totals.credit,
        plan=[(row.due, *row.planned[:3]) for row in ahead],
    )


def agree(life: Life, known_at: date | None = None) -> None:
    """Assert that both give the same picture."""
    contract, events, day = life
    expected = simulate(contract, events, day, known_at)
    assert picture(evaluate(fold(contract, events, known_at), day)) == expected


@given(lives())
def test_engine_and_simulator_agree_on_every_date(life: Life) -> None:
    agree(life)


@given(lives(), days)
def test_they_agree_on_what_was_known_at_an_earlier_date(life: Life, known_at: date) -> None:
    contract, events, _ = life
    try:
        fold(contract, events, known_at)
    except EventRefused:
        # A line was drawn again on money whose payment was recorded later.
        reject()
    agree(life, known_at)
