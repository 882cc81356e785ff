"""What is entered for a loan is applied, and its status follows."""

from __future__ import annotations

from datetime import date
from enum import Enum

from ashore.servicing import (
    accrual,
    activity,
    cumulative,
    deferred,
    recognition,
)
from ashore.servicing.account import Account
from ashore.servicing.charges import (
    ChargeTerms,
)
from ashore.servicing.delinquency_record import DelinquencyRecord
from ashore.servicing.entry import Log
from ashore.servicing.interest_refund import interest_as_if_refunded
from ashore.servicing.replay import replay
from ashore.servicing.terms import ServicingTerms
from ashore.servicing.transaction import DERIVED, MONEY_IN, Kind, Transaction


class Refused(ValueError):
    """An operation that the loan cannot take now: nothing was changed."""


class Status(Enum):
    """Where a loan is in its life."""

    SUBMITTED_AND_PENDING_APPROVAL = 100
    APPROVED = 200
    ACTIVE = 300
    WITHDRAWN_BY_CLIENT = 400
    REJECTED = 500
    CLOSED_OBLIGATIONS_MET = 600
    CLOSED_WRITTEN_OFF = 601
    OVERPAID = 700


OPEN = (Status.SUBMITTED_AND_PENDING_APPROVAL, Status.APPROVED, Status.ACTIVE)
"""Statuses in which a loan is closed every day."""


AFTER_WRITE_OFF = (Kind.WRITE_OFF, Kind.RECOVERY_REPAYMENT)
"""What can still be taken back on a loan that is written off."""


