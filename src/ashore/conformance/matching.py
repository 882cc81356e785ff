"""When a cell, and when a whole row, of an expected table agrees with what is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

Step = Mapping[str, Any]
Cells = Mapping[str, Any]


def same(expected: Any, actual: Any) -> bool:
    """Whether two cells are equal: amounts by value, no value and zero apart from amounts that are not listed."""
    if expected == actual:
        return True
    if expected is None or actual is None:
        return _is_zero(expected if actual is None else actual)
    try:
        return Decimal(str(expected)) == Decimal(str(actual))
    except InvalidOperation:
        return False


def _is_zero(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    try:
        return Decimal(str(value)) == 0
    except InvalidOperation:
        return False


def match_rows(wanted: Sequence[Cells], table: Sequence[Cells]) -> tuple[list[Cells], list[Cells]]:
    """Rows that are not in the table, and rows of the table that nothing asks for.

    A row that is asked for twice where the table has it once is there: the source looks each one up by itself, and counts.
    """
    left, missing, twice = list(table), [], 0
    for row in wanted:
        found = _find(row, left)
        if found is not None:
            left.remove(found)
        elif _find(row, table) is not None:
            twice += 1
        else:
            missing.append(row)
    return missing, left[twice:]


def _find(row: Cells, table: Sequence[Cells]) -> Cells | None:
    for each in table:
        if all(same(value, each.get(col)) for col, value in row.items()):
            return each
    return None


def closest(row: Cells, left: Sequence[Cells]) -> Cells | None:
    """The row of the table that agrees with most of the cells."""
    best = max(
        left, key=lambda each: sum(same(v, each.get(c)) for c, v in row.items()), default=None
    )
    return None if best is None else {c: best.get(c) for c in row}


def rows_of(step: Step) -> list[Cells]:
    """The rows of an expectation, each by the names of its columns."""
    return [dict(zip(step["cols"], row, strict=True)) for row in step["rows"]]
