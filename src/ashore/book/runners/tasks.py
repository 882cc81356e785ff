"""One partition's work, the same wherever it is done and however often."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from ashore.book.runners.kernels import Kernel
from ashore.book.runners.partitions import Partition, PartitionError, label
from ashore.book.runners.sink import Result, Sink, result_of, whole_file
from ashore.money import AshoreError


@dataclass(frozen=True, slots=True)
class Task:
    """A kernel to run on a partition.

    ``key`` names the result by what it is made of: the run, the partition, its checksum, and the kernel's identity.
    """

    kernel: Kernel
    partition: Partition
    sink: Sink
    key: str

    @property
    def target(self) -> Path:
        """The file of the result."""
        return self.sink.place / f"{self.partition.name}.{self.key[:16]}.parquet"

    def run(self) -> Result:
        """Write the result unless it is there. Same task, same bytes, on any machine with this release of pyarrow."""
        import pyarrow.parquet as pq

        if not self.target.is_file():
            with (
                whole_file(self.target) as work,
                pq.ParquetWriter(work, self.kernel.gives, compression="zstd") as writer,
            ):
                for batch in self.kernel.results(self.partition):
                    writer.write_batch(batch)
        return result_of(self.partition.name, self.target)

    def attempt(self) -> str:
        """`run`, with its result or the error of bad input as JSON: engines turn errors into errors of their own."""
        try:
            return json.dumps({"result": self.run()._asdict()})
        except PartitionError as error:
            refused = error
        except AshoreError as error:
            # What the kernel refuses, it refuses of this partition.
            refused = PartitionError(
                field=f"{label(self.partition)}: {error.field}",
                value=error.value,
                expected=error.expected,
            )
        value = refused.to_dict()["value"]
        return json.dumps({"field": refused.field, "value": value, "expected": refused.expected})


class RunnerError(AshoreError):
    """A runner that cannot run here."""

    code = "runner"


class Runner(Protocol):
    """What carries tasks out: calls `Task.attempt` of each at least once, anywhere, in any order, and gives back what it said."""

    def __call__(self, tasks: Sequence[Task]) -> Generator[str]:
        """The answers as they come. When the caller stops listening, tasks that have not begun need not begin."""


def task_of(kernel: Kernel, identity: str, partition: Partition, sink: Sink) -> Task:
    """The task of a partition, keyed by content."""
    parts = (sink.run, partition.name, partition.sha256, identity)
    key = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return Task(kernel, partition, sink, key)


def read_answer(answer: str) -> Result:
    """The result in an answer, or its PartitionError."""
    found = json.loads(answer)
    if "result" not in found:
        raise PartitionError(**found)
    return Result(**found["result"])
