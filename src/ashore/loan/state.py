"""A loan while it is folded: the rows, the balance that interest runs on, and how both move through time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from ashore.loan.allocation import Part
from ashore.loan.contract import Contract
from ashore.loan.conventions import OverdueInterest
from ashore.loan.measure import Measure, RateTimeline, measure
from ashore.loan.ratios import ratios_at
from ashore.loan.rows import Row
from ashore.loan.terms import PPM, GraceMode
from ashore.money import divide

PAID, WAIVED, WRITTEN_OFF = "paid", "waived", "written_off"
"""The three ways in which a part of a demand is settled."""


class Split(NamedTuple):
    """A piece of money that settled a part of a row: what an explanation quotes. ``amount`` is ticks."""

    event: str
    day: date
    row: Row
    part: Part
    amount: int
    kind: str


class State:
    """The mutable working state. Amounts are ticks (minor units x the convention's ticks).

    Invariants: ``balance`` is the unpaid principal of the rows not due yet, ``rows[current:]``; ``settled`` and the
    ``billed_`` sums are those of all rows, kept as they change so that totals need no second look at every row.
    """

    __slots__ = (
        "balance",
        "billed_fee",
        "billed_interest",
        "contract",
        "credit",
        "current",
        "day",
        "denominator",
        "drawn",
        "extras",
        "first_open",
        "flat_base",
        "instalment",
        "measure",
        "next_extra",
        "ratios",
        "received",
        "recharged",
        "recovered",
        "refunded",
        "rows",
        "settled",
        "splits",
        "ticks",
        "timeline",
        "withheld",
        "written_off_on",
    )

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.measure: Measure = measure(contract.convention, contract.every, contract.unit)
        self.denominator = self.measure.denominator
        rules = contract.convention.digits
        self.ratios = None if rules is None else ratios_at(rules, contract.every, contract.unit)
        self.timeline = RateTimeline(
            contract.rate,
            contract.rate_steps,
            contract.penalty,
            contract.rate_cap,
            self.measure.day_units,
        )
        self.ticks = contract.convention.ticks_per_minor
        self.rows: list[Row] = []
        self.extras: list[Row] = []
        self.current = 0
        self.next_extra = 0
        self.first_open = 0
        self.day = contract.start
        self.balance = 0
        self.flat_base = 0
        self.instalment = 0
        self.drawn = self.received = self.withheld = self.recharged = 0
        self.recovered = self.refunded = self.credit = 0
        self.written_off_on: date | None = None
        self.splits: list[Split] = []
        self.billed_interest = self.billed_fee = 0
        self.settled = {PAID: [0, 0, 0, 0], WAIVED: [0, 0, 0, 0], WRITTEN_OFF: [0, 0, 0, 0]}

    @property
    def can_be_late(self) -> bool:
        """Whether lateness costs anything under this contract."""
        continues = self.contract.convention.overdue_interest is OverdueInterest.CONTINUES
        return continues or self.contract.penalty is not None

    def look_ahead(self, day: date) -> State:
        """A copy that may be advanced to ``day`` while this state stays as it is.

        Rows settled long ago and rows beyond ``day`` do not change on the way: the copy shares them.
        """
        twin: State = object.__new__(State)
        for name in State.__slots__:
            setattr(twin, name, getattr(self, name))
        start, end = self.first_open, self.current
        while end < len(self.rows) and self.rows[end].due <= day:
            end += 1
        rows = {id(row): row.copy() for row in self.rows[start : end + 1]}
        rows.update((id(row), row.copy()) for row in self.extras if row.settled is None)
        twin.rows = self.rows[:]
        twin.rows[start : end + 1] = [rows[id(row)] for row in self.rows[start : end + 1]]
        twin.settled = {how: parts[:] for how, parts in self.settled.items()}
        twin.extras = [rows.get(id(row), row) for row in self.extras]
        twin.splits = [
            split._replace(row=rows[id(split.row)]) if id(split.row) in rows else split
            for split in self.splits
        ]
        return twin


class Late(NamedTuple):
    """What lateness has added to a row up to a day, unrounded: see `late_on`."""

    overdue: int
    penalty: int
    compound: int


def late_on(state: State, row: Row, day: date) -> Late:
    """The weighted sums of a row up to ``day``: interest and penalty on overdue principal, compound interest."""
    since = row.late_to
    if since is None or day <= since:
        return Late(row.overdue_weighted, row.penalty_weighted, row.compound_weighted)
    overdue, penalty, compound = row.overdue_weighted, row.penalty_weighted, row.compound_weighted
    principal, interest = row.unpaid_principal, row.unpaid_interest
    if not principal and not interest:
        return Late(overdue, penalty, compound)
    if state.contract.convention.overdue_interest is OverdueInterest.CONTINUES:
        overdue += principal * state.timeline.weight(since, day)
    terms = state.contract.penalty
    if terms is not None:
        if terms.grace is GraceMode.SHIFTED:
            since = max(since, row.due + timedelta(days=terms.grace_days))
        weight = state.timeline.penalty_weight(since, day)
        penalty += principal * weight
        if terms.on_interest:
            compound += interest * weight
    return Late(overdue, penalty, compound)


def overdue_interest(state: State, late: Late) -> int:
    """Contract interest on overdue principal, in whole minor units."""
    return _whole(state, late.overdue) if late.overdue else 0


def _whole(state: State, weighted: int) -> int:
    """A weighted sum as ticks of whole minor units: what lateness costs is never carried on as a fraction."""
    rounding = state.contract.convention.interest_rounding
    return divide(weighted, state.denominator * state.ticks, rounding) * state.ticks


def penalty_charged(state: State, row: Row, late: Late, day: date) -> int:
    """Penalty of a row demanded by ``day``: penalty interest and compound interest, each rounded once.

    Nothing within retroactive grace days; never above the contract's share of the instalment.
    """
    if not late.penalty and not late.compound:
        return 0
    terms = state.contract.penalty
    assert terms is not None
    if terms.grace is GraceMode.RETROACTIVE and day <= row.due + timedelta(days=terms.grace_days):
        return 0
    charged = _whole(state, late.penalty)
    if late.compound:
        charged += _whole(state, late.compound)
    if terms.cap_of_instalment_ppm is not None:
        instalment = (row.principal + row.interest + row.fee) // state.ticks
        charged = min(charged, instalment * terms.cap_of_instalment_ppm // PPM * state.ticks)
    return charged


def owed(state: State, row: Row, day: date) -> list[int]:
    """The four parts of a due row that are unpaid on ``day``, lateness included."""
    paid, waived, lost = row.paid, row.waived, row.written_off
    parts = [
        row.principal - paid[0] - waived[0] - lost[0],
        row.interest - paid[1] - waived[1] - lost[1],
        row.fee - paid[2] - waived[2] - lost[2],
        -paid[3] - waived[3] - lost[3],
    ]
    if row.late_to is not None:
        late = late_on(state, row, day)
        parts[1] += overdue_interest(state, late)
        parts[3] += penalty_charged(state, row, late, day)
    return parts


def touch(state: State, row: Row, day: date) -> None:
    """Bring a late row's weighted sums up to ``day``, before what it owes changes."""
    if row.late_to is None or day <= row.late_to:
        return
    late = late_on(state, row, day)
    row.overdue_weighted, row.penalty_weighted, row.compound_weighted = late
    row.late_to = day


def note_change(state: State, row: Row, day: date) -> None:
    """After a payment on a late row: remember what is unpaid from ``day`` on, and forgive within grace."""
    if row.late_to is None:
        return
    principal, interest = row.unpaid_principal, row.unpaid_interest
    if row.late and row.late[-1][0] == day:
        row.late[-1] = (day, principal, interest)
    else:
        row.late.append((day, principal, interest))
    terms = state.contract.penalty
    if (
        terms is not None
        and terms.grace is GraceMode.RETROACTIVE
        and not principal
        and not interest
        and day <= row.due + timedelta(days=terms.grace_days)
    ):
        row.penalty_weighted = row.compound_weighted = 0


def fall_due(state: State, row: Row) -> None:
    """The row is billed; from its due date on what is unpaid of it is late."""
    state.billed_interest += row.interest
    state.billed_fee += row.fee
    row.late_to = row.due
    row.late.append((row.due, row.unpaid_principal, row.unpaid_interest))


def billed_rows(state: State) -> list[Row]:
    """All rows that are due by the state's day and may still be owed, oldest first."""
    rows = state.rows[state.first_open : state.current]
    if state.next_extra:
        rows = sorted(
            rows + [row for row in state.extras[: state.next_extra] if row.settled is None],
            key=lambda row: row.due,
        )
    return rows
