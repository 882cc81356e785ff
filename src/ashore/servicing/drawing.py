"""Money lent: disbursements, and income added to the principal."""

from __future__ import annotations

from datetime import date

from ashore.loan import Part
from ashore.servicing import moves
from ashore.servicing.account import Account
from ashore.servicing.allocate import ask, fit_principal, rule_for, settle
from ashore.servicing.charges import ChargeTerms, InstalmentPart, charge_amount
from ashore.servicing.fixed_plan import lay_out, lay_out_evenly
from ashore.servicing.plan import Period
from ashore.servicing.rows import Row
from ashore.servicing.transaction import Kind, Transaction


def disburse(account: Account, entry: Transaction) -> None:
    """Principal paid out: a down payment falls due at once, the rest is planned."""
    if not account.terms.progressive and account.terms.bears_interest:
        if entry is account.disbursements[0]:
            lay_out(account)
        return
    lent = entry.amount - _down_payment(account, entry)
    if not account.terms.progressive and entry.day <= account.maturity:
        account.processed.append(entry)
        lay_out_evenly(account)
        account.processed.remove(entry)
        use_overpaid(account, entry)
        return
    _lend(account, entry, lent, capitalised=False)
    if not account.terms.recalculates:
        _renew_instalment_fees(account, entry.day)


def capitalise_income(account: Account, entry: Transaction) -> None:
    """Income of the lender's lent to the borrower: principal that earns interest."""
    entry.portions[Part.PRINCIPAL] = entry.amount
    _lend(account, entry, entry.amount, capitalised=True)


def down_payment_of(account: Account, amount: int) -> int:
    """The down payment of a disbursement."""
    return account.terms.down_payment_of(amount)


def _down_payment(account: Account, entry: Transaction) -> int:
    part = down_payment_of(account, entry.amount)
    if account.terms.down_payment is None:
        return 0
    row = next(r for r in account.rows if r.down_payment and not r.charged[Part.PRINCIPAL])
    row.add(Part.PRINCIPAL, entry.day, part)
    return part


def _lend(account: Account, entry: Transaction, lent: int, *, capitalised: bool) -> None:
    if uses_plan(account, entry.day):
        _lend_by_plan(account, entry, lent, capitalised=capitalised)
    else:
        _lend_evenly(account, entry, lent)
    use_overpaid(account, entry)


def uses_plan(account: Account, day: date) -> bool:
    """Whether the plan takes new principal: not after its end, nor where rows without interest were laid out anew."""
    if account.plan is None:
        return False
    laid_out = any(t.kind in (Kind.REAGE, Kind.REAMORTIZE) for t in account.processed if t.live)
    if laid_out and not account.terms.bears_interest:
        return False
    return day <= account.plan.last.due


def _lend_by_plan(account: Account, entry: Transaction, lent: int, *, capitalised: bool) -> None:
    plan = account.plan
    assert plan is not None
    if capitalised:
        moves.capitalise(plan, entry.day, lent)
    else:
        moves.draw(plan, entry.day, lent)
        if not any(row.regular and row.due >= entry.day for row in account.rows):
            _additional(account, entry.day, lent)
    if lent > 0:
        rows_from_drawing(account, entry.day)
        if not account.follows_money:
            fit_principal(account, entry.day, entry.amount)


def rows_from_drawing(account: Account, day: date) -> None:
    """Rows due on ``day`` or later take what the plan now asks; a tranche over a full term adds rows at the end."""
    plan = account.plan
    assert plan is not None
    plan.figure()
    regular = [row for row in account.rows if row.regular]
    added: list[Row] = []
    for at, period in enumerate(plan.periods):
        row = regular[at] if at < len(regular) else None
        if row is not None and row.due == period.due:
            if row.due >= day:
                _take(row, period, day)
        elif plan.tranche_terms and period.due >= day:
            number = (regular[-1].number if regular else 0) + 1 + len(added)
            row = Row(number, period.start, period.due)
            _take(row, period, day)
            added.append(row)
    if added:
        _insert(account, added)


def _take(row: Row, period: Period, day: date) -> None:
    ask(row, period)
    row.note_change(day)


def _insert(account: Account, added: list[Row]) -> None:
    """New instalments stand before an additional row, and take over the charges that now fall due within them."""
    extra = [row for row in account.rows if row.additional]
    account.rows = [row for row in account.rows if not row.additional] + added
    for row in extra:
        for part in (Part.FEE, Part.PENALTY):
            for charge in account.charges:
                if charge.placed and charge.part is part and charge.due is not None:
                    target = next((r for r in added if r.start < charge.due <= r.due), None)
                    if target is not None and row.start < charge.due <= row.due:
                        target.charged[part] += charge.amount
                        row.charged[part] -= charge.amount
        row.start = added[-1].due
        row.number = added[-1].number + 1
        plan = account.plan
        if plan is not None and row.due > plan.last.due:
            account.rows.append(row)


def _additional(account: Account, day: date, principal: int) -> Row:
    row = Row(len(account.rows) + 1, day, day)
    row.charged[Part.PRINCIPAL] = principal
    row.additional = True
    account.rows.append(row)
    return row


def _lend_evenly(account: Account, entry: Transaction, lent: int) -> None:
    """Without a plan: the same more for every row ahead, the difference on the last one."""
    ahead = [row for row in account.rows if row.due > entry.day and row.regular]
    if not ahead:
        extra = next((row for row in account.rows if row.additional), None)
        if extra is None:
            extra = _additional(account, entry.day, 0)
        else:
            extra.due = entry.day
        ahead = [extra]
    if lent <= 0 or not ahead:
        return
    ratios, multiple = account.terms.ratios, account.terms.multiple_minor
    each = ratios.share(lent, len(ahead))
    left = lent
    for row in ahead:
        before = row.charged[Part.PRINCIPAL]
        after = before + each
        if multiple:
            after = ratios.to_multiple(after, multiple)
        row.charged[Part.PRINCIPAL] = after
        left -= after - before
        row.note_change(entry.day)
    ahead[-1].add(Part.PRINCIPAL, entry.day, left)


def use_overpaid(account: Account, entry: Transaction) -> None:
    """What the borrower had overpaid settles what is asked for now."""
    if account.overpaid <= 0:
        return
    portions = entry.portions[:]
    left = settle(account, entry, account.overpaid, rule_for(account.terms, None))
    entry.portions = portions
    entry.overpaid, account.overpaid = account.overpaid - left, left


def _renew_instalment_fees(account: Account, day: date) -> None:
    """Percentage fees of instalments follow the new principal."""
    fees = [c for c in account.charges if c.active and c.by_instalment and c.entered < day]
    if not fees:
        return
    for charge in fees:
        for part in charge.parts:
            _renew(account, charge.terms, part)
        charge.amount = sum(part.amount for part in charge.parts)
    for row in account.rows:
        if row.met or row.additional or row.down_payment:
            continue
        total = sum(p.amount for c in fees for p in c.parts if p.row is row)
        if total:
            row.charged[Part.FEE] = total


def _renew(account: Account, terms: ChargeTerms, part: InstalmentPart) -> None:
    row = part.row
    if not row.met:
        part.amount = charge_amount(
            terms,
            row.charged[Part.PRINCIPAL],
            row.charged[Part.INTEREST],
            account.terms.ratios.to_minor,
        )
