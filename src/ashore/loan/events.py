"""What can happen to a loan. An event is appended, never edited; a mistake is undone by a `Reversal`.

Every event has an *effective* date (when it counts) and a *recorded* date (when we learned of it). The order of
recording never changes what a loan owes: events of one day are taken in the order of their kinds as listed here, then
by id.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ashore.loan.allocation import TABLES, Part
from ashore.loan.arguments import check_fields
from ashore.loan.errors import InvalidEvent
from ashore.money import Rate, check_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What all events have: an id unique in the loan, the day it counts, the day we learned of it."""

    id: str
    effective: date
    recorded: date | None = None
    """None: recorded on the effective day."""

    rank: ClassVar[int] = 99

    def __post_init__(self) -> None:
        check_fields(self, InvalidEvent)
        if not self.id:
            raise InvalidEvent(field="id", value=self.id, expected="a name for the event")
        self.check()

    def check(self) -> None:
        """Refuse fields that make no sense, with InvalidEvent."""

    @property
    def known_on(self) -> date:
        """The day from which this event is part of what we know."""
        return self.recorded or self.effective


@dataclass(frozen=True, slots=True, kw_only=True)
class _MoneyEvent(Event):
    amount_minor: int

    def check(self) -> None:
        check_minor("amount_minor", self.amount_minor, minimum=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Disbursement(_MoneyEvent):
    """Principal paid out to the borrower (放款), withheld fees included in ``amount_minor``.

    It counts before the repayments of its day: what is repaid on a line may be drawn again from the next day on.
    """

    rank: ClassVar[int] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class RateChange(Event):
    """The loan runs at ``rate`` from the effective day on, until a later change or step."""

    rate: Rate
    rank: ClassVar[int] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestPause(Event):
    """No interest from the effective day to ``until``, both days included; penalties too if ``penalties``."""

    until: date
    penalties: bool = False
    rank: ClassVar[int] = 2

    def check(self) -> None:
        if not self.effective <= self.until < date.max:
            raise InvalidEvent(
                field="until",
                value=self.until,
                expected=f"{self.effective} or later, and a day that another follows",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class DueDateMove(Event):
    """The instalment due on ``due`` becomes due on ``new_due``; the later ones follow by the same rhythm, or stay.

    It must not be due yet on the effective day; back-date the event to forgive lateness that has happened.
    """

    due: date
    new_due: date
    following: bool = True
    rank: ClassVar[int] = 3

    def check(self) -> None:
        if self.new_due == self.due:
            raise InvalidEvent(field="new_due", value=self.new_due, expected="another day")
        if min(self.due, self.new_due) < self.effective:
            raise InvalidEvent(
                field="due",
                value=min(self.due, self.new_due),
                expected=f"days not before the move counts, {self.effective}",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Charge(_MoneyEvent):
    """A fee charged by hand or by a rule outside the contract, due on ``due`` (the effective day if not given)."""

    name: str
    due: date | None = None
    rank: ClassVar[int] = 4

    def check(self) -> None:
        _MoneyEvent.check(self)
        if not self.name:
            raise InvalidEvent(field="name", value=self.name, expected="a name for the fee")
        if self.due is not None and self.due < self.effective:
            raise InvalidEvent(field="due", value=self.due, expected=f"{self.effective} or later")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver(_MoneyEvent):
    """The lender gives up ``amount_minor`` of one part of what is due on the effective day, oldest first."""

    part: Part
    rank: ClassVar[int] = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Repayment(_MoneyEvent):
    """Money from the borrower or for them: any day, any amount. The engine decides what it settles.

    ``allocation`` names another table than the contract's for this payment (hardship: ``principal_first``).
    """

    channel: str = ""
    reference: str = ""
    allocation: str | None = None
    rank: ClassVar[int] = 6

    def check(self) -> None:
        _MoneyEvent.check(self)
        if self.allocation is not None and self.allocation not in TABLES:
            raise InvalidEvent(
                field="allocation",
                value=self.allocation,
                expected="one of " + ", ".join(sorted(TABLES)),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund(_MoneyEvent):
    """Credit paid back to the borrower. Should history later turn out to hold less credit, the rest is owed again."""

    channel: str = ""
    reference: str = ""
    rank: ClassVar[int] = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteOff(Event):
    """The lender books all that is owed as lost; interest stops. The debt remains in law."""

    reason: str = ""
    rank: ClassVar[int] = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery(_MoneyEvent):
    """Money received on a loan that is written off."""

    channel: str = ""
    reference: str = ""
    rank: ClassVar[int] = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Reversal(Event):
    """The event ``target`` counts as never having happened. Its own effective date is only the day of the finding.

    A reversal may itself be reversed: then the first event counts again.
    """

    target: str
    rank: ClassVar[int] = 10

    def check(self) -> None:
        if not self.target or self.target == self.id:
            raise InvalidEvent(
                field="target", value=self.target, expected="the id of another event of this loan"
            )
