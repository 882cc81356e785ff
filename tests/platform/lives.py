"""A small set of books of one customer to attack, and a journal of a line or two."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import transaction

from ashore.platform.books import Entry, Line, Posted, post

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

DAY = date(2025, 3, 1)


def entry(customer: int, serial: int, *lines: tuple[str, int], **changes: Any) -> Entry:
    """A journal on 1 March 2025 with these lines."""
    fields: dict[str, Any] = {
        "customer_id": customer,
        "id": serial,
        "key": f"key-{serial}",
        "request_hash": bytes(32),
        "loan_id": 5,
        "currency": "CNY",
        "book_date": DAY,
        "value_date": DAY,
        "kind": "test",
        "lines": tuple(Line(*line) for line in lines),
        "created_at": 1_700_000_000_000_000,
        "created_by": 1,
    }
    return Entry(**fields | changes)


def post_alone(connection: BaseDatabaseWrapper, wanted: Entry) -> Posted:
    """Post in a transaction of its own."""
    with transaction.atomic(using=connection.alias):
        return post(connection, wanted)


def lay_down(connection: BaseDatabaseWrapper, customer: int) -> None:
    """Journal 10, its reversal 11, principal lent by 12, credit taken in by 13, and a pending hold 7 of it."""
    for wanted in (
        entry(customer, 10, ("1001", -500), ("1301", 500)),
        entry(customer, 11, ("1001", 500), ("1301", -500), reverses_id=10),
        entry(customer, 12, ("1001", -800_00), ("1301", 800_00)),
        entry(customer, 13, ("1001", 100_00), ("2201", -100_00)),
    ):
        post_alone(connection, wanted)
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO books_hold (customer_id, id, loan_id, account, currency, amount, expires_at, created_at)"
            " VALUES (%s, 7, 5, '2201', 'CNY', 6000, 9, 1)",
            [customer],
        )
