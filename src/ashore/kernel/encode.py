"""Contracts and events as the flat numbers that the kernel reads, and which contracts it computes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import lcm
from typing import NamedTuple, Protocol

from ashore.kernel import layout as at
from ashore.loan import (
    TABLES,
    AdvanceRule,
    AllocationTable,
    Charge,
    Contract,
    ConventionSet,
    DeferredInterest,
    DueDateMove,
    Event,
    FeeTerms,
    FeeWhen,
    FirstPeriod,
    GraceMode,
    InstalmentRule,
    InterestMethod,
    InterestPause,
    OverdueInterest,
    Parts,
    PeriodInterest,
    RateChange,
    RemainingFees,
    Repayment,
    RepaymentKind,
    Reversal,
    Status,
    Timing,
    Totals,
    Waiver,
)
from ashore.loan import Across as Way
from ashore.money import RATE_DENOMINATOR, Rounding, Unit, day_count

NO_DAY = 0
NOTHING = at.NOTHING

_KINDS = {
    RepaymentKind.EQUAL_INSTALMENT: at.EQUAL_INSTALMENT,
    RepaymentKind.EQUAL_PRINCIPAL: at.EQUAL_PRINCIPAL,
    RepaymentKind.INTEREST_FIRST: at.INTEREST_FIRST,
    RepaymentKind.BULLET: at.BULLET,
    RepaymentKind.FLAT_FEE: at.FLAT_FEE,
    RepaymentKind.DRAWDOWN: at.DRAWDOWN,
}
_ADVANCE = {
    AdvanceRule.HOLD: at.HOLD,
    AdvanceRule.NEXT_INSTALMENT: at.NEXT_INSTALMENT,
    AdvanceRule.SHORTEN_TERM: at.SHORTEN_TERM,
    AdvanceRule.REDUCE_INSTALMENT: at.REDUCE_INSTALMENT,
}
_UNITS = {
    Unit.DAYS: at.DAYS,
    Unit.WEEKS: at.WEEKS,
    Unit.MONTHS: at.MONTHS,
    Unit.YEARS: at.YEARS,
}
_COUNTS = {
    "ACT/365F": at.ACTUAL,
    "ACT/360": at.ACTUAL,
    "ACT/364": at.ACTUAL,
    "30/360 US": at.THIRTY_US,
    "30E/360": at.THIRTY_EUROPEAN,
    "ACT/ACT ISDA": at.ACT_ACT,
}
_ROUNDING = {
    Rounding.HALF_UP: at.HALF_UP,
    Rounding.HALF_EVEN: at.HALF_EVEN,
    Rounding.UP: at.UP,
    Rounding.DOWN: at.DOWN,
}
_GRACE = {
    GraceMode.NONE: at.NO_GRACE,
    GraceMode.RETROACTIVE: at.RETROACTIVE,
    GraceMode.SHIFTED: at.SHIFTED,
}
_FEE_WHEN = {
    FeeWhen.UPFRONT: at.UPFRONT,
    FeeWhen.WITHHELD: at.WITHHELD,
    FeeWhen.PERIODIC: at.PERIODIC,
    FeeWhen.FIRST_INSTALMENT: at.FIRST_INSTALMENT,
    FeeWhen.ON_DISBURSEMENT: at.ON_DISBURSEMENT,
    FeeWhen.ON_DUE_DATE_MOVE: at.ON_DUE_DATE_MOVE,
    FeeWhen.ON_PREPAYMENT: at.ON_PREPAYMENT,
}
_TABLE_NAMES = sorted(TABLES)


class LoanNumbers(NamedTuple):
    """What a loan has of its own: principal, rate, number of instalments, first due date, signed instalment (0: none)."""

    principal: int
    rate: int
    instalments: int
    first_due: int
    signed: int


class EventNumbers(NamedTuple):
    """A loan's events as columns, in the order in which they were recorded.

    ``first``, ``second`` and ``third`` depend on the kind (`NOTHING` where there is none): rate change: the rate; pause:
    its last day, whether penalties pause; due-date move: the old day, the new one, whether later ones follow; charge: its
    due date; waiver: the part; repayment: the named allocation table, by place in the alphabet; reversal: the place of
    its target.
    """

    kinds: list[int]
    days: list[int]
    known: list[int]
    amounts: list[int]
    first: list[int]
    second: list[int]
    third: list[int]


def computes(contract: Contract) -> bool:
    """Whether the kernel computes this contract; any other is folded by `ashore.loan`.

    Left to the library: fractions of a minor unit carried on, ratios as cut decimals, day counts that do not add up,
    business calendars, agreed single dates, rate steps of the contract.
    """
    convention = contract.convention
    return (
        contract.repayment in _KINDS
        and convention.ticks_per_minor == 1
        and convention.digits is None
        and convention.day_count in _COUNTS
        and convention.instalment_rounding is Rounding.HALF_UP
        and contract.calendar is None
        and contract.counted_from is None
        and contract.length is None
        and not contract.rate_steps
        and len(contract.fees) <= at.MOST_FEES
    )


def loan_numbers(contract: Contract) -> LoanNumbers:
    """What the contract has of its own."""
    return LoanNumbers(
        contract.principal_minor,
        contract.rate.ppb,
        contract.instalments,
        NO_DAY if contract.first_due is None else contract.first_due.toordinal(),
        contract.instalment_minor or 0,
    )


def terms_numbers(contract: Contract) -> list[int]:
    """The terms that many loans share, as `ashore.kernel.layout` names them."""
    t = [0] * at.FIRST_ROW
    t[at.T_REPAYMENT] = _KINDS[contract.repayment]
    t[at.T_FLAT] = int(contract.interest_method is InterestMethod.FLAT)
    t[at.T_EVERY] = contract.every
    t[at.T_UNIT] = _UNITS[contract.unit]
    _measure(t, contract.convention, contract.every, contract.unit)
    t[at.T_GRACE_PRINCIPAL] = contract.grace.principal
    t[at.T_GRACE_PAYMENT] = contract.grace.interest_payment
    t[at.T_GRACE_FREE] = contract.grace.interest_free
    t[at.T_DOWN_PPM] = contract.down_payment_ppm
    t[at.T_MULTIPLE] = contract.instalment_multiple_minor
    t[at.T_ADVANCE] = _ADVANCE[contract.advance]
    t[at.T_RATE_CAP] = NOTHING if contract.rate_cap is None else contract.rate_cap.ppb
    t[at.T_LATER_FEES_DUE] = int(contract.settlement.remaining_fees is RemainingFees.DUE)
    _penalty(t, contract)
    _tables(t, contract.allocation)
    t[at.T_FEES] = len(contract.fees)
    for k, fee in enumerate(contract.fees):
        start = at.T_FEE + k * at.FEE_SIZE
        t[start : start + at.FEE_SIZE] = _fee(fee)
    t[at.T_STRAIGHT] = _straight(t)
    return t[at.STATE_SIZE :]


def _measure(t: list[int], convention: ConventionSet, every: int, unit: Unit) -> None:
    count = day_count(convention.day_count)
    t[at.T_DAY_COUNT] = _COUNTS[convention.day_count]
    t[at.T_DAY_SCALE] = 1
    t[at.T_DENOMINATOR] = RATE_DENOMINATOR * count.basis
    by_days = convention.period_interest is PeriodInterest.BY_DAYS
    if not by_days and unit not in (Unit.DAYS, Unit.WEEKS):
        basis = lcm(count.basis, 12)
        months = every * 12 if unit is Unit.YEARS else every
        t[at.T_DAY_SCALE] = basis // count.basis
        t[at.T_DENOMINATOR] = RATE_DENOMINATOR * basis
        t[at.T_PERIOD_UNITS] = months * basis // 12
    t[at.T_ROUNDING] = _ROUNDING[convention.interest_rounding]
    t[at.T_CLEARING] = int(convention.instalment_rule is InstalmentRule.CLEARING)
    t[at.T_FIRST_DIFFERS] = int(convention.first_period is FirstPeriod.PAYMENT_DIFFERS)
    t[at.T_WITHIN] = int(convention.deferred_interest is DeferredInterest.WITHIN)
    t[at.T_CONTINUES] = int(convention.overdue_interest is OverdueInterest.CONTINUES)
    t[at.T_ADDITIVE] = int(convention.day_count != "30/360 US")


def _penalty(t: list[int], contract: Contract) -> None:
    t[at.T_PENALTY_RATE] = t[at.T_PENALTY_CAP] = NOTHING
    terms = contract.penalty
    if terms is None:
        return
    t[at.T_PENALTY] = 1
    t[at.T_PENALTY_MULTIPLIER] = terms.multiplier_ppm
    if terms.rate is not None:
        t[at.T_PENALTY_RATE] = terms.rate.ppb
    t[at.T_ON_INTEREST] = int(terms.on_interest)
    t[at.T_GRACE_DAYS] = terms.grace_days
    t[at.T_GRACE_MODE] = _GRACE[terms.grace]
    if terms.cap_of_instalment_ppm is not None:
        t[at.T_PENALTY_CAP] = terms.cap_of_instalment_ppm


def _tables(t: list[int], own: AllocationTable) -> None:
    for k, table in enumerate((own, *(TABLES[name] for name in _TABLE_NAMES))):
        numbers = [int(table.across is Way.VERTICAL), *table.timings()]
        for timing in Timing:
            numbers.extend(table.parts(timing))
        start = at.T_TABLES + k * at.TABLE_SIZE
        t[start : start + at.TABLE_SIZE] = [int(each) for each in numbers]


def _fee(fee: FeeTerms) -> list[int]:
    most = NOTHING if fee.maximum_minor is None else fee.maximum_minor
    return [_FEE_WHEN[fee.when], fee.amount_minor, fee.share_ppm, fee.minimum_minor, most]


def _straight(t: list[int]) -> int:
    """How a loan on these terms can be walked in a straight line: see `ashore.kernel.straight`."""
    table = at.T_TABLES
    straight = (
        t[at.T_REPAYMENT] == at.EQUAL_INSTALMENT
        and t[at.T_DAY_COUNT] == at.ACTUAL
        and t[table + 1] == Timing.PAST_DUE
        and t[table + 2] == Timing.DUE
        and not any(t[place] for place in _BENT)
    )
    if not straight:
        return at.BENT
    return at.ACROSS if t[table] else at.ALONG


_BENT = (
    *(at.T_FLAT, at.T_FIRST_DIFFERS, at.T_CONTINUES, at.T_DOWN_PPM, at.T_FEES),
    *(at.T_GRACE_PRINCIPAL, at.T_GRACE_PAYMENT, at.T_GRACE_FREE),
)


def event_numbers(events: Sequence[Event]) -> EventNumbers:
    """Events in the order in which they were recorded, as columns."""
    places = {event.id: place for place, event in enumerate(events)}
    extras = [_extras(event, places) for event in events]
    return EventNumbers(
        [type(event).rank for event in events],
        [event.effective.toordinal() for event in events],
        [event.known_on.toordinal() for event in events],
        [getattr(event, "amount_minor", 0) for event in events],
        [extra[0] for extra in extras],
        [extra[1] for extra in extras],
        [extra[2] for extra in extras],
    )


def _extras(event: Event, places: dict[str, int]) -> tuple[int, int, int]:
    if isinstance(event, RateChange):
        return event.rate.ppb, NOTHING, NOTHING
    if isinstance(event, InterestPause):
        return event.until.toordinal(), int(event.penalties), NOTHING
    if isinstance(event, DueDateMove):
        return event.due.toordinal(), event.new_due.toordinal(), int(event.following)
    if isinstance(event, Charge):
        return (NOTHING if event.due is None else event.due.toordinal()), NOTHING, NOTHING
    if isinstance(event, Waiver):
        return int(event.part), NOTHING, NOTHING
    if isinstance(event, Repayment) and event.allocation is not None:
        return _TABLE_NAMES.index(event.allocation), NOTHING, NOTHING
    if isinstance(event, Reversal):
        return places.get(event.target, NOTHING), NOTHING, NOTHING
    return NOTHING, NOTHING, NOTHING


_STATUSES = (
    *(Status.PENDING, Status.ACTIVE, Status.OVERDUE),
    *(Status.CLOSED, Status.OVERPAID, Status.WRITTEN_OFF),
)
"""In the order of the kernel's numbers for them."""


