"""Money: integer minor units, exact rates, stated rounding, day counts and calendars.

Amounts are integers of a currency's minor unit (fen, cents), rates integers of billionths a year,
year fractions a pair of integers. No float is accepted and nothing reads a clock.

Interest on 8,000.00 yuan at 18 % for 30 days, actual over 360, rounded once:

>>> from datetime import date
>>> rate, count = Rate.per_year("18"), day_count("ACT/360")
>>> units = count.units(date(2025, 3, 1), date(2025, 3, 31))
>>> interest = muldiv(8_000_00, rate.ppb * units, RATE_DENOMINATOR * count.basis)
>>> format_minor(interest, currency("CNY"))
'¥120.00'
"""

from ashore.money.amounts import (
    MAX_MINOR,
    AmountStyle,
    Locale,
    check_minor,
    format_minor,
    parse_minor,
)
from ashore.money.calendars import (
    CALENDAR_NAMES,
    EVERY_DAY,
    BusinessCalendar,
    Roll,
    business_calendar,
)
from ashore.money.currency import Currency, currency, currency_codes
from ashore.money.dates import Unit, add_months, due_dates, is_leap, step
from ashore.money.daycounts import DAY_COUNT_NAMES, DayCount, day_count, days
from ashore.money.errors import (
    AshoreError,
    CalendarHorizon,
    InvalidAmount,
    InvalidDate,
    InvalidDivision,
    InvalidRate,
    UnknownConvention,
    UnknownCurrency,
)
from ashore.money.rate_quotes import RateUnit
from ashore.money.rates import RATE_DENOMINATOR, Rate
from ashore.money.rounding import Rounding, divide, muldiv, split, split_even, to_multiple

__all__ = [
    "CALENDAR_NAMES",
    "DAY_COUNT_NAMES",
    "EVERY_DAY",
    "MAX_MINOR",
    "RATE_DENOMINATOR",
    "AmountStyle",
    "AshoreError",
    "BusinessCalendar",
    "CalendarHorizon",
    "Currency",
    "DayCount",
    "InvalidAmount",
    "InvalidDate",
    "InvalidDivision",
    "InvalidRate",
    "Locale",
    "Rate",
    "RateUnit",
    "Roll",
    "Rounding",
    "Unit",
    "UnknownConvention",
    "UnknownCurrency",
    "add_months",
    "business_calendar",
    "check_minor",
    "currency",
    "currency_codes",
    "day_count",
    "days",
    "divide",
    "due_dates",
    "format_minor",
    "is_leap",
    "muldiv",
    "parse_minor",
    "split",
    "split_even",
    "step",
    "to_multiple",
]
