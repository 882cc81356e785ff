"""A contract or an event as the columns of one row, and back, exactly."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from ashore.book.store.errors import BookError
from ashore.book.store.layout import place_id
from ashore.book.store.serviced_rows import (
    SERVICING,
    entry_from_note,
    entry_note,
    rate_ppb,
    serviced_pattern,
    serviced_terms,
)
from ashore.loan import (
    TABLES,
    Charge,
    Contract,
    Disbursement,
    DueDateMove,
    Event,
    InterestPause,
    Part,
    RateChange,
    Recovery,
    Refund,
    Repayment,
    Reversal,
    Waiver,
    WriteOff,
    contract_from_dict,
    contract_to_dict,
    convention,
)
from ashore.money import Rate, currency, format_minor
from ashore.servicing import Entry, ServicedContract

AnyContract = Contract | ServicedContract

KINDS: tuple[type[Event], ...] = (
    Disbursement,
    RateChange,
    InterestPause,
    DueDateMove,
    Charge,
    Waiver,
    Repayment,
    Refund,
    WriteOff,
    Recovery,
    Reversal,
    Entry,
)
"""The kinds of events; the code of a kind is its place here, which is its rank."""
assert all(kind.rank == code for code, kind in enumerate(KINDS))

ALLOCATIONS = tuple(sorted(TABLES))
"""Names of allocation tables; a repayment's own table is kept as a place in this list."""

DAY_ZERO = date(1970, 1, 1).toordinal()
OWN_COLUMNS = (
    "id",
    "principal",
    "start",
    "rate",
    "instalments",
    "first_due",
    "instalment",
)
"""Terms that differ from loan to loan and have columns of their own; the other terms share a text."""


def day_number(day: date) -> int:
    """Days since 1 January 1970.

    >>> day_number(date(1970, 1, 31))
    30
    """
    return day.toordinal() - DAY_ZERO


def day_of(number: int) -> date:
    """The day with a number of `day_number`."""
    return date.fromordinal(number + DAY_ZERO)


def json_text(document: Mapping[str, Any]) -> str:
    """JSON in its one canonical form."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


class ContractRow(NamedTuple):
    """A contract as its columns."""

    contract_id: str
    customer: str | None
    terms: str
    start: date
    principal_minor: int
    rate_ppb: int
    instalments: int
    first_due: date | None
    instalment_minor: int | None


def contract_row(contract: AnyContract, customer: str | None) -> ContractRow:
    """The columns of a contract; ``customer`` None where the contract's id stands for the customer.

    Raises InvalidContract for terms that cannot be written down by name.
    """
    customer = None if customer == contract.id else customer
    if isinstance(contract, ServicedContract):
        return _serviced_row(contract, customer)
    terms = contract_to_dict(contract)
    if contract.convention != convention(contract.convention.name):
        raise BookError(
            field="convention",
            value=contract.convention.name,
            expected="a convention set of this library, unchanged",
        )
    for name in OWN_COLUMNS:
        terms.pop(name, None)
    return ContractRow(
        contract.id,
        customer,
        json_text(terms),
        contract.start,
        contract.principal_minor,
        contract.rate.ppb,
        contract.instalments,
        contract.first_due,
        contract.instalment_minor,
    )


def _serviced_row(contract: ServicedContract, customer: str | None) -> ContractRow:
    terms = contract.terms
    return ContractRow(
        contract.id,
        customer,
        json_text(serviced_terms(contract)),
        contract.opened,
        terms.principal_minor,
        rate_ppb(terms.rate),
        terms.instalments,
        None,
        None,
    )


class ContractReader:
    """Contracts from rows. A text of terms is read once, whatever the number of loans that share it."""

    def __init__(self) -> None:
        self._patterns: dict[str, Contract] = {}
        self._serviced: dict[str, Mapping[str, Any]] = {}

    def read(self, row: ContractRow) -> AnyContract:
        """The contract of a row. Raises an AshoreError that names the term that makes no sense."""
        serviced = self._serviced.get(row.terms)
        if serviced is not None:
            return serviced_pattern(serviced, row)
        pattern = self._patterns.get(row.terms)
        if pattern is None:
            terms = _terms(row)
            if SERVICING in terms:
                found = serviced_pattern(terms, row)
                self._serviced[row.terms] = terms
                return found
            pattern = self._patterns[row.terms] = _pattern(terms, row)
        return replace(
            pattern,
            id=row.contract_id,
            principal_minor=row.principal_minor,
            start=row.start,
            rate=Rate(row.rate_ppb),
            instalments=row.instalments,
            first_due=row.first_due,
            instalment_minor=row.instalment_minor,
        )


def _terms(row: ContractRow) -> Mapping[str, Any]:
    try:
        terms = json.loads(row.terms)
    except ValueError:
        terms = None
    if not isinstance(terms, dict):
        raise BookError(field="terms", value=row.terms[:80], expected="terms as JSON")
    return terms


def _pattern(terms: Mapping[str, Any], row: ContractRow) -> Contract:
    unit = currency(str(terms.get("currency", "CNY")))
    own = {
        "id": row.contract_id,
        "principal": format_minor(row.principal_minor, unit, style="plain").replace(",", ""),
        "start": row.start,
        # The loan's own rate is set in its place: zero is within every cap.
        "rate": "0%",
        "instalments": row.instalments,
        "first_due": row.first_due,
    }
    return contract_from_dict({**terms, **own})


class EventRow(NamedTuple):
    """An event as its columns. ``event_id`` is its id, ``target`` the id of the event that a reversal undoes."""

    kind: int
    effective: date
    recorded: date | None
    amount_minor: int
    first: int | None
    second: int | None
    third: int | None
    event_id: str
    note: str | None
    target: str | None


_Numbers = tuple[int | None, int | None, int | None]
_NONE: _Numbers = (None, None, None)
_NUMBERS: dict[type[Event], Callable[[Any], _Numbers]] = {
    RateChange: lambda e: (e.rate.ppb, None, None),
    InterestPause: lambda e: (day_number(e.until), int(e.penalties), None),
    DueDateMove: lambda e: (day_number(e.due), day_number(e.new_due), int(e.following)),
    Charge: lambda e: (None if e.due is None else day_number(e.due), None, None),
    Waiver: lambda e: (int(e.part), None, None),
    Repayment: lambda e: (
        None if e.allocation is None else ALLOCATIONS.index(e.allocation),
        None,
        None,
    ),
}
_TEXTS = ("channel", "reference", "reason", "name")


def event_row(event: Event) -> EventRow:
    """The columns of an event, before its id and its target are looked for among the loan's events."""
    kind = type(event)
    if event.rank >= len(KINDS) or kind is not KINDS[event.rank]:
        raise BookError(
            field="kind",
            value=kind.__name__,
            expected="one of " + ", ".join(each.__name__ for each in KINDS),
        )
    numbers = _NUMBERS.get(kind)
    texts = _note(event)
    return EventRow(
        event.rank,
        event.effective,
        event.recorded,
        getattr(event, "amount_minor", 0),
        *(_NONE if numbers is None else numbers(event)),
        event.id,
        json_text(texts) if texts else None,
        event.target if isinstance(event, Reversal) else None,
    )


