"""Pauses of delinquency: stretches of days that do not count as days past due, agreed with a borrower in need.

A pause is *entered* with both of its ends; a *resume* cuts the running pause short. What was entered stays on record;
what counts follows from it. Both ends of a pause are days on which the loan is paused, but only the nights between
them are not counted: a pause from 15 to 25 October takes ten days off.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import Enum
from typing import NamedTuple


class PauseStep(Enum):
    """What can be entered."""

    PAUSE = "pause"
    RESUME = "resume"


class PauseEntry(NamedTuple):
    """One entry, as made: a pause has an ``end``, a resume has none."""

    step: PauseStep
    start: date
    end: date | None = None


class Pause(NamedTuple):
    """A pause as it counts."""

    start: date
    end: date

    def holds(self, day: date) -> bool:
        """Whether the loan is paused on ``day``."""
        return self.start <= day <= self.end

    def overlaps(self, other: Pause) -> bool:
        """Whether the two share a night; one may begin on the day on which the other ends."""
        return self.start < other.end and other.start < self.end


def pauses_of(entries: Sequence[PauseEntry]) -> list[Pause]:
    """The pauses as they count, by start: each ends with the first resume that was entered within it.

    >>> oct15, oct25, oct30 = (date(2023, 10, day) for day in (15, 25, 30))
    >>> pauses_of([PauseEntry(PauseStep.PAUSE, oct15, oct30), PauseEntry(PauseStep.RESUME, oct25)])[0].end == oct25
    True
    """
    found = []
    for entry in entries:
        if entry.step is PauseStep.PAUSE and entry.end is not None:
            whole = Pause(entry.start, entry.end)
            resumes = (
                e.start for e in entries if e.step is PauseStep.RESUME and whole.holds(e.start)
            )
            found.append(whole._replace(end=next(resumes, whole.end)))
    return sorted(found)


def days_paused(pauses: Iterable[Pause], since: date, until: date) -> int:
    """How many of the nights from ``since`` to ``until`` lie in a pause."""
    return sum(max(0, (min(pause.end, until) - max(pause.start, since)).days) for pause in pauses)


def is_paused(pauses: Iterable[Pause], day: date) -> bool:
    """Whether ``day`` lies in a pause."""
    return any(pause.holds(day) for pause in pauses)


def why_not_pause(
    pauses: Iterable[Pause], start: date, end: date, disbursed_on: date
) -> str | None:
    """Why a pause with these ends makes no sense; None where it does."""
    if end <= start:
        return "a pause of delinquency ends after the day on which it starts"
    if start < disbursed_on:
        return "a pause of delinquency cannot start before the loan was disbursed"
    if any(pause.overlaps(Pause(start, end)) for pause in pauses):
        return "delinquency is paused for some of these days already"
    return None


def why_not_resume(entries: Sequence[PauseEntry], start: date, today: date) -> str | None:
    """Why resuming on ``start`` makes no sense; None where it does."""
    if start != today:
        return "delinquency resumes on the day on which this is entered"
    if PauseEntry(PauseStep.RESUME, start) in entries:
        return "delinquency was resumed on this day already"
    if not is_paused(pauses_of(entries), start):
        return "delinquency is not paused"
    return None
