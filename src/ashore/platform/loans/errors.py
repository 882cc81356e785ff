"""What is asked of a loan that cannot be."""

from __future__ import annotations

from ashore.platform.commands import CommandRefused


class UnknownLoan(CommandRefused):
    """The customer has no such loan."""


class UnknownEntry(CommandRefused):
    """The loan has no such event."""
