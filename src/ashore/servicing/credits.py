"""Money given back that is owed again: chargebacks, and refunds of a credit balance."""

from __future__ import annotations

from datetime import date

from ashore.loan import Part
from ashore.servicing import moves
from ashore.servicing.account import Account
from ashore.servicing.allocate import rows_from_plan
from ashore.servicing.drawing import use_overpaid
from ashore.servicing.rows import Row
from ashore.servicing.transaction import Kind, Transaction

Parts = list[int]


def charge_back(account: Account, entry: Transaction) -> None:
    """A payment taken back by its payer: owed again, in the credit order of the contract, principal where none is set."""
    terms = account.terms
    parts, returned = [entry.amount, 0, 0, 0], 0
    if terms.credit_order:
        parts = _credited_parts(account, entry)
        returned = _return_overpayment(account, entry, parts)
    if account.follows_money:
        _charge_back_by_plan(account, entry, parts)
    elif not terms.credit_order:
        owe_again(account, entry)
        return
    else:
        entry.portions = parts[:]
        _recognise_in_rows(account, entry)
    use_overpaid(account, entry)
    entry.overpaid += returned


def _return_overpayment(account: Account, entry: Transaction, parts: Parts) -> int:
    """What settled nothing of the payment was overpaid, and goes back first; what is not there any more is owed again."""
    beyond = entry.amount - sum(parts)
    returned = min(account.overpaid, beyond)
    account.overpaid -= returned
    parts[Part.PRINCIPAL] += beyond - returned
    return returned


def _charge_back_by_plan(account: Account, entry: Transaction, parts: Parts) -> None:
    plan = account.plan
    assert plan is not None
    entry.portions = parts[:]
    if entry.day <= plan.last.due:
        if parts[Part.PRINCIPAL] > 0:
            moves.credit(plan, entry.day, principal=parts[Part.PRINCIPAL])
        if parts[Part.INTEREST] > 0:
            moves.credit(plan, entry.day, interest=parts[Part.INTEREST])
        rows_from_plan(account, entry.day)
        if plan.last.due == entry.day:
            row = next(r for r in account.rows if r.due == entry.day and not r.down_payment)
        else:
            row = next(r for r in account.rows if r.start <= entry.day < r.due)
        _recognise(row, entry, [0, 0, parts[Part.FEE], parts[Part.PENALTY]])
    else:
        found = next((r for r in account.rows if r.additional), None)
        row = found if found is not None else _extra_row(account, plan.last.due, entry.day)
        _recognise(row, entry, parts)
        row.due = max(row.due, entry.day)


def _extra_row(account: Account, start: date, due: date) -> Row:
    row = Row(len(account.rows) + 1, start, due)
    row.additional = True
    account.rows.append(row)
    return row


def _recognise(row: Row, entry: Transaction, parts: Parts) -> None:
    for part in Part:
        if parts[part] > 0:
            row.credited[part] += parts[part]
            day = entry.day if part in (Part.PRINCIPAL, Part.INTEREST) else row.met_on
            row.add(part, day, parts[part])


def _credited_parts(account: Account, entry: Transaction) -> Parts:
    """The parts of the original payment, in credit order, less what earlier chargebacks took of them."""
    original = entry.related
    assert original is not None, "a chargeback has a payment that it takes back"
    left = original.portions[:]
    order = account.terms.credit_order
    earlier = [
        t
        for t in account.transactions
        if t.kind is Kind.CHARGEBACK
        and t.live
        and t is not entry
        and t.related is original
        and (t.day, t.serial) < (entry.day, entry.serial)
    ]
    for each in sorted(earlier, key=lambda t: (t.day, t.serial)):
        taken = _share_out(left, each.amount, order)
        left = [a - b for a, b in zip(left, taken, strict=True)]
    return _share_out(left, entry.amount, order)


def _share_out(available: Parts, amount: int, order: tuple[Part, ...]) -> Parts:
    parts = [0, 0, 0, 0]
    for part in order:
        taken = min(max(available[part], 0), amount)
        parts[part] = taken
        amount -= taken
    return parts


def _recognise_in_rows(account: Account, entry: Transaction) -> None:
    account.rows.sort(key=lambda row: row.due)
    due = None
    for row in [each for each in account.rows if not each.down_payment]:
        due = row.due
        if not row.additional and row.due > entry.day:
            _recognise(row, entry, entry.portions)
            return
        if row.additional:
            row.due = max(row.due, entry.day)
            _recognise(row, entry, entry.portions)
            return
    if due == entry.day:
        last = [each for each in account.rows if not each.down_payment][-1]
        _recognise(last, entry, entry.portions)
    else:
        _recognise(_extra_row(account, due or entry.day, entry.day), entry, entry.portions)


def owe_again(account: Account, entry: Transaction) -> None:
    """All of it is principal of the next instalment; what had been overpaid settles its part at once."""
    principal = max(0, entry.amount - account.overpaid)
    repaid = max(0, entry.amount - principal)
    entry.overpaid = repaid
    account.overpaid -= repaid
    entry.portions = [principal, 0, 0, 0]
    if principal > 0:
        row = _row_to_credit(account, entry)
        row.credited[Part.PRINCIPAL] += entry.amount
        row.add(Part.PRINCIPAL, entry.day, entry.amount)
        _repay_at_once(row, entry, repaid)


def _repay_at_once(row: Row, entry: Transaction, repaid: int) -> None:
    if repaid > 0:
        row.pay(Part.PRINCIPAL, entry.day, repaid)
        entry.place(row)[Part.PRINCIPAL] += repaid


def _row_to_credit(account: Account, entry: Transaction) -> Row:
    """The next instalment; on the last due date the last one; later an additional row."""
    rows = sorted((r for r in account.rows if not r.down_payment), key=lambda r: r.due)
    for row in rows:
        if not row.additional and row.due > entry.day:
            return row
        if row.additional:
            row.due = max(row.due, entry.day)
            return row
    if rows[-1].due == entry.day:
        return rows[-1]
    return _extra_row(account, rows[-1].due, entry.day)


def refund_credit(account: Account, entry: Transaction) -> None:
    """Money back to an overpaid borrower; what was no overpayment after all is owed again."""
    plan = account.plan
    if plan is None or account.stopped:
        owe_again(account, entry)
        return
    principal = max(0, entry.amount - account.overpaid)
    repaid = max(0, entry.amount - principal)
    entry.overpaid = repaid
    account.overpaid -= repaid
    entry.portions = [principal, 0, 0, 0]
    if principal <= 0:
        return
    row = _row_to_credit(account, entry)
    if row.additional:
        row.credited[Part.PRINCIPAL] += entry.amount
        row.add(Part.PRINCIPAL, entry.day, entry.amount)
        _repay_at_once(row, entry, repaid)
        return
    moves.credit(plan, entry.day, principal=entry.amount)
    rows_from_plan(account, entry.day)
    if repaid > 0:
        moves.pay_principal(plan, row.start, row.due, entry.day, repaid)
        rows_from_plan(account, entry.day)
        _repay_at_once(row, entry, repaid)
