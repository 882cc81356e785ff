"""Ending a loan before its last due date: what it takes on a day, and doing it."""

from __future__ import annotations

from ashore.loan.allocation import Part
from ashore.loan.interest import accrued_interest
from ashore.loan.pay import PREPAYMENT_FEE, add_fee, prepayment_fee
from ashore.loan.rows import Row
from ashore.loan.state import State, billed_rows, fall_due, owed
from ashore.loan.terms import RemainingFees
from ashore.money import Rounding, divide


def payoff(state: State, *, with_fees: bool = True) -> list[int]:
    """The four parts that settle the loan on the state's day, in ticks, the total a whole number of minor units.

    All that is due, the principal not due yet, interest for the nights used (Civil Code of the PRC, article 677), the
    running period's fee, and the contract's fees on early settlement. Credit held is not deducted.
    """
    parts = [0, 0, 0, 0]
    for row in (*billed_rows(state), *state.extras[state.next_extra :]):
        for part, amount in enumerate(owed(state, row, state.day)):
            parts[part] += amount
    if state.current < len(state.rows):
        running = state.rows[state.current]
        principal, interest, fee = _closing_parts(state, running, with_fees)
        parts[Part.PRINCIPAL] += principal
        parts[Part.INTEREST] += interest - running.paid[1] - running.waived[1]
        parts[Part.FEE] += fee + (prepayment_fee(state, state.balance) if with_fees else 0)
    if state.ticks > 1:
        total = sum(parts)
        parts[Part.INTEREST] += divide(total, state.ticks, Rounding.HALF_UP) * state.ticks - total
    return parts


def _closing_parts(state: State, running: Row, with_fees: bool) -> tuple[int, int, int]:
    """Principal, interest and fees that the running row would hold if it became the last one, due today."""
    interest = accrued_interest(state, running, state.day)
    waived = state.contract.settlement.remaining_fees is RemainingFees.WAIVED
    later = state.rows[state.current :]
    fees = running.fee if waived else sum(row.fee for row in later)
    return state.balance, max(interest, running.paid[1] + running.waived[1]), fees * with_fees


def settle(state: State, event: str, *, with_fees: bool = True) -> None:
    """Make the running instalment the last one, due on the state's day, with all that early settlement takes.

    ``with_fees`` is False where the lender ends the loan (a write-off): fees not due yet fall away.
    """
    for extra in state.extras[state.next_extra :]:
        extra.due = state.day
        fall_due(state, extra)
    state.next_extra = len(state.extras)
    if state.current >= len(state.rows):
        return
    total = payoff(state, with_fees=with_fees)
    running = state.rows[state.current]
    principal, _, running_fee = _closing_parts(state, running, with_fees)
    fee = prepayment_fee(state, state.balance) if with_fees else 0
    if fee:
        add_fee(state, fee, state.day, event, PREPAYMENT_FEE)
    billed = sum(owed(state, row, state.day)[Part.INTEREST] for row in billed_rows(state))
    later = state.rows[state.current + 1 :]
    for row in later:
        for part in range(4):
            running.paid[part] += row.paid[part]
            running.waived[part] += row.waived[part]
    _rename_splits(state, running, later)
    running.period_end, running.due = running.due, state.day
    running.deferred = False
    running.whole = False
    running.principal = running.paid[0] + running.waived[0] + principal
    running.interest = total[Part.INTEREST] - billed + running.paid[1] + running.waived[1]
    running.own = running.interest - running.carried
    running.fee = running_fee
    del state.rows[state.current + 1 :]
    state.balance = 0
    state.current += 1
    fall_due(state, running)


def _rename_splits(state: State, running: Row, later: list[Row]) -> None:
    """Money paid ahead on later rows now belongs to the row that ends the loan."""
    moved = {id(row) for row in later}
    if moved:
        state.splits = [
            split._replace(row=running) if id(split.row) in moved else split
            for split in state.splits
        ]
