"""How a stretch of time at a rate becomes interest: exact integer weights over one denominator.

``interest = balance x weight / denominator`` where ``weight`` adds up annual rate x time over the nights of the stretch.
Weights are integers (annual rate in ppb x time in units of the basis), so any number of them may be added; interest is
rounded once, at the end.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from math import lcm
from typing import NamedTuple

from ashore.loan.conventions import ConventionSet, PeriodInterest
from ashore.loan.terms import PPM, PenaltyTerms, RateStep
from ashore.money import RATE_DENOMINATOR, Rate, Unit, day_count


class Measure(NamedTuple):
    """How a convention set measures time for one repayment rhythm.

    ``denominator`` belongs to every weight; ``day_units(start, end)`` is the time between two days, start included, end
    not; ``period_units`` the time of one whole period, or None where periods count by their days.
    """

    denominator: int
    day_units: Callable[[date, date], int]
    period_units: int | None


@lru_cache(maxsize=256)
def measure(convention: ConventionSet, every: int, unit: Unit) -> Measure:
    """The measure of a convention set for periods of ``every`` ``unit``."""
    count = day_count(convention.day_count)
    if convention.period_interest is PeriodInterest.BY_DAYS or unit in (Unit.DAYS, Unit.WEEKS):
        return Measure(RATE_DENOMINATOR * count.basis, count.units, None)
    basis = lcm(count.basis, 12)
    scale = basis // count.basis
    units = count.units
    months = every * 12 if unit is Unit.YEARS else every
    by_day = units if scale == 1 else (lambda start, end: scale * units(start, end))
    return Measure(RATE_DENOMINATOR * basis, by_day, months * basis // 12)


class Pause(NamedTuple):
    """Nights without interest: from ``start`` up to, not including, ``end``."""

    start: date
    end: date
    penalties: bool


class Stretch(NamedTuple):
    """Nights at one rate: what an explanation shows of a weight."""

    start: date
    end: date
    rate_ppb: int
    weight: int


class RateTimeline:
    """The rates and pauses of a loan in time, and the penalty rate that follows from them."""

    __slots__ = ("_cap", "_penalty", "_rates", "_starts", "_units", "pauses")

    def __init__(
        self,
        rate: Rate,
        steps: tuple[RateStep, ...],
        penalty: PenaltyTerms | None,
        cap: Rate | None,
        day_units: Callable[[date, date], int],
    ) -> None:
        self._units = day_units
        self._starts = [step.start for step in steps]
        self._rates = [rate.ppb, *(step.rate.ppb for step in steps)]
        self._cap = None if cap is None else cap.ppb
        self._penalty = penalty
        self.pauses: list[Pause] = []

    def change(self, start: date, rate: Rate) -> None:
        """The rate from ``start`` on, up to the next step already set for a later day."""
        at = bisect_right(self._starts, start)
        if at and self._starts[at - 1] == start:
            self._rates[at] = rate.ppb
        else:
            self._starts.insert(at, start)
            self._rates.insert(at + 1, rate.ppb)

    def rate_on(self, day: date) -> int:
        """Annual rate in ppb for the night that begins on ``day``."""
        return self._rates[bisect_right(self._starts, day)]

    def constant(self, start: date, end: date) -> int | None:
        """The one rate of the whole stretch, or None where it changes or pauses within."""
        if self.pauses and any(p.start < end and start < p.end for p in self.pauses):
            return None
        if not self._starts:
            return self._rates[0]
        at = bisect_right(self._starts, start)
        if at < len(self._starts) and self._starts[at] < end:
            return None
        return self._rates[at]

    def weight(self, start: date, end: date) -> int:
        """Contract rate x time from ``start`` to ``end``."""
        rate = self.constant(start, end)
        if rate is not None:
            return rate * self._units(start, end)
        return sum(stretch.weight for stretch in self.stretches(start, end))

    def penalty_weight(self, start: date, end: date) -> int:
        """Penalty rate x time from ``start`` to ``end``; 0 where no penalty is agreed."""
        if self._penalty is None or end <= start:
            return 0
        rate = self.constant(start, end)
        if rate is not None:
            return self.penalty_rate(rate) * self._units(start, end)
        return sum(stretch.weight for stretch in self.penalty_stretches(start, end))

    def penalty_rate(self, contract_ppb: int) -> int:
        """The penalty rate in ppb that belongs to a contract rate, never above the contract's cap."""
        terms = self._penalty
        if terms is None:
            return 0
        times = contract_ppb * terms.multiplier_ppm // PPM
        rate = times if terms.rate is None else terms.rate.ppb
        return rate if self._cap is None else min(rate, self._cap)

    def stretches(self, start: date, end: date) -> list[Stretch]:
        """The pieces of a stretch with one contract rate each; paused nights at rate 0."""
        return [
            Stretch(a, b, 0 if pause else rate, 0 if pause else rate * self._units(a, b))
            for a, b, rate, pause in self._pieces(start, end)
        ]

    def penalty_stretches(self, start: date, end: date) -> list[Stretch]:
        """The pieces of a stretch with one penalty rate each."""
        pieces = []
        for a, b, rate, pause in self._pieces(start, end):
            ppb = 0 if pause is not None and pause.penalties else self.penalty_rate(rate)
            pieces.append(Stretch(a, b, ppb, ppb * self._units(a, b)))
        return pieces

    def _pieces(self, start: date, end: date) -> list[tuple[date, date, int, Pause | None]]:
        cuts = {start, end}
        cuts.update(day for day in self._starts if start < day < end)
        for pause in self.pauses:
            cuts.update(day for day in (pause.start, pause.end) if start < day < end)
        days = sorted(cuts)
        return [(a, b, self.rate_on(a), self._pause_on(a)) for a, b in pairwise(days)]

    def _pause_on(self, day: date) -> Pause | None:
        found = None
        for pause in self.pauses:
            if pause.start <= day < pause.end and (found is None or pause.penalties):
                found = pause
        return found


def pause_between(first: date, last: date, penalties: bool) -> Pause:
    """A pause of whole days, both ends included."""
    return Pause(first, last + timedelta(days=1), penalties)
