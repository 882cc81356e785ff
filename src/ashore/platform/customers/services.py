"""Opening a customer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from ashore.platform.books import refusals
from ashore.platform.database import Statement
from ashore.platform.ids import Ids

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

_OPEN = Statement("INSERT INTO customers_customer (id, external_id, created_at) VALUES (?, ?, ?)")
_FIND = Statement("SELECT id FROM customers_customer WHERE external_id = ?")


def open_customer(
    connection: BaseDatabaseWrapper, ids: Ids, external_id: str | None, at: int
) -> int:
    """The id of a new customer, or of the one that has this external id already. ``at`` in microseconds since 1970."""
    with refusals(), transaction.atomic(using=connection.alias):
        if external_id is not None:
            known = _FIND.run(connection, (external_id,)).fetchone()
            if known is not None:
                return int(known[0])
        found = ids.customer()
        _OPEN.run(connection, (found, external_id, at))
        return found
