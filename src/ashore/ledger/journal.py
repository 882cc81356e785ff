"""One journal: what happened on a day, as postings that balance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from ashore.ledger.accounts import account
from ashore.ledger.errors import InvalidJournal
from ashore.money import MAX_MINOR, currency


class Posting(NamedTuple):
    """An amount on an account: minor units, debit positive, credit negative."""

    account: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class Journal:
    """Postings of one currency that add up to zero, booked on ``book_date`` for what counts on ``value_date``.

    ``tag`` says whose they are: a product, or a single loan.

    Raises InvalidJournal for postings that do not balance, repeat an account, are zero or beyond 2^53, and for a value
    date after the book date.

    >>> from datetime import date
    >>> Journal("1", "CNY", date(2025, 1, 15), date(2025, 1, 15), "loan",
    ...         (Posting("1001", -8_000_00), Posting("1301", 8_000_00))).amount_minor
    800000
    """

    id: str
    currency: str
    book_date: date
    value_date: date
    tag: str
    postings: tuple[Posting, ...]

    def __post_init__(self) -> None:
        currency(self.currency)
        if not self.id:
            raise InvalidJournal(field="id", value=self.id, expected="a name for the journal")
        if self.value_date > self.book_date:
            raise InvalidJournal(
                field="value_date", value=self.value_date, expected=f"at most {self.book_date}"
            )
        if len(self.postings) < 2:
            raise InvalidJournal(
                field="postings", value=len(self.postings), expected="two or more lines"
            )
        seen = set()
        for code, amount in self.postings:
            account(code)
            if code in seen:
                raise InvalidJournal(field="account", value=code, expected="each account once")
            seen.add(code)
            if type(amount) is not int or not 0 < abs(amount) <= MAX_MINOR:
                raise InvalidJournal(
                    field="amount_minor",
                    value=amount,
                    expected="a whole number other than zero, within 2^53",
                )
        total = sum(posting.amount_minor for posting in self.postings)
        if total:
            raise InvalidJournal(field="postings", value=total, expected="a sum of zero")

    @property
    def amount_minor(self) -> int:
        """The sum of the debits."""
        return sum(amount for _, amount in self.postings if amount > 0)
