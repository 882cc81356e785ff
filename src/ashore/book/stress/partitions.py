"""The stress run over a book in partitions: what each batch adds up to is a row, and the rows are added."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from ashore.book.runners import Kernel, Partition, Runner, Sink, map_partitions
from ashore.book.stress.columns import rate_field, stress_schema
from ashore.book.stress.compiled import loops
from ashore.book.stress.report import StressReport, stress_report
from ashore.book.stress.sums import TABLES, Sums, roll_batch
from ashore.book.stress.tables import StressPlan, Tables, tables

if TYPE_CHECKING:
    import pyarrow as pa

# Part of the kernel's name, so that results of an older calculation are not taken for results of this one.
CALCULATION = 1


@dataclass(frozen=True, slots=True)
class BatchSums:
    """What the loans of a batch add up to under a plan, as one row."""

    plan: StressPlan

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Raises ColumnsError for loans that make no sense."""
        import pyarrow as pa

        found = Sums(self.plan.paths, self.plan.months)
        roll_batch(batch, _tables(self.plan), loops(), found)
        row = {"loans": found.loans, "balance_minor": found.balance_minor}
        return pa.RecordBatch.from_pylist(
            [row | {name: getattr(found, name).tolist() for name in TABLES}], _sums_schema()
        )


@lru_cache(maxsize=4)
def _tables(plan: StressPlan) -> Tables:
    return tables(plan)


def _sums_schema() -> pa.Schema:
    import pyarrow as pa

    counts = [(name, pa.int64()) for name in ("loans", "balance_minor")]
    return pa.schema([*counts, *((name, pa.list_(pa.int64())) for name in TABLES)])


def stress_partitions(
    plan: StressPlan,
    source: Sequence[Partition],
    sink: Sink,
    runner: Runner | None = None,
    progress: Callable[[int, int], None] | None = None,
    *,
    rates: bool = False,
) -> StressReport:
    """`run_stress` for a book in partitions, by any runner: the same report, bit for bit, as for the book in one table.

    The partitions hold the columns of `stress_schema`, in that order, and ``rate_ppb`` after them when ``rates`` is set.
    Raises PartitionError, and publishes nothing, for a partition that is not as it should be.
    """
    takes = stress_schema().append(rate_field()) if rates else stress_schema()
    kernel = Kernel(f"stress-{CALCULATION}", BatchSums(plan), takes, _sums_schema())
    loops()  # compiled before threads ask for it all at once
    map_partitions(kernel, source, sink, runner, progress)
    together = Sums(plan.paths, plan.months)
    for batch in sink.read():
        for row in batch.to_pylist():
            together.add(Sums.of(plan.paths, plan.months, row))
    return stress_report(plan, together)
