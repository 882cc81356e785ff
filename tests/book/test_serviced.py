"""Loans in servicing in a book: their numbers are the desk's, and every way of looking at the book sees them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from ashore.book import (
    BookError,
    Loan,
    ageing,
    append,
    build_ledger,
    cash_flow,
    compact,
    days_to_close,
    end_of_day,
    loan_from_dict,
    loan_to_dict,
    positions,
    read_book,
    read_manifest,
    rolls,
    run_sql,
    stress_loans,
    summarise_book,
    vintages,
    write_book,
)
from ashore.book.eod.slices import taken
from ashore.book.evaluating import AsOf, Evaluator
from ashore.book.store import read_shard
from ashore.cli import main
from ashore.conformance import Case, CaseKind, ConformanceError, read_cases, serviced_loan
from ashore.kernel import O_OVERDUE, OUT_SIZE, told
from ashore.ledger import reconcile
from ashore.loan import Part, Ratios, Status, contract_from_dict, event_from_dict
from ashore.money import AshoreError, Unit
from ashore.servicing import (
    ChargeOffBehaviour,
    Desk,
    InterestHandling,
    ReAgeing,
    Recalculation,
    ServicedLoan,
    ServicedPosition,
    ServicingTerms,
    TransactionKind,
    serviced_desk,
    serviced_standing,
    standing,
)
from tests.servicing.lives import FIXED_LIVES, do, lives, opened

DAY = timedelta(days=1)
FIRST = date(2025, 1, 1)
LIVES = 220
"""How many of the published lives are taken into a book, chosen at random."""


def terms(**other: Any) -> ServicingTerms:
    """Six instalments at 12 %, interest that follows the money."""
    usual: dict[str, Any] = {
        "currency": "CNY",
        "digits": 2,
        "principal_minor": 600_000,
        "submitted_on": FIRST,
        "expected_on": FIRST,
        "rate": Decimal("0.12"),
        "ratios": Ratios(1, Unit.MONTHS),
        "instalments": 6,
        "recalculation": Recalculation(),
    }
    return ServicingTerms(**{**usual, **other})


def re_aged() -> Desk:
    """Lent, paid once, taken back by its payer, re-aged, paid again."""
    desk = Desk(terms(), FIRST)
    desk.approve(600_000, FIRST)
    desk.disburse(FIRST, 600_000)
    desk.today = date(2025, 2, 1)
    paid = desk.pay(TransactionKind.REPAYMENT, desk.today, 103_529)
    desk.today = date(2025, 2, 10)
    desk.charge_back(paid, desk.today, 50_000)
    desk.today = date(2025, 4, 10)
    desk.close_of_business()
    desk.re_age(desk.today, ReAgeing(date(2025, 5, 1), 1, Unit.MONTHS, 8), InterestHandling.DEFAULT)
    desk.today = date(2025, 5, 6)
    desk.pay(TransactionKind.REPAYMENT, date(2025, 5, 1), 60_000)
    return desk


def charged_off() -> Desk:
    """Never paid, charged off, a little recovered."""
    desk = Desk(terms(charge_off=ChargeOffBehaviour.ZERO_INTEREST), FIRST)
    desk.approve(600_000, FIRST)
    desk.disburse(FIRST, 600_000)
    desk.today = date(2025, 4, 20)
    desk.end(TransactionKind.CHARGE_OFF, desk.today)
    desk.today = date(2025, 5, 2)
    desk.pay(TransactionKind.REPAYMENT, desk.today, 10_000)
    return desk


def as_loan(serviced: ServicedLoan) -> Loan:
    """As a book keeps it."""
    return Loan(serviced.contract, serviced.entries)


def usual_loan() -> Loan:
    """A loan of the event engine."""
    contract = contract_from_dict(
        {
            "id": "usual",
            "principal": "8000.00",
            "start": FIRST,
            "rate": "18%",
            "repayment": "equal_instalment",
            "instalments": 12,
        }
    )
    lent = {"kind": "disbursement", "id": "000001", "effective": FIRST, "amount": "8000.00"}
    return Loan(contract, (event_from_dict(lent, "CNY"),))


def three_loans() -> list[Loan]:
    """One of the event engine between two of the desk."""
    return [
        as_loan(re_aged().log.loan("re-aged", "desk")),
        usual_loan(),
        as_loan(charged_off().log.loan("charged-off", "desk")),
    ]


def numbers(folder: Path, as_of: AsOf) -> list[list[int]]:
    """What the loans of the first shard are told to stand at."""
    columns = read_shard(folder, read_manifest(folder), 0)
    found: list[list[int]] = []
    for block in Evaluator(plain=True).blocks(columns, as_of):
        found += block.now.tolist()
    return found


# Published lives


def _scenarios(folder: Path) -> list[Case]:
    return [case for case in read_cases(folder) if case.kind is CaseKind.SCENARIO]


def _chosen(cases: list[Case]) -> Iterator[ServicedLoan]:
    """Lives at random that leave a loan which a book can hold."""
    Random(20_250_101).shuffle(cases)
    taken = 0
    for case in cases:
        try:
            loan = serviced_loan(case)
        except ConformanceError:
            continue
        if loan.contract.currency == "EUR" and loan.contract.terms.digits == 2:
            yield loan
            taken += 1
        if taken == LIVES:
            return


def desk_agrees(desk: Desk, found: list[int]) -> None:
    """The numbers are those of the desk's own tables, on the desk's own day."""
    account, today = desk.account, desk.today
    rows = account.rows if account.disbursements else []
    overdue = found[O_OVERDUE : O_OVERDUE + 4]
    charged, paid, waived, lost = (found[at : at + 4] for at in (4, 8, 12, 16))
    owed = [c - p - w - x for c, p, w, x in zip(charged, paid, waived, lost, strict=True)]
    received, withheld, recharged, recovered, credit, refunded = found[20:26]
    assert received + withheld + recharged == sum(paid) + recovered + credit + refunded
    assert credit == (account.overpaid if rows else 0)
    if found[0] == 5:
        left = sum(row.outstanding(Part.PRINCIPAL) for row in rows)
        written_off = any(sum(row.lost) for row in rows)
        assert written_off or left <= lost[Part.PRINCIPAL]
        assert owed == overdue == [0, 0, 0, 0]
        return
    assert owed[Part.PRINCIPAL] == sum(row.outstanding(Part.PRINCIPAL) for row in rows)
    due = standing.unpaid_interest_due(account, today) if rows else 0
    later = standing.unpaid_interest_not_due(account, today) if rows else 0
    assert owed[Part.INTEREST] == due + later
    late = [row for row in rows if row.due < today and row.left]
    assert overdue == [sum(row.outstanding(part) for row in late) for part in Part]
    oldest = min((row.due for row in late), default=None)
    assert found[1] == (0 if oldest is None else (today - oldest).days)


def test_published_lives_in_a_book_stand_where_their_desks_say(
    shared: Path, tmp_path: Path
) -> None:
    loans = list(_chosen(_scenarios(shared / "conformance" / "fineract")))
    assert len(loans) == LIVES
    write_book(tmp_path / "book", map(as_loan, loans))
    columns = read_shard(tmp_path / "book", read_manifest(tmp_path / "book"), 0)
    by_day: dict[date, list[int]] = {}
    desks = [serviced_desk(loan) for loan in loans]
    for place, desk in enumerate(desks):
        by_day.setdefault(desk.today, []).append(place)
    for day, places in by_day.items():
        some = taken(columns, np.array(places))
        (block,) = Evaluator(plain=True).blocks(some, AsOf(day))
        for place, found in zip(places, block.now.tolist(), strict=True):
            desk_agrees(desks[place], found)


@FIXED_LIVES
@given(lives(), st.integers(0, 200))
def test_a_random_life_stands_in_a_book_where_its_desk_says(life: Any, ahead: int) -> None:
    desk = opened(life[0])
    for act in life[1]:
        do(desk, act)
    loan = as_loan(desk.log.loan("L"))
    again = loan_from_dict(json.loads(json.dumps(loan_to_dict(loan))))
    assert again == loan
    position = ServicedPosition(*desk.log.loan("L"))
    position.desk.today = desk.today
    found = position.on(desk.today)
    desk_agrees(position.desk, told(found))
    for day in (FIRST + ahead * DAY, desk.today + ahead * DAY):
        position.on(day).totals.check()


# The store


def test_a_book_of_both_kinds_comes_back_as_it_was_written(tmp_path: Path) -> None:
    loans = three_loans()
    write_book(tmp_path / "book", loans)
    assert list(read_book(tmp_path / "book")) == loans
    assert read_manifest(tmp_path / "book").to_dict()["schema_version"] == 3


def test_appended_day_by_day_and_compacted_gives_the_bytes_of_one_writing(tmp_path: Path) -> None:
    loan = as_loan(re_aged().log.loan("re-aged", "desk"))
    write_book(tmp_path / "whole", [loan])
    write_book(tmp_path / "daily", [])
    last = loan.events[-1].known_on
    day, place = FIRST, 0
    while day <= last:
        came = [each for each in loan.events if each.known_on == day]
        if day == FIRST:
            append(tmp_path / "daily", day, [loan._replace(events=tuple(came))])
        else:
            append(tmp_path / "daily", day, events={loan.id: came} if came else {})
        place, day = place + len(came), day + DAY
    compact(tmp_path / "daily")
    names = [
        sorted(part.sha256 for part in read_manifest(tmp_path / name).files)
        for name in ("whole", "daily")
    ]
    assert names[0] == names[1]


def test_terms_that_loans_share_are_kept_once(tmp_path: Path) -> None:
    loans = [as_loan(re_aged().log.loan(f"L-{k}")) for k in range(20)]
    manifest = write_book(tmp_path / "book", loans)
    assert len(read_shard(tmp_path / "book", manifest, 0).terms) == 1


def test_terms_of_a_unit_that_the_currency_does_not_have_are_refused(tmp_path: Path) -> None:
    desk = Desk(terms(digits=3), FIRST)
    with pytest.raises(BookError, match="digits"):
        write_book(tmp_path / "book", [as_loan(desk.log.loan("L"))])


def test_entries_on_another_loan_are_refused(tmp_path: Path) -> None:
    write_book(tmp_path / "book", [usual_loan()._replace(events=re_aged().log.loan("L").entries)])
    with pytest.raises(BookError, match="entries on a loan in servicing"):
        read_shard(tmp_path / "book", read_manifest(tmp_path / "book"), 0)


def test_a_history_that_the_loan_cannot_take_names_the_loan_and_the_entry(tmp_path: Path) -> None:
    loan = re_aged().log.loan("re-aged")
    bad = Loan(loan.contract, tuple(each for each in loan.entries if each.operation != "approve"))
    write_book(tmp_path / "book", [bad])
    with pytest.raises(BookError, match=r"loan re-aged: entries\[1\]"):
        numbers(tmp_path / "book", AsOf(date(2025, 3, 1)))


# What sees them


def test_the_numbers_of_a_book_are_the_standings_of_its_loans(tmp_path: Path) -> None:
    loans = three_loans()
    write_book(tmp_path / "book", loans)
    for day in (FIRST - DAY, FIRST, date(2025, 3, 15), date(2025, 5, 6), date(2025, 9, 1)):
        found = numbers(tmp_path / "book", AsOf(day))
        for loan, row in ((loans[0], found[0]), (loans[2], found[2])):
            assert row == told(serviced_standing(loan.contract, loan.events, day))  # type: ignore[arg-type]


def test_what_was_not_known_is_not_told(tmp_path: Path) -> None:
    write_book(tmp_path / "book", three_loans())
    day = date(2025, 5, 3)
    as_known, as_it_was = (
        numbers(tmp_path / "book", AsOf(day, known_at=known))[0] for known in (day, None)
    )
    # The payment of 1 May was entered on the 6th.
    assert as_it_was[20] - as_known[20] == 60_000


def test_days_are_closed_with_books_that_agree(tmp_path: Path) -> None:
    loans = three_loans()
    write_book(tmp_path / "book", [])
    for day in range((date(2025, 5, 6) - FIRST).days + 1):
        today = FIRST + day * DAY
        came = {loan.id: [each for each in loan.events if each.known_on == today] for loan in loans}
        if today == FIRST:
            new = [loan._replace(events=tuple(came[loan.id])) for loan in loans]
            append(tmp_path / "book", today, new)
        else:
            append(
                tmp_path / "book", today, events={key: each for key, each in came.items() if each}
            )
    for today in (date(2025, 4, 9), date(2025, 4, 20), date(2025, 5, 2), date(2025, 5, 6)):
        done = end_of_day(tmp_path / "book", today)
        assert all(each.summary["reconciled"] for each in done.closed)
    assert not days_to_close(tmp_path / "book", date(2025, 5, 6))


def test_the_ledger_of_a_book_is_its_loans(tmp_path: Path) -> None:
    write_book(tmp_path / "book", three_loans())
    for day in (date(2025, 3, 15), date(2025, 5, 6), date(2025, 12, 31)):
        books = build_ledger(read_book(tmp_path / "book"), "CNY", day)
        summary = summarise_book(tmp_path / "book", day)
        assert reconcile(books, [summary.totals]).reconciled


def test_positions_analyses_stress_and_sql_see_them(tmp_path: Path) -> None:
    folder = tmp_path / "book"
    write_book(folder, three_loans())
    day = date(2025, 5, 6)
    rows = {row["contract_id"]: row for row in positions(folder, day).read_all().to_pylist()}
    row = rows["re-aged"]
    assert (row["product"], row["convention"], row["repayment"]) == (
        "desk",
        "servicing",
        "progressive",
    )
    assert row["drawn_on"] == FIRST
    assert row["drawn_minor"] == 600_000
    assert rows["charged-off"]["status"] == Status.WRITTEN_OFF.value
    assert rows["charged-off"]["recovered_minor"] == 10_000
    assert ageing(folder, day).to_dict()["ages"]
    drawn = {each.drawn_minor for each in vintages(folder, day).vintages}
    assert drawn == {600_000 + 800_000 + 600_000}
    assert rolls(folder, date(2025, 4, 6), day).to_dict()
    ahead = cash_flow(folder, day)
    principal = sum(each.due.principal for each in ahead.flows)
    owed = sum(rows[name]["outstanding_principal_minor"] for name in ("re-aged", "usual"))
    assert principal == owed
    assert stress_loans(folder, day).num_rows == 2
    with run_sql(folder, "SELECT count(*) AS n FROM events WHERE kind = 'entry'") as answer:
        entered = len(re_aged().log.entries) + len(charged_off().log.entries)
        assert answer.read_all().to_pylist() == [{"n": entered}]


# Documents


def test_documents_are_made_a_book(tmp_path: Path) -> None:
    lines = [json.dumps(loan_to_dict(loan)) for loan in three_loans()]
    (tmp_path / "loans.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    out = tmp_path / "book"
    done = CliRunner().invoke(
        main, ["book", "import", str(tmp_path / "loans.jsonl"), "--out", str(out), "--json"]
    )
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["loans"] == 3
    assert list(read_book(out)) == three_loans()


def test_a_document_that_makes_no_sense_names_its_line_and_leaves_no_book(tmp_path: Path) -> None:
    good = loan_to_dict(three_loans()[0])
    bad = {**good, "id": "other", "terms": {**good["terms"], "instalments": "six"}}
    (tmp_path / "loans.jsonl").write_text(f"{json.dumps(good)}\n{json.dumps(bad)}\n")
    done = CliRunner().invoke(
        main,
        [
            "book",
            "import",
            str(tmp_path / "loans.jsonl"),
            "--out",
            str(tmp_path / "book"),
            "--json",
        ],
    )
    assert done.exit_code
    assert "line 2: loan.terms.instalments" in done.output
    assert not (tmp_path / "book").exists()


def test_the_number_of_numbers_is_that_of_any_loan() -> None:
    loan = re_aged().log.loan("L")
    assert len(told(serviced_standing(*loan, date(2025, 5, 6)))) == OUT_SIZE


def test_a_case_that_leaves_no_loan_is_refused(shared: Path) -> None:
    vector = next(iter(read_cases(shared / "conformance" / "fineract" / "emi_calculator.jsonl.gz")))
    with pytest.raises(AshoreError, match="a scenario"):
        serviced_loan(vector)
