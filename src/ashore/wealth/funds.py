"""Fund units: bought with the fee taken from outside, and the income of a money fund by the day."""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

from ashore.money import AshoreError, Rounding, check_minor, divide


class InvalidFund(AshoreError):
    """A fee, price or income that no fund has."""

    code = "invalid_fund"


class Purchase(NamedTuple):
    """What a purchase comes to: the net amount, the fee, and the units in hundredths."""

    net_minor: int
    fee_minor: int
    units_hundredths: int


def purchase(gross_minor: int, *, fee: Fraction, net_asset_value: Fraction) -> Purchase:
    """A purchase with the fee outside the amount (外扣法): net = gross / (1 + fee), units = net / net asset value.

    Net amount and units are rounded half up to the fen and the hundredth; the fee is what the net amount leaves. Units are
    counted from the rounded net amount. Raises InvalidFund for a fee below zero or a price not above it.

    >>> purchase(1_000_00, fee=Fraction(0), net_asset_value=Fraction(2)).units_hundredths
    50000
    """
    check_minor("gross_minor", gross_minor)
    if fee < 0:
        raise InvalidFund(field="fee", value=str(fee), expected="zero or more")
    if net_asset_value <= 0:
        raise InvalidFund(
            field="net_asset_value", value=str(net_asset_value), expected="a price above zero"
        )
    exact = Fraction(gross_minor) / (1 + fee)
    net = divide(exact.numerator, exact.denominator)
    units = Fraction(net) / net_asset_value
    return Purchase(net, gross_minor - net, divide(units.numerator, units.denominator))


def daily_income(units_hundredths: int, income_per_10k: Fraction) -> int:
    """The income of a day on fund units, in minor units: their share of 万份收益, cut off below the fen.

    ``income_per_10k`` are major units of income on 10,000 units.

    >>> daily_income(20_000_00, Fraction("0.5123"))
    102
    """
    check_minor("units_hundredths", units_hundredths)
    income = units_hundredths * income_per_10k / 10_000
    return divide(income.numerator, income.denominator, Rounding.DOWN)
