"""Equal instalments of many loans at once, to the fen what `ashore.loan.sign` gives each of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ashore.book.generate.types import Bool, Float64, Int64

RATE_YEAR = 10**9
"""Rates are counted in billionths a year."""


def interest(balance: Int64, weight: Int64, basis: Int64) -> Int64:
    """Interest half up: ``balance`` x ``weight`` (billionths a year x days) over the year.

    Plain 64-bit products: right up to 200,000 yuan at 100 % for 62 days, beyond what the generator makes.
    """
    year = RATE_YEAR * basis
    found: Int64 = (2 * balance * weight + year) // (2 * year)
    return found


def instalments(
    principal: Int64,
    weights: Int64,
    basis: Int64,
    terms: Int64,
    clearing: Bool,
    exactly: Callable[[int], int],
) -> Int64:
    """The equal instalments, minor units.

    ``weights[k]`` are rate x days of every loan's period ``k``. The textbook amount is computed in binary floats with a
    bound on their error; where a half lies within the bound, ``exactly(row)`` is asked instead.
    """
    amount, bound, growth = _annuity(principal, weights, basis, terms)
    found = np.floor(amount + 0.5).astype(np.int64)
    doubtful = np.floor(amount - bound + 0.5) != np.floor(amount + bound + 0.5)
    for row in np.flatnonzero(doubtful & ~clearing).tolist():
        found[row] = exactly(row)
    rows = np.flatnonzero(clearing)
    if len(rows):
        found[rows] = _clearing(
            found[rows], principal[rows], weights[:, rows], basis[rows], terms[rows], growth[rows]
        )
    return found


def _annuity(
    principal: Int64, weights: Int64, basis: Int64, terms: Int64
) -> tuple[Float64, Float64, Float64]:
    """The annuity amount, a bound on its error, and how much a fen more a period lowers what is left at the end.

    Every step adds at most seven roundings of 2^-53 (division, 1 + f, two products, one sum), nothing is subtracted:
    the relative error is below (8 n + 16) 2^-53.
    """
    debt, payments = principal.astype(np.float64), np.ones(len(principal))
    year = (RATE_YEAR * basis).astype(np.float64)
    for k, weight in enumerate(weights):
        runs = k < terms
        factor = 1 + weight / year
        debt = np.where(runs, debt * factor, debt)
        if k:
            payments = np.where(runs, 1 + payments * factor, payments)
    amount = debt / payments
    return amount, amount * (8 * terms + 16) * 2.0**-53, payments


def _clearing(
    guess: Int64, principal: Int64, weights: Int64, basis: Int64, terms: Int64, growth: Float64
) -> Int64:
    """The smallest amounts whose equal payments clear the rounded schedules: see `ashore.loan.clearing_instalment`."""
    low, high = np.zeros_like(guess), 2 * principal
    trial = guess.copy()
    rows = np.arange(len(guess))
    while len(rows):
        left = _left_at_the_end(
            trial[rows], principal[rows], weights[:, rows], basis[rows], terms[rows]
        )
        short = left > 0
        low[rows] = np.where(short, trial[rows], low[rows])
        high[rows] = np.where(short, high[rows], trial[rows])
        moved = left / growth[rows]
        stride = np.where(short, np.maximum(1, np.ceil(moved)), np.minimum(-1, np.ceil(moved)))
        trial[rows] = np.clip(trial[rows] + stride.astype(np.int64), low[rows] + 1, high[rows] - 1)
        rows = rows[high[rows] - low[rows] > 1]
    return high


def _left_at_the_end(
    amount: Int64, principal: Int64, weights: Int64, basis: Int64, terms: Int64
) -> Int64:
    """How much more than ``amount`` the last payment would be."""
    balance = principal
    last = np.zeros_like(principal)
    for k, weight in enumerate(weights):
        own = interest(balance, weight, basis)
        last = np.where(k == terms - 1, balance + own - amount, last)
        balance = balance - np.clip(amount - own, 0, balance)
    return last
