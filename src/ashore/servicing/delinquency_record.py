"""What is kept of a loan's lateness from day to day: its pauses, its class now, and the classes it has been in.

Days past due follow from the account and can be asked for any day; classes are *given*, at the close of business and
with each posting, and stay until they are given anew. The class given at the close of a day is that of the morning
after. While delinquency is paused the close of business leaves the classes alone; a posting does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ashore.servicing.account import Account
from ashore.servicing.delinquency import NOT_LATE, Lateness, late_by_class, lateness
from ashore.servicing.delinquency_classes import DelinquencyClass, class_of
from ashore.servicing.delinquency_pause import (
    Pause,
    PauseEntry,
    PauseStep,
    is_paused,
    pauses_of,
)


@dataclass(slots=True)
class ClassSpell:
    """A time in one class: given on ``added_on``, taken away on ``lifted_on`` (None: still in it)."""

    delinquency_class: DelinquencyClass
    added_on: date
    lifted_on: date | None = None


class DelinquencyRecord:
    """The record of one loan. ``history`` is oldest first; ``by_instalment`` minor units past due by class."""

    def __init__(self) -> None:
        self.entries: list[PauseEntry] = []
        self.history: list[ClassSpell] = []
        self.by_instalment: dict[DelinquencyClass, int] = {}

    @property
    def pauses(self) -> list[Pause]:
        """The pauses as they count, by start."""
        return pauses_of(self.entries)

    @property
    def now(self) -> DelinquencyClass | None:
        """The class that the loan is in; None where it is in none."""
        last = self.history[-1] if self.history else None
        return last.delinquency_class if last is not None and last.lifted_on is None else None

    def pause(self, start: date, end: date) -> None:
        """Note a pause that makes sense (`why_not_pause`)."""
        self.entries.append(PauseEntry(PauseStep.PAUSE, start, end))

    def resume(self, day: date) -> None:
        """Note the end of the running pause."""
        self.entries.append(PauseEntry(PauseStep.RESUME, day))

    def lateness(self, account: Account, today: date, *, runs: bool) -> Lateness:
        """How late the loan is; one that does not run (not disbursed, closed, overpaid) is never late."""
        return lateness(account, self.pauses, today) if runs else NOT_LATE

    def classify(self, account: Account, today: date, *, runs: bool) -> None:
        """Give the loan and its instalments the classes of ``today``. No class for the loan, none for any of them."""
        late = self.lateness(account, today, runs=runs)
        found = class_of(late.days, account.terms.delinquency_classes)
        if found != self.now:
            if self.now is not None:
                self.history[-1].lifted_on = today
            if found is not None:
                self.history.append(ClassSpell(found, today))
        each = found is not None and account.terms.instalment_delinquency
        self.by_instalment = late_by_class(account, self.pauses, today) if each else {}

    def close(self, account: Account, morning: date) -> None:
        """The close of business before ``morning``, on a loan that runs."""
        if not is_paused(self.pauses, morning):
            self.classify(account, morning, runs=True)


__all__ = ["ClassSpell", "DelinquencyRecord"]
