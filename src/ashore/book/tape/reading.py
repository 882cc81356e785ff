"""Rows of a tape file, and the boundary where its decimals become whole minor units."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NamedTuple, TextIO

from ashore.money import MAX_MINOR, AshoreError

Row = Mapping[str, Any]
BATCH = 4096
MOST_DIGITS = 24
"""Digits of a number: a double has at most 17, and 10 ** 999999 would keep a machine busy for nothing."""


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


def read_rows(path: Path, columns: Sequence[str]) -> Iterator[Row | RowError]:
    """The rows of a Parquet or CSV file, only the columns asked for, in the file's order.

    A line that is no row (another number of fields than the header) is given as the RowError that says so. Raises
    TapeError for a file that is not there, not such a file, or broken in the middle, and for missing columns.
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
    except (pa.ArrowException, OSError) as error:
        raise TapeError(field="tape", value=path.name, expected="a Parquet file") from error
    _check_columns(file.schema_arrow.names, columns)

    def rows() -> Iterator[Row]:
        at = 0
        try:
            for batch in file.iter_batches(batch_size=BATCH, columns=list(columns)):
                yield from batch.to_pylist()
                at += batch.num_rows
        except (pa.ArrowException, OSError) as error:
            raise TapeError(
                field="tape",
                value=f"{path.name} after row {at}",
                expected="a Parquet file that can be read to its end",
            ) from error

    return rows()


def _csv_rows(path: Path, columns: Sequence[str]) -> Iterator[Row | RowError]:
    with _open(path) as lines:
        header = next(csv.reader(lines), [])
    _check_columns(header, columns)
    where = [(name, header.index(name)) for name in columns]

    def rows() -> Iterator[Row | RowError]:
        with _open(path) as lines:
            reader = csv.reader(lines)
            next(reader)
            line = reader.line_num
            while True:
                try:
                    fields = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    yield _no_row(line, reader.line_num, str(error), len(header))
                else:
                    if len(fields) == len(header):
                        yield {name: fields[at] or None for name, at in where}
                    elif fields:
                        found = f"{len(fields)} fields"
                        yield _no_row(line, reader.line_num, found, len(header))
                line = reader.line_num

    return rows()


def _open(path: Path) -> TextIO:
    # A byte that is no UTF-8 must not hide the other rows: in a column that is read, it is no number either.
    return path.open(encoding="utf-8-sig", errors="backslashreplace", newline="")


def _no_row(line: int, last: int, found: str, wanted: int) -> RowError:
    lines = f"line {last}" if last == line + 1 else f"lines {line + 1} to {last}"
    expected = f"{wanted} fields, as in the header"
    return RowError(field="row", value=f"{lines}: {found}", expected=expected)


def _check_columns(present: Sequence[str], wanted: Sequence[str]) -> None:
    missing = sorted(set(wanted) - set(present))
    if missing:
        raise TapeError(field="columns", value=", ".join(missing), expected="to be in the file")
    twice = sorted(name for name in wanted if present.count(name) > 1)
    if twice:
        raise TapeError(field="columns", value=", ".join(twice), expected="once in the file")


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
    if len(found.as_tuple().digits) > MOST_DIGITS or abs(found.adjusted()) > MOST_DIGITS:
        raise RowError(field=field, value=value, expected=f"at most {MOST_DIGITS} digits")
    return found


def cents(row: Row, field: str, *, minimum: int = 0) -> int:
    """An amount of the row in minor units of a currency with two decimals, half up."""
    amount = int((number(row, field) * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))
    if amount < minimum:
        raise RowError(field=field, value=row[field], expected=f"at least {Decimal(minimum) / 100}")
    if amount > MAX_MINOR:
        raise RowError(
            field=field, value=row[field], expected=f"at most {Decimal(MAX_MINOR) / 100}"
        )
    return amount


def whole(row: Row, field: str, *, minimum: int, maximum: int) -> int:
    """A whole number of the row within limits."""
    value = number(row, field)
    if not minimum <= value <= maximum or value != int(value):
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
