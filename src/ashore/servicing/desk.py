"""The servicing desk: what staff and systems do to a loan, checked, entered and applied, on a business date."""

from __future__ import annotations

from datetime import date, timedelta

from ashore.loan import Part
from ashore.servicing import (
    accrual,
    activity,
    cumulative,
    outlook,
    recognition,
)
from ashore.servicing.apply import COMPUTED
from ashore.servicing.changing import Changing
from ashore.servicing.entering import OPEN, Refused, Status
from ashore.servicing.filing import Filing
from ashore.servicing.lending import Lending
from ashore.servicing.recording import keeps_log
from ashore.servicing.snapshot import copy_plan, look_at
from ashore.servicing.terms import PayoffInterest
from ashore.servicing.transaction import Kind, Transaction


@keeps_log
class Desk(Lending, Changing, Filing):
    """One loan on the desk: what staff and systems may do to it, on the business date ``today``."""

    def pay(
        self,
        kind: Kind,
        day: date,
        amount: int,
        *,
        interest_refund: bool | None = None,
        channel: str = "",
    ) -> Transaction:
        """Money from the borrower or for them, ``channel`` saying how it came."""
        if kind is Kind.REFUND_BY_CASH:
            self._allow(self._why_no_cash(amount))
        if kind is Kind.REPAYMENT and self.status is Status.CLOSED_WRITTEN_OFF:
            kind = Kind.RECOVERY_REPAYMENT
        entry = self._enter(kind, day, amount)
        entry.channel = channel
        entries = [entry]
        wanted = kind in self.terms.interest_refunds if interest_refund is None else interest_refund
        if wanted and self.account.plan is not None:
            interest = self._enter(Kind.INTEREST_REFUND, day, 0, COMPUTED)
            interest.related = entry
            entries.append(interest)
        self._post(*entries)
        return entry

    def _why_no_cash(self, amount: int) -> str | None:
        """Why this much of what was paid may not be given back in cash."""
        account = self.account
        if account.terms.recalculates:
            return "where interest follows the money, a payment is taken back as a chargeback"
        if account.overpaid:
            return "what is overpaid is paid back first"
        paid = sum(sum(row.paid) for row in account.rows)
        return None if 0 < amount <= paid else f"at most {paid} was paid"

    def payoff(self, day: date) -> int:
        """What settles the loan on ``day``."""
        account = self.account
        charges = sum(
            row.outstanding(Part.FEE) + row.outstanding(Part.PENALTY) for row in account.rows
        )
        if cumulative.follows_money(account):
            return cumulative.payoff(account, day, self.today)
        plan = account.plan
        if not account.follows_money or plan is None:
            return account.outstanding
        look_at(account, day)
        plan = account.plan
        assert plan is not None
        agreed = self.terms.recalculation
        till = day
        if agreed is not None and agreed.payoff is PayoffInterest.TILL_REST:
            row = account.row_on(day)
            till = row.due if row is not None else day
        due = outlook.outstanding_till(copy_plan(plan), till)
        extra = sum(
            row.outstanding(Part.PRINCIPAL) + row.outstanding(Part.INTEREST)
            for row in account.rows
            if row.additional or row.down_payment
        )
        return due.principal + due.interest + charges + extra

    def charge_back(self, target: Transaction, day: date, amount: int) -> None:
        """A payment taken back by its payer."""
        entry = self._enter(Kind.CHARGEBACK, day, amount)
        entry.related = target
        self._post(entry)

    def refund_credit(self, day: date, amount: int) -> None:
        """Money back to an overpaid borrower."""
        if self.status is not Status.OVERPAID or amount > self.account.overpaid:
            raise Refused("at most what is overpaid can be paid back")
        self._post(self._enter(Kind.CREDIT_BALANCE_REFUND, day, amount))

    def refund_interest_of(self, refund: Transaction, amount: int) -> None:
        """Interest given back by hand for an earlier refund."""
        if any(t.related is refund for t in self.account.of_kind(Kind.INTEREST_REFUND)):
            raise Refused("interest was given back for this refund already")
        entry = self._enter(Kind.INTEREST_REFUND, refund.day, amount)
        entry.related = refund
        self._post(entry)

    def correct(self, entry: Transaction, day: date, amount: int) -> None:
        """Replace a payment by one of another amount or day; nothing, where the amount is nothing."""
        self._may_reverse(entry)
        entry.reversed_ = True
        if amount:
            self._post(self._enter(entry.kind, day, amount, entry.terms))
        else:
            self._post()

    def accrue(self) -> None:
        """Book what is earned by today."""
        if self.status is Status.ACTIVE and not self._has_ended:
            accrual.book(
                self.account,
                self.today,
                self.today,
                final=False,
                by_due_date=self.accrue_by_due_date,
            )

    def close_of_business(self) -> None:
        """Close every day after the last closed one, up to the day before today."""
        if self.status not in OPEN:
            return
        last = self.today - timedelta(days=1)
        day = last if self.closed_to is None else self.closed_to + timedelta(days=1)
        while day <= last:
            self._close(day)
            self.closed_to = day
            day += timedelta(days=1)

    def _close(self, day: date) -> None:
        account = self.account
        if self.status is not Status.ACTIVE or not account.rows:
            return
        self._charge_overdue(day)
        asked = {id(row): row.charged[Part.INTEREST] for row in account.rows}
        look_at(account, accrual.till_of(account, day))
        self.delinquency.close(account, day + timedelta(days=1))
        if not account.of_kind(Kind.CHARGE_OFF, Kind.CONTRACT_TERMINATION):
            accrual.book(
                account, day, day, final=False, by_due_date=self.accrue_by_due_date, asked=asked
            )
        activity.note_due(account, day, day)
        recognition.recognise(account, day, day)
        morning = day + timedelta(days=1)
        look_at(account, morning)
        if cumulative.follows_money(account) and cumulative.is_overdue(account, morning):
            self._replay(morning)


__all__ = ["Desk", "Refused", "Status"]
