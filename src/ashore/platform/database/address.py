"""Where the database is: `DATABASE_URL`, or a SQLite file when there is none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import dj_database_url

# FULL, not NORMAL: under WAL with NORMAL a power cut loses payments that were acknowledged.
# Recursive triggers: without them INSERT OR REPLACE goes past the triggers that forbid deleting.
REQUIRED_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,
    "foreign_keys": 1,
    "recursive_triggers": 1,
}
BUSY_TIMEOUT_S = 20


def database_settings(url: str, default_file: Path) -> dict[str, Any]:
    """Django's settings of the one database, from its address; an empty address is the file.

    >>> database_settings("", Path("ashore.sqlite3"))["NAME"]
    'ashore.sqlite3'
    >>> database_settings("postgres://teller@db.example/ashore", Path())["ENGINE"]
    'django.db.backends.postgresql'
    """
    found: dict[str, Any] = dict(dj_database_url.parse(url or f"sqlite:///{default_file}"))
    if found["ENGINE"] == "django.db.backends.sqlite3":
        pragmas = "; ".join(f"PRAGMA {name} = {value}" for name, value in REQUIRED_PRAGMAS.items())
        found["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": BUSY_TIMEOUT_S,
            "init_command": pragmas,
        }
    else:
        found["CONN_MAX_AGE"] = None
        found["CONN_HEALTH_CHECKS"] = True
    return found
