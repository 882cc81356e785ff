"""Fund arithmetic to the fen."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashore.wealth import InvalidFund, daily_income, purchase, seven_day_yield


@given(
    st.integers(0, 10**10),
    st.fractions(0, Fraction(1, 20), max_denominator=10_000),
    st.fractions(Fraction(1, 10), 10, max_denominator=10_000),
)
def test_net_and_fee_are_the_gross_amount(gross: int, fee: Fraction, price: Fraction) -> None:
    found = purchase(gross, fee=fee, net_asset_value=price)
    assert found.net_minor + found.fee_minor == gross
    # The fee is that share of the net amount, within the rounding of half a fen.
    assert abs(found.fee_minor - found.net_minor * fee) <= (1 + fee) / 2
    assert abs(found.units_hundredths * price - found.net_minor) <= price / 2


def test_income_is_cut_off_below_the_fen() -> None:
    assert daily_income(20_000_00, Fraction("0.5099")) == 101
    assert daily_income(0, Fraction(1)) == 0


@given(st.lists(st.fractions(0, 5, max_denominator=10_000), min_size=7, max_size=7))
def test_carried_daily_is_at_least_carried_monthly(incomes: list[Fraction]) -> None:
    assert seven_day_yield(incomes, compound=True) >= seven_day_yield(incomes, compound=False)


def test_bad_input_is_refused() -> None:
    with pytest.raises(InvalidFund, match="seven days"):
        seven_day_yield([Fraction(1)] * 6, compound=True)
    with pytest.raises(InvalidFund, match="zero or more"):
        purchase(1, fee=Fraction(-1), net_asset_value=Fraction(1))
    with pytest.raises(InvalidFund, match="above zero"):
        purchase(1, fee=Fraction(0), net_asset_value=Fraction(0))
