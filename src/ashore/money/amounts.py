"""Amounts of money as integers of minor units, and their written form."""

from __future__ import annotations

import re
from typing import Literal

from ashore.money.currency import Currency
from ashore.money.errors import InvalidAmount, UnknownConvention
from ashore.money.full_width import narrow

MAX_MINOR = 2**53
"""Largest amount held, in minor units: it passes through JSON or a spreadsheet unharmed."""

Locale = Literal["zh-CN", "en"]
AmountStyle = Literal["symbol", "unit", "code", "plain"]

_LONGEST_TEXT = 64

_NUMBER = re.compile(
    r"(?P<whole>0|[1-9][0-9]*|[1-9][0-9]{0,2}(?:,[0-9]{3})+)(?:\.(?P<part>[0-9]+))?"
)
_WAN_DIGITS = 4


def check_minor(field: str, value: object, *, minimum: int = 0) -> int:
    """``value``, if it is a whole number of minor units from ``minimum`` to MAX_MINOR.

    ``field`` names the input in the error. Raises InvalidAmount for anything else, bool and float
    included: a float has lost the fen before anybody can look at it.

    >>> check_minor("principal_minor", 8_000_00, minimum=1)
    800000
    >>> check_minor("principal_minor", 8_000.00)
    Traceback (most recent call last):
    ashore.money.errors.InvalidAmount: principal_minor = 8000.0: expected a whole number of minor \
units, 0 to 9007199254740992
    """
    if type(value) is int and minimum <= value <= MAX_MINOR:
        return value
    raise InvalidAmount(
        field=field,
        value=value,
        expected=f"a whole number of minor units, {minimum} to {MAX_MINOR}",
    )


def parse_minor(
    text: str, currency: Currency, *, field: str = "amount", allow_negative: bool = False
) -> int:
    """The minor units that a person wrote, in the given currency.

    Understood: digits with or without thousands commas, at most as many decimals as the currency
    has, its code, symbol, Chinese name or unit around the number, 万 (ten thousand) behind it,
    full-width characters and surrounding blanks. A symbol may lack its country letters ("$" for
    "US$"). A minus sign stands first or right before the number, if ``allow_negative``.

    Raises InvalidAmount rather than guess: commas that do not part thousands, too many decimals,
    another currency's sign, anything left over, more than MAX_MINOR.

    >>> from ashore.money import currency
    >>> [parse_minor(t, currency("CNY")) for t in ("¥7,000.00", "7000元", "CNY 7,000", "0.7万元")]
    [700000, 700000, 700000, 700000]
    """
    if not isinstance(text, str) or len(text) > _LONGEST_TEXT:
        raise _unreadable(field, text, currency)
    body, prefixed_minus = _strip_minus(narrow(text).strip())
    body = _strip_prefix(body, currency)
    body, inner_minus = _strip_minus(body)
    body, scale = _strip_suffix(body, currency)
    number = _NUMBER.fullmatch(body)
    if number is None or (prefixed_minus and inner_minus):
        raise _unreadable(field, text, currency)
    part = number["part"] or ""
    decimals = currency.exponent + scale
    if len(part) > decimals:
        raise _unreadable(field, text, currency)
    minor = int(number["whole"].replace(",", "") + part.ljust(decimals, "0"))
    if prefixed_minus or inner_minus:
        if not allow_negative:
            raise InvalidAmount(field=field, value=text, expected="an amount that is not negative")
        minor = -minor
    if abs(minor) > MAX_MINOR:
        raise InvalidAmount(
            field=field, value=text, expected=f"at most {format_minor(MAX_MINOR, currency)}"
        )
    return minor


def format_minor(
    minor: int, currency: Currency, locale: Locale = "zh-CN", style: AmountStyle = "symbol"
) -> str:
    """``minor`` units written out in major units, thousands grouped, with all decimals.

    ``style``: "symbol" ¥7,000.00, "unit" 7,000.00元 (in English the code stands behind),
    "code" CNY 7,000.00, "plain" 7,000.00. A minus sign always stands first. ``parse_minor`` reads
    each of them back. Raises InvalidAmount unless ``minor`` is an int, UnknownConvention for
    another style or locale.

    >>> from ashore.money import currency
    >>> format_minor(-7_000_00, currency("CNY"))
    '-¥7,000.00'
    >>> format_minor(7_000_00, currency("CNY"), "en", style="unit")
    '7,000.00 CNY'
    >>> format_minor(7_000, currency("JPY"), style="unit"), format_minor(7_000, currency("KWD"))
    ('7,000日元', 'KWD 7.000')
    """
    if type(minor) is not int:
        raise InvalidAmount(field="minor", value=minor, expected="a whole number of minor units")
    if locale not in ("zh-CN", "en"):
        raise UnknownConvention(field="locale", value=locale, expected="one of zh-CN, en")
    whole, part = divmod(abs(minor), 10**currency.exponent)
    number = f"{whole:,}"
    if currency.exponent:
        number += f".{part:0{currency.exponent}d}"
    return ("-" if minor < 0 else "") + _dress(number, currency, locale, style)


def _dress(number: str, currency: Currency, locale: Locale, style: AmountStyle) -> str:
    if style == "plain":
        return number
    if style == "unit":
        return number + (currency.unit_zh if locale == "zh-CN" else f" {currency.code}")
    if style == "code":
        return f"{currency.code} {number}"
    if style == "symbol":
        # A symbol that ends in a letter would run into the digits.
        blank = " " if currency.symbol[-1].isalpha() else ""
        return currency.symbol + blank + number
    raise UnknownConvention(field="style", value=style, expected="one of symbol, unit, code, plain")


def _strip_minus(body: str) -> tuple[str, bool]:
    if body.startswith(("-", "−")):
        return body[1:].lstrip(), True
    return body, False


def _strip_prefix(body: str, currency: Currency) -> str:
    bare_sign = currency.symbol.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    for mark in (currency.symbol, currency.code, currency.name_zh, bare_sign):
        if mark and body.startswith(mark):
            return body[len(mark) :].lstrip()
    return body


def _strip_suffix(body: str, currency: Currency) -> tuple[str, int]:
    for mark in (currency.unit_zh, currency.code):
        if body.endswith(mark):
            body = body[: -len(mark)].rstrip()
            break
    if body.endswith("万"):
        return body[:-1].rstrip(), _WAN_DIGITS
    return body, 0


def _unreadable(field: str, text: object, currency: Currency) -> InvalidAmount:
    example = format_minor(7_000 * 10**currency.exponent, currency, style="plain")
    decimals = f"at most {currency.exponent} decimals" if currency.exponent else "no decimals"
    return InvalidAmount(
        field=field,
        value=text,
        expected=f"an amount in {currency.code} such as {example}, with {decimals}",
    )
