"""The seven-day yield of a money fund (七日年化收益率)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal
from fractions import Fraction

from ashore.wealth.funds import InvalidFund

_EXACT = Context(prec=50)
DAYS = 7
_UNITS = 10_000


def seven_day_yield(income_per_10k: Sequence[Fraction], *, compound: bool) -> Decimal:
    """The yearly yield of seven days of income on 10,000 units, as a fraction of one, to 50 digits.

    ``compound``: income is carried to the units every day, ``prod(1 + R / 10,000) ** (365 / 7) - 1``; else by the month,
    ``sum(R) * 365 / 7 / 10,000``. Funds publish it in percent with three decimals. Raises InvalidFund unless there are
    seven days.

    0.5 yuan a day on 10,000 units:

    >>> [f"{100 * seven_day_yield([Fraction(1, 2)] * 7, compound=each):.3f}" for each in (True, False)]
    ['1.842', '1.825']
    """
    if len(income_per_10k) != DAYS:
        raise InvalidFund(
            field="income_per_10k", value=len(income_per_10k), expected="the income of seven days"
        )
    if not compound:
        total = sum(income_per_10k, Fraction(0)) * 365 / DAYS / _UNITS
        return _EXACT.divide(Decimal(total.numerator), Decimal(total.denominator))
    grown = Fraction(1)
    for income in income_per_10k:
        grown *= 1 + income / _UNITS
    base = _EXACT.divide(Decimal(grown.numerator), Decimal(grown.denominator))
    power = _EXACT.divide(Decimal(365), Decimal(DAYS))
    return _EXACT.subtract(_EXACT.power(base, power), Decimal(1))
