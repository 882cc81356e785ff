"""Day counts: against counting on the fingers."""

from calendar import isleap
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ashore.money import DAY_COUNT_NAMES, UnknownConvention, day_count, days

ONE_DAY = timedelta(1)
ADDITIVE = [name for name in DAY_COUNT_NAMES if name not in ("30/360 US", "ACT/FEB29")]

near = st.dates(date(1895, 1, 1), date(2110, 12, 31))
spans = st.tuples(near, st.integers(0, 1200)).map(lambda t: (t[0], t[0] + timedelta(t[1])))


def nights(start: date, end: date) -> list[date]:
    """The first evening of every night of the period."""
    return [start + timedelta(k) for k in range((end - start).days)]


def year_length(year: int) -> int:
    return 366 if isleap(year) else 365


def day_by_day(name: str, start: date, end: date) -> Fraction:
    """The year fraction, one night at a time."""
    over = nights(start, end)
    if name in ("ACT/365F", "ACT/360", "ACT/364"):
        return sum((Fraction(1, int(name[4:7])) for _ in over), Fraction(0))
    if name == "ACT/ACT ISDA":
        return sum((Fraction(1, year_length(night.year)) for night in over), Fraction(0))
    if name == "ACT/ACT 31DEC":
        ends = [night + ONE_DAY for night in over]
        return sum((Fraction(1, year_length(end.year)) for end in ends), Fraction(0))
    assert name == "ACT/FEB29"
    mornings = [night + ONE_DAY for night in over]
    leap = any((day.month, day.day) == (2, 29) for day in mornings)
    return Fraction(len(over), 366 if leap else 365)


@pytest.mark.parametrize("name", [n for n in DAY_COUNT_NAMES if n.startswith("ACT")])
@settings(deadline=None)  # the slow side adds a thousand fractions
@given(spans)
def test_actual_counts_equal_the_sum_over_nights(name, span):
    count = day_count(name)
    assert Fraction(count.units(*span), count.basis) == day_by_day(name, *span)


def test_thirty_day_months_european_by_walking_a_calendar_of_thirties():
    # In the European reading a 31st is the 30th: only evenings that are not a 31st count, and a
    # February's missing days count with its last evening.
    count = day_count("30E/360")

    def walk(start: date, end: date) -> int:
        total = 0
        for evening in nights(start, end):
            morning = evening + ONE_DAY
            from_day, to_day = min(evening.day, 30), min(morning.day, 30)
            total += to_day - from_day + (30 if morning.day == 1 else 0)
        return total

    for offset in range(0, 800, 7):
        start = date(2023, 1, 29) + timedelta(offset)
        for length in (0, 1, 2, 3, 27, 28, 29, 30, 31, 32, 59, 365, 366, 800):
            end = start + timedelta(length)
            assert count.units(start, end) == walk(start, end), (start, end)


@pytest.mark.parametrize(
    ("start", "end", "us", "european"),
    [
        ("2025-01-15", "2025-02-15", 30, 30),
        ("2025-01-31", "2025-02-28", 28, 28),
        ("2025-01-31", "2025-03-31", 60, 60),
        ("2025-01-30", "2025-03-31", 60, 60),
        ("2025-01-29", "2025-03-31", 62, 61),
        ("2025-01-30", "2025-01-31", 0, 0),
        ("2025-02-28", "2025-03-31", 30, 32),
        ("2025-02-28", "2025-03-30", 30, 32),
        ("2025-02-28", "2025-03-01", 1, 3),
        ("2024-02-28", "2024-03-31", 33, 32),
        ("2024-02-29", "2024-03-31", 30, 31),
        ("2024-02-29", "2025-02-28", 360, 359),
        ("2023-02-28", "2024-02-29", 360, 361),
        ("2023-02-28", "2024-02-28", 358, 360),
        ("2025-08-31", "2026-02-28", 178, 178),
        ("2025-12-31", "2026-01-31", 30, 30),
    ],
)
def test_thirty_day_months(start, end, us, european):
    start, end = date.fromisoformat(start), date.fromisoformat(end)
    assert day_count("30/360 US").units(start, end) == us
    assert day_count("30E/360").units(start, end) == european


@pytest.mark.parametrize(
    ("name", "start", "end", "fraction"),
    [
        # ISDA's own memorandum on actual/actual (1998): 1 November 2003 to 1 May 2004.
        ("ACT/ACT ISDA", "2003-11-01", "2004-05-01", Fraction(61, 365) + Fraction(121, 366)),
        ("ACT/ACT 31DEC", "2003-11-01", "2004-05-01", Fraction(60, 365) + Fraction(122, 366)),
        ("ACT/ACT 31DEC", "2023-12-31", "2024-01-31", Fraction(31, 366)),
        ("ACT/ACT 31DEC", "2024-12-31", "2025-01-31", Fraction(31, 365)),
        ("ACT/ACT 31DEC", "2023-12-30", "2024-12-31", Fraction(1, 365) + 1),
        ("ACT/ACT ISDA", "2024-01-01", "2025-01-01", Fraction(1)),
        ("ACT/ACT ISDA", "1900-01-01", "2000-01-01", Fraction(100)),
        ("ACT/FEB29", "2024-02-01", "2024-02-28", Fraction(27, 365)),
        ("ACT/FEB29", "2024-02-01", "2024-02-29", Fraction(28, 366)),
        ("ACT/FEB29", "2024-02-28", "2024-02-29", Fraction(1, 366)),
        ("ACT/FEB29", "2024-02-29", "2024-03-29", Fraction(29, 365)),
        ("ACT/FEB29", "2023-12-15", "2024-01-15", Fraction(31, 365)),
        ("ACT/FEB29", "2023-03-01", "2025-03-01", Fraction(731, 366)),
        ("ACT/FEB29", "1900-02-28", "1900-03-01", Fraction(1, 365)),
    ],
)
def test_leap_years_and_year_cuts(name, start, end, fraction):
    count = day_count(name)
    units = count.units(date.fromisoformat(start), date.fromisoformat(end))
    assert Fraction(units, count.basis) == fraction


@pytest.mark.parametrize("name", ADDITIVE)
@given(near, near, near)
def test_a_cut_moves_no_interest(name, a, b, c):
    units = day_count(name).units
    assert units(a, b) + units(b, c) == units(a, c)


def test_two_conventions_are_not_additive():
    us = day_count("30/360 US").units
    a, b, c = date(2025, 1, 28), date(2025, 2, 28), date(2025, 3, 28)
    assert us(a, b) + us(b, c) != us(a, c)
    leap = day_count("ACT/FEB29").units
    a, b, c = date(2024, 2, 1), date(2024, 2, 15), date(2024, 3, 1)
    assert leap(a, b) + leap(b, c) != leap(a, c)


@pytest.mark.parametrize("name", DAY_COUNT_NAMES)
@given(near, near)
def test_backwards_is_minus_forwards(name, a, b):
    units = day_count(name).units
    assert units(a, b) == -units(b, a)
    assert units(a, a) == 0


@pytest.mark.parametrize("name", DAY_COUNT_NAMES)
def test_the_whole_calendar_can_be_counted(name):
    assert day_count(name).units(date.min, date.max) > 0


def test_days_count_the_first_and_not_the_last():
    assert days(date(2025, 1, 1), date(2025, 1, 2)) == 1


@pytest.mark.parametrize("name", ["", "ACT/365", "act/360", None, []])
def test_an_unknown_name_is_answered_with_the_known_ones(name):
    with pytest.raises(UnknownConvention, match="ACT/365F, ACT/360"):
        day_count(name)
