"""A day's new loans and events added to a book, and a book's parts put together again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple

from ashore.book.loans import Loan
from ashore.book.store.errors import BookError
from ashore.book.store.layout import CONTRACTS, EVENTS, place_id, shard_name, shard_of, writer
from ashore.book.store.manifest import BookFile, Manifest, read_manifest
from ashore.book.store.publishing import (
    UNNAMED,
    keep_file,
    publish,
    sole_writer,
    sweep,
)
from ashore.book.store.rows import contract_row, event_row
from ashore.book.store.shard_writer import ShardWriter, write_group
from ashore.book.store.tables import table_slices
from ashore.book.store.writing import LoanBatch, same_currency, table
from ashore.loan import Event

EVENTS_AT_ONCE = 1 << 18


def append(
    folder: Path,
    day: date,
    loans: Iterable[Loan] = (),
    events: Mapping[str, Sequence[Event]] | None = None,
) -> Manifest:
    """Add what a day brought: new loans with their events, and events of loans that are there, by contract id.

    Days are appended one after the other, a day without news too; events of loans that are there must have been recorded
    on the day. Appending the same day with the same contents again changes nothing. All is checked before anything is
    published; a writer that is killed leaves the book as it was.

    Raises BookError for a day that is not the next one, a loan that is there already or is not there, an event of another
    day or with an id of an earlier one, and while another writer holds the book.
    """
    read_manifest(folder)  # no book, nothing to hold
    with sole_writer(folder):
        manifest = read_manifest(folder)
        news = _News(tuple(loans), {key: tuple(each) for key, each in (events or {}).items()})
        digest = _digest(news)
        if _is_there(manifest, day, digest):
            return manifest
        _check_days(news, day)
        files = _write_parts(folder, manifest, news)
        currency = manifest.currency
        for loan in news.loans:
            currency = same_currency(currency, loan)
        after = replace(
            manifest,
            currency=currency,
            files=manifest.files + tuple(files),
            generation=manifest.generation + 1,
            closed_to=day,
            days={**manifest.days, day.isoformat(): digest},
            arrivals=_arrivals(manifest, day, files),
        )
        publish(folder, after)
        return after


def _arrivals(
    manifest: Manifest, day: date, files: Sequence[BookFile]
) -> Mapping[str, Mapping[str, int]]:
    """The arrivals of the manifest with those of the day: nothing is said of a day that brought no loan."""
    came = {str(part.shard): part.rows for part in files if part.kind == CONTRACTS}
    return {**manifest.arrivals, day.isoformat(): came} if came else manifest.arrivals


class _News(NamedTuple):
    loans: tuple[Loan, ...]
    events: dict[str, tuple[Event, ...]]


def _digest(news: _News) -> str:
    """A digest of all that was given, so that the same day given again is known."""
    digest = sha256()
    for loan in news.loans:
        digest.update(repr(contract_row(loan.contract, loan.customer)).encode())
        for event in loan.events:
            digest.update(repr(event_row(event)).encode())
    for loan_id, events in sorted(news.events.items()):
        digest.update(repr((loan_id, [event_row(event) for event in events])).encode())
    return digest.hexdigest()


def _is_there(manifest: Manifest, day: date, digest: str) -> bool:
    """Whether the day is in the book with these contents. Raises BookError where it is not the next one."""
    known = manifest.days.get(day.isoformat())
    if known == digest:
        return True
    closed = manifest.closed_to
    if closed is None:
        return False
    following = closed + timedelta(days=1)
    if day == following:
        return False
    if day > following:
        expected = f"{following}, the next day: append the days in between first, empty or not"
    elif known is not None:
        expected = f"the contents it was closed with; record what is new on {following}"
    else:
        expected = f"{following} or later: the book is closed to {closed}"
    raise BookError(field="day", value=day, expected=expected)


def _check_days(news: _News, day: date) -> None:
    for loan in news.loans:
        for event in loan.events:
            if event.known_on > day:
                raise _another_day(loan.id, event, f"{day} or earlier")
    for loan_id, events in news.events.items():
        for event in events:
            if event.known_on != day:
                raise _another_day(loan_id, event, f"{day}, the day that is appended")


def _another_day(loan_id: str, event: Event, expected: str) -> BookError:
    return BookError(
        field=f"loan {loan_id}, event {event.id}: recorded", value=event.known_on, expected=expected
    )


class _Known(NamedTuple):
    """A loan that is there: its row in its shard, and its events so far, by id."""

    shard: int
    row: int
    events: int
    places: dict[str, int]


def _write_parts(folder: Path, manifest: Manifest, news: _News) -> list[BookFile]:
    known = _find(folder, manifest, news)
    batches = {shard: LoanBatch() for shard in range(manifest.shards)}
    for loan_id, events in news.events.items():
        found = known[loan_id]
        for at, event in enumerate(events, start=found.events):
            if event.id in found.places:
                raise BookError(
                    field=f"loan {loan_id}, event {event.id}: id",
                    value=event.id,
                    expected="an id not used on this loan",
                )
            batches[found.shard].add_event(found.row, at, event, found.places)
    for loan in news.loans:
        shard = shard_of(loan.customer or loan.id, manifest.shards)
        batches[shard].add(loan, manifest.shard_rows(shard, CONTRACTS))
    files = []
    for shard, batch in batches.items():
        files += _keep(folder, shard, CONTRACTS, batch.contracts)
        # Sorting by loan keeps the order of each loan's events.
        files += _keep(folder, shard, EVENTS, sorted(batch.events, key=itemgetter(0)))
    return files


def _keep(folder: Path, shard: int, kind: str, rows: Sequence[Any]) -> list[BookFile]:
    """Write the rows as a part; no rows, no part."""
    if not rows:
        return []
    home = folder / shard_name(shard)
    home.mkdir(exist_ok=True)
    path = home / f"{kind}{UNNAMED}"
    try:
        with writer(kind, path) as parquet:
            for start in range(0, len(rows), EVENTS_AT_ONCE):
                write_group(parquet, kind, table(kind, rows[start : start + EVENTS_AT_ONCE]))
        return [keep_file(folder, path, shard, kind, len(rows))]
    finally:
        path.unlink(missing_ok=True)


def _find(folder: Path, manifest: Manifest, news: _News) -> dict[str, _Known]:
    """The loans that the new events are about. Raises BookError for one that is not there, or new and there already."""
    new = [loan.id for loan in news.loans]
    if len(set(new)) != len(new):
        twice = next(each for at, each in enumerate(new) if each in new[:at])
        raise BookError(field="contract_id", value=twice, expected="each loan once")
    found: dict[str, _Known] = {}
    for shard in range(manifest.shards):
        found.update(_find_in(folder, manifest, shard, {*new, *news.events}))
    for loan_id in new:
        if loan_id in found or loan_id in news.events:
            raise BookError(
                field="contract_id", value=loan_id, expected="a new loan: this one is there already"
            )
    for loan_id in news.events:
        if loan_id not in found:
            raise BookError(
                field="events", value=loan_id, expected="a loan of the book, or give its contract"
            )
    return found


def _find_in(
    folder: Path, manifest: Manifest, shard: int, ids: set[str]
) -> Iterator[tuple[str, _Known]]:
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    if not ids:
        return
    wanted = pa.array(sorted(ids), pa.string())
    for piece in table_slices(folder, manifest, shard):
        names = piece.contracts["contract_id"]
        there = np.flatnonzero(pc.is_in(names, value_set=wanted).to_numpy())
        loan = piece.events["loan"].to_numpy()
        for at in there.tolist():
            row = piece.first_loan + at
            low, high = np.searchsorted(loan, (row, row + 1)).tolist()
            places: dict[str, int] = {}
            for k, event_id in enumerate(piece.events["event_id"].slice(low, high - low)):
                places.setdefault(event_id.as_py() or place_id(k + 1), k)
            yield names[at].as_py(), _Known(shard, row, high - low, places)


def compact(folder: Path) -> Manifest:
    """Put the parts of every shard together: the files that the same lives, written at once, would have.

    What is read stays the same. Then files that the manifest does not name are removed: parts that were merged, and what
    killed writers left. A reader that still holds the manifest of before must start again.
    """
    read_manifest(folder)  # no book, nothing to hold
    with sole_writer(folder):
        manifest = read_manifest(folder)
        files: list[BookFile] = []
        changed = False
        for shard in range(manifest.shards):
            parts = [each for each in manifest.files if each.shard == shard]
            if max(len(manifest.parts(shard, kind)) for kind in (CONTRACTS, EVENTS)) > 1:
                parts = _merge(folder, manifest, shard)
                changed = True
            files += parts
        if changed:
            manifest = replace(manifest, files=tuple(files), generation=manifest.generation + 1)
            publish(folder, manifest)
        sweep(folder, manifest)
        return manifest


def _merge(folder: Path, manifest: Manifest, shard: int) -> list[BookFile]:
    with ShardWriter(folder, shard) as shard_writer:
        for piece in table_slices(folder, manifest, shard):
            shard_writer.add(piece.contracts, piece.events)
        return shard_writer.close()
