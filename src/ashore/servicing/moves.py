"""What can happen to a plan: money given, paid or added back, a new rate, more periods, another due date."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from ashore.money import step
from ashore.servicing.instalment import absorb, replan_from, take_over_interest
from ashore.servicing.plan import OverdueNote, Period, Plan


def _replanned_due(plan: Plan, period: Period, day: date) -> date:
    """What happens on a due date counts for the next period, where there is one."""
    if period.due == day:
        following = plan.after(period)
        if following is not None:
            return following.due
    return period.due


def draw(plan: Plan, day: date, amount: int) -> None:
    """Principal paid out on ``day``. With whole drawings it counts from the start of the running period."""
    if plan.whole_drawings:
        day = next((p.start for p in plan.periods if p.due > day), day)
    for period in plan.periods:
        if day <= period.start:
            period.drawn_before += amount
    if plan.tranche_terms:
        _draw_over_full_term(plan, day, amount)
        return
    changed = plan.change_balance(day, drawn=amount)
    if changed is not None:
        replan_from(plan, _replanned_due(plan, changed, day), as_it_stands=False)


def _draw_over_full_term(plan: Plan, day: date, amount: int) -> None:
    """A tranche repaid over the whole term, whatever has passed: its own small plan, added to the running one."""
    running = next((p for p in plan.periods if p.start <= day < p.due), None)
    start = running.start if running is not None else plan.last.due
    tranche = _own_plan(plan, start, plan.tranche_terms)
    draw(tranche, day, amount)
    plan.change_balance(day, drawn=amount)
    tranche.figure()
    known = {(period.start, period.due): period for period in plan.periods}
    for at, part in enumerate(tranche.periods):
        asked = part.due_principal + part.due_interest
        period = known.get((part.start, part.due))
        if period is not None:
            period.amount += asked
            period.regular = period.amount
        else:
            period = Period(plan.last.due if at == 0 else part.start, part.due, asked)
            period.drawn_before = plan.last.drawn_before
            plan.periods.append(period)
        plan.weigh(period)
    plan.carry_balances()
    absorb(plan, day)


def _own_plan(plan: Plan, start: date, terms: int) -> Plan:
    ratios = plan.ratios
    dues = [step(start, k, ratios.every, ratios.unit) for k in range(terms + 1)]
    twin = plan.copy()
    twin.periods = [Period(dues[k], dues[k + 1]) for k in range(terms)]
    twin.tranche_terms = twin.multiple = 0
    twin.overdue_notes = []
    twin.touch()
    return twin


def capitalise(plan: Plan, day: date, amount: int) -> None:
    """Income added to the principal on ``day``."""
    for period in plan.periods:
        if day <= period.start:
            period.capitalised_before += amount
    changed = plan.change_balance(day, capitalised=amount)
    if changed is not None:
        replan_from(plan, _replanned_due(plan, changed, day), as_it_stands=False)


def change_rate(plan: Plan, day: date, rate: Decimal) -> None:
    """Another yearly rate: the day that ends on ``day`` is the first at it."""
    effective = day - timedelta(days=1)
    plan.rates.append((effective, rate))
    period = plan.change_balance(effective)
    if period is not None:
        replan_from(plan, _replanned_due(plan, period, effective), as_it_stands=True)


def extend(plan: Plan, day: date, count: int, seed: date, passed: int) -> None:
    """``count`` more periods at the end, counted from ``seed`` after ``passed`` ones; the rest is spread anew.

    Where the last due date was moved beyond that rhythm, they are counted from it.
    """
    effective = day - timedelta(days=1)
    ratios = plan.ratios
    last = plan.last
    if step(seed, passed, ratios.every, ratios.unit) < last.due:
        seed, passed = last.due, 0
    for k in range(passed, passed + count):
        period = Period(
            step(seed, k, ratios.every, ratios.unit), step(seed, k + 1, ratios.every, ratios.unit)
        )
        period.drawn_before, period.capitalised_before = last.drawn_before, last.capitalised_before
        plan.periods.append(period)
    plan.touch()
    held = plan.change_balance(effective)
    if held is not None:
        replan_from(plan, _replanned_due(plan, held, effective), as_it_stands=True)


def move_due_date(plan: Plan, due: date, new_due: date, dues: list[date]) -> None:
    """The instalment due on ``due`` becomes due on ``new_due``, the later ones on ``dues``."""
    target = plan.period_on(due)
    assert target is not None, "the due date is of no period"
    at = plan.periods.index(target)
    target.due = new_due
    if target.stretches:
        target.stretches[-1].end = new_due
    begin = new_due
    for period, moved in zip(plan.periods[at + 1 :], dues, strict=False):
        period.start, period.due = begin, moved
        if period.stretches:
            period.stretches[0].start = begin
            period.stretches[-1].end = moved
        begin = moved
    for period in plan.due_from(due):
        plan.weigh(period)
    plan.carry_balances()
    absorb(plan, due)


def pause_interest(plan: Plan, start: date, end: date) -> None:
    """No interest from ``start`` to ``end``, both included; instalments stay, the last one takes the difference."""
    first = plan.pause(start, end)
    if first is None:
        return
    for period in plan.due_from(first.start):
        plan.weigh(period)
    plan.carry_balances()
    absorb(plan, first.start)


def correct_balance(plan: Plan, day: date, amount: int, *, overdue: bool = False) -> None:
    """The balance that interest runs on changes by ``amount`` from ``day``."""
    period = plan.change_balance(day, correction=amount)
    if period is None:
        return
    if overdue:
        plan.overdue_notes.append(OverdueNote(day, amount, period.due))
    plan.weigh(period)
    plan.carry_balances()
    absorb(plan, day)


def pay_interest(plan: Plan, start: date, due: date, day: date, amount: int) -> None:
    """Interest of the period with these dates is paid on ``day``."""
    period = plan.spanning(start, due)
    plan.figure()
    open_ahead = _last_open_before(plan, day)
    if open_ahead is not None and open_ahead is period:
        take_over_interest(plan, open_ahead, day)
    amount = min(amount, plan.interest_due - plan.interest_paid)
    if period is not None:
        period.paid_interest += amount
        plan.touch()
        if amount and period.fixed:
            _settle_whole(plan, period, day)
    plan.carry_balances()
    absorb(plan, day)


def _last_open_before(plan: Plan, day: date) -> Period | None:
    """The last unpaid period, where it is due by ``day`` and is not the last of the plan."""
    unpaid = [period for period in plan.periods if not period.settled]
    if not unpaid or unpaid[-1] is plan.last or day < unpaid[-1].due:
        return None
    return unpaid[-1]


def pay_principal(plan: Plan, start: date, due: date, day: date, amount: int) -> None:
    """Principal of the period with these dates is paid on ``day``; late money counts from the due date on."""
    if not amount:
        return
    period = plan.spanning(start, due)
    given, paid = plan.principal_given, plan.principal_paid
    settled = amount
    if paid + amount > given + plan.principal_credited:
        settled = given - paid
    if period is not None:
        period.paid_principal += settled
        plan.touch()
    counts = min(day, due)
    correct_balance(plan, counts, -amount)
    if not plan.repays_regularly or period is None:
        return
    _settle_whole(plan, period, day)
    absorb(plan, counts)


def _settle_whole(plan: Plan, period: Period, day: date) -> None:
    """A period that has not begun and was paid its regular instalment asks for no more."""
    plan.figure()
    ahead = sum(not each.settled for each in plan.periods) > 1 and day < period.start
    whole = period.paid > period.total or period.paid == period.regular + period.credited
    if ahead and whole:
        period.amount = period.paid - period.credited
        plan.touch()


def credit(plan: Plan, day: date, *, principal: int = 0, interest: int = 0) -> None:
    """Money given back is owed again (a chargeback, a refund of a credit that was none)."""
    held = plan.change_balance(day, correction=principal)
    if held is None:
        return
    for period in plan.periods:
        last = period is plan.last and day == period.due
        if period.start <= day < period.due or last:
            found = [s for s in period.stretches if s.start == day]
            if found:
                found[-1].credited_principal += principal
                found[-1].credited_interest += interest
            break
    plan.weigh(held)
    plan.carry_balances()
    absorb(plan, day)


def count_overdue(plan: Plan, day: date, *, to_due_date: bool = False) -> bool:
    """Let overdue principal go on earning interest up to ``day`` (to the running due date if so agreed).

    Afterwards the plan is as if all overdue principal were paid on that day. Returns whether anything changed.
    """
    plan.figure()
    day = min(day, plan.last.due)
    overdue = [p for p in plan.periods if day > p.due and not p.holds_early_money]
    if not overdue:
        return False
    current = plan.period_on(day) or plan.last
    changed = False
    before, total = 0, 0
    for period in overdue:
        if before:
            changed |= _carry_overdue(plan, day, period, before, total, to_due_date=to_due_date)
        plan.figure()
        before = period.open_principal
        total += before
    if current is not plan.last or day <= plan.last.due:
        changed |= _carry_overdue(plan, day, current, before, total, to_due_date=to_due_date)
    if total > 0 and (plan.overdue_changed is None or plan.overdue_changed < day):
        plan.overdue_changed = day
    return changed


def _carry_overdue(
    plan: Plan, day: date, period: Period, amount: int, total: int, *, to_due_date: bool
) -> bool:
    since = plan.overdue_changed
    if since == day:
        return False
    begin = period.start if since is None or period.start > since else since
    correct_balance(plan, begin, amount, overdue=True)
    if period.start < day <= period.due:
        stop = period.due if to_due_date else day
        correct_balance(plan, stop, -total, overdue=True)
        plan.overdue_changed = stop
    return True
