"""Another engine's published cases through the runner: the vectors, the opening schedules, and the whole set."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from ashore.cli import main
from ashore.conformance import CaseKind, Counts, read_cases, run, summarise

FLOOR = Path(__file__).with_name("floor.json")
"""What passed at the last measurement. It may only be raised."""


@pytest.fixture(scope="module")
def published(shared: Path) -> Path:
    """The folder of the published cases."""
    return shared / "conformance" / "fineract"


def test_all_vectors_that_are_resolved_pass(published: Path) -> None:
    cases = read_cases(published / "emi_calculator.jsonl.gz")
    assert len(cases) == 70
    assert {case.kind for case in cases} == {CaseKind.VECTOR}
    assert summarise(run(cases)).cases == Counts(passed=68)


def test_all_opening_schedules_pass(published: Path) -> None:
    cases = read_cases(published / "plain_schedules.jsonl.gz")
    assert {case.kind for case in cases} == {CaseKind.SCHEDULE}
    assert summarise(run(cases)).cases == Counts(passed=200)


def test_the_whole_set_is_read_and_no_id_stands_for_two_cases(published: Path) -> None:
    cases = read_cases(published)
    assert len({case.id for case in cases}) == len(cases) == 1469 + 200 + 70
    assert sum(not case.resolved for case in cases) == 3 + 2


def test_the_whole_set_does_not_fall_below_what_passed_before(published: Path) -> None:
    floor = json.loads(FLOOR.read_text(encoding="utf-8"))
    done = CliRunner().invoke(main, ["conformance", "run", str(published), "--json"])
    found = json.loads(done.stdout)
    assert found["passed"] + found["failed"] == 1466 + 200 + 68
    assert done.exit_code == (1 if found["failed"] else 0)
    assert found["cases"]["passed"] >= floor["cases"]
    assert found["expectations"]["passed"] >= floor["expectations"]
