"""Adding an event to a loan, or only seeing what it would do: the same code."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from ashore.loan.contract import Contract
from ashore.loan.errors import DuplicateEvent, EventRefused
from ashore.loan.events import Event, Refund, Waiver
from ashore.loan.fold import Position, fold
from ashore.loan.standing import Standing, evaluate
from ashore.loan.state import billed_rows, owed
from ashore.loan.timeline import live_events


class Preview(NamedTuple):
    """The loan on one date without and with an event."""

    before: Standing
    after: Standing


def record(contract: Contract, events: Sequence[Event], event: Event) -> tuple[Event, ...]:
    """The events with ``event`` appended, if the loan can take it; else the error, and nothing has changed.

    Recording the same event again gives the events as they are. Refused are events that the fold refuses, and those
    that would give more than there is: a refund above the credit held, a waiver above what is owed.

    Raises EventRefused, or a kind of it.
    """
    for known in events:
        if known.id == event.id:
            if known == event:
                return tuple(events)
            raise DuplicateEvent(field="id", value=event.id, expected="an id not used on this loan")
    if isinstance(event, Refund | Waiver):
        _check_there_is_enough(contract, events, event)
    after = (*events, event)
    fold(contract, after)
    return after


def _check_there_is_enough(
    contract: Contract, events: Sequence[Event], event: Refund | Waiver
) -> None:
    """Refuse to give back or give up more than there is on the event's own day."""
    position = fold(contract, events)
    state = position.state_on(event.effective)
    if isinstance(event, Refund):
        there = state.credit
    else:
        there = sum(owed(state, row, event.effective)[event.part] for row in billed_rows(state))
    there_minor = -(-there // state.ticks)
    if event.amount_minor > there_minor:
        raise EventRefused(
            field=f"{type(event).__name__}.amount_minor",
            value=event.amount_minor,
            expected=f"at most {there_minor}, what there is on {event.effective}",
        )


def check_there_was_enough(contract: Contract, events: Sequence[Event]) -> None:
    """Refuse a written-down history that gave back, or gave up, more than there was when that was recorded.

    Recorded before it is what stands before it in the list or, in a list in another order, what has an earlier date of
    recording. What was recorded later may take the credit away again: that refund made sense and is left alone, as is one
    that was reversed.
    """
    live = live_events(events)
    for at, event in enumerate(events):
        if not isinstance(event, Refund | Waiver) or event not in live:
            continue
        try:
            _check_there_is_enough(contract, events[:at], event)
        except EventRefused:
            known = [
                each
                for k, each in enumerate(events)
                if each.known_on <= event.known_on
                and (k < at or not isinstance(each, Refund | Waiver))
            ]
            _check_there_is_enough(contract, known, event)


def preview(
    contract: Contract, events: Sequence[Event], event: Event, as_of: date | None = None
) -> Preview:
    """What ``event`` would do, seen on ``as_of`` (its effective day if not given). Nothing is recorded.

    Raises what `record` raises.
    """
    day = as_of or event.effective
    before: Position = fold(contract, events)
    after = fold(contract, record(contract, events, event))
    return Preview(evaluate(before, day), evaluate(after, day))
