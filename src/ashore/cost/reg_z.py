"""United States: the annual percentage rate of Regulation Z by the actuarial method (12 CFR 1026, Appendix J)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

from ashore.cost.equation import Equation, Point
from ashore.cost.errors import NoRate
from ashore.cost.figures import Figure
from ashore.cost.rhythm import UnitPeriod, series_day
from ashore.cost.roots import solve
from ashore.cost.unit_periods import unit_period_of, unit_periods_between

REGULAR_TOLERANCE = Decimal("0.125")
"""Points that a disclosed rate may be off, 1026.22(a)(2)."""
IRREGULAR_TOLERANCE = Decimal("0.25")
"""The same for irregular transactions, 1026.22(a)(3)."""


@dataclass(frozen=True, slots=True)
class Apr:
    """An annual percentage rate with how it was counted: ``apr`` is ``per_period`` times the unit-periods of a year.

    ``points`` are the amounts with their whole unit-periods and fractions from the first date. ``irregular`` transactions
    have the wider tolerance.
    """

    apr: Figure
    per_period: Figure
    unit_period: UnitPeriod
    points: tuple[Point, ...]
    irregular: bool

    @property
    def tolerance(self) -> Decimal:
        """Percentage points that a disclosed rate may be off."""
        return IRREGULAR_TOLERANCE if self.irregular else REGULAR_TOLERANCE

    def accurate(self, disclosed_percent: Decimal) -> bool:
        """Whether a disclosed rate, in percent, is within the tolerance of the law.

        >>> loan = [(date(1978, 1, 3), 1_000_00), (date(1978, 9, 15), -1_080_00)]
        >>> [apr(loan).accurate(Decimal(each)) for each in ("11.35", "11.57", "11.58")]
        [True, True, False]
        """
        low, high = (Decimal(100) * end for end in (self.apr.low, self.apr.high))
        return disclosed_percent - self.tolerance <= high and low <= (
            disclosed_percent + self.tolerance
        )


def timed(
    flows: Iterable[tuple[date, int]], unit_period: UnitPeriod | None = None
) -> tuple[UnitPeriod, tuple[Point, ...]]:
    """The unit-period of dated amounts, and the amounts in unit-periods from the first date.

    Advances are positive, payments negative; a charge paid on the day of an advance is less advanced. Raises NoRate
    where there is no advance or no payment.
    """
    days: dict[date, int] = {}
    for day, amount in flows:
        days[day] = days.get(day, 0) + amount
    dated = [(day, days[day]) for day in sorted(days) if days[day]]
    advances = [day for day, amount in dated if amount > 0]
    payments = [day for day, amount in dated if amount < 0]
    if not advances or not payments:
        raise NoRate(
            field="flows",
            value="nothing is paid back" if advances else "nothing is received",
            expected="an advance and a payment",
        )
    unit = unit_period or unit_period_of(advances, payments)
    on, start = series_day(payments), dated[0][0]
    points = tuple(
        Point(amount, *unit_periods_between(start, day, unit, _on(day, on)))
        for day, amount in dated
    )
    return unit, points


def _on(day: date, on: int) -> int:
    return max(day.day, on)


def apr(flows: Iterable[tuple[date, int]], unit_period: UnitPeriod | None = None) -> Apr:
    """The annual percentage rate of dated amounts: advances positive, payments negative.

    ``sum A / ((1 + e i)(1 + i)^q) = sum P / ((1 + f i)(1 + i)^t)``, Appendix J (b)(8): whole unit-periods compound, the
    fraction of one does not. The unit-period is found from the dates unless given.

    Raises NoRate or SeveralRates (see `ashore.cost.solve`).

    1,000 dollars on 3 January for 1,080 on 15 September:

    >>> found = apr([(date(1978, 1, 3), 1_000_00), (date(1978, 9, 15), -1_080_00)])
    >>> found.apr.percent(2), str(found.unit_period)
    ('11.45', '255 days')
    """
    unit, points = timed(flows, unit_period)
    rate = solve(Equation(points, simple_part=True))
    return Apr(rate.times(unit.per_year), rate, unit, points, is_irregular(points))


def is_irregular(points: Sequence[Point]) -> bool:
    """Whether a transaction is irregular: several advances, uneven periods or uneven payments (1026.22(a)(3)).

    The first period and the first and last payment may differ.

    >>> is_irregular([Point(1_000_00, 0), Point(-250_00, 2), *(Point(-100_00, k) for k in (3, 4, 5)), Point(-90_00, 6)])
    False
    """
    advances = [point for point in points if point.amount > 0]
    payments = [point for point in points if point.amount < 0]
    times = [point.whole + point.part for point in payments]
    gaps = {later - earlier for earlier, later in pairwise(times)}
    amounts = {point.amount for point in payments[1:-1]}
    early = bool(payments and times[0] < min(Fraction(p.whole) + p.part for p in advances))
    return len(advances) > 1 or len(gaps) > 1 or len(amounts) > 1 or early
