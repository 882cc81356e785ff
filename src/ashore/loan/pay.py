"""Money into rows: what is due by the allocation table, then what is not due yet by the contract's advance rule."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date

from ashore.loan.allocation import Across, AllocationTable, Part, Timing
from ashore.loan.interest import accrued_interest, note_balance
from ashore.loan.plan import Replan, replan
from ashore.loan.rows import Row, RowKind
from ashore.loan.state import (
    PAID,
    Split,
    State,
    billed_rows,
    fall_due,
    note_change,
    owed,
    touch,
)
from ashore.loan.terms import AdvanceRule, FeeWhen

PREPAYMENT_FEE = "prepayment"


def settle_part(
    state: State, row: Row, part: Part, amount: int, event: str, how: str = PAID
) -> None:
    """Book ``amount`` ticks of one part of a row as paid, waived or written off."""
    parts: list[int] = getattr(row, how)
    parts[part] += amount
    state.settled[how][part] += amount
    state.splits.append(Split(event, state.day, row, part, amount, how))


def pay_billed(state: State, amount: int, table: AllocationTable, event: str) -> int:
    """Settle what is past due and due, in the table's order. Returns what is left of ``amount``."""
    rows = billed_rows(state)
    day = state.day
    for timing in table.timings():
        if not amount:
            break
        if timing is Timing.IN_ADVANCE:
            continue
        group = [row for row in rows if (row.due < day) == (timing is Timing.PAST_DUE)]
        if group:
            amount = _pay_group(state, group, amount, table, timing, event)
    _move_first_open(state)
    return amount


def _pay_group(
    state: State,
    group: list[Row],
    amount: int,
    table: AllocationTable,
    timing: Timing,
    event: str,
) -> int:
    parts = table.parts(timing)
    demands = []
    for row in group:
        touch(state, row, state.day)
        due = owed(state, row, state.day)
        if due[Part.INTEREST] < 0:
            # The total was rounded down to a whole minor unit: the difference counts towards the rest.
            settle_part(state, row, Part.INTEREST, due[Part.INTEREST], event)
            amount -= due[Part.INTEREST]
            due[Part.INTEREST] = 0
        demands.append((row, due))
    if table.across is Across.HORIZONTAL:
        cells = [(row, due, part) for row, due in demands for part in parts]
    else:
        cells = [(row, due, part) for part in parts for row, due in demands]
    for row, due, part in cells:
        share = min(due[part], amount)
        if share > 0:
            settle_part(state, row, part, share, event)
            due[part] -= share
            amount -= share
            if not amount:
                break
    for row, due in demands:
        note_change(state, row, state.day)
        if not any(due) and row.settled is None:
            row.settled = state.day
    return amount


def _move_first_open(state: State) -> None:
    rows = state.rows
    at = state.first_open
    while at < state.current and rows[at].settled is not None:
        at += 1
    state.first_open = at


def pay_in_advance(state: State, amount: int, table: AllocationTable, event: str) -> int:
    """Use money for what is not due yet, as the contract's advance rule says. Returns what is left (credit)."""
    rule = state.contract.advance
    if rule is AdvanceRule.HOLD or state.current >= len(state.rows):
        return amount
    for part in table.parts(Timing.IN_ADVANCE):
        if part is Part.INTEREST:
            amount = _pay_accrued(state, amount, event)
        elif part is Part.PRINCIPAL:
            amount = _prepay(state, amount, event)
    return amount


def _pay_accrued(state: State, amount: int, event: str) -> int:
    row = state.rows[state.current]
    due = accrued_interest(state, row, state.day) - row.paid[1] - row.waived[1]
    share = min(max(due, 0), amount)
    if share:
        settle_part(state, row, Part.INTEREST, share, event)
        if row.deferred:
            replan(state, Replan.PRINCIPAL)
    return amount - share


def _prepay(state: State, amount: int, event: str) -> int:
    """Pay principal before it is due, with the fee that the contract sets on it."""
    principal = _principal_within(state, min(amount, state.balance), amount)
    if not principal:
        return amount
    fee = prepayment_fee(state, principal)
    if fee:
        charged = add_fee(state, fee, state.day, event, PREPAYMENT_FEE)
        settle_part(state, charged, Part.FEE, fee, event)
        charged.settled = state.day
    row = state.rows[state.current]
    if state.contract.advance is AdvanceRule.NEXT_INSTALMENT:
        _prepay_rows(state, principal, event)
        how = Replan.PRINCIPAL
    else:
        paid = Row(RowKind.PREPAYMENT, 0, state.day, state.day)
        paid.principal = principal
        paid.settled = state.day
        paid.event = event
        insert_extra(state, paid)
        settle_part(state, paid, Part.PRINCIPAL, principal, event)
        shorten = state.contract.advance is AdvanceRule.SHORTEN_TERM
        how = Replan.KEEP if shorten else Replan.RESPREAD
    state.balance -= principal
    note_balance(state, row, state.day)
    replan(state, how)
    return amount - principal - fee


def _principal_within(state: State, most: int, amount: int) -> int:
    """The largest principal up to ``most`` that ``amount`` pays together with the fee on it."""
    if not state.contract.fees_at(FeeWhen.ON_PREPAYMENT):
        return most
    guesses = range(most + 1)
    return bisect_right(guesses, amount, key=lambda guess: guess + prepayment_fee(state, guess)) - 1


def _prepay_rows(state: State, principal: int, event: str) -> None:
    for row in state.rows[state.current :]:
        share = min(row.unpaid_principal, principal)
        if share:
            settle_part(state, row, Part.PRINCIPAL, share, event)
            principal -= share
    assert not principal, "more was prepaid than the rows hold"


def prepayment_fee(state: State, principal: int) -> int:
    """The contract's fee on ``principal`` ticks paid before they are due, in ticks."""
    base = -(-principal // state.ticks)
    fees = state.contract.fees_at(FeeWhen.ON_PREPAYMENT)
    return sum(fee.amount(base) for fee in fees) * state.ticks if principal else 0


def add_fee(state: State, amount: int, due: date, event: str, name: str) -> Row:
    """A fee of its own, due on ``due``. Returns its row."""
    row = Row(RowKind.FEE, 0, due, due)
    row.name = name
    row.fee = amount
    row.event = event
    insert_extra(state, row)
    return row


def insert_extra(state: State, row: Row) -> None:
    """Put a demand of its own among the others, by due date, after those of the same day."""
    at = len(state.extras)
    while at and state.extras[at - 1].due > row.due:
        at -= 1
    state.extras.insert(at, row)
    if row.due <= state.day:
        fall_due(state, row)
        state.next_extra += 1
