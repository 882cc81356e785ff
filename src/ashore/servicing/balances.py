"""Principal outstanding after each transaction, in listing order."""

from __future__ import annotations

from ashore.loan import Part
from ashore.servicing.account import Account
from ashore.servicing.transaction import DERIVED, Kind, Transaction

NOT_MONETARY = DERIVED | {
    Kind.CHARGE_OFF,
    Kind.REAGE,
    Kind.REAMORTIZE,
    Kind.CONTRACT_TERMINATION,
}
"""What moves no principal: its balance stays nothing."""


def note_balances(account: Account) -> None:
    """Note the balance on every transaction that counts; one that was undone keeps what it had."""
    balance = 0
    for entry in sorted(account.transactions, key=lambda t: (t.day, t.serial)):
        if entry.live and entry.kind not in NOT_MONETARY:
            balance = _after(entry, balance)
            entry.balance = max(0, balance)


def _after(entry: Transaction, balance: int) -> int:
    if entry.kind in (Kind.DISBURSEMENT, Kind.CAPITALIZED_INCOME):
        return balance + entry.amount - entry.settled[Part.PRINCIPAL]
    if entry.kind in (Kind.CHARGEBACK, Kind.CREDIT_BALANCE_REFUND):
        return balance + entry.owed_again[Part.PRINCIPAL]
    if entry.kind is Kind.REFUND_BY_CASH:
        return balance + entry.portions[Part.PRINCIPAL]
    return balance - entry.portions[Part.PRINCIPAL]
