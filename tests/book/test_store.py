"""A book on disk: what is written comes back, days are added, and nothing half-done or changed is taken for a book."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ashore.book import (
    NO_DAY,
    UNSAID,
    BookError,
    Loan,
    Manifest,
    append,
    check_files,
    compact,
    read_book,
    read_manifest,
    read_shard,
    shard_slices,
    write_book,
)
from ashore.loan import (
    Charge,
    Contract,
    Disbursement,
    DueDateMove,
    Event,
    InterestPause,
    Part,
    RateChange,
    Recovery,
    Refund,
    Repayment,
    RepaymentKind,
    Reversal,
    Waiver,
    WriteOff,
)
from ashore.money import Rate
from tests.loan.histories import lives

START = date(2025, 1, 15)
NIGHT = timedelta(days=1)


def contract(name: str, **terms: Any) -> Contract:
    return Contract(
        **{
            "id": name,
            "principal_minor": 8_000_00,
            "start": START,
            "rate": Rate.per_year("18"),
            "repayment": RepaymentKind.EQUAL_INSTALMENT,
            "instalments": 12,
            **terms,
        }
    )


def drawn(name: str, *events: Event, customer: str | None = None) -> Loan:
    first = Disbursement(id="000001", effective=START, amount_minor=8_000_00)
    return Loan(contract(name), (first, *events), customer)


def paid(number: int, day: date, amount_minor: int = 733_44) -> Repayment:
    return Repayment(id=f"{number:06d}", effective=day, amount_minor=amount_minor)


def tables(folder: Path) -> list[tuple[int, str, str, int]]:
    """The files of a book as the manifest names them: the names are those of the contents."""
    return sorted((p.shard, p.kind, p.name, p.rows) for p in read_manifest(folder).files)


def everything(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


numbers = count()


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("books")


def new(place: Path) -> Path:
    return place / f"book-{next(numbers)}"


# What is written comes back.


@given(found=st.lists(lives(), max_size=4), shards=st.integers(1, 3))
def test_any_contracts_and_events_come_back_equal(
    place: Path, found: list[Any], shards: int
) -> None:
    loans = [
        Loan(replace(terms, id=f"L{at}"), events, None if at % 2 else "C")
        for at, (terms, events) in enumerate(found)
    ]
    folder = new(place)
    write_book(folder, loans, shards=shards)
    assert sorted(read_book(folder), key=lambda loan: loan.id) == loans


DAYS = st.dates(date(1, 1, 1), date(9998, 1, 1))
AMOUNTS = st.integers(1, 2**53)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


def any_event(at: int) -> st.SearchStrategy[Event]:
    """Any one event, sensible or not for any loan."""
    head: Any = {
        "id": st.sampled_from([f"{at + 1:06d}", f"e{at}", f"{at + 2:06d}", "x"]),
        "effective": DAYS,
    }
    late: Any = {"recorded": st.none() | DAYS}
    money: Any = {**head, **late, "amount_minor": AMOUNTS}
    said: Any = {"channel": TEXTS, "reference": TEXTS}
    rates = st.integers(0, 10**12).map(Rate)
    moves = st.tuples(DAYS, DAYS, DAYS).filter(lambda days: days[1] != days[2])
    return st.one_of(
        st.builds(Disbursement, **money),
        st.builds(RateChange, **head, **late, rate=rates),
        st.builds(
            lambda days, **rest: InterestPause(effective=min(days), until=max(days), **rest),
            st.tuples(DAYS, DAYS),
            id=head["id"],
            **late,
            penalties=st.booleans(),
        ),
        st.builds(
            lambda days, **rest: DueDateMove(
                effective=min(days), due=days[1], new_due=days[2], **rest
            ),
            moves,
            id=head["id"],
            **late,
            following=st.booleans(),
        ),
        st.builds(
            lambda later, **rest: Charge(
                due=None if later is None else rest["effective"] + timedelta(days=later), **rest
            ),
            st.none() | st.integers(0, 300),
            **money,
            name=TEXTS.filter(bool),
        ),
        st.builds(Waiver, **money, part=st.sampled_from(Part)),
        st.builds(
            Repayment,
            **money,
            **said,
            allocation=st.sampled_from([None, "lender", "civil_code_561", "principal_first"]),
        ),
        st.builds(Refund, **money, **said),
        st.builds(WriteOff, **head, **late, reason=TEXTS),
        st.builds(Recovery, **money, **said),
        st.builds(
            lambda target, **rest: Reversal(target=target, **rest),
            st.sampled_from(["target", "000000", "e-1", *[f"e{k}" for k in range(at)]]),
            **head,
            **late,
        ),
    )


any_events = st.integers(0, 6).flatmap(
    lambda size: st.tuples(*[any_event(at) for at in range(size)])
)


@given(events=any_events, later=any_events)
def test_any_list_of_events_comes_back_equal_duplicates_and_disorder_included(
    place: Path, events: tuple[Event, ...], later: tuple[Event, ...]
) -> None:
    loans = [Loan(contract("a"), events), Loan(contract("b"), later)]
    folder = new(place)
    write_book(folder, loans)
    assert list(read_book(folder)) == loans
    columns = read_shard(folder, read_manifest(folder), 0)
    assert columns.event_offsets.tolist() == [0, len(events), len(events) + len(later)]


def test_a_rate_of_a_billionth_and_dates_long_ago_come_back(tmp_path: Path) -> None:
    terms = contract(
        "odd",
        rate=Rate(1),
        start=date(1, 1, 1),
        first_due=date(9999, 12, 1),
        instalments=1,
        instalment_minor=8_000_01,
        principal_minor=2**53,
    )
    write_book(tmp_path / "book", [Loan(terms, ())])
    assert list(read_book(tmp_path / "book")) == [Loan(terms, ())]


def test_loans_of_one_product_share_one_text_of_terms(tmp_path: Path) -> None:
    loans = [
        Loan(
            contract(f"L{at}", principal_minor=5_000_00 + at, rate=Rate(at), instalments=1 + at),
            (),
        )
        for at in range(20)
    ]
    manifest = write_book(tmp_path / "book", loans)
    columns = read_shard(tmp_path / "book", manifest, 0)
    (terms,) = columns.terms
    assert json.loads(terms) == {"convention": "cn-monthly", "repayment": "equal_instalment"}
    assert columns.terms_index.tolist() == [0] * 20


def test_a_book_without_loans_is_a_book(tmp_path: Path) -> None:
    manifest = write_book(tmp_path / "book", [])
    assert (manifest.loans, manifest.events, manifest.currency) == (0, 0, None)
    assert list(read_book(tmp_path / "book")) == []
    assert read_shard(tmp_path / "book", manifest, 0).loans == 0


def test_a_customers_loans_are_kept_in_one_shard(tmp_path: Path) -> None:
    loans = [drawn(f"L{at:02d}", customer=f"C{at % 5}") for at in range(40)]
    manifest = write_book(tmp_path / "book", loans, shards=4)
    homes: dict[str, set[int]] = {}
    for shard in range(4):
        columns = read_shard(tmp_path / "book", manifest, shard)
        for customer in columns.customer.to_pylist():
            homes.setdefault(customer, set()).add(shard)
    assert len(homes) == 5
    assert all(len(shards) == 1 for shards in homes.values())
    assert len(set().union(*homes.values())) > 1


# Columns for kernels.

STORY = drawn(
    "story",
    RateChange(id="000002", effective=START + NIGHT, rate=Rate(5)),
    InterestPause(id="p", effective=START + NIGHT, until=date(1970, 1, 3), penalties=True)
    if date(1970, 1, 1) > START
    else InterestPause(id="p", effective=START, until=START + 9 * NIGHT, penalties=True),
    DueDateMove(id="m", effective=START, due=START + NIGHT, new_due=START, following=False),
    Charge(id="c", effective=START + NIGHT, amount_minor=5, name="letter"),
    Waiver(id="w", effective=START, amount_minor=6, part=Part.PENALTY),
    Repayment(
        id="000007",
        effective=START,
        recorded=START + NIGHT,
        amount_minor=7,
        allocation="principal_first",
    ),
    paid(8, START + 2 * NIGHT),
    Reversal(id="r", effective=START, target="000007"),
    Reversal(id="s", effective=START, target="000011"),
    WriteOff(id="000011", effective=START),
)


def test_columns_hold_what_the_events_hold(tmp_path: Path) -> None:
    manifest = write_book(tmp_path / "book", [drawn("before"), STORY, Loan(contract("bare"), ())])
    found = read_shard(tmp_path / "book", manifest, 0)
    zero = date(1970, 1, 1)
    start = (START - zero).days
    assert found.contract_id.to_pylist() == ["before", "story", "bare"]
    assert found.customer.to_pylist() == [None] * 3
    assert found.event_offsets.tolist() == [0, 1, 12, 12]
    assert found.kind.tolist() == [0, 0, 1, 2, 3, 4, 5, 6, 6, 10, 10, 8]
    assert found.amount_minor.tolist()[2:] == [0, 0, 0, 5, 6, 7, 733_44, 0, 0, 0]
    assert found.first.tolist() == [
        *(0, 0, 5, start + 9, start + 1, start + 1),
        *(3, 2, UNSAID, 6, UNSAID, 0),
    ]
    assert found.second.tolist()[3:5] == [1, start]
    assert found.third.tolist() == [0] * 12
    assert found.recorded[7] == start + 1
    assert (found.recorded == found.effective).sum() == 11
    assert found.event_id.to_pylist()[:5] == [None, None, None, "p", "m"]
    assert json.loads(found.note[10].as_py()) == {"target": "000011"}
    assert found.first_due.tolist() == [NO_DAY] * 3
    assert found.instalment_minor.tolist() == [0] * 3


TYPES = {
    **dict.fromkeys(("terms_index", "start", "first_due", "effective", "recorded"), np.int32),
    **dict.fromkeys(("principal_minor", "rate_ppb", "instalment_minor", "event_offsets"), np.int64),
    **dict.fromkeys(("amount_minor", "first", "second", "third"), np.int64),
    "instalments": np.int16,
    "kind": np.int8,
}


@pytest.mark.parametrize("loans", [[], [drawn("a")], [drawn("a"), STORY]], ids=len)
def test_the_types_of_the_columns_never_change(tmp_path: Path, loans: list[Loan]) -> None:
    manifest = write_book(tmp_path / "book", loans)
    found = read_shard(tmp_path / "book", manifest, 0)._asdict()
    assert {name: found[name].dtype for name in TYPES} == TYPES


@pytest.fixture
def small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """Row groups of four loans, so that few loans make many."""
    for module in ("layout", "shard_writer", "tables", "columns"):
        monkeypatch.setattr(f"ashore.book.store.{module}.ROW_GROUP_LOANS", 4)
    monkeypatch.setattr("ashore.book.store.writing.LOANS_AT_ONCE", 3)


def joined(pieces: Iterable[Any]) -> dict[str, Any]:
    """Slices put together, as one shard."""
    found = list(pieces)
    whole: dict[str, Any] = {}
    for name in (*TYPES, "contract_id", "event_id", "note"):
        if name not in ("terms_index", "event_offsets"):
            whole[name] = [each for piece in found for each in getattr(piece, name)]
    whole["terms"] = [piece.terms[at] for piece in found for at in piece.terms_index]
    whole["counts"] = [each for piece in found for each in np.diff(piece.event_offsets)]
    assert [piece.first_loan for piece in found] == list(
        np.cumsum([0, *(piece.loans for piece in found)])[:-1]
    )
    return whole


# Every example appends up to twelve days, each of them safely on the disk.
@pytest.mark.usefixtures("small_groups")
@settings(max_examples=25)
@given(
    lengths=st.lists(st.integers(0, 3), max_size=14),
    days=st.lists(st.integers(0, 13), max_size=12),
    cut=st.integers(1, 9),
)
def test_slices_and_parts_read_as_the_whole(
    place: Path, lengths: list[int], days: list[int], cut: int
) -> None:
    folder = new(place)
    loans = [
        drawn(f"L{at:02d}", *(paid(2 + k, START + NIGHT) for k in range(length)))
        for at, length in enumerate(lengths)
    ]
    kept = loans[: len(loans) // 2]
    write_book(folder, kept)
    day = START + NIGHT
    append(folder, day, loans[len(kept) :])
    for number in days:
        day += NIGHT
        if number >= len(loans):
            append(folder, day, [drawn(f"N{day}")])
            loans.append(drawn(f"N{day}"))
            continue
        loan = loans[number]
        event = paid(len(loan.events) + 1, day)
        append(folder, day, events={loan.id: [event]})
        loans[number] = loan._replace(events=(*loan.events, event))
    assert list(read_book(folder)) == loans
    manifest = read_manifest(folder)
    whole = joined([read_shard(folder, manifest, 0)])
    assert joined(shard_slices(folder, manifest, 0, cut)) == whole
    compact(folder)
    assert joined([read_shard(folder, read_manifest(folder), 0)]) == whole
    at_once = new(place)
    write_book(at_once, loans)
    assert tables(folder) == tables(at_once)
    named = {part.name for part in read_manifest(folder).files}
    assert {name for name in everything(folder) if name.endswith("parquet")} == named


# A book grows by days.


@pytest.fixture
def book(tmp_path: Path) -> Path:
    write_book(tmp_path / "book", [drawn(f"L{at}") for at in range(6)], shards=2)
    append(tmp_path / "book", START)
    return tmp_path / "book"


def test_a_day_adds_loans_and_events_and_only_their_bytes(book: Path) -> None:
    before = everything(book)
    day = START + NIGHT
    manifest = append(book, day, [drawn("new", paid(2, day))], {"L3": [paid(2, day)]})
    after = everything(book)
    assert {name for name in before if after[name] != before[name]} == {"book.json"}
    found = {loan.id: loan for loan in read_book(book)}
    assert len(found) == 7
    assert found["L3"] == drawn("L3", paid(2, day))
    assert found["new"] == drawn("new", paid(2, day))
    assert (manifest.closed_to, manifest.loans, manifest.events) == (day, 7, 9)
    assert manifest == read_manifest(book)


def test_the_same_day_again_changes_nothing_and_other_contents_are_refused(book: Path) -> None:
    day = START + NIGHT
    first = append(book, day, [drawn("new")], {"L1": [paid(2, day)]})
    before = everything(book)
    assert append(book, day, [drawn("new")], {"L1": [paid(2, day)]}) == first
    append(book, day + NIGHT)
    assert append(book, day, [drawn("new")], {"L1": [paid(2, day)]}).closed_to == day + NIGHT
    with pytest.raises(BookError, match="contents it was closed with"):
        append(book, day, [], {"L1": [paid(2, day, 1)]})
    assert {name for name, data in everything(book).items() if before.get(name) != data} == {
        "book.json"
    }


@pytest.mark.parametrize(
    ("days", "match"), [(2, "the next day"), (9, "2025-01-16"), (-1, "or later")]
)
def test_a_gap_and_an_older_day_are_refused(book: Path, days: int, match: str) -> None:
    before = everything(book)
    with pytest.raises(BookError, match=match) as caught:
        append(book, START + days * NIGHT)
    assert caught.value.field == "day"
    assert everything(book) == before


DAY = START + NIGHT
REFUSED: list[tuple[Sequence[Loan], dict[str, Sequence[Event]], str]] = [
    ([drawn("L2")], {}, "there already"),
    ([drawn("new"), drawn("new")], {}, "each loan once"),
    ([drawn("new")], {"new": [paid(2, DAY)]}, "there already"),
    ([], {"nobody": [paid(2, DAY)]}, "a loan of the book"),
    ([], {"L2": [paid(1, DAY)]}, "an id not used"),
    ([], {"L2": [paid(2, DAY), paid(2, DAY)]}, "an id not used"),
    ([], {"L2": [paid(2, START)]}, "the day that is appended"),
    ([], {"L2": [paid(2, DAY), paid(3, DAY + NIGHT)]}, "the day that is appended"),
    ([drawn("new", paid(2, DAY + NIGHT))], {}, "or earlier"),
    ([Loan(contract("new", currency="USD"), ())], {}, "one book for each currency"),
]


@pytest.mark.parametrize(("loans", "events", "match"), REFUSED)
def test_news_that_make_no_sense_are_refused_and_nothing_is_published(
    book: Path, loans: Sequence[Loan], events: dict[str, Sequence[Event]], match: str
) -> None:
    before = read_manifest(book)
    with pytest.raises(BookError, match=match):
        append(book, DAY, loans, events)
    assert read_manifest(book) == before
    assert len(list(read_book(book))) == 6


def test_a_reversal_finds_its_target_in_an_earlier_part(book: Path) -> None:
    bad = Repayment(id="debit-1", effective=DAY, amount_minor=5)
    append(book, DAY, events={"L4": [bad]})
    undo = Reversal(id="undo", effective=DAY + NIGHT, target="debit-1")
    append(book, DAY + NIGHT, events={"L4": [undo]})
    manifest = read_manifest(book)
    columns = [read_shard(book, manifest, shard) for shard in (0, 1)]
    assert max(each for shard in columns for each in shard.first.tolist()) == 1
    found = next(loan for loan in read_book(book) if loan.id == "L4")
    assert found == drawn("L4", bad, undo)


def test_a_folder_that_is_no_book_takes_no_day(tmp_path: Path) -> None:
    for change in (lambda folder: append(folder, DAY), compact):
        with pytest.raises(BookError):
            change(tmp_path / "nothing")


def test_one_writer_at_a_time(book: Path) -> None:
    from ashore.book.store.publishing import sole_writer

    with sole_writer(book), pytest.raises(BookError, match="no other writer"):
        append(book, DAY)
    append(book, DAY)


WRITER = """
import sys
from datetime import date, timedelta
from pathlib import Path
from ashore.book import append, compact
from ashore.loan import Repayment
folder, day = Path(sys.argv[1]), date.fromisoformat(sys.argv[2])
print("ready", flush=True)
for k in range(1000):
    day += timedelta(days=1)
    event = Repayment(id=f"{k + 2:06d}", effective=day, amount_minor=100 + k)
    append(folder, day, events={"L1": [event], "L2": [event]})
    if k % 3 == 2:
        compact(folder)
