"""Vectors of figures: those that are published, and others of the same formats that no file here holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from ashore.conformance import CaseKind, CaseResult, ConformanceError, read_cases, run, run_one
from ashore.cost import unit_period_of
from ashore.money import add_months

OWN = Path(__file__).with_name("own_vectors.json")


def played(folder: Path, *vectors: Mapping[str, Any]) -> list[CaseResult]:
    """The results of vectors that stand in one file."""
    named = [{"id": f"own-{at}", **each} for at, each in enumerate(vectors)]
    (folder / "own.json").write_text(json.dumps({"vectors": named}), encoding="utf-8")
    return [run_one(case) for case in read_cases(folder)]


def faults(result: CaseResult) -> list[tuple[str, Any, Any]]:
    return [(each.expect, each.expected, each.actual) for each in result.checks if not each.passed]


def test_every_published_vector_comes_out(shared: Path) -> None:
    cases = read_cases(shared / "conformance/apr")
    assert all(case.resolved for case in cases)
    figures = [case for case in cases if case.kind is CaseKind.FIGURES]
    results = list(run(figures, workers=1))
    assert {result.id: faults(result) for result in results if not result.passed} == {}
    assert {result.primary for result in results} == {"eu_aprc", "us_apr", "uk_apr", "cn_loan"}
    assert (len(results), len(cases)) == (119, 170)
    assert all(result.checks for result in results)


def test_the_dates_alone_tell_the_unit_period_of_every_published_vector(shared: Path) -> None:
    cases = read_cases(shared / "conformance/apr")
    dated = [case.data for case in cases if case.primary == "us_apr"]
    assert len(dated) == 19
    for case in dated:
        days: dict[str, list[date]] = {"advance": [], "payment": []}
        for flow in case["flows"]:
            days[flow["kind"]].append(date.fromisoformat(flow["date"]))
        found = unit_period_of(days["advance"], days["payment"])
        count, name = found.count, found.interval.value
        assert case["unit_period"].rstrip("s") in (f"{count} {name}", name), case["id"]
        assert Fraction(case["unit_periods_per_year"]) == found.per_year, case["id"]


EU = {
    "flows": [
        {"kind": "drawdown", "amount": "1000", "start": [0, 1], "count": 1},
        {"kind": "payment", "amount": "15", "start": [-1, 2], "count": 1},
        {"kind": "payment", "amount": "88.8333", "start": [1, 12], "step": [1, 12], "count": 12},
    ],
    "expected": {"aprc_pct_printed": "16.2", "aprc_pct_one_decimal": "16.2"},
}


def test_a_european_vector_with_one_decimal_and_a_fee_before(tmp_path: Path) -> None:
    # 1,066 for 1,000 in a year and 15 half a year ahead; halving in floats gives 16.1598 %.
    (right,) = played(tmp_path, EU)
    assert faults(right) == []
    (wrong,) = played(tmp_path, {**EU, "expected": {"aprc_pct_printed": "16.1"}})
    assert [name for name, *_ in faults(wrong)] == ["aprc_pct_printed"]


def us(
    flows: list[tuple[str, str, date, int, str]], unit: str, a_year: Any, pct: str
) -> dict[str, Any]:
    keys = ("kind", "amount", "date", "t", "f")
    shown = [
        dict(zip(keys, [*flow[:2], flow[2].isoformat(), *flow[3:]], strict=True)) for flow in flows
    ]
    return {
        "unit_period": unit,
        "unit_periods_per_year": a_year,
        "flows": shown,
        "expected": {"apr_pct": pct},
        "tolerance_pp": "0.005",
    }


def test_vectors_of_regulation_z_count_their_own_unit_periods(tmp_path: Path) -> None:
    quarters = [("advance", "10000", date(1978, 5, 23), 0, "0")]
    quarters += [
        ("payment", "385", add_months(date(1978, 10, 1), 3 * k), k + 1, "0.433333333333333")
        for k in range(40)
    ]
    right = us(quarters, "3 months", 4, "8.97")
    wrong = json.loads(json.dumps(right))
    wrong["flows"][1]["f"] = "0.44"
    good, bad = played(tmp_path, right, wrong)
    assert faults(good) == []
    assert [name for name, *_ in faults(bad)] == ["unit_periods"]


def test_the_other_method_may_be_asked_for(tmp_path: Path) -> None:
    flows = [
        ("advance", "1000", date(2025, 1, 1), 0, "0"),
        ("payment", "1240", date(2027, 1, 1), 2, "0"),
    ]
    vector = us(flows, "1 year", "1", "11.36")
    vector["expected"] |= {"us_rule_apr_pct": "12.00", "irregular": False}
    assert faults(played(tmp_path, vector)[0]) == []


def test_single_payments_and_series_after_days_weeks_and_months(tmp_path: Path) -> None:
    results = played(
        tmp_path,
        {"advance": "100", "payment": "110", "days": 73, "expected": {"basis_365_pct": "61.051"}},
        {"advance": "100", "payment": "121", "months": 24, "expected": {"recomputed_pct": "10"}},
        {"advance": "1000", "payment": "100", "weeks": 10, "expected": {"recomputed_pct": "0"}},
        {
            "flows": [["2025-02-10", "100"], ["2025-03-10", "-101"]],
            "expected": {"equal_months_pct": "12.682503", "calendar_365_pct": "13.849780"},
        },
    )
    # 1.01 ** (365 / 28) - 1 = 13.849780 %, 1.01 ** 12 - 1 = 12.682503 %.
    assert [faults(each) for each in results] == [[], [], [], []]


def test_other_inputs_of_the_chinese_kinds() -> None:
    results = [run_one(case) for case in read_cases(OWN)]
    assert {result.id: faults(result) for result in results if not result.passed} == {}
    assert len(results) == 11


def test_a_figure_that_nothing_computes_fails_and_says_so(tmp_path: Path) -> None:
    (unknown,) = played(
        tmp_path, {"inputs": {"irr_monthly_pct": "1"}, "expected": {"colour": "red"}}
    )
    assert faults(unknown) == [("colour", "red", None)]
    (other,) = played(tmp_path, {"inputs": {"colour": "red"}, "expected": {"a": "1"}})
    assert not other.passed
    assert "a kind that is not known: colour" in str(other.error)


def test_a_vector_of_another_kind_is_left_unresolved(tmp_path: Path) -> None:
    other = {"id": "R", "colour": "red", "expected": "blue"}
    (tmp_path / "other.json").write_text(json.dumps({"vectors": [other]}), encoding="utf-8")
    (case,) = read_cases(tmp_path)
    assert (case.kind, case.resolved) == (CaseKind.FIGURES, False)


def test_a_file_that_holds_no_vectors_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "broken.json"
    path.write_text('{"vectors": [{"no": "id"}]}', encoding="utf-8")
    with pytest.raises(ConformanceError, match="objects with an id"):
        read_cases(path)
