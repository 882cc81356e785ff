"""Real loan tapes read backwards into contracts and events: how much the engine gives back, and what becomes of bad rows."""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ashore.book import (
    BAD_ROWS,
    UNLIKE,
    BookError,
    Reader,
    TapeError,
    build_ledger,
    check,
    import_tape,
    profile,
    read_book,
    read_manifest,
    read_rows,
    standings,
)
from ashore.book.tape.reading import BadRow
from ashore.cli.audit import AUDITORS, audit
from ashore.cli.book import SNAPSHOT
from ashore.ledger import reconcile

SAMPLE = Path(__file__).resolve().parents[2] / "examples/lendingclub-sample.csv"
LENDER = profile("lendingclub")
CI = os.environ.get("CI") == "true"


def sample() -> list[dict[str, Any]]:
    return [dict(row) for row in read_rows(SAMPLE, LENDER.columns)]


def reader(rows: list[dict[str, Any]]) -> Reader:
    return Reader(LENDER, rows)


@pytest.fixture(scope="module")
def tape(shared: Path) -> Path:
    return shared / "data/lendingclub/lc2014_resolved_by_2015_07.parquet"


def test_the_engine_gives_back_a_tape_of_resolved_loans(tape: Path) -> None:
    rows = list(read_rows(tape, LENDER.columns))
    if not CI:
        rows = rows[::10]
    found = Reader(LENDER, rows)
    report = check(found).to_dict()
    assert report["rows"] == len(rows)
    assert report["bad_rows"] == 0
    assert report["instalment_match"] >= 0.999
    assert report["total_identity"] == 1
    assert report["payoff_match"] >= 0.95


def test_the_sample_that_ships_is_given_back_too() -> None:
    found = reader(sample())
    report = check(found)
    assert (report.rows, len(found.bad)) == (400, 0)
    assert report.instalment.share == 1
    assert report.identity.share == 1


def test_a_row_that_is_wrong_is_counted_as_a_miss_and_named() -> None:
    rows = sample()[:50]
    rows[7]["installment"] = "1.00"
    report = check(reader(rows))
    assert report.instalment.hits == 49
    miss = next(each for each in report.misses if each.check == "instalment")
    assert (miss.row, miss.tape) == (8, 100)


def test_the_first_misses_of_each_check_are_listed() -> None:
    rows = sample()
    for row in rows[50:]:
        row["installment"] = "900.00"
    kinds = Counter(each.check for each in check(reader(rows), keep_misses=2).misses)
    assert kinds["instalment"] == kinds["last_payment"] == 2


BAD: list[tuple[str, Any, str]] = [
    ("funded_amnt", None, "a number"),
    ("funded_amnt", "-5", "at least"),
    ("funded_amnt", "much", "a number"),
    ("int_rate", "NaN", "number"),
    ("term_m", "36.5", "whole number"),
    ("issue_d", "Sometime", "month"),
    ("loan_status", "Happy", "one of"),
    ("funded_amnt", "1e30", "at most 24 digits"),
    ("term_m", "1e999999", "at most 24 digits"),
    ("total_rec_prncp", "90071992547409.93", "at most 90071992547409.92"),
    ("issue_d", "Dec-0000", "month"),
    ("last_pymnt_d", "Jan-1999", "or later"),
    ("recoveries", "nan", "a number"),
]


def test_bad_rows_are_all_reported_in_a_file_and_the_good_ones_imported(tmp_path: Path) -> None:
    rows = sample()[:70]
    for at, (field, value, _) in enumerate(BAD):
        rows[at * 5][field] = value
    manifest = import_tape(reader(rows), tmp_path / "book", "bad.csv")
    assert manifest.loans == 57
    assert manifest.facts["bad_rows"] == 13
    with (tmp_path / "book" / BAD_ROWS).open(encoding="utf-8") as file:
        refused = list(csv.DictReader(file))
    assert [int(row["row"]) for row in refused] == [1 + 5 * at for at in range(13)]
    for row, (field, _, hint) in zip(refused, BAD, strict=True):
        assert row["field"] == field
        assert hint in row["expected"]
    assert len(list(read_book(tmp_path / "book"))) == 57


def lines(tmp_path: Path, change: Callable[[list[bytes]], None]) -> list[BadRow]:
    """The bad rows of the sample's first ten, after something was done to its lines."""
    text = SAMPLE.read_bytes().splitlines(keepends=True)[:11]
    change(text)
    path = tmp_path / "tape.csv"
    path.write_bytes(b"".join(text))
    found = Reader(LENDER, read_rows(path, LENDER.columns))
    good = list(found)
    assert len(good) + len(found.bad) == 10
    return found.bad


def test_a_line_that_is_no_row_is_refused_alone(tmp_path: Path) -> None:
    def change(text: list[bytes]) -> None:
        text[2] = b"8000,36\n"
        text[4] = text[4].rstrip() + b",000.00\n"
        text[6] = b"9" * 200_000 + b"\n"
        text[8] = b"\xff\xfe" + text[8]

    bad = lines(tmp_path, change)
    assert [each.number for each in bad] == [2, 4, 6, 8]
    assert [each.error.field for each in bad] == ["row", "row", "row", "funded_amnt"]
    assert bad[0].error.value == "line 3: 2 fields"
    assert "fields, as in the header" in bad[0].error.expected


