"""The older way of allocating money: instalment by instalment in order of due date, parts in one fixed order."""

from __future__ import annotations

from ashore.loan import Part
from ashore.servicing.account import Account
from ashore.servicing.charges import settle_charges
from ashore.servicing.rows import Row
from ashore.servicing.transaction import Kind, Transaction


def settle_in_fixed_order(account: Account, entry: Transaction, amount: int) -> int:
    """Use ``amount`` for what the rows ask for. Returns what is left.

    With ``due_first``, what is due by the day is settled part by part over all due rows before anything ahead, for which
    the advance order holds.
    """
    account.rows.sort(key=lambda row: row.due)
    terms = account.terms
    if terms.due_first:
        due = [row for row in account.rows if row.due <= entry.day]
        if entry.kind is Kind.DOWN_PAYMENT:
            amount = _by_row(account, entry, amount, due, terms.fixed_order)
        ahead = [row for row in account.rows if row.due > entry.day]
        amount = _by_part(account, entry, amount, due, terms.fixed_order)
        if not any(row.left > 0 for row in due):
            amount = _charges_due(account, entry, amount, ahead)
            amount = _by_row(account, entry, amount, ahead, terms.advance_order)
        return amount
    return _by_row(account, entry, amount, account.rows, terms.fixed_order)


def _charges_due(account: Account, entry: Transaction, amount: int, rows: list[Row]) -> int:
    """Charges that are due already, though the instalment that asks for them is not."""
    for part in (p for p in account.terms.fixed_order if p in (Part.PENALTY, Part.FEE)):
        owed = sum(
            charge.outstanding
            for charge in account.charges
            if charge.active
            and charge.part is part
            and charge.due is not None
            and charge.due <= entry.day
            and not charge.at_drawing
        )
        for row in rows:
            taken = _pay(account, entry, min(amount, owed), part, row)
            amount -= taken
            owed -= taken
    return amount


def _by_row(
    account: Account, entry: Transaction, amount: int, rows: list[Row], order: tuple[Part, ...]
) -> int:
    for row in rows:
        if amount <= 0:
            break
        if row.met:
            continue
        for part in order:
            amount -= _pay(account, entry, amount, part, row)
    return amount


def _by_part(
    account: Account, entry: Transaction, amount: int, rows: list[Row], order: tuple[Part, ...]
) -> int:
    for part in order:
        for row in rows:
            amount -= _pay(account, entry, amount, part, row)
    return amount


def _pay(account: Account, entry: Transaction, amount: int, part: Part, row: Row) -> int:
    if amount <= 0 or row.outstanding(part) <= 0:
        return 0
    taken = row.pay(part, entry.day, amount)
    entry.place(row)[part] += taken
    entry.portions[part] += taken
    if part in (Part.FEE, Part.PENALTY):
        owed = [c for c in account.charges if c.active and c.part is part]
        settle_charges(owed, taken, None, entry.charge_parts)
    return taken
