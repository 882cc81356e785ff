"""Booking a loan: what should be on the books for it today, less what is there."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

from ashore.ledger import CHART, balances
from ashore.loan import Standing
from ashore.platform.books import Entry, Line, post
from ashore.platform.commands import Unit
from ashore.platform.database import Statement

_BOOKED = Statement(
    "SELECT account, amount FROM books_balance WHERE customer_id = ? AND loan_id = ? AND currency = ?"
)


def book(unit: Unit, loan_id: int, standing: Standing, value_date: date) -> int | None:
    """Post the journal that brings a loan's books to its standing, and give its id; None where they are there already."""
    request, code = unit.request, standing.contract.currency
    rows = _BOOKED.run(unit.connection, (request.customer_id, loan_id, code)).fetchall()
    booked = dict(rows)
    wanted = zip(CHART, balances(standing.totals), strict=True)
    lines = tuple(
        Line(each.code, amount - booked.get(each.code, 0))
        for each, amount in wanted
        if amount != booked.get(each.code, 0)
    )
    if not lines:
        return None
    journal_id = unit.new_id()
    post(
        unit.connection,
        Entry(
            customer_id=request.customer_id,
            id=journal_id,
            key=f"{loan_id}:{sha256(request.key.encode()).hexdigest()[:40]}",
            request_hash=request.body_hash,
            loan_id=loan_id,
            currency=code,
            book_date=request.today,
            value_date=min(value_date, request.today),
            kind=request.route,
            lines=lines,
            created_at=request.at,
            created_by=request.actor_id,
        ),
    )
    return journal_id
