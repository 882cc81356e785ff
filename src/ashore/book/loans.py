"""One loan of a book: its contract, its events, and where it came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from ashore.loan import Contract, Event, Standing, evaluate, fold


class Loan(NamedTuple):
    """A contract with its events, as the book keeps it. ``customer`` None: known by the contract's id."""

    contract: Contract
    events: tuple[Event, ...]
    customer: str | None = None

    @property
    def id(self) -> str:
        """The contract's id."""
        return self.contract.id


def standings(
    loans: Iterable[Loan], as_of: date, known_at: date | None = None
) -> Iterator[Standing]:
    """Every loan of the book on one date, in the book's order."""
    for loan in loans:
        yield evaluate(fold(loan.contract, loan.events, known_at), as_of)
