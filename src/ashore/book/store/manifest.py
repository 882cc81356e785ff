"""The manifest of a book: which files it consists of, what must be in them, and since when nothing more is to come."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from ashore.book.store.errors import BookError
from ashore.book.store.layout import CONTRACTS, EVENTS, READABLE, SCHEMA_VERSION, shard_name

MANIFEST = "book.json"
MAX_SHARDS = 4_096


class BookFile(NamedTuple):
    """One Parquet file of a book. ``name`` is its path within the folder."""

    shard: int
    kind: str
    name: str
    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a book consists of.

    ``currency`` is None while there is no loan. ``generation`` counts publications. ``closed_to`` is the last day of which
    everything is in the book, where days have been appended; ``days`` are the appended days, with a digest of what came
    with each, and ``arrivals`` how many loans came with each to which shard. ``facts`` are whatever the maker of the book
    adds, such as its source.
    """

    currency: str | None
    shards: int
    files: tuple[BookFile, ...] = ()
    generation: int = 1
    closed_to: date | None = None
    days: Mapping[str, str] = field(default_factory=dict)
    arrivals: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    facts: Mapping[str, Any] = field(default_factory=dict)

    def parts(self, shard: int, kind: str) -> tuple[BookFile, ...]:
        """The files of one kind in one shard, oldest first."""
        return tuple(each for each in self.files if (each.shard, each.kind) == (shard, kind))

    def shard_rows(self, shard: int, kind: str) -> int:
        """Loans, or events, of one shard."""
        return sum(part.rows for part in self.parts(shard, kind))

    def loans_on(self, shard: int, day: date) -> int:
        """Loans of one shard that were in the book once ``day`` was appended: the first ones of the shard."""
        later = (
            came.get(str(shard), 0)
            for on, came in self.arrivals.items()
            if date.fromisoformat(on) > day
        )
        return self.shard_rows(shard, CONTRACTS) - sum(later)

    @property
    def loans(self) -> int:
        """Loans of the book."""
        return sum(part.rows for part in self.files if part.kind == CONTRACTS)

    @property
    def events(self) -> int:
        """Events of the book."""
        return sum(part.rows for part in self.files if part.kind == EVENTS)

    def to_dict(self) -> dict[str, Any]:
        """The manifest as plain data, as ``book.json`` holds it."""
        return {
            **self.facts,
            "schema_version": SCHEMA_VERSION,
            "currency": self.currency,
            "shards": self.shards,
            "generation": self.generation,
            "closed_to": None if self.closed_to is None else self.closed_to.isoformat(),
            "days": dict(self.days),
            "arrivals": {day: dict(came) for day, came in self.arrivals.items()},
            "loans": self.loans,
            "events": self.events,
            "files": [part._asdict() for part in self.files],
        }


def manifest_text(manifest: Manifest) -> str:
    """The manifest as the text of ``book.json``."""
    return json.dumps(manifest.to_dict(), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a book, every file that it names there and of the right size. Checksums: see `check_files`.

    Raises BookError for a folder that is no book, another schema version, or a file that is missing or cut off.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise BookError(
            field="book",
            value=str(folder),
            expected="a folder made by `ashore tape import` or `ashore book generate`",
        )
    manifest = _parse(path)
    for part in manifest.files:
        file = folder / part.name
        if not file.is_file() or file.stat().st_size != part.bytes:
            raise _changed(part)
    return manifest


def _parse(path: Path) -> Manifest:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        version = data.pop("schema_version")
    except (ValueError, TypeError, KeyError, AttributeError):
        raise _unreadable(path) from None
    if version not in READABLE:
        old = version == 1
        raise BookError(
            field="schema_version",
            value=version,
            expected=f"{SCHEMA_VERSION}: "
            + ("import the tape again" if old else "a release of this library that knows it"),
        )
    try:
        counts = data.pop("loans"), data.pop("events")
        closed_to = data.pop("closed_to")
        manifest = Manifest(
            currency=data.pop("currency"),
            shards=data.pop("shards"),
            files=tuple(BookFile(**each) for each in data.pop("files")),
            generation=data.pop("generation"),
            closed_to=None if closed_to is None else date.fromisoformat(closed_to),
            days=dict(data.pop("days")),
            arrivals={day: dict(came) for day, came in data.pop("arrivals", {}).items()},
            facts=data,
        )
        good = (
            type(manifest.shards) is int
            and 1 <= manifest.shards <= MAX_SHARDS
            and type(manifest.generation) is int
            and counts == (manifest.loans, manifest.events)
            and all(_makes_sense(part, manifest.shards) for part in manifest.files)
        )
    except (ValueError, TypeError, KeyError):
        raise _unreadable(path) from None
    if not good:
        raise _unreadable(path)
    return manifest


def _makes_sense(part: BookFile, shards: int) -> bool:
    folder, _, name = part.name.partition("/")
    return (
        0 <= part.shard < shards
        and part.kind in (CONTRACTS, EVENTS)
        and folder == shard_name(part.shard)
        and name == file_name(part.kind, part.sha256)
        and part.rows >= 0
    )


def _unreadable(path: Path) -> BookError:
    return BookError(field=MANIFEST, value=str(path), expected="the file as it was published")


def _changed(part: BookFile) -> BookError:
    return BookError(
        field=part.name,
        value="changed or missing",
        expected="the file as it was published: put it back from a copy, or make the book again",
    )


def file_name(kind: str, digest: str) -> str:
    """The name of a file with a SHA-256: its kind and sixteen digits, so that other contents have another name."""
    return f"{kind}-{digest[:16]}.parquet"


def check_files(folder: Path, manifest: Manifest) -> None:
    """Compare every file of a book with its checksum: once a run, before anything is made of it.

    Raises BookError naming the file that was changed.
    """
    for part in manifest.files:
        if sha256_of(folder / part.name) != part.sha256:
            raise _changed(part)


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file's contents."""
    digest = sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()
