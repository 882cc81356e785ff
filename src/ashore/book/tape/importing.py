"""A tape into a book: the good rows become loans, the bad ones are reported in a file, the counts are said."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ashore.book.loans import Loan
from ashore.book.store import Manifest, write_book
from ashore.book.tape.reading import BadRow, Row, RowError
from ashore.book.tape.tape_loan import Profile, TapeLoan
from ashore.loan import Contract, evaluate, fold
from ashore.money import AshoreError

BAD_ROWS = "bad-rows.csv"
UNLIKE = "unlike.csv"


class Reader:
    """The loans of a tape one after the other; rows that make no sense are kept aside in ``bad``."""

    def __init__(self, profile: Profile, rows: Iterable[Row | RowError]) -> None:
        self._profile = profile
        self._rows = rows
        self.bad: list[BadRow] = []
        self.good = 0

    def __iter__(self) -> Iterator[TapeLoan]:
        for at, row in enumerate(self._rows, start=1):
            try:
                if isinstance(row, RowError):
                    raise row
                loan = self._profile.read(at, row)
            except AshoreError as error:
                self.bad.append(BadRow(at, error))
                continue
            self.good += 1
            yield loan


class Unlike(NamedTuple):
    """An imported loan whose totals are not the tape's: its row holds payments that the totals do not tell."""

    number: int
    part: str
    tape_minor: int
    book_minor: int


def import_tape(reader: Reader, folder: Path, source: str) -> Manifest:
    """Write the loans of a tape as a new book in ``folder`` and return its manifest.

    Rows that cannot be read, or whose history the engine refuses, are listed in ``bad-rows.csv`` of the book; the
    others are imported. Loans whose principal or interest paid differs from the tape's by more than a minor unit are
    imported and listed in ``unlike.csv``. Raises BookError when the folder exists; a run that is stopped leaves nothing.
    """
    unlike: list[Unlike] = []

    def loans() -> Iterator[Loan]:
        for found in reader:
            try:
                difference = compare(found)
            except AshoreError as error:
                reader.bad.append(BadRow(found.number, error))
                reader.good -= 1
                continue
            if difference is not None:
                unlike.append(difference)
            yield found.loan

    def finish(work: Path) -> dict[str, Any]:
        write_bad_rows(work / BAD_ROWS, reader.bad)
        _write(work / UNLIKE, Unlike._fields, unlike)
        return {"source": source, "bad_rows": len(reader.bad), "unlike": len(unlike)}

    return write_book(folder, loans(), finish)


def compare(found: TapeLoan) -> Unlike | None:
    """The first of principal and interest paid that the loan, folded, does not share with its tape row."""
    assert isinstance(found.loan.contract, Contract), "a tape holds no loan in servicing"
    position = fold(found.loan.contract, found.loan.events)
    paid = evaluate(position, position.events[-1].effective).totals.paid
    expected = found.expected
    for part, tape, book in (
        ("principal", expected.principal_paid, paid.principal),
        ("interest", expected.interest_paid, paid.interest),
    ):
        if abs(tape - book) > 1:
            return Unlike(found.number, part, tape, book)
    return None


def write_bad_rows(path: Path, bad: Iterable[BadRow]) -> None:
    """One line for each refused row: its number, the error, the field, the value, what would be right."""
    rows = (
        (number, error.code, error.field, error.value, error.expected)
        for number, error in sorted(bad, key=lambda each: each.number)
    )
    _write(path, ("row", "error", "field", "value", "expected"), rows)


def _write(path: Path, header: Iterable[str], rows: Iterable[Iterable[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(header)
        lines.writerows(rows)
