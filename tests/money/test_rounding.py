"""Rounding: one division, exact, and shares that add up."""

import decimal
import itertools
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashore.money import (
    InvalidDivision,
    Rounding,
    divide,
    muldiv,
    split,
    split_even,
    to_multiple,
)

DECIMAL_MODE = {
    Rounding.HALF_UP: decimal.ROUND_HALF_UP,
    Rounding.HALF_EVEN: decimal.ROUND_HALF_EVEN,
    Rounding.UP: decimal.ROUND_UP,
    Rounding.DOWN: decimal.ROUND_DOWN,
}
modes = st.sampled_from(Rounding)
whole = st.integers(-(10**30), 10**30)
small = st.integers(-60, 60)
divisors = st.one_of(st.integers(1, 12), st.integers(1, 10**25))


@given(whole, st.integers(0, 12), modes)
def test_dividing_by_a_power_of_ten_is_what_decimal_does(numerator, places, mode):
    with decimal.localcontext() as context:
        context.prec = 60
        expected = Decimal(numerator).scaleb(-places).quantize(Decimal(1), DECIMAL_MODE[mode])
    assert divide(numerator, 10**places, mode) == int(expected)


def by_definition(value: Fraction, mode: Rounding) -> int:
    """The nearest of all candidates, with the tie decided in words."""
    below, above = value.__floor__(), value.__ceil__()
    towards, away = (below, above) if value >= 0 else (above, below)
    if mode is Rounding.DOWN:
        return towards
    if mode is Rounding.UP:
        return away
    if abs(value - towards) != abs(away - value):
        return min(towards, away, key=lambda whole: abs(value - whole))
    if mode is Rounding.HALF_UP:
        return away
    return towards if towards % 2 == 0 else away


@given(st.one_of(whole, small), divisors, modes)
def test_dividing_follows_the_definition(numerator, denominator, mode):
    expected = by_definition(Fraction(numerator, denominator), mode)
    assert divide(numerator, denominator, mode) == expected


@given(whole, divisors, modes)
def test_rounding_treats_both_signs_alike(numerator, denominator, mode):
    assert divide(-numerator, denominator, mode) == -divide(numerator, denominator, mode)


@given(whole, whole, divisors, modes)
def test_money_times_rate_is_rounded_once(a, b, c, mode):
    assert muldiv(a, b, c, mode) == by_definition(Fraction(a * b, c), mode)


@given(whole, divisors, modes)
def test_a_multiple_is_the_rounded_number_of_times(value, multiple, mode):
    moved = to_multiple(value, multiple, mode)
    assert moved % multiple == 0
    assert moved == by_definition(Fraction(value, multiple), mode) * multiple


@pytest.mark.parametrize("denominator", [0, -1])
@pytest.mark.parametrize("mode", Rounding)
@pytest.mark.parametrize("numerator", [5, 0, -5])
def test_divides_by_nothing_but_positive_numbers(numerator, denominator, mode):
    with pytest.raises(InvalidDivision):
        divide(numerator, denominator, mode)


weights = st.lists(st.integers(0, 10**12), min_size=1, max_size=40).filter(any)


@given(whole, weights)
def test_shares_add_up_and_are_less_than_a_unit_off(total, by):
    shares = split(total, by)
    assert sum(shares) == total
    assert len(shares) == len(by)
    for share, weight in zip(shares, by, strict=True):
        assert abs(share - Fraction(total * weight, sum(by))) < 1
        assert weight or share == 0


@given(st.integers(0, 10**9), weights)
def test_a_larger_weight_never_gets_less(total, by):
    shares = split(total, by)
    ordered = sorted(zip(by, shares, strict=True))
    assert all(low[1] <= high[1] for low, high in itertools.pairwise(ordered) if low[0] < high[0])


def test_among_equal_remainders_the_first_is_served_first():
    assert split(7, [1, 1, 1, 1]) == (2, 2, 2, 1)
    assert split(-7, [1, 1, 1, 1]) == (-2, -2, -2, -1)
    assert split(3, [1, 2, 1, 2]) == (1, 1, 0, 1)


@given(whole, st.integers(1, 400))
def test_even_shares_are_the_split_by_equal_weights(total, n):
    assert split_even(total, n) == split(total, [1] * n)


@pytest.mark.parametrize("by", [[], [0], [0, 0], [1, -1], [5, -1], [-2]])
def test_shares_need_a_weight(by):
    with pytest.raises(InvalidDivision) as refusal:
        split(100, by)
    assert refusal.value.field == "weights"


@pytest.mark.parametrize("n", [0, -1])
def test_even_shares_need_someone_to_take_them(n):
    with pytest.raises(InvalidDivision):
        split_even(100, n)
