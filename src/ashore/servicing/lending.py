"""Approval and money paid out at the desk, and what of it is income."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from ashore.servicing import (
    deferred,
    limits,
    tranches,
    undrawing,
)
from ashore.servicing.charges import ChargeWhen, LoanCharge
from ashore.servicing.charging import Charging
from ashore.servicing.drawing import down_payment_of
from ashore.servicing.entering import Refused, Status
from ashore.servicing.terms import ServicingTerms
from ashore.servicing.transaction import Kind, Transaction


class Lending(Charging):
    """Approval, tranches, disbursements and their undoing; income that is earned over the rest of the term."""

    @property
    def line(self) -> limits.Line:
        """What the limits of the loan are counted on."""
        return limits.line_of(self.account, self.approved_minor)

    def modify(self, terms: ServicingTerms, *, without: Collection[LoanCharge] = ()) -> None:
        """The application reads ``terms`` from now on and loses the charges ``without``; those that are shares follow."""
        pending = self.status is Status.SUBMITTED_AND_PENDING_APPROVAL
        self._allow(
            None if pending else "only a pending application can be changed",
            limits.refusal_of_application(self.terms, terms),
        )
        account = self.account
        account.terms = terms
        account.tranches = [tranches.Tranche(day, amount) for day, amount in terms.tranches]
        account.charges = [
            charge
            for charge in account.charges
            if charge not in without and charge.terms.when is not ChargeWhen.DRAWING
        ]
        for charge in account.charges:
            charge.amount = self._charge_amount(charge.terms)
        for drawing in self.drawing_charges:
            for day, amount in terms.tranches:
                self._charge_drawing(drawing, day, amount)

    def approve(self, amount: int, expected_on: date, on: date | None = None) -> None:
        """Approve the application, ``on`` a day (today, where none is given)."""
        self._allow(limits.refusal_of_approval(self.line, amount))
        self.approved_minor = amount
        self.approved_on = on or self.today
        self.account.terms = replace(self.terms, expected_on=expected_on)
        self.status = Status.APPROVED

    def undo_approval(self) -> None:
        """The application is pending again."""
        if self.status is not Status.APPROVED:
            raise Refused("only what is approved and not disbursed can be pending again")
        self.approved_minor, self.approved_on = 0, None
        self.status = Status.SUBMITTED_AND_PENDING_APPROVAL

    def set_approved(self, amount: int) -> None:
        """Approve another amount for a loan that is approved already."""
        self._allow(self._not_approved(), limits.refusal_of_new_approved(self.line, amount))
        self.approved_minor = amount

    def set_available(self, amount: int) -> None:
        """Approve so much that ``amount`` is left beside what is lent and promised."""
        self.set_approved(self.line.used + amount)

    def _not_approved(self) -> str | None:
        pending = (Status.SUBMITTED_AND_PENDING_APPROVAL, Status.REJECTED)
        return "the loan is not approved" if self.status in pending else None

    def _ended(self) -> str | None:
        over = self._has_ended or self.status is Status.CLOSED_WRITTEN_OFF
        return "the loan has ended" if over else None

    def add_tranche(self, day: date, amount: int) -> None:
        """Promise a further tranche for a day."""
        self._allow(limits.refusal_of_tranche(self.line, amount))
        drawn = self.account.disbursements
        net = max(drawn, key=lambda t: t.serial).amount if drawn else self.approved_minor
        self.account.tranches.append(tranches.Tranche(day, amount, net_minor=net))

    def disburse(self, day: date, amount: int, *, auto_down_payment: bool | None = None) -> None:
        """Pay principal out."""
        self._check_drawing(day, amount)
        entry = self._enter(Kind.DISBURSEMENT, day, amount)
        tranches.draw(self.account.tranches, day, amount, self.terms.expected_on)
        entries = [entry]
        agreed = self.terms.down_payment
        auto = agreed is not None and agreed.auto
        if auto_down_payment is not None:
            auto = auto_down_payment
        if self.status is Status.APPROVED:
            self.status = Status.ACTIVE
        overpaid = self.account.overpaid
        self._post(*entries)
        self._keep_back_charges(entry)
        if agreed is not None and auto:
            part = down_payment_of(self.account, amount) - overpaid
            if part > 0:
                paid = self._enter(Kind.DOWN_PAYMENT, day, part)
                self._post(paid)

    def _check_drawing(self, day: date, amount: int) -> None:
        account, running = self.account, self.status is not Status.APPROVED
        since = self.approved_on
        if day > self.today or (since is not None and day < since):
            raise Refused(f"the day is from {since} to {self.today}")
        self._allow(
            self._not_approved(),
            self._ended(),
            limits.refusal_of_another_drawing(account, amount) if running else None,
            limits.refusal_of_drawing(
                self.line, account.tranches, amount, declared=self.terms.tranches_declared
            ),
        )

    def undo_last_disbursement(self) -> None:
        """The disbursement made last never was; a loan without any other is approved again."""
        if len(self.account.disbursements) > 1:
            undrawing.withdraw_last(self.account)
            self._post()
        else:
            self.undo_disbursement()

    def undo_disbursement(self) -> None:
        """Nothing has been disbursed after all, nor anything that followed: the loan is approved again."""
        if not self.account.disbursements:
            raise Refused("nothing has been disbursed")
        undrawing.withdraw_all(self.account)
        self.status, self.closed_on = Status.APPROVED, None
        for charge in self.account.charges:
            if charge.terms.when is ChargeWhen.DISBURSEMENT:
                charge.amount, charge.paid = self._charge_amount(charge.terms), 0

    def charge_income(
        self, family: deferred.Family, day: date, amount: int, label: str = ""
    ) -> Transaction:
        """Charge income that is earned over the rest of the term: on top of the principal, or as a buy-down fee."""
        self._allow(deferred.refusal_of_charging(self.account, family, day, amount, self.today))
        if family is deferred.CAPITALISED:
            self._allow(self._ended(), limits.refusal_of_capitalising(self.line, amount))
        entry = self._enter(family.charged, day, amount)
        entry.label = label
        self._settle_income(entry, family)
        return entry

    def give_back_income(self, income: Transaction, day: date, amount: int) -> Transaction:
        """Give back a part of deferred income: capitalised income to the borrower, a buy-down fee to who paid it."""
        refusal = deferred.refusal_of_giving_back(self.account, income, day, amount, self.today)
        self._allow(refusal)
        family = deferred.family_of(income.kind)
        assert family is not None, "what may be given back is of some family"
        entry = self._enter(family.given_back, day, amount)
        entry.related = income
        self._settle_income(entry, family)
        return entry

    def _settle_income(self, entry: Transaction, family: deferred.Family) -> None:
        """Capitalised income changes the balance; a buy-down fee stands beside it."""
        if family is deferred.CAPITALISED:
            self._post(entry)
        else:
            entry.portions[deferred.portion(self.account, family)] = entry.amount
            self._recognise_if_ended()
