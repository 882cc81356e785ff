"""Vectors of rules through the command: the published ones, and others that nobody has printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from ashore.cli import main
from ashore.conformance import CaseKind, ConformanceError, Counts, read_cases, run, summarise

FIVE = "minimum five-category class by days past due"
WEEK = "US Reg F calls placed about one debt within 7 consecutive days"
TALK = "US Reg F next call after a conversation on 2025-02-24 (day 1 of 7)"
INDIA = "India SMA/NPA class at day end, due date 2024-01-31 unpaid"
TALKS = "China: active effective voice conversations with one debtor per day"
DIALS = "China (bank association members): unanswered dial attempts to one number per day"
DAILY = "risk questionnaire attempts on one day"
YEARLY = "risk questionnaire attempts in 12 months"
AGE = "questionnaire older than 12 months at the time of sale"
REPAIR = "one-off credit repair (PBoC 2025-12-22)"
HOURS = "China collections hour window, borrower local time"
FUND = "T+0 money-fund redemption per investor, fund, distributor and day"


def vector(rule: str, given: dict[str, Any], expected: str, effective: str) -> dict[str, Any]:
    return {"id": "own", "rule": rule, "input": given, "expected": expected, "effective": effective}


def write(path: Path, *vectors: dict[str, Any]) -> Path:
    path.write_text(json.dumps({"vectors": vectors}), encoding="utf-8")
    return path


def test_all_published_vectors_of_rules_pass(shared: Path) -> None:
    cases = read_cases(shared / "conformance" / "apr" / "boundaries.json")
    assert {case.kind for case in cases} == {CaseKind.RULES}
    assert summarise(run(cases)).cases == Counts(passed=51)


@pytest.mark.parametrize(
    ("rule", "given", "expected", "effective"),
    [
        (FIVE, {"days_past_due": 1000}, "loss", "2023-07-01"),
        (
            "IFRS 9 past-due backstops",
            {"days_past_due": 0},
            "stage 1 (backstop silent)",
            "2018-01-01",
        ),
        (
            "CRR art. 178(1)(b) / Basel default",
            {"days_past_due": 0},
            "not in default by days",
            "in force",
        ),
        (INDIA, {"due": "2024-01-31", "day_end": "2024-02-29"}, "SMA-0", "2021-11-12"),
        (INDIA, {"due": "2024-01-31", "day_end": "2024-03-01"}, "SMA-1", "2021-11-12"),
        (HOURS, {"time": "21:59:59"}, "allow", "2025-02-28 / 2026-01"),
        (HOURS, {"time": "23:15"}, "deny", "2025-02-28 / 2026-01"),
        (HOURS, {"time": "23:15", "agreed": True}, "allow", "2025-02-28 / 2026-01"),
        (TALKS, {"ordinal": 1}, "allow first", "2025-02-28"),
        (TALKS, {"ordinal": 5}, "deny fifth", "2025-02-28"),
        (DIALS, {"ordinal": 1}, "allow", "2026-01"),
        (DIALS, {"ordinal": 20}, "deny", "2026-01"),
        (WEEK, {"calls": 1}, "presumed compliant", "2021-11-30"),
        (WEEK, {"calls": 30}, "presumed violation", "2021-11-30"),
        (TALK, {"conversation": "2025-02-24", "call": "2025-02-24"}, "presumed violation", ""),
        (TALK, {"conversation": "2025-02-24", "call": "2025-03-02"}, "presumed violation", ""),
        (TALK, {"conversation": "2025-02-24", "call": "2025-03-03"}, "allowed", ""),
        ("product level vs customer level", {"product": 5, "customer": 5}, "match", "2026-02-01"),
        ("product level vs customer level", {"product": 5, "customer": 4}, "refuse", "2026-02-01"),
        (DAILY, {"attempt": 2}, "allow", "2026-02-01"),
        (YEARLY, {"attempt": 8}, "allow", "2026-02-01"),
        (YEARLY, {"attempt": 12}, "refuse", "2026-02-01"),
        (AGE, {"age": "12 months"}, "valid", "2026-02-01"),
        (AGE, {"age": "1 year + 1 day"}, "reassess before sale", "2026-02-01"),
        (AGE, {"age": "12 months - 1 day"}, "valid", "2026-02-01"),
        (FUND, {"amount": "0.01"}, "allow", "2018-06-01"),
        (
            REPAIR,
            {
                "overdue_amount": "0.01",
                "overdue_arose": "2020-01-01",
                "repaid_in_full": "2026-03-31",
            },
            "hidden by 2026-04-30",
            "2026-01-01..2026-03-31",
        ),
        (
            REPAIR,
            {
                "overdue_amount": "9.00",
                "overdue_arose": "2019-12-31",
                "repaid_in_full": "2025-01-01",
            },
            "not eligible",
            "2026-01-01..2026-03-31",
        ),
    ],
)
def test_vectors_that_nobody_has_printed_are_answered_by_the_same_rules(
    tmp_path: Path, rule: str, given: dict[str, Any], expected: str, effective: str
) -> None:
    path = write(tmp_path / "own.json", vector(rule, given, expected, effective))
    (result,) = run(read_cases(path))
    assert result.first_failing_step is None


def test_a_wrong_answer_fails_with_both_sides(tmp_path: Path) -> None:
    path = write(tmp_path / "own.json", vector(FIVE, {"days_past_due": 90}, "loss", "2023-07-01"))
    done = CliRunner().invoke(main, ["conformance", "run", str(path)])
    assert done.exit_code == 1
    assert "special_mention" in done.output


def test_a_question_that_nobody_can_answer_fails_and_says_so(tmp_path: Path) -> None:
    path = write(tmp_path / "own.json", vector("tea time", {"time": "17:00"}, "allow", "in force"))
    (result,) = run(read_cases(path))
    assert not result.passed
    found = result.first_failing_step
    assert found is not None
    assert found.actual == "no evaluator answers this question"


def test_a_rule_that_was_not_in_force_is_no_answer(tmp_path: Path) -> None:
    early = vector(FIVE, {"days_past_due": 91}, "substandard", "2023-06-30")
    (result,) = run(read_cases(write(tmp_path / "own.json", early)))
    assert not result.passed


def test_a_json_document_without_vectors_is_passed_over_in_a_folder_and_refused_alone(
    tmp_path: Path,
) -> None:
    other = tmp_path / "other.json"
    other.write_text('{"title": "an index"}', encoding="utf-8")
    write(tmp_path / "own.json", vector(FIVE, {"days_past_due": 91}, "substandard", "2023-07-01"))
    assert len(read_cases(tmp_path)) == 1
    with pytest.raises(ConformanceError):
        read_cases(other)
