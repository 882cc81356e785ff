"""Disbursements that are undone: they, and what came with them, never were.

The entries leave the account; they are kept as withdrawn, for whoever has to answer for the books.
"""

from __future__ import annotations

from collections.abc import Iterable

from ashore.servicing import tranches
from ashore.servicing.account import Account
from ashore.servicing.charges import ChargeWhen
from ashore.servicing.transaction import Kind, Transaction

_WITH_A_DRAWING = (Kind.DOWN_PAYMENT, Kind.REPAYMENT_AT_DISBURSEMENT)


def withdraw_last(account: Account) -> None:
    """Undo the disbursement made last, its down payment, and the charges kept back from it."""
    last = max(account.disbursements, key=lambda entry: entry.serial)
    _withdraw(
        account,
        (
            entry
            for entry in account.transactions
            if entry is last
            or (
                entry.kind in _WITH_A_DRAWING
                and entry.day == last.day
                and entry.serial > last.serial
            )
        ),
    )
    for charge in account.charges:
        if charge.terms.when is ChargeWhen.DRAWING and charge.due == last.day:
            charge.active = False
    tranches.drop_drawn(account.tranches, last.day, last.amount)


def withdraw_all(account: Account) -> None:
    """Undo every disbursement, and all that has followed: charges are owed as before the first one."""
    _withdraw(account, account.transactions)
    tranches.undo_all(account.tranches, declared=account.terms.tranches_declared)
    for charge in account.charges:
        charge.paid = charge.waived = 0
        charge.parts = []
    account.rows, account.plan, account.overpaid = [], None, 0


def _withdraw(account: Account, entries: Iterable[Transaction]) -> None:
    gone = list(entries)
    account.withdrawn += gone
    account.transactions = [entry for entry in account.transactions if entry not in gone]
