"""A book asked in SQL: what the views hold, and that nothing else can be reached."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ashore.book import (
    BookError,
    Loan,
    Plan,
    QueryError,
    append,
    generate_book,
    positions,
    query,
    read_book,
    run_sql,
    write_book,
    write_table,
)
from ashore.loan import Contract, Disbursement, Repayment, RepaymentKind
from ashore.money import Rate

END = date(2026, 6, 30)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sql") / "book"
    generate_book(folder, Plan(150, 5, END, "usual", 2))
    return folder


@pytest.fixture(scope="module")
def loans(book: Path) -> list[Loan]:
    return list(read_book(book))


def test_contracts_say_what_the_loans_are(book: Path, loans: list[Loan]) -> None:
    found = query(book, "SELECT * EXCLUDE terms FROM contracts ORDER BY contract_id")
    expected = [
        {
            "contract_id": each.id,
            "customer": each.customer or each.id,
            "product": each.contract.product,
            "convention": each.contract.convention.name,
            "repayment": each.contract.repayment.value,
            "start": each.contract.start,
            "principal_minor": each.contract.principal_minor,
            "rate_ppb": each.contract.rate.ppb,
            "instalments": each.contract.instalments,
            "first_due": each.contract.first_due,
            "instalment_minor": each.contract.instalment_minor,
        }
        for each in sorted(loans, key=lambda loan: loan.id)
    ]
    assert found.to_pylist() == expected
    assert found.schema.field("principal_minor").type == pa.int64()


def test_events_belong_to_their_loans(book: Path, loans: list[Loan]) -> None:
    found = query(
        book,
        "SELECT contract_id, kind, effective, recorded, amount_minor FROM events "
        "WHERE kind IN ('disbursement', 'repayment', 'write_off')",
    )
    expected = Counter(
        (
            each.id,
            {"WriteOff": "write_off"}.get(kind := type(event).__name__, kind.lower()),
            event.effective,
            event.known_on,
            getattr(event, "amount_minor", 0),
        )
        for each in loans
        for event in each.events
        if type(event).__name__ in ("Disbursement", "Repayment", "WriteOff")
    )
    assert Counter(tuple(row.values()) for row in found.to_pylist()) == expected


def test_events_of_appended_days_belong_to_their_loans_too(tmp_path: Path) -> None:
    def loan(name: str) -> Loan:
        contract = Contract(
            id=name,
            principal_minor=1_200_00,
            start=date(2026, 1, 15),
            rate=Rate.per_year("0"),
            repayment=RepaymentKind.EQUAL_PRINCIPAL,
            instalments=12,
        )
        drawn = Disbursement(id="000001", effective=date(2026, 1, 15), amount_minor=1_200_00)
        return Loan(contract, (drawn,))

    folder = tmp_path / "book"
    write_book(folder, [loan("A"), loan("B")])
    paid = Repayment(id="000002", effective=date(2026, 1, 20), amount_minor=5_00)
    append(folder, date(2026, 1, 20), loans=[loan("C")], events={"B": [paid]})
    found = query(
        folder,
        "SELECT contract_id, sum(amount_minor)::BIGINT AS minor FROM events GROUP BY 1 ORDER BY 1",
    )
    assert found.to_pylist() == [
        {"contract_id": "A", "minor": 1_200_00},
        {"contract_id": "B", "minor": 1_205_00},
        {"contract_id": "C", "minor": 1_200_00},
    ]


def test_positions_are_those_of_the_day_and_of_what_was_known(book: Path) -> None:
    for as_of, known_at in ((END, None), (date(2026, 3, 31), date(2026, 3, 1))):
        found = query(book, "SELECT * FROM positions", as_of, known_at)
        assert found.to_pylist() == positions(book, as_of, known_at).read_all().to_pylist()


def test_views_can_be_joined_and_used_twice(book: Path) -> None:
    sql = """
    WITH late AS (SELECT contract_id FROM positions WHERE days_past_due > 0)
    SELECT (SELECT count(*) FROM positions) AS loans, count(*) AS late, min(c.start) AS first
    FROM late JOIN contracts c USING (contract_id)
    """
    (row,) = query(book, sql, END).to_pylist()
    assert row["loans"] == 150
    assert 0 < row["late"] < 150


def test_sums_are_exact(book: Path, loans: list[Loan]) -> None:
    sql = "SELECT sum(principal_minor) AS minor FROM contracts"
    found = query(book, sql).column("minor")
    assert pa.types.is_decimal(found.type)
    assert found[0].as_py() == sum(each.contract.principal_minor for each in loans)


def test_an_answer_goes_into_a_file(book: Path, tmp_path: Path) -> None:
    sql = "SELECT kind, sum(amount_minor) AS paid_minor FROM events GROUP BY kind"
    for kind in ("parquet", "csv", "arrow", "xlsx"):
        with run_sql(book, sql) as answer:
            assert write_table(answer, tmp_path / f"kinds.{kind}", "CNY") > 3
    assert pq.read_table(tmp_path / "kinds.parquet").sort_by("kind")["kind"][0].as_py() == "charge"


@pytest.mark.parametrize(
    "sql",
    [
        "",
        "SELEC 1",
        "SELECT * FROM nothing",
        "SELECT no_such_column FROM contracts",
        "SELECT contract_id::INTEGER FROM contracts",
        "SELECT 1; SELECT 2",
        "DROP VIEW contracts",
        "SELECT * FROM positions",
    ],
)
def test_a_query_that_cannot_be_answered_is_refused(book: Path, sql: str) -> None:
    with pytest.raises(QueryError) as caught:
        query(book, sql)
    assert caught.value.code == "query"
    assert caught.value.expected
    assert "\n" not in str(caught.value.expected)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_csv('{other}')",
        "SELECT * FROM read_text('{other}')",
        "SELECT * FROM read_blob('{folder}/*')",
        "SELECT * FROM glob('{folder}/*')",
        "SELECT * FROM '{other}'",
        "SELECT * FROM 'https://example.com/a.parquet'",
        "SELECT * FROM secret",
        "COPY (SELECT 1) TO '{folder}/made.csv'",
        "COPY contracts TO '{part}'",
        "ATTACH '{folder}/made.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SET enable_external_access = true",
        "PRAGMA database_list",
        "CREATE TABLE mine AS SELECT 1",
        "EXPORT DATABASE '{folder}/made'",
        "CALL pragma_version()",
    ],
)
def test_sql_reaches_nothing_but_the_book(book: Path, tmp_path: Path, sql: str) -> None:
    other = tmp_path / "other.csv"
    other.write_text("a\n1\n")
    secret = pa.table({"a": [1]})  # a variable of the caller is no table either
    part = next(book.glob("shard-*/contracts-*.parquet"))
    before = part.read_bytes()
    with pytest.raises(QueryError):
        query(book, sql.format(other=other, folder=tmp_path, part=part))
    assert [path.name for path in tmp_path.iterdir()] == ["other.csv"]
    assert part.read_bytes() == before
    assert secret.num_rows == 1


def test_an_empty_book_has_its_views(tmp_path: Path) -> None:
    write_book(tmp_path / "book", [])
    for view in ("contracts", "events", "positions"):
        sql = f"SELECT count(*) AS rows FROM {view}"
        assert query(tmp_path / "book", sql, END).to_pylist() == [{"rows": 0}]


def test_a_folder_that_is_no_book_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BookError):
        query(tmp_path, "SELECT 1")
