"""Posting: the only statements that write journals. By hand, in SQL, on the driver itself; screens may use the ORM.

The rules are not here. They are the database's (`sql/`), and what it refuses comes back as `BooksRefused`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import django.db

from ashore.platform.books.errors import BooksRefused, KeyReused

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

OUR_RULE = "books: "


class Line(NamedTuple):
    """An amount on an account: minor units, debit positive, credit negative."""

    account: str
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A journal as it is posted: who and what for, when it is booked and when it counts, and lines that add up to zero.

    ``customer_id`` 0 is the house, ``loan_id`` 0 no loan. ``request_hash``: 32 bytes that stand for the request, by which
    a repeated ``key`` is recognised. ``created_at`` is in microseconds since 1970. ``hold_id`` names a hold that the line
    on its account settles, in whole or in part; the rest of it is let go.
    """

    customer_id: int
    id: int
    key: str
    request_hash: bytes
    loan_id: int
    currency: str
    book_date: date
    value_date: date
    kind: str
    lines: tuple[Line, ...]
    created_at: int
    created_by: int
    reverses_id: int | None = None
    hold_id: int | None = None


class Posted(NamedTuple):
    """The journal that an entry is in the books as. ``repeated``: it was there already, and nothing was written."""

    journal_id: int
    repeated: bool


def post(connection: BaseDatabaseWrapper, entry: Entry) -> Posted:
    """Post a journal within the transaction that is open.

    Raises BooksRefused for what a rule of the ledger forbids (on PostgreSQL some are checked at the end of the
    transaction: see `refusals`), KeyReused for a known key with another request.
    """
    connection.ensure_connection()
    with refusals():
        if connection.vendor == "sqlite":
            return _post_sqlite(connection.connection, entry)
        return _post_postgresql(connection.connection, entry)


@contextmanager
def refusals() -> Iterator[None]:
    """Turn what the database's rules refuse into BooksRefused. Put it around the end of a transaction too."""
    import psycopg

    try:
        yield
    except (sqlite3.IntegrityError, psycopg.IntegrityError, django.db.IntegrityError) as error:
        raise BooksRefused(field="entry", value=None, expected=_rule(error)) from error


def _rule(error: Exception) -> str:
    text = str(error).splitlines()[0]
    if OUR_RULE in text:
        return text.split(OUR_RULE, 1)[1]
    if "books_period" in text or "period_id" in text:
        return "the book date is not in an open period"
    return text


_KNOWN = "SELECT id, request_hash FROM books_journal WHERE customer_id = ? AND idem_key = ?"
_POSTING = "INSERT INTO books_posting VALUES (?, ?, ?, ?, ?, ?, ?)"
_JOURNAL = """
INSERT INTO books_journal (customer_id, id, idem_key, request_hash, loan_id, currency, period_id, book_date, value_date,
                           kind, reverses_id, lines, created_at, created_by)
SELECT ?, ?, ?, ?, ?, ?, (SELECT id FROM books_period WHERE ?7 BETWEEN starts AND ends), ?7, ?, ?, ?, ?, ?, ?"""


def _post_sqlite(driver: sqlite3.Connection, entry: Entry) -> Posted:
    customer, journal, loan = entry.customer_id, entry.id, entry.loan_id
    known = driver.execute(_KNOWN, (customer, entry.key)).fetchone()
    if known is not None:
        return _repeated(entry, *known)
    if entry.hold_id is not None:
        _settle(driver, entry, entry.hold_id)
    driver.executemany(
        _POSTING,
        [
            (customer, journal, at, account, entry.currency, loan, amount)
            for at, (account, amount) in enumerate(entry.lines, 1)
        ],
    )
    driver.execute(
        _JOURNAL,
        (
            customer,
            journal,
            entry.key,
            entry.request_hash,
            loan,
            entry.currency,
            entry.book_date.isoformat(),
            entry.value_date.isoformat(),
            entry.kind,
            entry.reverses_id,
            len(entry.lines),
            entry.created_at,
            entry.created_by,
        ),
    )
    return Posted(journal, repeated=False)


_SETTLE = "UPDATE books_hold SET state = 'posted', posted = ?, journal_id = ? WHERE customer_id = ? AND id = ?"


def _settle(driver: sqlite3.Connection, entry: Entry, hold_id: int) -> None:
    """Before the postings: what is held and what is posted of it must not count twice against a limit."""
    held = "SELECT account FROM books_hold WHERE customer_id = ? AND id = ?"
    row = driver.execute(held, (entry.customer_id, hold_id)).fetchone()
    if row is None:
        raise BooksRefused(field="hold_id", value=hold_id, expected="a hold of this customer")
    amount = next((line.amount_minor for line in entry.lines if line.account == row[0]), 0)
    driver.execute(_SETTLE, (amount, entry.id, entry.customer_id, hold_id))


_CALL = (
    "SELECT journal_id, known_hash FROM books_post("
    "%b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b, %b)"
)


def _post_postgresql(driver: Any, entry: Entry) -> Posted:
    row = driver.execute(
        _CALL,
        (
            entry.customer_id,
            entry.id,
            entry.key,
            entry.request_hash,
            entry.loan_id,
            entry.currency,
            entry.book_date,
            entry.value_date,
            entry.kind,
            entry.reverses_id,
            entry.created_at,
            entry.created_by,
            [line.account for line in entry.lines],
            [line.amount_minor for line in entry.lines],
            entry.hold_id,
        ),
    ).fetchone()
    journal, known_hash = row
    if known_hash is None:
        return Posted(journal, repeated=False)
    return _repeated(entry, journal, known_hash)


def _repeated(entry: Entry, journal: int, known_hash: bytes) -> Posted:
    if known_hash != entry.request_hash:
        raise KeyReused(field="key", value=entry.key, expected="a new key for another request")
    return Posted(journal, repeated=True)
