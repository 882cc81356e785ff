"""A plan as seen on a day: what is due of a period if it ended then, what is outstanding. Looks only at copies."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ashore.servicing.instalment import absorb, stop_interest_after
from ashore.servicing.plan import Period, Plan


class Due(NamedTuple):
    """Principal and interest, minor units."""

    principal: int
    interest: int


def seen_on(plan: Plan, day: date) -> Plan:
    """A copy whose interest ends on ``day``."""
    ahead = plan.copy()
    ahead.touch()
    if day < ahead.first.start:
        for period in ahead.periods:
            period.stretches = []
        ahead.figure()
        return ahead
    if day >= ahead.last.due:
        ahead.figure()
        return ahead
    current = ahead.period_on(day)
    assert current is not None, "a day within the plan is of some period"
    for at, period in enumerate(ahead.periods):
        if period.due <= day:
            continue
        if period is current:
            _end_on(period, day, first=at == 0)
        elif at and ahead.periods[at - 1] is current and _credited_at_start(period):
            period.stretches = period.stretches[:1]
            period.stretches[0].end = period.stretches[0].start
        else:
            period.stretches = []
    for period in ahead.periods:
        ahead.weigh(period)
    ahead.carry_balances()
    absorb(ahead, day)
    ahead.figure()
    return ahead


def _credited_at_start(period: Period) -> bool:
    first = period.stretches[0]
    return first.credited_interest > 0 or first.credited_principal > 0


def _end_on(period: Period, day: date, *, first: bool) -> None:
    """The period's stretches end on ``day``; what was added back on that very day counts."""
    stretch = period.stretch_on(day, first=first)
    if stretch is None:
        return
    stretch.end = day
    at = period.stretches.index(stretch) + 1
    if at < len(period.stretches):
        following = period.stretches[at]
        stretch.credited_principal += following.credited_principal
        stretch.credited_interest += following.credited_interest
    del period.stretches[at:]


def due_on(plan: Plan, start: date, due: date, day: date, *, vertical: bool) -> Due:
    """What may be paid of the period with these dates on ``day``: interest only for the nights that have passed."""
    ahead = seen_on(plan, day)
    period = _period(ahead, start, due)
    unpaid = sum(not each.settled for each in ahead.periods)
    _ask_regular(ahead, period, day, unpaid)
    ahead.figure()
    principal = period.due_principal
    if not vertical:
        return Due(principal, period.due_interest)
    if unpaid > 1:
        principal = max(principal, period.total - period.paid_interest)
    return Due(
        _capped(principal, ahead.principal_open, period.paid_principal),
        _capped(
            period.due_interest, ahead.interest_due - ahead.interest_paid, period.paid_interest
        ),
    )


def _capped(due: int, left: int, paid: int) -> int:
    return min(due, left + paid)


def _ask_regular(ahead: Plan, period: Period, day: date, unpaid: int) -> None:
    """A period that has not begun takes at most its regular instalment, and no more than is outstanding."""
    if day > period.start:
        return
    if unpaid > 1:
        period.amount = period.regular
        ahead.touch()
        ahead.figure()
        period.amount -= max(0, period.open_principal - ahead.principal_open)
        ahead.touch()
    elif unpaid == 1 and period.settled:
        left = ahead.principal_given - ahead.principal_paid
        period.amount = min(period.regular, left + period.paid_principal + period.due_interest)
        ahead.touch()


def _period(plan: Plan, start: date, due: date) -> Period:
    period = plan.spanning(start, due)
    assert period is not None, f"no period from {start} to {due}"
    return period


def interest_till(
    plan: Plan, start: date, due: date, day: date, *, credited: bool, fixed_by_days: bool = False
) -> int:
    """Interest of a period up to ``day``, with or without what was added back to it."""
    ahead = seen_on(plan, day)
    period = _period(ahead, start, due)
    interest = period.interest
    if fixed_by_days:
        interest = max(0, interest - period.fixed + _fixed_till(plan, period))
    return interest if credited else interest - period.credited_interest


def _fixed_till(plan: Plan, period: Period) -> int:
    """The part of an agreed interest that belongs to the nights that the period's stretches hold."""
    length = (period.due - period.start).days
    if not period.fixed or not length or not period.stretches:
        return period.fixed
    nights = (period.stretches[-1].end - period.stretches[0].start).days
    return plan.ratios.evenly(period.fixed, nights, length)


def outstanding_till(plan: Plan, day: date) -> Due:
    """Principal outstanding and interest earned but unpaid by ``day``."""
    ahead = plan.copy()
    stop_interest_after(ahead, day)
    ahead.carry_balances()
    absorb(ahead, day)
    unplaced = _unplaced(ahead)
    principal = max(0, ahead.principal_given - ahead.principal_paid)
    return Due(principal, max(0, ahead.interest_due - ahead.interest_paid) + unplaced)


def _unplaced(ahead: Plan) -> int:
    """Interest earned that no period has room for; what an open one has taken over is counted where it was earned."""
    ahead.figure()
    if ahead.forgives_unplaced:
        return 0
    taking = [p for p in ahead.periods if p.deferred and not p.paid_interest]
    for period in taking:
        period.deferred = 0
    if taking:
        for period in ahead.periods:
            period.interest_up = False
        ahead.touch()
        ahead.figure()
    return ahead.last.unrecognised


def open_interest_till(plan: Plan, day: date) -> int:
    """Unpaid interest up to ``day`` of the periods that began before it."""
    ahead = seen_on(plan, day)
    return sum(period.open_interest for period in ahead.periods if period.start < day)


def interest_due_by(plan: Plan, day: date, *, vertical: bool) -> int:
    """Interest of all periods as it would be due on ``day``."""
    return sum(
        due_on(plan, period.start, period.due, day, vertical=vertical).interest
        for period in plan.periods
    )
