"""Questions on columns: the same answers as folding each loan with the library and adding up."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import csv
from pyarrow import parquet as pq

from ashore.book import (
    CLASSES,
    RUNNING_CLASSES,
    Assumption,
    AssumptionsError,
    BookError,
    Loan,
    Plan,
    Scenario,
    ageing,
    assumptions_from_dict,
    at_risk,
    cash_flow,
    generate_book,
    positions,
    positions_schema,
    prepayment,
    read_assumptions,
    read_book,
    read_manifest,
    rolls,
    run_stress,
    shard_slices,
    standings,
    stress_loans,
    summarise,
    vintages,
    write_book,
    write_table,
)
from ashore.book.analytics.scheduled import FlowEvaluator, library_flows
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
    live_events,
)
from ashore.money import Rate, add_months

END = date(2026, 6, 30)
MIDDLE = date(2026, 3, 17)
RUNNING = (Status.ACTIVE, Status.OVERDUE)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("analytics") / "book"
    generate_book(folder, Plan(260, 11, END, "usual", 3))
    return folder


@pytest.fixture(scope="module")
def loans(book: Path) -> list[Loan]:
    return list(read_book(book))


def on(loans: list[Loan], day: date, known_at: date | None = None) -> list[Standing]:
    return list(standings(loans, day, known_at))


def drawn_on(loan: Loan, as_of: date, known_at: date | None = None) -> date | None:
    days = (
        event.effective
        for event in live_events(loan.events, known_at)
        if isinstance(event, Disbursement) and event.effective <= as_of
    )
    return min(days, default=None)


def class_of(standing: Standing) -> str:
    if standing.status is Status.PENDING:
        return "not_drawn"
    if standing.status is Status.WRITTEN_OFF:
        return "written_off"
    if standing.status not in RUNNING:
        return "closed"
    late = standing.days_past_due
    lasts = (0, 30, 60, 90, 180, 360, 10**9)
    return RUNNING_CLASSES[next(at for at, last in enumerate(lasts) if late <= last)]


def month_ends(first: date, as_of: date) -> Iterator[date]:
    day = first.replace(day=1)
    while True:
        day = add_months(day, 1)
        if day - timedelta(days=1) > as_of:
            return
        yield day - timedelta(days=1)


def months_between(first: date, day: date) -> int:
    return 12 * (day.year - first.year) + day.month - first.month


def _expected_position(
    loan: Loan, standing: Standing, as_of: date, known_at: date | None
) -> dict[str, Any]:
    contract, totals = loan.contract, standing.totals
    found: dict[str, Any] = {
        "contract_id": contract.id,
        "customer": loan.customer or contract.id,
        "product": contract.product,
        "convention": contract.convention.name,
        "repayment": contract.repayment.value,
        "status": standing.status.value,
        "start": contract.start,
        "drawn_on": drawn_on(loan, as_of, known_at),
        "principal_minor": contract.principal_minor,
        "rate_ppb": contract.rate.ppb,
        "instalments": contract.instalments,
        "days_past_due": standing.days_past_due,
        "oldest_due": standing.oldest_due,
        "next_due": standing.next_due,
        "drawn_minor": totals.drawn,
    }
    parts = {
        "outstanding": standing.outstanding,
        "overdue": standing.overdue,
        "due_today": standing.due_today,
        "next": standing.next_amount,
        "paid": totals.paid,
        "waived": totals.waived,
        "written_off": totals.written_off,
    }
    for name, amounts in parts.items():
        for part, minor in amounts._asdict().items():
            found[f"{name}_{part}_minor"] = minor
    for name in ("received", "withheld", "credit", "refunded", "recovered"):
        found[f"{name}_minor"] = getattr(totals, name)
    return found


@pytest.mark.parametrize(
    ("as_of", "known_at"), [(END, None), (MIDDLE, None), (MIDDLE, date(2026, 3, 10))]
)
def test_positions_are_what_the_library_says_of_each_loan(
    book: Path, loans: list[Loan], as_of: date, known_at: date | None
) -> None:
    found = positions(book, as_of, known_at).read_all()
    assert found.schema == positions_schema()
    expected = [
        _expected_position(loan, standing, as_of, known_at)
        for loan, standing in zip(loans, on(loans, as_of, known_at), strict=True)
    ]
    assert found.to_pylist() == expected


def test_a_drawing_that_was_undone_is_no_first_drawing(tmp_path: Path) -> None:
    contract = simple("L1")
    events = (
        Disbursement(id="000001", effective=date(2026, 1, 15), amount_minor=1_200_00),
        Reversal(id="000002", effective=date(2026, 1, 16), target="000001"),
        Disbursement(id="000003", effective=date(2026, 2, 2), amount_minor=1_200_00),
    )
    write_book(tmp_path / "book", [Loan(contract, events)])
    (row,) = positions(tmp_path / "book", date(2026, 2, 10)).read_all().to_pylist()
    assert (row["drawn_on"], row["drawn_minor"]) == (date(2026, 2, 2), 1_200_00)
    (row,) = positions(tmp_path / "book", date(2026, 1, 20)).read_all().to_pylist()
    assert (row["drawn_on"], row["status"]) == (None, "pending")


def simple(name: str) -> Contract:
    """1,200 yuan in twelve equal parts, no interest."""
    return Contract(
        id=name,
        principal_minor=1_200_00,
        start=date(2026, 1, 15),
        rate=Rate.per_year("0"),
        repayment=RepaymentKind.EQUAL_PRINCIPAL,
        instalments=12,
    )


@pytest.mark.parametrize("as_of", [END, MIDDLE])
def test_ageing_is_that_of_the_report(book: Path, loans: list[Loan], as_of: date) -> None:
    assert ageing(book, as_of).ages == summarise(on(loans, as_of), as_of, "CNY").ages


def test_principal_at_risk_is_what_late_loans_owe_in_all(book: Path, loans: list[Loan]) -> None:
    found = at_risk(book, END)
    running = [each for each in on(loans, END) if each.status in RUNNING]
    assert found.loans == len(running)
    assert found.principal_minor == sum(each.outstanding.principal for each in running)
    assert [risk.name for risk in found.risks] == ["PAR1", "PAR30", "PAR60", "PAR90"]
    for risk, more_than in zip(found.risks, (0, 30, 60, 90), strict=True):
        late = [each for each in running if each.days_past_due > more_than]
        assert risk.loans == len(late)
        assert risk.principal_minor == sum(each.outstanding.principal for each in late)
        assert found.share(risk) == Fraction(risk.principal_minor, found.principal_minor)


def test_rolls_count_every_loan_once_a_month(book: Path, loans: list[Loan]) -> None:
    days = [date(2026, 3, 30), date(2026, 4, 30), date(2026, 5, 30), date(2026, 6, 30)]
    found = rolls(book, date(2026, 3, 20), END)
    assert list(found.days) == days
    expected: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    seen = [on(loans, day) for day in days]
    for before, after in pairwise(seen):
        for then, now in zip(before, after, strict=True):
            cell = expected[class_of(then), class_of(now)]
            cell[0] += 1
            cell[1] += then.outstanding.principal
            cell[2] += now.outstanding.principal
    assert {(roll[0], roll[1]): list(roll[2:]) for roll in found.rolls} == dict(expected)
    assert sum(roll.loans for roll in found.rolls) == 3 * len(loans)
    order = [(CLASSES.index(roll.from_class), CLASSES.index(roll.to_class)) for roll in found.rolls]
    assert order == sorted(order)
    shares = [found.share("1-30", each) for each in CLASSES]
    assert sum(share or 0 for share in shares) == 1


@pytest.mark.parametrize(("as_of", "span"), [(END, "month"), (MIDDLE, "quarter")])
def test_vintages_are_the_month_ends_of_each_loan(
    book: Path, loans: list[Loan], as_of: date, span: Any
) -> None:
    length = {"month": 1, "quarter": 3}[span]
    expected: dict[tuple[date, int], Counter[str]] = defaultdict(Counter)
    for loan, last in zip(loans, on(loans, as_of), strict=True):
        first = drawn_on(loan, as_of)
        if first is None:
            continue
        start = first.replace(month=first.month - (first.month - 1) % length, day=1)
        for day in month_ends(first, as_of):
            standing = evaluate(fold(loan.contract, loan.events), day)
            owed = standing.outstanding.principal if standing.status in RUNNING else 0
            expected[start, months_between(first, day)] += Counter(
                loans=1,
                drawn=last.totals.drawn,
                late_30=owed if standing.days_past_due > 30 else 0,
                late_90=owed if standing.days_past_due > 90 else 0,
                lost=standing.totals.written_off.principal,
            )
    found = vintages(book, as_of, span=span)
    names = ("loans", "drawn", "late_30", "late_90", "lost")
    whole = {
        key: tuple(cell[name] for name in names)
        for key, cell in expected.items()
        if add_months(key[0], key[1] + length) - timedelta(days=1) <= as_of
    }
    assert {(each[0], each[1]): tuple(each[2:]) for each in found.vintages} == whole
    assert len(whole) > 20


@pytest.mark.parametrize("as_of", [END, MIDDLE])
def test_cash_ahead_is_what_the_instalments_ask_for(
    book: Path, loans: list[Loan], as_of: date
) -> None:
    months = 5
    expected = np.zeros((months + 2, 4), np.int64)
    credit, overdue = 0, np.zeros(4, np.int64)
    for standing in on(loans, as_of):
        if standing.status not in RUNNING:
            continue
        credit += standing.totals.credit
        overdue += standing.overdue
        for row in standing.instalments:
            ahead = months_between(as_of, row.due)
            expected[0 if row.due < as_of else min(ahead, months) + 1] += row.unpaid
    found = cash_flow(book, as_of, months=months)
    assert [list(flow.due) for flow in found.flows] == expected.tolist()
    assert list(found.flows[0].due) == overdue.tolist()
    assert found.credit_minor == credit
    assert [flow.period for flow in found.flows][::6] == ["overdue", "later"]
    assert found.flows[1].first_day == as_of.replace(day=1)
    assert {flow.expected for flow in found.flows} == {None}


@pytest.mark.parametrize("plain", [True, False])
def test_the_kernel_tells_the_flows_that_the_library_tells(
    book: Path, loans: list[Loan], plain: bool
) -> None:
    teller = FlowEvaluator(plain=plain)
    manifest = read_manifest(book)
    found: list[Any] = []
    for shard in range(manifest.shards):
        for columns in shard_slices(book, manifest, shard):
            everyone = np.ones(columns.loans, bool)
            for block in teller.flow_blocks(columns, MIDDLE, 3, everyone, MIDDLE):
                found += block.flows.tolist()
    expected = [library_flows(loan.contract, loan.events, MIDDLE, 3, MIDDLE) for loan in loans]
    assert found == expected
    assert teller.left_to_library < len(loans) // 20


def small_book(folder: Path) -> Path:
    """One loan paid to the day, one that is a month behind: 100 yuan are due on every 15th."""
    drawn = Disbursement(id="000001", effective=date(2026, 1, 15), amount_minor=1_200_00)
    paid = [
        Repayment(id=f"00000{k + 1}", effective=date(2026, 1 + k, 15), amount_minor=100_00)
        for k in (1, 2)
    ]
    write_book(folder, [Loan(simple("A"), (drawn, *paid)), Loan(simple("B"), (drawn, paid[0]))])
    return folder


def test_what_is_expected_follows_the_assumptions(tmp_path: Path) -> None:
    book = small_book(tmp_path / "book")
    stopped = tuple(100_000 if name == "1-30" else 0 for name in RUNNING_CLASSES)
    caught_up = tuple(500_000 if name == "1-30" else 0 for name in RUNNING_CLASSES)
    assumed = [
        Assumption(date(2026, 1, 1)),
        Assumption(date(2026, 4, 1), 20_000, stopped, caught_up),
    ]
    found = cash_flow(book, date(2026, 3, 31), months=3, assumptions=assumed)
    due = [flow.due.total for flow in found.flows]
    assert due == [100_00, 0, 200_00, 200_00, 1_600_00]
    # March: nothing more is due. April: A pays 100 and 2 % of the 900 ahead; of B, 90 % pays 100 and 2 % of 900, and half
    # of the 100 overdue comes in. May: A pays 98 % and 2 % of 98 % of 800; B 90 % of 98 % of 90 % and so on.
    a_pays, b_pays = Fraction(98, 100), Fraction(9, 10) * Fraction(98, 100) * Fraction(9, 10)
    april = 100_00 + 18_00 + Fraction(9, 10) * (100_00 + 18_00) + 50_00
    may = (a_pays + b_pays) * (100_00 + Fraction(2, 100) * 800_00) + 25_00
    expected = [flow.expected.total if flow.expected else None for flow in found.flows]
    assert expected == [0, 0, april, round(may), None]


def test_if_all_pay_as_agreed_what_is_expected_is_what_is_due(book: Path) -> None:
    found = cash_flow(book, END, months=24, assumptions=[Assumption(date(2020, 1, 1))])
    assert all(flow.expected == flow.due for flow in found.flows[1:-1])


def test_prepayment_is_the_principal_ahead_of_loans_settled_in_a_month(
    book: Path, loans: list[Loan]
) -> None:
    expected: dict[int, Counter[str]] = defaultdict(Counter)
    for loan, last in zip(loans, on(loans, MIDDLE), strict=True):
        first = drawn_on(loan, MIDDLE)
        if first is None:
            continue
        position = fold(loan.contract, loan.events)
        ends = list(month_ends(first, MIDDLE))
        for before, day in pairwise(ends):
            then, now = evaluate(position, before), evaluate(position, day)
            running = then.status in RUNNING
            rows = [row for row in then.instalments if row.due > day] if running else []
            ahead = sum(row.unpaid.principal for row in rows)
            early = now.status in (Status.CLOSED, Status.OVERPAID) and ahead > 0
            expected[months_between(first, day)] += Counter(
                loans=int(running),
                ahead=ahead,
                early_loans=int(early),
                early=ahead if early else 0,
                drawn=last.totals.drawn,
            )
    found = prepayment(book, MIDDLE)
    names = ("loans", "ahead", "early_loans", "early", "drawn")
    assert {each[0]: tuple(each[1:]) for each in found.months} == {
        age: tuple(cell[name] for name in names) for age, cell in expected.items()
    }
    assert sum(each.early_loans for each in found.months) > 5
    assert found.settled_early()[-1] == sum(
        Fraction(each.early_minor, each.drawn_minor) for each in found.months
    )


RESULTS = {
    "ageing": lambda book: ageing(book, END),
    "par": lambda book: at_risk(book, END),
    "vintages": lambda book: vintages(book, END),
    "rolls": lambda book: rolls(book, date(2026, 5, 1), END),
    "cash-flow": lambda book: cash_flow(book, END),
    "prepayment": lambda book: prepayment(book, END),
}


@pytest.mark.parametrize("name", RESULTS)
def test_every_result_says_the_same_as_table_and_as_plain_data(book: Path, name: str) -> None:
    found = RESULTS[name](book)
    table, facts = found.to_arrow(), found.to_dict()
    rows = next(
        value
        for value in facts.values()
        if isinstance(value, list) and value and isinstance(value[0], dict)
    )
    plain = [
        {key: value.isoformat() if isinstance(value, date) else value for key, value in row.items()}
        for row in table.to_pylist()
    ]
    assert plain == rows
    assert (facts["as_of"], facts["currency"]) == ("2026-06-30", "CNY")
    for field in table.schema:
        if field.name.endswith(("_minor", "_ppm")):
            assert field.type == pa.int64()


@pytest.mark.parametrize("name", RESULTS)
def test_a_book_without_loans_has_results_too(tmp_path: Path, name: str) -> None:
    write_book(tmp_path / "book", [])
    found = RESULTS[name](tmp_path / "book")
    assert found.currency is None
    assert found.to_arrow().schema == RESULTS[name](tmp_path / "book").to_arrow().schema


@pytest.mark.parametrize(
    ("ask", "field"),
    [
        (lambda book: cash_flow(book, END, months=0), "months"),
        (lambda book: cash_flow(book, END, months=601), "months"),
        (lambda book: vintages(book, END, span="week"), "span"),
        (lambda book: rolls(book, date(2026, 6, 15), END), "from"),
        (lambda book: ageing(book / "nowhere", END), "book"),
        (lambda book: write_table(ageing(book, END).to_arrow(), book / "ages.doc"), "out"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_by_name(
    book: Path, ask: Any, field: str
) -> None:
    with pytest.raises(BookError) as caught:
        ask(book)
    assert caught.value.field == field


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ({"start": "soon"}, "start"),
        ({"start": "2026-01-01", "prepaid": 0.02}, "prepaid"),
        ({"start": "2026-01-01", "prepaid": "120 %"}, "prepaid"),
        ({"start": "2026-01-01", "stopped": {"1-29": "1 %"}}, "1-29"),
        ({"start": "2026-01-01", "caught_up": {"1-30": "-1 %"}}, "caught_up.1-30"),
        ({"start": "2026-01-01", "hope": "1 %"}, "hope"),
    ],
)
def test_an_assumption_that_makes_no_sense_is_refused_by_name(row: Any, field: str) -> None:
    with pytest.raises(AssumptionsError) as caught:
        assumptions_from_dict({"assumptions": [row]})
    assert caught.value.field == field


def test_assumptions_are_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "assumed.toml"
    path.write_text('[[assumptions]]\nstart = 2026-07-01\nprepaid = "2.4 %"\n', encoding="utf-8")
    assert read_assumptions(path) == (Assumption(date(2026, 7, 1), 24_000),)
    for text in ("[[assumptions]]\nstart = 1\n", "assumptions = 3", "nonsense"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(AssumptionsError):
            read_assumptions(path)
    with pytest.raises(AssumptionsError):
        read_assumptions(tmp_path / "none.toml")


def test_positions_are_the_same_in_every_kind_of_file(book: Path, tmp_path: Path) -> None:
    whole = positions(book, END).read_all()
    paths = {kind: tmp_path / f"positions.{kind}" for kind in ("parquet", "arrow", "csv")}
    for path in paths.values():
        assert write_table(positions(book, END), path) == whole.num_rows
    assert pq.read_table(paths["parquet"]).to_pylist() == whole.to_pylist()
    assert pa.ipc.open_file(paths["arrow"]).read_all().to_pylist() == whole.to_pylist()
    types = {name: pa.string() for name in ("contract_id", "customer")}
    read = csv.read_csv(
        paths["csv"], convert_options=csv.ConvertOptions(column_types=types)
    ).to_pylist()
    expected = whole.to_pylist()
    for name in ("contract_id", "drawn_on", "outstanding_principal_minor", "credit_minor"):
        assert [row[name] for row in read] == [row[name] for row in expected]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        path.name for path in paths.values()
    )


def test_a_spreadsheet_holds_amounts_as_numbers_and_texts_as_texts(tmp_path: Path) -> None:
    table = pa.table(
        {
            "contract_id": ["=1+1", "L2"],
            "paid_minor": pa.array([999_999_999_999_999, 10**15], pa.int64()),
            "share_ppm": pa.array([22_415, None], pa.int64()),
            "due": pa.array([date(2026, 6, 30), None], pa.date32()),
        }
    )
    for name in ("a.xlsx", "b.xlsx"):
        assert write_table(table, tmp_path / name, "CNY") == 2
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
    with ZipFile(tmp_path / "a.xlsx") as file:
        sheet = file.read("xl/worksheets/sheet1.xml").decode()
        styles = file.read("xl/styles.xml").decode()
    assert "<v>9999999999999.99</v>" in sheet  # fifteen digits, to the fen
    assert "10,000,000,000,000.00" in sheet  # one more: as text
    assert "<v>0.022415</v>" in sheet
    assert "<v>46203</v>" in sheet  # 30 June 2026
    assert "<t>=1+1</t>" in sheet
    assert "<f>" not in sheet
    for shown in ("#,##0.00", "0.0000%", "yyyy-mm-dd"):
        assert shown in styles


def test_a_file_stays_as_it_was_when_writing_goes_wrong(tmp_path: Path) -> None:
    path = tmp_path / "ages.parquet"
    path.write_text("kept")
    schema = positions_schema()

    def broken() -> Iterator[pa.RecordBatch]:
        yield from ()
        raise BookError(field="loan", value="L1", expected="sense")

    with pytest.raises(BookError):
        write_table(pa.RecordBatchReader.from_batches(schema, broken()), path)
    assert path.read_text() == "kept"
    assert [each.name for each in tmp_path.iterdir()] == ["ages.parquet"]


def test_the_loans_under_stress_are_those_that_run(book: Path, loans: list[Loan]) -> None:
    found = stress_loans(book, MIDDLE)
    states = {"0": 1, "1-30": 2, "31-60": 3, "61-90": 4}
    expected = []
    for loan, standing in zip(loans, on(loans, MIDDLE), strict=True):
        if standing.status not in RUNNING:
            continue
        ahead = [row.due for row in standing.instalments if row.due >= MIDDLE and any(row.unpaid)]
        months = months_between(MIDDLE, max(ahead)) if ahead else 0
        this_month = any(months_between(MIDDLE, day) == 0 for day in ahead)
        expected.append(
            {
                "state": states.get(class_of(standing), 5 if standing.days_past_due <= 120 else 6),
                "balance_minor": standing.outstanding.principal,
                "months_left": months + this_month,
                "rate_ppb": loan.contract.rate.ppb,
            }
        )
    assert found.drop_columns("loan").to_pylist() == expected
    assert len(set(found["loan"].to_pylist())) == len(expected)
    report = run_stress(found, Scenario("as counted"), 10, 6, 1, as_of=MIDDLE)
    assert report.balance_minor == at_risk(book, MIDDLE).principal_minor


def test_a_loan_has_its_number_in_any_book(book: Path, loans: list[Loan], tmp_path: Path) -> None:
    write_book(tmp_path / "book", list(reversed(loans)))
    numbers = stress_loans(tmp_path / "book", MIDDLE)["loan"].to_pylist()
    assert sorted(numbers) == sorted(stress_loans(book, MIDDLE)["loan"].to_pylist())


def test_compiled_and_plain_give_the_same_results(
    book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = {name: ask(book).to_dict() for name, ask in RESULTS.items()}
    monkeypatch.setattr("ashore.book.analytics.walking.FEW_LOANS", 0)
    assert {name: ask(book).to_dict() for name, ask in RESULTS.items()} == plain


def late_payer(at: int, counted_from: date | None) -> Loan:
    """A loan of 1,200 yuan on which the ``at``-th instalment and the later ones are not paid."""
    contract = replace(simple(f"L{at}"), counted_from=counted_from)
    drawn = Disbursement(id="000001", effective=date(2026, 1, 15), amount_minor=1_200_00)
    paid = (
        Repayment(id=f"{k + 1:06}", effective=add_months(date(2026, 1, 15), k), amount_minor=100_00)
        for k in range(1, at)
    )
    return Loan(contract, (drawn, *paid))


def test_loans_left_to_the_library_count_like_others(tmp_path: Path) -> None:
    # Due dates counted from the day of drawing are what they are anyway, but the kernel leaves such terms alone.
    write_book(tmp_path / "kernel", [late_payer(at, None) for at in range(1, 8)])
    write_book(tmp_path / "library", [late_payer(at, date(2026, 1, 15)) for at in range(1, 8)])
    for ask in RESULTS.values():
        assert ask(tmp_path / "library").to_dict() == ask(tmp_path / "kernel").to_dict()
    columns = next(shard_slices(tmp_path / "library", read_manifest(tmp_path / "library"), 0))
    teller = FlowEvaluator(plain=True)
    assert sum(1 for _ in teller.flow_blocks(columns, END, 3, np.ones(7, bool), None)) == 1
    assert teller.left_to_library == 7
