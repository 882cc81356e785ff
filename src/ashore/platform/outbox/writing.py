"""Writing to the outbox, in the transaction of the command that has something to tell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ashore.platform.database import Statement

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

_WRITE = Statement(
    "INSERT INTO outbox_message (customer_id, id, topic, payload, created_at, due_at) VALUES (?, ?, ?, ?, ?, ?)"
)


def send_later(
    connection: BaseDatabaseWrapper,
    customer_id: int,
    message_id: int,
    topic: str,
    payload: str,
    at: int,
) -> None:
    """Leave a message, JSON text, to be sent when the transaction is committed. ``at`` in microseconds since 1970."""
    _WRITE.run(connection, (customer_id, message_id, topic, payload, at, at))
