"""The end of a day: a function of what is in the book and a date."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import date
from pathlib import Path
from typing import NamedTuple

from ashore.book.compiled import WORTH_COMPILING, evaluator
from ashore.book.eod import partials
from ashore.book.eod.booking import Amounts, Place, book_day, closing_of
from ashore.book.eod.claims import Claims
from ashore.book.eod.classes import DAYS_AHEAD, MILESTONES
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
from ashore.book.eod.days import missing_days
from ashore.book.eod.errors import EndOfDayError
from ashore.book.eod.slices import Notices, SliceDay, adder
from ashore.book.store import (
    Manifest,
    check_files,
    read_manifest,
)
from ashore.book.store.manifest import manifest_text
from ashore.book.store.publishing import sole_writer


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
        days = missing_days(manifest, closed, day)
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
    return missing_days(read_manifest(_there(folder)), closed_days(folder), day)


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
        """Close the days on the last closed day: none is published before all of them are in order."""
        before = None if last is None else read_record(self._folder, last)
        opening: Mapping[Place, Amounts] | None = None
        if last is not None:
            opening = carried_forward(self._folder, last)
        parts = self._add_up(days)
        written: list[tuple[date, Path]] = []
        for day in days:
            place, digest, opening = self._write(day, parts[day], before, opening)
            before = Record(day, None, (), digest)
            written.append((day, place))
        for day, place in written:
            publish_day(self._folder, day, place)
            yield read_closed(self._folder, day)
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
        _, digest, _ = self._write(day, parts[day], before, opening)
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
        opening: Mapping[Place, Amounts] | None,
    ) -> tuple[Path, str, Mapping[Place, Amounts]]:
        """Write a day beside those that are published: where, its record's checksum, what it carries forward."""
        found = partials.add([_kept(path) for path in parts])
        currency = self._manifest.currency
        assert currency is not None
        books = book_day(currency, day, day - NIGHT, found, opening)
        written = self._work / day.isoformat()
        digest = write_day(written, day, found, books, self._notices, before)
        return written, digest, closing_of(found)

    def _add_up(self, days: tuple[date, ...]) -> dict[date, list[Path]]:
        """Every slice on every day, from this run or one that was killed: files in the order of the book."""
        self._work.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(self._workers + 2) as pool:
            # Checksums and compiled code are waited for before anything is added up; the first slices are read meanwhile.
            checked = pool.submit(check_files, self._folder, self._manifest)
            prepared = pool.submit(self._prepare)
            claims = Claims(self._folder, self._manifest, self._notices, self._work, days)
            workers = [
                pool.submit(claims.work, self._plain, (checked, prepared), self._tell)
                for _ in range(self._workers)
            ]
            try:
                for each in as_completed((checked, prepared, *workers)):
                    each.result()
            except BaseException:
                claims.stop()
                checked.result()  # a changed file explains whatever else went wrong
                raise
        return claims.parts()

    def _prepare(self) -> None:
        """Compile once, before threads want it all at the same time."""
        evaluator(plain=self._plain)
        adder(plain=self._plain)


def _kept(path: Path) -> SliceDay:
    found = partials.load(path)
    assert found is not None, path
    return found
