"""A serviced loan as plain data, the way JSON files hold it, and back; and the loan as its entries make it.

``{"servicing": 1, "id": ..., "product": ..., "opened": ..., "terms": {...}, "entries": [...]}``. An entry is its
``operation``, the day on which it was ``recorded``, the ``effective`` day where that is another one, and its arguments.
What an earlier entry made is spoken of by the place of that entry: ``{"entry": 3, "kind": "repayment"}``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from ashore.money import AshoreError
from ashore.servicing.desk import Desk
from ashore.servicing.entry import Entry, ServicedContract, ServicedLoan, entry_of, known
from ashore.servicing.errors import InvalidServicing
from ashore.servicing.plain import Codec, only, read_day
from ashore.servicing.recording import enter
from ashore.servicing.terms import ServicingTerms

VERSION = 1
_OWN = ("operation", "recorded", "effective")


def serviced_to_dict(loan: ServicedLoan) -> dict[str, Any]:
    """The loan as plain data that JSON can hold; terms that are as by default are left out.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from ashore.money import Unit
    >>> from ashore.loan import Ratios
    >>> terms = ServicingTerms(
    ...     currency="CNY", digits=2, principal_minor=100_000, submitted_on=date(2025, 1, 1),
    ...     expected_on=date(2025, 1, 1), rate=Decimal("0.12"), ratios=Ratios(1, Unit.MONTHS), instalments=3,
    ... )
    >>> desk = Desk(terms, date(2025, 1, 1))
    >>> desk.approve(100_000, date(2025, 1, 1))
    >>> desk.disburse(date(2025, 1, 1), 100_000)
    >>> found = serviced_to_dict(desk.log.loan("L-1"))
    >>> found["entries"][1]
    {'operation': 'disburse', 'recorded': '2025-01-01', 'amount': '1000.00', 'day': '2025-01-01'}
    >>> serviced_desk(serviced_from_dict(found)).account.outstanding == desk.account.outstanding
    True
    """
    contract = loan.contract
    return {
        "servicing": VERSION,
        "id": contract.id,
        "product": contract.product,
        "opened": contract.opened.isoformat(),
        "terms": terms_to_dict(contract.terms),
        "entries": [_entry_to_dict(entry) for entry in loan.entries],
    }


def terms_to_dict(terms: ServicingTerms) -> dict[str, Any]:
    """Terms of servicing as plain data."""
    found: dict[str, Any] = Codec(terms.digits).write(terms, ServicingTerms)
    return found


def terms_from_dict(data: object, where: str = "terms") -> ServicingTerms:
    """Terms of servicing from plain data. Raises InvalidServicing that names the field."""
    if not isinstance(data, Mapping):
        raise InvalidServicing(field=where, value=data, expected="a table of fields")
    digits = data.get("digits")
    if type(digits) is not int or not 0 <= digits <= 6:
        raise InvalidServicing(field=f"{where}.digits", value=digits, expected="0 to 6")
    found: ServicingTerms = Codec(digits).read(data, ServicingTerms, where)
    return found


def _entry_to_dict(entry: Entry) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operation": entry.operation,
        "recorded": entry.known_on.isoformat(),
    }
    if entry.effective != entry.known_on:
        found["effective"] = entry.effective.isoformat()
    return {**found, **entry.arguments}


def serviced_from_dict(data: object) -> ServicedLoan:
    """A serviced loan from plain data. What its entries say is checked when they are done again: see `serviced_desk`.

    Raises InvalidServicing, or another AshoreError, that names the field.
    """
    if not isinstance(data, Mapping):
        raise InvalidServicing(field="loan", value=data, expected="a table of fields")
    only(data, ["servicing", "id", "product", "opened", "terms", "entries"], "loan")
    if data.get("servicing") != VERSION:
        raise InvalidServicing(
            field="loan.servicing",
            value=data.get("servicing"),
            expected=f"{VERSION}: the version of the form",
        )
    plain = Codec(0)
    contract = ServicedContract(
        id=plain.read(data.get("id"), str, "loan.id"),
        product=plain.read(data.get("product", "loan"), str, "loan.product"),
        opened=read_day(data.get("opened"), "loan.opened"),
        terms=terms_from_dict(data.get("terms"), "loan.terms"),
    )
    rows = data.get("entries", [])
    if not isinstance(rows, list):
        raise InvalidServicing(field="loan.entries", value=rows, expected="a list of tables")
    return ServicedLoan(
        contract, tuple(_entry_from_dict(at, row) for at, row in enumerate(rows, start=1))
    )


def _entry_from_dict(at: int, row: object) -> Entry:
    where = f"entries[{at}]"
    if not isinstance(row, Mapping):
        raise InvalidServicing(field=where, value=row, expected="a table of fields")
    recorded = read_day(row.get("recorded"), f"{where}.recorded")
    effective = recorded
    if "effective" in row:
        effective = read_day(row["effective"], f"{where}.effective")
    operation = Codec(0).read(row.get("operation"), str, f"{where}.operation")
    arguments = {key: value for key, value in row.items() if key not in _OWN}
    try:
        return entry_of(at, operation, arguments, recorded, effective)
    except (TypeError, ValueError) as error:
        if isinstance(error, AshoreError):
            raise
        raise InvalidServicing(field=where, value=str(error), expected="plain data") from None


def serviced_desk(loan: ServicedLoan, known_at: date | None = None) -> Desk:
    """The desk of a loan as it stood when all that was known on ``known_at`` (None: all) had been entered.

    Raises InvalidServicing for an entry that makes no sense, EntryRefused for one that the loan could not take.
    """
    return desk_of(loan.contract, loan.entries, known_at)


def desk_of(
    contract: ServicedContract, entries: Iterable[Entry], known_at: date | None = None
) -> Desk:
    """As `serviced_desk`."""
    desk = Desk(contract.terms, contract.opened)
    for entry in known(entries, known_at):
        enter(desk, entry)
    return desk
