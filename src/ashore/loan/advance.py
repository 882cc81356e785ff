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
    """Let every due date up to ``day`` pass. Days already passed stay as they are.

    All that falls due on one day is billed before money held is used for it: the allocation table decides, not the
    order in which the demands were made.
    """
    rows, extras = state.rows, state.extras
    while True:
        due = rows[state.current].due if state.current < len(rows) else None
        if state.next_extra < len(extras):
            extra = extras[state.next_extra].due
            due = extra if due is None or extra < due else due
        if due is None or due > day:
            break
        state.day = due
        while state.next_extra < len(extras) and extras[state.next_extra].due <= due:
            fall_due(state, extras[state.next_extra])
            state.next_extra += 1
        while state.current < len(rows) and rows[state.current].due <= due:
            _close(state, rows[state.current])
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
