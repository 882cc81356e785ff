"""Reading cases, playing them, and saying what came out: the command and the library behind it."""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ashore.cli import main
from ashore.conformance import (
    CaseKind,
    ConformanceError,
    Counts,
    Failure,
    case_from_dict,
    differences,
    read_cases,
    run,
    run_one,
    select,
    summarise,
)

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "conformance"


def example(name: str) -> dict[str, Any]:
    """The data of one of the cases that come with the project, to be changed at will."""
    (case,) = (case for case in read_cases(EXAMPLES) if case.id == name)
    return json.loads(json.dumps(dict(case.data)))  # type: ignore[no-any-return]


def write(path: Path, *cases: Mapping[str, Any]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(case) + "\n" for case in cases)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def command(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["conformance", "run", *map(str, arguments)])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A case that passes, one that does not, one that is not resolved, a schedule and a vector."""
    wrong = example("own/A-17") | {"id": "own/wrong", "capabilities": ["repayment", "wrong"]}
    wrong["steps"][4]["rows"][0][4] = "119.99"
    unknown = example("own/A-18") | {"id": "own/unknown"}
    unknown |= {"resolved": False, "unresolved": ["two-loans"]}
    write(tmp_path / "cases" / "own.jsonl", example("own/A-17"), wrong)
    write(tmp_path / "cases" / "more.jsonl.gz", unknown)
    write(tmp_path / "plain_schedules.jsonl.gz", example("opening/8000-12"))
    write(tmp_path / "emi_calculator.jsonl", example("thirds"))
    (tmp_path / "index.json").write_text("{}")
    return tmp_path


def test_the_examples_of_the_project_pass() -> None:
    done = command(EXAMPLES)
    assert done.exit_code == 0, done.output
    assert done.stdout.splitlines()[-1] == "4 passed, 0 failed"


def test_a_folder_is_read_whole_and_summed_up(folder: Path) -> None:
    done = command(folder)
    lines = done.stdout.splitlines()
    assert done.exit_code == 1
    assert lines[-1] == "3 passed, 1 failed"
    assert lines[:4] == [
        "FAILED own/wrong (repayment): 2 of 3 expectations",
        "  step 4, schedule",
        "                         expected  actual",
        "    2025-02-15 interest  119.99    120.00",
    ]
    assert "1 unresolved, not scored:" in lines
    assert "  own/unknown: two-loans" in lines
    figures = [line.split() for line in lines]
    assert ["repayment", "1", "1", "5", "1"] in figures
    assert ["emi_calculator", "1", "0", "2", "0"] in figures
    assert ["schedule", "2", "1"] in figures
    assert "own/A-17" not in done.stdout
    assert "passed own/A-17 (repayment): 3 of 3 expectations" in command(folder, "--all").stdout


def test_the_same_as_one_json_document(folder: Path) -> None:
    done = command(folder, "--json")
    found = json.loads(done.stdout)
    assert done.exit_code == 1
    assert (found["passed"], found["failed"]) == (3, 1)
    assert found["cases"] == {"passed": 3, "failed": 1}
    assert found["expectations"] == {"passed": 8, "failed": 1}
    assert found["by_capability"]["wrong"]["cases"] == {"passed": 0, "failed": 1}
    assert found["by_primary"]["plain_schedules"]["expectations"] == {"passed": 1, "failed": 0}
    assert found["by_expectation"]["schedule"] == {"passed": 2, "failed": 1}
    assert found["unresolved"] == [{"id": "own/unknown", "reasons": ["two-loans"]}]
    results = {each["id"]: each for each in found["results"]}
    assert results["own/A-17"]["first_failing_step"] is None
    failure = results["own/wrong"]["first_failing_step"]
    assert (failure["step"], failure["name"]) == (4, "schedule")
    assert failure["expected"][0]["interest"] == "119.99"
    assert failure["actual"][0]["interest"] == "120.00"


def test_cases_are_chosen_by_id_and_by_capability(folder: Path) -> None:
    chosen = command(folder, "--case", "own/A-17", "--case", "thirds")
    assert chosen.exit_code == 0
    assert chosen.stdout.splitlines()[0].startswith("passed thirds")
    assert chosen.stdout.splitlines()[-1] == "2 passed, 0 failed"
    assert command(folder, "--capability", "repayment").stdout.endswith("\n1 passed, 1 failed\n")
    both = command(folder, "--capability", "repayment", "--case", "own/A-17")
    assert both.stdout.endswith("\n1 passed, 0 failed\n")
    one_file = command(folder / "plain_schedules.jsonl.gz")
    assert one_file.stdout.endswith("\n1 passed, 0 failed\n")


def test_an_unresolved_case_is_never_scored(folder: Path) -> None:
    done = command(folder, "--case", "own/unknown")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1] == "0 passed, 0 failed"
    assert "1 unresolved, not scored:" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "field", "expected"),
    [
        (["--case", "own/A17"], "case", "own/A-17"),
        (["--capability", "repay"], "capability", "repayment"),
        (["--case", "thirds", "--capability", "wrong"], "case", "exercises the capability"),
    ],
)
def test_a_name_that_no_case_bears_exits_with_2(
    folder: Path, arguments: list[str], field: str, expected: str
) -> None:
    done = command(folder, *arguments, "--json")
    assert done.exit_code == 2
    error = json.loads(done.stdout)["error"]
    assert (error["code"], error["field"]) == ("conformance", field)
    assert expected in error["expected"]
    plain = command(folder, *arguments)
    assert plain.exit_code == 2
    assert plain.stderr.startswith("refused: ")


@pytest.mark.parametrize(
    ("content", "field", "expected"),
    [
        (b'{"id": "a", "steps": []}\n{"id": ', "own.jsonl, line 2", "one JSON object on one line"),
        (b'{"steps": []}', "own.jsonl, line 1", "the `id` of a case"),
        (b'["a"]', "own.jsonl, line 1", "the `id` of a case"),
        (b'{"id": "a"}', "own.jsonl, line 1", "`steps`, or `terms`"),
        (b'{"id": "a", "steps": [{}]}', "own.jsonl, line 1", "either `op` or `expect`"),
        (b'{"id": "a", "steps": {}}', "own.jsonl, line 1", "a list of objects"),
        (b'{"id": "a", "steps": [], "capabilities": "x"}', "own.jsonl, line 1", "a list of names"),
        (b"\xff\xfe", "path", "text in UTF-8"),
        (gzip.compress(b"{}" * 99, mtime=0)[:-9], "path", "compressed by gzip"),
        (b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xff\xff\xff", "path", "compressed by gzip"),
        (b"\n", "path", "cases, one JSON object a line"),
    ],
)
def test_a_broken_file_exits_with_2_and_names_the_line(
    tmp_path: Path, content: bytes, field: str, expected: str
) -> None:
    (tmp_path / "own.jsonl").write_bytes(content)
    done = command(tmp_path, "--json")
    assert done.exit_code == 2
    error = json.loads(done.stdout)["error"]
    assert error["field"] == field
    assert expected in error["expected"]


def test_a_path_without_cases_exits_with_2(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "none"):
        done = command(path)
        assert done.exit_code == 2
        assert done.stderr.startswith("refused: path = ")
    assert command().exit_code == 2


def test_an_operation_that_is_not_done_is_the_first_failing_step() -> None:
    raw = example("own/A-17")
    raw["steps"][5:5] = [{"op": "levitate"}]
    result = run_one(case_from_dict(raw))
    assert [check.passed for check in result.checks] == [True, False, False]
    assert result.first_failing_step == Failure(5, "levitate", "to be done", "KeyError: 'levitate'")


def test_an_operation_that_must_be_refused_and_is_not_is_the_first_failing_step() -> None:
    raw = example("own/A-17")
    payment = next(step for step in raw["steps"] if step.get("op") == "pay")
    payment["must_fail"] = True
    found = run_one(case_from_dict(raw)).first_failing_step
    assert found is not None
    assert (found.name, found.expected) == ("pay", "to be refused")


def test_an_operation_that_stops_a_case_fails_it_though_nothing_is_expected_after_it() -> None:
    raw = example("own/A-17")
    raw["steps"].append({"op": "levitate"})
    result = run_one(case_from_dict(raw))
    assert all(check.passed for check in result.checks)
    assert not result.passed
    assert result.first_failing_step is not None
    assert result.first_failing_step.step == len(raw["steps"]) - 1


def test_a_vector_tells_what_stopped_it_and_what_failed() -> None:
    raw = example("thirds")
    raw["steps"][2]["value"] = "33.33"
    result = run_one(case_from_dict(raw))
    sides = ({"value": "33.33"}, {"value": "33.34"})
    assert result.first_failing_step == Failure(2, "part", *sides)
    raw["steps"][1:1] = [{"op": "disburse", "model": "none", "amount": "1", "date": "2025-01-01"}]
    stopped = run_one(case_from_dict(raw))
    assert stopped.first_failing_step == Failure(1, "disburse", "to be done", "KeyError: 'none'")
    assert summarise([stopped]).expectations == Counts(passed=0, failed=2)


def test_data_that_cannot_be_played_fails_its_case_alone() -> None:
    raw = example("opening/8000-12")
    del raw["terms"]["installments"]
    result = run_one(case_from_dict(raw))
    assert result.first_failing_step is not None
    assert "installments" in result.first_failing_step.actual
    assert summarise([result]).total.expectations == Counts(passed=0, failed=1)


def test_other_processes_come_to_the_same_as_this_one() -> None:
    raw = example("opening/8000-12")
    cases = [case_from_dict(raw | {"id": f"opening/{at}"}) for at in range(20)]
    here, there = run(cases, workers=1), run(cases, workers=2)
    assert sorted(here) == sorted(there)


def test_a_case_that_says_little_is_filed_and_scored_as_the_lenders_own() -> None:
    case = case_from_dict({"id": "a", "steps": [{"expect": "status", "value": "ACTIVE"}]})
    assert (case.kind, case.primary, case.resolved) == (CaseKind.SCENARIO, "own", True)
    assert select([case], ["a"], ["own"]) == [case]
    with pytest.raises(ConformanceError):
        select([case], ["b"])


@pytest.mark.parametrize(
    ("expected", "actual", "shown"),
    [
        ({"a": "1.0", "b": None}, {"a": "1.00", "b": "2"}, [("", "b", "none", "2")]),
        ([], [{"date": "d", "amount": "1"}], [("d", "", "(no such row)", "date d, amount 1")]),
        ([{"nr": 1}], [None], [("1", "", "nr 1", "(no such row)")]),
        ([["FEE", None]], [["TAX", "1"]], [("1", "", "FEE none", "TAX 1")]),
        (12, 11, [("", "", "12", "11")]),
        (True, False, [("", "", "true", "false")]),
        ([], [], [("", "", "nothing", "nothing")]),
    ],
)
def test_only_what_differs_is_shown(expected: Any, actual: Any, shown: list[Any]) -> None:
    assert [tuple(each) for each in differences(expected, actual)] == shown
