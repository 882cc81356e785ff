"""European time and the assumptions of the European rate."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from ashore.cost import (
    CONSUMER_CEILING_MINOR,
    Interval,
    InvalidCost,
    MonthlyRate,
    NoRate,
    after_introduction,
    aprc,
    aprc_by_days,
    aprc_of_times,
    highest,
    open_end_credit,
    overdraft,
    years_between,
)
from ashore.money import Rate, add_months


@pytest.mark.parametrize(
    ("drawn", "later", "years"),
    [
        # The directive's own: 12 January to 15 February.
        (date(2026, 1, 12), date(2026, 2, 15), Fraction(3, 365) + Fraction(1, 12)),
        (date(2024, 2, 10), date(2024, 4, 1), Fraction(20, 366) + Fraction(1, 12)),
        (date(2026, 1, 31), date(2026, 2, 28), Fraction(28, 365)),
        (date(2026, 1, 1), date(2026, 1, 15), Fraction(14, 365)),
        (date(2023, 3, 1), date(2024, 3, 1), Fraction(1)),
        (date(2026, 1, 1), date(2025, 1, 1), Fraction(-1)),
    ],
)
def test_whole_months_first_days_before_them(drawn: date, later: date, years: Fraction) -> None:
    assert years_between(drawn, later) == years


def test_weeks_years_and_days() -> None:
    drawn = date(2026, 1, 5)
    assert years_between(drawn, date(2026, 3, 2), Interval.WEEK) == Fraction(8, 52)
    assert years_between(drawn, date(2026, 3, 4), Interval.WEEK) == Fraction(8, 52) + Fraction(
        2, 365
    )
    assert years_between(drawn, date(2026, 2, 8), Interval.YEAR) == Fraction(34, 365)
    assert years_between(drawn, date(2026, 2, 8), Interval.DAY) == Fraction(34, 365)


def test_dates_and_years_give_one_rate() -> None:
    drawn = date(2026, 1, 12)
    dated = [
        (drawn, 196_000_00),
        *((add_months(date(2026, 2, 15), k), -1_433_57) for k in range(240)),
    ]
    first = Fraction(3, 365) + Fraction(1, 12)
    timed = [(Fraction(0), 196_000_00), *((first + Fraction(k, 12), -1_433_57) for k in range(240))]
    assert aprc(dated) == aprc_of_times(timed)


def test_a_weekly_loan_is_counted_in_weeks() -> None:
    drawn = date(2026, 1, 1)
    dated = [
        (drawn, 500_00),
        *((date.fromordinal(drawn.toordinal() + 7 * k), -60_00) for k in range(1, 11)),
    ]
    timed = [(Fraction(0), 500_00), *((Fraction(k, 52), -60_00) for k in range(1, 11))]
    assert aprc(dated) == aprc_of_times(timed)


def test_equal_months_and_days_read_two_months_differently() -> None:
    flows = [
        (date(2012, 10, 10), 500_00),
        (date(2012, 11, 10), -270_00),
        (date(2012, 12, 10), -270_00),
    ]
    assert (aprc(flows).percent(2), aprc_by_days(flows).percent(2)) == ("85.59", "84.63")


def test_credit_without_an_end_is_repaid_in_a_year() -> None:
    # The Commission's examples 31 and 36 to the cent: 2,669.62, 2,655.48, ... and the rate.
    rate = [MonthlyRate(Rate.per_year("7"), nominal=False)]
    flows = open_end_credit(30_000_00, rate, 600_00)
    assert [amount for _, amount in flows[2:4]] == [-2_669_62, -2_655_49]
    assert aprc_of_times(flows).percent(6) == "11.164789"
    assert sum(amount for _, amount in open_end_credit(None, [MonthlyRate(Rate(0))])) == 0
    assert open_end_credit(None, rate)[0] == (Fraction(0), CONSUMER_CEILING_MINOR)


def test_a_rate_that_changes_within_the_year() -> None:
    low, high = (MonthlyRate(Rate.per_year(each), nominal=False) for each in ("7", "8.39"))
    flows = open_end_credit(30_000_00, [*[low] * 6, high], 600_00)
    assert abs(100 * aprc_of_times(flows).value - Decimal("11.542158")) < Decimal("0.00001")


def test_an_overdraft_of_unknown_length_lasts_three_months() -> None:
    flows = overdraft(3_000_00, [MonthlyRate(Rate.per_year("12"))], 60_00)
    assert [time for time, _ in flows] == [0, 0, Fraction(1, 12), Fraction(1, 6), Fraction(1, 4)]
    assert overdraft(1_000_00, [MonthlyRate(Rate(0))], months=1)[-1] == (Fraction(1, 12), -1_000_00)
    with pytest.raises(InvalidCost, match="one month or more"):
        overdraft(1_000_00, [MonthlyRate(Rate(0))], months=0)
    with pytest.raises(InvalidCost, match="first month"):
        overdraft(1_000_00, [])


def test_the_rate_after_an_introduction_and_of_an_unknown_mix() -> None:
    low, high = Rate.per_year("3"), Rate.per_year("5")
    assert after_introduction(low, high) == after_introduction(high, low) == high
    assert highest([low, high]) == high
    with pytest.raises(InvalidCost):
        highest([])


def test_nothing_drawn_has_no_rate() -> None:
    with pytest.raises(NoRate):
        aprc([(date(2025, 1, 1), -1)])
