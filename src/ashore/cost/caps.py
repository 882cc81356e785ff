"""A cap on the cost of a loan: what it is, and how much may still be charged beneath it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from ashore.cost.errors import InvalidCost
from ashore.cost.figures import EXACT, Figure
from ashore.money import RATE_DENOMINATOR, Rate

LPR_MULTIPLE = 4
"""Private lending: four times the one-year loan prime rate at the signing (SPC rule of 2020, art. 25)."""


def private_lending_cap(one_year_lpr: Rate) -> Rate:
    """Four times the one-year loan prime rate of the day that the contract was signed.

    >>> private_lending_cap(Rate.per_year("3.85")).percent_per_year()
    '15.4'
    """
    return one_year_lpr.times(LPR_MULTIPLE)


def within(figure: Figure, cap: Rate) -> bool:
    """Whether a cost is at most the cap; a bracket that straddles the cap is above it.

    Test the disclosed figure, not the contract rate: fen rounding alone lifts a 24 % loan of 500 yuan to 24.0039 %.

    >>> within(Figure(Decimal("0.24"), Decimal("0.24")), Rate.per_year("24"))
    True
    """
    return figure.high <= EXACT.divide(Decimal(cap.ppb), Decimal(RATE_DENOMINATOR))


def largest_within(cap: Rate, figure_at: Callable[[int], Figure], most_minor: int) -> int:
    """The largest charge from zero to ``most_minor`` whose figure is within a cap; a higher charge costs more.

    ``figure_at`` gives the figure of a charge, and so decides the measure: IRR x 12 and the compound rate allow fees
    that differ by a fifth. Raises InvalidCost where even no charge at all is above the cap.

    >>> largest_within(Rate.per_year("24"), lambda fee: Figure(Decimal(fee) / 100, Decimal(fee) / 100), 1_000)
    24
    """
    if not within(figure_at(0), cap):
        raise InvalidCost(
            field="cap", value=cap.percent_per_year(), expected="above the cost without the charge"
        )
    low, high = 0, most_minor + 1
    while high - low > 1:
        middle = (low + high) // 2
        if within(figure_at(middle), cap):
            low = middle
        else:
            high = middle
    return low
