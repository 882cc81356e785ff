"""Rows of a tape file, and the boundary where its decimals become whole minor units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple

from ashore.money import AshoreError

Row = Mapping[str, Any]
BATCH = 4096


class TapeError(AshoreError):
    """A tape that cannot be read: no such file, an unknown format, a column that is missing."""

    code = "tape"


class RowError(AshoreError):
    """A field of one row that is missing or makes no sense."""

    code = "tape_row"


class BadRow(NamedTuple):
    """A row that was refused: its number in the file (from 1) and why."""

    number: int
    error: AshoreError


def read_rows(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    """The rows of a Parquet or CSV file, only the columns asked for, in the file's order.

    Raises TapeError for a file that is not there or not such a file, and for missing columns.
    """
    if not path.is_file():
        raise TapeError(field="tape", value=str(path), expected="a Parquet or CSV file")
    if path.suffix == ".parquet":
        return _parquet_rows(path, columns)
    if path.suffix == ".csv":
        return _csv_rows(path, columns)
    raise TapeError(field="tape", value=path.name, expected="a name that ends in .parquet or .csv")


def _parquet_rows(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise TapeError(field="tape", value=path.name, expected="a Parquet file") from error
    _check_columns(file.schema_arrow.names, columns)
    return (
        row
        for batch in file.iter_batches(batch_size=BATCH, columns=list(columns))
        for row in batch.to_pylist()
    )


def _csv_rows(path: Path, columns: Sequence[str]) -> Iterator[Row]:
    import csv

    with path.open(encoding="utf-8-sig", newline="") as lines:
        _check_columns(next(csv.reader(lines), []), columns)

    def rows() -> Iterator[Row]:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                yield {name: row[name] or None for name in columns}

    return rows()


def _check_columns(present: Sequence[str], wanted: Sequence[str]) -> None:
    missing = sorted(set(wanted) - set(present))
    if missing:
        raise TapeError(field="columns", value=", ".join(missing), expected="to be in the file")


def number(row: Row, field: str) -> Decimal:
    """A number of the row as the decimal that is printed for it.

    Tapes hold binary floats; their shortest decimal is what was published. No float goes any further than here.
    """
    value = row[field]
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite():
        raise RowError(field=field, value=value, expected="a number")
    return found


def cents(row: Row, field: str, *, minimum: int = 0) -> int:
    """An amount of the row in minor units of a currency with two decimals, half up."""
    amount = int((number(row, field) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if amount < minimum:
        raise RowError(field=field, value=row[field], expected=f"at least {Decimal(minimum) / 100}")
    return amount


def whole(row: Row, field: str, *, minimum: int, maximum: int) -> int:
    """A whole number of the row within limits."""
    value = number(row, field)
    if value != int(value) or not minimum <= value <= maximum:
        raise RowError(
            field=field, value=row[field], expected=f"a whole number, {minimum} to {maximum}"
        )
    return int(value)


def text(row: Row, field: str) -> str:
    """A text of the row that is not empty."""
    value = row[field]
    if not isinstance(value, str) or not value.strip():
        raise RowError(field=field, value=value, expected="a text")
    return value.strip()
