"""The schedule before anything is applied: dates, down payments, and for fixed interest the amounts too."""

from __future__ import annotations

from datetime import date

from ashore.money import step
from ashore.servicing.account import Account, Variation
from ashore.servicing.plan import Period, Plan
from ashore.servicing.rows import Row
from ashore.servicing.terms import ServicingTerms


def due_dates(
    terms: ServicingTerms, seed: date, changes: list[Variation] | None = None
) -> list[date]:
    """The due dates, each counted from the seed; from a due date that was moved on, counted from the new one."""
    ratios = terms.ratios
    count = terms.instalments
    for change in changes or ():
        count += change.count if change.kind in ("extend", "grace") else 0
    dues = [step(seed, k, ratios.every, ratios.unit) for k in range(1, count + 1)]
    if terms.length is not None:
        dues[-1] = step(seed, terms.length, 1, ratios.unit)
    for change in changes or ():
        if change.kind == "due_date" and change.since in dues and change.until is not None:
            at = dues.index(change.since)
            for k in range(count - at):
                dues[at + k] = step(change.until, k, ratios.every, ratios.unit)
    return dues


def opening_rows(account: Account) -> list[Row]:
    """Rows without amounts: an instalment for each due date, a down payment row for each drawing.

    Where interest is fixed, changes of terms are part of the first layout; else they move the plan later.
    """
    terms = account.terms
    seed = terms.seed or account.disbursed_on
    changes = [] if terms.progressive else [v for v in account.variations if v.active]
    rows, start = [], seed
    for due in due_dates(terms, seed, changes):
        rows.append(Row(0, start, due))
        start = due
    if terms.down_payment is not None:
        for entry in account.disbursements:
            row = Row(0, entry.day, entry.day)
            row.down_payment = True
            rows.append(row)
    rows.sort(key=lambda row: (row.due, row.down_payment is terms.progressive))
    for number, row in enumerate(rows, start=1):
        row.number = number
        row.settle(account.disbursed_on)
    return rows


def plan_of_rows(account: Account) -> Plan | None:
    """The plan behind the rows of a loan whose interest follows a plan at all."""
    terms = account.terms
    if not terms.progressive:
        return None
    periods = [Period(row.start, row.due) for row in account.rows if row.regular]
    plan = Plan(periods, terms.ratios, terms.rate)
    plan.flat, plan.whole_drawings = terms.flat, terms.whole_drawings
    plan.multiple = terms.multiple_minor
    plan.principal_grace, plan.interest_grace = terms.principal_grace, terms.interest_grace
    agreed = terms.recalculation
    plan.forgives_unplaced = agreed is not None and agreed.forgives_unplaced
    if terms.full_term_tranches:
        plan.tranche_terms = terms.instalments
    return plan
