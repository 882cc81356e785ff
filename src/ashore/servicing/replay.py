"""Everything that was entered for a loan, applied in the order in which it counts."""

from __future__ import annotations

from datetime import date
from functools import cmp_to_key

from ashore.loan import Part
from ashore.money import step
from ashore.servicing import moves
from ashore.servicing.account import Account, Variation
from ashore.servicing.allocate import ask, fit_principal, rule_for, settle
from ashore.servicing.apply import apply, catch_up
from ashore.servicing.balances import note_balances
from ashore.servicing.charges import LoanCharge, place
from ashore.servicing.opening import opening_rows, plan_of_rows
from ashore.servicing.rows import Row
from ashore.servicing.snapshot import rest
from ashore.servicing.transaction import DERIVED, MONEY_IN, Kind, Transaction

Item = Transaction | LoanCharge | Variation


def replay(account: Account, as_of: date) -> None:
    """Lay the schedule out again and apply everything; overdue principal earns interest up to ``as_of``."""
    before = {t: t.split for t in account.transactions}
    account.as_of = as_of
    account.rows = opening_rows(account)
    account.plan = plan_of_rows(account)
    account.overpaid = account.refunded_interest = 0
    account.stopped = account.prepaying = False
    account.processed = []
    account.changed = set()
    for charge in account.charges:
        charge.paid = 0
        charge.placed = False
        if not charge.by_instalment:
            charge.parts = []
    overpayers: list[Transaction] = []
    items = in_order(account)
    if account.terms.fixed_order:
        items = laid_out_first(items)
    for item in items:
        if isinstance(item, Variation):
            vary(account, item)
        elif isinstance(item, LoanCharge):
            place(item, account.rows, account.disbursed_on, account.terms.ratios.to_minor)
            if item.outstanding > 0:
                overpayers = _use_overpayments(account, overpayers)
        else:
            _apply(account, item, before)
            if item.overpaid and item.kind in MONEY_IN and item.live:
                overpayers.append(item)
    _tidy(account)
    note_balances(account)
    rest(account)
    account.seen_on = as_of
    catch_up(account, as_of)


def _apply(
    account: Account, entry: Transaction, before: dict[Transaction, tuple[int, ...]]
) -> None:
    entry.reset()
    apply(account, entry)
    account.processed.append(entry)
    same_day = any(t.day == entry.day for t in account.changed)
    if entry in before and (before[entry] != entry.split or same_day):
        account.changed.add(entry)


def in_order(account: Account) -> list[Item]:
    """Transactions, charges and changes of terms by the day they count, then by entry."""
    items: list[Item] = [v for v in account.variations if v.active and not _replaced(v, account)]
    items += [c for c in account.charges if c.active]
    items += [
        t
        for t in account.transactions
        if not t.reversed_ and t.kind not in DERIVED and t.kind is not Kind.WAIVE_CHARGES
    ]
    lent = account.disbursed_on

    def compare(a: Item, b: Item) -> int:
        return _compare(a, b, lent)

    return sorted(items, key=cmp_to_key(compare))


def _replaced(change: Variation, account: Account) -> bool:
    """Whether another rate was agreed later for the same day."""
    return change.kind == "rate" and any(
        other.kind == "rate"
        and other.active
        and other.since == change.since
        and other.serial > change.serial
        for other in account.variations
    )


def laid_out_first(items: list[Item]) -> list[Item]:
    """The older way of allocating knows the whole schedule from the start: drawings, then charges, then the rest."""

    def place_of(item: Item) -> int:
        if isinstance(item, Transaction) and item.kind is Kind.DISBURSEMENT:
            return 0
        return 1 if isinstance(item, LoanCharge) else 2

    return sorted(items, key=place_of)


def counts_on(item: Item, lent: date = date.min) -> date:
    """The day it counts; a charge of the application, not before the loan is ``lent``."""
    if isinstance(item, Transaction):
        return item.day
    if isinstance(item, Variation):
        return item.counts_on
    return item.due if item.back_dated and item.due is not None else max(item.entered, lent)


def _compare(a: Item, b: Item, lent: date) -> int:
    day_a, day_b = counts_on(a, lent), counts_on(b, lent)
    if day_a != day_b:
        return -1 if day_a < day_b else 1
    for one, other, sign in ((a, b, -1), (b, a, 1)):
        draws = isinstance(one, Transaction) and one.kind is Kind.DISBURSEMENT
        if draws and isinstance(other, LoanCharge) and other.counts_on_schedule:
            return sign
    rate_a, rate_b = _is_rate(a), _is_rate(b)
    if rate_a != rate_b:
        return -1 if rate_a else 1
    activity_a, activity_b = _is_activity(a), _is_activity(b)
    if activity_a != activity_b:
        return 1 if activity_a else -1
    entered_a, entered_b = _entered(a), _entered(b)
    if entered_a != entered_b:
        return -1 if entered_a < entered_b else 1
    return a.serial - b.serial


def _entered(item: Item) -> date:
    return min(item.since, item.entered) if isinstance(item, Variation) else item.entered


def _is_rate(item: Item) -> bool:
    """A rate that holds from its own day on comes before what is paid on that day."""
    return isinstance(item, Variation) and item.kind == "rate" and item.since == counts_on(item)


def _is_activity(item: Item) -> bool:
    return isinstance(item, Transaction) and item.kind is Kind.ACCRUAL_ACTIVITY


