"""Which events count, and in which order: live ones, by effective day, kind and id, never by order of recording."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from ashore.loan.errors import DuplicateEvent, UnknownEvent
from ashore.loan.events import Event, Reversal


class Undone(NamedTuple):
    """An event that does not count, and the reversal that says so."""

    event: Event
    reversal: Reversal


def _order(event: Event) -> tuple[date, int, str]:
    return event.effective, event.rank, event.id


def live_events(events: Iterable[Event], known_at: date | None = None) -> tuple[Event, ...]:
    """The events that count as known on ``known_at`` (None: all that is known), in the order in which they count.

    A reversed event does not count; a reversal that is itself reversed undoes nothing. The same event recorded twice
    (same id, same contents) counts once.

    Raises DuplicateEvent for one id with two contents, UnknownEvent for a reversal of nothing.
    """
    return sort_out(events, known_at)[0]


def sort_out(
    events: Iterable[Event], known_at: date | None = None
) -> tuple[tuple[Event, ...], tuple[Undone, ...]]:
    """The events that count, as `live_events` has them, and those that a reversal undoes, by effective day."""
    known: dict[str, Event] = {}
    reversals: list[Reversal] = []
    for event in events:
        if known_at is not None and event.known_on > known_at:
            continue
        first = known.setdefault(event.id, event)
        if first is not event:
            if first != event:
                raise DuplicateEvent(
                    field="id", value=event.id, expected="a new id, or the same event again"
                )
            continue
        if isinstance(event, Reversal):
            reversals.append(event)
    undone = _undone(known, reversals) if reversals else {}
    happened = [event for event in known.values() if not isinstance(event, Reversal)]
    happened.sort(key=_order)
    if not undone:
        return tuple(happened), ()
    return (
        tuple(event for event in happened if event.id not in undone),
        tuple(Undone(event, undone[event.id]) for event in happened if event.id in undone),
    )


def _undone(known: dict[str, Event], reversals: list[Reversal]) -> dict[str, Reversal]:
    """Ids of the events that a live reversal undoes, with that reversal."""
    by_target: dict[str, list[Reversal]] = {}
    for reversal in reversals:
        if reversal.target not in known:
            raise UnknownEvent(
                field="target", value=reversal.target, expected="the id of an event of this loan"
            )
        by_target.setdefault(reversal.target, []).append(reversal)

    def undoing(event_id: str, path: tuple[str, ...] = ()) -> Reversal | None:
        if event_id in path:
            raise UnknownEvent(
                field="target", value=event_id, expected="a reversal chain without a circle"
            )
        for reversal in by_target.get(event_id, ()):
            if undoing(reversal.id, (*path, event_id)) is None:
                return reversal
        return None

    found = {target: undoing(target) for target in by_target}
    return {target: reversal for target, reversal in found.items() if reversal is not None}
