"""Opening the books: the chart of accounts of a currency, and the periods."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import transaction

from ashore.ledger import CHART, AccountKind
from ashore.platform.books.errors import BooksRefused
from ashore.platform.books.posting import refusals
from ashore.platform.database import Statement

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

_KINDS = {
    AccountKind.ASSET: "asset",
    AccountKind.LIABILITY: "liability",
    AccountKind.INCOME: "income",
    AccountKind.EXPENSE: "expense",
}
# A borrower never repays more principal than was lent, and is never paid out more credit than is held.
_LIMITS = {"1301": (0, None), "2201": (None, 0)}
_ACCOUNT = Statement("INSERT INTO books_account VALUES (?, ?, ?, ?, ?, ?, NULL)")
_HAVE = Statement("SELECT 1 FROM books_account WHERE currency = ?")
_PERIOD = Statement("INSERT INTO books_period (id, starts, ends) VALUES (?, ?, ?)")
_PERIODS = Statement("SELECT coalesce(max(id), 0) FROM books_period")
_CLOSE = Statement("UPDATE books_period SET closed_at = ?, closed_by = ? WHERE ends = ?")


def open_chart(connection: BaseDatabaseWrapper, currency: str) -> None:
    """The accounts of `ashore.ledger.CHART` in one currency, with a balance of its own for every loan."""
    with refusals(), transaction.atomic(using=connection.alias):
        if _HAVE.run(connection, (currency,)).fetchone() is not None:
            return
        for each in CHART:
            low, high = _LIMITS.get(each.code, (None, None))
            _ACCOUNT.run(connection, (each.code, currency, _KINDS[each.kind], True, low, high))


def open_period(connection: BaseDatabaseWrapper, starts: date, ends: date) -> int:
    """Open a period, both days included, and give its id. Raises BooksRefused for one that overlaps another."""
    with refusals(), transaction.atomic(using=connection.alias):
        found = int(_PERIODS.run(connection, ()).fetchone()[0]) + 1
        _PERIOD.run(connection, (found, starts.isoformat(), ends.isoformat()))
        return found


def close_period(connection: BaseDatabaseWrapper, ends: date, at: int, closed_by: int) -> None:
    """Close the period that ends on a day, for good. Raises BooksRefused while an earlier one is open, or for no period."""
    with refusals(), transaction.atomic(using=connection.alias):
        if _CLOSE.run(connection, (at, closed_by, ends.isoformat())).rowcount != 1:
            raise BooksRefused(field="ends", value=ends, expected="the last day of a period")
