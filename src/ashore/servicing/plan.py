"""The plan of a loan whose schedule follows the money: periods, the stretches within them, and what is due of each.

A *stretch* is a run of nights on one balance. What changes the balance (a drawing, a payment, a credit) is noted on the
stretch that ends that day, so the next one begins on the new balance. A *period* asks for its ``amount``: interest
first, the rest is principal. Interest that does not fit moves to the next period; the last unpaid period absorbs what
is left over. All money is integer minor units.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from operator import attrgetter
from typing import NamedTuple

from ashore.loan import Ratios, part_of_period, to_due_date

ZERO = Decimal(0)


class Stretch:
    """Nights from ``start`` to ``end`` on one balance, and what changes it at their end."""

    __slots__ = (
        "balance",
        "capitalised",
        "correction",
        "credited_interest",
        "credited_principal",
        "drawn",
        "end",
        "part",
        "paused",
        "start",
        "to_due",
    )

    def __init__(self, start: date, end: date, *, paused: bool = False) -> None:
        self.start, self.end, self.paused = start, end, paused
        self.part: Decimal = ZERO
        self.to_due: Decimal = ZERO
        self.balance = self.drawn = self.capitalised = self.correction = 0
        self.credited_principal = self.credited_interest = 0

    def copy(self) -> Stretch:
        """An independent copy."""
        twin: Stretch = object.__new__(Stretch)
        twin.start, twin.end, twin.paused = self.start, self.end, self.paused
        twin.part, twin.to_due = self.part, self.to_due
        twin.balance, twin.drawn = self.balance, self.drawn
        twin.capitalised, twin.correction = self.capitalised, self.correction
        twin.credited_principal = self.credited_principal
        twin.credited_interest = self.credited_interest
        return twin

    def take_changes_of(self, before: Stretch) -> None:
        """What changed the balance at the old end of a stretch that was split still happens there."""
        self.drawn, before.drawn = before.drawn, 0
        self.capitalised, before.capitalised = before.capitalised, 0
        self.correction, before.correction = before.correction, 0

    @property
    def after(self) -> int:
        """The balance that the next night begins on, before any instalment falls due."""
        return self.balance + self.drawn + self.capitalised + self.correction

    @property
    def nights(self) -> int:
        """How many nights it holds."""
        return (self.end - self.start).days


class Period:
    """One repayment period: its nights, the amount it asks for, what is paid of it.

    ``regular`` is the amount of the undisturbed plan. ``deferred`` is interest of later periods that this, the last
    unpaid one, has taken over. ``fixed`` is interest agreed as an amount (a re-aged or re-amortised share).
    ``interest_up`` and ``interest_down``: its own interest is recognised in an earlier, or a later, period.
    ``interest``, ``due_interest``, ``due_principal`` are figures kept by `Plan.figure`.
    """

    __slots__ = (
        "amount",
        "capitalised_before",
        "credits_moved",
        "deferred",
        "drawn_before",
        "due",
        "due_interest",
        "due_principal",
        "fixed",
        "holds_early_money",
        "interest",
        "interest_down",
        "interest_grace",
        "interest_up",
        "paid_interest",
        "paid_principal",
        "re_aged",
        "regular",
        "start",
        "stretches",
        "total",
        "unrecognised",
    )

    def __init__(self, start: date, due: date, amount: int = 0) -> None:
        self.start, self.due = start, due
        self.amount = self.regular = amount
        self.stretches = [Stretch(start, due)]
        self.paid_principal = self.paid_interest = 0
        self.deferred = self.fixed = self.credits_moved = 0
        self.drawn_before = self.capitalised_before = 0
        self.interest_up = self.interest_down = self.interest_grace = False
        self.re_aged = self.holds_early_money = False
        self.interest = self.due_interest = self.due_principal = 0
        self.unrecognised = self.total = 0

    def copy(self) -> Period:
        """An independent copy."""
        twin: Period = object.__new__(Period)
        for name, value in zip(_PERIOD, _period_values(self), strict=True):
            setattr(twin, name, value)
        twin.stretches = [stretch.copy() for stretch in self.stretches]
        return twin

    @property
    def credited_principal(self) -> int:
        """Principal added back to this period, never below zero."""
        return max(0, sum(s.credited_principal for s in self.stretches))

    @property
    def credited_interest(self) -> int:
        """Interest added back to this period, never below zero."""
        return max(0, sum(s.credited_interest for s in self.stretches))

    @property
    def credited(self) -> int:
        """All that was added back and is asked for here."""
        principal = interest = 0
        for stretch in self.stretches:
            principal += stretch.credited_principal
            interest += stretch.credited_interest
        return max(0, principal) + max(0, interest) - self.credits_moved

    @property
    def paid(self) -> int:
        """Principal and interest paid of it."""
        return self.paid_principal + self.paid_interest

    @property
    def open_principal(self) -> int:
        """Principal due and not paid."""
        return max(0, self.due_principal - self.paid_principal)

    @property
    def open_interest(self) -> int:
        """Interest due and not paid."""
        return max(0, self.due_interest - self.paid_interest)

    @property
    def settled(self) -> bool:
        """Whether exactly what it asks for is paid."""
        return self.total == self.paid

    @property
    def balance_after(self) -> int:
        """Principal outstanding once it has fallen due."""
        if not self.stretches:
            return 0
        return max(0, self.stretches[-1].after + self.paid_principal - self.due_principal)

    def stretch_on(self, day: date, *, first: bool) -> Stretch | None:
        """The last stretch that holds ``day``: after its start, up to and including its end."""
        found = None
        for stretch in self.stretches:
            opens = first and stretch is self.stretches[0]
            if _within(day, stretch.start, stretch.end, opens):
                found = stretch
        return found


_PERIOD = Period.__slots__
_period_values = attrgetter(*_PERIOD)


def _within(day: date, start: date, end: date, opens: bool) -> bool:
    return day <= end and (day >= start if opens else day > start)


class OverdueNote(NamedTuple):
    """A change of balance made only because principal was overdue: reversible."""

    day: date
    amount: int
    due: date


class Plan:
    """All periods of a loan, the rates that run on them, and the figures that follow."""

    __slots__ = (
        "flat",
        "forgives_unplaced",
        "fresh",
        "interest_grace",
        "is_draft",
        "multiple",
        "overdue_changed",
        "overdue_notes",
        "periods",
        "principal_grace",
        "rates",
        "ratios",
        "repays_regularly",
        "tranche_terms",
        "whole_drawings",
    )

    def __init__(self, periods: list[Period], ratios: Ratios, rate: Decimal) -> None:
        self.periods = periods
        self.ratios = ratios
        self.rates: list[tuple[date, Decimal]] = [(date.min, rate)]
        self.multiple = 0
        self.flat = self.whole_drawings = self.forgives_unplaced = False
        self.principal_grace = self.interest_grace = 0
        self.tranche_terms = 0
        self.is_draft = False
        self.repays_regularly = True
        self.overdue_changed: date | None = None
        self.overdue_notes: list[OverdueNote] = []
        self.fresh = False

    def copy(self) -> Plan:
        """An independent copy, to look ahead with."""
        twin: Plan = object.__new__(Plan)
        for name in Plan.__slots__:
            setattr(twin, name, getattr(self, name))
        twin.periods = [period.copy() for period in self.periods]
        twin.rates = self.rates[:]
        twin.overdue_notes = self.overdue_notes[:]
        twin.is_draft = False
        twin.repays_regularly = True
        twin.overdue_changed = None
        return twin

    def draft(self) -> Plan:
        """A copy as if nothing had been paid: what a drawing would have been planned on."""
        twin = self.copy()
        twin.is_draft = True
        twin.overdue_notes = []
        for period in twin.periods:
            if period.interest_down:
                period.fixed = period.paid_interest
            period.paid_principal = period.paid_interest = period.deferred = 0
            for stretch in period.stretches:
                stretch.correction = 0
        twin.touch()
        return twin

    def touch(self) -> None:
        """Something changed: figures are computed anew when next asked for."""
        self.fresh = False

    # Finding

    @property
    def first(self) -> Period:
        """The first period."""
        return self.periods[0]

    @property
    def last(self) -> Period:
        """The last period."""
        return self.periods[-1]

    def rate_on(self, day: date) -> Decimal:
        """The yearly rate of the night that begins on ``day``; of two changes for one day the later entry wins."""
        found = self.rates[0]
        for entry in self.rates:
            if entry[0] <= day and entry[0] >= found[0]:
                found = entry
        return found[1]

    def period_on(self, day: date) -> Period | None:
        """The period that holds ``day``: after its start, up to and including its due date."""
        for period in self.periods:
            if _within(day, period.start, period.due, period is self.first):
                return period
        return None

    def spanning(self, start: date, due: date) -> Period | None:
        """The period with these dates, or one that encloses them."""
        for period in self.periods:
            if period.start == start and period.due == due:
                return period
        for period in self.periods:
            if period.start <= start and period.due >= due:
                return period
        return None

    def due_from(self, due: date) -> list[Period]:
        """The periods due on ``due`` or later."""
        return [period for period in self.periods if period.due >= due]

    def after(self, period: Period) -> Period | None:
        """The period that follows."""
        at = self.periods.index(period) + 1
        return self.periods[at] if at < len(self.periods) else None

    # Totals

    def stretches(self) -> Iterator[Stretch]:
        """Every stretch in order."""
        for period in self.periods:
            yield from period.stretches

    @property
    def principal_given(self) -> int:
        """Principal drawn, capitalised and added back."""
        return max(0, sum(s.drawn + s.capitalised + s.credited_principal for s in self.stretches()))

    @property
    def principal_credited(self) -> int:
        """Principal added back."""
        return max(0, sum(period.credited_principal for period in self.periods))

    @property
    def principal_paid(self) -> int:
        """Principal paid."""
        return max(0, sum(period.paid_principal for period in self.periods))

    @property
    def principal_open(self) -> int:
        """Principal given and not paid."""
        return max(0, self.principal_given - self.principal_paid)

    @property
    def interest_due(self) -> int:
        """Interest due over the whole plan."""
        self.figure()
        return max(0, sum(period.due_interest for period in self.periods))

    @property
    def interest_paid(self) -> int:
        """Interest paid."""
        return max(0, sum(period.paid_interest for period in self.periods))

    # Changing

    def change_balance(
        self, day: date, *, drawn: int = 0, correction: int = 0, capitalised: int = 0
    ) -> Period | None:
        """Note a change of balance at the end of ``day``; returns the period that holds it, None outside the plan."""
        period = self.period_on(day)
        if period is None or not period.stretches:
            return None
        stretch = self._ending(period, day) or self.split(period, day)
        stretch.drawn += drawn
        stretch.correction += correction
        stretch.capitalised += capitalised
        self.touch()
        return period

    def _ending(self, period: Period, day: date) -> Stretch | None:
        """The stretch that ends on ``day``; on the last day of the plan, only one without a night."""
        if period is self.last and day == period.due:
            last = period.stretches[-1]
            return last if not last.nights else None
        return next((s for s in period.stretches if s.end == day), None)

    def split(self, period: Period, day: date) -> Stretch:
        """End a stretch on ``day`` and begin another; returns the first of the two."""
        found = period.stretches[0]
        for stretch in period.stretches:
            if stretch.start < day <= stretch.end:
                found = stretch
        end = found.end
        found.end = min(max(day, found.start), end)
        following = Stretch(found.end, end, paused=found.paused)
        if found.end < end:
            following.take_changes_of(found)
        period.stretches.insert(period.stretches.index(found) + 1, following)
        self.touch()
        return found

    def pause(self, start: date, end: date) -> Period | None:
        """No interest from ``start`` to ``end``, both days included; returns the first period it touches."""
        held = [p for p in self.periods if p.start < end and p.due >= start]
        for period in held:
            begin = max(start - timedelta(days=1), period.start)
            stop = min(end, period.due)
            if not any(s.start == begin for s in period.stretches):
                self.split(period, begin)
            if not any(s.end == stop for s in period.stretches):
                self.split(period, stop)
            for stretch in period.stretches:
                if stretch.start >= begin and stretch.end <= stop:
                    stretch.paused = True
        self.touch()
        return held[0] if held else None

    def weigh(self, period: Period) -> None:
        """Compute the factors of a period's stretches."""
        dates = (period.start, period.due)
        for stretch in period.stretches:
            rate = self.rate_on(stretch.start)
            stretch.part = part_of_period(self.ratios, rate, dates, stretch.start, stretch.end)
            stretch.to_due = to_due_date(self.ratios, rate, dates, stretch.start, self.first.start)
        self.touch()

    def carry_balances(self) -> None:
        """Bring every stretch's balance up to date, in order."""
        before: Period | None = None
        for period in self.periods:
            previous: Stretch | None = None
            for stretch in period.stretches:
                if previous is not None:
                    stretch.balance = max(0, previous.after)
                elif before is not None:
                    stretch.balance = before.balance_after
                previous = stretch
            self._figure(period, before)
            before = period
        self.fresh = True

    def figure(self) -> None:
        """Compute interest and principal due of every period, where something changed."""
        if self.fresh:
            return
        before: Period | None = None
        for period in self.periods:
            self._figure(period, before)
            before = period
        self.fresh = True

    def _figure(self, period: Period, before: Period | None) -> None:
        interest = period.fixed + period.deferred
        if not period.interest_up and not period.interest_down:
            own = ZERO
            for stretch in period.stretches:
                own += self.interest_of(period, stretch)
            if own:
                interest += self.ratios.to_minor(own)
        if before is not None:
            interest += before.unrecognised
        period.interest = interest = max(0, interest)
        total = period.total = period.amount + period.credited + period.deferred
        paid = period.paid_interest
        if period.interest_grace or period.paid_principal > max(0, total - interest):
            due = paid
        else:
            due = max(min(interest, total), paid)
        period.due_interest = due
        period.due_principal = max(0, total - due, period.paid_principal)
        period.unrecognised = max(0, interest - due)

    def interest_of(self, period: Period, stretch: Stretch) -> Decimal:
        """Unrounded interest of a stretch: what it would be to the due date, over those nights, times its own."""
        credited = stretch.credited_interest
        if stretch.paused or period.re_aged:
            return Decimal(credited)
        base = self._flat_base(period, stretch) if self.flat else stretch.balance
        to_due = (period.due - stretch.start).days
        if not base or not to_due or not stretch.to_due:
            return Decimal(max(0, credited))
        own = self.ratios.interest(base, stretch.to_due, stretch.nights, to_due)
        return max(ZERO, self.ratios.total((Decimal(credited), own)) if credited else own)

    def _flat_base(self, period: Period, stretch: Stretch) -> int:
        """What flat interest counts on: all given before the stretch, repaid or not."""
        base = period.drawn_before + period.capitalised_before
        for each in period.stretches:
            if each is stretch:
                break
            if each.end != period.start:
                base += each.drawn + each.capitalised
        return base
