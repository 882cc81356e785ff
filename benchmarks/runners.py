"""``python -m benchmarks.runners RUNNER``: a stress run over a book in partitions, by one runner, with its cost.

RUNNER is ``threads``, ``daft`` or ``ray`` (two nodes on this machine; needs ``ashore[cluster]``).
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow.parquet as pq

from ashore.book.runners import FilePartition, Runner, Sink, daft_native, daft_on_ray, threads
from ashore.book.stress import Scenario, StressPlan, stress_partitions
from benchmarks import stress

PARTITIONS = 20


@contextmanager
def chosen(name: str) -> Iterator[Runner]:
    """The runner of a name, on two processors."""
    if name == "threads":
        yield threads(2)
    elif name == "daft":
        yield daft_native(2)
    else:
        from ashore.book.runners.two_nodes import two_nodes

        with two_nodes() as cluster:
            yield daft_on_ray(cluster.address)


def main() -> None:
    """Print wall time (start-up apart), CPU time and peak memory of this process, and a checksum of all results."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.runners", description=__doc__)
    parser.add_argument("runner", choices=("threads", "daft", "ray"))
    parser.add_argument("--loans", type=int, default=2_000_000)
    parser.add_argument("--paths", type=int, default=100)
    asked = parser.parse_args()
    plan = StressPlan(Scenario("as counted"), stress.AS_OF, asked.paths, stress.MONTHS, seed=42)
    with tempfile.TemporaryDirectory() as folder:
        source = partitions(Path(folder), asked.loans)
        size = sum(each.path.stat().st_size for each in source)
        sink = Sink(Path(folder), "run")
        begun = time.monotonic()
        with chosen(asked.runner) as runner:
            ready, cpu = time.monotonic(), time.process_time()
            stress_partitions(plan, source, sink, runner)
            wall, cpu = time.monotonic() - ready, time.process_time() - cpu
        digest = hashlib.sha256()
        for path in sorted(sink.place.iterdir()):
            digest.update(path.read_bytes())
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{asked.runner}: {asked.loans:,} loans x {asked.paths} paths, {size / 1e6:.0f} MB in {PARTITIONS} files: "
        f"start-up {ready - begun:.1f} s, wall {wall:.1f} s, "
        f"CPU {cpu:.1f} s and peak {peak:.0f} MB in this process, results {digest.hexdigest()[:12]}"
    )


def partitions(folder: Path, loans: int) -> list[FilePartition]:
    """A book in files."""
    table, size = stress.book(loans), -(-loans // PARTITIONS)
    for shard in range(PARTITIONS):
        path = folder / f"shard-{shard:02}.parquet"
        pq.write_table(table.slice(shard * size, size), path, compression="zstd")
    return [FilePartition.of(path) for path in sorted(folder.glob("shard-*"))]


if __name__ == "__main__":
    main()
