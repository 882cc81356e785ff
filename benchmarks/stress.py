"""The book under stress: loans rolled along paths, compiled, beside the same simulation in NumPy and in plain Python."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from ashore.book.stress import Scenario, StressReport, run_stress, stress_schema
from ashore.book.stress.kernel import AHEAD, DEFAULTED, GOLDEN, STATES, WORD, WRITTEN_OFF
from ashore.book.stress.rolls import lendingclub_rolls, thresholds

Array = np.ndarray[Any, np.dtype[Any]]

PATHS, MONTHS = 100, 15
# Loans in each state, current to 121 days and more, of a book that is not in good health.
SHARES = (0.94, 0.02, 0.015, 0.01, 0.01, 0.005)
AS_OF = date(2026, 1, 1)
LOSS = Scenario("as counted").loss_ppm


class StressRun(NamedTuple):
    """Nanoseconds of CPU time for a loan, a path and a month, and how far the means are from what is expected (share)."""

    compiled_ns: float
    numpy_ns: float
    plain_ns: float
    compiled_off: float
    numpy_off: float


def book(loans: int) -> pa.Table:
    """Loans of 100 to 200,000 yuan with 6 to 36 instalments to come."""
    rng = np.random.default_rng(1)
    columns = [
        np.arange(loans, dtype=np.int64),
        rng.choice(range(1, DEFAULTED + 1), loans, p=SHARES).astype(np.int8),
        rng.integers(100_00, 200_000_00, loans),
        rng.integers(6, 37, loans).astype(np.int16),
    ]
    return pa.Table.from_arrays([pa.array(column) for column in columns], schema=stress_schema())


def cpu(call: Callable[[], object]) -> float:
    """Seconds of CPU time of one call."""
    start = time.process_time()
    call()
    return time.process_time() - start


def stress(table: pa.Table, paths: int, *, plain: bool = False) -> StressReport:
    """The run as shipped."""
    scenario = Scenario("as counted")
    return run_stress(table, scenario, paths, MONTHS, 42, as_of=AS_OF, plain=plain)


def run(loans: int = 500_000) -> StressRun:
    """Measure all three; the slower ones on fewer loans."""
    stress(book(10), 1)  # compile, or load what was compiled
    table, small, tiny = book(loans), book(20_000), book(500)
    reports: list[StressReport] = []
    losses: list[float] = []
    compiled = cpu(lambda: reports.append(stress(table, PATHS)))
    numpy = cpu(lambda: losses.append(_numpy_losses(small, 20)))
    plain = cpu(lambda: stress(tiny, PATHS, plain=True))
    found, wanted = (
        reports[0].total["losses_minor"],
        stress(small, 1).total["losses_minor"].expected,
    )
    return StressRun(
        compiled / loans / PATHS / MONTHS * 1e9,
        numpy / 20_000 / 20 / MONTHS * 1e9,
        plain / 500 / PATHS / MONTHS * 1e9,
        abs(found.mean / found.expected - 1),
        abs(losses[0] / wanted - 1),
    )


def _mixed(words: Array) -> Array:
    words = (words ^ (words >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    words = (words ^ (words >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: Array = words ^ (words >> np.uint64(31))
    return mixed


def _numpy_losses(table: pa.Table, paths: int) -> float:
    """The mean loss of a book over some paths: month by month, all loans at once, the same chances and schedules."""
    loans, first, balance, left = (table.column(at).to_numpy() for at in range(4))
    first = first.astype(np.int64)
    instalments = np.maximum(left + first - 1, 1)
    ahead = np.arange(MONTHS + AHEAD)
    owed = balance[:, None] * np.maximum(instalments[:, None] - ahead, 0) // instalments[:, None]
    ends = np.full((STATES, STATES), 1 << 32, dtype=np.uint64)
    ends[1:WRITTEN_OFF] = [thresholds(row) for row in lendingclub_rolls()]
    everyone = np.arange(len(loans))
    losses, cash = np.zeros((paths, MONTHS), dtype=np.int64), np.zeros((paths, MONTHS), np.int64)
    for path in range(paths):
        state, paid = first.copy(), np.zeros(len(loans), dtype=np.int64)
        counter = _mixed(loans.astype(np.uint64) + np.uint64(path * GOLDEN & WORD))
        for month in range(MONTHS):
            counter += np.uint64(GOLDEN)
            draw = _mixed(counter) >> np.uint64(32)
            new = (draw[:, None] >= ends[state]).sum(axis=1)
            new = np.where((state == 0) | (state == WRITTEN_OFF), state, new)
            held = owed[everyone, paid]
            gone = (new == WRITTEN_OFF) & (state != WRITTEN_OFF)
            lost = (
                held[gone] // 1_000_000 * LOSS + held[gone] % 1_000_000 * LOSS // 1_000_000
            ).sum()
            paying = (new > 0) & (new < DEFAULTED)
            paid = np.where(paying, month + first - new + 1, paid)
            closed = (new == 0) & (state != 0)
            losses[path, month] = lost
            cash[path, month] = (held - owed[everyone, paid]).sum() + held[closed].sum()
            cash[path, month] += held[gone].sum() - lost
            state = new
    return float(losses.sum(axis=1).mean())
