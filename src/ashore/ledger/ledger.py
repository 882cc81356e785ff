"""The ledger of one currency: journals in the order of posting, never changed, periods that close for good."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from ashore.ledger.accounts import CHART
from ashore.ledger.errors import ClosedPeriod, InvalidJournal, JournalConflict
from ashore.ledger.journal import Journal
from ashore.money import currency


class TrialBalance(NamedTuple):
    """The balance of every account at the end of ``as_of`` (None: of all that is booked); debits positive."""

    as_of: date | None
    balances: Mapping[str, int]

    @property
    def total(self) -> int:
        """Zero, always."""
        return sum(self.balances.values())


class Ledger:
    """An append-only ledger. `post` and `close` are the only ways to change it.

    >>> from ashore.ledger import Posting
    >>> ledger = Ledger("CNY")
    >>> ledger.post(Journal("1", "CNY", date(2025, 1, 15), date(2025, 1, 15), "loan",
    ...             (Posting("1001", -8_000_00), Posting("1301", 8_000_00))))
    True
    >>> ledger.trial_balance().balances["1301"]
    800000
    """

    def __init__(self, currency_code: str) -> None:
        self.currency = currency(currency_code).code
        self.closed_to: date | None = None
        self._journals: dict[str, Journal] = {}

    @property
    def journals(self) -> tuple[Journal, ...]:
        """All journals in the order of posting."""
        return tuple(self._journals.values())

    def post(self, journal: Journal) -> bool:
        """Append a journal. False when it is there already, to the letter.

        Raises JournalConflict for a known id with other contents, ClosedPeriod for a closed book date, InvalidJournal
        for another currency.
        """
        known = self._journals.get(journal.id)
        if known is not None:
            if known == journal:
                return False
            raise JournalConflict(field="id", value=journal.id, expected="an id not used yet")
        if journal.currency != self.currency:
            raise InvalidJournal(field="currency", value=journal.currency, expected=self.currency)
        if self.closed_to is not None and journal.book_date <= self.closed_to:
            raise ClosedPeriod(
                field="book_date", value=journal.book_date, expected=f"after {self.closed_to}"
            )
        self._journals[journal.id] = journal
        return True

    def close(self, last_day: date) -> None:
        """Close all days up to ``last_day`` for good.

        Raises ClosedPeriod for a day that is closed already.
        """
        if self.closed_to is not None and last_day <= self.closed_to:
            raise ClosedPeriod(field="last_day", value=last_day, expected=f"after {self.closed_to}")
        self.closed_to = last_day

    def trial_balance(self, as_of: date | None = None) -> TrialBalance:
        """Balances by book date."""
        found = {each.code: 0 for each in CHART}
        for journal in self._journals.values():
            if as_of is None or journal.book_date <= as_of:
                for code, amount in journal.postings:
                    found[code] += amount
        return TrialBalance(as_of, found)
