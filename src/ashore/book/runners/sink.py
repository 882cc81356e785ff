"""Where results go: one file a partition, there whole or not at all, and a list that says when all of them are."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ashore.book.runners.partitions import NAME, FilePartition, PartitionError, file_sha256

if TYPE_CHECKING:
    import pyarrow as pa

RESULTS = "results.json"
UNFINISHED = ".part"


class Result(NamedTuple):
    """The result of one partition: its file in the folder of the run, the file's checksum, and its rows."""

    partition: str
    file: str
    sha256: str
    rows: int


@dataclass(frozen=True, slots=True)
class Sink:
    """A folder for results and the name of the run that they belong to.

    On a cluster every machine must see the folder under the same path (a shared file system).
    """

    folder: Path
    run: str

    @property
    def place(self) -> Path:
        """The folder of this run."""
        return self.folder / self.run

    def prepare(self) -> None:
        """Make the folder. Raises PartitionError for a run whose name cannot name a folder."""
        if not NAME.fullmatch(self.run):
            raise PartitionError(
                field="run", value=self.run, expected="letters, digits, '.', '_', '=' and '-'"
            )
        self.place.mkdir(parents=True, exist_ok=True)

    def publish(self, results: Iterable[Result]) -> Path:
        """Say that all results are there; what dead workers left unfinished is cleared away."""
        for each in self.place.glob(f".*{UNFINISHED}"):
            each.unlink(missing_ok=True)
        lines = [each._asdict() for each in results]
        text = json.dumps({"run": self.run, "results": lines}, indent=2) + "\n"
        target = self.place / RESULTS
        with whole_file(target) as work:
            work.write_text(text, encoding="utf-8")
        return target

    def read(self) -> Iterator[pa.RecordBatch]:
        """The results of a run that was published, partition by partition in the order of its source.

        Raises PartitionError when the run is not published, or a file is not as it was.
        """
        try:
            listed = json.loads((self.place / RESULTS).read_text(encoding="utf-8"))["results"]
            found = [Result(**each) for each in listed]
        except (OSError, ValueError, KeyError, TypeError):
            raise PartitionError(
                field="run", value=str(self.place), expected="a run that was published"
            ) from None
        for each in found:
            yield from FilePartition(each.partition, self.place / each.file, each.sha256).read()


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """A path to write to, whose file appears as ``target`` when all is written and safe on disk, or not at all.

    Two workers may write the same target at once, when one was taken for dead: each writes a file of its own, and the last
    one stands. Both hold the same bytes.
    """
    handle, name = tempfile.mkstemp(UNFINISHED, f".{target.name}.", target.parent)
    os.close(handle)
    work = Path(name)
    try:
        yield work
        try:
            work.chmod(0o644)
            _sync(work)
            work.replace(target)
        except FileNotFoundError:
            # The run was published meanwhile, and this file cleared away with what dead workers had left.
            if not target.is_file():
                raise
        _sync(target.parent)
    finally:
        work.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def result_of(partition: str, path: Path) -> Result:
    """The result that a finished file holds."""
    import pyarrow.parquet as pq

    return Result(partition, path.name, file_sha256(path), pq.read_metadata(path).num_rows)
