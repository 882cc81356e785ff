"""Rates: exact however quoted, refused when not."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashore.money import RATE_DENOMINATOR, InvalidRate, Rate

rates = st.integers(0, 1_000 * RATE_DENOMINATOR).map(Rate)


@pytest.mark.parametrize(
    ("rate", "percent"),
    [
        (Rate.per_year("18"), "18"),
        (Rate.per_year(18), "18"),
        (Rate.per_year(Decimal("18.25")), "18.25"),
        (Rate.per_year("0.18", unit="fraction"), "18"),
        (Rate.per_year("180", unit="permille"), "18"),
        (Rate.per_year("0"), "0"),
        (Rate.per_year("0.0000001"), "0.0000001"),
        (Rate.per_year("100000"), "100000"),
        (Rate.per_month("0.6"), "7.2"),
        (Rate.per_month("60", unit="per_ten_thousand"), "7.2"),
        (Rate.per_day("0.05", day_basis=365), "18.25"),
        (Rate.per_day("0.05", day_basis=360), "18"),
        (Rate.per_day("0.05", day_basis=366), "18.3"),
        (Rate.per_day("5", day_basis=364, unit="per_ten_thousand"), "18.2"),
        (Rate.whole_term("7.2", months=12), "7.2"),
        (Rate.whole_term("7.2", months=36), "2.4"),
        (Rate.whole_term("3.5", months=6), "7"),
    ],
)
def test_a_quote_has_one_annual_rate(rate, percent):
    assert rate.percent_per_year() == percent


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("18%", "18"),
        ("18 %", "18"),
        ("１８％", "18"),
        ("年利率18%", "18"),
        ("年利率：18%", "18"),
        ("年化18%", "18"),
        ("年化利率18.25%", "18.25"),
        ("18%/年", "18"),
        ("18% p.a.", "18"),
        ("18% a year", "18"),
        ("18% per annum", "18"),
        ("年利率百分之十八", "18"),
        ("百分之十八点二五", "18.25"),
        ("百分之二十四", "24"),
        ("百分之一百零八", "108"),
        ("月费率0.6%", "7.2"),
        ("月利率千分之六", "7.2"),
        ("月息6‰", "7.2"),
        ("0.6%/month", "7.2"),
        ("每月", None),
        ("0.6%每月", "7.2"),
        ("日利率0.05%", "18.25"),
        ("日息万分之五", "18.25"),
        ("日息万分之5", "18.25"),
        ("日利率 5‱", "18.25"),
        ("万分之五/天", "18.25"),
        ("万分之五每日", "18.25"),
        ("日息万分之五/日", "18.25"),
        ("万分之四点五/天", "16.425"),
        ("日息万分之〇点五", "1.825"),
        ("日息万分之两", "7.3"),
        ("0.05%/day", "18.25"),
        ("0.05% per day", "18.25"),
        ("万分之五", None),
        ("5‱", None),
        ("6‰", None),
        ("18", None),
        ("", None),
        ("%", None),
        ("-18%", None),
        ("1.8.5%", None),
        ("1,8%", None),
        (".5%", None),
        ("5.%", None),
        ("18%%", None),
        ("月息2分", None),
        ("月息二厘", None),
        ("百分之一百五", None),
        ("百分之五点", None),
        ("百分之点五", None),
        ("百分之十十", None),
        ("百分之", None),
        ("万分之每日", None),
        ("日利率0.05%/月", None),
        ("年利率18%/天", None),
        ("100001%", None),
        ("0.00000001%", None),
        ("٥%", None),
        ("18% a fortnight", None),
    ],
)
def test_reads_quotes_in_words(text, percent):
    if percent is None:
        with pytest.raises(InvalidRate):
            Rate.parse(text, day_basis=365)
    else:
        assert Rate.parse(text, day_basis=365).percent_per_year() == percent


def test_a_daily_quote_needs_the_days_of_its_year():
    assert Rate.parse("日息万分之五", day_basis=360).percent_per_year() == "18"
    with pytest.raises(InvalidRate) as refusal:
        Rate.parse("日息万分之五")
    assert refusal.value.field == "day_basis"


def test_all_spoken_percentages_are_read():
    assert Rate.parse("百分之十").percent_per_year() == "10"
    assert Rate.parse("百分之一十").percent_per_year() == "10"
    assert Rate.parse("百分之一百一十").percent_per_year() == "110"
    assert Rate.parse("百分之零点零五/天", day_basis=360).percent_per_year() == "18"


@pytest.mark.parametrize(
    "value",
    [
        18.0,
        0.05,
        True,
        None,
        "",
        " ",
        "abc",
        "-1",
        "+1",
        "1e2",
        "1/3",
        "1_0",
        "٥",
        ".5",
        "5.",
        "²",
        -1,
        Decimal("NaN"),
        Decimal("Infinity"),
        Decimal("1e40"),
        Decimal(-1),
        100001,
        "1" * 40,
    ],
)
def test_takes_only_exact_reasonable_numbers(value):
    with pytest.raises(InvalidRate):
        Rate.per_year(value)


@pytest.mark.parametrize(
    "quote",
    [
        lambda: Rate.per_year("0.00000001"),
        lambda: Rate.per_month("0.000000001"),
        lambda: Rate.whole_term("10", months=7),
        lambda: Rate.whole_term("10", months=0),
        lambda: Rate.per_day("0.05", day_basis=30),
        lambda: Rate.per_day("0.05", day_basis=365.0),
        lambda: Rate.per_day("300", day_basis=365),
        lambda: Rate.per_year("18", unit="percents"),
        lambda: Rate(-1),
        lambda: Rate(1.0),
        lambda: Rate(True),
        lambda: Rate(10**12 + 1),
        lambda: Rate(1).times(1, 2),
        lambda: Rate(1).times(-1),
        lambda: Rate(1).times(1, 0),
        lambda: Rate(10).times(1.5),
        lambda: Rate(10**12).times(2),
        lambda: Rate(1).percent_per_day(31),
        lambda: Rate.parse(None),
        lambda: Rate.parse("1" * 65 + "%"),
    ],
)
def test_refuses_what_cannot_be_kept(quote):
    with pytest.raises(InvalidRate):
        quote()


@given(rates)
def test_the_annual_percentage_is_exact(rate):
    assert Rate.per_year(rate.percent_per_year()) == rate
    assert Fraction(rate.percent_per_year()) == Fraction(rate.ppb * 100, RATE_DENOMINATOR)


@given(rates, st.sampled_from([360, 364, 365, 366]))
def test_shorter_percentages_are_exact_or_say_that_they_are_not(rate, basis):
    for shown, parts in ((rate.percent_per_month(), 12), (rate.percent_per_day(basis), basis)):
        exact = Fraction(rate.ppb * 100, RATE_DENOMINATOR * parts)
        if shown.startswith("≈"):
            assert 0 < abs(Fraction(shown[1:]) - exact) <= Fraction(1, 2 * 10**8)
        else:
            assert Fraction(shown) == exact


def test_a_rounded_percentage_carries():
    assert Rate(119_999_999_999).percent_per_month() == "≈999.99999999"
    assert Rate(11_999_999_999).percent_per_month() == "≈99.99999999"
    assert Rate(1).percent_per_day(365) == "≈0.00000000"


@given(st.integers(0, 10**11), st.integers(0, 9), st.integers(1, 9))
def test_a_multiple_is_exact_or_refused(ppb, numerator, denominator):
    exact = Fraction(ppb * numerator, denominator)
    if exact.denominator == 1:
        assert Rate(ppb).times(numerator, denominator) == Rate(int(exact))
    else:
        with pytest.raises(InvalidRate):
            Rate(ppb).times(numerator, denominator)


def test_rates_are_ordered_by_size():
    assert Rate.per_month("1") < Rate.per_day("0.05", day_basis=365) < Rate.per_year("24")
    assert len({Rate.per_year("18"), Rate.per_month("1.5")}) == 1


def test_a_rate_never_changes():
    with pytest.raises(AttributeError):
        Rate(1).ppb = 2
