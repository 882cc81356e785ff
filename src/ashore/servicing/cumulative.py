"""Cumulative schedules on the declining balance: equal instalments, laid out again whenever the money moves.

A layout keeps the instalments that were due before the day of what caused it, as they were, and figures the rest anew. So
the schedule depends on when things were entered: overdue principal earns interest in the instalments laid out while it
was overdue, not in those that had fallen due before anyone looked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ashore.loan import Part
from ashore.servicing.account import Account, Variation
from ashore.servicing.cumulative_layout import Layout
from ashore.servicing.laid import Laid, LaidRow
from ashore.servicing.rows import Row
from ashore.servicing.transaction import MONEY_IN, Kind, Transaction

if TYPE_CHECKING:
    from datetime import date

_SEEN = MONEY_IN | {Kind.DISBURSEMENT}


def is_declining(account: Account) -> bool:
    """Whether the schedule is laid out here: drawn in one sum, on the declining balance, without grace."""
    terms = account.terms
    if terms.progressive or terms.flat or not terms.bears_interest:
        return False
    grace = terms.principal_grace or terms.interest_grace or terms.interest_free
    odd = any(v.active and v.kind not in ("extend", "due_date") for v in account.variations)
    return not grace and not odd and len(account.disbursements) == 1


def follows_money(account: Account) -> bool:
    """Whether payments lay the schedule out again."""
    terms = account.terms
    return terms.recalculates and bool(terms.fixed_order) and is_declining(account)


def lay_out_declining(account: Account) -> None:
    """Give the rows what follows from the drawing, the payments, and the day that the replay looks from."""
    today = account.as_of or account.disbursed_on
    layout = Layout(account, _kept(account), _payments(account), today)
    rows = layout.run()
    regular = [row for row in account.rows if row.regular]
    for row, laid in zip(regular, rows, strict=False):
        row.start, row.due = laid.start, laid.due
        row.charged[Part.PRINCIPAL] = laid.charged[Part.PRINCIPAL]
        row.charged[Part.INTEREST] = laid.charged[Part.INTEREST]
    gone = regular[len(rows) :]
    account.rows = [row for row in account.rows if row not in gone]
    _ask_down_payments(account)
    for row in account.rows:
        row.settle(account.disbursed_on)
    account.laid = Laid(tuple(layout.laid), layout.today, _entries(account), _changes(account))


def _ask_down_payments(account: Account) -> None:
    down = [row for row in account.rows if row.down_payment]
    for row, drawing in zip(down, account.disbursements, strict=False):
        row.charged[Part.PRINCIPAL] = account.terms.down_payment_of(drawing.amount)


def is_overdue(account: Account, day: date) -> bool:
    """Whether something is past due on ``day``, so that the passing of time lays the schedule out again."""
    return any(row.due < day and row.left > 0 for row in account.rows)


def payoff(account: Account, day: date, today: date) -> int:
    """What settles the loan on ``day``, asked ``today``: all principal, with interest up to that day."""
    kept = [row for row in account.laid.rows if row.due < day] if account.laid else []
    rows: list[Row] = Layout(account, kept, _payments(account), today, till=day).run()
    loan = sum(row.outstanding(Part.PRINCIPAL) + row.outstanding(Part.INTEREST) for row in rows)
    charges = sum(row.outstanding(Part.FEE) + row.outstanding(Part.PENALTY) for row in account.rows)
    down = sum(row.outstanding(Part.PRINCIPAL) for row in account.rows if row.down_payment)
    return loan + charges + down


def _payments(account: Account) -> list[Transaction]:
    """The payments that the schedule follows, in order."""
    if not follows_money(account):
        return []
    found = [t for t in _entries(account) if t.kind is not Kind.DISBURSEMENT]
    return sorted(found, key=lambda t: (t.day, t.serial))


def _entries(account: Account) -> frozenset[Transaction]:
    return frozenset(t for t in account.transactions if t.live and t.kind in _SEEN)


def _changes(account: Account) -> frozenset[Variation]:
    return frozenset(v for v in account.variations if v.active)


def _kept(account: Account) -> list[LaidRow]:
    """The instalments due before anything that is new; none after another drawing or change of terms."""
    laid = account.laid
    if laid is None or not follows_money(account) or laid.changes != _changes(account):
        return []
    new = laid.entries ^ _entries(account)
    if any(t.kind is Kind.DISBURSEMENT for t in new):
        return []
    since = min((t.day for t in new), default=laid.on)
    return [row for row in laid.rows if row.due < since]
