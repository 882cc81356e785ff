"""Amounts: what is held, what is read, what is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashore.money import (
    MAX_MINOR,
    InvalidAmount,
    UnknownConvention,
    check_minor,
    currency,
    currency_codes,
    format_minor,
    parse_minor,
)

CNY = currency("CNY")
currencies = st.sampled_from(currency_codes()).map(currency)
amounts = st.integers(-MAX_MINOR, MAX_MINOR)
styles = st.sampled_from(["symbol", "unit", "code", "plain"])
locales = st.sampled_from(["zh-CN", "en"])


@given(amounts, currencies, locales, styles)
def test_every_written_amount_is_read_back(minor, of, locale, style):
    assert parse_minor(format_minor(minor, of, locale, style), of, allow_negative=True) == minor


@pytest.mark.parametrize("code", currency_codes())
@pytest.mark.parametrize("style", ["symbol", "unit", "code", "plain"])
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_each_currency_survives_the_round_trip(code, style, locale):
    of = currency(code)
    for minor in (0, 1, -1, 999, 1_000, -123_456_789, MAX_MINOR):
        written = format_minor(minor, of, locale, style)
        assert parse_minor(written, of, allow_negative=True) == minor


@pytest.mark.parametrize(
    ("text", "minor"),
    [
        ("7,000.00", 7_000_00),
        ("7000", 7_000_00),
        ("7000.5", 7_000_50),
        ("0", 0),
        ("0.01", 1),
        ("¥7,000.00", 7_000_00),
        ("￥7,000.00", 7_000_00),
        ("¥ 7,000.00", 7_000_00),
        ("7,000.00元", 7_000_00),
        ("7000 元", 7_000_00),
        ("¥7000元", 7_000_00),
        ("人民币7,000.00元", 7_000_00),
        ("CNY 7,000", 7_000_00),
        ("7,000.00 CNY", 7_000_00),
        ("７，０００．００", 7_000_00),
        ("\u3000７０００元 ", 7_000_00),
        ("  7,000.00\n", 7_000_00),
        ("1.5万", 15_000_00),
        ("0.8万元", 8_000_00),
        ("1,000万元", 10_000_000_00),
        ("0.000001万", 1),
        ("¥1.5 万", 15_000_00),
        ("1,234,567.89", 1_234_567_89),
    ],
)
def test_reads_what_people_write(text, minor):
    assert parse_minor(text, CNY) == minor


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "元",
        "¥",
        "万",
        "7,00.00",
        "70,00",
        "7000,000",
        "7,0000",
        ",700",
        "0,700",
        "1,000,00",
        "007",
        "7.",
        ".5",
        "7.001",
        "7.000",
        "0.0000001万",
        "7.0.0",
        "1.000,00",
        "7 000",
        "1.5万5千",
        "1万万",
        "2亿",
        "7000美元",
        "$7000",
        "USD 7000",
        "¥¥7000",
        "7000元元",
        "+7000",
        "--7000",
        "-¥-7000",
        "7000-",
        "(7000)",
        "7e3",
        "1_000",
        "七千",
        "٧٠٠٠",
        "7000\u200b",
        "NaN",
        "1" * 65,
    ],
)
def test_refuses_rather_than_guesses(text):
    with pytest.raises(InvalidAmount) as refusal:
        parse_minor(text, CNY, field="instalment", allow_negative=True)
    assert refusal.value.field == "instalment"
    assert refusal.value.value == text


@pytest.mark.parametrize("text", ["-7,000.00", "-¥7,000.00", "¥-7,000.00", "−7000元", "－７０００"])
def test_reads_a_minus_only_where_allowed(text):
    assert parse_minor(text, CNY, allow_negative=True) == -7_000_00
    with pytest.raises(InvalidAmount, match="not negative"):
        parse_minor(text, CNY)


def test_a_refusal_says_what_would_be_right():
    with pytest.raises(InvalidAmount, match=r"JPY such as 7,000, with no decimals"):
        parse_minor("7,000.00", currency("JPY"))


@pytest.mark.parametrize(
    ("code", "text", "minor"),
    [
        ("JPY", "JP¥7,000", 7_000),
        ("JPY", "¥7,000", 7_000),
        ("JPY", "1.5万日元", 15_000),
        ("USD", "$7,000.00", 7_000_00),
        ("USD", "US$7,000.00", 7_000_00),
        ("HKD", "7000港元", 7_000_00),
        ("KWD", "7.125", 7_125),
        ("PLN", "zł 7.50", 7_50),
    ],
)
def test_reads_the_signs_of_the_given_currency(code, text, minor):
    assert parse_minor(text, currency(code)) == minor


def test_reads_up_to_the_largest_amount_and_not_beyond():
    assert parse_minor("90,071,992,547,409.92", CNY) == MAX_MINOR
    with pytest.raises(InvalidAmount, match=r"at most ¥90,071,992,547,409\.92"):
        parse_minor("90,071,992,547,409.93", CNY)


@pytest.mark.parametrize(
    ("minor", "locale", "style", "text"),
    [
        (7_000_00, "zh-CN", "symbol", "¥7,000.00"),
        (7_000_00, "zh-CN", "unit", "7,000.00元"),
        (7_000_00, "en", "unit", "7,000.00 CNY"),
        (7_000_00, "zh-CN", "code", "CNY 7,000.00"),
        (7_000_00, "en", "plain", "7,000.00"),
        (-7_000_00, "zh-CN", "symbol", "-¥7,000.00"),
        (-7_000_00, "zh-CN", "code", "-CNY 7,000.00"),
        (5, "zh-CN", "symbol", "¥0.05"),
        (-5, "zh-CN", "plain", "-0.05"),
        (0, "zh-CN", "symbol", "¥0.00"),
        (1_234_567_89, "zh-CN", "symbol", "¥1,234,567.89"),
    ],
)
def test_writes_amounts(minor, locale, style, text):
    assert format_minor(minor, CNY, locale, style) == text


@pytest.mark.parametrize("minor", [7000.0, True, "7000", None])
def test_writes_nothing_but_whole_minor_units(minor):
    with pytest.raises(InvalidAmount):
        format_minor(minor, CNY)


def test_knows_only_its_styles_and_locales():
    with pytest.raises(UnknownConvention, match="style"):
        format_minor(1, CNY, "en", "words")
    with pytest.raises(UnknownConvention, match="locale"):
        format_minor(1, CNY, "fr")


@given(st.integers(0, MAX_MINOR))
def test_holds_whole_minor_units(minor):
    assert check_minor("amount_minor", minor) == minor


@pytest.mark.parametrize("value", [-1, MAX_MINOR + 1, 1.0, 0.1, True, False, "1", None, 1 + 0j])
def test_holds_nothing_else(value):
    with pytest.raises(InvalidAmount) as refusal:
        check_minor("amount_minor", value)
    assert refusal.value.to_dict()["field"] == "amount_minor"


def test_the_least_amount_is_the_callers():
    assert check_minor("change_minor", -5, minimum=-10) == -5
    with pytest.raises(InvalidAmount, match="1 to"):
        check_minor("principal_minor", 0, minimum=1)


@pytest.mark.parametrize("text", [7000, 7.5, None, b"7000"])
def test_reads_text_only(text):
    with pytest.raises(InvalidAmount):
        parse_minor(text, CNY)


@given(st.text(max_size=20), currencies)
def test_any_text_is_read_or_refused(text, of):
    try:
        minor = parse_minor(text, of, allow_negative=True)
    except InvalidAmount:
        return
    assert abs(minor) <= MAX_MINOR
