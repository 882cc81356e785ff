"""One loan of a book: its contract, its events, and where it came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from ashore.book.folding import AnyStanding, position_of
from ashore.loan import Contract, Event
from ashore.servicing import ServicedContract


class Loan(NamedTuple):
    """A contract with its events, as the book keeps it. ``customer`` None: known by the contract's id.

    The events of a contract in servicing are its entries.
    """

    contract: Contract | ServicedContract
    events: tuple[Event, ...]
    customer: str | None = None

    @property
    def id(self) -> str:
        """The contract's id."""
        return self.contract.id


def standings(
    loans: Iterable[Loan], as_of: date, known_at: date | None = None
) -> Iterator[AnyStanding]:
    """Every loan of the book on one date, in the book's order."""
    for loan in loans:
        yield position_of(loan.contract, loan.events, known_at).on(as_of)
