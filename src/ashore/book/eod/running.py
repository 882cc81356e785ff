"""The end of a day: a function of what is in the book and a date."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from ashore.book.compiled import WORTH_COMPILING, evaluator
from ashore.book.eod import partials
from ashore.book.eod.booking import Amounts, Place, book_day
from ashore.book.eod.classes import CLASSES, DAYS_AHEAD, LAST_DAYS, MILESTONES
from ashore.book.eod.closing import (
    FOLDER,
    NIGHT,
    WORK,
    ClosedDay,
    Record,
    carried_forward,
    closed_days,
    publish_day,
    read_closed,
    read_record,
    remember,
    seen_with,
    write_day,
)
from ashore.book.eod.errors import EndOfDayError
from ashore.book.eod.slices import Notices, SliceDay, SliceReader, adder
from ashore.book.store import (
    BookError,
    Manifest,
    ShardColumns,
    check_files,
    read_manifest,
    shard_slices,
)
from ashore.book.store.manifest import manifest_text
from ashore.book.store.publishing import sole_writer

KEY_VERSION = 1
"""Raised when the arithmetic of a slice changes: results kept by another version are not used."""


class EndOfDay(NamedTuple):
    """How an end of day went: the days that were closed now, oldest first; none where the day was closed before."""

    day: date
    closed: tuple[ClosedDay, ...]
    last: ClosedDay


def end_of_day(
    folder: Path,
    day: date,
    *,
    workers: int = 2,
    ahead: int = DAYS_AHEAD,
    milestones: Sequence[int] = MILESTONES,
    tell: Callable[[int], None] = lambda _loans: None,
    plain: bool | None = None,
) -> EndOfDay:
    """Close ``day`` of the book in ``folder``, and every day missed since the last one that was closed, in one pass.

    Each day is evaluated as known on that day, against the day before as known then. What it emits lies in
    ``eod/<day>`` of the book's folder: see docs/reference/files.md. A day that is closed already with these contents is left
    alone. ``ahead`` is how many days before it falls due a demand is announced, ``milestones`` on which days past due a notice is
    given; ``tell`` is called with numbers of loans as they are done, once for each day. ``plain`` says whether the loans are
    computed by plain Python or by compiled code: the result is the same; None leaves it to the number of loans.

    Raises EndOfDayError for a day that cannot be closed, BookError for a book that makes no sense, LedgerDifference where
    loans and ledger disagree. Nothing is published of a day that is refused.
    """
    notices = _notices(ahead, milestones, workers)
    with sole_writer(_there(folder)):
        manifest = read_manifest(folder)
        closed = closed_days(folder)
        days = _days_to_close(manifest, closed, day)
        if plain is None:
            plain = manifest.loans * max(len(days), 1) < WORTH_COMPILING
        run = _Run(folder, manifest, notices, workers, tell, plain)
        if not days:
            run.confirm(day, closed)
            return EndOfDay(day, (), read_closed(folder, day))
        found = tuple(run.close(days, closed[-1] if closed else None))
        return EndOfDay(day, found, found[-1])


def days_to_close(folder: Path, day: date) -> tuple[date, ...]:
    """The days that `end_of_day` would close: none where ``day`` is closed. Raises as it does."""
    return _days_to_close(read_manifest(_there(folder)), closed_days(folder), day)


def _there(folder: Path) -> Path:
    read_manifest(folder)  # no book, nothing to hold
    return folder


def _notices(ahead: int, milestones: Sequence[int], workers: int) -> Notices:
    steps = list(milestones)
    rising = bool(steps) and steps == sorted(set(steps)) and type(steps[0]) is int and steps[0] > 0
    for field, value, good, expected in (
        ("workers", workers, type(workers) is int and 1 <= workers <= 256, "1 to 256"),
        ("days_ahead", ahead, type(ahead) is int and 1 <= ahead <= 366, "1 to 366"),
        ("milestones", steps, rising, "rising days past due, from 1"),
    ):
        if not good:
            raise EndOfDayError(field=field, value=value, expected=expected)
    return Notices(ahead, tuple(steps))


def _days_to_close(manifest: Manifest, closed: list[date], day: date) -> tuple[date, ...]:
    _check_appended(manifest)
    if manifest.currency is None:
        raise EndOfDayError(field="book", value="no loan", expected="a book with loans")
    if manifest.closed_to is None or day > manifest.closed_to:
        last = manifest.closed_to
        first = "append the day first" if last is None else f"append the days after {last} first"
        raise EndOfDayError(
            field="date",
            value=day,
            expected=f"a day of which everything is in the book: {first}, empty or not",
        )
    if not closed:
        return (day,)
    if day < closed[0]:
        raise EndOfDayError(
            field="date",
            value=day,
            expected=f"{closed[0]} or later: the first day that was closed",
        )
    missed = (day - closed[-1]).days
    return tuple(closed[-1] + NIGHT * (k + 1) for k in range(missed))


def _check_appended(manifest: Manifest) -> None:
    """Refuse a book whose appended days are not one after the other, up to the day that it is closed to."""
    days = sorted(date.fromisoformat(each) for each in manifest.days)
    expected = [days[0] + NIGHT * k for k in range(len(days))] if days else []
    if days != expected or (days and manifest.closed_to != days[-1]):
        missing = next((day for day in expected if day not in days), manifest.closed_to)
        raise BookError(
            field="days",
            value=f"{missing} is missing",
            expected="every day from the first that was appended: put book.json back from a copy",
        )


class _Run:
    """One run over a book: which days, how, and where it keeps what it has so far."""

    def __init__(
        self,
        folder: Path,
        manifest: Manifest,
        notices: Notices,
        workers: int,
        tell: Callable[[int], None],
        plain: bool,
    ) -> None:
        self._folder, self._manifest = folder, manifest
        self._notices, self._workers = notices, workers
        self._tell, self._plain = tell, plain
        self._home = folder / FOLDER
        self._work = self._home / WORK
        self._asked = partials.key_of([manifest_text(manifest), notices])

    def close(self, days: tuple[date, ...], last: date | None) -> Iterator[ClosedDay]:
        """Close the days one after the other, on the last closed day."""
        before = None if last is None else read_record(self._folder, last)
        opening = None if last is None else carried_forward(self._folder, last)
        parts = self._add_up(days)
        for day in days:
            written, digest = self._write(day, parts[day], before, opening)
            publish_day(self._folder, day, written)
            yield read_closed(self._folder, day)
            opening = carried_forward(self._folder, day)
            before = Record(day, None, (), digest)
        remember(self._folder, days[-1], self._asked)
        shutil.rmtree(self._work)

    def confirm(self, day: date, closed: list[date]) -> None:
        """Make sure that a closed day is what the book says of it now.

        Raises EndOfDayError for a day whose contents are others than those it was closed with.
        """
        record = read_record(self._folder, day)
        if seen_with(self._folder, day) == self._asked:
            return
        first = day == closed[0]
        before = None if first else read_record(self._folder, day - NIGHT)
        opening = None if first else carried_forward(self._folder, day - NIGHT)
        parts = self._add_up((day,))
        _, digest = self._write(day, parts[day], before, opening)
        if digest != record.sha256:
            raise EndOfDayError(
                field="date",
                value=day,
                expected="the contents and options it was closed with: what is new about a closed day is"
                f" recorded on an open one, {closed[-1] + NIGHT} or later",
            )
        remember(self._folder, day, self._asked)
        shutil.rmtree(self._work)

    def _write(
        self,
        day: date,
        parts: list[Path],
        before: Record | None,
        opening: dict[Place, Amounts] | None,
    ) -> tuple[Path, str]:
        found = partials.add([_kept(path) for path in parts])
        currency = self._manifest.currency
        assert currency is not None
        books = book_day(currency, day, day - NIGHT, found, opening)
        written = self._work / day.isoformat()
        return written, write_day(written, day, found, books, self._notices, before)

    def _add_up(self, days: tuple[date, ...]) -> dict[date, list[Path]]:
        """Every slice on every day, from this run or one that was killed: files in the order of the book."""
        self._work.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(self._workers + 2) as pool:
            # Checksums and compiled code are waited for before anything is added up; the first slices are read meanwhile.
            checked = pool.submit(check_files, self._folder, self._manifest)
            prepared = pool.submit(self._prepare)
            claims = _Claims(self._folder, self._manifest, self._notices, self._work, days)
            workers = [
                pool.submit(claims.work, self._plain, (checked, prepared), self._tell)
                for _ in range(self._workers)
            ]
            for each in (checked, prepared, *workers):
                each.result()
        return claims.parts()

    def _prepare(self) -> None:
        """Compile once, before threads want it all at the same time."""
        evaluator(plain=self._plain)
        adder(plain=self._plain)


def _kept(path: Path) -> SliceDay:
    found = partials.load(path)
    assert found is not None, path
    return found


class _Claims:
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
        self._failed = False
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
        try:
            for shard in range(self._manifest.shards):
                for columns in self._slices(shard, tell):
                    if reader is None:
                        for each in awaited:
                            each.result()
                        reader = SliceReader(self._notices, plain=plain)
                    self._add(shard, columns, reader, tell)
        except BaseException:
            self._failed = True
            raise

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
        """Where the results of a slice are kept; none where another thread has it, or one has failed."""
        with self._lock:
            if self._failed or (shard, start) in self._found:
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
