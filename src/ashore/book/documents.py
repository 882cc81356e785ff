"""Loans as documents, one JSON object a line: a contract with its events, or a loan in servicing with its entries."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ashore.book.folding import position_of
from ashore.book.loans import Loan
from ashore.book.store.errors import BookError
from ashore.loan import contract_to_dict, event_to_dict, life_from_dict
from ashore.money import AshoreError
from ashore.servicing import (
    ServicedContract,
    ServicedLoan,
    entries_of,
    serviced_from_dict,
    serviced_to_dict,
)


def loan_from_dict(data: Mapping[str, Any]) -> Loan:
    """A loan from a document of either kind; ``customer`` may stand beside it. Its history must be one that it can take.

    Raises an AshoreError that names the field, or the event that the loan cannot take.
    """
    customer = data.get("customer")
    if customer is not None and not isinstance(customer, str):
        raise BookError(field="customer", value=customer, expected="a text")
    rest = {key: value for key, value in data.items() if key != "customer"}
    if "servicing" in rest:
        serviced = serviced_from_dict(rest)
        loan = Loan(serviced.contract, serviced.entries, customer)
    else:
        loan = Loan(*life_from_dict(rest), customer)
    position_of(loan.contract, loan.events)
    return loan


def loan_to_dict(loan: Loan) -> dict[str, Any]:
    """The document of a loan: what `loan_from_dict` reads."""
    customer = {} if loan.customer is None else {"customer": loan.customer}
    if isinstance(loan.contract, ServicedContract):
        return {
            **customer,
            **serviced_to_dict(ServicedLoan(loan.contract, entries_of(loan.events))),
        }
    return {
        **customer,
        "contract": contract_to_dict(loan.contract),
        "events": [event_to_dict(each, loan.contract.currency) for each in loan.events],
    }


def read_documents(path: Path) -> Iterator[Loan]:
    """The loans of a file of JSON lines. Raises BookError naming the line of one that makes no sense."""
    try:
        with path.open(encoding="utf-8") as file:
            yield from _loans(path.name, file)
    except (OSError, UnicodeDecodeError) as error:
        raise BookError(
            field="file", value=str(path), expected=f"a file of JSON lines ({error})"
        ) from None


def _loans(name: str, lines: Iterable[str]) -> Iterator[Loan]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        where = f"{name}: line {number}"
        try:
            data = json.loads(line)
        except ValueError:
            raise BookError(field=where, value=line[:60], expected="a JSON object") from None
        if not isinstance(data, dict):
            raise BookError(field=where, value=line[:60], expected="a JSON object")
        try:
            yield loan_from_dict(data)
        except AshoreError as error:
            raise BookError(
                field=f"{where}: {error.field}", value=error.value, expected=error.expected
            ) from None
