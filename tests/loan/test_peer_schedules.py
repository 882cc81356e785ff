"""Another engine's opening schedules, to the cent, through the same engine under a named convention set."""

from __future__ import annotations

import gzip
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ashore.loan import RowKind, schedule
from tests.loan.peer_terms import contract, minor


def _rows(case: dict[str, Any]) -> list[list[Any]]:
    digits = case["terms"]["currency"]["digits"]
    drawn = case["disbursement"]
    start, amount = date.fromisoformat(drawn["date"]), minor(drawn["amount"], digits)
    terms = contract(case["terms"], start, amount)
    plan = schedule(terms)

    def text(value: int) -> str:
        return f"{Decimal(value).scaleb(-digits):.{digits}f}"

    rows: list[dict[str, Any]] = [
        {"nr": None, "days": None, "date": start.isoformat(), "balance": text(amount)}
    ]
    for number, row in enumerate(plan.instalments, start=1):
        down = row.kind is RowKind.DOWN_PAYMENT
        rows.append(
            {
                "nr": number,
                "days": 0 if down else (row.due - row.start).days,
                "date": row.due.isoformat(),
                "balance": text(row.balance_minor),
                "principal": text(row.planned.principal),
                "interest": text(row.planned.interest),
            }
        )
    return [[row.get(col) for col in case["cols"]] for row in rows]


def test_all_opening_schedules_of_the_peer_come_out_to_the_cent(shared: Path) -> None:
    path = shared / "conformance" / "fineract" / "plain_schedules.jsonl.gz"
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        cases = [json.loads(line) for line in lines]
    wrong = {case["id"]: _rows(case) for case in cases if _rows(case) != case["rows"]}
    assert len(cases) == 200
    assert not wrong, pytest.fail(f"{len(wrong)} differ: {sorted(wrong)[:5]}")
