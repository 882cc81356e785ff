"""What slices have added up to so far, kept on disk: a run that was killed goes on where it stopped.

A result is kept under a name made from everything that it depends on, so that one of other contents is never used, and
with a checksum, so that one that was cut off is not used either.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

from ashore.book.eod.slices import SliceDay
from ashore.book.eod.tables import BY_LOAN
from ashore.book.store.publishing import UNNAMED

DIGEST_BYTES = 32
LENGTH_BYTES = 8


def key_of(facts: Any) -> str:
    """A name for what follows from ``facts``, plain data."""
    return sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def save(path: Path, found: SliceDay) -> None:
    """Keep a result, whole or not at all."""
    import pyarrow as pa

    body = io.BytesIO()
    head = json.dumps(
        {
            "loans": found.loans,
            "cells": [[*key, numbers] for key, numbers in sorted(found.cells.items())],
            "news": [[*key, numbers] for key, numbers in sorted(found.news.items())],
        }
    ).encode()
    body.write(len(head).to_bytes(LENGTH_BYTES, "big") + head)
    for name in BY_LOAN:
        table = found.tables[name]
        with pa.ipc.new_stream(body, table.schema) as stream:
            stream.write_table(table)
    data = body.getbuffer()
    draft = path.with_name(path.name + UNNAMED)
    with draft.open("wb") as file:
        file.write(sha256(data).digest())
        file.write(data)
    draft.replace(path)


def load(path: Path) -> SliceDay | None:
    """A result that was kept; None where there is none, or none that is whole."""
    import pyarrow as pa

    if not path.is_file():
        return None
    data = path.read_bytes()
    body = memoryview(data)[DIGEST_BYTES:]
    if sha256(body).digest() != data[:DIGEST_BYTES]:
        return None
    start = LENGTH_BYTES + int.from_bytes(body[:LENGTH_BYTES], "big")
    head = json.loads(bytes(body[LENGTH_BYTES:start]))
    reader = pa.BufferReader(body[start:])
    return SliceDay(
        head["loans"],
        dict(_numbers(head["cells"])),
        dict(_numbers(head["news"])),
        {name: pa.ipc.open_stream(reader).read_all() for name in BY_LOAN},
    )


def _numbers(rows: list[list[Any]]) -> Iterator[tuple[tuple[str, int, int], list[int]]]:
    for product, first, second, numbers in rows:
        yield (product, first, second), numbers


def add(results: list[SliceDay]) -> SliceDay:
    """Slices, in the order of the book, put together."""
    import pyarrow as pa

    cells: dict[tuple[str, int, int], list[int]] = {}
    news: dict[tuple[str, int, int], list[int]] = {}
    for found in results:
        for into, numbers_of in ((cells, found.cells), (news, found.news)):
            for key, numbers in numbers_of.items():
                known = into.get(key)
                into[key] = (
                    numbers if known is None else list(map(sum, zip(known, numbers, strict=True)))
                )
    return SliceDay(
        sum(found.loans for found in results),
        cells,
        news,
        {name: pa.concat_tables([found.tables[name] for found in results]) for name in BY_LOAN},
    )
