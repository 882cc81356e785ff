"""Where a loan stands on a day: what was paid last, what is overdue, and what is to be paid next, and when."""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum
from typing import NamedTuple

from ashore.loan import Part
from ashore.servicing import moves, outlook
from ashore.servicing.account import Account
from ashore.servicing.allocate import till_due_date
from ashore.servicing.rows import Row
from ashore.servicing.snapshot import copy_plan
from ashore.servicing.terms import Rest
from ashore.servicing.transaction import MONEY_IN, Kind, Transaction

PAYMENTS = MONEY_IN - {Kind.CHARGE_PAYMENT}
"""What counts as a payment of the loan, from the borrower or for them."""


class NextDue(Enum):
    """Which date is the next one to pay on."""

    EARLIEST_UNPAID = "earliest_unpaid"
    """The oldest due date that is not paid, overdue or not; the day of the last payment where that is later."""
    NEXT_TO_COME = "next_to_come"
    """The next unpaid due date after today; the end of the loan where there is none."""


class NextPayment(NamedTuple):
    """What to pay next: the amount in minor units, nothing where that instalment is settled."""

    due: date
    amount_minor: int


# What was paid


def last_of(account: Account, *kinds: Kind) -> Transaction | None:
    """The last live transaction of these kinds, by its day, then by entry."""
    found = account.of_kind(*kinds)
    return found[-1] if found else None


def last_payment(account: Account) -> Transaction | None:
    """The last payment of any kind."""
    return last_of(account, *PAYMENTS)


def last_repayment(account: Account) -> Transaction | None:
    """The last payment of the borrower's own, down payments among them."""
    return last_of(account, Kind.REPAYMENT, Kind.DOWN_PAYMENT)


# What is overdue


def overdue(account: Account, today: date, *parts: Part) -> int:
    """What is unpaid on ``today`` and past its grace days: these parts of it, or all. Minor units."""
    limit = today - timedelta(account.terms.arrears_grace_days)
    rows = [row for row in account.rows if row.due < limit]
    return sum(row.outstanding(part) for row in rows for part in parts or Part)


def unpaid_interest_due(account: Account, today: date) -> int:
    """Interest that has fallen due by the end of ``today`` and is unpaid. Minor units."""
    rows = [row for row in account.rows if row.due <= today]
    return sum(row.outstanding(Part.INTEREST) for row in rows)


def unpaid_interest_not_due(account: Account, today: date) -> int:
    """Interest of the running period earned by ``today``, not due yet, and not paid ahead. Minor units."""
    plan = account.plan
    total = 0
    for row in account.rows:
        if row.down_payment or not row.start < today < row.due:
            continue
        planned = plan is not None and plan.spanning(row.start, row.due) is not None
        if account.follows_money and plan is not None and planned:
            earned = outlook.interest_till(plan, row.start, row.due, today, credited=True)
        else:
            nights, length = (today - row.start).days, (row.due - row.start).days
            earned = account.terms.ratios.evenly(row.charged[Part.INTEREST], nights, length)
        total += max(0, earned - row.paid[Part.INTEREST] - row.waived[Part.INTEREST])
    return total


# What comes next


def next_payment(account: Account, today: date, rule: NextDue) -> NextPayment | None:
    """What is to be paid next, and when; None before the loan is disbursed."""
    if not account.rows:
        return None
    due = (
        _earliest_unpaid(account, today)
        if rule is NextDue.EARLIEST_UNPAID
        else _next(account, today)
    )
    row = _asking_on(account, due)
    if row is None or row.met:
        return NextPayment(due, 0)
    return NextPayment(due, _to_be_paid(account, row, due, today))


def _earliest_unpaid(account: Account, today: date) -> date:
    due = next((row.due for row in account.rows if not row.met), today)
    paid = last_payment(account)
    return max(due, paid.day) if paid is not None else due


def _asking_on(account: Account, day: date) -> Row | None:
    """The open row that falls due on ``day``, or the one whose period holds it."""
    on_due = next((row for row in account.rows if row.due == day and not row.met), None)
    return on_due or next((row for row in account.rows if row.start < day <= row.due), None)


def _next(account: Account, today: date) -> date:
    end = max(row.due for row in account.rows if row.regular)
    if today >= end:
        return end
    to_come = (
        row.due
        for row in account.rows
        if not row.met and (today == row.due if row.down_payment else today < row.due)
    )
    return next(to_come, end)


def _to_be_paid(account: Account, row: Row, due: date, today: date) -> int:
    """What the instalment will ask for on ``due``: where interest follows the money, overdue principal earns until then."""
    agreed, plan = account.terms.recalculation, account.plan
    fixed = agreed is None or plan is None or not account.follows_money or agreed.none_on_past_due
    if fixed or row.due <= today or row.start == today:
        return row.left
    assert agreed is not None
    assert plan is not None
    if agreed.rest is not Rest.DAILY:
        return row.left
    ahead = copy_plan(plan)
    to_due = till_due_date(account.terms, prepaying=False)
    moves.count_overdue(ahead, max(due, today), to_due_date=to_due)
    ahead.figure()
    period = ahead.spanning(row.start, row.due) or ahead.last
    charges = row.outstanding(Part.FEE) + row.outstanding(Part.PENALTY)
    return period.open_principal + period.open_interest + charges
