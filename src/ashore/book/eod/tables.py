"""The tables of an end of day: their columns, their types pinned, and how they are packed. Same rows, same bytes."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

ROW_GROUP = 65_536
MOVES, DUE_AHEAD, DUE_TODAY, OVERDUE = "moves", "due-ahead", "due-today", "overdue"
ROLL, JOURNALS, BALANCES = "roll", "journals", "balances"
BY_LOAN = (MOVES, DUE_AHEAD, DUE_TODAY, OVERDUE)
"""Tables with a row for each loan concerned."""

_LOAN = ("contract_id:text", "customer:text", "product:text")
_PARTS = ("principal_minor", "interest_minor", "fee_minor", "penalty_minor", "credit_minor")
COLUMNS: dict[str, tuple[str, ...]] = {
    MOVES: (
        *_LOAN,
        "class_before:text",
        "class_after:text",
        *("days_past_due_before:days", "principal_before_minor"),
        *("outstanding_before_minor", "overdue_before_minor"),
        *("days_past_due_after:days", "principal_after_minor"),
        *("outstanding_after_minor", "overdue_after_minor"),
    ),
    DUE_AHEAD: (*_LOAN, "due:date", *_PARTS),
    DUE_TODAY: (*_LOAN, "due:date", *_PARTS),
    OVERDUE: (*_LOAN, "due:date", "days_past_due:days", "milestone:days", *_PARTS),
    ROLL: (
        *("product:text", "class_before:text", "class_after:text"),
        *("loans", "principal_before_minor", "principal_after_minor"),
    ),
    JOURNALS: (
        *("journal:text", "kind:text", "product:text", "class:text"),
        *("book_date:date", "value_date:date", "account:text", "amount_minor"),
    ),
    BALANCES: (
        *("product:text", "class:text", "account:text"),
        *("opening_minor", "moved_minor", "closing_minor"),
    ),
}
"""Columns by table, each with its type where it is not a whole number of 64 bits."""


@cache
def schema(name: str) -> Any:
    """The Arrow schema of a table."""
    import pyarrow as pa

    types = {"text": pa.string(), "date": pa.date32(), "days": pa.int32(), "": pa.int64()}
    fields = (each.partition(":") for each in COLUMNS[name])
    return pa.schema([pa.field(column, types[kind], nullable=False) for column, _, kind in fields])


def write_table(path: Path, name: str, table: Any) -> None:
    """Write a table as Parquet."""
    import pyarrow.parquet as pq

    texts = [each.partition(":")[0] for each in COLUMNS[name] if each.endswith((":text", ":date"))]
    pq.write_table(
        table.combine_chunks(),
        path,
        row_group_size=ROW_GROUP,
        compression="zstd",
        use_dictionary=[each for each in texts if each not in ("contract_id", "customer")],
        write_statistics=False,
    )


def table_of(name: str, rows: list[tuple[Any, ...]]) -> Any:
    """A small table from rows."""
    import pyarrow as pa

    columns = list(zip(*rows, strict=True)) or [()] * len(COLUMNS[name])
    fields = schema(name)
    arrays = [pa.array(values, field.type) for values, field in zip(columns, fields, strict=True)]
    return pa.table(arrays, schema=fields)
