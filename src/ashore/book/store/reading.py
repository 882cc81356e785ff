"""The loans of a book as objects: for one loan or a small book. Kernels read columns instead: see `columns`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ashore.book.loans import Loan
from ashore.book.store.errors import BookError
from ashore.book.store.layout import CONTRACTS, EVENTS, place_id, shard_name
from ashore.book.store.manifest import Manifest, read_manifest
from ashore.book.store.rows import ContractReader, ContractRow, event_from_row
from ashore.book.store.tables import TableSlice, table_slices
from ashore.loan import Event
from ashore.money import AshoreError

ROWS_AT_ONCE = 8_192


def read_book(folder: Path) -> Iterator[Loan]:
    """The loans of a book, shard by shard, in the order in which they were written.

    Raises BookError naming shard and field where a loan makes no sense.
    """
    manifest = read_manifest(folder)
    for shard in range(manifest.shards):
        yield from read_loans(folder, manifest, shard)


def read_loans(folder: Path, manifest: Manifest, shard: int) -> Iterator[Loan]:
    """The loans of one shard."""
    reader = ContractReader()
    for piece in table_slices(folder, manifest, shard):
        yield from slice_loans(piece, shard, reader)


def slice_loans(piece: TableSlice, shard: int, reader: ContractReader) -> Iterator[Loan]:
    """The loans of a slice of a shard."""
    events = _by_loan(piece.events)
    number, rows = next(events, (-1, []))
    at = piece.first_loan
    for batch in piece.contracts.to_batches(max_chunksize=ROWS_AT_ONCE):
        for row in batch.to_pylist():
            found: list[dict[str, Any]] = []
            if number == at:
                found = rows
                number, rows = next(events, (-1, []))
            yield _loan(shard, row, found, reader)
            at += 1


def _by_loan(events: Any) -> Iterator[tuple[int, list[dict[str, Any]]]]:
    number, found = -1, list[dict[str, Any]]()
    for batch in events.to_batches(max_chunksize=ROWS_AT_ONCE):
        for row in batch.to_pylist():
            if row["loan"] != number:
                if found:
                    yield number, found
                number, found = row["loan"], []
            found.append(row)
    if found:
        yield number, found


def _loan(
    shard: int, row: dict[str, Any], rows: list[dict[str, Any]], reader: ContractReader
) -> Loan:
    customer = row["customer"]
    name = f"loan {row['contract_id']}"
    try:
        contract = reader.read(ContractRow(**row))
    except AshoreError as error:
        raise refused(shard, CONTRACTS, name, error) from None
    events: list[Event] = []
    ids: list[str] = []
    for at, each in enumerate(rows):
        try:
            event = event_from_row(each, at, ids)
        except AshoreError as error:
            raise refused(shard, EVENTS, f"{name}, {place_id(at + 1)}", error) from None
        except (TypeError, ValueError, IndexError, KeyError, OverflowError):
            raise BookError(
                field=f"{shard_name(shard)}/{EVENTS}: {name}, {place_id(at + 1)}",
                value={key: value for key, value in each.items() if value is not None},
                expected="columns that make an event: see the reference of the book's files",
            ) from None
        events.append(event)
        ids.append(event.id)
    return Loan(contract, tuple(events), customer)


def refused(shard: int, kind: str, name: str, error: AshoreError) -> BookError:
    """The error of a field of a loan, with the place where it stands."""
    return BookError(
        field=f"{shard_name(shard)}/{kind}: {name}: {error.field}",
        value=error.value,
        expected=error.expected,
    )
