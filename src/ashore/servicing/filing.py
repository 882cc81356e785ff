"""What staff note on a loan beside its money: its application refused, suspected fraud, what an entry is filed under."""

from __future__ import annotations

from ashore.servicing.charges import ChargeTerms
from ashore.servicing.entering import Entering, Refused, Status
from ashore.servicing.transaction import Transaction

WAITING = (Status.SUBMITTED_AND_PENDING_APPROVAL, Status.APPROVED)


class Filing(Entering):
    """The ends of an application, and notes that no schedule depends on."""

    def reject(self) -> None:
        """The lender refuses the application."""
        self._end_application(Status.REJECTED)

    def withdraw(self) -> None:
        """The borrower takes the application back."""
        self._end_application(Status.WITHDRAWN_BY_CLIENT)

    def _end_application(self, status: Status) -> None:
        if self.status not in WAITING:
            raise Refused("only an application that is pending or approved can end")
        self.status = status

    def charge_overdue(self, terms: ChargeTerms) -> None:
        """From now on every instalment unpaid on its day is charged, at the close of that day."""
        self.overdue_charges.append(terms)

    def mark_fraud(self, *, suspected: bool) -> None:
        """Suspect fraud, or do so no more: it decides the account of a loss."""
        self.fraud = suspected

    def book_charges(self, *, by_due_date: bool = True, past_maturity: bool = False) -> None:
        """How charges are booked as income: by due date or by entry; at once, where entered after the last due date."""
        self.accrue_by_due_date = by_due_date
        self.accrue_charges_past_maturity = past_maturity

    def file(self, entry: Transaction, label: str) -> None:
        """File an entry under a reason or a class; it may decide its accounts."""
        entry.label = label
