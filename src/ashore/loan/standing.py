"""A position evaluated at a date: what is owed, what is overdue, since when, and what it takes to be free."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from enum import Enum
from typing import NamedTuple

from ashore.loan.advance import advance
from ashore.loan.amounts import Parts, Totals
from ashore.loan.apply import apply_event
from ashore.loan.contract import Contract
from ashore.loan.events import Event
from ashore.loan.fold import Position, fold
from ashore.loan.interest import accrued_interest
from ashore.loan.rows import Row, RowKind
from ashore.loan.state import (
    PAID,
    WAIVED,
    WRITTEN_OFF,
    State,
    billed_rows,
    late_on,
    overdue_interest,
    owed,
    penalty_charged,
)
from ashore.loan.timeline import live_events
from ashore.money import Rounding, divide


class Status(Enum):
    """Where a loan is in its life."""

    PENDING = "pending"
    """Signed, nothing disbursed."""
    ACTIVE = "active"
    """Running, nothing overdue."""
    OVERDUE = "overdue"
    """Something due before the date is unpaid."""
    CLOSED = "closed"
    """All paid."""
    OVERPAID = "overpaid"
    """All paid, and money of the borrower's is held."""
    WRITTEN_OFF = "written_off"
    """Booked as lost; the debt remains in law."""


class Instalment(NamedTuple):
    """One demand as seen on a date: an instalment (``number`` from 1), or a sum of its own (``number`` 0).

    ``planned`` is what was asked for without lateness; ``charged`` includes what lateness has added up to the date;
    ``balance_minor`` is the principal still to fall due after it.
    """

    kind: RowKind
    number: int
    start: date
    due: date
    planned: Parts
    charged: Parts
    paid: Parts
    waived: Parts
    written_off: Parts
    balance_minor: int
    settled_on: date | None

    @property
    def unpaid(self) -> Parts:
        """What is still to be paid of it."""
        return self.charged.minus(self.paid).minus(self.waived).minus(self.written_off)


class Standing(NamedTuple):
    """One loan on one date: 8,000 yuan borrowed, 7,000 owed, 45 days late.

    Amounts are minor units. ``totals`` hold everything since the start; ``overdue`` is what was due before ``as_of`` and
    is unpaid, penalties to the date included; ``due_today`` what falls due on the day itself; ``days_past_due`` counts
    from the oldest unpaid due date (day 0 is the due date). ``next_due`` and ``next_amount`` are the next demand ahead.
    """

    contract: Contract
    as_of: date
    known_at: date | None
    status: Status
    totals: Totals
    overdue: Parts
    due_today: Parts
    days_past_due: int
    oldest_due: date | None
    next_due: date | None
    next_amount: Parts
    position: Position

    @property
    def outstanding(self) -> Parts:
        """All that is owed on the date, interest to the date included, before credit held."""
        return self.totals.outstanding

    @property
    def instalments(self) -> tuple[Instalment, ...]:
        """Every demand of the loan in order of due date, those ahead as planned."""
        return instalments(self.position, self.as_of)


def evaluate(position: Position, as_of: date) -> Standing:
    """The standing at the end of ``as_of``: right at any date, whether or not any job has run.

    A payment with that effective date counts; interest is earned for every night that has begun before it.
    """
    return _standing(position, position.state_on(as_of), as_of)


def standings_over(
    contract: Contract, events: Iterable[Event], days: Iterable[date], known_at: date | None = None
) -> Iterator[Standing]:
    """The standings on each of several rising days, in one pass: how a loan went from month to month.

    Each is what ``evaluate(fold(contract, events, known_at), day)`` gives, without folding anew for every day. Use each
    before asking for the next.
    """
    position = fold(contract, events, known_at)
    for state, day in _states_over(contract, position.events, days):
        yield _standing(position, state, day)


def _standing(position: Position, state: State, as_of: date) -> Standing:
    overdue, today = [0, 0, 0, 0], [0, 0, 0, 0]
    oldest: date | None = None
    for row in billed_rows(state):
        due = owed(state, row, as_of)
        if not any(due):
            continue
        into = overdue if row.due < as_of else today
        for part in range(4):
            into[part] += due[part]
        if row.due < as_of and oldest is None:
            oldest = row.due
    totals = _totals(state, as_of)
    next_row = _next_row(state)
    past = _parts(state, overdue)
    return Standing(
        contract=position.contract,
        as_of=as_of,
        known_at=position.known_at,
        status=_status(state, totals, past),
        totals=totals,
        overdue=past,
        due_today=_parts(state, today),
        days_past_due=0 if oldest is None else (as_of - oldest).days,
        oldest_due=oldest,
        next_due=None if next_row is None else next_row.due,
        next_amount=Parts() if next_row is None else _parts(state, owed(state, next_row, as_of)),
        position=position,
    )


def totals_over(
    contract: Contract, events: Iterable[Event], days: Iterable[date], known_at: date | None = None
) -> Iterator[Totals]:
    """The totals on each of several rising days, in one pass: what the books are derived from.

    Each is what ``evaluate(fold(contract, events, known_at), day).totals`` gives, without folding anew for every day.
    """
    for state, day in _states_over(contract, live_events(events, known_at), days):
        yield _totals(state, day)


def _states_over(
    contract: Contract, live: Sequence[Event], days: Iterable[date]
) -> Iterator[tuple[State, date]]:
    """One state that goes through the days, in the order of the events that count."""
    state = State(contract)
    at = 0
    for day in days:
        while at < len(live) and live[at].effective <= day:
            apply_event(state, live[at])
            at += 1
        if state.rows:
            advance(state, day)
        yield state, day


