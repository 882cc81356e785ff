"""Why a document of a serviced loan, or an entry of it, is refused."""

from __future__ import annotations

from ashore.loan import EventRefused
from ashore.money import AshoreError


class InvalidServicing(AshoreError):
    """A document of a serviced loan whose fields make no sense."""

    code = "invalid_servicing"


class EntryRefused(EventRefused):
    """A well-formed entry that the loan could not take when it was recorded."""

    code = "entry_refused"
