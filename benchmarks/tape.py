"""Tape loans end to end: row, contract and events, position, standing, movements of the books."""

from __future__ import annotations

import time
from datetime import date
from pathlib import Path
from typing import NamedTuple

from ashore.book import CheckReport, Reader, movements, profile, read_rows

EXAMPLES = Path(__file__).resolve().parents[1] / "examples" / "lendingclub-sample.csv"
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data" / "lendingclub"
LARGE = SHARED / "lc2014_resolved_by_2015_07.parquet"
AS_OF = date(2019, 3, 1)


class TapeRun(NamedTuple):
    """Loans a second of CPU time on one core: checked (row to standing), and booked (row to movements)."""

    tape: str
    loans: int
    checked_per_second: float
    booked_per_second: float


def run() -> TapeRun:
    """The large tape where it is at hand, else the sample that ships with the project."""
    path = LARGE if LARGE.is_file() else EXAMPLES
    lender = profile("lendingclub")
    start = time.process_time()
    report = CheckReport()
    for loan in Reader(lender, read_rows(path, lender.columns)):
        report.add(loan)
    checked = time.process_time() - start
    loans = [loan.loan for loan in Reader(lender, read_rows(path, lender.columns))]
    start = time.process_time()
    movements(loans, max(AS_OF, date(2015, 7, 31)))
    booked = time.process_time() - start
    return TapeRun(path.name, report.rows, report.rows / checked, len(loans) / booked)
