"""Currencies: the table holds together."""

import re

import pytest

from ashore.money import UnknownCurrency, currency, currency_codes


@pytest.mark.parametrize(
    ("code", "exponent"),
    [
        ("CNY", 2),
        ("JPY", 0),
        ("KRW", 0),
        ("CLP", 0),
        ("ISK", 0),
        ("VND", 0),
        ("KWD", 3),
        ("TND", 3),
        ("IQD", 3),
        ("USD", 2),
        ("MGA", 2),
        ("HUF", 2),
        ("XCG", 2),
        ("UGX", 0),
    ],
)
def test_decimals_are_those_of_the_standard(code, exponent):
    assert currency(code).exponent == exponent


@pytest.mark.parametrize(
    "code",
    ["CLF", "UYW", "XAU", "XXX", "XTS", "HRK", "BGN", "ANG", "ZWL", "cny", "", "RMB", None, []],
)
def test_refuses_what_is_not_lent(code):
    with pytest.raises(UnknownCurrency) as refusal:
        currency(code)
    assert refusal.value.field == "currency"


def test_each_symbol_names_one_currency():
    symbols = [currency(code).symbol for code in currency_codes()]
    assert len(set(symbols)) == len(symbols)


def test_each_chinese_name_names_one_currency():
    names = [currency(code).name_zh for code in currency_codes()]
    assert len(set(names)) == len(names)


def test_the_table_is_complete_and_in_order():
    codes = currency_codes()
    assert list(codes) == sorted(set(codes))
    for code in codes:
        row = currency(code)
        assert row.code == code
        assert re.fullmatch("[A-Z]{3}", code)
        assert row.exponent in (0, 2, 3)
        assert all(text and text == text.strip() for text in row[2:])
