"""Fees and penalties at the desk."""

from __future__ import annotations

from datetime import date

from ashore.loan import Part
from ashore.servicing import (
    accrual,
)
from ashore.servicing.account import Account
from ashore.servicing.charges import (
    ChargeHow,
    ChargeTerms,
    ChargeWhen,
    LoanCharge,
    charge_amount,
)
from ashore.servicing.entering import Entering, Refused, Status
from ashore.servicing.expected import expected_account
from ashore.servicing.transaction import Kind, Transaction


class Charging(Entering):
    """Charges of one loan: added, waived, adjusted, kept back from what is disbursed."""

    def expected_account(self, *, first_drawing_only: bool = False) -> Account:
        """The loan as if it were disbursed as expected, and every instalment paid when it falls due."""
        amount = self.approved_minor or self.terms.principal_minor
        return expected_account(self.account, amount, first_drawing_only=first_drawing_only)

    def add_charge(self, terms: ChargeTerms, due: date | None) -> LoanCharge:
        """Charge a fee or penalty."""
        account = self.account
        shares = terms.when is ChargeWhen.INSTALMENT and terms.how is not ChargeHow.FLAT
        if shares and self.terms.recalculates:
            raise Refused("interest that follows the money allows flat instalment fees only")
        if due is not None and account.disbursements and due < account.disbursed_on:
            raise Refused("nothing falls due before the disbursement")
        amount = self._charge_amount(terms)
        charge = LoanCharge(terms, amount, due, self.today, account.next_serial())
        account.charges.append(charge)
        if account.disbursements:
            past = bool(account.rows) and self.today > account.maturity
            self._post(seen_on=account.seen_on if past and not charge.back_dated else None)
            if past and self.accrue_charges_past_maturity and charge.due is not None:
                accrual.book_charge(account, charge, self.today)
        return charge

    def charge_drawings(self, terms: ChargeTerms) -> None:
        """Charge every disbursement that is declared, and each one that is declared later."""
        self.drawing_charges.append(terms)
        for day, amount in self.terms.tranches:
            self._charge_drawing(terms, day, amount)

    def _charge_drawing(self, terms: ChargeTerms, day: date, drawn: int) -> None:
        amount = charge_amount(terms, drawn, 0, self.terms.ratios.to_minor)
        account = self.account
        account.charges.append(LoanCharge(terms, amount, day, self.today, account.next_serial()))

    def _charge_overdue(self, day: date) -> None:
        """Charge every instalment that was still unpaid at the end of its due date, once."""
        account = self.account
        added = False
        for terms in self.overdue_charges:
            charged = {c.due for c in account.charges if c.terms is terms}
            for row in account.rows:
                if row.due > day or row.left <= 0 or row.due in charged:
                    continue
                amount = charge_amount(
                    terms,
                    row.outstanding(Part.PRINCIPAL),
                    row.outstanding(Part.INTEREST),
                    self.terms.ratios.to_minor,
                )
                serial = account.next_serial()
                account.charges.append(LoanCharge(terms, amount, row.due, self.today, serial))
                added = True
        if added:
            self._post(seen_on=account.seen_on)

    def _charge_amount(self, terms: ChargeTerms) -> int:
        """What a charge comes to on the loan as it is, or as it is expected."""
        account = self.account
        if not account.disbursements and terms.how is not ChargeHow.FLAT:
            on_first = terms.when is ChargeWhen.DISBURSEMENT
            account = self.expected_account(first_drawing_only=on_first)
        principal = account.principal_lent or self.approved_minor or self.terms.principal_minor
        interest = sum(row.charged[Part.INTEREST] for row in account.rows)
        return charge_amount(terms, principal, interest, self.terms.ratios.to_minor)

    def waive(self, charge: LoanCharge) -> None:
        """Give up what is left of a charge. Shown against income only where that was booked already."""
        amount = charge.waive()
        day = min(charge.due, self.today) if charge.due else self.today
        entry = self._enter(Kind.WAIVE_CHARGES, day, amount, charge)
        if accrual.recognised(self.account, charge, by_due_date=self.accrue_by_due_date):
            entry.portions[charge.part] = amount
        else:
            charge.forgone += amount
        self._post(entry)

    def undo_waiver(self, entry: Transaction) -> None:
        """The charge is owed again."""
        charge: LoanCharge = entry.terms
        charge.waived -= entry.amount
        charge.forgone -= entry.amount - sum(entry.portions)
        charge.waived_at.clear()
        self.reverse(entry)

    def adjust_charge(self, charge: LoanCharge, amount: int) -> None:
        """Give part of a charge back as money that settles the loan."""
        entry = self._enter(Kind.CHARGE_ADJUSTMENT, self.today, amount, charge)
        self._post(entry)

    def pay_charge(self, charge: LoanCharge, day: date, amount: int) -> Transaction:
        """Money that the borrower pays for one charge, whatever else is due."""
        self._allow(
            None if self.status is Status.ACTIVE else "only a running loan has charges to pay",
            None if charge.active and not charge.at_drawing else "the charge is not owed",
            None
            if 0 < amount <= charge.outstanding
            else f"at most {charge.outstanding} of it can be paid",
        )
        entry = self._enter(Kind.CHARGE_PAYMENT, day, amount, charge)
        self._post(entry)
        return entry

    def _keep_back_charges(self, drawing: Transaction) -> None:
        """Charges on disbursement are paid out of it: on the first one, or on each one."""
        account = self.account
        first = drawing is account.disbursements[0]
        for terms in self.drawing_charges:
            if not any(c.terms is terms and c.due == drawing.day for c in account.charges):
                self._charge_drawing(terms, drawing.day, drawing.amount)
        interest = sum(row.charged[Part.INTEREST] for row in account.rows)
        kept = []
        for charge in account.charges:
            on_loan = charge.terms.when is ChargeWhen.DISBURSEMENT and first
            on_drawing = charge.terms.when is ChargeWhen.DRAWING and charge.due == drawing.day
            if not charge.active or not (on_loan or on_drawing) or charge.paid:
                continue
            charge.amount = charge_amount(
                charge.terms, drawing.amount, interest, self.terms.ratios.to_minor
            )
            if not charge.amount:
                continue
            kept.append(
                self._enter(Kind.REPAYMENT_AT_DISBURSEMENT, drawing.day, charge.amount, charge)
            )
        if kept:
            self._post(*kept)
