"""A plan of fixed interest told what is paid, so that what is owed can be laid out anew from it.

Where interest does not follow the money the plan knows no payments: only the rows do.
"""

from __future__ import annotations

from datetime import date

from ashore.loan import Part
from ashore.servicing.account import Account
from ashore.servicing.plan import Period, Plan, Stretch
from ashore.servicing.rows import Row


def earned(account: Account, row: Row, day: date) -> int:
    """Interest that a row has earned by ``day``, evenly over its nights, and no less than is paid of it."""
    asked = row.charged[Part.INTEREST]
    if row.due > day:
        nights, passed = (row.due - row.start).days, max(0, (day - row.start).days)
        asked = account.terms.ratios.evenly(asked, passed, nights)
    return max(asked, row.paid[Part.INTEREST])


def plan_as_paid(account: Account, day: date, *, all_interest: bool) -> Plan:
    """All periods as the rows have them, their interest an amount: what is earned by ``day``, or all of it.

    The whole loan is lent, and paid as far as it is paid, before its first night: no old night counts any more.
    """
    before = account.plan
    assert before is not None
    rows = [row for row in account.rows if row.regular]
    plan = before.copy()
    plan.periods = [
        _as_paid(row, row.charged[Part.INTEREST] if all_interest else earned(account, row, day))
        for row in rows
    ]
    for period in plan.periods:
        period.drawn_before = before.last.drawn_before
    asked = sum(row.charged[Part.PRINCIPAL] for row in rows)
    paid = sum(row.paid[Part.PRINCIPAL] for row in rows)
    later = sum(row.credited[Part.PRINCIPAL] for row in rows if row.start >= day and row.due > day)
    first = plan.first
    opening = Stretch(first.start, first.start)
    opening.drawn = asked - sum(period.credited_principal for period in plan.periods)
    opening.correction = asked - paid - later - opening.drawn
    first.stretches.insert(0, opening)
    for period in plan.periods:
        plan.weigh(period)
    plan.carry_balances()
    return plan


def _as_paid(row: Row, interest: int) -> Period:
    credited = row.credited[Part.PRINCIPAL]
    period = Period(row.start, row.due, row.charged[Part.PRINCIPAL] + interest - credited)
    period.stretches[0].credited_principal = credited
    period.paid_principal, period.paid_interest = row.paid[Part.PRINCIPAL], row.paid[Part.INTEREST]
    period.fixed, period.interest_down = interest, True
    period.re_aged = row.re_aged
    return period


def close_past(account: Account, day: date) -> tuple[int, int]:
    """Rows due by ``day`` ask for what is paid of them; returns principal and interest that was left.

    The principal counts again from ``day`` on: until then it has earned nothing.
    """
    plan = account.plan
    assert plan is not None
    principal = interest = 0
    for row in account.rows:
        period = plan.spanning(row.start, row.due)
        if not row.regular or row.due > day or period is None or period.interest_down:
            continue
        left = row.outstanding(Part.PRINCIPAL)
        principal += left
        interest += row.outstanding(Part.INTEREST)
        for part in (Part.PRINCIPAL, Part.INTEREST):
            row.charged[part] = row.paid[part]
        row.note_change(day)
        _close(period, row)
        if row.due < day:
            period.stretches[-1].correction -= left
            plan.change_balance(day, correction=left)
    plan.touch()
    return principal, interest


def _close(period: Period, row: Row) -> None:
    period.paid_principal = row.paid[Part.PRINCIPAL]
    period.paid_interest = period.fixed = row.paid[Part.INTEREST]
    period.deferred, period.interest_down = 0, True
    period.amount = period.paid - period.credited
    period.stretches[-1].correction -= period.paid_principal
