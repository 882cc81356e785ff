"""What must hold of every rate, whatever the flows."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from hypothesis import assume, given
from hypothesis import strategies as st

from ashore.cost import (
    Equation,
    Figure,
    Interval,
    NoRate,
    Point,
    SeveralRates,
    UnitPeriod,
    apr,
    aprc_of_times,
    irr_by_days,
    solve,
    us_rule_apr,
)
from ashore.cost.us_rule import balance_at_end
from tests.cost.lives import dated, loans, worths

Dated = list[tuple[date, int]]
DAY = UnitPeriod(1, Interval.DAY)


def solved(points: list[Point], *, simple_part: bool = False) -> Figure:
    try:
        return solve(Equation(points, simple_part=simple_part))
    except NoRate:
        assume(False)
        raise


@given(loans(), st.booleans())
def test_the_rate_discounts_the_flows_to_zero(points: list[Point], simple_part: bool) -> None:
    found = solved(points, simple_part=simple_part)
    principal = sum(point.amount for point in points if point.amount > 0)
    each = worths(points, found.value, simple_part=simple_part)
    # Money far ahead at a rate near -100 % weighs without bound, so it is measured against what it weighs.
    assert abs(sum(each, Decimal(0))) <= max(
        Decimal(principal), sum(map(abs, each), Decimal(0))
    ) * Decimal("1e-12")
    assert found.high - found.low <= Decimal("1e-18") * max(Decimal(1), abs(found.value))


@given(loans(), st.booleans())
def test_the_bracket_holds_the_rate(points: list[Point], simple_part: bool) -> None:
    found = solved(points, simple_part=simple_part)
    low = worths(points, found.low, simple_part=simple_part)
    high = worths(points, found.high, simple_part=simple_part)
    if found.low == found.high:
        assert abs(sum(low, Decimal(0))) < Decimal("1e-30") * sum(map(abs, low), Decimal(0))
    else:
        assert sum(low) < 0 < sum(high)


@given(loans(), st.integers(1, 1_000_00), st.integers(0, 300), st.booleans())
def test_more_cost_never_means_a_lower_figure(
    points: list[Point], cost: int, when: int, simple_part: bool
) -> None:
    before = solved(points, simple_part=simple_part)
    try:
        after = solve(Equation([*points, Point(-cost, when)], simple_part=simple_part))
    except (NoRate, SeveralRates):
        assume(False)
        raise
    assert after.high >= before.low


@given(loans(), st.integers(-100, 100), st.fractions(0, 1, max_denominator=12))
def test_flows_shifted_in_time_have_the_same_rate(
    points: list[Point], periods: int, part: Fraction
) -> None:
    times = [(point.whole + point.part, point.amount) for point in points]
    try:
        here = aprc_of_times(times)
    except NoRate:
        assume(False)
        raise
    assert aprc_of_times((time + periods + part, amount) for time, amount in times) == here


@given(dated(), st.integers(-3_000, 3_000))
def test_days_shifted_have_the_same_rate(flows: Dated, days: int) -> None:
    later = [(day + timedelta(days=days), amount) for day, amount in flows]
    assert irr_by_days(later) == irr_by_days(flows)
    assert apr(later, DAY).apr == apr(flows, DAY).apr
    assert us_rule_apr(later, DAY).apr == us_rule_apr(flows, DAY).apr


@given(loans(), st.integers(1, 10**6))
def test_the_unit_of_money_does_not_matter(points: list[Point], factor: int) -> None:
    found = solved(points)
    many = solve(Equation([point._replace(amount=point.amount * factor) for point in points]))
    assert abs(found.value - many.value) <= Decimal("1e-18") * max(Decimal(1), abs(found.value))


@given(dated())
def test_the_united_states_rule_repays_the_loan(flows: Dated) -> None:
    found = us_rule_apr(flows, DAY)
    left = balance_at_end(found.points, found.per_period.value)
    assert abs(left) <= flows[0][1] * Decimal("1e-12")


@given(dated())
def test_charges_that_wait_without_charges_ask_for_no_lower_rate(flows: Dated) -> None:
    assert us_rule_apr(flows, DAY).apr.high >= apr(flows, DAY).apr.low
