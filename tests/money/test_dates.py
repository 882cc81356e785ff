"""Regular dates: always from the seed."""

import itertools
from calendar import isleap, monthrange
from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ashore.money import InvalidDate, Unit, add_months, due_dates, is_leap, step

near = st.dates(date(1800, 1, 1), date(2300, 12, 31))


@given(near, st.integers(-1200, 1200))
def test_a_month_step_lands_in_the_right_month_on_the_right_day(seed, months):
    got = add_months(seed, months)
    assert (got.year - seed.year) * 12 + got.month - seed.month == months
    assert got.day == min(seed.day, monthrange(got.year, got.month)[1])


def test_a_short_month_does_not_shorten_the_next():
    leap, common = date(2024, 1, 31), date(2025, 1, 31)
    assert [add_months(leap, k).day for k in range(1, 5)] == [29, 31, 30, 31]
    assert [add_months(common, k).day for k in range(1, 5)] == [28, 31, 30, 31]


@given(near, st.integers(-400, 400), st.integers(1, 30))
def test_each_unit_steps_by_its_own_length(seed, k, every):
    assert step(seed, k, every, Unit.DAYS) == seed + timedelta(days=k * every)
    assert step(seed, k, every, Unit.WEEKS) == seed + timedelta(weeks=k * every)
    assert step(seed, k, every, Unit.MONTHS) == add_months(seed, k * every)


@given(near, st.integers(-100, 100))
def test_a_year_is_twelve_months(seed, k):
    assert step(seed, k, 1, Unit.YEARS) == add_months(seed, 12 * k)


def test_a_leap_birthday_moves_to_the_28th_in_common_years():
    years = due_dates(date(2024, 2, 29), 4, 1, Unit.YEARS)
    assert [(d.month, d.day) for d in years] == [(2, 28), (2, 28), (2, 28), (2, 29)]


@given(near, st.integers(1, 60), st.integers(1, 6), st.sampled_from(Unit))
def test_due_dates_follow_the_seed_and_rise(seed, count, every, unit):
    dues = due_dates(seed, count, every, unit)
    assert len(dues) == count
    assert seed < dues[0]
    assert all(a < b for a, b in itertools.pairwise(dues))
    assert dues[-1] == step(seed, count, every, unit)


def test_no_instalments_have_no_dates():
    assert due_dates(date(2025, 1, 1), 0, 1, Unit.MONTHS) == ()


@given(st.integers(1, 9999))
def test_leap_years_are_gregorian(year):
    assert is_leap(year) == isleap(year)


@pytest.mark.parametrize("unit", Unit)
@pytest.mark.parametrize("k", [10**5 * 366, -(10**5) * 366, 10**30, -(10**30)])
def test_beyond_the_calendar_is_refused(unit, k):
    with pytest.raises(InvalidDate):
        step(date(2025, 1, 31), k, 1, unit)


@pytest.mark.parametrize(("count", "every", "field"), [(-1, 1, "count"), (1, 0, "every")])
def test_a_rhythm_needs_to_move_forward(count, every, field):
    with pytest.raises(InvalidDate) as refusal:
        due_dates(date(2025, 1, 1), count, every, Unit.DAYS)
    assert refusal.value.field == field


@given(near, st.integers(-1200, 1200))
def test_there_and_back_is_home_for_days_that_every_month_has(seed, months):
    assume(seed.day <= 28)
    assert add_months(add_months(seed, months), -months) == seed
