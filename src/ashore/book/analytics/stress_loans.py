"""The running loans of a book as the stress engine takes them: a number of its own, a state, what is owed, months to go."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ashore.book.analytics.classes import is_running
from ashore.book.analytics.scheduled import FlowEvaluator
from ashore.book.analytics.walking import Tell, is_small, outstanding, walk
from ashore.book.store import ShardColumns
from ashore.book.stress import stress_schema
from ashore.kernel import O_DAYS_PAST_DUE

if TYPE_CHECKING:
    import pyarrow as pa

    from ashore.book.analytics.walking import Int64

MOST_MONTHS = 240
"""Instalments later than that are taken to be due then."""
LAST_DAYS = (0, 30, 60, 90, 120)
"""Where the states current, 1-30, 31-60, 61-90 and 91-120 days end."""


def stress_loans(
    folder: Path, as_of: date, known_at: date | None = None, tell: Tell | None = None
) -> pa.Table:
    """The loans that run on ``as_of`` with the columns of `stress_schema` and the yearly rate, for `run_stress`.

    A loan's number is made from its contract's id, so that a loan meets the same fate in any book and on any day. Its
    state is told by days past due, its balance is the principal that it owes, overdue principal included, and the months
    left are those to the last due date of its schedule as it stands. Raises BookError for a book that makes no sense.
    """
    import pyarrow as pa

    book, schema = walk(folder, known_at, tell), _schema()
    flows = FlowEvaluator(plain=is_small(book.manifest))
    batches = []
    for columns in book.slices():
        told = book.standings(columns, as_of)
        running = is_running(told)
        months = _months_left(columns, flows, as_of, running, known_at)
        arrays = {
            "loan": list(_numbers(columns, running)),
            "state": _states(told[running]),
            "balance_minor": outstanding(told)[running],
            "months_left": months[running].astype("int16"),
            "rate_ppb": columns.rate_ppb[running],
        }
        batches.append(
            pa.RecordBatch.from_arrays(
                [pa.array(arrays[field.name], field.type) for field in schema], schema=schema
            )
        )
    return pa.Table.from_batches(batches, schema)


def _schema() -> Any:
    import pyarrow as pa

    return stress_schema().append(pa.field("rate_ppb", pa.int64(), nullable=False))


def _numbers(columns: ShardColumns, running: Int64) -> Iterator[int]:
    for name in columns.contract_id.filter(running).to_pylist():
        yield int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)


def _states(told: Int64) -> Any:
    import numpy as np

    return (np.searchsorted(LAST_DAYS, told[:, O_DAYS_PAST_DUE]) + 1).astype(np.int8)


def _months_left(
    columns: ShardColumns, flows: FlowEvaluator, as_of: date, running: Int64, known_at: date | None
) -> Int64:
    """Months from the day to the last one in which something falls due; the day's own month counts if something still does."""
    import numpy as np

    found = np.zeros(columns.loans, np.int64)
    for block in flows.flow_blocks(columns, as_of, MOST_MONTHS, running, known_at):
        due: Any = block.flows[:, 1:].any(axis=2)
        last = due.shape[1] - due[:, ::-1].argmax(axis=1)
        found[block.low : block.high] = np.where(due.any(axis=1), last - ~due[:, 0], 0)
    return found
