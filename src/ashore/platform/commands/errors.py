"""What keeps a command from being carried out."""

from __future__ import annotations

from ashore.money import AshoreError


class CommandRefused(AshoreError):
    """The command cannot be carried out as asked. Nothing was written."""


class UnknownCustomer(CommandRefused):
    """There is no such customer."""


class KeyTaken(CommandRefused):
    """The idempotency key was used before, for another request."""
