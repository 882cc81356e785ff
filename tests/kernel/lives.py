"""Random lives that the kernel computes: those of `tests.loan.histories`, on terms that it does not leave to the library."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from ashore.kernel import computes
from ashore.loan import (
    CONVENTIONS,
    LENDER,
    TABLES,
    Across,
    AdvanceRule,
    AllocationTable,
    Contract,
    Disbursement,
    Event,
    Part,
    Repayment,
    RepaymentKind,
    Timing,
    sign,
)
from ashore.money import Rate, Unit
from tests.loan.histories import contracts as any_contracts
from tests.loan.histories import lives as lives_of
from tests.loan.histories import penalties

COMPUTED = ("cn-monthly", "cn-monthly-truncated", "thirty-360")
COMPUTED += ("cn-daily-360", "cn-daily-365", "cn-daily-360-clearing", "cn-daily-365-clearing")
Life = tuple[Contract, tuple[Event, ...]]


@st.composite
def contracts(draw: st.DrawFn) -> Contract:
    """Any contract of the library, on terms that the kernel computes."""
    contract = draw(any_contracts())
    if contract.repayment is RepaymentKind.CUSTOM:
        contract = replace(contract, repayment=RepaymentKind.EQUAL_INSTALMENT, custom=())
    named = draw(st.sampled_from(COMPUTED))
    contract = replace(contract, rate_steps=(), convention=CONVENTIONS[named])
    assert computes(contract)
    return contract


def lives(most: int = 12) -> st.SearchStrategy[Life]:
    """A contract that the kernel computes, with a rich history."""
    return lives_of(most, contracts())


orders = st.permutations(list(Part))
tables = st.sampled_from([LENDER, *TABLES.values()]) | st.builds(
    lambda late, due, ahead, across: AllocationTable(
        "any",
        tuple(
            (timing, part)
            for timing, parts in zip(Timing, (late, due, ahead), strict=True)
            for part in parts
        ),
        across,
    ),
    *(orders, orders, orders),
    st.sampled_from(Across),
)


@st.composite
def straight_contracts(draw: st.DrawFn) -> Contract:
    """An equal instalment as signed: the terms of a straight walk, as long as nothing is prepaid."""
    start = date(2024, 1, draw(st.integers(1, 31)))
    odd = draw(st.none() | st.integers(3, 60))
    unit = draw(st.sampled_from([Unit.MONTHS, Unit.MONTHS, Unit.YEARS, Unit.WEEKS, Unit.DAYS]))
    contract = Contract(
        id="L",
        principal_minor=draw(st.integers(30_000, 5_000_000)),
        start=start,
        rate=Rate(draw(st.integers(0, 480_000_000))),
        repayment=RepaymentKind.EQUAL_INSTALMENT,
        instalments=draw(st.integers(1, 14)),
        every=draw(st.integers(7, 30)) if unit is Unit.DAYS else draw(st.integers(1, 2)),
        unit=unit,
        first_due=None if odd is None else start + timedelta(days=odd),
        convention=CONVENTIONS[
            draw(st.sampled_from([name for name in COMPUTED if name != "thirty-360"]))
        ],
        penalty=draw(penalties),
        allocation=draw(tables),
        advance=draw(st.sampled_from(AdvanceRule)),
    )
    contract = sign(contract)
    if draw(st.integers(0, 5)):
        return contract
    assert contract.instalment_minor is not None
    more = draw(st.integers(0, 100_000))
    return replace(contract, instalment_minor=contract.instalment_minor + more)


@st.composite
def straight_lives(draw: st.DrawFn) -> Life:
    """A loan drawn once and whole that has seen nothing but repayments, on time, late, in part, ahead, or all at once."""
    contract = draw(straight_contracts())
    day, whole = contract.start, contract.principal_minor
    events: list[Event] = [Disbursement(id="000001", effective=day, amount_minor=whole)]
    each = contract.instalment_minor or 1
    for place in range(draw(st.integers(0, 14))):
        day += timedelta(days=draw(st.integers(0, 45)))
        usual = st.sampled_from([each, each, each, 2 * each, each // 2 + 1, whole, whole // 3 + 1])
        amount = draw(usual | st.integers(1, whole))
        events.append(Repayment(id=f"{place + 2:06d}", effective=day, amount_minor=amount))
    return contract, tuple(events)
