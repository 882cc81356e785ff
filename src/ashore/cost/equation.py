"""The equation of every cost rate: what is received and what is paid are worth the same at the start."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Context, Decimal
from fractions import Fraction
from itertools import pairwise
from math import exp, expm1
from typing import NamedTuple

from ashore.cost.figures import EXACT


class Point(NamedTuple):
    """Money at a time: ``whole`` periods and a ``part`` of one (0 to below 1). Positive amounts are received."""

    amount: int
    whole: int
    part: Fraction = Fraction(0)


class Equation:
    """The worth of points as a function of the rate a period.

    A point is discounted by ``(1 + i) ** -(whole + part)``; with ``simple_part`` by ``(1 + i) ** -whole / (1 + part * i)``,
    as Regulation Z has it. Points of the same time are added up, and time starts with the first one.

    In floats the rate is ``exp(s) - 1``, so that every ``s`` is a rate above -100 % and no power can fail.
    """

    def __init__(self, points: Iterable[Point], *, simple_part: bool = False) -> None:
        found: defaultdict[tuple[int, Fraction], int] = defaultdict(int)
        for amount, whole, part in points:
            found[whole, part] += amount
        self.points = [Point(found[at], *at) for at in sorted(found) if found[at]]
        self.simple_part = simple_part
        # With a simple part the origin of time matters, so it stays where the caller put it.
        if self.points and not simple_part:
            first = self.points[0].whole + self.points[0].part
            self.points = [_later(point, -first) for point in self.points]
        self._floats = [(float(amount), whole, float(part)) for amount, whole, part in self.points]

    @property
    def total(self) -> int:
        """The sum of all amounts: the worth at a rate of zero."""
        return sum(point.amount for point in self.points)

    @property
    def length(self) -> float:
        """The time of the last point, in periods."""
        return self._floats[-1][1] + self._floats[-1][2] if self._floats else 0.0

    def changes(self) -> int:
        """How often the sign changes from one point to the next."""
        signs = [point.amount > 0 for point in self.points]
        return sum(one is not other for one, other in pairwise(signs))

    def worths(self, s: float) -> tuple[float, float, float, float]:
        """Received and paid at the start, and the same weighted with ``-d ln(discount) / d s``, all positive."""
        received = paid = received_time = paid_time = 0.0
        rate, growth = expm1(s), exp(s)
        for amount, whole, part in self._floats:
            if self.simple_part:
                below = 1.0 + part * rate
                worth, time = amount * exp(-whole * s) / below, whole + part * growth / below
            else:
                time = whole + part
                worth = amount * exp(-time * s)
            if worth > 0:
                received += worth
                received_time += worth * time
            else:
                paid -= worth
                paid_time -= worth * time
        return received, paid, received_time, paid_time

    def exact(self, rate: Decimal, digits: int = EXACT.prec) -> tuple[Decimal, Decimal, Decimal]:
        """The worth at a rate, its slope, and the sum of absolute worths: what rounding is to be measured against."""
        context = Context(prec=digits, Emax=10**6, Emin=-(10**6))
        add, multiply, divide = context.add, context.multiply, context.divide
        one = Decimal(1)
        growth = add(one, rate)
        powers = _Powers(divide(one, growth), context)
        worth = slope = size = Decimal(0)
        for amount, whole, part in self.points:
            fraction = divide(Decimal(part.numerator), Decimal(part.denominator))
            discount = powers.whole(whole)
            if self.simple_part:
                below = add(one, multiply(fraction, rate))
                discount = divide(discount, below)
                time = add(divide(Decimal(whole), growth), divide(fraction, below))
            else:
                discount = multiply(discount, powers.part(part, fraction))
                time = divide(add(Decimal(whole), fraction), growth)
            value = multiply(Decimal(amount), discount)
            worth = add(worth, value)
            size = add(size, abs(value))
            slope = context.subtract(slope, multiply(value, time))
        return worth, slope, size

    def sign(self, rate: Decimal, digits: int = EXACT.prec) -> int:
        """The sign of the worth at a rate: 0 only where it vanishes to all digits but the last fifteen."""
        worth, _, size = self.exact(rate, digits)
        if abs(worth) <= size.scaleb(15 - digits):
            return 0
        return 1 if worth > 0 else -1


class _Powers:
    """Rising powers of a discount factor: each from the one before, by steps that are computed once."""

    def __init__(self, base: Decimal, context: Context) -> None:
        self.base, self.context = base, context
        self.at, self.power = 0, Decimal(1)
        self.steps: dict[int, Decimal] = {1: base}
        self.parts: dict[Fraction, Decimal] = {Fraction(0): Decimal(1)}

    def whole(self, at: int) -> Decimal:
        step = at - self.at
        if step:
            if step not in self.steps:
                self.steps[step] = self.context.power(self.base, step)
            self.power = self.context.multiply(self.power, self.steps[step])
            self.at = at
        return self.power

    def part(self, at: Fraction, value: Decimal) -> Decimal:
        if at not in self.parts:
            self.parts[at] = self.context.power(self.base, value)
        return self.parts[at]


def _later(point: Point, by: Fraction | int) -> Point:
    time = point.whole + point.part + by
    whole = time.__floor__()
    return Point(point.amount, whole, Fraction(time) - whole)
