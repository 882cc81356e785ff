"""A figure beneath a limit, and the largest charge that keeps it there."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from ashore.cost.errors import InvalidCost
from ashore.cost.figures import EXACT, Figure
from ashore.money import RATE_DENOMINATOR, Rate


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
    found = largest(lambda charge: within(figure_at(charge), cap), most_minor)
    if found is None:
        raise InvalidCost(
            field="cap", value=cap.percent_per_year(), expected="above the cost without the charge"
        )
    return found


def largest(passes: Callable[[int], bool], most: int) -> int | None:
    """The largest number from zero to ``most`` that passes, where what is larger passes no sooner; None if none does.

    >>> largest(lambda number: number * number <= 200, 1_000)
    14
    """
    if not passes(0):
        return None
    low, high = 0, 1
    while high <= most and passes(high):
        low, high = high, 2 * high
    high = min(high, most + 1)
    while high - low > 1:
        middle = (low + high) // 2
        if passes(middle):
            low = middle
        else:
            high = middle
    return low
