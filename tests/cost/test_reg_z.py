"""Regulation Z: unit-periods from dates, both methods, and the tolerance of what is disclosed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from ashore.cost import (
    Interval,
    NoRate,
    UnitPeriod,
    apr,
    apr_shown,
    unit_period_of,
    unit_periods_between,
    us_rule_apr,
)
from ashore.money import add_months


def monthly(first: date, count: int, amount: int, every: int = 1) -> list[tuple[date, int]]:
    return [(add_months(first, k * every), -amount) for k in range(count)]


def test_long_first_periods_as_the_appendix_prints_them() -> None:
    # Appendix J (c)(1)(ii) and (iv).
    long_month = [(date(1978, 2, 10), 6_000_00), *monthly(date(1978, 4, 1), 36, 200_00)]
    quarter = [(date(1978, 5, 23), 10_000_00), *monthly(date(1978, 10, 1), 40, 385_00, every=3)]
    assert apr_shown(apr(long_month).apr) == "11.82"
    assert apr_shown(apr(quarter).apr) == "8.97"
    assert apr(quarter).points[1][1:] == (1, Fraction(39, 90))


@pytest.mark.parametrize(
    ("payments", "unit"),
    [
        ([date(2025, 1, 31), date(2025, 2, 28), date(2025, 3, 31)], UnitPeriod(1, Interval.MONTH)),
        ([date(2025, 2, 28), date(2025, 4, 30)], UnitPeriod(2, Interval.MONTH)),
        (
            [date(2025, 1, 15), date(2025, 1, 31), date(2025, 2, 15)],
            UnitPeriod(1, Interval.SEMIMONTH),
        ),
        ([date(2025, 1, 15), date(2025, 1, 29), date(2025, 2, 12)], UnitPeriod(2, Interval.WEEK)),
        ([date(2025, 1, 11), date(2025, 1, 21), date(2025, 1, 31)], UnitPeriod(10, Interval.DAY)),
        ([date(2026, 1, 1), date(2027, 1, 1), date(2028, 1, 1)], UnitPeriod(1, Interval.YEAR)),
    ],
)
def test_the_unit_period_is_the_common_interval(payments: list[date], unit: UnitPeriod) -> None:
    # Advanced on the day of the first payment, so that the rhythm is that of the payments alone.
    assert unit_period_of([payments[0]], payments) == unit


def test_two_intervals_as_common_give_the_shorter() -> None:
    payments = [date(2025, 2, 1), date(2025, 3, 1), date(2025, 6, 1), date(2025, 9, 1)]
    assert unit_period_of([date(2025, 1, 1)], payments) == UnitPeriod(1, Interval.MONTH)


def test_no_common_interval_gives_the_average() -> None:
    # 20, 33 and 37 days: 30 on average.
    payments = [date(2025, 1, 21), date(2025, 2, 23), date(2025, 4, 1)]
    assert unit_period_of([date(2025, 1, 1)], payments) == UnitPeriod(1, Interval.MONTH)


def test_month_ends_are_whole_months_apart() -> None:
    month = UnitPeriod(1, Interval.MONTH)
    assert unit_periods_between(date(2025, 1, 31), date(2025, 2, 28), month, 31) == (1, Fraction(0))
    assert unit_periods_between(date(2025, 1, 30), date(2025, 2, 28), month, 30) == (1, Fraction(0))
    assert unit_periods_between(date(2025, 2, 28), date(2025, 3, 31), month, 31) == (1, Fraction(0))


def test_years_leave_months_or_days() -> None:
    year = UnitPeriod(1, Interval.YEAR)
    assert unit_periods_between(date(2025, 1, 10), date(2027, 4, 10), year) == (2, Fraction(1, 4))
    assert unit_periods_between(date(2025, 1, 10), date(2027, 1, 20), year) == (
        2,
        Fraction(10, 365),
    )


def test_the_disclosed_rate_may_be_an_eighth_off_or_a_quarter() -> None:
    regular = [(date(2025, 1, 1), 1_000_00), *monthly(date(2025, 2, 1), 12, 90_00)]
    uneven = [*regular, (date(2025, 6, 1), -50_00)]
    found, other = apr(regular), apr(uneven)
    assert (found.irregular, other.irregular) == (False, True)
    for each, off in ((found, "0.125"), (other, "0.25")):
        true = 100 * each.apr.value
        assert each.accurate(true + Decimal(off) - Decimal("0.0001"))
        assert not each.accurate(true + Decimal(off) + Decimal("0.0001"))
        assert not each.accurate(true - Decimal(off) - Decimal("0.0001"))


def test_the_methods_agree_where_every_payment_covers_its_charges() -> None:
    flows = [(date(2025, 1, 1), 1_000_00), *monthly(date(2025, 2, 1), 12, 90_00)]
    one, other = apr(flows).apr.value, us_rule_apr(flows).apr.value
    assert abs(one - other) < Decimal("1e-17")


def test_waiting_charges_bear_no_charges_under_the_united_states_rule() -> None:
    # Two years at 12 %: 240 of simple charges, 254.40 of compound ones.
    flows = [(date(2025, 1, 1), 1_000_00), (date(2027, 1, 1), -1_240_00)]
    assert apr_shown(us_rule_apr(flows).apr) == "12.00"
    assert apr_shown(apr(flows).apr) == "11.36"


def test_less_repaid_than_advanced_is_a_rate_below_zero() -> None:
    flows = [(date(2025, 1, 1), 1_000_00), (date(2026, 1, 1), -900_00)]
    assert us_rule_apr(flows).apr.percent(2) == apr(flows).apr.percent(2) == "-10.00"


@pytest.mark.parametrize("method", [apr, us_rule_apr])
def test_flows_one_way_have_no_rate(method: object) -> None:
    assert callable(method)
    with pytest.raises(NoRate, match="nothing is paid back"):
        method([(date(2025, 1, 1), 1_000_00)])
    with pytest.raises(NoRate, match="nothing is received"):
        method([(date(2025, 1, 1), -1_000_00)])


def test_a_unit_period_is_a_year_at_most() -> None:
    with pytest.raises(ValueError, match="up to a year"):
        UnitPeriod(13, Interval.MONTH)
