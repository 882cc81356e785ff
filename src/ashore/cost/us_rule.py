"""United States: the annual percentage rate by the United States Rule, the other method that Appendix J (a)(3) allows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from ashore.cost.equation import Point
from ashore.cost.errors import NoRate
from ashore.cost.figures import EXACT, Figure
from ashore.cost.reg_z import Apr, is_irregular, timed
from ashore.cost.rhythm import UnitPeriod

_WIDTH = Decimal("1e-20")
_MOST = Decimal(10) ** 9


def us_rule_apr(flows: Iterable[tuple[date, int]], unit_period: UnitPeriod | None = None) -> Apr:
    """The annual percentage rate at which the loan is just repaid when unpaid charges never bear charges themselves.

    A payment goes to the charges earned so far, then to the amount financed; charges that it does not cover wait,
    without interest, for the next one. Where every payment covers its charges this is the actuarial rate, but for odd
    days. Raises NoRate where the borrower pays before the first advance or no rate repays the loan.

    1,000 dollars, nothing paid for a year, then 1,120; the actuarial method compounds no charge here either:

    >>> us_rule_apr([(date(2025, 1, 1), 1_000_00), (date(2026, 1, 1), -1_120_00)]).apr.percent(2)
    '12.00'
    """
    unit, points = timed(flows, unit_period)
    if points[0].amount < 0:
        raise _no("the first payment comes before the first advance")
    rate = _solve(points)
    return Apr(rate.times(unit.per_year), rate, unit, points, is_irregular(points))


def _no(reason: str) -> NoRate:
    return NoRate(
        field="flows", value=reason, expected="an advance first, then payments that repay it"
    )


def balance_at_end(points: Sequence[Point], rate: Decimal) -> Decimal:
    """What is still owed after the last point, charges included, at a rate a unit-period.

    100 advanced, 50 after one period and 60 after two, at 10 % a period: 10 of the first 50 are charges.

    >>> balance_at_end([Point(100, 0), Point(-50, 1), Point(-60, 2)], Decimal("0.1"))
    Decimal('6.00')
    """
    principal = charges = Decimal(0)
    before = Fraction(0)
    for amount, whole, part in points:
        time = whole + part
        passed = time - before
        span = EXACT.divide(Decimal(passed.numerator), Decimal(passed.denominator))
        charges = EXACT.add(charges, EXACT.multiply(EXACT.multiply(principal, rate), span))
        before = time
        if amount > 0:
            principal = EXACT.add(principal, Decimal(amount))
            continue
        to_charges = min(charges, Decimal(-amount))
        charges = EXACT.subtract(charges, to_charges)
        principal = EXACT.subtract(principal, EXACT.subtract(Decimal(-amount), to_charges))
    return EXACT.add(principal, charges)


def _solve(points: Sequence[Point]) -> Figure:
    """The rate at which nothing is owed at the end: it rises with the rate, so halving finds it."""
    low, high = Decimal(0), Decimal("0.01")
    while balance_at_end(points, high) < 0:
        low, high = high, EXACT.multiply(high, Decimal(4))
        if high > _MOST:
            raise _no("no rate repays it")
    while balance_at_end(points, low) > 0:
        low, high = EXACT.subtract(EXACT.multiply(low, Decimal(2)), Decimal("0.01")), low
        if low <= -1:
            raise _no("so little is paid back that the rate is below -100 % a unit-period")
    return _between(lambda rate: balance_at_end(points, rate), low, high)


def _between(rising: Callable[[Decimal], Decimal], low: Decimal, high: Decimal) -> Figure:
    while EXACT.subtract(high, low) > _WIDTH * max(Decimal(1), abs(high)):
        middle = EXACT.divide(EXACT.add(low, high), Decimal(2))
        if rising(middle) < 0:
            low = middle
        else:
            high = middle
    short = high.quantize(Decimal("1e-12"), context=EXACT).normalize(EXACT)
    if low <= short <= high and abs(rising(short)) < Decimal("1e-40"):
        return Figure(short, short)
    return Figure(low, high)
