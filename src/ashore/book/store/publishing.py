"""How a book changes on disk: new files first, then the manifest that names them, in one step.

A writer that is killed leaves the last good manifest, and at worst files that no manifest names.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from ashore.book.store.errors import BookError
from ashore.book.store.layout import shard_name
from ashore.book.store.manifest import MANIFEST, BookFile, Manifest, file_name, manifest_text
from ashore.book.store.manifest import sha256_of as _sha256

UNNAMED = ".part"
"""The ending of files that are being written."""


def sync(path: Path) -> None:
    """Have the operating system put a file, or the entries of a folder, on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def keep_file(folder: Path, written: Path, shard: int, kind: str, rows: int) -> BookFile:
    """Give a written file the name of its contents, in its shard's folder, safely on the disk."""
    digest = _sha256(written)
    name = f"{shard_name(shard)}/{file_name(kind, digest)}"
    sync(written)
    size = written.stat().st_size
    written.replace(folder / name)
    sync((folder / name).parent)
    return BookFile(shard, kind, name, rows, size, digest)


def publish(folder: Path, manifest: Manifest) -> None:
    """Put a manifest in the place of the one before, in one step."""
    draft = folder / (MANIFEST + UNNAMED)
    draft.write_text(manifest_text(manifest), encoding="utf-8")
    sync(draft)
    draft.replace(folder / MANIFEST)
    sync(folder)


def sweep(folder: Path, manifest: Manifest) -> None:
    """Remove what the manifest does not name: files that were merged, or left by a writer that was killed."""
    named = {part.name for part in manifest.files}
    for pattern in ("shard-*/*.parquet", f"shard-*/*{UNNAMED}"):
        for path in folder.glob(pattern):
            if path.relative_to(folder).as_posix() not in named:
                path.unlink()


@contextmanager
def sole_writer(folder: Path) -> Iterator[None]:
    """Hold a book against other writers; a writer that is killed lets go. Readers need no permission.

    Raises BookError while another one holds it.
    """
    try:
        import fcntl
    except ImportError:  # a system without such locks
        yield
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        _lock(fcntl, handle, folder)
        yield
    finally:
        os.close(handle)


def _lock(fcntl: ModuleType, handle: int, folder: Path) -> None:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BookError(
            field="book",
            value=str(folder),
            expected="no other writer: wait until it has finished",
        ) from None