def _next_row(state: State) -> Row | None:
    ahead = [*state.rows[state.current : state.current + 1], *state.extras[state.next_extra :]]
    for row in state.rows[state.current :]:
        if any(owed(state, row, state.day)):
            ahead[0] = row
            break
    ahead = [row for row in ahead if any(owed(state, row, state.day))]
    return min(ahead, key=lambda row: row.due, default=None)


def _status(state: State, totals: Totals, overdue: Parts) -> Status:
    if not state.rows:
        return Status.PENDING
    if state.written_off_on is not None:
        return Status.WRITTEN_OFF
    if any(overdue):
        return Status.OVERDUE
    if any(totals.outstanding) or (state.contract.revolving and state.current < len(state.rows)):
        return Status.ACTIVE
    return Status.OVERPAID if totals.credit else Status.CLOSED


def _parts(state: State, ticks: list[int]) -> Parts:
    """Ticks as minor units: interest rounded, the rest of the total is principal."""
    scale = state.ticks
    if scale == 1:
        return Parts(*ticks)
    interest, fee, penalty = (_minor(amount, scale) for amount in ticks[1:])
    return Parts(_minor(sum(ticks), scale) - interest - fee - penalty, interest, fee, penalty)


def _minor(ticks: int, scale: int) -> int:
    return divide(ticks, scale, Rounding.HALF_UP)


def _totals(state: State, as_of: date) -> Totals:
    """The running totals on a date."""
    paid, waived = state.settled[PAID], state.settled[WAIVED]
    lost = state.settled[WRITTEN_OFF]
    interest, penalty = state.billed_interest, 0
    if state.can_be_late:
        for row in (*state.rows[: state.current], *state.extras[: state.next_extra]):
            late = late_on(state, row, as_of)
            if any(late):
                interest += overdue_interest(state, late)
                penalty += penalty_charged(state, row, late, as_of)
    if state.current < len(state.rows):
        running = state.rows[state.current]
        accrued = accrued_interest(state, running, as_of)
        interest += max(accrued, running.paid[1] + running.waived[1])
    charged = [state.drawn + state.recharged, interest, state.billed_fee, penalty]
    if state.ticks > 1:
        return _rounded(state, charged, paid, waived, lost)
    return Totals(
        Parts(*charged),
        Parts(*paid),
        Parts(*waived),
        Parts(*lost),
        state.received,
        state.withheld,
        state.recharged,
        state.recovered,
        state.credit,
        state.refunded,
    )


def _rounded(
    state: State, charged: list[int], paid: list[int], waived: list[int], lost: list[int]
) -> Totals:
    """The totals of a loan that carries fractions: sums rounded once, cumulatively, so that no part goes below zero."""
    scale = state.ticks
    settled = paid[:]
    by_payment = _parts(state, settled)
    _add(settled, waived)
    and_waived = _parts(state, settled)
    _add(settled, lost)
    and_lost = _parts(state, settled)
    received, withheld = state.received // scale, state.withheld // scale
    refunded, recharged = state.refunded // scale, _minor(state.recharged, scale)
    recovered = _minor(state.recovered, scale)
    return Totals(
        Parts(*(_minor(amount, scale) for amount in charged)),
        by_payment,
        and_waived.minus(by_payment),
        and_lost.minus(and_waived),
        received,
        withheld,
        recharged,
        recovered,
        received + withheld + recharged - by_payment.total - recovered - refunded,
        refunded,
    )


def _add(total: list[int], row: list[int]) -> None:
    total[0] += row[0]
    total[1] += row[1]
    total[2] += row[2]
    total[3] += row[3]


class _Whole:
    """Ticks of one row after the other as minor units, rounded cumulatively: their sum is the rounded sum."""

    __slots__ = ("_shown", "_state", "_ticks")

    def __init__(self, state: State) -> None:
        self._state = state
        self._ticks = [0, 0, 0, 0]
        self._shown = Parts()

    def __call__(self, row: list[int]) -> Parts:
        if self._state.ticks == 1:
            return Parts(*row)
        _add(self._ticks, row)
        total = _parts(self._state, self._ticks)
        parts = total.minus(self._shown)
        self._shown = total
        return parts


def instalments(position: Position, as_of: date) -> tuple[Instalment, ...]:
    """Every demand of the loan as seen on ``as_of``, by due date; those ahead as planned."""
    state = position.state_on(as_of)
    return _instalments(state, as_of)


def _instalments(state: State, as_of: date) -> tuple[Instalment, ...]:
    found = []
    planned, charged, paid = _Whole(state), _Whole(state), _Whole(state)
    waived, lost = _Whole(state), _Whole(state)
    rows = sorted((*state.extras, *state.rows), key=lambda row: (row.due, row.number))
    ahead = sum(row.principal for row in rows)
    for row in rows:
        late = late_on(state, row, as_of)
        extra = overdue_interest(state, late)
        penalty = penalty_charged(state, row, late, as_of)
        ahead -= row.principal
        found.append(
            Instalment(
                kind=row.kind,
                number=row.number,
                start=row.start,
                due=row.due,
                planned=planned([row.principal, row.interest, row.fee, 0]),
                charged=charged([row.principal, row.interest + extra, row.fee, penalty]),
                paid=paid(row.paid),
                waived=waived(row.waived),
                written_off=lost(row.written_off),
                balance_minor=_minor(ahead, state.ticks),
                settled_on=row.settled,
            )
        )
    return tuple(found)
