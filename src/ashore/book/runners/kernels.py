"""A kernel: what is done to each batch of a book, and how its results are told from those of any other."""

from __future__ import annotations

import hashlib
import inspect
import pickle
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ashore.book.runners.partitions import Partition, PartitionError, label

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True)
class Kernel:
    """A function from batch to batch that depends on nothing but the batch, with the columns that it takes and gives.

    ``function`` must be found by its name on every machine (a function of a module, or an object of such a class with what it
    needs in its fields), so that it can be pickled. ``identity`` names its content: the same function on the same partition
    gives the same result, and is not run again.
    """

    name: str
    function: Callable[[pa.RecordBatch], pa.RecordBatch]
    takes: pa.Schema
    gives: pa.Schema

    def identity(self) -> str:
        """SHA-256 of the name, the columns, the function's fields and the source file that it stands in.

        What the function calls in other files is not in it: change the name when that changes.

        Raises PartitionError for a function that cannot be pickled.
        """
        try:
            content = pickle.dumps(self.function, protocol=5)
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise PartitionError(
                field=f"kernel {self.name}", value=str(error), expected="a function of a module"
            ) from None
        digest = hashlib.sha256()
        schemas = (
            each.remove_metadata().serialize().to_pybytes() for each in (self.takes, self.gives)
        )
        for part in (self.name.encode(), content, self._source(), *schemas):
            digest.update(len(part).to_bytes(8, "big") + part)
        return digest.hexdigest()

    def _source(self) -> bytes:
        plain = inspect.isroutine(self.function)
        path = inspect.getsourcefile(self.function if plain else type(self.function))
        return Path(path).read_bytes() if path else b""

    def results(self, partition: Partition) -> Iterable[pa.RecordBatch]:
        """The results of a partition, batch by batch.

        Raises PartitionError for columns that the kernel does not take, or does not give as it says.
        """
        for batch in partition.read():
            check_schema(f"{label(partition)}: column", batch.schema, self.takes)
            found = self.function(batch)
            check_schema(
                f"{label(partition)}: kernel {self.name}: column", found.schema, self.gives
            )
            yield found


def check_schema(field: str, found: pa.Schema, wanted: pa.Schema) -> None:
    """Raise PartitionError that names the first column that is missing, of another type, in another place, or too many."""
    for at, column in enumerate(wanted):
        if column.name not in found.names:
            raise PartitionError(
                field=f"{field} {column.name}", value="missing", expected=str(column.type)
            )
        there = found.field(at) if at < len(found) else found.field(column.name)
        if there.name != column.name:
            raise PartitionError(
                field=f"{field} {at + 1}", value=there.name, expected=f"{column.name} in its place"
            )
        if there.type != column.type:
            raise PartitionError(
                field=f"{field} {column.name}", value=str(there.type), expected=str(column.type)
            )
    if len(found) > len(wanted):
        extra = found.names[len(wanted)]
        raise PartitionError(field=f"{field} {extra}", value="there", expected="no such column")