"""


@pytest.mark.parametrize("wait", [0.02, 0.05, 0.09, 0.17, 0.31])
def test_a_killed_writer_leaves_the_last_good_state(book: Path, wait: float) -> None:
    run = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(book), START.isoformat()],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    with run:
        assert run.stdout is not None
        run.stdout.readline()
        with pytest.raises(subprocess.TimeoutExpired):
            run.wait(wait)
        run.send_signal(signal.SIGKILL)
    manifest = read_manifest(book)
    check_files(book, manifest)
    assert manifest.closed_to is not None
    days = (manifest.closed_to - START).days
    found = {loan.id: loan for loan in read_book(book)}
    for name in ("L1", "L2"):
        assert [event.effective for event in found[name].events[1:]] == [
            START + NIGHT * (k + 1) for k in range(days)
        ]
    append(book, manifest.closed_to + NIGHT)
    compact(book)
    assert {name for name in everything(book) if name != "book.json"} == {
        part.name for part in read_manifest(book).files
    }


# What is not as it was published is refused, and the error says where.


def rewrite(folder: Path, kind: str, change: Any) -> str:
    """Change a table of a book of one shard, and have the manifest agree with it. Returns its new name."""
    manifest = json.loads((folder / "book.json").read_text())
    (part,) = (each for each in manifest["files"] if each["kind"] == kind)
    table = change(pq.read_table(folder / part["name"]))
    path = folder / part["name"]
    pq.write_table(table, path)
    digest = sha256(path.read_bytes()).hexdigest()
    part |= {"rows": table.num_rows, "bytes": path.stat().st_size, "sha256": digest}
    part["name"] = f"shard-0000/{kind}-{digest[:16]}.parquet"
    manifest |= {"loans": manifest["loans"], kind.replace("contracts", "loans"): table.num_rows}
    path.rename(folder / part["name"])
    (folder / "book.json").write_text(json.dumps(manifest))
    return str(part["name"])


def put(name: str, value: Any, at: int = 0) -> Any:
    """A change of one value of a column."""

    def change(table: pa.Table) -> pa.Table:
        values = table[name].to_pylist()
        values[at] = value
        place = table.schema.get_field_index(name)
        field = table.schema.field(name)
        array = pa.array(values, field.type.value_type if name == "terms" else field.type)
        if name == "terms":
            array = array.dictionary_encode()
        return table.set_column(place, field, array)

    return change


WRONG: list[tuple[str, str, Any]] = [
    ("contracts", "principal_minor", put("principal_minor", 0)),
    ("contracts", "rate_ppb", put("rate_ppb", -1, 1)),
    ("contracts", "instalments", put("instalments", 1_201)),
    ("contracts", "first_due", put("first_due", START)),
    ("contracts", "instalment_minor", put("instalment_minor", -5)),
    ("contracts", "terms", put("terms", "{")),
    ("contracts", "repayment", put("terms", '{"repayment":"someday"}')),
    ("events", "kind", put("kind", 11)),
    ("events", "amount_minor", put("amount_minor", -1)),
    ("events", "amount_minor", put("amount_minor", 0)),
    ("events", "amount_minor", put("amount_minor", 9, 3)),
    ("events", "effective", put("effective", 10_000_000)),
    ("events", "first", put("first", -1, 2)),
    ("events", "first", put("first", 9, 6)),
    ("events", "first", put("first", 3, 7)),
    ("events", "first", put("first", 8, 9)),
    ("events", "loan", put("loan", 2, 11)),
    ("events", "loan", put("loan", -1)),
    ("contracts", "colour", lambda t: t.append_column("colour", t["contract_id"])),
    ("contracts", "start", lambda t: t.drop_columns("start")),
    (
        "events",
        "amount_minor",
        lambda t: t.set_column(4, "amount_minor", t["amount_minor"].cast(pa.float64())),
    ),
]


@pytest.mark.parametrize(("kind", "field", "change"), WRONG)
def test_columns_that_make_no_sense_are_refused_by_shard_file_and_field(
    tmp_path: Path, kind: str, field: str, change: Any
) -> None:
    folder = tmp_path / "book"
    write_book(folder, [drawn("a"), STORY])
    rewrite(folder, kind, change)
    manifest = read_manifest(folder)
    check_files(folder, manifest)
    with pytest.raises(BookError) as caught:
        read_shard(folder, manifest, 0)
    assert caught.value.field.startswith(f"shard-0000/{kind}")
    assert caught.value.field.endswith(field)
    with pytest.raises(BookError):
        list(shard_slices(folder, manifest, 0))


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("contracts", put("principal_minor", 0)),
        ("contracts", put("terms", "[]")),
        ("events", put("kind", 11)),
        ("events", put("note", "{", 1)),
        ("events", put("note", '{"colour":"red"}', 1)),
        ("events", put("first", 10**15, 3)),
        ("events", put("first", 99, 9)),
    ],
)
def test_reading_loans_names_the_loan_that_makes_no_sense(
    tmp_path: Path, kind: str, change: Any
) -> None:
    folder = tmp_path / "book"
    write_book(folder, [drawn("a"), STORY])
    rewrite(folder, kind, change)
    with pytest.raises(BookError, match=f"shard-0000/{kind}: loan (a|story)"):
        list(read_book(folder))


@pytest.mark.parametrize("kind", ["contracts", "events"])
@pytest.mark.parametrize(
    "damage",
    [lambda data: data[:-1], lambda data: data[:40] + b"?" + data[41:], lambda _: b""],
    ids=["cut", "changed", "empty"],
)
def test_a_file_that_was_changed_is_noticed(book: Path, kind: str, damage: Any) -> None:
    part = next(each for each in read_manifest(book).files if each.kind == kind)
    path = book / part.name
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(BookError) as caught:
        check_files(book, read_manifest(book))
    assert caught.value.field == part.name
    path.unlink()
    with pytest.raises(BookError):
        read_manifest(book)


def test_bytes_that_are_no_parquet_are_refused_by_the_name_of_their_file(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    manifest = write_book(folder, [drawn("a")])
    for part in manifest.files:
        (folder / part.name).write_bytes(b"x" * part.bytes)
    with pytest.raises(BookError, match="contracts-"):
        read_shard(folder, read_manifest(folder), 0)


def test_a_book_of_the_first_schema_is_to_be_imported_again(tmp_path: Path) -> None:
    (tmp_path / "book.json").write_text(json.dumps({"schema_version": 1, "sha256": {}, "loans": 1}))
    with pytest.raises(BookError, match="import the tape again"):
        read_manifest(tmp_path)


def test_a_manifest_cannot_lead_out_of_its_folder(book: Path) -> None:
    data = json.loads((book / "book.json").read_text())
    data["files"][0]["name"] = "../../etc/passwd"
    (book / "book.json").write_text(json.dumps(data))
    with pytest.raises(BookError):
        read_manifest(book)


@pytest.mark.parametrize(
    ("loans", "match"),
    [
        ([drawn("a"), drawn("a")], "each loan once"),
        (
            [drawn("a"), Loan(contract("b", currency="USD"), ())],
            "one book for each currency",
        ),
    ],
)
def test_a_new_book_refuses_loans_that_do_not_go_together(
    tmp_path: Path, loans: list[Loan], match: str
) -> None:
    with pytest.raises(BookError, match=match):
        write_book(tmp_path / "book", loans)
    assert list(tmp_path.iterdir()) == []


def test_same_loans_same_bytes(tmp_path: Path) -> None:
    loans = [drawn(f"L{at}", paid(2, START)) for at in range(9)]
    for name in ("one", "two"):
        write_book(tmp_path / name, iter(loans), lambda _: {"source": "x"}, shards=3)
    assert everything(tmp_path / "one") == everything(tmp_path / "two")


def test_a_manifest_is_what_it_was_when_read(book: Path) -> None:
    found: Manifest = read_manifest(book)
    assert json.loads((book / "book.json").read_text()) == found.to_dict()
