"""The deterministic run: what is expected of the book each month, exactly, without a draw.

Loans that begin in one state share their chances, and what a loan owes depends only on the month and on its state then. So the
chances are worked out once for each of the six states that a loan may begin in, and multiplied with the schedules of all such
loans added up. Only in 121 days and more does it matter when the loan came there; those chances are kept by what was paid.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from ashore.book.stress.kernel import AHEAD, CLOSED, DEFAULTED, MILLION, WRITTEN_OFF
from ashore.book.stress.rolls import LIVE
from ashore.book.stress.sums import Sums
from ashore.book.stress.tables import StressPlan, chances


class Flows(NamedTuple):
    """Of one month: loans that default, their balance, principal lost, money received. Money in minor units."""

    defaults: Fraction
    default_balance_minor: Fraction
    losses_minor: Fraction
    cash_minor: Fraction


# Chances are kept to 2^-96, so that fractions do not grow without end: far below a minor unit of any book.
FINE = 1 << 96


def expected(plan: StressPlan, sums: Sums) -> list[Flows]:
    """What is expected in each month of a plan, for the loans added up in ``sums``, at the middle of the scenario's spread."""
    rows = [chances(plan.scenario, day) for day in plan.first_days()]
    months = [[0, 0, 0, 0] for _ in rows]
    for first in LIVE:
        _follow_all(first, rows, plan, sums, months)
    return [Flows(*(Fraction(each, FINE) for each in found)) for found in months]


def _follow_all(
    first: int, rows: list[list[list[int]]], plan: StressPlan, sums: Sums, months: list[list[int]]
) -> None:
    """Add what loans that begin in one state are expected to do."""
    size = plan.months + AHEAD
    owed, paid, still = (
        each[first * size : (first + 1) * size]
        for each in (sums.all_owed, sums.all_paid, sums.all_open)
    )
    # The chance to be in a state with so many instalments paid.
    where = {(first, 0): FINE}
    for month, found in enumerate(months):
        after: dict[tuple[int, int], int] = {}
        for (state, k), chance in where.items():
            row = rows[month][state - 1]
            whole = sum(row)
            for new, weight in enumerate(row):
                share = chance * weight // whole
                if share == 0:
                    continue
                reached = k
                if new == CLOSED:
                    found[3] += share * (paid[k + 1] - paid[k] + owed[k + 1])
                elif new < DEFAULTED:
                    reached = month + first - new + 1
                    found[3] += share * (paid[reached] - paid[k])
                elif state < DEFAULTED:
                    found[0] += share * still[k]
                    found[1] += share * owed[k]
                if new == WRITTEN_OFF:
                    lost = owed[k] * plan.scenario.loss_ppm
                    found[2] += share * lost // MILLION
                    found[3] += share * (owed[k] * MILLION - lost) // MILLION
                elif new != CLOSED:
                    after[new, reached] = after.get((new, reached), 0) + share
        where = after