def _note(event: Event) -> dict[str, Any]:
    if isinstance(event, Entry):
        return entry_note(event)
    texts = {name: getattr(event, name, "") for name in _TEXTS}
    return {name: text for name, text in texts.items() if text}


class Placed(NamedTuple):
    """What is left of an id and a target when the event has its place in the loan: see `place`."""

    first: int | None
    event_id: str | None
    note: str | None


def place(row: EventRow, at: int, places: dict[str, int]) -> Placed:
    """The id and the target of an event by place. ``at`` counts from 0; ``places`` are those of the ids before it.

    An id that says no more than the place is left out. A reversal names its target by place where that was recorded
    before it, else by id in the note. ``places`` is brought up to date.
    """
    event_id = None if row.event_id == place_id(at + 1) else row.event_id
    first, note = row.first, row.note
    if row.target is not None:
        first = places.get(row.target)
        if first is None:
            note = json_text({"target": row.target})
    places.setdefault(row.event_id, at)
    return Placed(first, event_id, note)


def event_from_row(row: Mapping[str, Any], at: int, ids: Sequence[str]) -> Event:
    """The event of a row at place ``at``, from 0; ``ids`` are those of the loan's events before it.

    Raises an AshoreError that names the field that makes no sense.
    """
    kind, first, second, third = row["kind"], row["first"], row["second"], row["third"]
    if not 0 <= kind < len(KINDS):
        raise BookError(field="kind", value=kind, expected=f"0 to {len(KINDS) - 1}")
    if KINDS[kind] is Entry:
        return entry_from_note(row, at)
    fields: dict[str, Any] = {
        "id": place_id(at + 1) if row["event_id"] is None else row["event_id"],
        "effective": row["effective"],
        "recorded": row["recorded"],
    }
    if row["note"] is not None:
        fields.update(json.loads(row["note"]))
    if kind not in NO_AMOUNT:
        fields["amount_minor"] = row["amount_minor"]
    read = _FIELDS.get(KINDS[kind])
    if read is not None:
        fields.update(read(first, second, third))
    if KINDS[kind] is Reversal and first is not None:
        fields["target"] = ids[first]
    event: Event = KINDS[kind](**fields)
    return event


NO_AMOUNT = frozenset(
    kind.rank for kind in (RateChange, InterestPause, DueDateMove, WriteOff, Reversal, Entry)
)
"""Codes of the kinds that move no money."""
_FIELDS: dict[type[Event], Callable[[Any, Any, Any], dict[str, Any]]] = {
    RateChange: lambda first, _2, _3: {"rate": Rate(first)},
    InterestPause: lambda first, second, _3: {
        "until": day_of(first),
        "penalties": bool(second),
    },
    DueDateMove: lambda first, second, third: {
        "due": day_of(first),
        "new_due": day_of(second),
        "following": bool(third),
    },
    Charge: lambda first, _2, _3: {"due": None if first is None else day_of(first)},
    Waiver: lambda first, _2, _3: {"part": Part(first)},
    Repayment: lambda first, _2, _3: {"allocation": None if first is None else ALLOCATIONS[first]},
}
