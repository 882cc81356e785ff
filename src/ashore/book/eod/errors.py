"""Why an end of day is refused."""

from __future__ import annotations

from ashore.money import AshoreError


class EndOfDayError(AshoreError):
    """A day that cannot be closed, or an end of day on disk that is not as it was published."""

    code = "end_of_day"


class LedgerDifference(AshoreError):
    """The loans and the ledger disagree: ``field`` names product, class and account, ``value`` the difference in minor units."""

    code = "ledger_difference"
