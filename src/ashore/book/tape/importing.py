"""A tape into a book: the good rows become loans, the bad ones are reported in a file, the counts are said."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ashore.book.loans import Loan
from ashore.book.store import write_book
from ashore.book.tape.reading import BadRow, Row
from ashore.book.tape.tape_loan import Profile, TapeLoan
from ashore.loan import fold
from ashore.money import AshoreError

BAD_ROWS = "bad-rows.csv"


class Reader:
    """The loans of a tape one after the other; rows that make no sense are kept aside in ``bad``."""

    def __init__(self, profile: Profile, rows: Iterable[Row]) -> None:
        self._profile = profile
        self._rows = rows
        self.bad: list[BadRow] = []
        self.good = 0

    def __iter__(self) -> Iterator[TapeLoan]:
        for at, row in enumerate(self._rows, start=1):
            try:
                loan = self._profile.read(at, row)
            except AshoreError as error:
                self.bad.append(BadRow(at, error))
                continue
            self.good += 1
            yield loan


def import_tape(reader: Reader, folder: Path, source: str) -> dict[str, Any]:
    """Write the loans of a tape as a new book in ``folder`` and return its manifest.

    Rows that cannot be read, or whose history the engine refuses, are listed in ``bad-rows.csv`` of the book; the
    others are imported. Raises BookError when the folder exists; a run that is stopped leaves nothing.
    """

    def loans() -> Iterator[Loan]:
        for found in reader:
            try:
                fold(found.loan.contract, found.loan.events)
            except AshoreError as error:
                reader.bad.append(BadRow(found.number, error))
                reader.good -= 1
                continue
            yield found.loan

    def finish(work: Path) -> dict[str, Any]:
        write_bad_rows(work / BAD_ROWS, reader.bad)
        return {"source": source, "bad_rows": len(reader.bad)}

    return write_book(folder, loans(), finish)


def write_bad_rows(path: Path, bad: Iterable[BadRow]) -> None:
    """One line for each refused row: its number, the error, the field, the value, what would be right."""
    with path.open("w", encoding="utf-8", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(["row", "error", "field", "value", "expected"])
        for number, error in sorted(bad, key=lambda each: each.number):
            lines.writerow([number, error.code, error.field, error.value, error.expected])
