"""Moving a loan's state through time: due dates pass, and money held for them is used."""

from __future__ import annotations

from datetime import date

from ashore.loan.interest import note_balance
from ashore.loan.pay import pay_billed
from ashore.loan.rows import Row
from ashore.loan.state import State, fall_due

CREDIT = "credit"
"""In splits: money paid earlier and held, used on a due date."""


def advance(state: State, day: date) -> None:
    """Let every due date up to ``day`` pass. Days already passed stay as they are."""
    rows, extras = state.rows, state.extras
    while True:
        row = rows[state.current] if state.current < len(rows) else None
        extra = extras[state.next_extra] if state.next_extra < len(extras) else None
        if extra is not None and extra.due <= day and (row is None or extra.due <= row.due):
            state.day = extra.due
            state.next_extra += 1
            fall_due(state, extra)
        elif row is not None and row.due <= day:
            state.day = row.due
            _close(state, row)
        else:
            break
        if state.credit:
            use_credit(state)
    if day > state.day:
        state.day = day


def _close(state: State, row: Row) -> None:
    """The row's due date: its principal leaves the balance that contract interest runs on."""
    state.balance -= row.unpaid_principal
    state.current += 1
    fall_due(state, row)
    if state.current < len(state.rows):
        following = state.rows[state.current]
        note_balance(state, following, following.start)


def use_credit(state: State) -> None:
    """Settle what is due with money of the borrower's that is held."""
    state.credit = pay_billed(state, state.credit, state.contract.allocation, CREDIT)