class Told(Protocol):
    """What a loan stands at on a day, in the words of `ashore.loan.Standing`."""

    @property
    def status(self) -> Status:
        """Where it is in its life."""

    @property
    def totals(self) -> Totals:
        """Everything since the start."""

    @property
    def overdue(self) -> Parts:
        """What was due before the day and is unpaid."""

    @property
    def due_today(self) -> Parts:
        """What falls due on the day."""

    @property
    def days_past_due(self) -> int:
        """Days since the oldest due date that is unpaid."""

    @property
    def oldest_due(self) -> date | None:
        """That due date."""

    @property
    def next_due(self) -> date | None:
        """The due date of the next demand ahead."""

    @property
    def next_amount(self) -> Parts:
        """What it asks for."""


def told(standing: Told) -> list[int]:
    """A standing of the library as the kernel tells it: `OUT_SIZE` numbers."""
    totals = standing.totals
    return [
        _STATUSES.index(standing.status),
        standing.days_past_due,
        day_number(standing.oldest_due),
        day_number(standing.next_due),
        *(*totals.charged, *totals.paid, *totals.waived, *totals.written_off),
        *(totals.received, totals.withheld, totals.recharged, totals.recovered),
        *(totals.credit, totals.refunded),
        *(*standing.overdue, *standing.due_today, *standing.next_amount),
    ]


def totals_told(numbers: Sequence[int]) -> Totals:
    """The totals among the numbers that the kernel tells of a loan."""
    starts = (at.O_CHARGED, at.O_PAID, at.O_WAIVED, at.O_WRITTEN_OFF)
    charged, paid, waived, lost = (Parts(*numbers[start : start + 4]) for start in starts)
    return Totals(charged, paid, waived, lost, *numbers[at.O_RECEIVED : at.O_REFUNDED + 1])


def status_told(number: int) -> Status:
    """The status that the kernel tells."""
    return _STATUSES[number]


def day_number(day: date | None) -> int:
    """A date as the kernel counts days."""
    return NO_DAY if day is None else day.toordinal()
