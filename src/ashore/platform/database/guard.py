"""The server refuses to start on a database that could lose what it has acknowledged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ashore.platform.database.address import REQUIRED_PRAGMAS
from ashore.platform.database.errors import UnsafeDatabase

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

_OLDEST_POSTGRESQL = 150_000


def check_database(connection: BaseDatabaseWrapper) -> None:
    """Ask the open connection itself, not the settings, whether it keeps what it acknowledges.

    Raises UnsafeDatabase with what is set and what has to be.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for name, wanted in REQUIRED_PRAGMAS.items():
                found = cursor.execute(f"PRAGMA {name}").fetchone()[0]
                if found != wanted:
                    raise UnsafeDatabase(field=f"PRAGMA {name}", value=found, expected=str(wanted))
        elif connection.vendor == "postgresql":
            cursor.execute(
                "SELECT current_setting('server_version_num')::integer,"
                " current_setting('synchronous_commit'), current_setting('fsync'),"
                " current_setting('full_page_writes')"
            )
            version, synchronous, fsync, full_pages = cursor.fetchone()
            if version < _OLDEST_POSTGRESQL:
                raise UnsafeDatabase(
                    field="server_version", value=version, expected="PostgreSQL 15 or later"
                )
            if synchronous not in ("on", "remote_apply", "remote_write"):
                raise UnsafeDatabase(field="synchronous_commit", value=synchronous, expected="on")
            for name, value in (("fsync", fsync), ("full_page_writes", full_pages)):
                if value != "on":
                    raise UnsafeDatabase(field=name, value=value, expected="on")
        else:
            raise UnsafeDatabase(
                field="DATABASE_URL", value=connection.vendor, expected="SQLite or PostgreSQL"
            )
