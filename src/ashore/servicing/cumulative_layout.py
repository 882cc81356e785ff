"""The walk through a cumulative schedule: instalment by instalment, with the money that came in during each one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from ashore.loan import Part
from ashore.servicing.account import Account
from ashore.servicing.charges import ChargeHow
from ashore.servicing.cumulative_interest import (
    interest_between,
    level_instalment,
    rest_day,
)
from ashore.servicing.fixed_order import settle_in_fixed_order
from ashore.servicing.laid import LaidRow
from ashore.servicing.rows import Row, holds
from ashore.servicing.terms import EarlyPayment
from ashore.servicing.transaction import Kind, Transaction

Period = tuple[date, date]


class Layout:
    """One layout. ``book`` settles the payments on rows of its own, so that nothing of the loan itself is touched.

    ``left`` is the principal not asked for yet, ``instalment`` the regular amount, ``ahead`` what was paid ahead and
    lowers the instalments to come, ``changes`` the moves of the balance that earns interest. Overdue principal earns up to
    ``today``, or to a charge-off before it. ``till`` ends the schedule early, as for a pay-off.
    """

    def __init__(
        self,
        account: Account,
        kept: Sequence[LaidRow],
        payments: Sequence[Transaction],
        today: date,
        till: date | None = None,
    ) -> None:
        self.account, self.terms, self.kept, self.till = account, account.terms, kept, till
        self.payments = list(payments)
        drawing = account.disbursements[0]
        self.down = account.terms.down_payment_of(drawing.amount)
        self.left = drawing.amount - self.down
        self.changes: Counter[date] = Counter({drawing.day: self.left})
        self.book = Account(account.terms)
        self.paid: list[tuple[Row, date, int]] = []
        self.rows: list[Row] = []
        self.laid: list[LaidRow] = []
        self.periods = [(row.start, row.due) for row in account.rows if row.regular]
        self.extensions = [v for v in account.variations if v.active and v.kind == "extend"]
        count = len(self.periods) - sum(v.count for v in self.extensions)
        self.instalment = level_instalment(self.terms, self.left, count, self.periods[0])
        self.ahead = 0
        self.today = min([today, *(t.day for t in account.of_kind(Kind.CHARGE_OFF))])
        self._book_down_payments()

    def _book_down_payments(self) -> None:
        for row in self.account.rows:
            if row.down_payment:
                twin = Row(row.number, row.start, row.due)
                twin.down_payment = True
                twin.charged[Part.PRINCIPAL] = self.down
                self.book.rows.append(twin)

    def run(self) -> list[Row]:
        """Lay out all rows; what was kept comes first."""
        for known in self.kept:
            self._keep(known)
        for period in self.periods[len(self.kept) :]:
            if self.left <= 0 or (self.till is not None and period[0] > self.till):
                break
            self._lay(period)
        return self.rows

    # One instalment

    def _keep(self, known: LaidRow) -> None:
        row = self._row(self.periods[len(self.rows)][0], known.due)
        row.charged[Part.PRINCIPAL], row.charged[Part.INTEREST] = known.principal, known.interest
        self._take(row)
        self.changes[row.due] -= known.principal
        self.instalment, self.ahead = known.instalment, known.ahead
        for payment in self._arrived(row.due):
            self._settle(payment.amount, payment.day)
        self.laid.append(known)

    def _lay(self, period: Period) -> None:
        self._extend(period)
        early, end = self._early(period)
        row = self._row(period[0], end)
        row.charged[Part.INTEREST] = self._interest(period, end)
        last = period is self.periods[-1] or end < period[1] or end == self.till
        row.charged[Part.PRINCIPAL] = self._principal(row, early, last=last)
        self._take(row)
        self._settle(early, row.due)
        for payment in self._arrived(row.due):
            self._settle_at_due_date(row, period, payment)
        self.changes[row.due] += early - row.charged[Part.PRINCIPAL]
        self.laid.append(
            LaidRow(
                row.due,
                row.charged[Part.PRINCIPAL],
                row.charged[Part.INTEREST],
                self.instalment,
                self.ahead,
            )
        )

    def _row(self, start: date, due: date) -> Row:
        row = Row(len(self.rows) + 1, start, due)
        for charge in self.account.charges:
            if not charge.active or charge.at_drawing:
                continue
            if charge.by_instalment and charge.terms.how is ChargeHow.FLAT:
                row.charged[charge.part] += int(charge.terms.amount)
            elif charge.due is not None and holds(row, charge.due, first=not self.rows):
                row.charged[charge.part] += charge.amount - charge.waived
        return row

    def _take(self, row: Row) -> None:
        self.left -= row.charged[Part.PRINCIPAL]
        self.rows.append(row)
        self.book.rows.append(row)

    def _extend(self, period: Period) -> None:
        """More instalments from here on: the regular amount is figured anew.

        A down payment is taken off the principal once more, though it is not part of it: so the convention has it.
        """
        due = [v for v in self.extensions if v.since <= period[1]]
        for change in due:
            self.extensions.remove(change)
            self._refigure(self.left - self.down, len(self.rows))

    def _principal(self, row: Row, early: int, *, last: bool) -> int:
        """The principal of an instalment: what interest leaves of the regular amount, at least what was paid early."""
        if last:
            return self.left
        regular = min(max(0, self.instalment - row.charged[Part.INTEREST]), self.left)
        lowered = min(regular, self.ahead)
        self.ahead -= lowered
        regular -= lowered
        if early <= regular:
            return regular
        self._shift(early - regular, self.left - early)
        return early

    # Money

    def _arrived(self, day: date) -> list[Transaction]:
        """The payments up to a day that were not looked at yet."""
        found = [t for t in self.payments if t.day <= day]
        self.payments = [t for t in self.payments if t.day > day]
        return found

    def _settle(self, amount: int, day: date) -> int:
        """Settle what is asked for with money of a day; returns what is too much."""
        if amount <= 0:
            return 0
        entry = Transaction(Kind.REPAYMENT, day, amount, entered=day, serial=0)
        rest = settle_in_fixed_order(self.book, entry, amount)
        for row, parts in entry.places:
            counted = parts[Part.PRINCIPAL]
            if self._compounds:
                counted += parts[Part.INTEREST]
            self.paid.append((row, day, counted))
        return rest

    def _early(self, period: Period) -> tuple[int, date]:
        """Money that lowers the balance before the due date, and where the period ends: early, if it settles the loan."""
        early, due = 0, period[1]
        end = due if self.till is None else min(due, self.till)
        for payment in [t for t in self.payments if t.day < end]:
            counts = rest_day(self.terms, self.periods[0][0], payment.day)
            if counts >= due:
                continue
            rest = self._settle(payment.amount, payment.day)
            self.payments.remove(payment)
            if rest >= self.left - early + self._interest(period, payment.day) and rest:
                return early + rest, payment.day
            taken = min(rest, self.left - early)
            self.changes[counts] -= taken
            early += taken
        return early, end

    def _settle_at_due_date(self, row: Row, period: Period, payment: Transaction) -> None:
        """Money that counts from the due date on: what is more than due becomes principal of the same instalment."""
        rest = min(self._settle(payment.amount, payment.day), self.left)
        if rest <= 0:
            return
        if payment.day < row.due and self._ends_early(row, period, payment.day, rest):
            rest = self.left
        row.charged[Part.PRINCIPAL] += rest
        row.pay(Part.PRINCIPAL, payment.day, rest)
        self.left -= rest
        self._shift(rest, self.left)

    def _ends_early(self, row: Row, period: Period, day: date, rest: int) -> bool:
        """Whether the money settles the loan once interest ends with its day: then the period ends there too."""
        till = self._interest(period, day)
        saved = row.charged[Part.INTEREST] - till
        if rest + saved < self.left:
            return False
        row.charged[Part.INTEREST], row.due = till, day
        return True

    def _shift(self, amount: int, left: int) -> None:
        """Money beyond the regular instalment: smaller instalments to come, fewer of them, or only the next ones."""
        agreed = self.terms.recalculation
        if agreed is None:
            return
        if agreed.early_payment is EarlyPayment.SMALLER_INSTALMENTS:
            self._refigure(left, len(self.laid) + 1)
        elif agreed.early_payment is EarlyPayment.NEXT_INSTALMENTS:
            self.ahead += amount

    def _refigure(self, principal: int, before: int) -> None:
        count = len(self.periods) - before
        if principal > 0 and count > 0:
            self.instalment = level_instalment(self.terms, principal, count, self.periods[0])

    # Interest

    @property
    def _compounds(self) -> bool:
        agreed = self.terms.recalculation
        return agreed is not None and agreed.compounds_interest

    def _interest(self, period: Period, end: date) -> int:
        changes = Counter(self.changes)
        for day, amount in self._overdue():
            changes[day] += amount
        return interest_between(self.terms, period, end, changes)

    def _overdue(self) -> list[tuple[date, int]]:
        """Moves of the balance by what was overdue: up when it fell due, down when it was paid, at the latest today."""
        agreed, seed = self.terms.recalculation, self.periods[0][0]
        if agreed is None or agreed.none_on_past_due:
            return []
        moves = []
        end = rest_day(self.terms, seed, self.today)
        for row in self.book.rows:
            since = rest_day(self.terms, seed, row.due)
            asked = row.charged[Part.PRINCIPAL]
            if self._compounds:
                asked += row.charged[Part.INTEREST]
            late = asked - sum(n for r, day, n in self.paid if r is row and day <= row.due)
            if since >= self.today or late <= 0:
                continue
            moves.append((since, late))
            for paid, day, amount in self.paid:
                if paid is row and day > row.due:
                    moves.append((min(end, rest_day(self.terms, seed, day)), -amount))
                    late -= amount
            if late:
                moves.append((end, -late))
        return moves
