"""All rates at which an equation of worth may vanish, by halving intervals until each is proven empty or to hold one."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import exp, expm1

from ashore.cost.equation import Equation

Interval = tuple[float, float]
_NARROW = 1e-10
"""Intervals of ``ln(1 + rate)`` this small that prove nothing hold a root that is only touched, or two too close."""
_SLACK = 1e-13
_CUT = 0.4871


@dataclass(slots=True)
class Crossings:
    """Intervals of ``ln(1 + rate)``: where the worth rises through zero, falls through it, or touches it."""

    rising: list[Interval] = field(default_factory=list)
    falling: list[Interval] = field(default_factory=list)
    touching: list[Interval] = field(default_factory=list)


def crossings(equation: Equation, low: float, high: float) -> Crossings:
    """Every crossing between two ends, however often the signs of the points change.

    What is received and what is paid both lose worth as the rate rises, and so do their slopes. Their worths at the ends of
    an interval therefore bound the total within it: an interval whose bounds exclude zero is empty, one whose slope
    excludes zero holds at most one crossing, which the signs at its ends tell. All others are halved.

    >>> from ashore.cost.equation import Point
    >>> fee_first = Equation([Point(-150, 0), Point(30_000, 1), Point(-33_000, 2)])
    >>> found = crossings(fee_first, -5.0, 20.0)
    >>> len(found.rising), len(found.falling), len(found.touching)
    (1, 1, 0)
    """
    found = Crossings()
    todo = [(low, high)]
    while todo:
        start, end = todo.pop()
        left, right = _Edge(equation, start), _Edge(equation, end)
        slack = _SLACK * (left.received + left.paid)
        if left.received - right.paid < -slack or right.received - left.paid > slack:
            continue
        # d worth / d rate = paid slope - received slope.
        slope_slack = _SLACK * (left.received_slope + left.paid_slope)
        rises = right.paid_slope - left.received_slope > slope_slack
        falls = right.received_slope - left.paid_slope > slope_slack
        if (rises or falls) and left.clear and right.clear:
            if left.above is not right.above:
                (found.rising if rises else found.falling).append((start, end))
            continue
        if end - start < _NARROW:
            _touch(found.touching, start, end)
            continue
        # Not in the middle, where a round rate such as zero would sit on the edge of both halves.
        cut = start + (end - start) * _CUT
        todo += [(cut, end), (start, cut)]
    _settle(equation, found)
    return found


class _Edge:
    """Worths and slopes at one end of an interval."""

    def __init__(self, equation: Equation, s: float) -> None:
        self.received, self.paid, received_time, paid_time = equation.worths(s)
        growth = exp(s)
        self.received_slope, self.paid_slope = received_time / growth, paid_time / growth
        worth = self.received - self.paid
        self.above = worth > 0
        self.clear = abs(worth) > _SLACK * (self.received + self.paid)
        assert expm1(s) > -1


def _settle(equation: Equation, found: Crossings) -> None:
    """A narrow interval with another sign on each side is a crossing after all."""
    touching, found.touching = found.touching, []
    for start, end in touching:
        left, right = _Edge(equation, start - 10 * _NARROW), _Edge(equation, end + 10 * _NARROW)
        if left.above is right.above:
            found.touching.append((start, end))
        else:
            (found.rising if right.above else found.falling).append((start, end))


def _touch(touching: list[Interval], start: float, end: float) -> None:
    """Neighbours that touch are one."""
    if touching and abs(touching[-1][1] - start) < _NARROW:
        touching[-1] = (touching[-1][0], end)
    else:
        touching.append((start, end))
