"""Another engine's opening schedules, to the cent, through the same engine under a named convention set."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from ashore.conformance.schedules import opening_rows
from ashore.loan import Contract, Digits, RepaymentKind, fineract, schedule
from ashore.money import Rate


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


def test_an_odd_first_period_counts_by_its_part_of_a_whole_one() -> None:
    # 17 of the 31 nights from 15 January on, at 1.5 % a month on 10,000.00: 150.00 x 17/31.
    contract = Contract(
        id="F-1",
        principal_minor=10_000_00,
        start=date(2025, 1, 15),
        first_due=date(2025, 2, 1),
        rate=Rate.per_year("18"),
        repayment=RepaymentKind.EQUAL_INSTALMENT,
        instalments=12,
        convention=fineract(Digits()),
    )
    assert schedule(contract).instalments[0].planned.interest == 82_26
