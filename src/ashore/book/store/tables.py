"""A shard read as tables, a row group's worth of loans at a time, whatever number of parts it is kept in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ashore.book.store.errors import BookError
from ashore.book.store.layout import CONTRACTS, EVENTS, ROW_GROUP_LOANS, schema
from ashore.book.store.manifest import BookFile, Manifest


class TableSlice(NamedTuple):
    """Consecutive loans of a shard as Arrow tables.

    ``first_loan`` is the row number of the first one; ``events`` are sorted by ``loan``, within a loan as recorded.
    """

    first_loan: int
    contracts: Any
    events: Any


class _Group(NamedTuple):
    """A row group of a file, and the loans that it is about: from ``first`` up to, not including, ``end``."""

    file: _File
    number: int
    first: int
    end: int


class _File:
    """An open Parquet file whose columns are what they should be; the row group read last is kept."""

    def __init__(self, folder: Path, part: BookFile) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self.part = part
        try:
            self.parquet = pq.ParquetFile(folder / part.name)
        except (pa.ArrowException, OSError):
            raise BookError(
                field=part.name, value="unreadable", expected="the file as it was published"
            ) from None
        _check_schema(part, self.parquet.schema_arrow)
        rows = self.parquet.metadata.num_rows
        if rows != part.rows:
            raise BookError(field=f"{part.name}: rows", value=rows, expected=str(part.rows))
        self._last: tuple[int, Any] | None = None

    def read(self, group: int) -> Any:
        import pyarrow as pa

        if self._last is None or self._last[0] != group:
            try:
                self._last = group, self.parquet.read_row_group(group, use_threads=False)
            except (pa.ArrowException, OSError):
                raise BookError(
                    field=f"{self.part.name}: row group {group}",
                    value="unreadable",
                    expected="the file as it was published",
                ) from None
        return self._last[1]

    def groups(self, first: int) -> list[_Group]:
        """The row groups; ``first`` is the row number of the first loan of a file of contracts."""
        found = []
        metadata = self.parquet.metadata
        for number in range(metadata.num_row_groups):
            group = metadata.row_group(number)
            if self.part.kind == CONTRACTS:
                found.append(_Group(self, number, first, first + group.num_rows))
                first += group.num_rows
            else:
                known = group.column(0).statistics
                if known is None or not known.has_min_max:
                    raise BookError(
                        field=f"{self.part.name}: loan",
                        value=f"row group {number} without its first and last loan",
                        expected="the file as it was published",
                    )
                found.append(_Group(self, number, known.min, known.max + 1))
        return found


def _check_schema(part: BookFile, found: Any) -> None:
    expected = schema(part.kind)
    if found.remove_metadata().equals(expected):
        return
    for name in found.names:
        if name not in expected.names:
            raise BookError(
                field=f"{part.name}: {name}", value="unknown column", expected="no such column"
            )
    for at, field in enumerate(expected):
        there = found.field(at) if at < len(found) else None
        if there is None or not there.equals(field):
            raise BookError(
                field=f"{part.name}: {field.name}", value=str(there), expected=str(field)
            )


def table_slices(
    folder: Path,
    manifest: Manifest,
    shard: int,
    loans: int = ROW_GROUP_LOANS,
    wanted: Callable[[int, int], bool] | None = None,
) -> Iterator[TableSlice]:
    """The loans of a shard in order, about ``loans`` at a time (never less than a row group), with their events.

    ``wanted`` is asked with the first row of a slice and the row after its last one; what it declines is not read.

    Raises BookError naming the file and the column that is not as it should be.
    """
    import pyarrow as pa

    first, contracts = 0, list[_Group]()
    for part in manifest.parts(shard, CONTRACTS):
        contracts += _File(folder, part).groups(first)
        first += part.rows
    total = first
    events = [
        group for part in manifest.parts(shard, EVENTS) for group in _File(folder, part).groups(0)
    ]
    for group in events:
        _check_range(group, total)
    for run in _runs(contracts, loans):
        start, end = run[0].first, run[-1].end
        if wanted is not None and not wanted(start, end):
            continue
        found = pa.concat_tables([each.file.read(each.number) for each in run])
        yield TableSlice(start, found, _events_of(events, start, end))


def _check_range(group: _Group, loans: int) -> None:
    if group.first < 0 or group.end > loans:
        raise BookError(
            field=f"{group.file.part.name}: loan",
            value=group.first if group.first < 0 else group.end - 1,
            expected=f"a loan of the shard, 0 to {loans - 1}",
        )


def _runs(groups: list[_Group], loans: int) -> Iterator[list[_Group]]:
    """Consecutive row groups put together as long as they hold no more than ``loans``."""
    run: list[_Group] = []
    for group in groups:
        if run and group.end - run[0].first > loans:
            yield run
            run = []
        run.append(group)
    if run:
        yield run


def _events_of(groups: list[_Group], start: int, end: int) -> Any:
    """The events of the loans from ``start`` up to ``end``, merged over the parts: by loan, then as recorded."""
    import numpy as np
    import pyarrow as pa

    pieces, merged, last = [], False, -1
    for group in groups:
        if group.end <= start or group.first >= end:
            continue
        table = group.file.read(group.number)
        loan = table["loan"].to_numpy()
        if (loan[1:] < loan[:-1]).any():
            raise BookError(
                field=f"{group.file.part.name}: loan",
                value="a loan before the one above",
                expected="rows in the order of their loans",
            )
        low, high = np.searchsorted(loan, (start, end))
        if low == high:
            continue
        pieces.append(table.slice(low, high - low))
        merged = merged or int(loan[low]) < last
        last = max(last, int(loan[high - 1]))
    if not pieces:
        return schema(EVENTS).empty_table()
    events = pa.concat_tables(pieces)
    if merged:
        order = np.argsort(events["loan"].to_numpy(), kind="stable")
        events = events.take(pa.array(order))
    return events
