"""SQL written once for both databases and run on the driver itself: the path of money does not go through the ORM."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


class Statement:
    """One statement with ``?`` for each value. Dates go in as ISO text; `as_date` reads them back from either database."""

    __slots__ = ("_postgresql", "_sqlite")

    def __init__(self, text: str, *, postgresql: str | None = None) -> None:
        self._sqlite = text
        self._postgresql = (postgresql or text).replace("?", "%s")

    def run(self, connection: BaseDatabaseWrapper, values: Sequence[Any]) -> Any:
        """Run it within the transaction that is open; the driver's cursor comes back."""
        text = self._sqlite if connection.vendor == "sqlite" else self._postgresql
        return connection.connection.execute(text, values)


def as_date(value: str | date) -> date:
    """A day as a database gives it: SQLite has text.

    >>> as_date("2025-01-15") == as_date(date(2025, 1, 15))
    True
    """
    return value if isinstance(value, date) else date.fromisoformat(value)
