"""The book as the stress engine takes it: one row a loan, four or five columns of fixed width."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from ashore.book.stress.kernel import STATES
from ashore.money import AshoreError

if TYPE_CHECKING:
    import pyarrow as pa

# A book whose sums and interest stay within 64 bits over 120 months at any rate that is accepted.
MOST_TOGETHER = 1 << 55
MOST_OF_A_LOAN = 1 << 53
MOST_RATE_PPB = 4_000_000_000
ROWS_AT_ONCE = 1 << 16


class ColumnsError(AshoreError):
    """A table whose columns are not the ones asked for, or whose loans make no sense."""

    code = "stress_columns"


def stress_schema() -> pa.Schema:
    """The columns: loan number, state (0 to 7), principal owed, instalments not yet due; perhaps the yearly rate in billionths.

    A loan number is any 64-bit integer that stays the loan's own: it decides the loan's draws. Instalments are monthly.
    Without ``rate_ppb`` (int64) loans bear no interest and run down by equal parts.
    """
    import pyarrow as pa

    return pa.schema(
        [
            pa.field("loan", pa.int64(), nullable=False),
            pa.field("state", pa.int8(), nullable=False),
            pa.field("balance_minor", pa.int64(), nullable=False),
            pa.field("months_left", pa.int16(), nullable=False),
        ]
    )


def rate_field() -> pa.Field:
    """The column that may stand after the others: the yearly rate in billionths."""
    import pyarrow as pa

    return pa.field("rate_ppb", pa.int64(), nullable=False)


def check_columns(table: pa.Table | pa.RecordBatch) -> None:
    """Raise ColumnsError unless the columns are there, of the right kind, without gaps, and every loan makes sense."""
    wanted = [*stress_schema()]
    if "rate_ppb" in table.schema.names:
        wanted.append(rate_field())
    for field in wanted:
        if table.schema.names.count(field.name) != 1:
            raise ColumnsError(
                field=field.name, value="missing", expected=f"a column, {field.type}"
            )
        column = table.column(field.name)
        if column.type != field.type:
            raise ColumnsError(
                field=field.name, value=str(column.type), expected=f"a column, {field.type}"
            )
        if column.null_count:
            raise ColumnsError(
                field=field.name, value=f"{column.null_count} nulls", expected="a value in each row"
            )
    _check_range(table, "state", 0, STATES - 1)
    _check_range(table, "balance_minor", 0, MOST_OF_A_LOAN)
    _check_range(table, "months_left", 0, 1_200)
    if len(wanted) == 5:
        _check_range(table, "rate_ppb", 0, MOST_RATE_PPB)


def _check_range(table: pa.Table | pa.RecordBatch, name: str, least: int, most: int) -> None:
    import pyarrow.compute as pc

    found = pc.min_max(table.column(name)).as_py()
    for value in (found["min"], found["max"]):
        if value is not None and not least <= value <= most:
            loan = table.filter(pc.equal(table.column(name), value)).column("loan")[0].as_py()
            raise ColumnsError(
                field=f"{name} of loan {loan}", value=value, expected=f"{least} to {most}"
            )


def pieces(table: pa.Table | pa.RecordBatch) -> Iterator[pa.RecordBatch]:
    """The rows in pieces that a thread takes at a time; the sums do not depend on where they are cut."""
    import pyarrow as pa

    whole = pa.Table.from_batches([table]) if isinstance(table, pa.RecordBatch) else table
    yield from whole.to_batches(max_chunksize=ROWS_AT_ONCE)


def buffer(batch: pa.RecordBatch, name: str) -> Any:
    """The bytes of a column without gaps, not copied."""
    column = batch.column(name)
    width = column.type.bit_width // 8
    start = column.offset * width
    return memoryview(column.buffers()[1])[start : start + len(column) * width]
