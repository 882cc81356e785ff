"""Tables written to files: Parquet, CSV, Arrow and spreadsheets, whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ashore.book.analytics.sheets import SheetWriter
from ashore.book.store import BookError

if TYPE_CHECKING:
    import pyarrow as pa

Write = Callable[[Any], None]
"""Adds a batch to a file."""

DRAFT = ".part"
"""The ending of a file that is being written."""


def write_table(
    source: pa.Table | pa.RecordBatchReader, out: Path, currency: str | None = None
) -> int:
    """Write a table, or a stream of one, by the ending of ``out``: parquet, csv, arrow or xlsx. How many rows there were.

    Parquet, CSV and Arrow keep the columns as they are: amounts as whole minor units. A spreadsheet shows amounts in major
    units of ``currency`` (see `SheetWriter`). A file of that name is replaced when the new one is complete; where anything
    goes wrong it stays as it was.

    Raises BookError for another ending, and for what does not fit into a spreadsheet.
    """
    kind = out.suffix.removeprefix(".").lower()
    if kind not in WRITERS:
        raise BookError(
            field="out", value=str(out), expected="a name ending in ." + ", .".join(WRITERS)
        )
    draft = out.with_name(out.name + DRAFT)
    rows = 0
    try:
        with WRITERS[kind](draft, source.schema, currency) as write:
            for batch in _batches(source):
                write(batch)
                rows += batch.num_rows
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)
    return rows


def _batches(source: pa.Table | pa.RecordBatchReader) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa

    return iter(source.to_batches() if isinstance(source, pa.Table) else source)


@contextmanager
def _parquet(path: Path, schema: pa.Schema, _currency: str | None) -> Iterator[Write]:
    import pyarrow.parquet as pq

    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        yield writer.write_batch


@contextmanager
def _arrow(path: Path, schema: pa.Schema, _currency: str | None) -> Iterator[Write]:
    import pyarrow as pa

    options = pa.ipc.IpcWriteOptions(compression="zstd")
    plain = _without_dictionaries(schema)
    with (
        pa.OSFile(str(path), "wb") as file,
        pa.ipc.new_file(file, plain, options=options) as writer,
    ):
        yield lambda batch: writer.write_batch(batch.cast(plain))


@contextmanager
def _csv(path: Path, schema: pa.Schema, _currency: str | None) -> Iterator[Write]:
    from pyarrow import csv

    plain = _without_dictionaries(schema)
    options = csv.WriteOptions(quoting_style="needed")
    with csv.CSVWriter(str(path), plain, write_options=options) as writer:
        yield lambda batch: writer.write_batch(batch.cast(plain))


@contextmanager
def _xlsx(path: Path, schema: pa.Schema, currency: str | None) -> Iterator[Write]:
    with SheetWriter(path, schema, currency) as writer:
        yield writer.write


def _without_dictionaries(schema: pa.Schema) -> Any:
    import pyarrow as pa

    fields = (
        field.with_type(field.type.value_type) if pa.types.is_dictionary(field.type) else field
        for field in schema
    )
    return pa.schema(list(fields))


WRITERS: dict[str, Callable[[Path, Any, str | None], AbstractContextManager[Write]]] = {
    "parquet": _parquet,
    "csv": _csv,
    "arrow": _arrow,
    "xlsx": _xlsx,
}
