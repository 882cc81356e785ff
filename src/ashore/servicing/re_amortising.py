"""What is overdue, spread over the instalments that are left: on the plan where there is interest to follow, else on the rows."""

from __future__ import annotations

from datetime import date

from ashore.loan import Part
from ashore.servicing import outlook, restructure
from ashore.servicing.account import Account
from ashore.servicing.allocate import ask, fit_principal, rows_from_plan
from ashore.servicing.known_payments import close_past
from ashore.servicing.relaying import InterestHandling
from ashore.servicing.restructure import split_evenly
from ashore.servicing.rows import Row
from ashore.servicing.transaction import Transaction


def re_amortise(account: Account, entry: Transaction) -> None:
    """What is overdue, spread over the instalments that are left."""
    loan = account.terms
    handling: InterestHandling = entry.terms
    _, ahead = _past_and_ahead(account, entry.day)
    if not ahead:
        # The re-age that had laid out the instalments it counted on was undone.
        entry.void = True
    elif not loan.bears_interest:
        _re_amortise_rows(account, entry)
    elif not loan.recalculates:
        _re_amortise_fixed(account, entry)
    elif handling is InterestHandling.EQUAL_SPLIT:
        _re_amortise_split(account, entry)
    else:
        _re_amortise_plan(account, entry)


def _past_and_ahead(account: Account, day: date) -> tuple[list[Row], list[Row]]:
    past = [row for row in account.rows if row.due <= day]
    ahead = [row for row in account.rows if row.due > day and row.regular]
    return past, ahead


def _re_amortise_plan(account: Account, entry: Transaction) -> None:
    plan = account.plan
    assert plan is not None
    past, _ = _past_and_ahead(account, entry.day)
    principal = sum(row.charged[Part.PRINCIPAL] - row.paid[Part.PRINCIPAL] for row in past)
    interest = outlook.open_interest_till(plan, past[-1].due)
    entry.set_parts(principal, interest, 0, 0)
    if not entry.amount:
        entry.void = True
        return
    restructure.re_amortise(plan, entry.day)
    rows_from_plan(account, entry.day)


def _re_amortise_split(account: Account, entry: Transaction) -> None:
    plan = account.plan
    assert plan is not None
    plan.figure()
    past, ahead = _past_and_ahead(account, entry.day)
    principal = fee = 0
    for row in past:
        period = plan.spanning(row.start, row.due)
        principal += period.open_principal if period is not None else 0
        fee += row.outstanding(Part.FEE)
        row.charged[Part.FEE] = row.paid[Part.FEE]
    interest = outlook.open_interest_till(plan, past[-1].due)
    entry.set_parts(principal, interest, 0, 0)
    if not entry.amount:
        entry.void = True
        return
    agreed = account.terms.recalculation
    equal_only = agreed is not None and agreed.equal_shares_only
    restructure.re_amortise_with_equal_interest(plan, entry.day, equal_only=equal_only)
    rows_from_plan(account, entry.day)
    if fee and ahead:
        for row, share in zip(
            ahead, split_evenly(account.terms.ratios, fee, len(ahead)).parts, strict=True
        ):
            row.charged[Part.FEE] += share


def _re_amortise_fixed(account: Account, entry: Transaction) -> None:
    """Where the plan knows no payments: rows paid ahead keep what they ask for, the others follow the plan."""
    plan = account.plan
    assert plan is not None
    principal, interest = close_past(account, entry.day)
    entry.set_parts(principal, interest, 0, 0)
    if not entry.amount:
        entry.void = True
        return
    _, ahead = _past_and_ahead(account, entry.day)
    open_rows = [row for row in ahead if not row.met] or ahead[-1:]
    found = ((row, plan.spanning(row.start, row.due)) for row in open_rows)
    left = [(row, period) for row, period in found if period is not None]
    share = entry.terms is InterestHandling.EQUAL_SPLIT
    restructure.spread(plan, entry.day, interest, [period for _, period in left], alike=share)
    for row, period in left:
        ask(row, period)
        row.note_change(entry.day)
    fit_principal(account, entry.day)


def _re_amortise_rows(account: Account, entry: Transaction) -> None:
    past, ahead = _past_and_ahead(account, entry.day)
    overdue = 0
    for row in past:
        overdue += row.charged[Part.PRINCIPAL] - row.paid[Part.PRINCIPAL]
        row.charged[Part.PRINCIPAL] = row.paid[Part.PRINCIPAL]
        row.note_change(entry.day)
    entry.set_parts(overdue, 0, 0, 0)
    if not overdue:
        entry.void = True
        return
    ratios, multiple = account.terms.ratios, account.terms.multiple_minor
    each = ratios.to_multiple(ratios.share(overdue, len(ahead)), multiple)
    last = max(ahead, key=lambda row: row.due)
    for row in ahead:
        if row is last:
            row.add(Part.PRINCIPAL, entry.day, overdue)
        else:
            row.add(Part.PRINCIPAL, entry.day, each)
            overdue -= each
