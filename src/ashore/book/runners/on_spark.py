"""Spark, for lenders who own a cluster of it: their session carries the tasks out."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from ashore.book.runners.tasks import Runner, Task

if TYPE_CHECKING:
    import pyarrow as pa


def spark(session: Any) -> Runner:
    """Run with a ``SparkSession``, one Spark task a partition. Its executors need what Ray's machines need: see `daft_on_ray`."""

    def run(tasks: Sequence[Task]) -> Generator[str]:
        def attempt(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
            import pyarrow as pa

            for batch in batches:
                answers = [tasks[each].attempt() for each in batch.column(0).to_pylist()]
                yield pa.RecordBatch.from_pydict({"answer": answers})

        numbers = session.range(0, len(tasks), 1, len(tasks))
        for row in numbers.mapInArrow(attempt, "answer string").toLocalIterator():
            yield row["answer"]

    return run
