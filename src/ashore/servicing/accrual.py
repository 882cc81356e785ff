"""Income earned and not yet booked: one accrual a day, for the difference; an adjustment where too much was booked."""

from __future__ import annotations

from datetime import date

from ashore.loan import Part
from ashore.money import Unit, step
from ashore.servicing import outlook
from ashore.servicing.account import Account
from ashore.servicing.charges import LoanCharge
from ashore.servicing.plan import Plan
from ashore.servicing.rows import Row, holds
from ashore.servicing.snapshot import copy_plan
from ashore.servicing.transaction import Kind, Transaction

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
        if not charge.active or charge.at_drawing:
            continue
        amount = _charge_earned(charge, day, final=final, by_due_date=by_due_date)
        if charge.terms.penalty:
            penalty += amount
        else:
            fee += amount
    return interest, fee, penalty


def counts_on(charge: LoanCharge, *, by_due_date: bool) -> date | None:
    """The day on which a charge is income: its due date, or the day it was entered."""
    return charge.due if by_due_date or charge.back_dated else charge.entered


def recognised(account: Account, charge: LoanCharge, *, by_due_date: bool) -> bool:
    """Whether the income of a charge is booked already."""
    counts = counts_on(charge, by_due_date=by_due_date)
    return counts is not None and any(
        t.live and t.kind is Kind.ACCRUAL and t.portions[charge.part] and t.day >= counts
        for t in account.transactions
    )


def _charge_earned(charge: LoanCharge, day: date, *, final: bool, by_due_date: bool) -> int:
    if charge.by_instalment:
        parts = [p for p in charge.parts if final or p.row.due <= day]
        return sum(part.amount - part.waived for part in parts)
    counts = counts_on(charge, by_due_date=by_due_date)
    if not final and (counts is None or counts > day):
        return 0
    return max(0, charge.amount - charge.forgone)


def till_of(account: Account, day: date) -> date:
    """Up to when interest is earned at the close of ``day``: with interest from the disbursement day, to the next one."""
    if account.terms.ratios.cut_on_1_january and account.terms.progressive:
        return step(day, 1, 1, Unit.DAYS)
    return day


def _interest_earned(
    account: Account, day: date, *, final: bool, asked: dict[int, int] | None = None
) -> int:
    if not account.terms.bears_interest:
        return 0
    till = till_of(account, day)
    plan = account.plan
    twin = copy_plan(plan) if plan is not None else None
    found = sum(
        _row_interest(account, row, till, twin, final=final, asked=asked) for row in account.rows
    )
    return max(0, found)


def _row_interest(
    account: Account,
    row: Row,
    till: date,
    twin: Plan | None,
    *,
    final: bool,
    asked: dict[int, int] | None,
) -> int:
    """Interest of one row; with ``final`` below zero where interest was added back that another row asks for."""
    if row.down_payment or row.additional:
        return 0
    if final or row.due < till:
        charged = (asked or {}).get(id(row), row.charged[Part.INTEREST])
        own = charged - row.credited[Part.INTEREST]
        moves_on = final and account.plan is not None and not account.plan.forgives_unplaced
        return own if moves_on else max(0, own)
    if row.start >= till:
        return 0
    if twin is None:
        return _by_days(account, row, till)
    return outlook.interest_till(twin, row.start, row.due, till, credited=False, fixed_by_days=True)


def _by_days(account: Account, row: Row, day: date) -> int:
    """Fixed interest is earned evenly over the nights of its period."""
    nights, passed = (row.due - row.start).days, (day - row.start).days
    return account.terms.ratios.evenly(row.charged[Part.INTEREST], passed, nights)


