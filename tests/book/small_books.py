"""A small book in partitions, kernels for it, and a program that runs them: for tests that kill processes.

``python -m tests.book.small_books RUNNER FOLDER [--slow] [--kill worker|node]``
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from threading import Thread
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from ashore.book.runners import (
    FilePartition,
    Kernel,
    Runner,
    Sink,
    daft_native,
    daft_on_ray,
    map_partitions,
    threads,
)

BOOK = pa.schema([("loan", pa.int64()), ("balance_minor", pa.int64()), ("rate_ppm", pa.int32())])
INTEREST = pa.schema([("loan", pa.int64()), ("interest_minor", pa.int64())])
PARTITIONS, LOANS = 12, 500
NOTES = "SMALL_BOOK_NOTES"


def write_book(folder: Path) -> list[FilePartition]:
    """The partitions of the book; written the first time."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for shard in range(PARTITIONS):
        path = folder / f"shard-{shard:02}.parquet"
        if not path.is_file():
            loans = range(shard * LOANS, (shard + 1) * LOANS)
            columns = {
                "loan": list(loans),
                "balance_minor": [loan * 7_919 % 1_000_000 for loan in loans],
                "rate_ppm": [60_000 + loan % 180_000 for loan in loans],
            }
            pq.write_table(pa.table(columns, BOOK), path)
        found.append(FilePartition.of(path))
    return found


def yearly_interest(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A year's interest of each loan, rounded down."""
    rate = batch.column("rate_ppm").cast(pa.int64())
    interest = pc.divide(pc.multiply(batch.column("balance_minor"), rate), 1_000_000)
    return pa.RecordBatch.from_arrays([batch.column("loan"), interest], schema=INTEREST)


def slow_interest(batch: pa.RecordBatch) -> pa.RecordBatch:
    """The same, half a second a batch; the process that does it is noted in the folder that the environment names."""
    (Path(os.environ[NOTES]) / str(os.getpid())).touch()
    time.sleep(0.5)
    return yearly_interest(batch)


def kernel() -> Kernel:
    """A year's interest."""
    return Kernel("yearly-interest", yearly_interest, BOOK, INTEREST)


def slow_kernel() -> Kernel:
    """A year's interest, slowly."""
    return Kernel("slow-interest", slow_interest, BOOK, INTEREST)


def main() -> None:
    """Run a kernel on the book of a folder and say which process of it is killed."""
    parser = argparse.ArgumentParser()
    parser.add_argument("runner", choices=("threads", "daft", "ray"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--slow", action="store_true")
    parser.add_argument("--kill", choices=("worker", "node"))
    asked = parser.parse_args()
    found = slow_kernel() if asked.slow else kernel()
    notes = asked.folder / "notes"
    notes.mkdir(parents=True, exist_ok=True)
    # Workers that are started from here inherit it.
    os.environ[NOTES] = str(notes)
    sink = Sink(asked.folder / "results", "run")
    with ExitStack() as stack:
        runner, kill = _runner(asked.runner, asked.folder, stack)
        if asked.kill:
            Thread(target=_in_the_middle, args=(sink, kill[asked.kill]), daemon=True).start()
        map_partitions(found, write_book(asked.folder / "book"), sink, runner)


def _runner(
    name: str, folder: Path, stack: ExitStack
) -> tuple[Runner, dict[str, Callable[[], None]]]:
    if name == "threads":
        return threads(2), {}
    if name == "daft":
        return daft_native(2), {}
    from ashore.book.runners.two_nodes import two_nodes

    cluster = stack.enter_context(two_nodes())
    return daft_on_ray(cluster.address), {
        "worker": lambda: _kill_worker(folder / "notes"),
        "node": lambda: _kill_node(cluster),
    }


def _in_the_middle(sink: Sink, kill: Callable[[], None]) -> None:
    while len(list(_finished(sink))) < 3:
        time.sleep(0.05)
    kill()


def _finished(sink: Sink) -> Iterator[Path]:
    return sink.place.glob("*.parquet")


def _kill_worker(notes: Path) -> None:
    victim = max(notes.iterdir(), key=lambda path: path.stat().st_mtime)
    os.kill(int(victim.name), signal.SIGKILL)
    sys.stdout.write(f"killed worker {victim.name}\n")


def _kill_node(cluster: Any) -> None:
    (node,) = cluster.worker_nodes
    cluster.remove_node(node, allow_graceful=False)
    sys.stdout.write("killed the second node\n")


if __name__ == "__main__":
    main()
