"""The columns of a book on disk, their types pinned, and how they are packed.

The columns are written down for users in docs/reference/files.md.
"""

from __future__ import annotations

from functools import cache
from hashlib import blake2b
from typing import Any

SCHEMA_VERSION = 3
READABLE = (2, 3)
"""Versions that can be read: a book of version 2 holds no loan in servicing, and is the same otherwise."""
CONTRACTS, EVENTS = "contracts", "events"
ROW_GROUP_LOANS = 65_536
"""Loans in a row group, and the events of that many loans: what a reader holds in memory at once."""

NO_DAY = -(2**31)
"""In columns for kernels: the loan has no ``first_due`` of its own."""
UNSAID = -1
"""In columns for kernels: a repayment names no allocation table, or a reversal's target is in its note."""

PLACE_DIGITS = 6
"""An event whose id is its place within its loan, written with six digits, has no id on disk."""


def place_id(place: int) -> str:
    """The id that an event has by its place within its loan, counted from 1.

    >>> place_id(12)
    '000012'
    """
    return f"{place:0{PLACE_DIGITS}d}"


def shard_of(customer: str, shards: int) -> int:
    """The shard that keeps a customer's loans: always the same one for the same customer and number of shards.

    >>> shard_of("C-17", 8)
    6
    """
    if shards == 1:
        return 0
    return int.from_bytes(blake2b(customer.encode(), digest_size=8).digest(), "big") % shards


def shard_name(shard: int) -> str:
    """The folder of a shard within the book.

    >>> shard_name(3)
    'shard-0003'
    """
    return f"shard-{shard:04d}"


@cache
def schema(kind: str) -> Any:
    """The Arrow schema of the contracts or of the events."""
    import pyarrow as pa

    text, day, money = pa.string(), pa.date32(), pa.int64()
    if kind == CONTRACTS:
        return pa.schema(
            [
                pa.field("contract_id", text, nullable=False),
                pa.field("customer", text),
                pa.field("terms", pa.dictionary(pa.int32(), text), nullable=False),
                pa.field("start", day, nullable=False),
                pa.field("principal_minor", money, nullable=False),
                pa.field("rate_ppb", pa.int64(), nullable=False),
                pa.field("instalments", pa.int16(), nullable=False),
                pa.field("first_due", day),
                pa.field("instalment_minor", money),
            ]
        )
    return pa.schema(
        [
            pa.field("loan", pa.int32(), nullable=False),
            pa.field("kind", pa.int8(), nullable=False),
            pa.field("effective", day, nullable=False),
            pa.field("recorded", day),
            pa.field("amount_minor", money, nullable=False),
            pa.field("first", pa.int64()),
            pa.field("second", pa.int64()),
            pa.field("third", pa.int64()),
            pa.field("event_id", text),
            pa.field("note", text),
        ]
    )


_DELTAS = {
    CONTRACTS: {"contract_id": "DELTA_BYTE_ARRAY", "customer": "DELTA_BYTE_ARRAY"},
    EVENTS: {
        "loan": "DELTA_BINARY_PACKED",
        "kind": "DELTA_BINARY_PACKED",
        "amount_minor": "DELTA_BINARY_PACKED",
        "event_id": "DELTA_BYTE_ARRAY",
    },
}
"""Columns whose neighbours are alike are kept as differences; most others as a dictionary of their values."""
PLAIN = ("note",)
"""Hardly ever there: a dictionary would cost more to read than it saves."""


def writer(kind: str, file: Any) -> Any:
    """A Parquet writer for the contracts or the events. Same tables, same bytes."""
    import pyarrow.parquet as pq

    names = schema(kind).names
    return pq.ParquetWriter(
        file,
        schema(kind),
        compression="zstd",
        use_dictionary=[name for name in names if name not in (*_DELTAS[kind], *PLAIN)],
        column_encoding=_DELTAS[kind],
        dictionary_pagesize_limit=1 << 22,
        write_statistics=["loan"] if kind == EVENTS else False,
    )
