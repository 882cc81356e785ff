"""Days that are closed, on disk: one folder a day, published whole, each one naming the one before it by its checksum."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

from ashore.book.eod import tables
from ashore.book.eod.booking import Amounts, Books, Place
from ashore.book.eod.classes import CLASSES
from ashore.book.eod.errors import EndOfDayError
from ashore.book.eod.slices import Notices, SliceDay
from ashore.book.eod.summing import roll_rows, summary_of
from ashore.book.store.manifest import sha256_of
from ashore.book.store.publishing import UNNAMED, sync
from ashore.ledger import CHART, export

SCHEMA_VERSION = 1
FOLDER, RECORD, SUMMARY = "eod", "eod.json", "summary.json"
WORK, SEEN = ".work", ".seen.json"
AUDITORS = ("beancount", "hledger", "ledger")
NIGHT = timedelta(days=1)


class ClosedDay(NamedTuple):
    """A day that is closed: its folder and its summary."""

    day: date
    folder: Path
    summary: Mapping[str, Any]


class Record(NamedTuple):
    """What ``eod.json`` says of a day; ``sha256`` is that of the file itself."""

    day: date
    previous: Mapping[str, str] | None
    files: tuple[Mapping[str, Any], ...]
    sha256: str


def day_folder(book: Path, day: date) -> Path:
    """Where a day's end is published."""
    return book / FOLDER / day.isoformat()


def closed_days(book: Path) -> list[date]:
    """The closed days, rising. Raises EndOfDayError where one in between is missing."""
    home = book / FOLDER
    found = sorted(_days(home)) if home.is_dir() else []
    for day, following in pairwise(found):
        if following != day + NIGHT:
            raise EndOfDayError(
                field=f"{FOLDER}/{day + NIGHT}",
                value="missing",
                expected="every closed day: put its folder back from a copy",
            )
    return found


def _days(home: Path) -> Iterator[date]:
    for path in home.iterdir():
        try:
            yield date.fromisoformat(path.name)
        except ValueError:
            continue


def read_record(book: Path, day: date) -> Record:
    """The record of a closed day, every file that it names as it was published.

    Raises EndOfDayError naming the file that is not.
    """
    folder = day_folder(book, day)
    try:
        text = (folder / RECORD).read_bytes()
        data = json.loads(text)
        record = Record(
            date.fromisoformat(data["day"]),
            data["previous"],
            tuple(data["files"]),
            sha256(text).hexdigest(),
        )
        good = data["schema_version"] == SCHEMA_VERSION and record.day == day
    except (OSError, ValueError, KeyError, TypeError):
        good = False
    if not good:
        raise _changed(day, RECORD)
    for part in record.files:
        path = folder / part["name"]
        if not path.is_file() or sha256_of(path) != part["sha256"]:
            raise _changed(day, part["name"])
    return record


def _changed(day: date, name: str) -> EndOfDayError:
    return EndOfDayError(
        field=f"{FOLDER}/{day}/{name}",
        value="changed or missing",
        expected="the file as it was published: put the day's folder back from a copy",
    )


def carried_forward(book: Path, day: date) -> dict[Place, Amounts]:
    """What the ledger stands at at the end of a closed day, by product and class."""
    import pyarrow.parquet as pq

    path = day_folder(book, day) / f"{tables.BALANCES}.parquet"
    at = {each.code: k for k, each in enumerate(CHART)}
    found: dict[Place, list[int]] = {}
    for row in pq.read_table(path).to_pylist():
        place = row["product"], CLASSES.index(row["class"])
        known = found.setdefault(place, [0] * len(CHART))
        known[at[row["account"]]] = row["closing_minor"]
    return {place: tuple(amounts) for place, amounts in found.items()}


def read_closed(book: Path, day: date) -> ClosedDay:
    """A closed day as it was published."""
    folder = day_folder(book, day)
    return ClosedDay(day, folder, json.loads((folder / SUMMARY).read_text(encoding="utf-8")))


def write_day(
    folder: Path, day: date, found: SliceDay, books: Books, notices: Notices, before: Record | None
) -> str:
    """Write all that a day emits to a new folder, the record last: its SHA-256."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    rows = {name: found.tables[name] for name in tables.BY_LOAN}
    rows[tables.ROLL] = tables.table_of(tables.ROLL, list(roll_rows(found)))
    rows[tables.JOURNALS] = tables.table_of(tables.JOURNALS, list(_journal_rows(books)))
    rows[tables.BALANCES] = tables.table_of(tables.BALANCES, list(books.lines))
    for name, table in rows.items():
        tables.write_table(folder / f"{name}.parquet", name, table)
    for name in AUDITORS:
        text = "".join(line + "\n" for line in export(books.ledger, name))
        (folder / f"books.{name}").write_text(text, encoding="utf-8")
    _write_json(folder / SUMMARY, summary_of(day, found, books))
    record = {
        "schema_version": SCHEMA_VERSION,
        "day": day.isoformat(),
        "previous": before and {"day": before.day.isoformat(), "sha256": before.sha256},
        "currency": books.ledger.currency,
        "loans": found.loans,
        "days_ahead": notices.ahead,
        "milestones": list(notices.milestones),
        "classes": list(CLASSES),
        "files": [_part(path, rows) for path in sorted(folder.iterdir())],
    }
    _write_json(folder / RECORD, record)
    return sha256_of(folder / RECORD)


def _part(path: Path, rows: Mapping[str, Any]) -> dict[str, Any]:
    part = {"name": path.name, "bytes": path.stat().st_size, "sha256": sha256_of(path)}
    if path.stem in rows and path.suffix == ".parquet":
        part["rows"] = rows[path.stem].num_rows
    return part


def _journal_rows(books: Books) -> Iterator[tuple[Any, ...]]:
    for kind, product, code, journal in books.entries:
        for posting in journal.postings:
            yield (
                *(journal.id, kind, product, CLASSES[code]),
                *(journal.book_date, journal.value_date, *posting),
            )


def _write_json(path: Path, facts: Any) -> None:
    text = json.dumps(facts, indent=2, sort_keys=True, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def publish_day(book: Path, day: date, written: Path) -> None:
    """Put a written folder in its place, in one step."""
    for path in written.iterdir():
        sync(path)
    sync(written)
    written.rename(day_folder(book, day))
    sync(book / FOLDER)


def seen_with(book: Path, day: date) -> str | None:
    """What was asked when a closed day was last found to be in order: a checksum of manifest and options."""
    try:
        found = json.loads((book / FOLDER / SEEN).read_text(encoding="utf-8")).get(day.isoformat())
    except (OSError, ValueError, AttributeError):
        return None
    return found if isinstance(found, str) else None


def remember(book: Path, day: date, asked: str) -> None:
    """Note what was asked when a closed day was found to be in order: it saves the same work, and proves nothing."""
    path = book / FOLDER / SEEN
    draft = path.with_name(path.name + UNNAMED)
    _write_json(draft, {day.isoformat(): asked})
    draft.replace(path)
