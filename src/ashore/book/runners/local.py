"""Threads of this process: the default, and the fastest way on one machine."""

from __future__ import annotations

import os
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed

from ashore.book.runners.tasks import Runner, Task


def threads(count: int | None = None) -> Runner:
    """Run on that many threads, or on one for each processor.

    Reading Parquet and compiled kernels leave the interpreter to the other threads; a kernel in plain Python does not.
    """

    def run(tasks: Sequence[Task]) -> Generator[str]:
        workers = count or os.cpu_count() or 1
        with ThreadPoolExecutor(max_workers=workers) as pool:
            asked = [pool.submit(task.attempt) for task in tasks]
            try:
                for done in as_completed(asked):
                    yield done.result()
            finally:
                for each in asked:
                    each.cancel()

    return run
