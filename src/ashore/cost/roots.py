"""The rate that solves an equation of worth: found in floats, certified in sixty digits, refused with a reason."""

from __future__ import annotations

from decimal import Decimal
from math import exp, expm1, inf, log

from ashore.cost.equation import Equation
from ashore.cost.errors import NoRate, SeveralRates
from ashore.cost.figures import EXACT, Figure
from ashore.cost.isolation import crossings

HIGHEST = 500.0
"""The largest ``ln(1 + rate)`` looked at: rates up to 1e217 a period."""
LOWEST = -30.0
_REACH = 640.0
_WIDTH = Decimal("4e-20")
_SHORT = 20
"""Rates with more digits before the point than that are not looked at for being exact."""


def solve(equation: Equation) -> Figure:
    """The one rate a period, above -100 %, at which the points of an equation are worth nothing together.

    Money received first and paid later changes sign once, and has one rate. With more changes there may be several; the
    rate of a loan is one at which the worth *rises* through zero, because only there does a higher payment mean a
    higher rate. Where exactly one such rate exists, it is the answer: a fee a year before the drawing has a second
    solution at thousands of percent, at which a higher fee would make the loan cheaper.

    Raises NoRate (nothing flows, only one way, a deposit, or no solution) and SeveralRates (two or more rising ones).

    12,000 yuan repaid in 12 times 1,072.00:

    >>> from ashore.cost.equation import Point
    >>> loan = Equation([Point(12_000_00, 0), *(Point(-1_072_00, k) for k in range(1, 13))])
    >>> solve(loan).times(12).percent(6)
    '13.034224'
    """
    _check(equation)
    low, high = span(equation)
    changes = equation.changes()
    if changes == 1:
        return certify(equation, _newton(equation, low, high))
    found = crossings(equation, low, high)
    if len(found.rising) == 1:
        start, end = found.rising[0]
        return certify(equation, _bisect(equation, start, end))
    if found.rising or found.touching:
        rates = [certify(equation, _bisect(equation, *each)).value for each in found.rising]
        rates += [Decimal(repr(expm1((a + b) / 2))) for a, b in found.touching]
        raise SeveralRates(
            field="flows",
            value=tuple(sorted(rates)),
            expected="flows with one rate; these have more, and none of them is meant above the others",
        )
    raise _no("what is paid is never worth what is received, at any rate")


def span(equation: Equation) -> tuple[float, float]:
    """The ``ln(1 + rate)`` to look between, so that no power of it leaves the floats."""
    return max(LOWEST, -_REACH / max(equation.length, 1.0)), HIGHEST


def _no(reason: str) -> NoRate:
    return NoRate(field="flows", value=reason, expected="money received first and paid back later")


def _check(equation: Equation) -> None:
    points = equation.points
    if not points:
        raise _no("no money moves")
    changes = equation.changes()
    if not changes:
        received = points[0].amount > 0
        raise _no("nothing is paid back" if received else "nothing is received")
    if changes == 1 and points[0].amount < 0:
        raise _no("all is paid before anything is received: a deposit, not a loan")


def _newton(equation: Equation, low: float, high: float) -> float:
    """The root of a loan with one change of sign: Newton on ln(paid / received), which is almost a line in ln(1 + rate)."""
    received, paid, *_ = equation.worths(low)
    if not paid > received:
        raise _no("so little is paid back that the rate is close to -100 %")
    s = 0.0
    for _ in range(100):
        received, paid, received_time, paid_time = equation.worths(s)
        if not received or not paid:
            high, s = s, (low + s) / 2
            continue
        gap = log(paid / received)
        if gap > 0:
            low = s
        else:
            high = s
        slope = paid_time / paid - received_time / received
        ahead = s + gap / slope if slope > 0 else inf
        if not low <= ahead <= high:
            ahead = (low + high) / 2
        if abs(ahead - s) <= 1e-16 * abs(s) or ahead == s:
            break
        s = ahead
    if s >= HIGHEST * (1 - 1e-9):
        raise _no("the rate is above 1e217 a period")
    return s


def _bisect(equation: Equation, start: float, end: float) -> float:
    """The root of a rising crossing that is alone between two ends."""
    for _ in range(80):
        middle = (start + end) / 2
        received, paid, *_ = equation.worths(middle)
        if received < paid:
            start = middle
        else:
            end = middle
    return (start + end) / 2


def certify(equation: Equation, s: float) -> Figure:
    """A bracket of 1e-19 (of the rate, where it is above 1) around a float root, proven by a change of sign."""
    rate = EXACT.create_decimal_from_float(expm1(s) if s < 700 else exp(s))
    digits = EXACT.prec + max(0, 2 * rate.adjusted())
    for _ in range(3):
        worth, slope, _ = equation.exact(rate, digits)
        if not slope:
            break
        step = EXACT.divide(worth, slope)
        rate = EXACT.subtract(rate, step)
        if abs(step) < Decimal("1e-30") * max(Decimal(1), abs(rate)):
            break
    exact = _exact(equation, rate, digits)
    if exact is not None:
        return Figure(exact, exact)
    width = EXACT.multiply(_WIDTH, max(Decimal(1), abs(rate)))
    low, high = EXACT.subtract(rate, width), EXACT.add(rate, width)
    if low > -1 and equation.sign(low, digits) * equation.sign(high, digits) < 0:
        return Figure(low, high)
    raise _no("no rate could be told from its neighbours")


def _exact(equation: Equation, rate: Decimal, digits: int) -> Decimal | None:
    """The rate itself where it ends after twelve decimals: 18 % must not be shown as 18.01 for being rounded up."""
    if rate.adjusted() > _SHORT:
        return None
    short = rate.quantize(Decimal("1e-12"), context=EXACT).normalize(EXACT)
    near = abs(short - rate) < Decimal("1e-25")
    return short if near and equation.sign(short, digits) == 0 else None
