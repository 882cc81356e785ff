"""A loan of either kind folded by the library: a contract with its events, or a contract in servicing with its entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from ashore.loan import (
    Contract,
    Disbursement,
    Event,
    Part,
    Position,
    Standing,
    Status,
    Totals,
    evaluate,
    fold,
    live_events,
    standings_over,
    totals_over,
)
from ashore.servicing import (
    ServicedContract,
    ServicedPosition,
    ServicedStanding,
    drawn_on,
    entries_of,
)

AnyContract = Contract | ServicedContract
AnyStanding = Standing | ServicedStanding
Demand = tuple[date, Sequence[int]]
"""A due date, and what is still to be paid of what falls due on it, by part."""


class Folded(Protocol):
    """A loan by one state of knowledge."""

    def on(self, day: date) -> AnyStanding:
        """What it stands at at the end of a day."""


class _Folded(NamedTuple):
    position: Position

    def on(self, day: date) -> Standing:
        return evaluate(self.position, day)


def position_of(
    contract: AnyContract, events: Iterable[Event], known_at: date | None = None
) -> Folded:
    """The loan as known on ``known_at``. Raises an AshoreError that names the event that it cannot take."""
    if isinstance(contract, ServicedContract):
        return ServicedPosition(contract, entries_of(events), known_at)
    return _Folded(fold(contract, events, known_at))


def standings_on(
    contract: AnyContract, events: Sequence[Event], days: Iterable[date], known_at: date | None
) -> Iterator[AnyStanding]:
    """The standings on rising days. Use each before asking for the next."""
    if isinstance(contract, ServicedContract):
        position = position_of(contract, events, known_at)
        return (position.on(day) for day in days)
    return standings_over(contract, events, days, known_at)


def totals_on(
    contract: AnyContract, events: Sequence[Event], days: Iterable[date], known_at: date | None
) -> Iterator[Totals]:
    """The running totals on rising days."""
    if isinstance(contract, ServicedContract):
        return (each.totals for each in standings_on(contract, events, days, known_at))
    return totals_over(contract, events, days, known_at)


def moving_days(
    contract: AnyContract, events: Sequence[Event], as_of: date, known_at: date | None
) -> set[date]:
    """The days up to ``as_of`` on which something happened to the loan."""
    if isinstance(contract, ServicedContract):
        return set(ServicedPosition(contract, entries_of(events), known_at).days(as_of))
    live = live_events(events, known_at)
    return {event.effective for event in live if event.effective <= as_of}


def drawings(contract: AnyContract, events: Sequence[Event], known_at: date | None) -> list[date]:
    """The days on which it was drawn, as known."""
    if isinstance(contract, ServicedContract):
        return drawn_on(entries_of(events), known_at)
    live = live_events(events, known_at)
    return [each.effective for each in live if isinstance(each, Disbursement)]


def demands(
    contract: AnyContract, events: Sequence[Event], day: date, known_at: date | None
) -> Iterator[Demand]:
    """What the schedule asks for as seen on a day, by due date."""
    standing = position_of(contract, events, known_at).on(day)
    if isinstance(standing, Standing):
        for each in standing.instalments:
            yield each.due, each.unpaid
    elif standing.status is not Status.WRITTEN_OFF:
        for row in standing.rows:
            yield row.due, [row.outstanding(part) for part in Part]


class TermWords(NamedTuple):
    """What the terms of a loan say in words: product, convention set, way of repaying."""

    product: str
    convention: str
    repayment: str


def words_of(contract: AnyContract) -> TermWords:
    """The words; a contract in servicing names its desk and its kind of schedule."""
    if isinstance(contract, ServicedContract):
        kind = "progressive" if contract.terms.progressive else "cumulative"
        return TermWords(contract.product, "servicing", kind)
    return TermWords(contract.product, contract.convention.name, contract.repayment.value)
