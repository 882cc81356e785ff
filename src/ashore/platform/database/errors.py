"""What is wrong with a database before anything is written to it."""

from __future__ import annotations

from ashore.money import AshoreError


class UnsafeDatabase(AshoreError):
    """The database is not set up so that acknowledged money is safe. Nothing is served until it is."""
