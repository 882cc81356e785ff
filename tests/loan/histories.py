"""Random contracts and random lives of loans, for the properties that must hold for all of them."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from ashore.loan import (
    CONVENTIONS,
    TABLES,
    AdvanceRule,
    Charge,
    Contract,
    CustomInstalment,
    Disbursement,
    DueDateMove,
    Event,
    EventRefused,
    FeeTerms,
    FeeWhen,
    GraceMode,
    GraceTerms,
    InterestMethod,
    InterestPause,
    Part,
    PenaltyTerms,
    RateChange,
    RateStep,
    Recovery,
    Refund,
    RemainingFees,
    Repayment,
    RepaymentKind,
    Reversal,
    SettlementTerms,
    Waiver,
    WriteOff,
    evaluate,
    fold,
    record,
    sign,
)
from ashore.money import Rate, Unit

START = date(2024, 1, 31)
rates = st.integers(0, 3600).map(lambda n: Rate(n * 100_000))
days = st.integers(0, 500).map(lambda n: START + timedelta(days=n))

fees = st.lists(
    st.builds(
        FeeTerms,
        code=st.sampled_from("abcdef"),
        when=st.sampled_from(FeeWhen),
        amount_minor=st.integers(1, 5_000),
        share_ppm=st.sampled_from([0, 3_333, 10_000]),
    ),
    max_size=2,
    unique_by=lambda fee: fee.code,
).map(tuple)

penalties = st.none() | st.builds(
    lambda multiplier, on_interest, grace, cap: PenaltyTerms(
        multiplier_ppm=multiplier,
        on_interest=on_interest,
        grace_days=0 if grace is GraceMode.NONE else 3,
        grace=grace,
        cap_of_instalment_ppm=cap,
    ),
    st.sampled_from([1_000_000, 1_300_000, 1_500_000]),
    st.booleans(),
    st.sampled_from(GraceMode),
    st.sampled_from([None, 100_000, 1_000_000]),
)


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    """Any contract that the library offers, small enough to be run often."""
    kind = draw(st.sampled_from(RepaymentKind))
    n = 1 if kind is RepaymentKind.BULLET else draw(st.integers(1, 9))
    principal = draw(st.integers(30_000, 5_000_000))
    unit = draw(st.sampled_from([Unit.MONTHS, Unit.MONTHS, Unit.WEEKS, Unit.DAYS]))
    every = draw(st.integers(7, 30)) if unit is Unit.DAYS else draw(st.integers(1, 2))
    revolving = kind is RepaymentKind.DRAWDOWN
    flat = kind in (RepaymentKind.EQUAL_INSTALMENT, RepaymentKind.EQUAL_PRINCIPAL)
    flat = flat and draw(st.integers(0, 5)) == 0
    custom_dates = kind is RepaymentKind.CUSTOM
    odd_first = None if custom_dates else draw(st.none() | st.integers(3, 50))
    relief = draw(st.integers(0, 4)) == 0
    custom: tuple[CustomInstalment, ...] = ()
    if custom_dates:
        custom = _custom(draw, n, principal)
    return Contract(
        id="L",
        principal_minor=principal,
        start=START,
        rate=Rate(0) if kind is RepaymentKind.FLAT_FEE else draw(rates),
        repayment=kind,
        instalments=n,
        every=every,
        unit=unit,
        first_due=None if odd_first is None else START + timedelta(days=odd_first),
        convention=CONVENTIONS[draw(st.sampled_from(sorted(CONVENTIONS)))],
        interest_method=InterestMethod.FLAT if flat else InterestMethod.DECLINING,
        rate_steps=_steps(draw) if kind is not RepaymentKind.FLAT_FEE else (),
        grace=GraceTerms(
            principal=draw(st.integers(0, n - 1)) if relief else 0,
            interest_payment=draw(st.integers(0, n - 1)) if relief else 0,
            interest_free=draw(st.integers(0, n - 1)) if relief else 0,
        ),
        down_payment_ppm=0 if revolving else draw(st.sampled_from([0, 0, 0, 250_000])),
        fees=draw(fees),
        penalty=draw(penalties),
        allocation=TABLES[draw(st.sampled_from(sorted(TABLES)))],
        advance=AdvanceRule.REDUCE_INSTALMENT if revolving else draw(st.sampled_from(AdvanceRule)),
        settlement=SettlementTerms(draw(st.sampled_from(RemainingFees))),
        custom=custom,
    )


def _custom(draw: st.DrawFn, n: int, principal: int) -> tuple[CustomInstalment, ...]:
    cuts = sorted(draw(st.lists(st.integers(0, principal), min_size=n - 1, max_size=n - 1)))
    parts = [b - a for a, b in zip([0, *cuts], [*cuts, principal], strict=True)]
    gaps = draw(st.lists(st.integers(1, 60), min_size=n, max_size=n))
    due, found = START, []
    for gap, part in zip(gaps, parts, strict=True):
        due += timedelta(days=gap)
        found.append(CustomInstalment(due=due, principal_minor=part))
    return tuple(found)


def _steps(draw: st.DrawFn) -> tuple[RateStep, ...]:
    if draw(st.integers(0, 4)):
        return ()
    return (RateStep(draw(days), draw(rates)),)


def _event(draw: st.DrawFn, at: int, contract: Contract, events: tuple[Event, ...]) -> Event:
    """A random event, sensible often enough that many are accepted."""
    kind = draw(st.integers(0, 19))
    day = draw(days)
    later = day + timedelta(days=draw(st.integers(0, 40)))
    head = {"id": f"e{at}", "effective": day, "recorded": later}
    amount = draw(st.integers(1, contract.principal_minor // 2 + 1))
    if kind < 8:
        table = draw(st.sampled_from([None, None, None, *sorted(TABLES)]))
        return Repayment(**head, amount_minor=amount, allocation=table)
    if kind < 10:
        return Disbursement(**head, amount_minor=amount)
    if kind == 10:
        return Charge(**head, amount_minor=min(amount, 9_900), name="late fee", due=later)
    if kind == 11:
        return Waiver(**head, amount_minor=min(amount, 500), part=draw(st.sampled_from(Part)))
    if kind == 12:
        return InterestPause(**head, until=later, penalties=draw(st.booleans()))
    if kind == 13:
        return RateChange(**head, rate=draw(rates))
    if kind == 14:
        rows = evaluate(fold(contract, events), day).instalments
        due = draw(st.sampled_from([row.due for row in rows] or [day]))
        new_due = max(due, day) + timedelta(days=draw(st.integers(1, 20)))
        head["effective"] = min(day, due)
        return DueDateMove(**head, due=due, new_due=new_due, following=draw(st.booleans()))
    if kind == 15:
        return Refund(**head, amount_minor=amount)
    if kind == 16:
        return WriteOff(**head)
    if kind == 17:
        return Recovery(**head, amount_minor=amount)
    target = draw(st.sampled_from([event.id for event in events]))
    return Reversal(**head, target=target)


@st.composite
def lives(
    draw: st.DrawFn, most: int = 8, of: st.SearchStrategy[Contract] | None = None
) -> tuple[Contract, tuple[Event, ...]]:
    """A contract (one of ``of``, or any) with a history that `record` accepted, event by event."""
    contract = draw(contracts() if of is None else of)
    whole = not contract.revolving and draw(st.integers(0, 3))
    drawn = contract.principal_minor if whole else contract.principal_minor // 2
    events: tuple[Event, ...] = ()
    opening = Disbursement(id="first", effective=contract.start, amount_minor=drawn)
    events = record(contract, events, opening)
    for at in range(draw(st.integers(0, most))):
        event = _event(draw, at, contract, events)
        try:
            events = record(contract, events, event)
        except EventRefused:
            continue
    if draw(st.booleans()):
        contract = sign(contract)
        fold(contract, events)
    return contract, events
