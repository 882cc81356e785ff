"""The end of a day: what the library says of every loan, published whole, once, and the same however it was run."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from ashore.book import (
    BookError,
    EndOfDayError,
    LedgerDifference,
    Loan,
    Plan,
    append,
    compact,
    end_of_day,
    generate_book,
    read_book,
    read_manifest,
    write_book,
)
from ashore.book.eod import CLASSES, MILESTONES, partials, slices
from ashore.cli import main
from ashore.ledger import CHART, balances
from ashore.loan import (
    Contract,
    Disbursement,
    Repayment,
    RepaymentKind,
    Reversal,
    Standing,
    Status,
    evaluate,
    fold,
    sign,
)
from ashore.money import Rate

DAY = date(2026, 6, 30)
NIGHT = timedelta(days=1)
PARTS = ("principal_minor", "interest_minor", "fee_minor", "penalty_minor")
KILLS = int(os.environ.get("ASHORE_KILLS", "5"))
"""How often an end of day is killed; a hundred times when asked."""


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    home = tmp_path_factory.mktemp("eod")
    found: dict[str, Path] = {}
    for mix, loans in (("usual", 600), ("hard", 400)):
        found[mix] = home / mix
        generate_book(found[mix], Plan(loans, 11, DAY, mix, 3))  # type: ignore[arg-type]
    return found


@pytest.fixture
def book(books: dict[str, Path], tmp_path: Path) -> Path:
    shutil.copytree(books["usual"], tmp_path / "book")
    return tmp_path / "book"


def everything(folder: Path) -> dict[str, bytes]:
    """What is published of the end of day, and nothing else."""
    home = folder / "eod"
    return {
        path.relative_to(home).as_posix(): path.read_bytes()
        for path in sorted(home.rglob("*"))
        if path.is_file() and not path.relative_to(home).parts[0].startswith(".")
    }


def rows(folder: Path, day: date, name: str) -> list[dict[str, Any]]:
    path = folder / "eod" / day.isoformat() / f"{name}.parquet"
    found: list[dict[str, Any]] = pq.read_table(path).to_pylist()
    return found


# What the library says of every loan is what the end of day says.


def both(loan: Loan, day: date) -> tuple[Standing, Standing]:
    """A loan the day before as known then, and on the day as known on it."""
    yesterday = day - NIGHT
    before = evaluate(fold(loan.contract, loan.events, yesterday), yesterday)
    return before, evaluate(fold(loan.contract, loan.events, day), day)


def class_name(standing: Standing) -> str:
    if standing.status is Status.PENDING:
        return "not drawn"
    if standing.status is Status.WRITTEN_OFF:
        return "written off"
    if standing.status in (Status.CLOSED, Status.OVERPAID):
        return "closed"
    late = standing.days_past_due
    for name in CLASSES[1:-2]:
        first, _, last = name.removesuffix("+").partition("-")
        if int(first) <= late and (name.endswith("+") or late <= int(last or first)):
            return name
    raise AssertionError(late)


def moves(loans: list[Loan], day: date) -> Iterator[dict[str, Any]]:
    for loan in loans:
        before, after = both(loan, day)
        if class_name(before) != class_name(after):
            found = {"contract_id": loan.id, "customer": loan.customer or loan.id}
            found["product"] = loan.contract.product
            for name, standing in (("before", before), ("after", after)):
                found |= {
                    f"class_{name}": class_name(standing),
                    f"days_past_due_{name}": standing.days_past_due,
                    f"principal_{name}_minor": standing.outstanding.principal,
                    f"outstanding_{name}_minor": standing.outstanding.total,
                    f"overdue_{name}_minor": standing.overdue.total,
                }
            yield found


def notice(loan: Loan, standing: Standing, due: date | None, parts: Any) -> dict[str, Any]:
    return {
        "contract_id": loan.id,
        "customer": loan.customer or loan.id,
        "product": loan.contract.product,
        "due": due,
        **dict(zip(PARTS, parts, strict=True)),
        "credit_minor": standing.totals.credit,
    }


def reached(standing: Standing) -> int:
    return sum(step <= standing.days_past_due for step in MILESTONES)


def notices(loans: list[Loan], day: date) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {"due-ahead": [], "due-today": [], "overdue": []}
    for loan in loans:
        before, now = both(loan, day)
        due = now.next_due
        near = due is not None and due <= day + 3 * NIGHT
        if near and (due == day + 3 * NIGHT or before.next_due != due):
            found["due-ahead"].append(notice(loan, now, due, now.next_amount))
        if now.due_today.total:
            found["due-today"].append(notice(loan, now, day, now.due_today))
        if now.status is Status.OVERDUE and reached(now) > reached(before):
            late = {"days_past_due": now.days_past_due, "milestone": MILESTONES[reached(now) - 1]}
            found["overdue"].append(notice(loan, now, now.oldest_due, now.overdue) | late)
    return found


Places = dict[tuple[str, str, str], int]


def stands(loans: list[Loan], day: date, which: int) -> Places:
    """Every account of every product and class, the day before (0) or on the day (1)."""
    found: Places = defaultdict(int)
    for loan in loans:
        standing = both(loan, day)[which]
        for account, amount in zip(CHART, balances(standing.totals), strict=True):
            found[loan.contract.product, class_name(standing), account.code] += amount
    return {key: amount for key, amount in found.items() if amount}


def booked(folder: Path, day: date) -> Places:
    found: Places = defaultdict(int)
    for row in rows(folder, day, "journals"):
        found[row["product"], row["class"], row["account"]] += row["amount_minor"]
    return found


@pytest.mark.parametrize(("mix", "plain"), [("usual", True), ("hard", False)])
def test_the_end_of_day_is_what_the_library_says_of_every_loan(
    books: dict[str, Path], tmp_path: Path, mix: str, plain: bool
) -> None:
    folder = tmp_path / "book"
    shutil.copytree(books[mix], folder)
    loans = list(read_book(folder))
    told: Counter[str] = Counter()
    first = DAY - 4 * NIGHT
    for day in (first + k * NIGHT for k in range(5)):
        end_of_day(folder, day, plain=plain)
        assert rows(folder, day, "moves") == list(moves(loans, day))
        for name, expected in notices(loans, day).items():
            assert rows(folder, day, name) == expected
            told[name] += len(expected)
        before, now = stands(loans, day, 0), stands(loans, day, 1)
        found = booked(folder, day)
        keys = {*before, *now, *found}
        assert {key: before.get(key, 0) + found.get(key, 0) for key in keys} == {
            key: now.get(key, 0) for key in keys
        }
        closing = {
            (row["product"], row["class"], row["account"]): row["closing_minor"]
            for row in rows(folder, day, "balances")
            if row["closing_minor"]
        }
        assert closing == now
        roll: Counter[tuple[str, str, str]] = Counter()
        for loan in loans:
            was, stood = both(loan, day)
            roll[loan.contract.product, class_name(was), class_name(stood)] += 1
        assert roll == {
            (row["product"], row["class_before"], row["class_after"]): row["loans"]
            for row in rows(folder, day, "roll")
        }
    assert min(told.values()) > 0


def test_balances_of_a_sum_are_the_sum_of_the_balances(books: dict[str, Path]) -> None:
    from ashore.book.eod.booking import to_totals
    from ashore.kernel import O_CHARGED, told

    loans = list(read_book(books["hard"]))
    numbers = [told(both(loan, DAY)[1])[O_CHARGED : O_CHARGED + 22] for loan in loans]
    whole = balances(to_totals([sum(column) for column in zip(*numbers, strict=True)]))
    each = [balances(to_totals(one)) for one in numbers]
    assert whole == tuple(sum(column) for column in zip(*each, strict=True))
    assert each[0] == balances(both(loans[0], DAY)[1].totals)


def test_every_journal_balances_and_transfers_only_move_between_classes(book: Path) -> None:
    for _ in range(2):
        end_of_day(book, DAY - 2 * NIGHT)
    end_of_day(book, DAY)
    for day in (DAY - 2 * NIGHT, DAY - NIGHT, DAY):
        journals: dict[str, int] = defaultdict(int)
        transfers: dict[tuple[str, str], int] = defaultdict(int)
        for row in rows(book, day, "journals"):
            journals[row["journal"]] += row["amount_minor"]
            if row["kind"] == "transfer":
                transfers[row["product"], row["account"]] += row["amount_minor"]
            assert row["book_date"] == day
        assert journals
        assert set(journals.values()) == {0}
        assert set(transfers.values()) == {0}


def test_outside_programs_find_the_books_in_order(book: Path) -> None:
    from ashore.cli.audit import AUDITORS, find

    end_of_day(book, DAY)
    asked = 0
    for auditor in AUDITORS:
        command = find(auditor.program)
        if command is not None:
            file = book / "eod" / DAY.isoformat() / f"books.{auditor.format}"
            arguments = [argument.format(file=file) for argument in auditor.arguments]
            subprocess.run([command, *arguments], check=True, capture_output=True)
            asked += 1
    if not asked:
        pytest.skip("none of hledger, bean-check and ledger is installed")


# However it is run, the bytes are the same.


@pytest.mark.parametrize("how", [{"workers": 1}, {"workers": 3}, {"plain": False}])
def test_threads_and_compilation_change_no_byte(
    book: Path, tmp_path: Path, how: dict[str, Any]
) -> None:
    other = tmp_path / "other"
    shutil.copytree(book, other)
    end_of_day(book, DAY, workers=2, plain=True)
    end_of_day(other, DAY, **{"plain": True, **how})
    assert everything(book) == everything(other)


START = date(2026, 5, 20)


def life(name: str, start: date, *events: Any) -> Loan:
    contract = Contract(
        id=name,
        principal_minor=9_000_00,
        start=start,
        rate=Rate.per_year("18"),
        repayment=RepaymentKind.EQUAL_INSTALMENT,
        instalments=6,
        product="cash" if name < "L5" else "card",
    )
    first = Disbursement(id="000001", effective=start, amount_minor=9_000_00)
    return Loan(sign(contract), (first, *events))


def paid(place: int, effective: date, recorded: date | None = None) -> Repayment:
    return Repayment(
        id=f"{place:06d}", effective=effective, recorded=recorded, amount_minor=1_579_73
    )


NewsOfDays = list[tuple[date, list[Loan], dict[str, list[Any]]]]


def news_of_days() -> NewsOfDays:
    """Six days: loans that come late, payments told late, one that bounces, and days without news."""
    day = [date(2026, 6, 20) + k * NIGHT for k in range(6)]
    back = Reversal(id="000003", effective=day[3], recorded=day[4], target="000002")
    return [
        (day[0], [], {"L1": [paid(2, day[0])], "L2": [paid(2, day[0])]}),
        (day[1], [life("L6", day[1])], {}),
        (day[2], [life("L7", date(2026, 4, 3), paid(2, date(2026, 5, 3)))], {}),
        (day[3], [], {"L3": [paid(2, day[0], day[3])]}),
        (day[4], [], {"L1": [back], "L4": [paid(2, day[2], day[4])]}),
        (day[5], [], {}),
    ]


def begun(folder: Path) -> Path:
    write_book(folder, [life(f"L{k}", START) for k in range(1, 6)], shards=2)
    append(folder, date(2026, 6, 19))
    return folder


def test_missed_days_are_caught_up_in_one_pass_as_if_each_had_been_closed(tmp_path: Path) -> None:
    daily, missed = begun(tmp_path / "daily"), begun(tmp_path / "missed")
    for folder in (daily, missed):
        end_of_day(folder, date(2026, 6, 19))
    for day, loans, events in news_of_days():
        append(daily, day, loans, events)
        assert [each.day for each in end_of_day(daily, day).closed] == [day]
        append(missed, day, loans, events)
    compact(missed)
    done = end_of_day(missed, date(2026, 6, 25))
    assert [each.day for each in done.closed] == [day for day, _, _ in news_of_days()]
    assert everything(daily) == everything(missed)
    totals = [both(loan, date(2026, 6, 25))[1].totals for loan in read_book(daily)]
    cash = sum(balances(each)[0] for each in totals)
    closing = rows(daily, date(2026, 6, 25), "balances")
    assert sum(row["closing_minor"] for row in closing if row["account"] == "1001") == cash


def test_news_about_closed_days_is_booked_on_the_open_one_with_its_value_date(
    tmp_path: Path,
) -> None:
    folder = begun(tmp_path / "book")
    end_of_day(folder, date(2026, 6, 19))
    for day, loans, events in news_of_days():
        append(folder, day, loans, events)
    end_of_day(folder, date(2026, 6, 25))

    def news(day: int) -> dict[date, int]:
        """Cash by value date."""
        return {
            row["value_date"]: row["amount_minor"]
            for row in rows(folder, date(2026, 6, day), "journals")
            if row["kind"] == "news" and row["account"] == "1001"
        }

    assert news(22) == {}
    assert news(23) == {date(2026, 6, 20): 1_579_73}
    # What bounced had been paid on the twentieth.
    assert news(24) == {date(2026, 6, 20): -1_579_73, date(2026, 6, 22): 1_579_73}
    came = [row for row in rows(folder, date(2026, 6, 22), "moves") if row["contract_id"] == "L7"]
    assert [row["class_before"] for row in came] == ["not drawn"]


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2024, 2, 27), date(2024, 3, 1)),
        (date(2025, 12, 31), date(2026, 1, 2)),
        (date(2026, 3, 28), date(2026, 3, 30)),
        (date(2026, 10, 24), date(2026, 10, 26)),
        (date(2026, 9, 30), date(2026, 10, 9)),
    ],
    ids=["leap day", "new year", "clocks forward", "clocks back", "golden week"],
)
def test_no_day_is_skipped_or_counted_twice(tmp_path: Path, first: date, last: date) -> None:
    folder = tmp_path / "book"
    write_book(folder, [life("L1", first - 10 * NIGHT)])
    day = first - NIGHT
    while day < last:
        day += NIGHT
        append(folder, day)
    end_of_day(folder, first)
    done = end_of_day(folder, last)
    days = [first, *(each.day for each in done.closed)]
    assert days[-1] == last
    assert all(later - earlier == NIGHT for earlier, later in pairwise(days))


# Once.


def test_a_day_is_closed_once(book: Path) -> None:
    end_of_day(book, DAY - NIGHT)
    end_of_day(book, DAY)
    known = everything(book)
    for day in (DAY, DAY - NIGHT):
        assert end_of_day(book, day).closed == ()
        assert everything(book) == known
    with pytest.raises(EndOfDayError, match="options it was closed with"):
        end_of_day(book, DAY, ahead=5)
    append(book, DAY + NIGHT)
    compact(book)
    assert end_of_day(book, DAY).closed == ()
    asked = CliRunner().invoke(main, ["book", "eod", "--book", str(book), "--date", str(DAY)])
    assert asked.exit_code == 0
    assert "closed already" in asked.output
    assert everything(book) == known


def test_the_command_closes_a_day_and_says_what_it_found(book: Path) -> None:
    command = ["book", "eod", "--book", str(book), "--date", "2026-06-30"]
    asked = CliRunner().invoke(main, [*command, "--json"])
    assert asked.exit_code == 0
    facts = json.loads(asked.output)
    assert facts["closed"][0]["reconciled"] is True
    assert sum(row["loans"] for row in facts["closed"][0]["classes"]) == 600
    assert json.loads(CliRunner().invoke(main, [*command, "--json"]).output)["closed_before"]
    shutil.rmtree(book / "eod")
    asked = CliRunner().invoke(main, command)
    assert "loans = ledger: reconciled" in asked.output


def test_other_contents_of_a_closed_day_are_refused(tmp_path: Path) -> None:
    folder = begun(tmp_path / "book")
    end_of_day(folder, date(2026, 6, 19))
    known = everything(folder)
    shutil.move(folder / "eod", tmp_path / "eod")
    shutil.rmtree(folder)
    loans = [life(f"L{k}", START) for k in range(1, 6)]
    loans[2] = replace_amount(loans[2])
    write_book(folder, loans, shards=2)
    append(folder, date(2026, 6, 19))
    shutil.move(tmp_path / "eod", folder / "eod")
    with pytest.raises(EndOfDayError, match="the contents and options it was closed with"):
        end_of_day(folder, date(2026, 6, 19))
    append(folder, date(2026, 6, 20))
    with pytest.raises(LedgerDifference) as refused:
        end_of_day(folder, date(2026, 6, 20))
    assert refused.value.field == "account 1001 Cash clearing of cash / 0"
    assert refused.value.value == -1_00
    assert everything(folder) == known


def replace_amount(loan: Loan) -> Loan:
    first = replace(loan.events[0], amount_minor=8_999_00)  # type: ignore[call-arg]
    return Loan(loan.contract, (first, *loan.events[1:]))


# What makes no sense is named, and nothing of it is published.


@pytest.mark.parametrize(
    ("day", "field", "expected"),
    [
        (DAY + NIGHT, "date", "append the days after 2026-06-30 first"),
        (DAY - 2 * NIGHT, "date", "2026-06-29 or later"),
    ],
)
def test_a_day_outside_the_book_is_refused(
    book: Path, day: date, field: str, expected: str
) -> None:
    end_of_day(book, DAY - NIGHT)
    with pytest.raises(EndOfDayError, match=expected) as refused:
        end_of_day(book, day)
    assert refused.value.field == field


def test_options_that_make_no_sense_are_refused(book: Path) -> None:
    for options in ({"workers": 0}, {"ahead": 0}, {"milestones": (3, 1)}, {"milestones": ()}):
        with pytest.raises(EndOfDayError) as refused:
            end_of_day(book, DAY, **options)  # type: ignore[arg-type]
        assert next(iter(options)) in refused.value.field
    assert not (book / "eod").exists()


def test_a_book_that_is_not_closed_to_any_day_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    write_book(folder, [life("L1", START)])
    with pytest.raises(EndOfDayError, match="append the day first"):
        end_of_day(folder, START)
    with pytest.raises(BookError):
        end_of_day(tmp_path / "nothing", START)
    write_book(tmp_path / "empty", [])
    append(tmp_path / "empty", START)
    with pytest.raises(EndOfDayError, match="a book with loans"):
        end_of_day(tmp_path / "empty", START)


def test_a_gap_in_the_days_is_refused(tmp_path: Path) -> None:
    folder = begun(tmp_path / "book")
    for day in (20, 21):
        append(folder, date(2026, 6, day))
    text = json.loads((folder / "book.json").read_text())
    del text["days"]["2026-06-20"]
    (folder / "book.json").write_text(json.dumps(text))
    with pytest.raises(BookError, match="2026-06-20 is missing"):
        end_of_day(folder, date(2026, 6, 21))


def test_a_closed_day_that_was_changed_or_lost_is_refused(book: Path) -> None:
    end_of_day(book, DAY - 2 * NIGHT)
    end_of_day(book, DAY - NIGHT)
    file = book / "eod" / str(DAY - NIGHT) / "balances.parquet"
    good = file.read_bytes()
    file.write_bytes(good + b" ")
    for day in (DAY - NIGHT, DAY):
        with pytest.raises(EndOfDayError, match=r"balances\.parquet"):
            end_of_day(book, day)
    file.write_bytes(good)
    end_of_day(book, DAY)
    shutil.rmtree(book / "eod" / str(DAY - NIGHT))
    with pytest.raises(EndOfDayError, match=f"{DAY - NIGHT}"):
        end_of_day(book, DAY)


def rewritten(folder: Path, kind: str, change: Any) -> None:
    """Another table in the place of the first of a kind, the manifest in agreement with it."""
    text = json.loads((folder / "book.json").read_text())
    part = next(each for each in text["files"] if each["kind"] == kind and each["shard"] == 1)
    path = folder / part["name"]
    table = change(pq.read_table(path))
    pq.write_table(table, path)
    from ashore.book.store.manifest import file_name, sha256_of

    part["sha256"], part["bytes"] = sha256_of(path), path.stat().st_size
    part["name"] = f"shard-0001/{file_name(kind, part['sha256'])}"
    path.rename(folder / part["name"])
    (folder / "book.json").write_text(json.dumps(text))


def set_amounts(table: Any) -> Any:
    at = table.schema.get_field_index("amount_minor")
    amounts = table["amount_minor"].to_pylist()
    return table.set_column(at, table.schema.field(at), pa.array([2**53, *amounts[1:]]))


@pytest.mark.parametrize(
    ("kind", "change", "named"),
    [
        ("events", lambda table: table.drop_columns(["second"]), "second"),
        ("contracts", lambda table: table.append_column("x", table["start"]), "x"),
        (
            "events",
            lambda table: table.set_column(4, "amount_minor", table["amount_minor"].cast("double")),
            "amount_minor",
        ),
        ("events", set_amounts, "loan "),
    ],
    ids=["column missing", "column too many", "other type", "amount beyond the loan"],
)
def test_a_partition_that_makes_no_sense_is_named_and_nothing_is_published(
    book: Path, kind: str, change: Any, named: str
) -> None:
    end_of_day(book, DAY - NIGHT)
    known = everything(book)
    rewritten(book, kind, change)
    with pytest.raises(BookError) as refused:
        end_of_day(book, DAY)
    assert named in refused.value.field
    assert everything(book) == known


def test_a_wrong_checksum_is_named_and_the_good_state_stays(book: Path) -> None:
    end_of_day(book, DAY - NIGHT)
    known = everything(book)
    part = read_manifest(book).files[-1]
    path = book / part.name
    good = path.read_bytes()
    path.write_bytes(good[:-9] + bytes([good[-9] ^ 1]) + good[-8:])
    with pytest.raises(BookError, match="as it was published") as refused:
        end_of_day(book, DAY)
    assert refused.value.field == part.name
    assert everything(book) == known
    path.write_bytes(good)
    assert end_of_day(book, DAY).closed


# Killed, it goes on where it stopped.


def test_what_was_added_up_before_a_failure_is_not_added_up_again(
    book: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = tmp_path / "whole"
    shutil.copytree(book, whole)
    end_of_day(whole, DAY)
    done: list[int] = []
    day_of = slices.SliceReader.day

    def stop_after_two(reader: Any, columns: Any, *arguments: Any) -> Any:
        if len(done) == 2:
            raise KeyboardInterrupt
        done.append(columns.loans)
        return day_of(reader, columns, *arguments)

    monkeypatch.setattr(slices.SliceReader, "day", stop_after_two)
    with pytest.raises(KeyboardInterrupt):
        end_of_day(book, DAY, workers=1)
    kept = sorted((book / "eod" / ".work").glob("*.arrow"))
    assert len(kept) == 2
    assert everything(book) == {}
    kept[0].write_bytes(kept[0].read_bytes()[:-1])
    assert partials.load(kept[0]) is None
    done.clear()
    monkeypatch.setattr(
        slices.SliceReader, "day", lambda *given: (done.append(1), day_of(*given))[1]
    )
    end_of_day(book, DAY)
    assert len(done) == 2  # the third slice, and the one whose result was cut off
    assert everything(book) == everything(whole)
    assert not (book / "eod" / ".work").exists()


RUN = """
import sys
from datetime import date
from pathlib import Path
from ashore.book import end_of_day
print("begun", flush=True)
end_of_day(Path(sys.argv[1]), date(2026, 6, 30))
"""


def test_kill_at_any_moment_and_run_again(books: dict[str, Path], tmp_path: Path) -> None:
    """Killed at moments spread over the whole run, until one comes through: the same bytes, nothing counted twice."""
    whole, folder = tmp_path / "whole", tmp_path / "book"
    for path in (whole, folder):
        shutil.copytree(books["hard"], path)
        end_of_day(path, DAY - 4 * NIGHT)
    end_of_day(whole, DAY)
    draw = random.Random(17)
    killed = 0
    for _ in range(KILLS):
        with subprocess.Popen(
            [sys.executable, "-c", RUN, str(folder)], stdout=subprocess.PIPE
        ) as run:
            assert run.stdout is not None
            run.stdout.readline()
            try:
                run.wait(draw.uniform(0.0, 1.0))
            except subprocess.TimeoutExpired:
                run.send_signal(signal.SIGKILL)
                killed += 1
        known = everything(folder)
        assert known.items() <= everything(whole).items()
        if len(known) == len(everything(whole)):
            for day in range(1, 5):
                shutil.rmtree(folder / "eod" / str(DAY - 4 * NIGHT + day * NIGHT))
    end_of_day(folder, DAY)
    assert killed
    assert everything(folder) == everything(whole)
