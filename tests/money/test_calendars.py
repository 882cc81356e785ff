"""Business days: as published, and no guess beyond."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashore.money import (
    CALENDAR_NAMES,
    EVERY_DAY,
    CalendarHorizon,
    Roll,
    UnknownConvention,
    business_calendar,
)

CN = business_calendar("CN")
covered = st.dates(date(2019, 1, 10), date(2026, 12, 20))
ONE_DAY = timedelta(1)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2025-10-01", False),  # National Day, a Wednesday
        ("2025-10-08", False),  # last day of the long week
        ("2025-10-09", True),
        ("2025-09-28", True),  # Sunday worked in exchange
        ("2025-10-11", True),  # Saturday worked in exchange
        ("2025-10-12", False),  # plain Sunday
        ("2020-01-31", False),  # Spring Festival prolonged in 2020
        ("2020-02-01", False),  # its make-up Saturday, revoked by that
        ("2020-02-03", True),
        ("2022-12-31", False),  # Saturday inside the New Year closure of 2023
        ("2024-02-09", True),  # New Year's Eve, a working day in 2024
        ("2025-01-28", False),  # New Year's Eve, a holiday from 2025
        ("2026-02-16", False),
        ("2026-02-14", True),  # Saturday worked in exchange
        ("2026-02-24", True),
    ],
)
def test_mainland_china_follows_the_notices(day, works):
    assert CN.is_business_day(date.fromisoformat(day)) is works


@pytest.mark.parametrize("year", range(2019, 2027))
def test_statutory_holidays_never_work(year):
    for month, day in ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3)):
        assert not CN.is_business_day(date(year, month, day))


@pytest.mark.parametrize(
    ("year", "working_days"),
    # Days of the year less weekends, less weekdays off, plus weekend days worked.
    [(2019, 250), (2021, 250), (2022, 249), (2023, 249), (2024, 251), (2025, 248), (2026, 248)],
)
def test_the_year_has_as_many_working_days_as_the_arrangement_leaves(year, working_days):
    first = date(year, 1, 1)
    of_year = [first + timedelta(k) for k in range((date(year + 1, 1, 1) - first).days)]
    assert sum(CN.is_business_day(day) for day in of_year) == working_days


def test_make_up_days_are_weekend_days_and_no_holidays():
    assert all(day.isoweekday() in (6, 7) for day in CN.make_up_days)
    assert not CN.make_up_days & CN.holidays
    assert all(CN.first <= day <= CN.last for day in CN.make_up_days | CN.holidays)


@given(covered, st.sampled_from([roll for roll in Roll if roll is not Roll.NONE]))
def test_an_adjusted_date_is_a_business_day_and_stays(day, rule):
    moved = CN.adjust(day, rule)
    assert CN.is_business_day(moved)
    assert CN.adjust(moved, rule) == moved


@given(covered)
def test_no_business_day_is_skipped(day):
    following, preceding = CN.adjust(day, Roll.FOLLOWING), CN.adjust(day, Roll.PRECEDING)
    assert preceding <= day <= following
    between = [preceding + timedelta(k) for k in range(1, (following - preceding).days)]
    assert not any(CN.is_business_day(each) for each in between)


@given(covered)
def test_modified_following_stays_in_the_month(day):
    moved = CN.adjust(day, Roll.MODIFIED_FOLLOWING)
    following = CN.adjust(day, Roll.FOLLOWING)
    expected = following if following.month == day.month else CN.adjust(day, Roll.PRECEDING)
    assert moved == expected
    assert moved.month == day.month


@given(st.dates())
def test_no_rule_moves_nothing_and_asks_nothing(day):
    assert CN.adjust(day, Roll.NONE) == day


@pytest.mark.parametrize("day", [date(2018, 12, 31), date(2027, 1, 1)])
def test_beyond_the_notices_there_is_no_answer(day):
    with pytest.raises(CalendarHorizon, match="2019-01-01 to 2026-12-31"):
        CN.is_business_day(day)
    with pytest.raises(CalendarHorizon):
        CN.adjust(day, Roll.FOLLOWING)


def test_a_move_across_the_horizon_is_refused():
    with pytest.raises(CalendarHorizon):
        CN.adjust(date(2019, 1, 1), Roll.PRECEDING)


@given(st.dates(), st.sampled_from(Roll))
def test_where_every_day_works_nothing_moves(day, rule):
    assert EVERY_DAY.is_business_day(day)
    assert EVERY_DAY.adjust(day, rule) == day


def test_calendars_are_found_by_name_and_read_once():
    assert [business_calendar(name).name for name in CALENDAR_NAMES] == ["NONE", "CN"]
    assert business_calendar("CN") is CN


@pytest.mark.parametrize("name", ["", "cn", "US", None])
def test_an_unknown_calendar_is_answered_with_the_known_ones(name):
    with pytest.raises(UnknownConvention, match="NONE, CN"):
        business_calendar(name)
