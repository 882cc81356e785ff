"""A loan in servicing as rows of the same columns: its terms share texts, each of its entries is an event with a note."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ashore.book.store.errors import BookError
from ashore.money import RATE_DENOMINATOR, currency
from ashore.servicing import (
    Entry,
    InvalidServicing,
    ServicedContract,
    entry_of,
    terms_from_dict,
    terms_to_dict,
)

if TYPE_CHECKING:
    from ashore.book.store.columns import ShardColumns
    from ashore.book.store.rows import ContractRow

SERVICING, VERSION = "servicing", 1
"""The mark of a text of terms of servicing, and the version of its form."""
MARK = f'"{SERVICING}":{VERSION}'
MOST_RATE_PPB = 1_000 * RATE_DENOMINATOR
OPERATION = "operation"


def serviced_terms(contract: ServicedContract) -> dict[str, Any]:
    """The terms that many loans may share; what has a column of its own is left out.

    Raises BookError for terms that a book cannot hold.
    """
    terms = contract.terms
    unit = currency(terms.currency)
    if terms.digits != unit.exponent:
        raise BookError(
            field=f"loan {contract.id}: digits",
            value=terms.digits,
            expected=f"{unit.exponent}, as {terms.currency} has in a book",
        )
    if not 0 <= rate_ppb(terms.rate) <= MOST_RATE_PPB:
        raise BookError(
            field=f"loan {contract.id}: rate", value=terms.rate, expected="0 to 1000 a year"
        )
    shared = terms_to_dict(terms)
    for name in ("principal", "instalments"):
        del shared[name]
    if _rate(rate_ppb(terms.rate)) == str(terms.rate):
        del shared["rate"]
    for name in ("submitted_on", "expected_on"):
        if shared[name] == contract.opened.isoformat():
            del shared[name]
    return {"product": contract.product, SERVICING: VERSION, "terms": shared}


def rate_ppb(rate: Decimal) -> int:
    """The nearest rate in billionths of a year: what the column shows."""
    return int((rate * RATE_DENOMINATOR).to_integral_value())


def _rate(ppb: int) -> str:
    return format((Decimal(ppb) / RATE_DENOMINATOR).normalize(), "f")


def is_serviced(text: str) -> bool:
    """Whether a text of terms is of a loan in servicing."""
    return MARK in text and SERVICING in json.loads(text)


def serviced_pattern(terms: Mapping[str, Any], row: ContractRow) -> ServicedContract:
    """A contract in servicing with the terms of a text and the columns of a row.

    Raises BookError for another form, InvalidServicing that names the term that makes no sense.
    """
    if terms[SERVICING] != VERSION or set(terms) != {"product", SERVICING, "terms"}:
        raise BookError(
            field=SERVICING, value=terms[SERVICING], expected=f"terms of version {VERSION}"
        )
    if not isinstance(terms["terms"], Mapping) or not isinstance(terms["product"], str):
        raise BookError(field="terms", value=terms["terms"], expected="terms and a product")
    unit = currency(str(terms["terms"].get("currency")))
    own = {
        "principal": str(Decimal(row.principal_minor).scaleb(-unit.exponent)),
        "instalments": row.instalments,
        "rate": _rate(row.rate_ppb),
        "submitted_on": row.start,
        "expected_on": row.start,
    }
    found = terms_from_dict({**own, **terms["terms"]})
    return ServicedContract(
        id=row.contract_id, terms=found, opened=row.start, product=terms["product"]
    )


def entry_note(entry: Entry) -> dict[str, Any]:
    """What an entry says beside its days, as its event's note holds it."""
    return {OPERATION: entry.operation, **entry.arguments}


def entry_from_note(row: Mapping[str, Any], at: int) -> Entry:
    """The entry of an event's row at its place from 0."""
    said = json.loads(row["note"] or "null")
    if not isinstance(said, dict) or not isinstance(said.get(OPERATION), str):
        raise InvalidServicing(field="note", value=row["note"], expected="an operation as JSON")
    operation = said.pop(OPERATION)
    recorded: date = row["recorded"] or row["effective"]
    found = entry_of(at + 1, operation, said, recorded, row["effective"])
    return found if row["event_id"] is None else replace(found, id=row["event_id"])


def mixed_up(columns: ShardColumns) -> Any:
    """The rows of events that are no entries on a loan in servicing, or entries on any other."""
    import numpy as np

    of_terms = np.array([is_serviced(text) for text in columns.terms], bool)
    entries = columns.kind == Entry.rank
    if not of_terms.any() and not entries.any():
        return np.empty(0, np.int64)
    loans = np.searchsorted(columns.event_offsets, np.arange(len(entries)), side="right") - 1
    return np.flatnonzero(of_terms[columns.terms_index][loans] != entries)


__all__ = [
    "entry_from_note",
    "entry_note",
    "is_serviced",
    "mixed_up",
    "rate_ppb",
    "serviced_pattern",
    "serviced_terms",
]
