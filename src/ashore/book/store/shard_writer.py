"""The files of one shard, written as a stream of tables: whole row groups, the same bytes however the stream is cut."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any

from ashore.book.store.layout import (
    CONTRACTS,
    EVENTS,
    ROW_GROUP_LOANS,
    schema,
    shard_name,
    writer,
)
from ashore.book.store.manifest import BookFile
from ashore.book.store.publishing import UNNAMED, keep_file


class ShardWriter:
    """Writes the contracts and events of one shard of a book, loan by loan in order.

    Used as a context: a stream that breaks off leaves no file. `close` gives the files their names.
    """

    def __init__(self, folder: Path, shard: int) -> None:
        self._folder, self._shard = folder, shard
        self._home = folder / shard_name(shard)
        self._home.mkdir(parents=True, exist_ok=True)
        self._paths = {kind: self._home / f"{kind}{UNNAMED}" for kind in (CONTRACTS, EVENTS)}
        self._writers = {kind: writer(kind, path) for kind, path in self._paths.items()}
        self._rows = {CONTRACTS: 0, EVENTS: 0}
        self._waiting: dict[str, list[Any]] = {CONTRACTS: [], EVENTS: []}
        self._waiting_loans = 0
        self.loans = 0
        """Loans so far: the row number of the next one."""

    def __enter__(self) -> ShardWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for each in self._writers.values():
            each.close()
        for path in self._paths.values():
            path.unlink(missing_ok=True)

    def add(self, contracts: Any, events: Any) -> None:
        """Take the tables of the next loans; the events' ``loan`` are row numbers within the shard."""
        self._waiting[CONTRACTS].append(contracts)
        self._waiting[EVENTS].append(events)
        self.loans += contracts.num_rows
        self._waiting_loans += contracts.num_rows
        while self._waiting_loans >= ROW_GROUP_LOANS:
            self._write_group(ROW_GROUP_LOANS)

    def _write_group(self, loans: int) -> None:
        import pyarrow as pa

        contracts = pa.concat_tables(self._waiting[CONTRACTS], promote_options="none")
        events = pa.concat_tables(self._waiting[EVENTS], promote_options="none")
        end = self.loans - self._waiting_loans + loans
        cut = rows_before(events["loan"], end)
        self._write(CONTRACTS, contracts.slice(0, loans))
        self._write(EVENTS, events.slice(0, cut))
        self._waiting = {CONTRACTS: [contracts.slice(loans)], EVENTS: [events.slice(cut)]}
        self._waiting_loans -= loans

    def _write(self, kind: str, table: Any) -> None:
        write_group(self._writers[kind], kind, table)
        self._rows[kind] += table.num_rows

    def close(self) -> list[BookFile]:
        """Write what is left and name the files; an empty one is not kept."""
        if self._waiting_loans:
            self._write_group(self._waiting_loans)
        found = []
        for kind, path in self._paths.items():
            self._writers[kind].close()
            if self._rows[kind]:
                found.append(keep_file(self._folder, path, self._shard, kind, self._rows[kind]))
        return found


def rows_before(column: Any, loan: int) -> int:
    """How many rows of a rising ``loan`` column belong to loans before ``loan``."""
    import numpy as np

    return int(np.searchsorted(column.to_numpy(), loan))


def write_group(parquet: Any, kind: str, table: Any) -> None:
    """Write one row group; its terms are numbered in the order in which they come up, so that the bytes are one form."""
    if not table.num_rows:
        return
    if kind == CONTRACTS:
        at = table.schema.get_field_index("terms")
        table = table.set_column(at, schema(kind).field("terms"), canonical(table["terms"]))
    parquet.write_table(table, row_group_size=table.num_rows)


def canonical(column: Any) -> Any:
    """A dictionary column whose values stand in the order of their first use, none unused."""
    import numpy as np
    import pyarrow as pa

    whole = column.unify_dictionaries().combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.chunk(0)
    codes = whole.indices.to_numpy()
    used, first, inverse = np.unique(codes, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(order), np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    return pa.DictionaryArray.from_arrays(
        pa.array(rank[inverse]), whole.dictionary.take(pa.array(used[order]))
    )
