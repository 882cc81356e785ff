"""The end of a day of a million loans, from Parquet to the published folder: what the command takes, imports included.

``ASHORE_EOD_BOOK`` names a book that is there already (it is copied by links, and not changed), of any size.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import NamedTuple

from ashore.book import Plan, generate_book, read_manifest

DAY = date(2026, 6, 30)
LOANS = 1_000_000
RUNS = 3
COMMAND = """
import os
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # as the command does
import resource, sys
from datetime import date
from pathlib import Path
from ashore.book import end_of_day
end_of_day(Path(sys.argv[1]), date.fromisoformat(sys.argv[2]))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


class EodRun(NamedTuple):
    """The best of some runs on two threads: seconds of wall and of CPU; peak memory in MB; bytes that were written."""

    loans: int
    wall_s: float
    cpu_s: float
    peak_mb: float
    written_bytes: int


def run() -> EodRun:
    """Close a day of a book of the hard mix, with the code compiled before."""
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder) / "book"
        there = os.environ.get("ASHORE_EOD_BOOK")
        if there is None:
            generate_book(book, Plan(loans=LOANS, seed=1, mix="hard", as_of=DAY))
        else:
            shutil.copytree(there, book, copy_function=os.link)
        _close(book)  # compiles
        runs = [_close(book) for _ in range(RUNS)]
        written = sum(path.stat().st_size for path in (book / "eod" / str(DAY)).iterdir())
        wall, cpu, peak = (min(column) for column in zip(*runs, strict=True))
        return EodRun(read_manifest(book).loans, wall, cpu, peak, written)


def _close(book: Path) -> tuple[float, float, float]:
    shutil.rmtree(book / "eod", ignore_errors=True)
    before, start = _cpu(), time.perf_counter()
    told = subprocess.run(
        [sys.executable, "-c", COMMAND, str(book), str(DAY)],
        check=True,
        capture_output=True,
        text=True,
    )
    wall = time.perf_counter() - start
    return wall, _cpu() - before, int(told.stdout) / 1024


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    print(json.dumps(run()._asdict()))
