"""What a book is cut into: partitions that never change, each with the checksum of its content."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ashore.money import AshoreError

if TYPE_CHECKING:
    import pyarrow as pa

ROWS_AT_ONCE = 1 << 16
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._=-]{0,119}")


class PartitionError(AshoreError):
    """A partition that is not what it should be, or a kernel that gives something else than it says.

    ``field`` names the partition, its file and the column.
    """

    code = "partition"


class Partition(Protocol):
    """A part of a book: a small object that can be pickled, and reads the same rows wherever it is.

    ``name`` is unique in its source and serves in file names; ``sha256`` is the identity of the content: two partitions of the
    same name and checksum are the same, and are computed once.
    """

    @property
    def name(self) -> str:
        """Letters, digits, ``.``, ``_``, ``=`` and ``-``."""

    @property
    def sha256(self) -> str:
        """The checksum of the content."""

    def read(self) -> Iterator[pa.RecordBatch]:
        """The rows, always cut in the same way."""


@dataclass(frozen=True, slots=True)
class FilePartition:
    """A Parquet file, as it was when its SHA-256 was taken."""

    name: str
    path: Path
    sha256: str

    @classmethod
    def of(cls, path: Path) -> FilePartition:
        """The partition of a file as it is now, named like the file."""
        return cls(path.stem, path, file_sha256(path))

    def read(self) -> Iterator[pa.RecordBatch]:
        """The rows in batches of 65,536.

        Raises PartitionError for a file that is missing, changed, or no Parquet, before the first row.
        """
        import pyarrow as pa
        import pyarrow.parquet as pq

        try:
            # What is hashed is what is read: the file is looked at once.
            whole = pa.memory_map(str(self.path)).read_buffer()
        except OSError:
            raise PartitionError(
                field=label(self), value="missing", expected="a Parquet file"
            ) from None
        found = hashlib.sha256(whole).hexdigest()
        if found != self.sha256:
            raise PartitionError(
                field=f"{label(self)}: sha256", value=found, expected=f"{self.sha256}, as written"
            )
        try:
            file = pq.ParquetFile(whole)
        except pa.ArrowInvalid as error:
            raise PartitionError(field=label(self), value=str(error), expected="Parquet") from None
        if file.metadata.num_rows == 0:
            # A file without rows still says what its columns are.
            yield pa.RecordBatch.from_pylist([], file.schema_arrow)
        yield from file.iter_batches(batch_size=ROWS_AT_ONCE)


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def label(partition: Partition) -> str:
    """The partition's name, with its file if it has one."""
    path = getattr(partition, "path", None)
    return partition.name if path is None else f"{partition.name} ({path})"


def check_names(partitions: Sequence[Partition]) -> None:
    """Raise PartitionError unless every name can be part of a file name and is there once."""
    seen = set[str]()
    for each in partitions:
        if not NAME.fullmatch(each.name):
            raise PartitionError(
                field="name", value=each.name, expected="letters, digits, '.', '_', '=' and '-'"
            )
        if each.name in seen:
            raise PartitionError(field="name", value=each.name, expected="each name once")
        seen.add(each.name)
