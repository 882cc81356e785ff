"""A new book from a stream of loans: published whole or not at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from ashore.book.loans import Loan
from ashore.book.store.errors import BookError
from ashore.book.store.layout import CONTRACTS, EVENTS, schema, shard_of
from ashore.book.store.manifest import MAX_SHARDS, Manifest
from ashore.book.store.publishing import UNNAMED, publish, sync
from ashore.book.store.rows import ContractRow, contract_row, event_row, place
from ashore.book.store.shard_writer import ShardWriter
from ashore.loan import Event

LOANS_AT_ONCE = 2_048


def write_book(
    folder: Path,
    loans: Iterable[Loan],
    finish: Callable[[Path], Mapping[str, Any]] | None = None,
    *,
    shards: int = 1,
) -> Manifest:
    """Write a new book and return its manifest.

    ``finish`` is called when the last loan is written: it may add files to the folder that it is given, and returns facts
    for the manifest. All files are written beside ``folder`` first and moved into place at the end: a run that is stopped
    leaves nothing. Same loans, same bytes.

    Raises BookError when ``folder`` exists already, for a loan that is there twice, and for a loan in another currency.
    """
    with new_folder(folder, shards) as work:
        with ExitStack() as stack:
            writers = [stack.enter_context(ShardWriter(work, each)) for each in range(shards)]
            currency = _write_loans(writers, loans)
            files = [file for each in writers for file in each.close()]
        facts = {} if finish is None else finish(work)
        manifest = Manifest(currency, shards, tuple(files), facts=facts)
        publish(work, manifest)
    return manifest


@contextmanager
def new_folder(folder: Path, shards: int) -> Iterator[Path]:
    """A folder to write a book in, that becomes ``folder`` at the end, or nothing.

    Raises BookError when ``folder`` exists already, and for a number of shards that no book has.
    """
    if folder.exists():
        raise BookError(field="out", value=str(folder), expected="a folder that does not exist yet")
    if not 1 <= shards <= MAX_SHARDS:
        raise BookError(field="shards", value=shards, expected=f"1 to {MAX_SHARDS}")
    work = folder.with_name(folder.name + UNNAMED)
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        yield work
        for path in (*work.iterdir(), work):
            sync(path)
        work.rename(folder)
        sync(folder.parent)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _write_loans(writers: Sequence[ShardWriter], loans: Iterable[Loan]) -> str | None:
    """Write the loans, each to its customer's shard. Returns their currency."""
    batches = [LoanBatch() for _ in writers]
    seen: set[str] = set()
    currency: str | None = None
    for loan in loans:
        if loan.id in seen:
            raise BookError(field="contract_id", value=loan.id, expected="each loan once")
        seen.add(loan.id)
        currency = same_currency(currency, loan)
        at = shard_of(loan.customer or loan.id, len(writers))
        batches[at].add(loan, writers[at].loans)
        if len(batches[at].contracts) >= LOANS_AT_ONCE:
            batches[at].flush_to(writers[at])
    for batch, writer in zip(batches, writers, strict=True):
        batch.flush_to(writer)
    return currency


def same_currency(currency: str | None, loan: Loan) -> str:
    """The currency of a book that takes this loan. Raises BookError where it is another one."""
    if currency not in (None, loan.contract.currency):
        raise BookError(
            field="currency",
            value=f"{loan.contract.currency} (loan {loan.id})",
            expected=f"{currency}, as in all loans of the book: one book for each currency",
        )
    return loan.contract.currency


class LoanBatch:
    """Rows of some loans, on their way into tables."""

    def __init__(self) -> None:
        self.contracts: list[ContractRow] = []
        self.events: list[tuple[Any, ...]] = []

    def add(self, loan: Loan, first_loan: int) -> None:
        """Take a loan; ``first_loan`` is the row number of the first loan of the batch."""
        number = first_loan + len(self.contracts)
        self.contracts.append(contract_row(loan.contract, loan.customer))
        places: dict[str, int] = {}
        for at, event in enumerate(loan.events):
            self.add_event(number, at, event, places)

    def add_event(self, number: int, at: int, event: Event, places: dict[str, int]) -> None:
        """Take an event of the loan with a row number, at its place from 0; see `ashore.book.store.rows.place`."""
        row = event_row(event)
        first, event_id, note = place(row, at, places)
        self.events.append((number, *row[:4], first, row.second, row.third, event_id, note))

    def tables(self) -> tuple[Any, Any]:
        """The contracts and the events as Arrow tables."""
        return table(CONTRACTS, self.contracts), table(EVENTS, self.events)

    def flush_to(self, writer: ShardWriter) -> None:
        """Give the rows to a writer and start anew."""
        writer.add(*self.tables())
        self.contracts, self.events = [], []


def table(kind: str, rows: Sequence[Sequence[Any]]) -> Any:
    """Rows as an Arrow table of the pinned types."""
    import pyarrow as pa

    columns = list(zip(*rows, strict=True)) or [()] * len(schema(kind))
    return pa.table(
        [_array(list(values), field) for values, field in zip(columns, schema(kind), strict=True)],
        schema=schema(kind),
    )


def _array(values: list[Any], field: Any) -> Any:
    import pyarrow as pa

    if not pa.types.is_dictionary(field.type):
        return pa.array(values, field.type)
    return pa.array(values, field.type.value_type).dictionary_encode()
