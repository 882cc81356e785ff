"""Runners: one kernel over every partition of a book, on threads, on Daft, on Ray or on Spark, with the same bytes."""

from ashore.book.runners.kernels import Kernel
from ashore.book.runners.local import threads
from ashore.book.runners.mapping import map_partitions
from ashore.book.runners.on_daft import daft_native, daft_on_ray
from ashore.book.runners.on_spark import spark
from ashore.book.runners.partitions import FilePartition, Partition, PartitionError
from ashore.book.runners.sink import Result, Sink
from ashore.book.runners.tasks import Runner, RunnerError, Task

__all__ = [
    "FilePartition",
    "Kernel",
    "Partition",
    "PartitionError",
    "Result",
    "Runner",
    "RunnerError",
    "Sink",
    "Task",
    "daft_native",
    "daft_on_ray",
    "map_partitions",
    "spark",
    "threads",
]
