"""A book of loans evaluated: schedules, one day, two days at once, and one loan in plain Python, beside the library.

The book is drawn by the generator's hard mix: 39 % badly overdue, 15 % with payments that go across the instalments, 30 %
at odd rates, 15 % where money paid ahead goes to the next instalment, 12 payments a loan.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import numba
import numpy as np

from ashore.book import Plan, ShardColumns, generate_book, read_book, read_manifest, shard_slices
from ashore.book.compiled import compiled_function
from ashore.book.evaluating import AsOf, Evaluator
from ashore.book.folding import position_of
from ashore.kernel import computes, event_numbers, loan_numbers, numbers_on, terms_numbers

DAY = date(2026, 6, 30)
LOANS, ONE_BY_ONE, BY_LIBRARY = 200_000, 3_000, 2_000
EPOCH = date(1970, 1, 1).toordinal()


class BookRun(NamedTuple):
    """CPU microseconds for a loan, and what one loan in plain Python takes (percentiles over different loans)."""

    bytes_per_loan: float
    read_us: float
    schedule_us: float
    one_day_us: float
    two_days_us: float
    library_us: float
    plain_p50_us: float
    plain_p99_us: float
    numba_in_plain: bool


def run() -> BookRun:
    """Generate a book in a folder of its own and measure on it."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book"
        generate_book(book, Plan(loans=LOANS, seed=1, mix="hard", as_of=DAY))
        manifest = read_manifest(book)
        slices: list[ShardColumns] = []
        read = _cpu(lambda: slices.extend(shard_slices(book, manifest, 0)))
        evaluator = Evaluator()
        one = _best(lambda: _evaluate(evaluator, slices, AsOf(DAY)))
        two = _best(lambda: _evaluate(evaluator, slices, AsOf(DAY, DAY - timedelta(days=1))))
        loans = list(islice(read_book(book), ONE_BY_ONE))
        library = _cpu(
            lambda: [position_of(each.contract, each.events).on(DAY) for each in loans[:BY_LIBRARY]]
        )
        plain = sorted(_one_by_one(loans))
        return BookRun(
            sum(part.bytes for part in manifest.files) / LOANS,
            read / LOANS * 1e6,
            _best(_scheduler(evaluator, slices)) / LOANS * 1e6,
            one / LOANS * 1e6,
            two / LOANS * 1e6,
            library / BY_LIBRARY * 1e6,
            statistics.median(plain),
            plain[len(plain) * 99 // 100],
            _numba_in_plain(),
        )


def _cpu(call: Callable[[], object]) -> float:
    start = time.process_time()
    call()
    return time.process_time() - start


def _best(call: Callable[[], object]) -> float:
    return min(_cpu(call) for _ in range(5))


def _evaluate(evaluator: Evaluator, slices: list[ShardColumns], as_of: AsOf) -> None:
    for columns in slices:
        for _ in evaluator.blocks(columns, as_of):
            pass


def _scheduler(evaluator: Evaluator, slices: list[ShardColumns]) -> Callable[[], object]:
    """Every row of every loan's schedule laid out, with due dates, exact interest and rounding."""
    lay_rows: Any = compiled_function("lay_rows")

    @numba.njit(error_model="numpy")
    def schedules(
        terms: Any, which: Any, start: Any, principal: Any, rate: Any, count: Any, signed: Any
    ) -> int:
        rows = np.zeros(14 * 400, np.int64)
        total = 0
        for k in range(start.size):
            loan = (principal[k] + 0, rate[k] + 0, count[k] + 0, 0, signed[k] + 0)
            n = lay_rows(terms[which[k]], rows, loan, start[k] + 719_163, 9_999_999)
            total += n + rows[14 * (n - 1)]
        return total

    inputs = []
    for columns in slices:
        terms = np.array([evaluator.terms_at_work(columns, text) for text in columns.terms])
        inputs.append(
            (
                terms,
                columns.terms_index,
                columns.start,
                columns.principal_minor,
                columns.rate_ppb,
                columns.instalments,
                columns.instalment_minor,
            )
        )
    schedules(*(each[:10] if at else each for at, each in enumerate(inputs[0])))
    return lambda: [schedules(*each) for each in inputs]


def _one_by_one(loans: list[Any]) -> list[float]:
    """Microseconds for each loan that the kernel computes: the better of two calls, in wall time."""
    found = []
    for loan in loans:
        if not computes(loan.contract):
            continue
        terms, own = terms_numbers(loan.contract), loan_numbers(loan.contract)
        events, day = event_numbers(loan.events), DAY.toordinal()
        best = 1e9
        for _ in range(2):
            start = time.perf_counter_ns()
            numbers_on(terms, own, events, day, named=0)
            best = min(best, (time.perf_counter_ns() - start) / 1000)
        found.append(best)
    return found


def _numba_in_plain() -> bool:
    """Whether importing what a web process needs brings Numba with it."""
    code = "import sys, ashore.kernel, ashore.loan; print('numba' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return told.stdout.strip() == "True"
