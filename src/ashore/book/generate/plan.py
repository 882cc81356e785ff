"""What book to make."""

from __future__ import annotations

from datetime import date
from typing import Literal, NamedTuple

from ashore.book.store import BookError

Mix = Literal["usual", "hard"]
MIXES: tuple[Mix, ...] = ("usual", "hard")
MOST_LOANS = 1_000_000_000
FIRST_AS_OF, LAST_AS_OF = date(1990, 1, 1), date(2150, 1, 1)


class Plan(NamedTuple):
    """How many loans, drawn from which seed, as they stand on ``as_of``.

    The ``usual`` mix follows published figures; the ``hard`` one is what replay is measured on: 39 % of the loans more than
    90 days overdue, terms of 15 months and 12 payments on average. ``shards`` None: one for every half million loans.
    """

    loans: int
    seed: int = 0
    as_of: date = date(2026, 6, 30)
    mix: Mix = "usual"
    shards: int | None = None

    def check(self) -> None:
        """Refuse a plan that makes no sense, with BookError."""
        if not 1 <= self.loans <= MOST_LOANS:
            raise BookError(field="loans", value=self.loans, expected=f"1 to {MOST_LOANS}")
        if not FIRST_AS_OF <= self.as_of <= LAST_AS_OF:
            raise BookError(
                field="as_of", value=self.as_of, expected=f"{FIRST_AS_OF} to {LAST_AS_OF}"
            )
        if self.mix not in MIXES:
            raise BookError(field="mix", value=self.mix, expected="one of " + ", ".join(MIXES))
