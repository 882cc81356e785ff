"""A plan laid out anew by agreement: re-aged over new periods, or re-amortised over those that are left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from ashore.loan import Ratios
from ashore.money import Unit, step
from ashore.servicing.instalment import absorb, ask_for_all, last_of_all, retune, set_regular
from ashore.servicing.moves import credit, draw
from ashore.servicing.outlook import Due, outstanding_till
from ashore.servicing.plan import ZERO, Period, Plan


class Split(NamedTuple):
    """An amount in equal parts; the last one takes the rest, and none is below zero."""

    total: int
    each: int
    parts: tuple[int, ...]

    def plus(self, other: Split) -> Split:
        """Part by part sum."""
        both = zip(self.parts, other.parts, strict=True)
        return Split(
            self.total + other.total, self.each + other.each, tuple(a + b for a, b in both)
        )


def _in_parts(total: int, each: int, count: int) -> Split:
    last = total - each * (count - 1)
    if last >= 0:
        return Split(total, each, (each,) * (count - 1) + (last,))
    left = (total - each * k for k in range(count))
    return Split(total, each, tuple(max(0, min(each, rest)) for rest in left))


def split_evenly(ratios: Ratios, total: int, count: int, multiple: int = 0) -> Split:
    """``total`` in ``count`` equal rounded parts, the difference on the last one."""
    if total <= 0:
        return Split(total, 0, (0,) * count)
    each = ratios.to_multiple(ratios.share(total, count), multiple)
    return _in_parts(total, each, count)


def split_to_level(
    ratios: Ratios, own: int, total: int, others: Split, count: int, multiple: int = 0
) -> Split:
    """``own`` split so that it makes the whole of ``total`` level beside the other parts."""
    level = split_evenly(ratios, total, count, multiple).each
    parts, left = [], own
    for other in others.parts[:-1]:
        part = max(0, min(level - other, left))
        parts.append(part)
        left -= part
    return Split(own, level - others.each, (*parts, left))


class ReAgeing(NamedTuple):
    """New periods: the first due date, the rhythm, how many."""

    first_due: date
    every: int
    unit: Unit
    instalments: int

    def start_of_first(self, disbursed_on: date) -> date:
        """Where the first new period begins: one step before its due date."""
        if self.first_due == disbursed_on:
            return self.first_due
        return step(self.first_due, -1, self.every, self.unit)


def re_age(
    plan: Plan, day: date, terms: ReAgeing, disbursed_on: date, *, waive: bool = False
) -> None:
    """Everything outstanding is lent anew, at the loan's rate, over new periods; the old ones end on ``day``.

    With ``waive`` their unpaid interest is given up.
    """
    principal = plan.principal_open
    ahead_credits = _credits_ahead(plan, day)
    early = _paid_from(plan, day)
    _end_on(plan, day)
    credit(plan, day, principal=ahead_credits)
    close_up_to(plan, day)
    _merge_empty(plan)
    if waive:
        for period in plan.periods:
            period.interest_down, period.fixed, period.deferred = True, 0, 0
        plan.touch()
    fresh = _new_loan(plan, terms, terms.start_of_first(disbursed_on), principal)
    _attach(plan, fresh, terms.first_due, day, early)


def _credits_ahead(plan: Plan, day: date) -> int:
    """Principal added back to periods that begin on ``day`` or later: it would be lost with them."""
    return sum(p.credited_principal for p in plan.periods if p.start >= day and p.due > day)


def _paid_from(plan: Plan, day: date) -> Due:
    """What is paid of periods due on ``day`` or later."""
    later = [period for period in plan.periods if period.due >= day]
    return Due(sum(p.paid_principal for p in later), sum(p.paid_interest for p in later))


def _end_on(plan: Plan, day: date) -> None:
    """The period that holds ``day`` ends on it and keeps the money paid early; the later ones fall away."""
    current = plan.period_on(day)
    if current is None:
        return
    current.holds_early_money = True
    if current.due != day:
        current.due = day
        current.stretches[-1].end = day
        plan.weigh(current)
    if current is not plan.last:
        plan.periods = [period for period in plan.periods if period.due <= day]
    plan.touch()


def close_up_to(plan: Plan, day: date) -> None:
    """Unpaid periods that have begun ask for no more than is paid of them; what they asked for moves on."""
    plan.figure()
    begun = [p for p in plan.periods if p.start <= day and not p.settled]
    asked = [period.open_principal for period in begun]
    for period, principal in zip(begun, asked, strict=True):
        _owe_on(plan, period, day)
        last = period.stretches[-1]
        if last.correction:
            last.correction -= principal
        _ask_for_paid_only(plan, period)


def _owe_on(plan: Plan, period: Period, day: date) -> None:
    """What was counted as paid on ``day``, being overdue, is owed on, and what was added back moves on; money paid stays."""
    counted = sum(note.amount for note in plan.overdue_notes if note.day == day)
    counted += sum(s.credited_principal for s in plan.stretches() if s.start == day)
    ending = next((stretch for stretch in period.stretches if stretch.end == day), None)
    if ending is not None:
        ending.correction = min(0, ending.correction - counted)


def _ask_for_paid_only(plan: Plan, period: Period) -> None:
    period.amount, period.deferred = period.paid, 0
    period.credits_moved = period.credited_principal + period.credited_interest
    plan.touch()


def _merge_empty(plan: Plan) -> None:
    """Neighbouring periods that hold early money and ask for nothing become one."""
    plan.figure()
    kept: list[Period] = []
    for period in plan.periods:
        if kept and _is_empty(kept[-1]) and _is_empty(period):
            kept[-1].due = period.due
            kept[-1].stretches[-1].end = period.due
            plan.weigh(kept[-1])
            plan.figure()
        else:
            kept.append(period)
    plan.periods = kept
    plan.touch()


def _is_empty(period: Period) -> bool:
    asked = period.amount or period.due_principal or period.due_interest
    return period.holds_early_money and not asked


def _new_loan(plan: Plan, terms: ReAgeing, start: date, principal: int) -> Plan:
    dues = [step(start, k, terms.every, terms.unit) for k in range(terms.instalments + 1)]
    fresh = plan.copy()
    fresh.periods = [Period(dues[k], dues[k + 1]) for k in range(terms.instalments)]
    fresh.ratios = replace(plan.ratios, every=terms.every, unit=terms.unit)
    fresh.rates = plan.rates[:1]
    fresh.multiple = fresh.principal_grace = fresh.interest_grace = fresh.tranche_terms = 0
    fresh.overdue_notes = []
    fresh.touch()
    draw(fresh, start, principal)
    fresh.figure()
    return fresh


def _attach(plan: Plan, fresh: Plan, first_due: date, day: date, early: Due) -> None:
    if early.interest or early.principal:
        _hold_early_money(plan, early, re_aged=False)
    drawn = plan.first.drawn_before
    for at, new in enumerate(fresh.periods):
        asked = new.due_principal + new.due_interest
        if at == 0 and first_due == plan.first.start:
            plan.first.due = new.due
            plan.first.stretches[-1].end = new.due
            plan.first.amount = asked
            plan.weigh(plan.first)
            continue
        start = plan.last.due if at == 0 else new.start
        period = Period(start, new.due, asked)
        period.drawn_before = drawn
        plan.periods.append(period)
        plan.weigh(period)
    laid = [
        period
        for period in plan.periods
        if (period.start == day and period.due == first_due) or period.start >= first_due
    ]
    plan.carry_balances()
    absorb(plan, day)
    retune(plan, laid)


def _hold_early_money(plan: Plan, early: Due, *, re_aged: bool) -> None:
    """The last old period keeps what was paid of the periods that fell away."""
    last = plan.last
    last.paid_interest = early.interest
    last.paid_principal = early.principal
    last.amount = last.paid
    last.re_aged = last.re_aged or re_aged
    last.holds_early_money = True
    plan.weigh(last)


def amount_to_share(plan: Plan, day: date, *, payable_only: bool) -> Due:
    """What equal re-ageing spreads: all principal, and interest up to ``day`` or to the end of the plan."""
    return outstanding_till(plan, day if payable_only else plan.last.due)


def re_age_equally(
    plan: Plan, day: date, terms: ReAgeing, shared: Due, fees: int, fee_parts: Split
) -> None:
    """Principal and interest in equal parts over new periods, without further interest."""
    maturity = plan.last.due
    early = _paid_from(plan, day)
    ahead_credits = _credits_ahead(plan, day)
    _end_on(plan, day)
    credit(plan, day, principal=ahead_credits)
    for period in plan.periods:
        plan.figure()
        period.stretches[-1].credited_interest -= min(
            period.open_interest, period.credited_interest
        )
        period.deferred = period.fixed = 0
        _ask_for_paid_only(plan, period)
        period.interest_down = True
        plan.touch()
    if maturity >= day:
        _hold_early_money(plan, early, re_aged=True)
    _merge_empty(plan)
    added = _add_equal_periods(plan, terms)
    _share_out(plan, added, shared, fees, fee_parts)
    plan.carry_balances()
    plan.rates.append((min(day, maturity), ZERO))
    absorb(plan, day)


def _add_equal_periods(plan: Plan, terms: ReAgeing) -> list[Period]:
    due, added = terms.first_due, []
    for _ in range(terms.instalments):
        before = plan.last
        period = Period(before.due, due)
        period.drawn_before = before.drawn_before
        period.capitalised_before = before.capitalised_before
        period.re_aged = True
        plan.periods.append(period)
        added.append(period)
        due = step(due, 1, terms.every, terms.unit)
    plan.touch()
    return added


def _share_out(plan: Plan, added: list[Period], shared: Due, fees: int, fee_parts: Split) -> None:
    parts = len(added)
    interest = split_evenly(plan.ratios, shared.interest, parts)
    principal = split_to_level(
        plan.ratios,
        shared.principal,
        shared.principal + shared.interest + fees,
        interest.plus(fee_parts),
        parts,
    )
    for period, own, both in zip(
        added, interest.parts, principal.plus(interest).parts, strict=True
    ):
        period.fixed = own
        period.amount = period.regular = both
    plan.touch()


def re_amortise(plan: Plan, day: date) -> None:
    """What is overdue on ``day`` is spread over the periods that are left; dates and count stay."""
    plan.figure()
    begun = [p for p in plan.periods if p.start <= day and not p.settled]
    asked = [period.open_principal for period in begun]
    for period, principal in zip(begun, asked, strict=True):
        _ask_for_paid_only(plan, period)
        _move_overdue(plan, period, day, principal)
    left = [period for period in plan.periods if period.due > day]
    set_regular(plan, left)
    plan.carry_balances()
    absorb(plan, day)
    retune(plan, left)
    ask_for_all(plan, last_of_all)


def re_amortise_with_equal_interest(plan: Plan, day: date, *, equal_only: bool) -> None:
    """As `re_amortise`, the overdue interest in equal parts of its own beside the new instalment.

    The last part takes what rounding leaves; with ``equal_only`` no part does.
    """
    plan.figure()
    overdue = [p for p in plan.periods if p.due <= day and not p.settled]
    left = [period for period in plan.periods if period.due > day]
    interest = sum(period.due_interest - period.paid_interest for period in overdue)
    principal = [period.open_principal for period in overdue]
    for period, amount in zip(overdue, principal, strict=True):
        _ask_for_paid_only(plan, period)
        period.interest_down = True
        _move_overdue(plan, period, day, amount)
    sharing = [period for period in left if not period.settled] or left[-1:]
    shares = split_evenly(plan.ratios, interest, len(sharing))
    for period in left:
        plan.weigh(period)
    for period, share in zip(sharing, shares.parts, strict=True):
        period.fixed += shares.each if equal_only else share
    plan.touch()
    set_regular(plan, left)
    plan.carry_balances()
    absorb(plan, day)
    retune(plan, left)
    ask_for_all(plan, last_of_all)


def _move_overdue(plan: Plan, period: Period, day: date, principal: int) -> None:
    """Overdue principal that a period no longer asks for: what it has earned up to ``day`` stays as it was counted."""
    if principal and period.due < day and plan.overdue_notes:
        period.stretches[-1].correction -= principal
        plan.change_balance(day, correction=principal)
    plan.touch()


def spread(plan: Plan, day: date, interest: int, over: list[Period], *, alike: bool) -> None:
    """Periods after ``day`` are amortised again, with overdue ``interest`` in the first of ``over``, or in all alike."""
    count = len(over) if alike else 1
    for period, share in zip(over, split_evenly(plan.ratios, interest, count).parts, strict=False):
        period.fixed += share
    left = [period for period in plan.periods if period.due > day]
    for period in left:
        plan.weigh(period)
    plan.carry_balances()
    set_regular(plan, left)
    plan.carry_balances()
    absorb(plan, day)
    retune(plan, left)
    ask_for_all(plan, last_of_all)
