"""European Union and United Kingdom: the annual percentage rate of charge."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from fractions import Fraction

from ashore.cost.equation import Equation, Point
from ashore.cost.errors import NoRate
from ashore.cost.figures import Figure
from ashore.cost.rhythm import Interval, series_day
from ashore.cost.roots import solve
from ashore.cost.years import whole_of, years_between


def aprc(flows: Iterable[tuple[date, int]], whole: Interval | None = None) -> Figure:
    """The annual percentage rate of charge of dated amounts: drawdowns positive, payments and charges negative.

    ``sum C (1 + X)^-t = sum D (1 + X)^-s`` (2008/48/EC Annex I, 2014/17/EU Annex I, (EU) 2023/2225 Annex III; UK CONC
    App 1.2 and MCOB 10A), with time in years from the first drawdown as `years_between` counts it. ``whole`` says which
    intervals are counted first; else the dates tell.

    Raises NoRate or SeveralRates (see `ashore.cost.solve`).

    500 pounds repaid by 270 after one month and 270 after two:

    >>> aprc([(date(2012, 10, 10), 500_00), (date(2012, 11, 10), -270_00), (date(2012, 12, 10), -270_00)]).percent(1)
    '85.6'
    """
    dated = sorted(flows)
    drawn = next((day for day, amount in dated if amount > 0), None)
    if drawn is None:
        raise NoRate(field="flows", value="nothing is received", expected="a drawdown and payments")
    payments = [day for day, amount in dated if amount < 0]
    interval = whole or whole_of(drawn, [day for day in payments if day > drawn])
    on = series_day(payments)
    return aprc_of_times((years_between(drawn, day, interval, on), amount) for day, amount in dated)


def aprc_of_times(flows: Iterable[tuple[Fraction, int]]) -> Figure:
    """The same from times in years: exact fractions, before the first drawdown negative.

    200,000 euros less a fee of 4,000, for 240 payments of 1,432.86:

    >>> loan = [(Fraction(0), 196_000_00), *((Fraction(k, 12), -1_432_86) for k in range(1, 241))]
    >>> aprc_of_times(loan).percent(6)
    '6.434412'
    """
    points = []
    for time, amount in flows:
        whole = time.__floor__()
        points.append(Point(amount, whole, time - whole))
    return solve(Equation(points))


def aprc_by_days(flows: Iterable[tuple[date, int]], days_a_year: Fraction | int = 365) -> Figure:
    """The rate with time in days over a year of fixed length: not the law's reading, but that of many calculators.

    The same loan as above is 84.6 % so, because its months have 31 and 30 days:

    >>> aprc_by_days([(date(2012, 10, 10), 500_00), (date(2012, 11, 10), -270_00), (date(2012, 12, 10), -270_00)]).percent(1)
    '84.6'
    """
    dated = sorted(flows)
    start = dated[0][0] if dated else date.min
    return aprc_of_times(
        (Fraction((day - start).days) / Fraction(days_a_year), amount) for day, amount in dated
    )
