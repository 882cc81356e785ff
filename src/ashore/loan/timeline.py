"""Which events count, and in which order: live ones, by effective day, kind and id, never by order of recording."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ashore.loan.errors import DuplicateEvent, UnknownEvent
from ashore.loan.events import Event, Reversal


def _order(event: Event) -> tuple[date, int, str]:
    return event.effective, event.rank, event.id


def live_events(events: Iterable[Event], known_at: date | None = None) -> tuple[Event, ...]:
    """The events that count as known on ``known_at`` (None: all that is known), in the order in which they count.

    A reversed event does not count; a reversal that is itself reversed undoes nothing. The same event recorded twice
    (same id, same contents) counts once.

    Raises DuplicateEvent for one id with two contents, UnknownEvent for a reversal of nothing.
    """
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
    undone = _undone(known, reversals) if reversals else frozenset()
    live = [
        event
        for event in known.values()
        if event.id not in undone and not isinstance(event, Reversal)
    ]
    live.sort(key=_order)
    return tuple(live)


def _undone(known: dict[str, Event], reversals: list[Reversal]) -> frozenset[str]:
    """Ids of the events that a live reversal undoes."""
    by_target: dict[str, list[Reversal]] = {}
    for reversal in reversals:
        if reversal.target not in known:
            raise UnknownEvent(
                field="target", value=reversal.target, expected="the id of an event of this loan"
            )
        by_target.setdefault(reversal.target, []).append(reversal)

    undone: set[str] = set()

    def is_undone(event_id: str, path: tuple[str, ...]) -> bool:
        if event_id in path:
            raise UnknownEvent(
                field="target", value=event_id, expected="a reversal chain without a circle"
            )
        return any(
            not is_undone(reversal.id, (*path, event_id))
            for reversal in by_target.get(event_id, ())
        )

    for target in by_target:
        if is_undone(target, ()):
            undone.add(target)
    return frozenset(undone)
