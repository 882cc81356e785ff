"""A serviced loan as data: the terms it was opened with, and everything entered at its desk, as recorded.

Nothing derived is kept: schedule, splits, accruals and classes follow when the entries are done again on a desk.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, NamedTuple

from ashore.loan import Event
from ashore.money import check_minor
from ashore.servicing.errors import InvalidServicing
from ashore.servicing.terms import ServicingTerms

MOST_INSTALMENTS = 1_200


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry(Event):
    """One operation entered at the desk of a loan.

    ``operation`` is its name, ``details`` its arguments as JSON in one canonical form. ``effective`` is the first day on
    which it counts: of a reversal the day of what it undoes. Its place among the entries is its ``id``.
    """

    operation: str
    details: str = "{}"
    rank: ClassVar[int] = 11

    @property
    def arguments(self) -> dict[str, Any]:
        """The arguments as plain data."""
        found: dict[str, Any] = json.loads(self.details)
        return found


def entry_id(place: int) -> str:
    """The id of the entry at a place, counted from 1.

    >>> entry_id(12)
    '000012'
    """
    return f"{place:06d}"


def entry_of(
    place: int, operation: str, arguments: Mapping[str, Any], recorded: date, effective: date
) -> Entry:
    """An entry in its one form."""
    return Entry(
        id=entry_id(place),
        effective=effective,
        recorded=None if recorded == effective else recorded,
        operation=operation,
        details=json.dumps(arguments, sort_keys=True, ensure_ascii=False, separators=(",", ":")),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicedContract:
    """The contract of a loan in servicing: its id, the terms it was opened with, and the business date of its opening."""

    id: str
    terms: ServicingTerms
    opened: date
    product: str = "loan"

    def __post_init__(self) -> None:
        if not self.id:
            raise InvalidServicing(field="id", value=self.id, expected="a name for the loan")
        terms = self.terms
        check_minor("principal_minor", terms.principal_minor, minimum=1)
        if not 1 <= terms.instalments <= MOST_INSTALMENTS:
            raise InvalidServicing(
                field="terms.instalments",
                value=terms.instalments,
                expected=f"1 to {MOST_INSTALMENTS}",
            )

    @property
    def currency(self) -> str:
        """The code of its currency."""
        return self.terms.currency


class ServicedLoan(NamedTuple):
    """A contract in servicing, and what was entered for it, in the order of entry."""

    contract: ServicedContract
    entries: tuple[Entry, ...]


class Log:
    """What was entered at one desk: ``terms`` and ``opened`` as it began, and the entries since."""

    def __init__(self, terms: ServicingTerms, opened: date) -> None:
        self.terms, self.opened = terms, opened
        self.entries: list[Entry] = []
        self.is_busy = False
        """Whether an operation is being done: what it does in turn is no entry of its own."""
        self._ends: list[int] = []

    @contextmanager
    def busy(self) -> Iterator[None]:
        """While an operation is being done."""
        self.is_busy = True
        try:
            yield
        finally:
            self.is_busy = False

    def keep(self, entry: Entry, last_serial: int) -> None:
        """Keep an entry that was taken; ``last_serial`` is the last place that it took in the account."""
        self.entries.append(entry)
        self._ends.append(last_serial)

    def place_of(self, serial: int) -> int:
        """The place, from 1, of the entry that made what has this serial."""
        return bisect_left(self._ends, serial) + 1

    def loan(self, name: str, product: str = "loan") -> ServicedLoan:
        """The loan as data under an id."""
        contract = ServicedContract(id=name, terms=self.terms, opened=self.opened, product=product)
        return ServicedLoan(contract, tuple(self.entries))


def known(entries: Iterable[Entry], known_at: date | None) -> list[Entry]:
    """The entries recorded by a day (None: all)."""
    return [each for each in entries if known_at is None or each.known_on <= known_at]


def drawn_on(entries: Iterable[Entry], known_at: date | None = None) -> list[date]:
    """The days of the disbursements that count, as known, in the order of entry: without doing the entries again."""
    days: dict[int, date] = {}
    for at, entry in enumerate(entries, start=1):
        if known_at is not None and entry.known_on > known_at:
            continue
        if entry.operation == "disburse":
            days[at] = date.fromisoformat(entry.arguments["day"])
        elif entry.operation == "undo_disbursement":
            days.clear()
        elif entry.operation == "undo_last_disbursement" and days:
            del days[max(days)]
        elif entry.operation == "reverse" and entry.arguments["entry"]["kind"] == "disbursement":
            days.pop(entry.arguments["entry"]["entry"], None)
    return list(days.values())


def entries_of(events: Iterable[Event]) -> tuple[Entry, ...]:
    """The events of a contract in servicing. Raises InvalidServicing where one is no entry."""
    found = []
    for each in events:
        if not isinstance(each, Entry):
            raise InvalidServicing(
                field="events", value=type(each).__name__, expected="entries of the desk only"
            )
        found.append(each)
    return tuple(found)
