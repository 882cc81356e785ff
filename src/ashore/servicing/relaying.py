"""A loan re-aged: all that is outstanding over new instalments, on the plan where there is interest to follow, else on rows."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import Enum
from typing import NamedTuple

from ashore.loan import Part
from ashore.money import step
from ashore.servicing import outlook, restructure
from ashore.servicing.account import Account
from ashore.servicing.charges import InstalmentPart, LoanCharge, charges_of
from ashore.servicing.known_payments import plan_as_paid
from ashore.servicing.plan import Period
from ashore.servicing.re_ageing import (
    Early,
    is_kept,
    lift_early,
    re_age_at_rate,
    take_in_additional,
)
from ashore.servicing.restructure import ReAgeing, Split, split_evenly, split_to_level
from ashore.servicing.rows import Row
from ashore.servicing.transaction import Transaction


class InterestHandling(Enum):
    """What becomes of interest when a schedule is laid out anew."""

    DEFAULT = "default"
    """The loan is amortised again, at its rate."""
    WAIVE = "waive"
    """Interest outstanding is given up."""
    EQUAL_PAYABLE = "equal_payable"
    """Interest earned so far, in equal parts."""
    EQUAL_FULL = "equal_full"
    """All interest of the old schedule, in equal parts."""
    EQUAL_SPLIT = "equal_split"
    """Overdue interest in equal parts beside a new amortisation."""


class ReAgeTerms(NamedTuple):
    """What was agreed when re-ageing."""

    ageing: ReAgeing
    handling: InterestHandling

    @property
    def equally(self) -> bool:
        """Whether interest is shared in equal parts."""
        return self.handling in (InterestHandling.EQUAL_PAYABLE, InterestHandling.EQUAL_FULL)


class Lifted(NamedTuple):
    """What was taken out of the old rows."""

    parts: list[int]
    charges: list[LoanCharge]


def re_age(account: Account, entry: Transaction) -> None:
    """Everything outstanding over new instalments from an agreed date on."""
    terms: ReAgeTerms = entry.terms
    loan = account.terms
    if not loan.bears_interest or (terms.equally and not loan.recalculates):
        _re_age_rows(account, entry, terms)
        if account.plan is not None:
            account.plan = plan_as_paid(account, entry.day, all_interest=True)
            for period in account.plan.periods:
                period.holds_early_money = period.due <= entry.day
            if loan.bears_interest:
                account.plan.rates.append((entry.day, Decimal(0)))
    elif terms.equally:
        take_in_additional(account, entry.day)
        _re_age_equally(account, entry, terms)
    else:
        if not loan.recalculates:
            account.plan = plan_as_paid(account, entry.day, all_interest=False)
        take_in_additional(account, entry.day)
        waive = terms.handling is InterestHandling.WAIVE
        re_age_at_rate(account, entry, terms.ageing, waive=waive)
    if not entry.amount:
        entry.void = True


# In equal parts, with the plan


def lift(account: Account, day: date, *, interest: bool, charges: bool, down: bool) -> Lifted:
    """Take all that is outstanding out of the rows."""
    parts = [0, 0, 0, 0]
    lifted: list[LoanCharge] = []
    for row in account.rows:
        if row.down_payment and not down:
            continue
        left = row.outstanding(Part.PRINCIPAL)
        if left > 0:
            parts[Part.PRINCIPAL] += left
            row.add(Part.PRINCIPAL, day, -left)
        left = row.outstanding(Part.INTEREST)
        if interest and left > 0:
            parts[Part.INTEREST] += left
            row.add(Part.INTEREST, day, -left)
        if charges:
            lifted += [
                charge
                for charge in charges_of(account.charges, row, first=row.number == 1)
                if charge.outstanding > 0
            ]
            for part in (Part.FEE, Part.PENALTY):
                parts[part] += row.outstanding(part)
                row.charged[part] = row.paid[part]
        row.note_change(day)
    return Lifted(parts, list(dict.fromkeys(lifted)))


def _re_age_equally(account: Account, entry: Transaction, terms: ReAgeTerms) -> None:
    plan = account.plan
    assert plan is not None
    day, ageing = entry.day, terms.ageing
    payable = terms.handling is InterestHandling.EQUAL_PAYABLE
    shared = restructure.amount_to_share(plan, day, payable_only=payable)
    lifted = lift(account, day, interest=True, charges=True, down=False)
    fees, penalties = lifted.parts[Part.FEE], lifted.parts[Part.PENALTY]
    entry.set_parts(shared.principal, shared.interest, fees, penalties)
    count, ratios = ageing.instalments, account.terms.ratios
    fee_parts = split_evenly(ratios, fees, count)
    penalty_parts = split_evenly(ratios, penalties, count)
    charge_parts = _charge_parts(account, lifted.charges, count)
    early = lift_early(account, day)
    restructure.re_age_equally(
        plan, day, ageing, shared, fees + penalties, fee_parts.plus(penalty_parts)
    )
    _equal_rows(account, entry, early, fee_parts, penalty_parts, charge_parts)
    account.renumber()


def _charge_parts(
    account: Account, charges: list[LoanCharge], count: int
) -> list[tuple[LoanCharge, Split]]:
    """What is left of charges in equal parts; the shares of the old rows keep what is paid and waived of them."""
    found = []
    for charge in charges:
        left = sum(part.outstanding for part in charge.parts) or charge.outstanding
        found.append((charge, split_evenly(account.terms.ratios, left, count)))
        for part in charge.parts:
            part.amount = part.paid + part.waived
    return found


def _share(charge: LoanCharge, row: Row, amount: int, day: date) -> None:
    """A row asks for a part of a charge, less what was waived of it."""
    part = InstalmentPart(row, amount)
    if charge.by_instalment:
        left = charge.waived - sum(known.waived for known in charge.parts)
        part.waived = min(amount, left, charge.waived_at.get(row.due, 0))
        row.waived[charge.part] += part.waived
        row.note_change(day)
    charge.parts.append(part)


def _equal_rows(
    account: Account,
    entry: Transaction,
    early: Early,
    fees: Split,
    penalties: Split,
    charge_parts: list[tuple[LoanCharge, Split]],
) -> None:
    plan = account.plan
    assert plan is not None
    plan.figure()
    day, end = entry.day, plan.last.due
    down = [row for row in account.rows if row.down_payment]
    kept = [row for row in account.rows if is_kept(row)]
    extra = [row for row in account.rows if row.additional and row.due > end and row not in kept]
    for row in extra:
        row.start, row.number = end, len(plan.periods)
    rows: list[Row] = []
    index = 0
    for number, period in enumerate(plan.periods, start=1):
        if period.due < day:
            rows.append(_closed_row(account, period, number, day))
            continue
        row = Row(number, period.start, period.due)
        row.re_aged = True
        row.charged = [period.due_principal, period.due_interest, 0, 0]
        if period.holds_early_money:
            _give_early(row, period, early)
        else:
            row.charged[Part.FEE] = fees.parts[index]
            row.charged[Part.PENALTY] = penalties.parts[index]
            for charge, split in charge_parts:
                _share(charge, row, split.parts[index], day)
            index += 1
        row.credited[Part.PRINCIPAL] = period.credited_principal
        row.note_change(day)
        rows.append(row)
    account.rows = down + rows + kept + extra


def _closed_row(account: Account, period: Period, number: int, day: date) -> Row:
    row = next(
        r
        for r in account.rows
        if r.due == period.due and r.start == period.start and not r.down_payment
    )
    row.charged[Part.INTEREST] = row.paid[Part.INTEREST]
    row.charged[Part.PRINCIPAL] = row.paid[Part.PRINCIPAL]
    row.number = number
    row.credited[Part.PRINCIPAL] = period.credited_principal
    row.note_change(day)
    return row


def _give_early(row: Row, period: Period, early: Early) -> None:
    row.paid[Part.PRINCIPAL] = period.paid_principal
    row.paid[Part.INTEREST] = period.paid_interest
    for part in (Part.FEE, Part.PENALTY):
        row.charged[part] = row.paid[part] = early.paid[part]
    row.early = early.early
    for payment, parts in early.entries:
        payment.places.append((row, parts))


# On the rows


def _re_age_rows(account: Account, entry: Transaction, terms: ReAgeTerms) -> None:
    """Without interest to follow: all that is outstanding in equal parts."""
    loan, day, ageing = account.terms, entry.day, terms.ageing
    equal_charges = terms.equally
    equal_interest = terms.equally and loan.bears_interest
    maturity = max(row.due for row in account.rows if row.regular)
    lifted = lift(
        account, day, interest=equal_interest, charges=equal_charges, down=not equal_interest
    )
    parts = lifted.parts
    if equal_interest and terms.handling is InterestHandling.EQUAL_PAYABLE and account.plan:
        paid = sum(row.paid[Part.INTEREST] for row in account.rows)
        till = outlook.outstanding_till(account.plan, day).interest
        parts[Part.INTEREST] = max(0, till - paid)
    entry.set_parts(*parts)
    if not entry.amount:
        return
    shares = _shares(account, parts, ageing.instalments)
    charge_parts = _charge_parts(account, lifted.charges, ageing.instalments)
    number, start = _first_place(account, min(ageing.first_due, day))
    early = _take_paid_off(account, day)
    if day <= maturity:
        number, start = _stub(account, entry, number, start, early, keep=not equal_charges)
    _new_rows(account, entry, ageing, number, start, shares, charge_parts)
    account.renumber()


def _shares(account: Account, parts: list[int], count: int) -> list[Split]:
    ratios = account.terms.ratios
    interest = split_evenly(ratios, parts[Part.INTEREST], count)
    fees = split_evenly(ratios, parts[Part.FEE], count)
    penalties = split_evenly(ratios, parts[Part.PENALTY], count)
    others = interest.plus(fees).plus(penalties)
    principal = split_to_level(
        ratios, parts[Part.PRINCIPAL], sum(parts), others, count, account.terms.multiple_minor
    )
    return [principal, interest, fees, penalties]


def _first_place(account: Account, day: date) -> tuple[int, date]:
    """Number and start of the first new row: after the last row due before ``day``."""
    rows = [row for row in account.rows if not row.down_payment]
    before = [row for row in rows if row.due < day]
    if before:
        last = max(before, key=lambda row: row.due)
        return last.number + 1, last.due
    first = min(rows, key=lambda row: row.due)
    return first.number, first.start


def _take_paid_off(account: Account, day: date) -> Early:
    """Payments of rows due on ``day`` or later leave them, with the part of the demand that they settled."""
    paid, early = [0, 0, 0, 0], 0
    for row in account.rows:
        if not row.regular or row.due < day:
            continue
        for part in Part:
            paid[part] += row.paid[part]
            row.charged[part] -= row.paid[part]
            row.paid[part] = 0
        early += row.early
        row.early = 0
    return Early(paid, early, 0, [])


def _stub(
    account: Account, entry: Transaction, number: int, start: date, early: Early, *, keep: bool
) -> tuple[int, date]:
    """A row that ends on the day of the agreement and holds the money paid early."""
    before = next((row for row in account.rows if row.number == number - 1), None)
    if before is not None and before.re_aged and not before.left and not sum(before.paid):
        number, start = before.number, before.start
        account.rows.remove(before)
    stub = Row(number, start, entry.day)
    stub.re_aged = True
    stub.charged = early.paid[:]
    if keep:
        _move_charges(account, stub)
    stub.paid[Part.PRINCIPAL] = early.paid[Part.PRINCIPAL]
    stub.paid[Part.INTEREST] = early.paid[Part.INTEREST]
    stub.paid[Part.FEE] += early.paid[Part.FEE]
    stub.paid[Part.PENALTY] += early.paid[Part.PENALTY]
    stub.early = early.early
    stub.note_change(entry.day)
    for row in account.rows:
        if row.number >= number:
            row.number += 1
    account.rows.append(stub)
    return number + 1, entry.day


def _move_charges(account: Account, target: Row) -> None:
    """Charges that fall due within the stub move to it from the row that had its number."""
    source = next((row for row in account.rows if row.number == target.number), None)
    if source is None:
        return
    for charge in charges_of(account.charges, target, first=target.number == 1):
        if charge.outstanding <= 0:
            continue
        part = charge.part
        source.charged[part] -= charge.amount
        source.paid[part] -= charge.paid
        target.charged[part] += charge.amount
        target.paid[part] += charge.paid


def _new_rows(
    account: Account,
    entry: Transaction,
    ageing: ReAgeing,
    number: int,
    start: date,
    shares: list[Split],
    charge_parts: list[tuple[LoanCharge, Split]],
) -> None:
    due = ageing.first_due
    last = number
    for index in range(ageing.instalments):
        row = Row(number + index, start, due)
        row.re_aged = True
        row.charged = [split.parts[index] for split in shares]
        row = _insert_or_merge(account, row, entry.day)
        for charge, split in charge_parts:
            _share(charge, row, split.parts[index], entry.day)
        last = row.number
        start, due = row.due, step(row.due, 1, ageing.every, ageing.unit)
    account.rows = [
        row
        for row in account.rows
        if row.additional or row.number <= last or any(row.paid) or _drawn_later(row, entry.day)
    ]


def _drawn_later(row: Row, day: date) -> bool:
    """The down payment of a drawing that is still to come."""
    return row.down_payment and row.due > day


def _insert_or_merge(account: Account, new: Row, day: date) -> Row:
    """A new row takes the place of the old row with its number, which keeps its payments and charges."""
    old = next(
        (r for r in account.rows if r.number == new.number and not _drawn_later(r, day)), None
    )
    if old is None:
        account.rows.append(new)
        new.note_change(day)
        return new
    if old.additional and old.due > new.due:
        for row in account.rows:
            if row.number >= new.number:
                row.number += 1
        account.rows.append(new)
        new.note_change(day)
        return new
    old.additional, old.re_aged = False, True
    old.start, old.due = new.start, new.due
    for part in (Part.PRINCIPAL, Part.INTEREST):
        old.charged[part] = new.charged[part] + old.paid[part]
    for part in (Part.FEE, Part.PENALTY):
        old.charged[part] += new.charged[part]
    old.note_change(day)
    return old
