"""A rate of cost as a certified bracket: the true rate lies between two decimals that are closer than anyone can see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Context, Decimal
from fractions import Fraction

EXACT = Context(prec=60, Emax=10**6, Emin=-(10**6))
"""Sixty digits: what is computed with them is wrong far below what is ever shown."""
_ROUNDING = {"half_up": ROUND_HALF_UP, "up": ROUND_CEILING}


@dataclass(frozen=True, slots=True)
class Figure:
    """A rate as a fraction of one (0.13 is 13 %), known to lie from ``low`` to ``high``, both included.

    The ends are one number where the rate is exact; else they are at most 1e-19 apart (of the rate, where it is above
    1). A rate of return is a figure about money and never money, so it need not be a whole number of anything.

    13.034224 % a year, rounded as each law wants it:

    >>> figure = Figure(Decimal("0.130342240"), Decimal("0.130342241"))
    >>> figure.percent(2, "up"), figure.percent(1)
    ('13.04', '13.0')
    """

    low: Decimal
    high: Decimal

    @property
    def value(self) -> Decimal:
        """The middle of the bracket."""
        return EXACT.divide(EXACT.add(self.low, self.high), Decimal(2))

    def percent(self, decimals: int, rounding: str = "half_up") -> str:
        """In percent, rounded once: ``half_up``, or ``up`` so that no figure shown is below the true one.

        A bracket that straddles the edge of two roundings shows the higher.
        """
        unit = Decimal(1).scaleb(-decimals)
        shown = EXACT.multiply(self.high, Decimal(100))
        context = Context(prec=EXACT.prec + max(0, shown.adjusted()))
        rounded = shown.quantize(unit, rounding=_ROUNDING[rounding], context=context)
        return f"{rounded or abs(rounded):f}"

    def times(self, factor: int | Fraction) -> Figure:
        """The figure times a factor above zero: a rate a month times twelve is a nominal rate a year.

        >>> Figure(Decimal("0.015"), Decimal("0.015")).times(12).percent(2)
        '18.00'
        """
        share = Fraction(factor)
        return self._mapped(
            lambda end: EXACT.divide(
                EXACT.multiply(end, Decimal(share.numerator)), Decimal(share.denominator)
            )
        )

    def compounded(self, periods: int | Fraction) -> Figure:
        """``(1 + rate) ** periods - 1``: the rate over that many periods with interest on interest.

        >>> Figure(Decimal("0.015"), Decimal("0.015")).compounded(12).percent(6)
        '19.561817'
        """
        share = Fraction(periods)
        power = EXACT.divide(Decimal(share.numerator), Decimal(share.denominator))
        return self._mapped(
            lambda end: EXACT.subtract(EXACT.power(EXACT.add(end, Decimal(1)), power), Decimal(1))
        )

    def less(self, other: Figure) -> Figure:
        """The difference of two figures, with the doubt of both."""
        return Figure(EXACT.subtract(self.low, other.high), EXACT.subtract(self.high, other.low))

    def _mapped(self, rising: Callable[[Decimal], Decimal]) -> Figure:
        low = rising(self.low)
        return Figure(low, low if self.low == self.high else rising(self.high))


ZERO = Figure(Decimal(0), Decimal(0))
