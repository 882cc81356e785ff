"""How much interest a loan would have earned, had refunded money never been lent."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ashore.servicing import outlook
from ashore.servicing.account import Account
from ashore.servicing.replay import replay
from ashore.servicing.transaction import DERIVED, Kind, Transaction


def interest_as_if_refunded(account: Account, day: date, entries: Sequence[Transaction]) -> int:
    """Interest due by ``day`` if refunds had been paid back on the day of the drawings, oldest first."""
    refunds = account.terms.interest_refunds
    kept = [
        t
        for t in entries
        if t.live
        and t.kind not in DERIVED
        and t.kind is not Kind.INTEREST_REFUND
        and t.kind is not Kind.ACCRUAL_ACTIVITY
    ]
    refunded = sum(t.amount for t in kept if t.kind in refunds)
    twin = Account(account.terms)
    twin.variations = account.variations
    twin.serial = account.serial
    for t in kept:
        if t.kind in refunds:
            continue
        twin.transactions.append(_copy(t))
        if t.kind is Kind.DISBURSEMENT and refunded > 0:
            back = min(t.amount, refunded)
            refunded -= back
            twin.transactions.append(
                Transaction(Kind.REPAYMENT, t.day, back, entered=t.entered, serial=t.serial)
            )
    replay(twin, day)
    if twin.plan is None:
        return 0
    return outlook.interest_due_by(twin.plan, day, vertical=False)


def _copy(entry: Transaction) -> Transaction:
    twin = Transaction(
        entry.kind,
        entry.day,
        entry.asked,
        entered=entry.entered,
        serial=entry.serial,
        terms=entry.terms,
    )
    twin.related = entry.related
    return twin
