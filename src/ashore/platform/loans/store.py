"""Contracts and events in the database: appended, read back whole, never anything else."""

from __future__ import annotations

import json
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from ashore.loan import (
    Contract,
    Event,
    contract_from_dict,
    contract_to_dict,
    event_from_dict,
    event_to_dict,
)
from ashore.platform.commands import Unit, canonical
from ashore.platform.database import Statement
from ashore.platform.loans.errors import UnknownLoan

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

_SIGN = Statement(
    "INSERT INTO loans_contract (customer_id, id, external_id, product, currency, document, document_hash, created_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_APPEND = Statement(
    "INSERT INTO loans_event (customer_id, loan_id, id, kind, effective, recorded, document, created_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_CONTRACT = Statement("SELECT document FROM loans_contract WHERE customer_id = ? AND id = ?")
_EVENTS = Statement(
    "SELECT document FROM loans_event WHERE customer_id = ? AND loan_id = ? ORDER BY id"
)
_LOANS = Statement("SELECT id FROM loans_contract WHERE customer_id = ? ORDER BY id")


class LoanRecord(NamedTuple):
    """A loan as it is kept: its contract and all its events, the undone ones and their reversals included."""

    loan_id: int
    contract: Contract
    events: tuple[Event, ...]


def event_name(number: int) -> str:
    """The id of an event as the loan engine has it: text that sorts as the number does.

    >>> event_name(12)
    '0000000000000000012'
    """
    return f"{number:019d}"


def keep_contract(unit: Unit, loan_id: int, contract: Contract, external_id: str | None) -> None:
    """Append a contract under the customer of the request."""
    document = canonical(contract_to_dict(contract))
    _SIGN.run(
        unit.connection,
        (
            unit.request.customer_id,
            loan_id,
            external_id,
            contract.product,
            contract.currency,
            document,
            sha256(document.encode()).digest(),
            unit.request.at,
        ),
    )


def keep_event(unit: Unit, loan_id: int, event: Event, code: str) -> None:
    """Append an event to a loan. ``code`` is the currency, for the amounts in its document."""
    data = event_to_dict(event, code)
    _APPEND.run(
        unit.connection,
        (
            unit.request.customer_id,
            loan_id,
            int(event.id),
            data["kind"],
            event.effective.isoformat(),
            event.known_on.isoformat(),
            canonical(data),
            unit.request.at,
        ),
    )


def load(connection: BaseDatabaseWrapper, customer_id: int, loan_id: int) -> LoanRecord:
    """A loan with all its events. Raises UnknownLoan."""
    row = _CONTRACT.run(connection, (customer_id, loan_id)).fetchone()
    if row is None:
        raise UnknownLoan(field="loan_id", value=loan_id, expected="a loan of this customer")
    contract = _contract(row[0])
    rows = _EVENTS.run(connection, (customer_id, loan_id)).fetchall()
    return LoanRecord(loan_id, contract, tuple(_event(text, contract.currency) for (text,) in rows))


def loans_of(connection: BaseDatabaseWrapper, customer_id: int) -> tuple[int, ...]:
    """The ids of a customer's loans, oldest first."""
    return tuple(int(row[0]) for row in _LOANS.run(connection, (customer_id,)).fetchall())


# A document never changes, so what it says may be kept.
@lru_cache(maxsize=4_096)
def _contract(text: str) -> Contract:
    return contract_from_dict(json.loads(text))


@lru_cache(maxsize=65_536)
def _event(text: str, code: str) -> Event:
    return event_from_dict(json.loads(text), code)