def _use_overpayments(account: Account, overpayers: list[Transaction]) -> list[Transaction]:
    """Money that was too much pays a charge that came later."""
    left = []
    for entry in overpayers:
        amount = min(account.overpaid, entry.overpaid)
        if amount <= 0:
            left.append(entry)
            continue
        entry.overpaid -= amount
        account.overpaid -= amount
        rest = settle(account, entry, amount, rule_for(account.terms, entry.kind))
        entry.overpaid += rest
        account.overpaid += rest
        account.changed.add(entry)
        if entry.overpaid:
            left.append(entry)
    return left


# Changes of terms


def vary(account: Account, change: Variation) -> None:
    """Apply one change of terms."""
    plan = account.plan
    if plan is None:
        return
    if change.kind == "rate":
        assert change.rate is not None
        moves.change_rate(plan, change.since, change.rate)
        _update_from(account, change.since)
    elif change.kind == "pause":
        assert change.until is not None
        moves.pause_interest(plan, change.since, change.until)
        _update_from(account, change.since)
    elif change.kind == "extend":
        _extend(account, change)
    elif change.kind == "due_date":
        _move_due_date(account, change)


def _update_from(account: Account, day: date) -> None:
    plan = account.plan
    assert plan is not None
    plan.figure()
    agreed = account.terms.recalculation
    wait = not account.follows_money or (agreed is not None and agreed.settled_rows_wait)
    for row in account.rows:
        settled = (row.met or row.met_on is not None) and any(row.charged)
        if (settled and wait) or day > row.due:
            continue
        period = plan.spanning(row.start, row.due)
        if period is not None and not row.down_payment:
            ask(row, period)
            if account.follows_money or row.left:
                row.note_change(day)
    if not account.follows_money:
        fit_principal(account, day)


def _last_re_age(account: Account) -> Transaction | None:
    found = [t for t in account.processed if t.kind is Kind.REAGE and t.live]
    return max(found, key=lambda t: t.day, default=None)


def _extend(account: Account, change: Variation) -> None:
    plan = account.plan
    assert plan is not None
    aged = next((t for t in account.processed if t.kind is Kind.REAGE and t.live), None)
    seed, passed = plan.first.start, len(plan.periods)
    if aged is not None:
        seed, passed = aged.terms.ageing.first_due, aged.terms.ageing.instalments - 1
    moves.extend(plan, change.since, change.count, seed, passed)
    plan.figure()
    number = max(row.number for row in account.rows) + 1
    known = {row.due for row in account.rows if row.regular}
    for period in plan.periods:
        if period.due not in known:
            row = Row(number, period.start, period.due)
            row.charged = [period.due_principal, period.due_interest, 0, 0]
            account.rows.append(row)
            number += 1
    _update_from(account, change.since)
    for row in account.rows:
        if not sum(row.charged):
            row.note_change(change.since)
    account.renumber()


def _move_due_date(account: Account, change: Variation) -> None:
    plan = account.plan
    assert plan is not None
    assert change.until is not None
    due, new = change.since, change.until
    target = next((row for row in account.rows if row.due == due), None)
    aged = _last_re_age(account)
    if (aged is not None and aged.serial > change.serial) or target is None:
        return
    ratios = account.terms.ratios
    every, unit = ratios.every, ratios.unit
    if aged is not None:
        every, unit = aged.terms.ageing.every, aged.terms.ageing.unit
    known = any(period.due == due for period in plan.periods)
    stale = aged is not None and not target.re_aged
    by_plan = known and not stale
    at = account.rows.index(target)
    rows = [row for row in account.rows[at:] if row.regular]
    if by_plan:
        left = sum(period.due > due for period in plan.periods)
        dues = [step(new, k, every, unit) for k in range(1, left + 1)]
        moves.move_due_date(plan, due, new, dues)
        plan.figure()
        first = sum(row.regular for row in account.rows[:at])
        for row, period in zip(rows, plan.periods[first:], strict=False):
            row.start, row.due = period.start, period.due
            if not row.met and row.met_on is None:
                ask(row, period)
        if not account.follows_money:
            fit_principal(account, change.since)
        _merge_additional(account)
    else:
        for k, row in enumerate(rows):
            if k:
                row.start = step(new, k - 1, every, unit)
            row.due = step(new, k, every, unit)
    account.rows.sort(key=lambda row: row.due)
    for number, row in enumerate(account.rows, start=1):
        row.number = number


def _merge_additional(account: Account) -> None:
    """An additional row before the new end gives its charges to the last instalment."""
    plan = account.plan
    assert plan is not None
    end = plan.last.due
    regular = [row for row in account.rows if row.regular]
    last = [row for row in regular if not row.re_aged or row is regular[-1]][-1]
    for row in [r for r in account.rows if r.additional and r.due < end]:
        last.charged[Part.FEE] += row.charged[Part.FEE]
        last.charged[Part.PENALTY] += row.charged[Part.PENALTY]
        account.rows.remove(row)


def _tidy(account: Account) -> None:
    """An additional row that asks for nothing falls away; what is not settled is not met."""
    if not account.rows:
        return
    last = account.rows[-1]
    if last.additional and not sum(last.charged):
        account.rows.remove(last)
    waivers = [
        t.day
        for t in account.transactions
        if t.kind is Kind.WAIVE_CHARGES and t.live and t.day > last.start
    ]
    if waivers:
        unmet = last.met_on is None
        opened = last.met and last.met_on == account.disbursed_on
        if unmet or (opened and last.met_on is not None and last.met_on < max(waivers)):
            last.met, last.met_on = True, max(waivers)
    for row in account.rows:
        if row.left > 0:
            row.met, row.met_on = False, None
