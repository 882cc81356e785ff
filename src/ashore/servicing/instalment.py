"""The regular instalment of a plan, and who absorbs the difference when the money does not follow it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from ashore.loan import Gap
from ashore.loan import retune as share_gap
from ashore.servicing.plan import ZERO, Period, Plan


def replan_from(plan: Plan, due: date, *, as_it_stands: bool) -> None:
    """Find the regular instalment anew for the periods due on ``due`` or later.

    ``as_it_stands``: on the plan with its payments (a rate change); else on a draft without them (a drawing), so that
    what was paid early or late never moves the regular instalment.
    """
    periods = [period for period in plan.due_from(due) if not period.holds_early_money]
    if plan.flat:
        _defer_interest(plan)
        for period in periods:
            plan.weigh(period)
        if periods:
            set_regular(plan, periods)
            _lift_grace(plan, periods)
        return
    actual = as_it_stands or plan.is_draft or not any(p.amount for p in plan.periods)
    _defer_interest(plan)
    for period in periods:
        plan.weigh(period)
    plan.carry_balances()
    if actual:
        set_regular(plan, periods, less=_overdue_before(plan, periods))
    elif periods:
        _from_draft(plan, periods[0].due)
    _lift_grace(plan, periods)
    plan.carry_balances()
    absorb(plan, due)
    if actual:
        retune(plan, periods)


def _overdue_before(plan: Plan, periods: list[Period]) -> int:
    """Overdue principal that counts in the balance before ``periods``: the instalments before them ask for it."""
    first = next(iter(periods), plan.last)
    return sum(note.amount for note in plan.overdue_notes if note.day <= first.start)


def _from_draft(plan: Plan, due: date) -> None:
    """Take the amounts that a plan without payments would have."""
    draft = plan.draft()
    replan_from(draft, due, as_it_stands=True)
    amounts = {period.due: period for period in draft.periods}
    for period in plan.periods:
        if period.due >= due and period.due in amounts:
            period.amount = amounts[period.due].amount
            period.regular = amounts[period.due].regular
    plan.touch()


def _defer_interest(plan: Plan) -> None:
    if plan.interest_grace:
        for at, period in enumerate(plan.periods):
            period.interest_grace = at < plan.interest_grace
        plan.touch()


def _lift_grace(plan: Plan, periods: list[Period]) -> None:
    """Periods of grace ask for their interest only; the rest is spread over the others."""
    grace = min(plan.principal_grace, len(periods))
    if not grace:
        return
    for period in periods[:grace]:
        plan.figure()
        period.amount = period.regular = period.due_interest
        plan.touch()
    if grace < len(periods):
        plan.carry_balances()
        set_regular(plan, periods[grace:])


def set_regular(plan: Plan, periods: list[Period], *, less: int = 0) -> None:
    """Give every one of ``periods`` the equal instalment for what is outstanding before the first of them, but ``less``."""
    if not periods:
        return
    if plan.flat:
        _set_flat(plan, periods)
        return
    ratios = plan.ratios
    opening = _opening(plan, periods[0]) - less
    regular = ratios.annuity(opening, [_factor(plan, each) for each in periods])
    regular = ratios.in_multiples(regular + _share_of_fixed(plan, periods), plan.multiple)
    for period in periods:
        if regular >= period.paid:
            period.amount = period.regular = regular
    plan.touch()


def _factor(plan: Plan, period: Period) -> Decimal:
    return ZERO if period.interest_grace else plan.ratios.total(s.part for s in period.stretches)


def _opening(plan: Plan, period: Period) -> int:
    """The balance before a period, with all that is drawn within it."""
    plan.figure()
    at = plan.periods.index(period)
    opening = plan.periods[at - 1].balance_after if at else 0
    return opening + sum(s.drawn + s.capitalised for s in period.stretches)


def _share_of_fixed(plan: Plan, periods: list[Period]) -> int:
    return plan.ratios.share(sum(period.fixed for period in periods), len(periods))


def _set_flat(plan: Plan, periods: list[Period]) -> None:
    """Flat interest: the same share of all that was given and all its interest; the last one takes the rest."""
    ratios = plan.ratios
    interest = _share_of_fixed(plan, periods)
    for period in periods:
        plan.touch()
        plan.figure()
        interest += period.interest
        period.amount = period.interest
    first = periods[0]
    at = plan.periods.index(first)
    repaid = 0
    if at:
        before = plan.periods[at - 1]
        repaid = _given_until(before, None) - before.balance_after
    total = _given_until(first, first.stretches[-1]) + interest - repaid
    each = ratios.in_multiples(ratios.share(total, len(periods)), plan.multiple)
    rest = total - each * len(periods)
    surplus = 0
    for period in periods:
        amount = each + rest if period is periods[-1] else each
        if amount + period.credited + period.deferred >= period.paid:
            period.amount = period.regular = amount
        else:
            surplus += period.paid - (amount + period.credited + period.deferred)
            period.amount = period.regular = period.paid
        plan.carry_balances()
    for period in reversed(periods):
        if surplus > 0 and not period.settled:
            paid = period.paid - period.credited - period.deferred
            amount = max(period.interest, period.amount - surplus, 0, paid)
            surplus -= period.amount - amount
            period.amount = amount
            plan.carry_balances()


def _given_until(period: Period, stop: object) -> int:
    """All principal given up to a stretch of the period, repaid or not."""
    total = period.drawn_before + period.capitalised_before
    for stretch in period.stretches:
        if stretch is stop:
            break
        if stretch.end != period.start:
            total += stretch.drawn + stretch.capitalised
    return total


def absorb(plan: Plan, day: date) -> None:
    """Let the last unpaid period take the difference between what was given, with its interest, and what is asked for."""
    _trim_beyond_outstanding(plan)
    plan.figure()
    last = _last_unpaid(plan)
    if last is None:
        if not plan.forgives_unplaced:
            _place_in_last(plan)
        return
    _give_interest_back(plan)
    last.deferred = 0
    plan.touch()
    plan.figure()
    given = sum(s.drawn + s.capitalised for s in plan.stretches()) + plan.principal_credited
    asked = sum(period.total for period in plan.periods)
    interest = plan.interest_due
    amount = last.amount + given + interest - asked
    if last.fixed > 0:
        amount = max(amount, last.paid_principal + last.fixed)
    last.amount = amount
    plan.touch()
    plan.figure()
    if plan.interest_due > interest:
        # It asks for enough now to hold interest that it could not ask for before.
        last.amount += plan.interest_due - interest
        plan.touch()
    paid = last.paid - last.credited
    if last.amount < paid:
        last.amount = paid
        plan.touch()
        absorb(plan, day)
    take_over_interest(plan, last, day)
    ask_for_all(plan, _last_open)
    if not plan.forgives_unplaced and _last_open(plan) is None:
        _place_in_last(plan)


def _give_interest_back(plan: Plan) -> None:
    """Each period asks for its own interest again: what an earlier one had taken over of it is not asked for twice."""
    for period in plan.periods:
        if period.interest_up:
            period.interest_up = False
            plan.touch()
        if period.deferred > period.paid_interest and not period.settled:
            period.deferred = period.paid_interest
            plan.touch()
            plan.figure()


def _place_in_last(plan: Plan) -> None:
    """Interest that no settled period has room for is asked for by the last one."""
    for period in plan.periods:
        unpaid = max(0, period.deferred - period.paid_interest)
        period.deferred -= unpaid
        period.amount += unpaid
    plan.touch()
    plan.figure()
    plan.last.amount += plan.last.unrecognised
    plan.touch()


def ask_for_all(plan: Plan, taker: Callable[[Plan], Period | None]) -> None:
    """The periods together ask for the principal that was given: of too little, ``taker`` finds who asks for the rest."""
    for _ in range(2 * len(plan.periods)):
        plan.figure()
        gap = plan.principal_given - sum(period.due_principal for period in plan.periods)
        found = taker(plan) if gap > 0 else _last_asking(plan)
        if not gap or found is None:
            return
        found.amount += max(gap, -found.open_principal)
        plan.touch()
        plan.carry_balances()


def _last_open(plan: Plan) -> Period | None:
    return next((period for period in reversed(plan.periods) if not period.settled), None)


def _last_asking(plan: Plan) -> Period | None:
    return next((period for period in reversed(plan.periods) if period.open_principal), None)


def last_of_all(plan: Plan) -> Period:
    """The last open period; of all settled ones the last."""
    return _last_open(plan) or plan.last


def _trim_beyond_outstanding(plan: Plan) -> None:
    """No period asks for more principal than is outstanding at all (money may have gone to the last ones first)."""
    outstanding = max(0, plan.principal_given - plan.principal_paid)
    for period in plan.periods:
        plan.figure()
        over = period.open_principal - outstanding
        if over > 0:
            period.amount = max(period.amount - over, period.paid)
            plan.touch()


def _last_unpaid(plan: Plan) -> Period | None:
    for period in reversed(plan.periods):
        if not period.settled:
            return period
    last = plan.last
    if not plan.principal_paid and last.stretches and last.balance_after > 0:
        return last
    return None


def take_over_interest(plan: Plan, last: Period, day: date) -> None:
    """Interest up to ``day`` that later, already paid periods have no room for is asked for in the last unpaid one."""
    if last is plan.last:
        return
    day = max(day, plan.overdue_changed or day)
    ahead = plan.copy()
    notes = plan.overdue_notes
    undo = not any(n.due > last.due for n in notes) and any(n.due == last.due for n in notes)
    if undo:
        _undo_overdue(ahead)
    stop_interest_after(ahead, day)
    if undo:
        ahead.carry_balances()
    ahead.figure()
    for period in reversed(ahead.periods):
        if period.unrecognised > 0 and period.due > last.due:
            last.deferred = period.unrecognised
            for later in plan.periods:
                if later.due > last.due:
                    later.interest_up = True
            plan.touch()
            return


def _undo_overdue(plan: Plan) -> None:
    for note in plan.overdue_notes:
        plan.change_balance(note.day, correction=-note.amount)
    plan.overdue_notes = []


def stop_interest_after(plan: Plan, day: date) -> None:
    """On a copy: interest runs up to ``day`` and no further."""
    period = plan.period_on(day)
    if period is not None:
        stretch = period.stretch_on(day, first=period is plan.first)
        if stretch is not None:
            stretch.end = day
    for each in plan.periods:
        plan.weigh(each)
    for stretch in plan.stretches():
        if day < stretch.end:
            stretch.part = stretch.to_due = ZERO
    plan.touch()


def retune(plan: Plan, periods: list[Period]) -> None:
    """Spread the last instalment's difference over all of them, while that makes it smaller."""
    if not periods:
        return
    plan.figure()
    regular, gap = _gap(periods)
    start, due = periods[0].start, periods[0].due
    ahead: Plan | None = None
    laid: dict[int, list[int]] = {}

    def lay_out(amount: int) -> Gap:
        nonlocal ahead
        ahead = ahead or plan.copy()
        for period in _retuned(ahead, start, due):
            if amount >= period.paid:
                period.amount = period.regular = amount
        ahead.touch()
        ahead.carry_balances()
        absorb(ahead, due)
        ahead.figure()
        found = _retuned(ahead, start, due)
        laid[amount] = [period.amount for period in found]
        return _gap(found)[1]

    best = share_gap(plan.ratios, regular, gap, len(periods), lay_out, plan.multiple)
    if best in laid:
        for period, amount in zip(periods, laid[best], strict=False):
            period.amount = period.regular = amount
        plan.touch()
        plan.carry_balances()


def _gap(periods: list[Period]) -> tuple[int, Gap]:
    """The amount before the last instalment, and how far that one is from it; periods that paid more share nothing."""
    for before, last in zip(periods[-2::-1], periods[:0:-1], strict=True):
        if not last.settled and not before.settled:
            uncounted = sum(period.paid > before.amount for period in periods)
            parts = max(1, len(periods) - uncounted)
            return before.amount, Gap(last.amount - before.amount, parts)
    return periods[0].amount, Gap(0, len(periods))


def _retuned(plan: Plan, start: date, due: date) -> list[Period]:
    return [
        period
        for period in plan.periods
        if period.start >= start and period.due >= due and not period.holds_early_money
    ]
