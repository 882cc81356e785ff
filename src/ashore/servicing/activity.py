"""Accrual activity: for each instalment that has fallen due, one entry of all that it earned."""

from __future__ import annotations

from datetime import date

from ashore.loan import Part
from ashore.money import Unit, step
from ashore.servicing.account import Account
from ashore.servicing.rows import Row
from ashore.servicing.transaction import Kind, Transaction

_PARTS = (Part.INTEREST, Part.FEE, Part.PENALTY)


def _earned(row: Row) -> list[int]:
    return [row.charged[part] for part in _PARTS]


def _noted(account: Account) -> list[Transaction]:
    return account.of_kind(Kind.ACCRUAL_ACTIVITY)


def _note(account: Account, day: date, parts: list[int], today: date) -> Transaction | None:
    if not sum(parts):
        return None
    entry = Transaction(
        Kind.ACCRUAL_ACTIVITY, day, sum(parts), entered=today, serial=account.next_serial()
    )
    entry.portions = [0, *parts]
    account.transactions.append(entry)
    return entry


def _agrees(row: Row, entry: Transaction) -> bool:
    return entry.day == row.due and entry.portions[1:] == _earned(row)


def _make_or_correct(account: Account, row: Row, entry: Transaction | None, today: date) -> None:
    if entry is None:
        _note(account, row.due, _earned(row), today)
    elif not _agrees(row, entry):
        entry.void = True
        fresh = _note(account, row.due, _earned(row), today)
        if fresh is not None:
            fresh.replayed, fresh.replayed_on = True, today


def note_due(account: Account, day: date, today: date) -> None:
    """At the close of ``day``: an entry for every instalment due by then, corrected where it has changed since."""
    if not account.terms.accrual_activity:
        return
    for row in account.rows:
        if row.down_payment or row.due > day:
            continue
        known = [t for t in _noted(account) if t.day == row.due]
        _make_or_correct(account, row, known[0] if known else None, today)
        for extra in known[1:]:
            extra.void = True


def put_right(account: Account, today: date) -> None:
    """When earlier entries were applied again: entries that no longer agree with their instalment are corrected."""
    known = _noted(account)
    before = {t.day for t in account.transactions if t.kind is Kind.ACCRUAL_ACTIVITY and t.void}
    for row in account.rows:
        if row.down_payment:
            continue
        entry = next((t for t in known if t.day == row.due and t.live), None)
        if entry is not None or row.due in before:
            _make_or_correct(account, row, entry, today)


def note_again(account: Account, today: date, since: date | None = None) -> None:
    """When the schedule was laid out anew: entries up to yesterday are put right, where any were made before.

    With ``since``, entries from that day on that no instalment falls due on are undone.
    """
    known = _noted(account)
    if not known:
        return
    if since is not None:
        due = {row.due for row in account.rows if not row.down_payment}
        for entry in known:
            if entry.day >= since and entry.day not in due:
                entry.void = True
    note_due(account, step(today, -1, 1, Unit.DAYS), today)
    fresh = [t for t in _noted(account) if t not in known]
    if fresh and any(t.void for t in known):
        fresh[0].replayed = True


def note_closure(account: Account, closed_on: date, today: date) -> None:
    """When the loan closes: missing entries, and one for all that was earned since the last one."""
    if not account.terms.accrual_activity:
        return
    for entry in _noted(account):
        if entry.day > closed_on:
            entry.void = True
    _note_all_due_before(account, closed_on, today)
    due = {row.due for row in account.rows if not row.down_payment}
    final = [t for t in _noted(account) if t.day == closed_on and t.day not in due]
    left = _left_to_note(account, final)
    if min(left) < 0:
        # Instalments that were noted have fallen away since, as when a re-age is undone.
        for entry in _noted(account):
            if entry not in final and entry.day not in due:
                entry.void = True
        left = _left_to_note(account, final)
    if len(final) == 1 and final[0].portions[1:] == left:
        return
    for entry in final:
        entry.void = True
    if any(amount > 0 for amount in left):
        fresh = _note(account, closed_on, left, today)
        if fresh is not None and final:
            fresh.replayed = True


def _left_to_note(account: Account, final: list[Transaction]) -> list[int]:
    """What all rows ask for, less what is noted but for the ``final`` entries."""
    noted = [entry for entry in _noted(account) if entry not in final]
    return [
        sum(row.charged[part] for row in account.rows if not row.down_payment)
        - sum(entry.portions[part] for entry in noted)
        for part in _PARTS
    ]


def _note_all_due_before(account: Account, day: date, today: date) -> None:
    known = _noted(account)
    for row in account.rows:
        if row.down_payment or row.additional or row.due >= day:
            continue
        on_due = [t for t in known if t.day == row.due]
        if len(on_due) > 1:
            for entry in on_due:
                entry.void = True
            on_due = []
        _make_or_correct(account, row, on_due[0] if on_due else None, today)


def note_reopening(account: Account, today: date) -> None:
    """When a closed loan is open again: the entry of the closure is undone or made that of its instalment."""
    if not account.terms.accrual_activity:
        return
    known = _noted(account)
    last = known[-1] if known else None
    rows = [
        row for row in account.rows if row.due < today and (last is None or row.due >= last.day)
    ]
    for row in sorted(rows, key=lambda row: row.due):
        _make_or_correct(account, row, last if last is not None and last.live else None, today)
    if not rows and last is not None:
        last.void = True
