"""The state of a loan before time was counted on it, so that another day can be looked at without a replay."""

from __future__ import annotations

from datetime import date

from ashore.servicing.account import Account
from ashore.servicing.apply import catch_up
from ashore.servicing.plan import Plan


def copy_plan(plan: Plan) -> Plan:
    """A copy that also keeps how far overdue principal has been counted."""
    twin = plan.copy()
    twin.overdue_changed = plan.overdue_changed
    twin.is_draft, twin.repays_regularly = plan.is_draft, plan.repays_regularly
    return twin


def rest(account: Account) -> None:
    """Remember plan and rows as they stand after the last entry, before time is counted."""
    account.resting = None
    if account.plan is not None and account.follows_money:
        amounts = [(row, row.charged[:], row.recalculated) for row in account.rows]
        account.resting = (copy_plan(account.plan), amounts)


def look_at(account: Account, day: date) -> None:
    """Count time up to ``day`` from the last entry on, whatever day was looked at before."""
    if account.resting is None or not account.follows_money:
        return
    plan, amounts = account.resting
    last_looked_at, account.seen_on = account.seen_on, day
    latest = max(day, last_looked_at or day)
    if not any(period.due < latest for period in plan.periods):
        return
    account.plan = copy_plan(plan)
    for row, charged, recalculated in amounts:
        row.charged = charged[:]
        row.recalculated = recalculated
    catch_up(account, day)
