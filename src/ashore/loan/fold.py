"""A contract and its events make a position: instalments, what is paid of them, how interest runs from here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ashore.loan.advance import advance
from ashore.loan.apply import apply_event
from ashore.loan.contract import Contract
from ashore.loan.events import Event
from ashore.loan.state import State
from ashore.loan.timeline import Undone, sort_out


class Position:
    """The result of folding a loan's events. It never changes; `evaluate` asks it for any date.

    ``events`` are the live events in the order in which they count: a loan of 8,000 yuan disbursed on 15 January with one
    payment has two. ``undone`` are those that a reversal undoes: they count for nothing, and an explanation names them.
    """

    __slots__ = ("_state", "contract", "events", "known_at", "undone")

    def __init__(
        self,
        contract: Contract,
        events: tuple[Event, ...],
        known_at: date | None,
        state: State,
        undone: tuple[Undone, ...] = (),
    ) -> None:
        self.contract = contract
        self.events = events
        self.known_at = known_at
        self.undone = undone
        self._state = state

    @property
    def last_event_on(self) -> date | None:
        """The effective day of the last event; None before the first one."""
        return self.events[-1].effective if self.events else None

    def state_on(self, day: date) -> State:
        """The working state on ``day``: for the questions of this package, which read it and leave it as it is."""
        state = self._state
        if self.events and day < self.events[-1].effective:
            state = _run(self.contract, tuple(e for e in self.events if e.effective <= day))
        if not _time_matters(state, day):
            return state
        state = state.look_ahead(day)
        advance(state, day)
        return state


def _time_matters(state: State, day: date) -> bool:
    """Whether a due date lies between the state's day and ``day``."""
    rows, extras = state.rows, state.extras
    return (state.current < len(rows) and rows[state.current].due <= day) or (
        state.next_extra < len(extras) and extras[state.next_extra].due <= day
    )


def _run(contract: Contract, events: tuple[Event, ...]) -> State:
    state = State(contract)
    for event in events:
        apply_event(state, event)
    return state


def fold(contract: Contract, events: Iterable[Event], known_at: date | None = None) -> Position:
    """Fold what had been recorded by ``known_at`` (None: everything) into a position.

    The order in which events were recorded does not matter, a back-dated payment gives what it would have given on time,
    and a reversed event counts as never having happened.

    Raises EventRefused, or a kind of it, for an event that the loan cannot take; nothing is kept of a failed fold.

    >>> from datetime import date
    >>> from ashore.money import Rate
    >>> from ashore.loan import Disbursement, Repayment, RepaymentKind, evaluate
    >>> contract = Contract(id="L1", principal_minor=8_000_00, start=date(2025, 1, 15), rate=Rate.per_year("18"),
    ...                     repayment=RepaymentKind.EQUAL_INSTALMENT, instalments=12)
    >>> position = fold(contract, [
    ...     Disbursement(id="1", effective=date(2025, 1, 15), amount_minor=8_000_00),
    ...     Repayment(id="2", effective=date(2025, 2, 15), amount_minor=733_44)])
    >>> evaluate(position, date(2025, 2, 15)).outstanding.principal
    738656
    """
    live, undone = sort_out(events, known_at)
    return Position(contract, live, known_at, _run(contract, live), undone)
