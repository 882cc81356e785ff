"""The slices of a book shared out among threads, and where the result of each one is kept."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from datetime import date
from pathlib import Path
from threading import Lock
from typing import TypeVar

from ashore.book.eod import partials
from ashore.book.eod.classes import CLASSES, LAST_DAYS
from ashore.book.eod.closing import NIGHT
from ashore.book.eod.slices import Notices, SliceReader
from ashore.book.store import Manifest, ShardColumns, shard_slices

KEY_VERSION = 1
"""Raised when the arithmetic of a slice changes: results kept by another version are not used."""


READ_AHEAD = 3
"""Slices that a thread holds at most while it waits for what must come first: each takes some tens of megabytes."""

_Item = TypeVar("_Item")


def _read_ahead(items: Iterator[_Item], awaited: Sequence[Future[None]]) -> Iterator[_Item]:
    """The items in their order; the first few are read while something else is awaited."""
    held: deque[_Item] = deque()
    for each in items:
        held.append(each)
        while held and (len(held) > READ_AHEAD or all(one.done() for one in awaited)):
            yield held.popleft()
    yield from held


class Claims:
    """The slices of a book, each taken by one of several threads."""

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        notices: Notices,
        work: Path,
        days: tuple[date, ...],
    ) -> None:
        self._folder, self._manifest, self._notices = folder, manifest, notices
        self._work, self._days = work, days
        self._lock = Lock()
        self._stopped = False
        self._found: dict[tuple[int, int], dict[date, Path]] = {}
        self._contents = [
            [part.sha256 for part in manifest.files if part.shard == shard]
            for shard in range(manifest.shards)
        ]

    def parts(self) -> dict[date, list[Path]]:
        """The results of every day in the order of the book."""
        rows = sorted(self._found.items())
        return {day: [paths[day] for _, paths in rows] for day in self._days}

    def work(
        self, plain: bool, awaited: Sequence[Future[None]], tell: Callable[[int], None]
    ) -> None:
        """Take slices until none is left; none is added up before what is ``awaited`` has come."""
        reader: SliceReader | None = None
        for shard, columns in _read_ahead(self._all_slices(tell), awaited):
            if reader is None:
                for each in awaited:
                    each.result()
                reader = SliceReader(self._notices, plain=plain)
            self._add(shard, columns, reader, tell)

    def stop(self) -> None:
        """Have no further slice taken."""
        self._stopped = True

    def _all_slices(self, tell: Callable[[int], None]) -> Iterator[tuple[int, ShardColumns]]:
        for shard in range(self._manifest.shards):
            for columns in self._slices(shard, tell):
                yield shard, columns

    def _slices(self, shard: int, tell: Callable[[int], None]) -> Iterator[ShardColumns]:
        """The slices of a shard that are the caller's to add up."""

        def wanted(start: int, end: int) -> bool:
            paths = self._claim(shard, start, end)
            missing = [path for path in paths if partials.load(path) is None]
            for path in missing:
                path.unlink(missing_ok=True)
            self._say(tell, (end - start) * (len(paths) - len(missing)))
            return bool(missing)

        yield from shard_slices(self._folder, self._manifest, shard, wanted=wanted)

    def _claim(self, shard: int, start: int, end: int) -> list[Path]:
        """Where the results of a slice are kept; none where another thread has it, or all are stopped."""
        with self._lock:
            if self._stopped or (shard, start) in self._found:
                return []
            paths = {day: self._path(shard, start, end, day) for day in self._days}
            self._found[shard, start] = paths
            return list(paths.values())

    def _add(
        self, shard: int, columns: ShardColumns, reader: SliceReader, tell: Callable[[int], None]
    ) -> None:
        for day, path in self._found[shard, columns.first_loan].items():
            if not path.is_file():
                before = self._manifest.loans_on(shard, day - NIGHT)
                now = self._manifest.loans_on(shard, day)
                partials.save(path, reader.day(columns, day, before, now))
                self._say(tell, columns.loans)

    def _say(self, tell: Callable[[int], None], loans: int) -> None:
        with self._lock:
            tell(loans)

    def _path(self, shard: int, start: int, end: int, day: date) -> Path:
        facts = [
            KEY_VERSION,
            self._contents[shard],
            [shard, start, end],
            day.isoformat(),
            self._manifest.loans_on(shard, day - NIGHT),
            self._manifest.loans_on(shard, day),
            [CLASSES, LAST_DAYS, self._notices.ahead, self._notices.milestones],
        ]
        return self._work / f"{partials.key_of(facts)}.part.arrow"
