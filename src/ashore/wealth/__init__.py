"""Fund arithmetic: what a purchase buys, what a day of a money fund earns, what its seven days are worth a year.

10,000 yuan with a fee of 1.5 %, at 1.2345 a unit:

>>> from fractions import Fraction
>>> bought = purchase(10_000_00, fee=Fraction(15, 1000), net_asset_value=Fraction(12345, 10000))
>>> bought.net_minor, bought.fee_minor, bought.units_hundredths
(985222, 14778, 798074)
"""

from ashore.wealth.funds import InvalidFund, Purchase, daily_income, purchase
from ashore.wealth.yields import seven_day_yield

__all__ = [
    "InvalidFund",
    "Purchase",
    "daily_income",
    "purchase",
    "seven_day_yield",
]
