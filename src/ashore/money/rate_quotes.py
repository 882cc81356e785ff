"""Rates as people write them, in Chinese and English, taken apart but not yet computed."""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from ashore.money.chinese_numbers import decimal_from_chinese
from ashore.money.errors import InvalidRate
from ashore.money.full_width import narrow

RateUnit = Literal["percent", "permille", "per_ten_thousand", "fraction"]
RatePeriod = Literal["year", "month", "day"]


class RateQuote(NamedTuple):
    """A rate as quoted: ``number`` (a decimal string) in ``unit``, once every ``period``.

    0.05 % a day, 4 yuan a day on 8,000 yuan:

    >>> RateQuote("0.05", "percent", "day")
    RateQuote(number='0.05', unit='percent', period='day')
    """

    number: str
    unit: RateUnit
    period: RatePeriod


_LONGEST_TEXT = 64
_BLANKS = re.compile(r"\s+")

# Applied when blanks are gone, letters are small and nothing is full-width.
_QUOTE = re.compile(
    r"(?:(?P<before>[年月日])化?)?(?:利率|费率|息)?:?"
    r"(?:(?P<digits>[0-9.]+)(?P<sign>[%‰‱])|(?P<whole>[百千万])分之(?P<spelt>[0-9.]+|[^/每]+?))"
    r"(?:(?:/|每|per|a)(?P<after>[年月日天]|year|month|day|annum)|p\.?(?P<short>[amd])\.?)?"
)
_UNITS: dict[str, RateUnit] = {
    "%": "percent",
    "百": "percent",
    "‰": "permille",
    "千": "permille",
    "‱": "per_ten_thousand",
    "万": "per_ten_thousand",
}
_PERIODS: dict[str, RatePeriod] = {
    "年": "year",
    "year": "year",
    "annum": "year",
    "a": "year",
    "月": "month",
    "month": "month",
    "m": "month",
    "日": "day",
    "天": "day",
    "day": "day",
    "d": "day",
}


def read_quote(text: str) -> RateQuote:
    """The quote in ``text``; what is understood stands at ``Rate.parse``. Raises InvalidRate.

    48 yuan a month on 8,000 yuan:

    >>> read_quote("月费率 千分之六")
    RateQuote(number='6', unit='permille', period='month')
    """
    if not isinstance(text, str) or len(text) > _LONGEST_TEXT:
        raise _unreadable(text)
    match = _QUOTE.fullmatch(_BLANKS.sub("", narrow(text)).lower())
    if match is None:
        raise _unreadable(text)
    number: str | None = match["digits"] or match["spelt"]
    if number and number[0] not in "0123456789.":
        number = decimal_from_chinese(number)
    if number is None:
        raise _unreadable(text)
    unit = _UNITS[match["sign"] or match["whole"]]
    said = {_PERIODS[word] for word in match.group("before", "after", "short") if word}
    return RateQuote(number, unit, _period(text, said, unit))


def _period(text: str, said: set[RatePeriod], unit: RateUnit) -> RatePeriod:
    if len(said) > 1:
        raise InvalidRate(field="rate", value=text, expected="one period, not two different ones")
    if said:
        return said.pop()
    if unit == "percent":
        return "year"
    # 万分之五 alone nearly always means a day; read as a yearly rate it would be 365 times too low.
    raise InvalidRate(field="rate", value=text, expected="the period too, such as 万分之五/天")


def _unreadable(text: object) -> InvalidRate:
    return InvalidRate(
        field="rate", value=text, expected="a rate such as 18%, 月费率0.6% or 日息万分之五"
    )
