"""The rows of a loan re-aged at its rate: the plan lends what is outstanding anew, and the rows follow it."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ashore.loan import Part
from ashore.servicing import outlook, restructure
from ashore.servicing.account import Account
from ashore.servicing.charges import LoanCharge, charges_of, place_again, share_again
from ashore.servicing.moves import pause_interest
from ashore.servicing.plan import Period
from ashore.servicing.restructure import ReAgeing
from ashore.servicing.rows import Row
from ashore.servicing.transaction import Transaction


class Early(NamedTuple):
    """What had been paid of rows that fell away."""

    paid: list[int]
    early: int
    late: int
    entries: list[tuple[Transaction, list[int]]]


def re_age_at_rate(account: Account, entry: Transaction, ageing: ReAgeing, *, waive: bool) -> None:
    """Interest so far moves to the new rows, or is waived."""
    plan = account.plan
    assert plan is not None
    interest = 0 if waive else outlook.open_interest_till(plan, entry.day)
    principal = plan.principal_open
    start = ageing.start_of_first(account.disbursed_on)
    restructure.re_age(plan, entry.day, ageing, account.disbursed_on, waive=waive)
    _rows_from_re_aged(account, entry, start)
    entry.set_parts(principal, interest, 0, 0)
    account.renumber()


def take_in_additional(account: Account, day: date) -> None:
    """Principal that additional rows ask for is re-aged too; they keep what was paid and added back, and end by ``day``."""
    plan = account.plan
    assert plan is not None
    for row in account.rows:
        left = row.outstanding(Part.PRINCIPAL)
        if not row.additional or not row.charged[Part.PRINCIPAL]:
            continue
        row.charged[Part.PRINCIPAL] -= left
        row.due = min(row.due, day)
        row.note_change(day)
        plan.last.stretches[-1].drawn += left
    plan.touch()


def _rows_from_re_aged(account: Account, entry: Transaction, start: date) -> None:
    plan = account.plan
    assert plan is not None
    plan.figure()
    day = entry.day
    holder = next((period for period in reversed(plan.periods) if period.holds_early_money), None)
    held = _row_of_early_money(account, entry, holder) if holder is not None else None
    lifted = [
        charge
        for row in account.rows
        if row.due >= day and not is_kept(row)
        for charge in charges_of(account.charges, row, first=row.number == 1)
    ]
    account.rows = [
        row for row in account.rows if row.down_payment or row.due < day or is_kept(row)
    ]
    _pair_rows(account, day, start, held)
    _place_again(account, list(dict.fromkeys(lifted)), held, day)
    _pause_again(account, start)


def _place_again(account: Account, charges: list[LoanCharge], held: Row | None, day: date) -> None:
    """Charges of rows that fell away: due dates stand, and each new instalment has a fee for itself."""
    for charge in charges:
        if charge.by_instalment:
            share_again(charge, account.rows, held, day, account.terms.ratios.to_minor)
        else:
            place_again(charge, account.rows, held)


def is_kept(row: Row) -> bool:
    """An additional row with principal: what was added back is noted on it."""
    return row.additional and (row.credited[Part.PRINCIPAL] > 0 or row.paid[Part.PRINCIPAL] > 0)


def _pair_rows(account: Account, day: date, start: date, held: Row | None) -> None:
    """Old rows keep their places in order; new ones are added for the periods beyond them."""
    plan = account.plan
    assert plan is not None
    old = [row for row in account.rows if row.regular]
    number = len(account.rows)
    for at, period in enumerate(plan.periods):
        if at < len(old):
            _update_old(old[at], period, day, start)
        elif period.holds_early_money:
            if held is not None:
                account.rows.append(held)
        else:
            number += 1
            row = Row(number, period.start, period.due)
            row.re_aged = True
            row.charged = [period.due_principal, period.due_interest, 0, 0]
            row.credited[Part.PRINCIPAL] = period.credited_principal
            row.note_change(day)
            account.rows.append(row)


def _update_old(row: Row, period: Period, day: date, start: date) -> None:
    merged = not any(row.charged) and row.due != period.due
    if row.met and row.start < start and not merged:
        return
    row.start, row.due = period.start, period.due
    nothing = not period.amount
    row.charged[Part.PRINCIPAL] = 0 if nothing else period.due_principal
    row.charged[Part.INTEREST] = 0 if nothing else period.due_interest
    row.re_aged = row.re_aged or row.start >= start
    row.additional = False
    row.credited[Part.PRINCIPAL] = period.credited_principal
    row.note_change(day)


def _row_of_early_money(account: Account, entry: Transaction, period: Period) -> Row:
    later = [r for r in account.rows if not r.down_payment and r.due >= entry.day]
    number = later[0].number if later else account.rows[-1].number + 1
    row = Row(number, period.start, period.due)
    row.charged = [period.due_principal, period.due_interest, 0, 0]
    row.re_aged = True
    row.pay(Part.PRINCIPAL, entry.day, period.paid_principal)
    row.pay(Part.INTEREST, entry.day, period.paid_interest)
    early = lift_early(account, entry.day)
    row.early, row.late = early.early, early.late
    for payment, parts in early.entries:
        payment.places.append((row, parts))
    row.credited[Part.PRINCIPAL] = period.credited_principal
    row.note_change(entry.day)
    return row


def lift_early(account: Account, day: date) -> Early:
    """Take what was paid of rows due on ``day`` or later off them."""
    paid, early, late = [0, 0, 0, 0], 0, 0
    entries: list[tuple[Transaction, list[int]]] = []
    for row in account.rows:
        if not row.regular or row.due < day:
            continue
        for part in Part:
            paid[part] += row.paid[part]
        early += row.early
        late += row.late
        for payment in account.processed:
            for known, parts in payment.places[:]:
                if known is row:
                    entries.append((payment, parts))
                    payment.places.remove((known, parts))
        for part in Part:
            row.charged[part] -= row.credited[part]
        row.paid, row.waived, row.lost = [0] * 4, [0] * 4, [0] * 4
        row.credited = [0] * 4
        row.early = row.late = 0
        row.met, row.met_on = False, None
    return Early(paid, early, late, entries)


def _pause_again(account: Account, start: date) -> None:
    """Pauses that reach into the new periods hold there too."""
    plan = account.plan
    laid = [row for row in account.rows if row.re_aged]
    if plan is None or not laid:
        return
    end = laid[-1].due
    for pause in account.variations:
        if pause.kind != "pause" or not pause.active or pause.until is None:
            continue
        reaches = pause.since <= start <= pause.until
        if reaches or start < pause.since < end:
            pause_interest(plan, pause.since, pause.until)
            plan.figure()
            for row in account.rows:
                if row.met or pause.since > row.due:
                    continue
                for period in plan.periods:
                    if period.start == row.start and period.due == row.due:
                        row.charged[Part.PRINCIPAL] = period.due_principal
                        row.charged[Part.INTEREST] = period.due_interest
