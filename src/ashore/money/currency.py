"""Currencies: how many decimals each one has, and what it is called."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import NamedTuple

from ashore.money.errors import UnknownCurrency


class Currency(NamedTuple):
    """A currency of ISO 4217.

    ``exponent``: decimals of the major unit, so that one major unit is 10 ** exponent minor units.
    ``symbol`` stands before an amount and names one currency only (the code where no such sign is
    in use); ``unit_zh`` stands behind it in Chinese.

    >>> yuan = currency("CNY")
    >>> yuan.symbol, yuan.unit_zh, 7_000 * 10**yuan.exponent
    ('¥', '元', 700000)
    """

    code: str
    exponent: int
    symbol: str
    name_en: str
    name_zh: str
    unit_zh: str


def currency(code: str) -> Currency:
    """The currency with that ISO 4217 code, in capitals.

    Raises UnknownCurrency for anything but active currencies with 0, 2 or 3 decimals: funds codes
    (some with 4 decimals), metals and withdrawn codes are no money that one can lend.

    7,000 yen and 7 Kuwaiti dinars are the same number of minor units:

    >>> 7_000 * 10 ** currency("JPY").exponent == 7 * 10 ** currency("KWD").exponent
    True
    """
    try:
        return _table()[code]
    except (KeyError, TypeError):
        raise UnknownCurrency(
            field="currency",
            value=code,
            expected="the code of an active ISO 4217 currency with 0, 2 or 3 decimals",
        ) from None


def currency_codes() -> tuple[str, ...]:
    """All codes that ``currency`` knows, in alphabetical order.

    >>> [code for code in currency_codes() if currency(code).exponent == 3]
    ['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']
    """
    return tuple(_table())


@cache
def _table() -> dict[str, Currency]:
    source = files("ashore.money") / "data" / "iso4217.tsv"
    lines = source.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")][1:]
    return {
        code: Currency(code, int(exponent), symbol, name_en, name_zh, unit_zh)
        for code, exponent, symbol, name_en, name_zh, unit_zh in rows
    }
