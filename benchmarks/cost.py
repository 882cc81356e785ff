"""Rates of return: solved in batch and one by one, beside two floating-point libraries on the same flows."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

import numpy as np
import numpy_financial as npf
from numpy.typing import NDArray
from scipy.optimize import brentq

from ashore.book import irr_batch
from ashore.cost import irr
from benchmarks.measure import cpu_time

LOANS = 20_000
FEW = 200
PERIODS = (12, 24, 36, 60)


class Rates(NamedTuple):
    """Microseconds a solve, and the widest gap of the batch from the exact solver."""

    batch_us: dict[int, float]
    exact_us: float
    brentq_us: float
    financial_us: float
    worst_gap: float


def flows(periods: int, loans: int = LOANS) -> NDArray[np.int64]:
    """Loans of 1,000 to 50,000 yuan at 3 % to 36 % a year in equal instalments, a fee kept back from each; always the same."""
    draw = np.random.default_rng(20250115 + periods)
    principal = draw.integers(1_000_00, 50_000_00, loans)
    rate = draw.uniform(0.03, 0.36, loans) / 12
    payment = np.rint(principal * rate / (1 - (1 + rate) ** -periods)).astype(np.int64)
    fee = np.rint(principal * draw.uniform(0, 0.03, loans)).astype(np.int64)
    rows = np.repeat(-payment[:, None], periods + 1, axis=1)
    rows[:, 0] = principal - fee
    return rows


def brent(row: NDArray[np.float64]) -> float:
    """The same rate by bracketing in floats, NumPy evaluating the worth."""
    periods = np.arange(len(row))
    return float(brentq(lambda rate: (row * (1 + rate) ** -periods).sum(), -0.5, 10, xtol=1e-13))


def run() -> Rates:
    """Measure all."""
    batch, gap = {}, 0.0
    for periods in PERIODS:
        rows = flows(periods)
        batch[periods] = cpu_time(partial(irr_batch, rows), 1).median_us / LOANS
        found = irr_batch(rows[:FEW])
        exact = [float(irr([int(each) for each in row]).value) for row in rows[:FEW]]
        gap = max(gap, float(np.abs(found.rates - exact).max()))
    rows = flows(36, FEW)
    floats = rows.astype(np.float64)
    plain = [[int(each) for each in row] for row in rows]
    return Rates(
        batch,
        cpu_time(lambda: [irr(row) for row in plain], 1, rounds=3).median_us / FEW,
        cpu_time(lambda: [brent(row) for row in floats], 1, rounds=3).median_us / FEW,
        cpu_time(lambda: [npf.irr(row) for row in floats], 1, rounds=3).median_us / FEW,
        gap,
    )
