"""A scenario as the inner loops read it: tables of integers, made once for a run."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ashore.book.stress.kernel import (
    CURRENT,
    DRAWS_OF_A_PATH,
    GOLDEN,
    MILLION,
    STATES,
    WORD,
    mix,
    monthly,
)
from ashore.book.stress.rolls import LIVE, PROBABILITY_ONE, ScenarioError, thresholds, weighted
from ashore.book.stress.scenario import Scenario
from ashore.money import add_months

MOST_MONTHS = 120
MOST_PATHS = 10_000
# Good and bad years are drawn from that many equally likely levels of a normal distribution.
LEVELS = 64
MOST_SEED = WORD


@dataclass(frozen=True, slots=True)
class StressPlan:
    """What is asked for: a scenario from a day on, over months and paths, and the seed of all draws.

    Raises ScenarioError for numbers of months (1 to 120) or paths (1 to 10,000), or a seed, out of bounds.
    """

    scenario: Scenario
    as_of: date
    paths: int
    months: int
    seed: int

    def __post_init__(self) -> None:
        """Check the bounds."""
        for field, value, least, most in (
            ("paths", self.paths, 1, MOST_PATHS),
            ("months", self.months, 1, MOST_MONTHS),
            ("seed", self.seed, 0, MOST_SEED),
        ):
            if type(value) is not int or not least <= value <= most:
                raise ScenarioError(field=field, value=value, expected=f"{least} to {most}")

    def first_days(self) -> list[date]:
        """The day on which each month of the run begins: ``as_of``, a month later, and so on."""
        return [add_months(self.as_of, month) for month in range(self.months)]


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of a plan. A level is one value of the factor that all loans of a path share.

    ``rises[month]``: what the monthly rate is higher by, in 2^-31. ``levels[path]``: the path's level.
    ``stays[level, from, to]``: the chance to stay current from the start of one month to the end of another, in 2^-32.
    ``rolls[level, month, state, new]``: the chance to go at most so far; for a current loan, given that it leaves.
    ``steps[month]``: what is added to a path's counter for the draw of a month; the last is a whole path.
    """

    rises: array[int]
    rolls: array[int]
    stays: array[int]
    levels: array[int]
    steps: array[int]
    key: int
    loss_ppm: int


def tables(plan: StressPlan) -> Tables:
    """The tables that the loops of a plan need."""
    days = plan.first_days()
    factors = _factors(plan.scenario.spread_ppm)
    rolls, stays = array("Q"), array("Q")
    for factor in factors:
        months = [chances(plan.scenario, day, factor) for day in days]
        for rows in months:
            rolls.extend(_month_thresholds(rows))
        stays.extend(_staying([rows[0] for rows in months]))
    key = mix(plan.seed)
    # A stream of its own: no loan number is drawn with the key turned inside out.
    years = mix(key ^ WORD)
    levels = [
        mix((years + GOLDEN * (path + 1)) & WORD) % len(factors) for path in range(plan.paths)
    ]
    return Tables(
        rises=array("q", [monthly(plan.scenario.rate_rise_ppm(day) * 1_000) for day in days]),
        rolls=rolls,
        stays=stays,
        levels=array("q", levels),
        steps=array("Q", [(GOLDEN * (step + 1)) & WORD for step in range(DRAWS_OF_A_PATH)]),
        key=key,
        loss_ppm=plan.scenario.loss_ppm,
    )


def chances(scenario: Scenario, day: date, factor_ppm: int = MILLION) -> list[list[int]]:
    """The rows of weights of a month that begins on a day, current to 121 days and more."""
    worse = scenario.worse_ppm(day) * factor_ppm // MILLION
    rows = weighted(scenario.rolls, worse, scenario.better_ppm(day), scenario.close_ppm(day))
    for state, row in zip(LIVE, rows, strict=True):
        if not any(row):
            # Every way out is shut and nobody was counted as staying: the loan stays where it is.
            row[state] = 1
    return rows


def _factors(spread_ppm: int) -> list[int]:
    if spread_ppm == 0:
        return [MILLION]
    from statistics import NormalDist

    normal = NormalDist()
    middles = (normal.inv_cdf((level + 0.5) / LEVELS) for level in range(LEVELS))
    return [max(0, MILLION + round(spread_ppm * middle)) for middle in middles]


def _month_thresholds(rows: Sequence[Sequence[int]]) -> list[int]:
    """Eight thresholds for each of eight states; closed and written-off loans never ask."""
    found = [PROBABILITY_ONE] * STATES
    for state, row in zip(LIVE, rows, strict=True):
        leaving = [0 if new == CURRENT == state else each for new, each in enumerate(row)]
        found += thresholds(leaving)
    return found + [PROBABILITY_ONE] * STATES


def _staying(current_rows: Sequence[Sequence[int]]) -> list[int]:
    found = []
    months = range(len(current_rows))
    for since in months:
        chance = PROBABILITY_ONE
        for month in months:
            row = current_rows[month]
            if month >= since:
                chance = chance * row[CURRENT] // sum(row)
            found.append(chance if month >= since else PROBABILITY_ONE)
    return found
