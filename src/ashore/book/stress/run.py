"""A stress run over a table of loans, on as many threads as asked for, with the same figures on any number."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Lock
from typing import TYPE_CHECKING

from ashore.book.stress.columns import pieces
from ashore.book.stress.compiled import loops
from ashore.book.stress.report import StressReport, stress_report
from ashore.book.stress.rolls import ScenarioError
from ashore.book.stress.scenario import Scenario
from ashore.book.stress.sums import Sums, roll_batch
from ashore.book.stress.tables import StressPlan, tables

if TYPE_CHECKING:
    import pyarrow as pa


def run_stress(
    table: pa.Table | pa.RecordBatch,
    scenario: Scenario,
    paths: int,
    months: int,
    seed: int,
    *,
    as_of: date,
    threads: int = 1,
    plain: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> StressReport:
    """Roll every loan of a table along every path from ``as_of`` on, and say what comes of it.

    Columns are those of `stress_schema`. ``plain`` leaves Numba aside. ``progress`` hears of loans done and of all.
    The draw of a loan depends on seed, loan number, path and month only: not on threads, order or the other loans.

    A loan of 1,200 yuan with twelve instalments to come, in a world where everybody pays:

    >>> import pyarrow as pa
    >>> from ashore.book.stress import stress_schema
    >>> loans = pa.table({"loan": [7], "state": [1], "balance_minor": [1_200_00], "months_left": [12]}, stress_schema())
    >>> always = Scenario("all pay", rolls=[[0, 1, 0, 0, 0, 0, 0, 0]] * 6)
    >>> report = run_stress(loans, always, paths=10, months=3, seed=1, as_of=date(2026, 1, 1))
    >>> report.total["cash_minor"].p50
    30000

    Raises ColumnsError for a table, ScenarioError for a scenario or numbers, that make no sense.
    """
    if threads < 1:
        raise ScenarioError(field="threads", value=threads, expected="1 or more")
    plan = StressPlan(scenario, as_of, paths, months, seed)
    using, found = tables(plan), Sums(paths, months)
    inner = loops(plain=plain)
    queue, lock, done = pieces(table), Lock(), 0

    def work() -> Sums:
        nonlocal done
        mine = Sums(paths, months)
        for batch in _shared(queue, lock):
            roll_batch(batch, using, inner, mine)
            if progress is not None:
                with lock:
                    done += batch.num_rows
                    progress(done, table.num_rows)
        return mine

    with ThreadPoolExecutor(max_workers=threads) as pool:
        for part in [pool.submit(work) for _ in range(threads)]:
            found.add(part.result())
    return stress_report(plan, found)


def _shared(queue: Iterator[pa.RecordBatch], lock: Lock) -> Iterator[pa.RecordBatch]:
    """The next piece for whoever asks first."""
    while True:
        with lock:
            batch = next(queue, None)
        if batch is None:
            return
        yield batch