def test_a_column_that_is_there_twice_is_refused_rather_than_guessed(tmp_path: Path) -> None:
    path = tmp_path / "twice.csv"
    path.write_text(",".join([*LENDER.columns, "recoveries"]) + "\n")
    with pytest.raises(TapeError, match="once"):
        read_rows(path, LENDER.columns)


def test_a_parquet_tape_that_breaks_off_is_refused_and_nothing_is_left(tmp_path: Path) -> None:
    path = tmp_path / "tape.parquet"
    table = pa.table({name: [str(at) for at in range(9_000)] for name in LENDER.columns})
    pq.write_table(table, path, use_dictionary=False, compression="none")
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2 : len(whole) // 2 + 4_000] = b"\xff" * 4_000
    path.write_bytes(whole)
    with pytest.raises(TapeError) as caught:
        import_tape(Reader(LENDER, read_rows(path, LENDER.columns)), tmp_path / "book", "x")
    assert "to its end" in caught.value.expected
    assert list(tmp_path.iterdir()) == [path]


def test_a_book_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    def stops() -> Iterator[dict[str, Any]]:
        yield from sample()[:10]
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_tape(Reader(LENDER, stops()), tmp_path / "book", "x.csv")
    assert list(tmp_path.iterdir()) == []


def test_an_existing_book_is_never_overwritten(tmp_path: Path) -> None:
    import_tape(reader(sample()[:5]), tmp_path / "book", "x.csv")
    with pytest.raises(BookError):
        import_tape(reader(sample()[:5]), tmp_path / "book", "x.csv")
    assert read_manifest(tmp_path / "book").loans == 5


def test_the_same_tape_gives_the_same_bytes_and_loans_survive_the_store(tmp_path: Path) -> None:
    for name in ("one", "two"):
        import_tape(reader(sample()), tmp_path / name, "x.csv")
    one, two = (
        sorted(
            path.relative_to(tmp_path / name)
            for path in (tmp_path / name).rglob("*")
            if path.is_file()
        )
        for name in ("one", "two")
    )
    assert one == two
    assert {BAD_ROWS, UNLIKE, "book.json"} < {path.name for path in one}
    for name in one:
        one, two = tmp_path / "one" / name, tmp_path / "two" / name
        assert one.read_bytes() == two.read_bytes()
    assert [each.loan for each in reader(sample())] == list(read_book(tmp_path / "one"))


def test_a_folder_that_is_no_book_or_of_another_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BookError):
        read_manifest(tmp_path)
    import_tape(reader(sample()[:5]), tmp_path / "book", "x.csv")
    path = tmp_path / "book/book.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "schema_version": 99}))
    with pytest.raises(BookError) as caught:
        read_manifest(tmp_path / "book")
    assert caught.value.field == "schema_version"
    for broken in ("", "{", "[]", "{}", '{"schema_version": 2, "loans": 5}'):
        path.write_text(broken)
        with pytest.raises(BookError) as caught:
            read_manifest(tmp_path / "book")
        assert caught.value.field == "book.json"


def test_a_tape_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    for name, content in (("a.txt", "x"), ("a.parquet", "x"), ("a.csv", "one,two\n1,2\n")):
        (tmp_path / name).write_text(content)
        with pytest.raises(TapeError):
            list(read_rows(tmp_path / name, LENDER.columns))
    with pytest.raises(TapeError):
        read_rows(tmp_path / "no.csv", LENDER.columns)
    with pytest.raises(TapeError):
        profile("unknown")


def test_the_books_of_the_sample_equal_its_loans_and_are_accepted_outside() -> None:
    loans = [each.loan for each in reader(sample())]
    books = build_ledger(loans, "USD", SNAPSHOT)
    totals = [standing.totals for standing in standings(loans, SNAPSHOT)]
    assert reconcile(books, totals).reconciled
    verdicts = audit(books)
    if CI:
        assert [each.ok for each in verdicts] == [True] * len(AUDITORS), verdicts
    assert not [each for each in verdicts if each.ok is False]


def test_a_book_is_the_same_whatever_order_its_loans_come_in() -> None:
    loans = [each.loan for each in reader(sample()[:60])]
    assert (
        build_ledger(loans, "USD", SNAPSHOT).journals
        == build_ledger(loans[::-1], "USD", SNAPSHOT).journals
    )


@pytest.mark.skipif(not CI, reason="takes a minute; CI does it (or: CI=true make test)")
def test_outside_programs_accept_the_books_of_the_whole_tape(tape: Path, tmp_path: Path) -> None:
    manifest = import_tape(
        Reader(LENDER, read_rows(tape, LENDER.columns)), tmp_path / "b", "lc2014"
    )
    assert manifest.facts["bad_rows"] == 0
    loans = list(read_book(tmp_path / "b"))
    books = build_ledger(loans, "USD", SNAPSHOT)
    totals = (standing.totals for standing in standings(loans, SNAPSHOT))
    assert reconcile(books, totals).reconciled
    assert [each.ok for each in audit(books)] == [True] * len(AUDITORS)
