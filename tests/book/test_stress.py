"""The book under stress: money is kept, chances are met, and the figures depend on nothing but loans, scenario and seed."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ashore.book.runners import FilePartition, PartitionError, Sink
from ashore.book.stress import (
    STATE_NAMES,
    ColumnsError,
    Scenario,
    ScenarioError,
    Shock,
    StressPlan,
    StressReport,
    lendingclub_rolls,
    read_scenario,
    run_stress,
    scenario_from_dict,
    stress_partitions,
    stress_schema,
)
from ashore.book.stress.kernel import GOLDEN, ONE, WORD, mix, monthly, run_down
from ashore.book.stress.rolls import thresholds, weighted

AS_OF = date(2026, 1, 31)
RATE = pa.field("rate_ppb", pa.int64(), nullable=False)
MILLION = 1_000_000
compiled = pytest.mark.skipif(find_spec("numba") is None, reason="needs numba")

Row = tuple[int, int, int, int]


def table(rows: Sequence[Sequence[int]], *, rates: bool = False) -> pa.Table:
    """Loans as the engine takes them: loan, state, balance, months left, perhaps the yearly rate in billionths."""
    schema = stress_schema().append(RATE) if rates else stress_schema()
    names = schema.names
    return pa.Table.from_pylist([dict(zip(names, row, strict=False)) for row in rows], schema)


def book(count: int, *, rates: bool = False) -> pa.Table:
    """Loans of every state, size, term and rate."""
    rows = []
    for loan in range(count):
        word = mix((GOLDEN * (loan + 1)) & WORD)
        state = 1 if word % 10 else 1 + (word >> 8) % 6
        rows.append(
            (loan, state, (word >> 16) % 5_000_000, (word >> 40) % 48, (word >> 30) % 360_000_000)
        )
    return table(rows, rates=rates)


def stress(loans: pa.Table, scenario: Scenario | None = None, **more: Any) -> StressReport:
    """A small run."""
    asked = {"paths": 20, "months": 15, "seed": 7, "as_of": AS_OF, **more}
    return run_stress(loans, scenario or Scenario("as counted"), **asked)


def certain(*news: int) -> Scenario:
    """A world in which every loan in state 1, 2, ... goes where the list says."""
    return Scenario(
        "certain", rolls=tuple(tuple(int(at == new) for at in range(8)) for new in news)
    )


def monthly_cash(report: StressReport) -> list[int]:
    """The money of each month, of a world without chance."""
    assert all(each["cash_minor"].p5 == each["cash_minor"].p95 for each in report.months)
    return [each["cash_minor"].p50 for each in report.months]


# ---- what happens to one loan ------------------------------------------------------------------------------------------


def test_a_loan_that_pays_brings_its_instalments_and_no_more() -> None:
    report = stress(table([(1, 1, 1_200_00, 12)]), certain(1, 2, 3, 4, 5, 6))
    assert monthly_cash(report) == [100_00] * 12 + [0] * 3


def test_a_loan_that_stays_behind_pays_as_the_others_and_ends_later() -> None:
    report = stress(table([(1, 3, 1_200_00, 10)]), certain(1, 2, 3, 4, 5, 6))
    assert monthly_cash(report) == [100_00] * 12 + [0] * 3


def test_a_loan_that_catches_up_pays_what_was_missed() -> None:
    report = stress(table([(1, 3, 1_200_00, 10)]), certain(1, 1, 1, 1, 1, 1))
    assert monthly_cash(report) == [300_00] + [100_00] * 9 + [0] * 5


def test_a_loan_that_closes_pays_all_with_the_interest_of_the_month() -> None:
    report = stress(
        table([(1, 1, 1_200_00, 12, 120_000_000)], rates=True), certain(0, 0, 0, 0, 0, 0)
    )
    assert monthly_cash(report) == [1_212_00 - 1] + [0] * 14


def test_a_loan_that_stops_paying_defaults_and_is_lost() -> None:
    report = stress(table([(1, 1, 1_200_00, 12)]), certain(2, 3, 4, 5, 6, 7))
    assert monthly_cash(report) == [0] * 5 + [120_00] + [0] * 9
    assert [each["defaults"].p50 for each in report.months].index(1) == 4
    assert report.total["defaults"].p50 == 1
    assert report.total["default_balance_minor"].p50 == 1_200_00
    assert report.months[5]["losses_minor"].p50 == report.total["losses_minor"].p50 == 1_080_00


def test_a_loan_written_off_at_once_is_a_default_too() -> None:
    report = stress(
        table([(1, 1, 1_200_00, 12)]), replace(certain(7, 7, 7, 7, 7, 7), loss_ppm=MILLION)
    )
    assert report.months[0]["defaults"].p50 == 1
    assert report.total["losses_minor"].p50 == 1_200_00


def test_a_loan_in_default_that_comes_back_pays_all_that_it_missed() -> None:
    report = stress(table([(1, 6, 1_200_00, 7)]), certain(1, 1, 1, 1, 1, 1))
    assert monthly_cash(report) == [600_00] + [100_00] * 6 + [0] * 8
    assert report.total["defaults"].p50 == 0


def test_loans_that_are_closed_or_written_off_or_owe_nothing_do_nothing() -> None:
    report = stress(table([(1, 0, 5_00, 3), (2, 7, 5_00, 3), (3, 1, 0, 3)]))
    assert report.loans == report.balance_minor == 0
    assert report.total["cash_minor"].p95 == 0


def test_a_last_instalment_that_falls_due_today_is_still_owed() -> None:
    report = stress(table([(1, 1, 77_00, 0)]), certain(1, 1, 1, 1, 1, 1))
    assert monthly_cash(report)[0] == 77_00


def test_a_level_instalment_is_level() -> None:
    owed, paid = [0] * 40, [0] * 40
    run_down(1_000_000_00, 36, monthly(180_000_000), [0] * 33, 0, owed, paid)
    instalments = [after - before for before, after in pairwise(paid[:37])]
    # 1,000,000.00 at 1.5 % a month over 36 months: 36,152.40 a month.
    assert all(abs(each - 36_152_40) <= 100 for each in instalments)
    assert owed[0] == 1_000_000_00
    assert owed[36:] == [0] * 4
    assert owed == sorted(owed, reverse=True)


def test_a_rise_of_the_rate_is_paid_on_top_while_it_lasts() -> None:
    loans = table([(1, 1, 1_200_00, 12, 120_000_000)], rates=True)
    plain = certain(1, 1, 1, 1, 1, 1)
    dearer = replace(
        plain,
        rate_worse_ppm=0,
        shocks=(Shock(date(2026, 3, 1), date(2026, 5, 1), rate_rise_ppm=120_000),),
    )
    before, after = monthly_cash(stress(loans, plain)), monthly_cash(stress(loans, dearer))
    rise = [more - less for less, more in zip(before, after, strict=True)]
    assert [month for month, each in enumerate(rise) if each] == [2, 3]
    # A month's interest at 12 % on what ten and nine instalments of 106.62 still have to bring.
    assert [abs(each - at) <= 1 for each, at in zip(rise[2:4], (10_10, 9_13), strict=True)] == [
        True
    ] * 2


# ---- money is kept -----------------------------------------------------------------------------------------------------

loans_drawn = st.tuples(
    st.integers(-(1 << 63), (1 << 63) - 1),
    st.integers(0, 7),
    st.integers(0, 1 << 40),
    st.integers(0, 40),
)


@given(loans_drawn, st.integers(0, WORD))
@example((1, 1, 1, 1), 0)
def test_without_interest_no_path_brings_or_loses_more_than_was_owed(row: Row, seed: int) -> None:
    report = stress(table([row]), paths=1, months=60, seed=seed, plain=True)
    cash, lost, broken = (
        report.total[name].p50 for name in ("cash_minor", "losses_minor", "default_balance_minor")
    )
    assert 0 <= cash <= cash + lost <= report.balance_minor
    assert all(each["cash_minor"].p50 >= 0 for each in report.months)
    # After five years every loan of at most 45 instalments has come to its end, but for those in default.
    if row[1] < 6 and not broken:
        assert cash == report.balance_minor


@compiled
def test_a_whole_book_comes_to_its_end_and_every_unit_is_accounted_for() -> None:
    loans = book(2_000)
    ended = Scenario("ends", rolls=(*lendingclub_rolls()[:5], (1, 1, 1, 1, 1, 1, 0, 7)))
    report = stress(loans, ended, paths=30, months=120)
    for name in ("p5", "p50", "p95", "mean"):
        cash, lost = (getattr(report.total[key], name) for key in ("cash_minor", "losses_minor"))
        assert cash > 0
        assert lost > 0
    assert (
        report.total["cash_minor"].mean + report.total["losses_minor"].mean == report.balance_minor
    )


# ---- chances are met ---------------------------------------------------------------------------------------------------


@compiled
@pytest.mark.parametrize("rates", [False, True])
def test_the_mean_of_many_paths_is_what_is_expected(*, rates: bool) -> None:
    report = stress(book(3_000, rates=rates), paths=400)
    for figures in (report.total, *report.months):
        for name, found in figures.items():
            # The mean of 400 paths strays by a twentieth of the spread of one, and hardly ever by four times that.
            spread = max(found.p95 - found.p5, 20)
            assert abs(found.mean - found.expected) < 0.12 * spread + 1, name


def test_what_is_expected_of_one_loan_can_be_worked_out_by_hand() -> None:
    rows = ((0, 3, 1, 0, 0, 0, 0, 0), *((0, 0, 0, 0, 0, 0, 0, 1),) * 5)
    report = stress(
        table([(1, 1, 1_000_00, 10)]), Scenario("hand", loss_ppm=500_000, rolls=rows), months=2
    )
    # Three of four pay 100.00; of those that did not, all is written off a month later, half of it lost.
    assert report.months[0]["cash_minor"].expected == 75_00
    assert report.months[1]["losses_minor"].expected == 125_00
    assert report.months[1]["cash_minor"].expected == 125_00 + 56_25
    assert report.total["default_balance_minor"].expected == 250_00


def test_thresholds_cut_the_draws_as_the_counts_say() -> None:
    assert thresholds([1, 0, 3]) == [1 << 30, 1 << 30, 1 << 32]
    assert thresholds([0, 0]) == [1 << 32] * 2
    for row in lendingclub_rolls():
        found = thresholds(row)
        shares = [after - before for before, after in zip([0, *found], found, strict=False)]
        for share, count in zip(shares, row, strict=True):
            assert abs(share - (count << 32) / sum(row)) <= 1


def test_the_counts_are_those_that_were_published(shared: Path) -> None:
    import csv

    from ashore.book.stress.rolls import LENDINGCLUB_COUNTS

    with (shared / "data" / "lendingclub" / "lc_transition_counts.csv").open(
        encoding="utf-8"
    ) as file:
        published = {row["from"]: row for row in csv.DictReader(file)}
    for status, row in LENDINGCLUB_COUNTS.items():
        columns = (
            *("Current", "In Grace Period", "Late (16-30 days)", "Late (31-120 days)"),
            *("Default", "Charged Off", "Fully Paid"),
        )
        assert tuple(int(published[status][column]) for column in columns) == row


def test_rolls_between_our_states_keep_the_shares_of_the_published_ones() -> None:
    current, first, _, _, fourth, last = lendingclub_rolls()
    assert sum(current) == 36_945_850
    assert first == (3_477, 50_177, 23_739, 198_222, 0, 0, 0, 7_354)
    assert dict(zip(STATE_NAMES, last, strict=True))["written off"] == 45_449
    lost, default = fourth[7], fourth[6]
    assert lost * 46_625 == default * 180_232
    # Cured or closed each month, of all in 31 to 120 days.
    better = sum(fourth[:3]) / sum(fourth)
    assert abs(better - (38_013 + 83 + 5_512 + 3_840) / 820_322) < 1e-9


# ---- the same figures whoever computes them ----------------------------------------------------------------------------


@compiled
@pytest.mark.parametrize("spread", [0, 300_000])
@pytest.mark.parametrize("rates", [False, True])
def test_plain_python_and_compiled_give_the_same(*, rates: bool, spread: int) -> None:
    shock = Shock(date(2026, 4, 1), worse_ppm=1_700_000, close_ppm=500_000, rate_rise_ppm=20_000)
    scenario = Scenario("hard", spread_ppm=spread, rate_worse_ppm=50_000, shocks=(shock,))
    loans = book(400, rates=rates)
    fast, plain = (stress(loans, scenario, plain=each) for each in (False, True))
    assert fast == plain


@compiled
@given(st.lists(loans_drawn, max_size=5), st.integers(0, WORD), st.integers(1, 30))
def test_plain_python_and_compiled_agree_on_any_loan(
    rows: list[Row], seed: int, months: int
) -> None:
    fast, plain = (
        stress(table(rows), paths=3, seed=seed, months=months, plain=each) for each in (False, True)
    )
    assert fast == plain


def test_without_numba_everything_works() -> None:
    program = (
        "import sys; sys.modules['numba'] = None; sys.modules['numpy'] = None\n"
        "from tests.book.test_stress import book, stress\n"
        "from ashore.book.stress import compiled\n"
        "compiled.find_spec = lambda name: None\n"
        "print(stress(book(50)).total['cash_minor'].mean)\n"
    )
    root = Path(__file__).resolve().parents[2]
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=root, check=True, capture_output=True, text=True
    )
    assert int(said.stdout) == stress(book(50)).total["cash_minor"].mean


def test_threads_order_and_pieces_change_nothing() -> None:
    loans = book(300)
    once = stress(loans, plain=True)
    turned = loans.take(list(range(299, -1, -1)))
    cut = pa.concat_tables([loans.slice(0, 7), loans.slice(7, 200), loans.slice(207)])
    assert once == stress(turned, plain=True) == stress(cut, plain=True)
    assert once == stress(loans, threads=3)


@pytest.mark.parametrize("rates", [False, True])
def test_a_book_in_partitions_gives_the_report_of_the_book_in_one(
    tmp_path: Path, *, rates: bool
) -> None:
    loans = book(100, rates=rates)
    source = []
    for shard, cut in enumerate((loans.slice(0, 60), loans.slice(60, 1), loans.slice(61))):
        pq.write_table(cut, tmp_path / f"shard-{shard}.parquet")
        source.append(FilePartition.of(tmp_path / f"shard-{shard}.parquet"))
    plan = StressPlan(Scenario("as counted"), AS_OF, paths=20, months=15, seed=7)
    found = stress_partitions(plan, source, Sink(tmp_path / "results", "run"), rates=rates)
    assert found == stress(loans)


def test_a_loan_that_makes_no_sense_is_named_with_its_partition(tmp_path: Path) -> None:
    pq.write_table(table([(5, 8, 100_00, 12)]), tmp_path / "shard-3.parquet")
    plan = StressPlan(Scenario("as counted"), AS_OF, paths=2, months=2, seed=7)
    source = [FilePartition.of(tmp_path / "shard-3.parquet")]
    with pytest.raises(
        PartitionError, match=r"shard-3 \(.*: state of loan 5 = '8': expected 0 to 7"
    ):
        stress_partitions(plan, source, Sink(tmp_path / "results", "run"))


def test_a_loan_draws_the_same_whatever_else_is_in_the_book() -> None:
    loans = book(200)
    together = stress(loans)
    halves = [stress(each) for each in (loans.slice(0, 90), loans.slice(90))]
    for name in together.total:
        assert sum(each.total[name].expected for each in halves) - together.total[
            name
        ].expected in (-1, 0, 1)
    one = stress(loans, paths=1)
    parts = [stress(each, paths=1) for each in (loans.slice(0, 90), loans.slice(90))]
    for month in range(15):
        for name, found in one.months[month].items():
            assert found.p50 == sum(each.months[month][name].p50 for each in parts)


def test_a_longer_run_begins_like_a_shorter_one() -> None:
    short, long = stress(book(200), months=6), stress(book(200), months=15)
    assert short.months == long.months[:6]


def test_another_seed_is_another_draw() -> None:
    assert stress(book(200), seed=1).total != stress(book(200), seed=2).total


def test_the_draws_are_those_of_splitmix64() -> None:
    # The first three of seed 1234567, as published with the reference implementation (Vigna, prng.di.unimi.it).
    state, drawn = 1234567, []
    for _ in range(3):
        state = (state + GOLDEN) & WORD
        drawn.append(mix(state))
    assert drawn == [6457827717110365317, 3203168211198807973, 9817491932198370423]


# ---- scenarios ---------------------------------------------------------------------------------------------------------


def test_a_harsher_scenario_loses_more() -> None:
    loans = book(500)
    harsh = Scenario("harsh", shocks=(Shock(AS_OF, worse_ppm=2 * MILLION),))
    mild = Scenario("mild", shocks=(Shock(AS_OF, worse_ppm=MILLION // 2),))
    lost = [
        stress(loans, each).total["losses_minor"] for each in (mild, Scenario("as counted"), harsh)
    ]
    assert [each.mean for each in lost] == sorted(each.mean for each in lost)
    assert [each.expected for each in lost] == sorted(each.expected for each in lost)


@compiled
def test_years_that_all_loans_share_widen_the_interval() -> None:
    loans = book(3_000)
    apart, shared = (
        stress(loans, Scenario("s", spread_ppm=each), paths=200) for each in (0, 400_000)
    )

    def width(report: StressReport) -> int:
        return report.total["losses_minor"].p95 - report.total["losses_minor"].p5

    assert width(shared) > 3 * width(apart)
    assert shared.total["losses_minor"].expected == apart.total["losses_minor"].expected


def test_multipliers_move_odds_and_keep_rows_whole() -> None:
    (row, *_) = weighted([(10, 80, 10, 0, 0, 0, 0, 0)] * 6, 2 * MILLION, MILLION, MILLION // 2)
    assert [each // 100_000 for each in row[:3]] == [50, 800, 200]


TEXT = """
name = "lean year"
source = "an example: incomes a tenth lower for a year"
loss = "85 %"
spread = "0.2"
income_worse = "4 %"
rate_worse = "0"

