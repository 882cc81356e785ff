"""Why a journal is refused."""

from __future__ import annotations

from ashore.money import AshoreError


class InvalidJournal(AshoreError):
    """A journal that does not balance, or whose fields make no sense."""

    code = "invalid_journal"


class ClosedPeriod(AshoreError):
    """A journal for a day whose period is closed, or a period closed backwards."""

    code = "closed_period"


class JournalConflict(AshoreError):
    """A journal id that the ledger has already, with other contents."""

    code = "journal_conflict"
