"""A shard as plain columns for kernels: NumPy arrays without nulls, texts as Arrow arrays.

Every array has the type named here, always: a compiled kernel is made for one set of types.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ashore.book.store.checking import check_slice
from ashore.book.store.layout import CONTRACTS, EVENTS, NO_DAY, ROW_GROUP_LOANS, UNSAID, schema
from ashore.book.store.manifest import Manifest
from ashore.book.store.tables import TableSlice, table_slices

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Int8 = NDArray[np.int8]
    Int16 = NDArray[np.int16]
    Int32 = NDArray[np.int32]
    Int64 = NDArray[np.int64]


class ShardColumns(NamedTuple):
    """Consecutive loans of a shard, and their events. Days are counted from 1 January 1970, money is minor units.

    The terms of loan ``i`` are the JSON text ``terms[terms_index[i]]``, its events the rows ``event_offsets[i]`` up to
    ``event_offsets[i + 1]``, as recorded. ``customer``, ``event_id`` and ``note`` keep their nulls: the contract's id; the
    event's place within its loan, from 1, as six digits; nothing to note.

    Filled in: ``first_due`` with `NO_DAY`; ``instalment_minor`` with 0; ``recorded`` with the effective day; ``first`` of a
    charge with the effective day, of a repayment or a reversal with `UNSAID`; all other numbers with 0.
    """

    first_loan: int
    contract_id: Any
    customer: Any
    terms: tuple[str, ...]
    terms_index: Int32
    start: Int32
    principal_minor: Int64
    rate_ppb: Int64
    instalments: Int16
    first_due: Int32
    instalment_minor: Int64
    event_offsets: Int64
    kind: Int8
    effective: Int32
    recorded: Int32
    amount_minor: Int64
    first: Int64
    second: Int64
    third: Int64
    event_id: Any
    note: Any

    @property
    def loans(self) -> int:
        """How many loans."""
        return len(self.start)


def read_shard(folder: Path, manifest: Manifest, shard: int) -> ShardColumns:
    """A whole shard. For a large one `shard_slices` needs less memory.

    Raises BookError naming shard, file and field of what is not as it should be.
    """
    import pyarrow as pa

    pieces = list(table_slices(folder, manifest, shard))
    if not pieces:
        return columns_of(_empty(), shard, set())
    whole = TableSlice(
        0,
        pa.concat_tables([each.contracts for each in pieces]),
        pa.concat_tables([each.events for each in pieces]),
    )
    return columns_of(whole, shard, set())


def shard_slices(
    folder: Path,
    manifest: Manifest,
    shard: int,
    loans: int = ROW_GROUP_LOANS,
    wanted: Callable[[int, int], bool] | None = None,
) -> Iterator[ShardColumns]:
    """A shard, about ``loans`` loans at a time: bounded memory whatever the size of the book. Raises as `read_shard`.

    ``wanted`` is asked with the first row of a slice and the row after its last one; what it declines is not read.
    """
    known: set[str] = set()
    for piece in table_slices(folder, manifest, shard, loans, wanted):
        yield columns_of(piece, shard, known)


def _empty() -> TableSlice:
    return TableSlice(0, schema(CONTRACTS).empty_table(), schema(EVENTS).empty_table())


def columns_of(piece: TableSlice, shard: int, known: set[str]) -> ShardColumns:
    """The columns of a slice, checked; ``known`` are texts of terms that have been checked before."""
    import numpy as np

    contracts, events = piece.contracts, piece.events
    kind, effective = _numbers(events, "kind"), _days(events, "effective")
    loan = _numbers(events, "loan") - np.int32(piece.first_loan)
    counts = np.bincount(loan, minlength=contracts.num_rows)
    offsets = np.zeros(contracts.num_rows + 1, np.int64)
    np.cumsum(counts, out=offsets[1:])
    terms = _whole(contracts, "terms")
    found = ShardColumns(
        piece.first_loan,
        _texts(contracts, "contract_id"),
        _texts(contracts, "customer"),
        tuple(terms.dictionary.to_pylist()),
        terms.indices.to_numpy(),
        _days(contracts, "start"),
        _numbers(contracts, "principal_minor"),
        _numbers(contracts, "rate_ppb"),
        _numbers(contracts, "instalments"),
        _days(contracts, "first_due", NO_DAY),
        _numbers(contracts, "instalment_minor", 0),
        offsets,
        kind,
        effective,
        _filled_days(events, "recorded", effective),
        _numbers(events, "amount_minor"),
        _first(events, kind, effective),
        _numbers(events, "second", 0),
        _numbers(events, "third", 0),
        _texts(events, "event_id"),
        _texts(events, "note"),
    )
    check_slice(found, shard, known)
    return found


def _whole(table: Any, name: str) -> Any:
    import pyarrow as pa

    column = table[name]
    if column.num_chunks == 1:
        return column.chunk(0)  # to combine a single chunk would copy it
    whole = column.unify_dictionaries().combine_chunks()
    if not isinstance(whole, pa.ChunkedArray):
        return whole
    return whole.chunk(0) if whole.num_chunks else pa.array([], whole.type)


def _texts(table: Any, name: str) -> Any:
    return _whole(table, name)


def _numbers(table: Any, name: str, fill: int | None = None) -> Any:
    column = _whole(table, name)
    if column.null_count:
        column = column.fill_null(fill)
    return column.to_numpy()


def _days(table: Any, name: str, fill: int | None = None) -> Int32:
    import pyarrow as pa

    column = _whole(table, name).view(pa.int32())
    if column.null_count:
        column = column.fill_null(fill)
    found: NDArray[np.int32] = column.to_numpy()
    return found


def _filled_days(table: Any, name: str, fill: Int32) -> Int32:
    import pyarrow as pa
    import pyarrow.compute as pc

    column = _whole(table, name).view(pa.int32())
    if column.null_count == len(column):
        return fill
    found: Int32 = pc.coalesce(column, pa.array(fill)).to_numpy()
    return found


def _first(events: Any, kind: Int8, effective: Int32) -> Int64:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    from ashore.loan import Charge, Repayment, Reversal

    by_kind = np.zeros(256, np.int64)  # a code that is no kind is found by the check
    by_kind[[Repayment.rank, Reversal.rank]] = UNSAID
    fill: Int64 = by_kind[kind.view(np.uint8)]
    charges = np.flatnonzero(kind == Charge.rank)
    fill[charges] = effective[charges]
    column = _whole(events, "first")
    if column.null_count == len(column):
        return fill
    found: Int64 = pc.coalesce(column, pa.array(fill)).to_numpy()
    return found
