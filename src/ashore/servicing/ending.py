"""How a loan ends before its time: charge-off with its three behaviours, termination of the contract, write-off."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ashore.loan import Part
from ashore.servicing import moves, outlook
from ashore.servicing.account import Account
from ashore.servicing.allocate import refresh_from_plan, rows_from_plan, rule_for, settle
from ashore.servicing.charges import charge_amount
from ashore.servicing.rows import Row
from ashore.servicing.terms import ChargeOffBehaviour
from ashore.servicing.transaction import Kind, Transaction


def charge_off(account: Account, entry: Transaction) -> None:
    """Mark the loan as a loss; by its behaviour interest ends, or everything falls due."""
    behaviour = account.terms.charge_off
    accelerate = behaviour is ChargeOffBehaviour.ACCELERATE_MATURITY
    if behaviour is ChargeOffBehaviour.ZERO_INTEREST and any(not row.met for row in account.rows):
        _end_interest(account, entry.day)
    _end(account, entry, accelerate=accelerate)


def terminate(account: Account, entry: Transaction) -> None:
    """The contract ends: everything falls due on the day."""
    _end(account, entry, accelerate=True)


def _end(account: Account, entry: Transaction, *, accelerate: bool) -> None:
    if any(not row.met for row in account.rows):
        if accelerate:
            fall_due_now(account, entry.day)
        _accrue_what_is_missing(account, entry)
        total = [sum(row.outstanding(part) for row in account.rows) for part in Part]
        entry.set_parts(*total)
    else:
        entry.set_parts(0, 0, 0, 0)
    account.stopped = True
    if not any(entry.portions):
        entry.void = True
        account.stopped = False


def write_off(account: Account, entry: Transaction) -> None:
    """The lender books all that is owed as lost."""
    if account.follows_money:
        refresh_from_plan(account)
    if account.plan is not None:
        account.stopped = True
    total = [0, 0, 0, 0]
    for row in account.rows:
        if not row.met:
            for part, amount in enumerate(row.write_off(entry.day)):
                total[part] += amount
    entry.set_parts(*total)


def _by_days(account: Account, amount: int, row: Row, day: date) -> int:
    """The part of an amount that belongs to the nights of a row up to ``day``."""
    nights, passed = (row.due - row.start).days, (day - row.start).days
    return account.terms.ratios.evenly(amount, passed, nights)


def _end_interest(account: Account, day: date) -> None:
    """Interest ends on ``day``: instalments keep their amounts as principal, the last ones shrink."""
    _cut_running_interest(account, day)
    shared_equally = any(
        t.kind is Kind.REAGE and t.terms.equally and t.day <= day and not t.reversed_
        for t in account.transactions
    )
    for row in account.rows:
        if row.start <= day or row.met or (row.re_aged and shared_equally):
            continue
        left = row.outstanding(Part.INTEREST)
        if left > 0:
            row.charged[Part.PRINCIPAL] += left
            row.charged[Part.INTEREST] -= left
    _fit_principal(account, day)


def _cut_running_interest(account: Account, day: date) -> None:
    plan = account.plan
    for row in [r for r in account.rows if r.start <= day < r.due and not r.additional]:
        left = row.outstanding(Part.INTEREST)
        if account.terms.recalculates and plan is not None:
            interest = outlook.interest_till(plan, row.start, row.due, day, credited=True)
            if left <= 0 and interest <= 0:
                continue
        elif left > 0:
            interest = _by_days(account, row.charged[Part.INTEREST], row, day)
        else:
            continue
        interest = max(interest, row.paid[Part.INTEREST])
        principal = row.charged[Part.PRINCIPAL] + row.charged[Part.INTEREST] - interest
        if not account.terms.recasts_paid_principal:
            principal = max(principal, row.paid[Part.PRINCIPAL])
        row.charged[Part.PRINCIPAL] = principal
        row.charged[Part.INTEREST] = interest
        row.note_change(day)
    if account.terms.recalculates:
        account.stopped = True


def _fit_principal(account: Account, day: date) -> None:
    """From the end, principal is fitted to what was lent; rows keep what is paid of them."""
    rows = account.rows
    asked = sum(row.charged[Part.PRINCIPAL] for row in rows)
    credited = sum(row.credited[Part.PRINCIPAL] for row in rows)
    gap = account.principal_lent + credited - asked
    for row in reversed(rows):
        if not gap:
            break
        if row.additional or row.met:
            continue
        kept = 0 if account.terms.recasts_paid_principal else row.paid[Part.PRINCIPAL]
        change = max(gap, kept - row.charged[Part.PRINCIPAL])
        row.charged[Part.PRINCIPAL] += change
        row.settle(day)
        gap -= change


def fall_due_now(account: Account, day: date) -> None:
    """The running instalment takes over all that is ahead, and falls due on ``day``."""
    current = account.row_on(day)
    if current is None or day >= max(r.due for r in account.rows):
        return
    plan = account.plan
    if not current.met or current.re_aged:
        _interest_of_current(account, current, day)
    current.due = day
    ahead = [row for row in account.rows if row.due > day]
    current.charged[Part.PRINCIPAL] += sum(row.charged[Part.PRINCIPAL] for row in ahead)
    kept = [r for r in account.rows if r.start < day or r.down_payment or r is current]
    kept = [row for row in kept if row not in ahead]
    _renew_instalment_fees(account, kept, current)
    _carry_charges(account, kept, ahead, current)
    settled = current.met
    lifted = [] if settled else _lift_payments(account, ahead, current)
    if settled:
        _carry_payments(account, ahead, current)
    account.rows = kept
    for row in account.rows:
        row.note_change(day)
    if plan is not None and account.terms.recalculates:
        _plan_falls_due(account, day, keep_paid=settled)
    for payment in lifted:
        _settle_again(account, payment)
    for row in account.rows:
        row.note_change(day)


def _carry_payments(account: Account, ahead: list[Row], current: Row) -> None:
    """What was paid of rows that fall away is paid of the settled one that takes them over."""
    for entry in account.processed:
        for row, parts in [place for place in entry.places if place[0] in ahead]:
            entry.places.remove((row, parts))
            here = entry.place(current)
            for part in Part:
                here[part] += parts[part]
    for row in ahead:
        current.early += row.early
        for part in Part:
            current.paid[part] += row.paid[part]
            if part is not Part.PRINCIPAL:
                current.charged[part] += row.paid[part]


class _Lifted(NamedTuple):
    """What an entry had paid of rows that fell away."""

    entry: Transaction
    principal: int
    interest: int
    split: tuple[int, ...]


def _lift_payments(account: Account, ahead: list[Row], current: Row) -> list[_Lifted]:
    """Principal and interest paid of rows that fall away are to be settled again; charges stay paid."""
    lifted = []
    for entry in account.processed:
        taken = [0, 0, 0, 0]
        for row, parts in [place for place in entry.places if place[0] in ahead]:
            entry.places.remove((row, parts))
            taken = [a + b for a, b in zip(taken, parts, strict=True)]
        for part in (Part.FEE, Part.PENALTY):
            if taken[part]:
                entry.place(current)[part] += taken[part]
                current.charged[part] += taken[part]
                current.paid[part] += taken[part]
        principal, interest = taken[Part.PRINCIPAL], taken[Part.INTEREST]
        if principal or interest:
            split = entry.split
            entry.portions[Part.PRINCIPAL] -= principal
            entry.portions[Part.INTEREST] -= interest
            lifted.append(_Lifted(entry, principal, interest, split))
    return lifted


def _settle_again(account: Account, payment: _Lifted) -> None:
    """Settle it with what has fallen due now, as on the day of the payment."""
    entry, plan = payment.entry, account.plan
    if account.follows_money and plan is not None:
        moves.correct_balance(plan, entry.day, payment.principal)
        rows_from_plan(account, entry.day)
    rule = rule_for(account.terms, entry.kind)
    left = settle(account, entry, payment.principal + payment.interest, rule)
    entry.overpaid += left
    account.overpaid += left
    if entry.split != payment.split:
        account.changed.add(entry)


def _interest_of_current(account: Account, current: Row, day: date) -> None:
    if current.additional:
        return
    plan = account.plan
    left = current.outstanding(Part.INTEREST)
    if plan is not None and account.terms.recalculates:
        interest = outlook.interest_till(plan, current.start, current.due, day, credited=True)
        interest += sum(p.fixed for p in plan.periods if p.start >= day and p.re_aged)
        if left > 0 or interest > 0:
            current.charged[Part.INTEREST] = interest
    elif left > 0:
        earned = _by_days(account, current.charged[Part.INTEREST], current, day)
        current.charged[Part.INTEREST] = max(earned, current.paid[Part.INTEREST])


def _renew_instalment_fees(account: Account, kept: list[Row], current: Row) -> None:
    """Fees of the instalments that are gone fall away; percentages of the running one follow what it now asks for."""
    for charge in account.charges:
        if not charge.active or not charge.by_instalment:
            continue
        charge.parts = [part for part in charge.parts if part.row in kept]
        part = charge.part_of(current)
        if part is not None and not current.met:
            amount = charge_amount(
                charge.terms,
                current.charged[Part.PRINCIPAL],
                current.charged[Part.INTEREST],
                account.terms.ratios.to_minor,
            )
            current.charged[charge.part] += amount - part.amount
            part.amount = amount
        charge.amount = sum(part.amount for part in charge.parts)


def _carry_charges(account: Account, kept: list[Row], ahead: list[Row], current: Row) -> None:
    fee = sum(row.charged[Part.FEE] - row.paid[Part.FEE] for row in ahead)
    penalty = sum(row.charged[Part.PENALTY] - row.paid[Part.PENALTY] for row in ahead)
    if fee <= 0 and penalty <= 0:
        return
    dues = [c.due for c in account.charges if c.active and c.outstanding > 0 and c.due]
    if not dues:
        return
    row = Row(kept[-1].number + 1, current.due, max(dues))
    row.charged = [0, 0, fee, penalty]
    row.additional = True
    kept.append(row)


def _plan_falls_due(account: Account, day: date, *, keep_paid: bool) -> None:
    plan = account.plan
    assert plan is not None
    begun = [period for period in plan.periods if period.start < day]
    if not begun:
        return
    last = begun[-1]
    gone = [period for period in plan.periods if period.start >= day]
    plan.figure()
    principal = sum(period.due_principal for period in gone)
    fixed = sum(period.fixed for period in gone if period.re_aged)
    last.due = day
    last.stretches = [s for s in last.stretches if s.start < day]
    if keep_paid:
        last.paid_principal += sum(period.paid_principal for period in gone)
        last.paid_interest += sum(period.paid_interest for period in gone)
    plan.periods = [period for period in plan.periods if period not in gone]
    plan.touch()
    interest = outlook.interest_till(plan, last.start, last.due, day, credited=False)
    last.fixed += fixed
    plan.touch()
    plan.figure()
    last.amount = last.regular = last.due_principal + principal + interest + fixed
    plan.weigh(last)
    plan.repays_regularly = False


def interest_till_end(account: Account, day: date) -> int:
    """Interest earned up to ``day``, as charge-off and termination book it."""
    total = 0
    plan = account.plan
    behaviour = account.terms.charge_off
    for row in account.rows:
        if row.additional:
            continue
        if row.due <= day:
            total += row.charged[Part.INTEREST] - row.credited[Part.INTEREST]
        elif row.start <= day:
            if plan is not None and account.terms.recalculates:
                total += outlook.interest_till(plan, row.start, row.due, day, credited=True)
            elif behaviour is not ChargeOffBehaviour.REGULAR:
                total += row.outstanding(Part.INTEREST)
            else:
                total += _by_days(account, row.outstanding(Part.INTEREST), row, day)
    return total


def _accrue_what_is_missing(account: Account, entry: Transaction) -> None:
    if not account.terms.accrues or not any(r.start <= entry.day for r in account.rows):
        return
    earned = interest_till_end(account, entry.day)
    accrued = 0
    for t in account.transactions:
        if not t.live or t.day > entry.day:
            continue
        if t.kind is Kind.ACCRUAL:
            accrued += t.portions[Part.INTEREST]
        elif t.kind is Kind.ACCRUAL_ADJUSTMENT:
            accrued -= t.portions[Part.INTEREST]
    missing = earned - accrued
    if missing:
        kind = Kind.ACCRUAL if missing > 0 else Kind.ACCRUAL_ADJUSTMENT
        accrual = Transaction(
            kind, entry.day, abs(missing), entered=entry.entered, serial=account.next_serial()
        )
        accrual.portions[Part.INTEREST] = abs(missing)
        account.transactions.append(accrual)
