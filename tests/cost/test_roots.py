"""Every pattern of signs: one rate, none and why, several and which."""

from __future__ import annotations

import pickle
from decimal import Decimal
from fractions import Fraction

import pytest

from ashore.cost import Equation, NoRate, Point, SeveralRates, irr, solve


def at(*amounts: int) -> list[Point]:
    return [Point(amount, k) for k, amount in enumerate(amounts)]


def test_a_loan_without_cost_is_exactly_zero() -> None:
    found = irr([300, -100, -100, -100])
    assert found.low == found.high == 0
    assert found.percent(2, "up") == "0.00"


def test_a_rate_that_ends_is_exact_and_not_rounded_up() -> None:
    found = irr([10_000_00, *[-75_00] * 11, -10_075_00])
    assert found.low == found.high == Decimal("0.0075")
    assert found.times(12).percent(2, "up") == "9.00"


def test_less_paid_than_received_is_a_rate_below_zero() -> None:
    assert irr([1_000_00, -900_00]).low == Decimal("-0.1")


def test_money_received_after_payments_began_has_its_one_rate() -> None:
    # 1,000 now, 300 back, 500 more, then 1,400: two changes more, one rate that rises.
    found = irr([1_000_00, -300_00, 500_00, -1_400_00])
    assert solve(Equation(at(1_000_00, -300_00, 500_00, -1_400_00))) == found
    assert found.percent(6) == f"{100 * _halved([1_000_00, -300_00, 500_00, -1_400_00]):.6f}"


def _halved(amounts: list[int]) -> float:
    low, high = 0.0, 10.0
    for _ in range(200):
        middle = (low + high) / 2
        if sum(amount / (1 + middle) ** k for k, amount in enumerate(amounts)) < 0:
            low = middle
        else:
            high = middle
    return low


def test_a_fee_before_the_drawing_leaves_the_rate_of_the_loan() -> None:
    # The other solution is at 20,000 %, where a higher fee would make the loan cheaper.
    cheap = irr([-150_00, 30_000_00, *[-2_800_00] * 12])
    dear = irr([-300_00, 30_000_00, *[-2_800_00] * 12])
    assert 0 < cheap.value < dear.value < Decimal("0.03")


def test_payments_that_do_not_cover_the_interest_have_a_rate_too() -> None:
    found = irr([1_000_00, *[-5_00] * 11, -1_300_00])
    assert Decimal("0.025") < found.value < Decimal("0.03")


def test_a_loan_of_one_day_may_cost_more_than_a_float_of_digits_holds() -> None:
    loan = [Point(100, 0), Point(-150, 0, Fraction(1, 365))]
    found = solve(Equation(loan))
    assert found.value == pytest.approx(Decimal("1.5") ** 365, rel=Decimal("1e-18"))
    assert found.percent(1).split(".")[0].isdigit()


@pytest.mark.parametrize(
    ("amounts", "why"),
    [
        ((), "no money moves"),
        ((0, 0), "no money moves"),
        ((100,), "nothing is paid back"),
        ((-100, -5), "nothing is received"),
        ((-100, 110), "a deposit, not a loan"),
        ((-100, 10, -100), "never worth"),
    ],
)
def test_flows_without_a_rate_say_why(amounts: tuple[int, ...], why: str) -> None:
    with pytest.raises(NoRate) as refused:
        irr(list(amounts))
    assert why in refused.value.reason


def test_two_rates_are_refused_with_both() -> None:
    # (x - 1.1)(x - 1.2)(x - 1.3), received first: it rises through zero at 10 % and at 30 %.
    with pytest.raises(SeveralRates) as refused:
        irr([1_000, -3_600, 4_310, -1_716])
    ten, thirty = refused.value.candidates
    assert (round(ten, 9), round(thirty, 9)) == (Decimal("0.1"), Decimal("0.3"))
    assert pickle.loads(pickle.dumps(refused.value)).candidates == (ten, thirty)


def test_a_rate_that_is_touched_but_not_crossed_is_no_rate_of_a_loan() -> None:
    # 100 (1 - 1.1 / x)^2: at 10 % the worth is zero, on both sides of it above.
    with pytest.raises(SeveralRates):
        irr([100, -220, 121])


def test_a_part_of_a_period_is_simple_or_compound_as_asked() -> None:
    points = [Point(1_000_00, 0), Point(-1_100_00, 1, Fraction(1, 2))]
    compound = solve(Equation(points)).value
    simple = solve(Equation(points, simple_part=True)).value
    assert abs((1 + compound) ** 3 - Decimal("1.1") ** 2) < Decimal("1e-18")
    assert abs((1 + simple) * (1 + simple / 2) - Decimal("1.1")) < Decimal("1e-18")
