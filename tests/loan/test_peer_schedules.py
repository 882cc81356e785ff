"""Another engine's opening schedules, to the cent, through the same engine under a named convention set."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from ashore.conformance.schedules import opening_rows


def test_all_opening_schedules_of_the_peer_come_out_to_the_cent(shared: Path) -> None:
    path = shared / "conformance" / "fineract" / "plain_schedules.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        cases = [json.loads(line) for line in lines]
    wrong = {
        case["id"]
        for case in cases
        if [list(row.values()) for row in opening_rows(case)] != case["rows"]
    }
    assert len(cases) == 200
    assert not wrong, pytest.fail(f"{len(wrong)} differ: {sorted(wrong)[:5]}")