class Entering:
    """One loan: its account, and where it is in its life. ``today`` is the business date; ``closed_to`` the last closed day.

    ``log`` keeps what was entered.
    """

    today: date
    _again = False

    _new: frozenset[int] = frozenset()

    def __init__(self, terms: ServicingTerms, today: date) -> None:
        self.log = Log(terms, today)
        self.account = Account(terms)
        self.account.as_if_refunded = interest_as_if_refunded
        self.today = today
        self.status = Status.SUBMITTED_AND_PENDING_APPROVAL
        self.approved_minor = 0
        self.closed_to: date | None = None
        self.accrue_by_due_date = True
        self.accrue_charges_past_maturity = False
        self.fraud = False
        self.closed_on: date | None = None
        self.drawing_charges: list[ChargeTerms] = []
        self.overdue_charges: list[ChargeTerms] = []
        self.delinquency = DelinquencyRecord()
        self.approved_on: date | None = None

    @property
    def terms(self) -> ServicingTerms:
        """The terms of the loan."""
        return self.account.terms

    @property
    def _has_ended(self) -> bool:
        return bool(self.account.of_kind(Kind.CHARGE_OFF, Kind.CONTRACT_TERMINATION))

    def _allow(self, *refusals: str | None) -> None:
        """Refuse for the first reason there is; nothing has been changed yet."""
        for reason in refusals:
            if reason is not None:
                raise Refused(reason)

    def _enter(self, kind: Kind, day: date, amount: int, terms: object = None) -> Transaction:
        entry = Transaction(
            kind,
            day,
            amount,
            entered=self.today,
            serial=self.account.next_serial(),
            terms=terms,
        )
        self.account.transactions.append(entry)
        return entry

    def _replay(self, seen_on: date | None = None) -> None:
        account = self.account
        kept = {t: (t.split, t.void) for t in account.transactions}
        replay(account, seen_on or self.today)
        if cumulative.follows_money(account):
            accrual.fit(account, self.today)
        for t in account.changed:
            if t in kept and kept[t][0] != () and self._counts_as_replayed(t):
                t.replayed, t.replayed_on = True, self.today
        self._settle_status()
        self.classify_delinquency()

    def _counts_as_replayed(self, entry: Transaction) -> bool:
        return entry.serial not in self._new

    def _post(self, *entries: Transaction, seen_on: date | None = None) -> None:
        self._new = frozenset(t.serial for t in entries)
        if seen_on is None and self._overtakes(entries):
            self._again = True
        self._replay(seen_on)
        self._again = False

    def _overtakes(self, entries: tuple[Transaction, ...]) -> bool:
        """Whether later transactions have to be applied again."""
        first = min((t.day for t in entries), default=None)
        return first is None or any(
            t.live and t.day > first and t not in entries
            for t in self.account.transactions
            if t.kind not in DERIVED or t.kind is Kind.ACCRUAL_ACTIVITY
        )

    def _settle_status(self) -> None:
        account = self.account
        if self.status not in (
            Status.ACTIVE,
            Status.CLOSED_OBLIGATIONS_MET,
            Status.OVERPAID,
            Status.CLOSED_WRITTEN_OFF,
        ):
            return
        before = self.status
        if account.of_kind(Kind.WRITE_OFF):
            self.status = Status.CLOSED_WRITTEN_OFF
        elif account.outstanding > 0 or not account.disbursements:
            self.status = Status.ACTIVE
        elif account.overpaid > 0:
            self.status = Status.OVERPAID
        else:
            self.status = Status.CLOSED_OBLIGATIONS_MET
        closed = (Status.CLOSED_OBLIGATIONS_MET, Status.OVERPAID)
        if self._again:
            activity.put_right(account, self.today)
        if self.status in closed:
            if before is Status.ACTIVE or self.closed_on is None:
                self.closed_on = self._closing_day()
            self._accrue_finally()
            activity.note_closure(account, self.closed_on, self.today)
        elif before in closed and self.status is Status.ACTIVE:
            activity.note_reopening(account, self.today)
        self._recognise_if_ended()

    def _closing_day(self) -> date:
        """The day of the payment that was just entered; of the last one, where a change of another kind settled it."""
        paid = [t for t in self.account.transactions if t.live and t.kind in MONEY_IN]
        new = [t.day for t in paid if t.serial in self._new]
        return max(new or (t.day for t in paid), default=self.today)

    def _accrue_finally(self) -> None:
        if self.account.of_kind(Kind.CHARGE_OFF, Kind.CONTRACT_TERMINATION):
            return
        accrual.book(
            self.account,
            self.account.maturity,
            self.today,
            final=True,
            by_due_date=self.accrue_by_due_date,
            closed_on=self.closed_on,
        )

    def _recognise_if_ended(self) -> None:
        ended = (Status.CLOSED_OBLIGATIONS_MET, Status.OVERPAID, Status.CLOSED_WRITTEN_OFF)
        if self.status in ended:
            posted = (t.day for t in self.account.transactions if t.serial in self._new)
            day = max(posted, default=self.closed_on or self.today)
            recognition.recognise_rest(self.account, day, self.today)

    def reverse(self, entry: Transaction) -> None:
        """The transaction counts as never having happened."""
        self._may_reverse(entry)
        entry.reversed_ = True
        recognition.undo_with(self.account, entry)
        for other in self.account.transactions:
            if other.related is entry and other.kind is Kind.INTEREST_REFUND:
                other.reversed_ = True
        self._post()

    def _may_reverse(self, entry: Transaction) -> None:
        """Refuse what others rest on: it is undone after them."""
        account = self.account
        if not entry.live:
            raise Refused("it counts for nothing already")
        if self.status is Status.CLOSED_WRITTEN_OFF and entry.kind not in AFTER_WRITE_OFF:
            raise Refused("a loan that is written off keeps what happened before")
        if any(t.related is entry for t in account.of_kind(Kind.CHARGEBACK)):
            raise Refused("it was charged back")
        if entry.kind in MONEY_IN and account.of_kind(Kind.REFUND_BY_CASH):
            raise Refused("money was given back in cash: reverse that first")
        self._allow(deferred.refusal_of_reversal(account, entry))

    def classify_delinquency(self) -> None:
        """Give the loan the class of lateness that it has today."""
        runs = self.status is Status.ACTIVE
        self.delinquency.classify(self.account, self.today, runs=runs)

    def _note_activity(self, since: date | None = None) -> None:
        """Accrual activity after the schedule was laid out anew; none is left on days that nothing falls due."""
        if self.status is Status.ACTIVE:
            activity.note_again(self.account, self.today, since)
