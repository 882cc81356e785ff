"""What the books say: balances and trial balances at a book date, as known at an instant. Frozen data, never a query."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


class Balance(NamedTuple):
    """A live balance: minor units, debit positive. ``held_minor`` is promised out of it and not moved yet."""

    amount_minor: int
    held_minor: int
    version: int

    @property
    def free_minor(self) -> int:
        """What is left when everything held has moved."""
        return self.amount_minor + self.held_minor


class BookedLine(NamedTuple):
    """A posting with the journal that it belongs to."""

    journal_id: int
    book_date: date
    value_date: date
    kind: str
    account: str
    amount_minor: int


def balance(
    connection: BaseDatabaseWrapper, customer_id: int, loan_id: int, account: str, currency: str
) -> Balance:
    """The live balance of a loan on an account; zero where nothing was ever posted."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT amount, held, version FROM books_balance"
            " WHERE customer_id = %s AND loan_id = %s AND account = %s AND currency = %s",
            [customer_id, loan_id, account, currency],
        )
        row = cursor.fetchone()
    return Balance(*row) if row else Balance(0, 0, 0)


def trial_balance(
    connection: BaseDatabaseWrapper,
    currency: str,
    as_of: date | None = None,
    known_at: int | None = None,
    customer_id: int | None = None,
) -> Mapping[str, int]:
    """The balance of every account with postings, up to a book date, of journals created up to an instant.

    ``known_at`` is in microseconds since 1970. With ``customer_id``, of one customer's journals.
    """
    where, values = ["j.currency = %s"], [currency]
    for column, value in (("book_date", as_of), ("created_at", known_at)):
        if value is not None:
            where.append(f"j.{column} <= %s")
            values.append(value)  # type: ignore[arg-type]
    if customer_id is not None:
        where.append("j.customer_id = %s")
        values.append(customer_id)  # type: ignore[arg-type]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.account, sum(p.amount) FROM books_journal j"  # noqa: S608 - columns from this file
            " JOIN books_posting p ON p.customer_id = j.customer_id AND p.journal_id = j.id"
            f" WHERE {' AND '.join(where)} GROUP BY p.account ORDER BY p.account",
            values,
        )
        return {account: int(amount) for account, amount in cursor.fetchall()}
