"""What the books refuse."""

from __future__ import annotations

from ashore.money import AshoreError


class BooksRefused(AshoreError):
    """The database refused an entry because it breaks a rule of the ledger. Nothing was written."""


class KeyReused(AshoreError):
    """An idempotency key came a second time with another request."""
