"""Income earned and not yet booked: one accrual a day, for the difference; an adjustment where too much was booked."""

from __future__ import annotations

from datetime import date

from ashore.loan.allocation import Part
from ashore.loan.servicing import outlook
from ashore.loan.servicing.account import Account
from ashore.loan.servicing.charges import ChargeWhen, LoanCharge
from ashore.loan.servicing.rows import Row
from ashore.loan.servicing.snapshot import copy_plan
from ashore.loan.servicing.transaction import Kind, Transaction
from ashore.money import Unit, step

Earned = tuple[int, int, int]
"""Interest, fees, penalties."""


def accrued(account: Account) -> Earned:
    """What is booked as earned so far."""
    total = [0, 0, 0]
    for t in account.transactions:
        if t.live and t.kind in (Kind.ACCRUAL, Kind.ACCRUAL_ADJUSTMENT):
            sign = 1 if t.kind is Kind.ACCRUAL else -1
            for at, part in enumerate((Part.INTEREST, Part.FEE, Part.PENALTY)):
                total[at] += sign * t.portions[part]
    return total[0], total[1], total[2]


def earned(
    account: Account,
    day: date,
    *,
    final: bool,
    by_due_date: bool,
    asked: dict[int, int] | None = None,
) -> Earned:
    """What is earned by ``day``; with ``final`` all that the schedule asked for."""
    interest = _interest_earned(account, day, final=final, asked=asked)
    fee = penalty = 0
    for charge in account.charges:
        if not charge.active or charge.terms.when is ChargeWhen.DISBURSEMENT:
            continue
        amount = _charge_earned(account, charge, day, final=final, by_due_date=by_due_date)
        if charge.terms.penalty:
            penalty += amount
        else:
            fee += amount
    return interest, fee, penalty


def _charge_earned(
    account: Account, charge: LoanCharge, day: date, *, final: bool, by_due_date: bool
) -> int:
    if charge.by_instalment:
        parts = [p for p in charge.parts if final or p.row.due <= day]
        return sum(part.amount - part.waived for part in parts)
    counts = charge.due if by_due_date or charge.back_dated else charge.entered
    if not final and (counts is None or counts > day):
        return 0
    return max(0, charge.amount - charge.waived)


def _interest_earned(
    account: Account, day: date, *, final: bool, asked: dict[int, int] | None = None
) -> int:
    if not account.terms.bears_interest:
        return 0
    till = day
    if account.terms.ratios.cut_on_1_january and account.terms.progressive:
        till = step(day, 1, 1, Unit.DAYS)
    total = 0
    plan = account.plan
    twin = copy_plan(plan) if plan is not None else None
    for row in account.rows:
        if row.down_payment or row.additional:
            continue
        if final or row.due < till:
            charged = (asked or {}).get(id(row), row.charged[Part.INTEREST])
            total += max(0, charged - row.credited[Part.INTEREST])
        elif row.start < till:
            if twin is not None:
                total += outlook.interest_till(
                    twin, row.start, row.due, till, credited=False, fixed_by_days=True
                )
            else:
                total += _by_days(account, row, till)
    return total


def _by_days(account: Account, row: Row, day: date) -> int:
    """Fixed interest is earned evenly over the nights of its period."""
    ratios = account.terms.ratios
    cut = ratios.context
    nights = cut.create_decimal((row.due - row.start).days)
    passed = cut.create_decimal((day - row.start).days)
    amount = cut.create_decimal(row.charged[Part.INTEREST])
    return ratios.to_minor(cut.multiply(cut.divide(amount, nights), passed))


def book(
    account: Account,
    day: date,
    today: date,
    *,
    final: bool,
    by_due_date: bool,
    asked: dict[int, int] | None = None,
) -> list[Transaction]:
    """Book what is earned by ``day`` and not booked: accrual for what is missing, adjustment for what is too much."""
    if not account.terms.accrues or not account.rows:
        return []
    last = max(row.due for row in account.rows if not row.down_payment)
    till = min(day, last)
    dated = min(last, today) if final else till
    want = earned(account, till, final=final, by_due_date=by_due_date, asked=asked)
    have = accrued(account)
    more = [max(0, w - h) for w, h in zip(want, have, strict=True)]
    less = [max(0, h - w) for w, h in zip(want, have, strict=True)]
    booked = []
    for kind, parts in ((Kind.ACCRUAL, more), (Kind.ACCRUAL_ADJUSTMENT, less)):
        if any(parts):
            booked.append(_enter(account, kind, dated, today, parts))
    return booked


def _enter(
    account: Account, kind: Kind, day: date, today: date, parts: list[int]
) -> Transaction:
    entry = Transaction(
        kind, day, sum(parts), entered=today, serial=account.next_serial()
    )
    entry.portions = [0, *parts]
    account.transactions.append(entry)
    return entry