def book(
    account: Account,
    day: date,
    today: date,
    *,
    final: bool,
    by_due_date: bool,
    asked: dict[int, int] | None = None,
    closed_on: date | None = None,
) -> list[Transaction]:
    """Book what is earned by ``day`` and not booked: accrual for what is missing, adjustment for what is too much.

    Unless it is ``final``, nothing is taken back on a day when a later one is booked already, and no more interest comes
    once the last due date is booked. Where interest is fixed
    at the start there is one accrual for each period, dated at its end at the latest; with ``final`` one for all that is
    left, dated ``closed_on``.
    """
    if not account.terms.accrues or not account.rows:
        return []
    last = max(row.due for row in account.rows if not row.down_payment)
    till = min(day, last)
    if not account.terms.progressive and not final:
        return _book_by_period(account, till, today, by_due_date=by_due_date)
    dated = till
    if final:
        dated = min(last, today) if account.terms.progressive else closed_on or today
    want = earned(account, till, final=final, by_due_date=by_due_date, asked=asked)
    have = accrued(account)
    more = [max(0, w - h) for w, h in zip(want, have, strict=True)]
    less = [max(0, h - w) for w, h in zip(want, have, strict=True)]
    booked_to = _booked_to(account)
    if not final and booked_to >= last < day:
        more[0] = 0
    booked = []
    for kind, parts in ((Kind.ACCRUAL, more), (Kind.ACCRUAL_ADJUSTMENT, less)):
        if any(parts) and (final or kind is Kind.ACCRUAL or booked_to <= dated):
            booked.append(_enter(account, kind, dated, today, parts))
    return booked


def undo_from(account: Account, day: date) -> None:
    """Accruals of ``day`` and later count as never booked."""
    for t in account.transactions:
        if t.kind in (Kind.ACCRUAL, Kind.ACCRUAL_ADJUSTMENT) and t.day >= day:
            t.void = True


def _booked_to(account: Account) -> date:
    """The last day that an accrual is dated on."""
    days = (t.day for t in account.transactions if t.live and t.kind is Kind.ACCRUAL)
    return max(days, default=date.min)


def book_charge(account: Account, charge: LoanCharge, today: date) -> None:
    """Book the income of one charge, on its due date."""
    if account.terms.accrues and charge.due is not None:
        parts = [0, 0, charge.amount] if charge.terms.penalty else [0, charge.amount, 0]
        _enter(account, Kind.ACCRUAL, charge.due, today, parts)


def fit(account: Account, today: date) -> None:
    """After a schedule was laid out anew: no period keeps more accrued interest than it asks for, none stands after the end.

    The last accruals of a period give way; what is left of one is booked again on its day.
    """
    periods = [row for row in account.rows if row.regular]
    rooms = [row.charged[Part.INTEREST] for row in periods]
    for entry in account.of_kind(Kind.ACCRUAL):
        at = next((k for k, row in enumerate(periods) if entry.day <= row.due), None)
        interest = entry.portions[Part.INTEREST]
        kept = min(interest, rooms[at]) if at is not None else 0
        if at is not None:
            rooms[at] -= kept
        if kept < interest:
            entry.void = True
            rest = [kept, entry.portions[Part.FEE], entry.portions[Part.PENALTY]]
            if any(rest):
                _enter(account, Kind.ACCRUAL, entry.day, today, rest)


def _book_by_period(
    account: Account, till: date, today: date, *, by_due_date: bool
) -> list[Transaction]:
    left = list(accrued(account))
    booked = []
    for row in account.rows:
        want = _earned_in(account, row, till, by_due_date=by_due_date)
        parts = []
        for at, amount in enumerate(want):
            known = min(left[at], amount)
            left[at] -= known
            parts.append(amount - known)
        if any(parts):
            booked.append(_enter(account, Kind.ACCRUAL, min(row.due, till), today, parts))
    return booked


def _earned_in(account: Account, row: Row, till: date, *, by_due_date: bool) -> list[int]:
    """What one period earned by ``till``: interest, fees, penalties."""
    interest = 0
    if account.terms.bears_interest:
        interest = _row_interest(account, row, till, None, final=False, asked=None)
    parts = [interest, 0, 0]
    first = row is account.rows[0]
    for charge in account.charges:
        if not charge.active or charge.at_drawing:
            continue
        share = charge.part_of(row)
        counts = counts_on(charge, by_due_date=by_due_date)
        amount = 0
        if charge.by_instalment:
            amount = share.amount - share.waived if share and row.due <= till else 0
        elif counts is not None and counts <= till and holds(row, counts, first=first):
            amount = max(0, charge.amount - charge.forgone)
        parts[2 if charge.terms.penalty else 1] += amount
    return parts


def _enter(account: Account, kind: Kind, day: date, today: date, parts: list[int]) -> Transaction:
    entry = Transaction(kind, day, sum(parts), entered=today, serial=account.next_serial())
    entry.portions = [0, *parts]
    account.transactions.append(entry)
    return entry