[[shocks]]
start = 2026-03-01
end = 2027-03-01
worse = "1.5"
better = "0.9"
close = 0
income_fall = "10 %"
rate_rise = "1.25 %"

[[shocks]]
start = 2026-06-01
worse = "2"
"""


def test_a_scenario_is_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "lean.toml"
    path.write_text(TEXT, encoding="utf-8")
    found = read_scenario(path)
    assert (found.loss_ppm, found.spread_ppm) == (850_000, 200_000)
    assert found.worse_ppm(date(2026, 2, 28)) == MILLION
    assert found.worse_ppm(date(2026, 3, 1)) == 2_100_000
    assert found.worse_ppm(date(2026, 6, 1)) == 4_200_000
    assert found.worse_ppm(date(2027, 3, 1)) == 2_000_000
    assert (found.better_ppm(date(2026, 3, 1)), found.close_ppm(date(2026, 3, 1))) == (900_000, 0)
    assert found.rate_rise_ppm(date(2026, 3, 1)) == 12_500


GOOD: dict[str, Any] = {"name": "x", "shocks": [{"start": "2026-01-01"}]}
BAD_SCENARIOS: dict[str, tuple[dict[str, Any], str]] = {
    "no name": ({"shocks": []}, "name = None"),
    "unknown field": ({**GOOD, "lose": "1"}, "lose = '1': expected"),
    "unknown field of a shock": (
        {"name": "x", "shocks": [{"start": "2026-01-01", "up": 1}]},
        "up = 1",
    ),
    "float": ({**GOOD, "loss": 0.9}, "loss = 0.9: expected a number as text"),
    "no number": ({**GOOD, "spread": "much"}, "spread = 'much'"),
    "too fine": ({**GOOD, "loss": "0.1234567"}, "loss = '0.1234567'.*six decimals"),
    "below nil": ({**GOOD, "loss": "-1 %"}, "loss = '-1 %'"),
    "more than all": ({**GOOD, "loss": "101 %"}, "loss = 1010000: expected 0 to 1"),
    "no date": ({"name": "x", "shocks": [{"start": "soon"}]}, "start = 'soon': expected a date"),
    "no start": ({"name": "x", "shocks": [{"worse": 2}]}, "start = None"),
    "ends before it starts": (
        {"name": "x", "shocks": [{"start": "2026-01-02", "end": "2026-01-02"}]},
        "end = 2026-01-02",
    ),
    "shocks are no list": ({"name": "x", "shocks": {}}, "shocks = {}"),
    "a shock is no table": ({"name": "x", "shocks": [3]}, "shocks = 3"),
    "incomes fall without effect": (
        {"name": "x", "shocks": [{"start": "2026-01-01", "income_fall": "5 %"}]},
        "income_worse = None",
    ),
    "rates rise without effect": (
        {"name": "x", "shocks": [{"start": "2026-01-01", "rate_rise": "1 %"}]},
        "rate_worse = None",
    ),
    "rows are no list": ({**GOOD, "rolls": [1]}, "rolls"),
    "too few rows": ({**GOOD, "rolls": [[1] * 8]}, "rolls = 1: expected six rows"),
    "a short row": ({**GOOD, "rolls": [[1] * 7] * 6}, "rolls, row current"),
    "an empty row": ({**GOOD, "rolls": [[0] * 8] * 6}, "rolls, row current = 0"),
    "a row that skips a bucket": (
        {**GOOD, "rolls": [[1] * 8] * 6},
        "rolls, row current.*skips a bucket",
    ),
}


@pytest.mark.parametrize("case", BAD_SCENARIOS)
def test_a_scenario_that_makes_no_sense_is_refused(case: str) -> None:
    data, message = BAD_SCENARIOS[case]
    with pytest.raises(ScenarioError, match=message):
        scenario_from_dict(data)


@pytest.mark.parametrize("content", [None, b"name = ", b"\xff"])
def test_a_file_that_is_no_scenario_is_refused(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "scenario.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(ScenarioError, match="TOML"):
        read_scenario(path)


@pytest.mark.parametrize(
    "wrong",
    [
        {"paths": 0},
        {"paths": 10_001},
        {"months": 0},
        {"months": 121},
        {"seed": -1},
        {"seed": 1 << 64},
    ],
)
def test_numbers_out_of_bounds_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(ScenarioError, match=f"{next(iter(wrong))} = .*expected"):
        stress(book(1), **wrong)


# ---- columns -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "column", "message"),
    [
        ("state", None, "state = 'missing': expected a column, int8"),
        ("state", pa.array([1], pa.int16()), "state = 'int16': expected a column, int8"),
        ("state", pa.array([8], pa.int8()), "state of loan 9 = 8: expected 0 to 7"),
        ("balance_minor", pa.array([1.5]), "balance_minor = 'double'"),
        ("balance_minor", pa.array([None], pa.int64()), "balance_minor = '1 nulls'"),
        ("balance_minor", pa.array([-5]), "balance_minor of loan 9 = -5"),
        ("balance_minor", pa.array([(1 << 53) + 1]), "balance_minor of loan 9"),
        ("months_left", pa.array([-1], pa.int16()), "months_left of loan 9 = -1"),
        ("rate_ppb", pa.array([4_000_000_001]), "rate_ppb of loan 9"),
        ("rate_ppb", pa.array([1], pa.int32()), "rate_ppb = 'int32'"),
    ],
)
def test_columns_that_make_no_sense_are_refused(name: str, column: Any, message: str) -> None:
    columns: dict[str, Any] = {
        "loan": pa.array([9]),
        "state": pa.array([1], pa.int8()),
        "balance_minor": pa.array([5]),
        "months_left": pa.array([1], pa.int16()),
        name: column,
    }
    with pytest.raises(ColumnsError, match=message):
        stress(pa.table({key: each for key, each in columns.items() if each is not None}))


def test_a_book_too_large_for_its_sums_is_refused() -> None:
    with pytest.raises(ColumnsError, match=r"balance_minor = .*together"):
        stress(table([(loan, 1, 1 << 53, 12) for loan in range(5)]), plain=True)


def test_the_largest_book_still_adds_up() -> None:
    rows = [(loan, 1, 1 << 53, 12, 4_000_000_000) for loan in range(4)]
    report = stress(table(rows, rates=True), certain(1, 1, 1, 1, 1, 1))
    assert 1 << 55 < report.total["cash_minor"].p50 < 1 << 58


def test_the_report_is_plain_data() -> None:
    import json

    found = stress(book(100), threads=2).to_dict()
    assert json.loads(json.dumps(found)) == found
    assert found["by_month"][0]["until"] == "2026-02-28"
    assert len(found["by_month"]) == 15
    assert set(found["total"]["losses_minor"]) == {"mean", "p5", "p50", "p95", "expected"}


def test_a_run_on_no_thread_is_refused() -> None:
    with pytest.raises(ScenarioError, match="threads = 0"):
        stress(book(1), threads=0)


def test_progress_is_heard_of() -> None:
    heard: list[tuple[int, int]] = []
    stress(book(100), progress=lambda done, of: heard.append((done, of)))
    assert heard == [(100, 100)]


def test_a_share_is_a_number_of_two_to_the_minus_31() -> None:
    assert monthly(120_000_000) == ONE // 100
