"""How money is allocated to the rows of a schedule, cell by cell, and told to the plan where interest follows it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from ashore.loan import Part, Timing
from ashore.servicing import moves, outlook
from ashore.servicing.account import Account
from ashore.servicing.charges import charges_of, settle_charges, unsettle_charges
from ashore.servicing.plan import Period
from ashore.servicing.rows import Row, first_regular_number
from ashore.servicing.terms import (
    OLDEST_FIRST,
    Ahead,
    AllocationRule,
    Cell,
    PayoffInterest,
    Processing,
    Rest,
    ServicingTerms,
)
from ashore.servicing.transaction import Kind, Transaction


class Unallocatable(RuntimeError):
    """Money that no row takes and that does not run out: a contradiction in the schedule."""


def rule_for(terms: ServicingTerms, kind: Kind | None) -> AllocationRule:
    """The rule of a kind of transaction, or the default one."""
    return terms.allocation.get(kind) or terms.allocation.get(None) or OLDEST_FIRST


def rounds(rule: AllocationRule) -> list[list[Cell]]:
    """The cells grouped by timing, in the order in which the timings first appear."""
    found: dict[Timing, list[Cell]] = {}
    for cell in rule.order:
        found.setdefault(cell[0], []).append(cell)
    return list(found.values())


def settle(account: Account, entry: Transaction, amount: int, rule: AllocationRule) -> int:
    """Use ``amount`` for what the rows ask for. Returns what is left."""
    if account.terms.processing is Processing.VERTICAL:
        for cell in rule.order:
            amount = _vertical(account, entry, amount, cell, rule.ahead)
        return amount
    for cells in rounds(rule):
        amount = _horizontal(account, entry, amount, cells, rule.ahead)
    return amount


def _horizontal(
    account: Account, entry: Transaction, amount: int, cells: list[Cell], ahead: Ahead
) -> int:
    if amount <= 0:
        return amount
    account.skipped = []
    timing = cells[0][0]
    limit = len(account.rows) * 100
    while amount > 0 and any(not row.met for row in account.rows):
        limit -= 1
        if limit < 0:
            raise Unallocatable(f"{amount} of {entry.kind.value} on {entry.day}")
        targets = _targets(account, entry.day, timing, ahead)
        if not targets:
            break
        before = amount, len(account.skipped)
        for cell in cells:
            amount = _spread(account, entry, amount, cell, targets)
        if before == (amount, len(account.skipped)):
            break
    return amount


def _spread(
    account: Account, entry: Transaction, amount: int, cell: Cell, targets: list[Row]
) -> int:
    """One cell of every target, the money in even portions where there are several."""
    count = len(targets)
    if cell[0] is not Timing.IN_ADVANCE:
        return amount - _pay(account, entry, amount, cell, targets[0])
    each, last = _even_portions(account, amount, count)
    for row in targets:
        portion = last if row is targets[-1] else each
        amount -= _pay(account, entry, portion, cell, row)
    return amount


def _even_portions(account: Account, amount: int, count: int) -> tuple[int, int]:
    """An even part of an amount, and what the last one takes; none is below zero."""
    each = _even(account, amount, count)
    if amount < each * (count - 1):
        each = amount // count
    return each, amount - each * (count - 1)


def _even(account: Account, amount: int, count: int) -> int:
    return amount if count == 1 else account.terms.ratios.share(amount, count)


def _oldest(rows: list[Row]) -> list[Row]:
    return [min(rows, key=lambda row: row.number)] if rows else []


def _latest(rows: list[Row]) -> list[Row]:
    return [max(rows, key=lambda row: row.number)] if rows else []


def _ahead_of(later: list[Row], day: date, ahead: Ahead) -> list[Row] | None:
    """The rows of those due later that take money ahead; none where it goes to the last one."""
    if ahead is Ahead.SPREAD:
        return later
    if ahead is Ahead.NEXT:
        return _oldest(later)
    running = [row for row in later if row.start <= day]
    return running if ahead is Ahead.NEXT_LAST and running else None


def _targets(account: Account, day: date, timing: Timing, ahead: Ahead) -> list[Row]:
    unmet = [row for row in account.rows if not row.met]
    if timing is Timing.PAST_DUE:
        return _oldest([row for row in unmet if row.due < day])
    if timing is Timing.DUE:
        return _oldest([row for row in unmet if row.due == day])
    later = [row for row in unmet if row.due > day]
    chosen = _ahead_of(later, day, ahead)
    return _latest(_reachable(account, day)) if chosen is None else chosen


def _reachable(account: Account, day: date) -> list[Row]:
    """Rows ahead that may take money: open ones, and, where interest follows the money, those that ask for nothing yet."""
    rows = [row for row in account.rows if row.due > day]
    if not account.follows_money:
        return [row for row in rows if not row.met]
    return [
        row for row in rows if not row.met or (not sum(row.charged) and row not in account.skipped)
    ]


def _vertical(account: Account, entry: Transaction, amount: int, cell: Cell, ahead: Ahead) -> int:
    account.skipped = []
    timing, part = cell
    limit = len(account.rows) * 100
    while amount > 0:
        limit -= 1
        if limit < 0:
            raise Unallocatable(f"{amount} of {entry.kind.value} on {entry.day}")
        targets = _vertical_targets(account, entry.day, timing, part, ahead)
        if not targets:
            break
        before = amount
        if timing is Timing.IN_ADVANCE and not account.follows_money:
            each, last = _even_portions(account, amount, len(targets))
            for row in targets:
                portion = last if row is targets[-1] else each
                amount -= _pay(account, entry, portion, cell, row)
        else:
            for row in targets:
                amount -= _pay(account, entry, amount, cell, row)
        if amount == before:
            break
    return amount


def _vertical_targets(
    account: Account, day: date, timing: Timing, part: Part, ahead: Ahead
) -> list[Row]:
    left = [row for row in account.rows if row.outstanding(part) > 0]
    if timing is Timing.PAST_DUE:
        return _oldest([row for row in left if row.due < day])
    if timing is Timing.DUE:
        return _oldest([row for row in left if row.due == day])
    later = [row for row in left if row.due > day]
    if account.follows_money:
        later = [row for row in later if row not in account.skipped]
    chosen = _ahead_of(later, day, ahead)
    return _latest(later) if chosen is None else chosen


def _pay(account: Account, entry: Transaction, amount: int, cell: Cell, row: Row) -> int:
    """Pay one cell of one row, and let the plan follow."""
    plan = account.plan
    if not account.follows_money or plan is None:
        return _pay_row(account, entry, amount, cell[1], row)
    if row.down_payment or plan.spanning(row.start, row.due) is None:
        account.skipped.append(row)
        return _pay_row(account, entry, amount, cell[1], row)
    day = entry.day
    if cell[0] is Timing.IN_ADVANCE:
        day = _counting_day(account, entry, row)
        _ask_as_of(account, cell[1], row, day)
    taken = _pay_row(account, entry, amount, cell[1], row)
    if cell[1] is Part.PRINCIPAL:
        moves.pay_principal(plan, row.start, row.due, day, taken)
        rows_from_plan(account, entry.day)
    elif cell[1] is Part.INTEREST:
        moves.pay_interest(plan, row.start, row.due, day, taken)
        rows_from_plan(account, entry.day)
    return taken


def _pay_row(account: Account, entry: Transaction, amount: int, part: Part, row: Row) -> int:
    taken = row.pay(part, entry.day, amount)
    entry.place(row)[part] += taken
    entry.portions[part] += taken
    row.settle(entry.day)
    if part in (Part.FEE, Part.PENALTY) and taken:
        first = row.number == first_regular_number(account.rows)
        owed = [c for c in charges_of(account.charges, row, first=first) if c.part is part]
        settle_charges(owed, taken, row, entry.charge_parts)
    return taken


def till_due_date(terms: ServicingTerms, *, prepaying: bool) -> bool:
    """Whether money within a period counts only from its due date on."""
    agreed = terms.recalculation
    if agreed is None:
        return False
    till_rest = agreed.payoff is PayoffInterest.TILL_REST
    return till_rest and (prepaying or agreed.rest is Rest.PERIOD)


def _counting_day(account: Account, entry: Transaction, row: Row) -> date:
    if not till_due_date(account.terms, prepaying=account.prepaying):
        return entry.day
    return row.due if row.start < entry.day <= row.due else entry.day


def _ask_as_of(account: Account, part: Part, row: Row, day: date) -> None:
    """What is paid early is what would be due on the day: interest only for the nights that have passed."""
    plan = account.plan
    assert plan is not None
    vertical = account.terms.processing is Processing.VERTICAL
    due = outlook.due_on(plan, row.start, row.due, day, vertical=vertical)
    if not due.interest and not due.principal:
        account.skipped.append(row)
    if part is Part.INTEREST:
        row.charged[Part.INTEREST] = due.interest
    elif part is Part.PRINCIPAL:
        row.charged[Part.PRINCIPAL] = due.principal


def rows_from_plan(account: Account, day: date) -> None:
    """Principal and interest of the rows as the plan asks for them."""
    plan = account.plan
    assert plan is not None
    plan.figure()
    for period in plan.periods:
        row = _row_of(account, period.start, period.due)
        if row is None:
            continue
        row.charged[Part.PRINCIPAL] = period.due_principal
        row.charged[Part.INTEREST] = period.due_interest
        row.credited[Part.INTEREST] = period.credited_interest
        row.credited[Part.PRINCIPAL] = period.credited_principal
        row.note_change(day)


def ask(row: Row, period: Period) -> None:
    """What the plan asks for, but never less than is paid already: that lowers the other part."""
    asked = period.due_interest + period.due_principal
    interest = max(period.due_interest, row.paid[Part.INTEREST])
    row.charged[Part.INTEREST] = interest
    row.charged[Part.PRINCIPAL] = max(asked - interest, row.paid[Part.PRINCIPAL])


def fit_principal(account: Account, day: date, lending: int = 0) -> None:
    """Rows paid ahead keep their principal: the last open ones take the difference to what was lent, with ``lending``."""
    credited = sum(row.credited[Part.PRINCIPAL] for row in account.rows)
    asked = sum(row.charged[Part.PRINCIPAL] for row in account.rows)
    lent = sum(
        t.amount
        for t in account.processed
        if t.kind in (Kind.DISBURSEMENT, Kind.CAPITALIZED_INCOME)
    )
    gap = lent + lending + credited - asked
    for row in reversed(account.rows):
        if gap and row.regular and not row.met:
            change = max(gap, -row.outstanding(Part.PRINCIPAL))
            row.charged[Part.PRINCIPAL] += change
            gap -= change
    if gap > 0:
        last = [row for row in account.rows if row.regular][-1]
        last.charged[Part.PRINCIPAL] += gap
        last.note_change(day)
    if not any(row.outstanding(Part.PRINCIPAL) for row in account.rows):
        _ask_nothing_for_nothing(account.rows)
    for row in account.rows:
        if sum(row.paid) and not row.left:
            row.note_change(day)


def _ask_nothing_for_nothing(rows: list[Row]) -> None:
    """Where all principal is paid, a row without principal earns none: the plan does not know of the payments."""
    for row in rows:
        if row.regular and not row.met and not row.charged[Part.PRINCIPAL]:
            row.charged[Part.INTEREST] = row.paid[Part.INTEREST]


def refresh_from_plan(account: Account) -> None:
    """As `rows_from_plan`, after time has passed: whether a row is met stays as it was."""
    plan = account.plan
    assert plan is not None
    plan.figure()
    for period in plan.periods:
        row = _row_of(account, period.start, period.due)
        if row is not None:
            row.charged[Part.PRINCIPAL] = period.due_principal
            row.charged[Part.INTEREST] = period.due_interest
            row.recalculated = True


def _row_of(account: Account, start: date, due: date) -> Row | None:
    for row in account.rows:
        if row.start == start and row.due == due and not row.down_payment:
            return row
    return None


Chooser = Callable[[list[Row]], list[Row]]


def take_back(account: Account, entry: Transaction, amount: int, rule: AllocationRule) -> int:
    """Give money back from what was paid, in the order of the rule. Returns what is left."""
    for cells in rounds(rule):
        timing = cells[0][0]
        limit = len(account.rows) * 100
        while amount > 0 and any(sum(row.paid) for row in account.rows) and limit:
            limit -= 1
            targets = _paid_targets(account, entry.day, timing, rule.ahead)
            if not targets:
                break
            before = amount
            for cell in cells:
                each, last = _even_portions(account, amount, len(targets))
                for row in targets:
                    portion = last if row is targets[-1] else each
                    amount -= _unpay(account, entry, portion, cell[1], row)
            if amount == before:
                break
    return amount


def _paid_targets(account: Account, day: date, timing: Timing, ahead: Ahead) -> list[Row]:
    paid = [row for row in account.rows if sum(row.paid) > 0]
    if timing is Timing.PAST_DUE:
        return _latest([row for row in paid if row.due < day])
    if timing is Timing.DUE:
        return _latest([row for row in paid if row.due == day])
    later = [row for row in paid if row.due > day]
    chosen = _ahead_of(later, day, ahead)
    return _latest(later) if chosen is None else chosen


def _unpay(account: Account, entry: Transaction, amount: int, part: Part, row: Row) -> int:
    taken = row.unpay(part, entry.day, amount)
    entry.place(row)[part] += taken
    entry.portions[part] += taken
    if part in (Part.FEE, Part.PENALTY) and taken:
        first = row.number == first_regular_number(account.rows)
        owed = [c for c in charges_of(account.charges, row, first=first) if c.part is part]
        unsettle_charges(owed, taken)
    return taken
