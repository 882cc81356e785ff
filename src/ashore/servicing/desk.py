"""The servicing desk: what staff and systems do to a loan, checked, entered and applied, on a business date."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum

from ashore.loan import Part
from ashore.servicing import (
    accrual,
    activity,
    cumulative,
    deferred,
    limits,
    outlook,
    recognition,
    tranches,
    undrawing,
)
from ashore.servicing.account import Account, Variation
from ashore.servicing.apply import COMPUTED
from ashore.servicing.charges import (
    ChargeHow,
    ChargeTerms,
    ChargeWhen,
    LoanCharge,
    charge_amount,
)
from ashore.servicing.delinquency_pause import why_not_pause, why_not_resume
from ashore.servicing.delinquency_record import DelinquencyRecord
from ashore.servicing.drawing import down_payment_of
from ashore.servicing.interest_refund import interest_as_if_refunded
from ashore.servicing.relaying import InterestHandling, ReAgeTerms
from ashore.servicing.replay import replay
from ashore.servicing.restructure import ReAgeing
from ashore.servicing.snapshot import copy_plan, look_at
from ashore.servicing.terms import PayoffInterest, ServicingTerms
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


_OPEN = (Status.SUBMITTED_AND_PENDING_APPROVAL, Status.APPROVED, Status.ACTIVE)


class Desk:
    """One loan on the desk. ``today`` is the business date; ``closed_to`` the last day that was closed."""

    def __init__(self, terms: ServicingTerms, today: date) -> None:
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

    # Origination

    def _allow(self, *refusals: str | None) -> None:
        """Refuse for the first reason there is; nothing has been changed yet."""
        for reason in refusals:
            if reason is not None:
                raise Refused(reason)

    @property
    def line(self) -> limits.Line:
        """What the limits of the loan are counted on."""
        return limits.line_of(self.account, self.approved_minor)

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

    def add_tranche(self, day: date, amount: int) -> None:
        """Promise a further tranche for a day."""
        self._allow(limits.refusal_of_tranche(self.line, amount))
        drawn = self.account.disbursements
        net = max(drawn, key=lambda t: t.serial).amount if drawn else self.approved_minor
        self.account.tranches.append(tranches.Tranche(day, amount, net_minor=net))

    def expected_account(self, *, first_drawing_only: bool = False) -> Account:
        """The loan as if it were disbursed as expected, and every instalment paid when it falls due."""
        terms = self.terms
        if terms.progressive and terms.recalculation is not None:
            punctual = replace(terms.recalculation, none_on_past_due=True)
            terms = replace(terms, recalculation=punctual)
        twin = Desk(terms, terms.expected_on)
        twin.account.charges = [
            LoanCharge(c.terms, c.amount, c.due, c.entered, c.serial) for c in self.account.charges
        ]
        amount = self.approved_minor or terms.principal_minor
        twin.account.tranches = []
        whole = [tranches.Tranche(terms.expected_on, amount)]
        expected = tranches.undrawn(self.account.tranches) or whole
        for tranche in expected[:1] if first_drawing_only else expected:
            twin._enter(Kind.DISBURSEMENT, tranche.expected_on, tranche.amount)
        twin._post()
        return twin.account

    # Entering

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

    _new: frozenset[int] = frozenset()

    def _post(self, *entries: Transaction, seen_on: date | None = None) -> None:
        self._new = frozenset(t.serial for t in entries)
        if seen_on is None and self._overtakes(entries):
            self._again = True
        self._replay(seen_on)
        self._again = False

    _again = False

    def _overtakes(self, entries: tuple[Transaction, ...]) -> bool:
        """Whether later transactions have to be applied again."""
        first = min((t.day for t in entries), default=None)
        return first is None or any(
            t.live and t.day > first and t not in entries
            for t in self.account.transactions
            if t.kind not in DERIVED or t.kind is Kind.ACCRUAL_ACTIVITY
        )

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
        self.status = Status.ACTIVE
        overpaid = self.account.overpaid
        self._post(*entries)
        self._keep_back_charges(entry)
        if agreed is not None and auto:
            part = down_payment_of(self.account, amount) - overpaid
            if part > 0:
                paid = self._enter(Kind.DOWN_PAYMENT, day, part)
                self._post(paid)

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

    def _check_drawing(self, day: date, amount: int) -> None:
        account, running = self.account, self.status is not Status.APPROVED
        since = self.approved_on
        if day > self.today or (since is not None and day < since):
            raise Refused(f"the day is from {since} to {self.today}")
        self._allow(
            self._not_approved(),
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

    # Deferred income

    def charge_income(
        self, family: deferred.Family, day: date, amount: int, label: str = ""
    ) -> Transaction:
        """Charge income that is earned over the rest of the term: on top of the principal, or as a buy-down fee."""
        self._allow(deferred.refusal_of_charging(self.account, family, day, amount, self.today))
        if family is deferred.CAPITALISED:
            self._allow(limits.refusal_of_capitalising(self.line, amount))
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

    def _recognise_if_ended(self) -> None:
        ended = (Status.CLOSED_OBLIGATIONS_MET, Status.OVERPAID, Status.CLOSED_WRITTEN_OFF)
        if self.status in ended:
            posted = (t.day for t in self.account.transactions if t.serial in self._new)
            day = max(posted, default=self.closed_on or self.today)
            recognition.recognise_rest(self.account, day, self.today)

    def pay(
        self, kind: Kind, day: date, amount: int, *, interest_refund: bool | None = None
    ) -> Transaction:
        """Money from the borrower or for them."""
        if kind is Kind.REPAYMENT and self.status is Status.CLOSED_WRITTEN_OFF:
            kind = Kind.RECOVERY_REPAYMENT
        entry = self._enter(kind, day, amount)
        entries = [entry]
        wanted = kind in self.terms.interest_refunds if interest_refund is None else interest_refund
        if wanted and self.account.plan is not None:
            interest = self._enter(Kind.INTEREST_REFUND, day, 0, COMPUTED)
            interest.related = entry
            entries.append(interest)
        self._post(*entries)
        return entry

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

    # Status

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

    # Undoing

    def reverse(self, entry: Transaction) -> None:
        """The transaction counts as never having happened."""
        self._allow(deferred.refusal_of_reversal(self.account, entry))
        entry.reversed_ = True
        recognition.undo_with(self.account, entry)
        for other in self.account.transactions:
            if other.related is entry and other.kind is Kind.INTEREST_REFUND:
                other.reversed_ = True
        self._post()

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

    # Charges

    def add_charge(self, terms: ChargeTerms, due: date | None) -> LoanCharge:
        """Charge a fee or penalty."""
        account = self.account
        shares = terms.when is ChargeWhen.INSTALMENT and terms.how is not ChargeHow.FLAT
        if shares and self.terms.recalculates:
            raise Refused("interest that follows the money allows flat instalment fees only")
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

    def refund_interest_of(self, refund: Transaction, amount: int) -> None:
        """Interest given back by hand for an earlier refund."""
        if any(t.related is refund for t in self.account.of_kind(Kind.INTEREST_REFUND)):
            raise Refused("interest was given back for this refund already")
        entry = self._enter(Kind.INTEREST_REFUND, refund.day, amount)
        entry.related = refund
        self._post(entry)

    def correct(self, entry: Transaction, day: date, amount: int) -> None:
        """Replace a payment by one of another amount or day; nothing, where the amount is nothing."""
        entry.reversed_ = True
        if amount:
            self._post(self._enter(entry.kind, day, amount))
        else:
            self._post()

    # Changes of terms

    def vary(
        self,
        kind: str,
        since: date,
        *,
        rate: Decimal | None = None,
        until: date | None = None,
        count: int = 0,
    ) -> Variation:
        """Change the terms: ``rate``, ``pause`` (until), ``extend`` or ``grace`` (count), ``due_date`` (until)."""
        if kind == "pause" and not self.terms.bears_interest:
            raise Refused("a loan without interest has none to pause")
        if kind != "pause" and self.account.rows and since > self.account.maturity:
            raise Refused("no instalment is due on or after that day")
        serial = self.account.next_serial()
        change = Variation(kind, since, serial, self.today, rate=rate, until=until, count=count)
        self.account.variations.append(change)
        if change.rate:
            self.account.terms = replace(self.terms, given_rate=True)
        self._post()
        self._note_activity()
        return change

    def drop(self, change: Variation) -> None:
        """A change of terms counts as never agreed."""
        change.active = False
        self._post()

    def re_age(self, day: date, ageing: ReAgeing, handling: InterestHandling) -> None:
        """Everything outstanding over new instalments."""
        self._must_run("re-aged")
        if ageing.first_due < self.account.disbursed_on:
            raise Refused("the first new due date cannot lie before the disbursement")
        rows = self.account.rows
        if ageing.first_due > day and not any(row.outstanding(Part.PRINCIPAL) > 0 for row in rows):
            raise Refused("no principal is outstanding")
        counts = min(day, ageing.first_due)
        agreed = ReAgeTerms(ageing, handling)
        self._post(self._enter(Kind.REAGE, counts, 0, agreed))
        if agreed.equally:
            self._note_activity(since=counts)

    def _note_activity(self, since: date | None = None) -> None:
        """Accrual activity after the schedule was laid out anew; none is left on days that nothing falls due."""
        if self.status is Status.ACTIVE:
            activity.note_again(self.account, self.today, since)

    def re_amortise(self, day: date, handling: InterestHandling) -> None:
        """What is overdue over the instalments that are left."""
        self._must_run("re-amortised")
        look_at(self.account, day)
        rows = self.account.rows
        owed = (Part.PRINCIPAL, Part.INTEREST)
        if not any(row.due < day and any(row.outstanding(p) > 0 for p in owed) for row in rows):
            raise Refused("no principal or interest is overdue")
        if any(t.terms is not handling for t in self.account.of_kind(Kind.REAMORTIZE)):
            raise Refused(
                "a loan is re-amortised again with the interest handling of the first time"
            )
        if not any(row.due > day and row.regular for row in rows):
            raise Refused("no instalment is left")
        self._post(self._enter(Kind.REAMORTIZE, day, 0, handling))
        self._note_activity()

    def _must_run(self, how: str) -> None:
        """Refuse on a loan that is not active, charged off or terminated."""
        ended = self.account.of_kind(Kind.CHARGE_OFF, Kind.CONTRACT_TERMINATION)
        if self.status is not Status.ACTIVE or ended:
            raise Refused(f"only a running loan can be {how}")

    def undo(self, kind: Kind) -> None:
        """Undo the last transaction of a kind that can be undone as a whole."""
        found = self.account.of_kind(kind)
        if not found:
            raise Refused(f"there is no {kind.value} to undo")
        self.reverse(max(found, key=lambda t: t.serial))
        if kind in (Kind.REAGE, Kind.REAMORTIZE):
            self._note_activity()

    def end(self, kind: Kind, day: date) -> None:
        """Charge off, write off or terminate."""
        if kind is Kind.CHARGE_OFF:
            self._may_charge_off(day)
            accrual.undo_from(self.account, day)
            recognition.recognise(self.account, self.today, self.today)
        entry = self._enter(kind, day, 0)
        self._post(entry)
        if kind is Kind.CHARGE_OFF:
            recognition.expense_rest(self.account, entry, self.today)

    def _may_charge_off(self, day: date) -> None:
        account = self.account
        if account.of_kind(Kind.CHARGE_OFF):
            raise Refused("the loan is charged off already")
        later = [
            t for t in account.transactions if t.live and t.kind not in DERIVED and t.day > day
        ]
        if later or any(charge.entered > day for charge in account.charges):
            raise Refused("something happened to the loan after that day")

    # Lateness

    def pause_delinquency(self, start: date, end: date) -> None:
        """Days from ``start`` to ``end`` do not count as days past due; they may lie in the past."""
        if self.status is not Status.ACTIVE:
            raise Refused("only a running loan can be late")
        pauses, first = self.delinquency.pauses, self.account.disbursed_on
        reason = why_not_pause(pauses, start, end, first)
        if reason is not None:
            raise Refused(reason)
        self.delinquency.pause(start, end)
        if start < self.today:
            self.classify_delinquency()

    def resume_delinquency(self, day: date) -> None:
        """Days count again from ``day``, which is today, on."""
        reason = why_not_resume(self.delinquency.entries, day, self.today)
        if self.status is not Status.ACTIVE or reason is not None:
            raise Refused(reason or "only a running loan can be late")
        self.delinquency.resume(day)

    def classify_delinquency(self) -> None:
        """Give the loan the class of lateness that it has today."""
        runs = self.status is Status.ACTIVE
        self.delinquency.classify(self.account, self.today, runs=runs)

    # End of day

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

    @property
    def _has_ended(self) -> bool:
        return bool(self.account.of_kind(Kind.CHARGE_OFF, Kind.CONTRACT_TERMINATION))

    def close_of_business(self) -> None:
        """Close every day after the last closed one, up to the day before today."""
        if self.status not in _OPEN:
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
