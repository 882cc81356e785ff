"""Schedules whose interest is fixed when the loan is drawn: the older engine of the convention set."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from ashore.loan import (
    Contract,
    Disbursement,
    GraceTerms,
    InterestMethod,
    Part,
    RepaymentKind,
    RowKind,
    fineract,
    fold,
    instalments,
)
from ashore.money import Rate
from ashore.servicing.account import Account
from ashore.servicing.cumulative import is_declining, lay_out_declining
from ashore.servicing.cumulative_flat import is_drawn_in_parts, spread_principal
from ashore.servicing.transaction import Kind


def contract_of(account: Account) -> Contract:
    """The loan as a contract of the event engine."""
    terms, ratios = account.terms, account.terms.ratios
    return Contract(
        id="fixed",
        currency=terms.currency,
        principal_minor=max(1, account.principal_lent),
        start=account.disbursed_on,
        rate=Rate.per_year(terms.rate * 100),
        repayment=RepaymentKind.EQUAL_INSTALMENT,
        instalments=terms.instalments,
        every=ratios.every,
        unit=ratios.unit,
        convention=fineract(ratios, whole_drawings=terms.whole_drawings, older=True),
        interest_method=InterestMethod.FLAT if terms.flat else InterestMethod.DECLINING,
        grace=GraceTerms(
            principal=terms.principal_grace,
            interest_payment=terms.interest_grace,
            interest_free=terms.interest_free,
        ),
        down_payment_ppm=int(terms.down_payment.percent * 10_000) if terms.down_payment else 0,
        instalment_multiple_minor=terms.multiple_minor or 1,
        counted_from=terms.seed,
        length=terms.length,
    )


def lay_out_evenly(account: Account) -> None:
    """Without interest: all that was drawn, less down payments, in equal parts over all instalments."""
    ratios, multiple = account.terms.ratios, account.terms.multiple_minor
    down = sum(row.charged[Part.PRINCIPAL] for row in account.rows if row.down_payment)
    skipped = {v.since for v in account.variations if v.active and v.kind == "grace"}
    rows = [row for row in account.rows if row.regular and row.due not in skipped]
    rows = rows[account.terms.principal_grace :]
    left = sum(t.amount for t in account.processed if t.live and t.kind is Kind.DISBURSEMENT) - down
    each = ratios.to_multiple(ratios.share(left, len(rows)), multiple)
    for row in rows:
        part = left if row is rows[-1] else min(each, left)
        row.charged[Part.PRINCIPAL] = part
        left -= part
        row.note_change(account.disbursed_on)


def lay_out(account: Account) -> None:
    """Give every row the principal and interest of the schedule as drawn so far."""
    drawn = [t for t in account.processed if t.live] + [
        t for t in account.disbursements if t not in account.processed
    ]
    events = [
        Disbursement(id=str(t.serial), effective=t.day, amount_minor=t.amount)
        for t in dict.fromkeys(drawn)
        if t in account.disbursements
    ]
    if not events:
        return
    if is_declining(account):
        lay_out_declining(account)
        return
    contract = contract_of(account)
    if account.terms.flat:
        events = [replace(events[0], amount_minor=sum(event.amount_minor for event in events))]
    planned = instalments(fold(contract, events), contract.start)
    for row in account.rows:
        kind = RowKind.DOWN_PAYMENT if row.down_payment else RowKind.INSTALMENT
        found = next((p for p in planned if p.kind is kind and p.due == row.due), None)
        if found is not None:
            row.charged[Part.PRINCIPAL] = found.planned.principal
            row.charged[Part.INTEREST] = found.planned.interest
            row.settle(account.disbursed_on)
    if account.terms.flat:
        _change_flat_rate(account)
        if is_drawn_in_parts(account):
            spread_principal(account)


def _change_flat_rate(account: Account) -> None:
    """Flat interest of the instalments due from a change of the rate on."""
    ratios = account.terms.ratios
    for change in account.variations:
        if change.kind != "rate" or not change.active or change.rate is None:
            continue
        for row in account.rows:
            if row.regular and row.due >= change.since:
                asked = Decimal(row.charged[Part.INTEREST])
                row.charged[Part.INTEREST] = ratios.to_minor(
                    asked * change.rate / account.terms.rate
                )
