"""The commands as a person and a program use them: output, JSON, exit codes, refusals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from ashore.cli import main

ROOT = Path(__file__).resolve().parents[2]
STORY = str(ROOT / "examples/borrowed-8000-owes-7000.toml")
CONTRACT = """
[contract]
id = "L"
principal = "8000.00"
start = 2025-01-15
rate = "18%"
repayment = "equal_instalment"
instalments = 12
"""
SAMPLE = str(ROOT / "examples/lendingclub-sample.csv")
ON = ["--as-of", "2026-06-30"]
TERMS = ["--principal", "8000", "--rate", "18%", "--instalments", "12", "--start", "2025-01-15"]


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def facts(*arguments: str) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_a_quote_says_what_a_loan_costs() -> None:
    found = facts("quote", *TERMS)
    assert found["first_payment"] == {"minor": 73344, "amount": "733.44"}
    assert found["total"]["interest"]["amount"] == "801.29"
    assert found["total_to_pay"]["amount"] == "8801.29"
    shown = run("quote", *TERMS)
    assert shown.exit_code == 0
    assert "¥8,801.29" in shown.stdout


def test_a_schedule_lists_every_due_date() -> None:
    rows = facts("schedule", *TERMS)["rows"]
    assert len(rows) == 12
    assert rows[0]["planned"]["principal"]["amount"] == "613.44"
    assert (rows[-1]["due"], rows[-1]["balance"]["minor"]) == ("2026-01-15", 0)
    assert "2026-01-15" in run("schedule", *TERMS).stdout


def test_explain_adds_up_in_both_languages() -> None:
    found = facts("explain", STORY)
    assert found["owed"]["amount"] == "7000.00"
    assert sum(line["amount_minor"] for line in found["explanation"]["lines"]) == 7_000_00
    assert "All that is owed on 20 July 2026" in run("explain", STORY).stdout
    chinese = run("explain", STORY, "--lang", "zh-CN", "--depth", "1").stdout
    assert "全部欠款" in chinese
    assert len(chinese.splitlines()) == 6


def test_explain_answers_for_what_was_known_then() -> None:
    now = facts("explain", STORY, "--as-of", "2026-04-12")
    then = facts("explain", STORY, "--as-of", "2026-04-12", "--known-at", "2026-04-12")
    # On that day the debit of 10 April had not come back yet; the 4.54 of March that it settled costs 0.01 in two days.
    assert now["owed"]["minor"] - then["owed"]["minor"] == 768_48 + 1


def test_a_payoff_says_what_makes_free() -> None:
    found = facts("payoff", STORY, "--on", "2026-07-20")
    assert found["pay"]["minor"] == 7_000_00 + 12_00
    assert "interest saved" in run("payoff", STORY, "--on", "2026-07-20").stdout


@pytest.mark.parametrize("path", sorted(ROOT.glob("examples/*.toml")), ids=lambda path: path.stem)
def test_every_example_can_be_quoted_and_explained(path: Path) -> None:
    assert facts("quote", str(path))["total_to_pay"]["minor"] > 0
    found = facts("explain", str(path))
    assert found["explanation"]["amount_minor"] == found["owed"]["minor"]
    for lang in ("en", "zh-CN"):
        assert run("explain", str(path), "--lang", lang).exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "field", "code"),
    [
        (["quote", "--principal", "8000"], "rate", "invalid_contract"),
        (["quote", *TERMS, "--principal", "8000.001"], "principal", "invalid_amount"),
        (["quote", *TERMS, "--rate", "a lot"], "rate", "invalid_rate"),
        (["quote", "no-such-file.toml"], "file", "invalid_contract"),
        (["tape", "import", SAMPLE, "--out", STORY + "/book"], STORY + "/book.part", "file"),
        (["explain", SAMPLE], "lendingclub-sample.csv", "invalid_contract"),
        (["tape", "check", "no.csv"], "tape", "tape"),
        (["tape", "check", SAMPLE, "--profile", "mine"], "profile", "tape"),
        (["tape", "check", str(ROOT / "README.md")], "tape", "tape"),
        (["book", "report", "--book", "no", "--as-of", "2019-03-01"], "book", "book"),
        (["book", "demo", "--examples", "no"], "examples", "book"),
        (["book", "sql", "--book", "no", "SELECT 1"], "book", "book"),
        (["book", "stress", "--book", "no", *ON, "--paths", "0"], "paths", "scenario"),
        (["book", "stress", "--book", "no", *ON, "--scenario", "no.toml"], "scenario", "scenario"),
    ],
)
def test_a_refusal_names_the_field_and_exits_with_1(
    arguments: list[str], field: str, code: str
) -> None:
    as_json = run(*arguments, "--json")
    assert as_json.exit_code == 1
    error = json.loads(as_json.stdout)["error"]
    assert (error["field"], error["code"]) == (field, code)
    assert error["expected"]
    plain = run(*arguments)
    assert plain.exit_code == 1
    assert plain.stderr.startswith("refused: ")
    assert "Traceback" not in plain.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["quote", "--start", "soon"],
        ["explain"],
        ["nonsense"],
        ["quote", "--loud"],
        ["quote", STORY, "--rate", "24%"],
        ["explain", STORY, "--depth", "-1"],
        ["tape", "check", SAMPLE, "--misses", "-1"],
        ["book", "analyse", "--book", "x", *ON, "--what", "weather"],
        ["book", "analyse", "--book", "x", *ON, "--what", "par", "--months", "3"],
        ["book", "positions", "--book", "x", *ON],
    ],
)
def test_wrong_usage_exits_with_2(arguments: list[str]) -> None:
    assert run(*arguments).exit_code == 2


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ('as_of = "soon"', "as_of"),
        ("as_of = 2025-03-01T10:00:00", "as_of"),
        ('title = "mine"', "title"),
        ("[[event]]", "event"),
    ],
)
def test_what_a_document_says_of_itself_is_read_or_refused(
    line: str, field: str, tmp_path: Path
) -> None:
    path = tmp_path / "loan.toml"
    path.write_text(line + CONTRACT, encoding="utf-8")
    result = run("explain", str(path), "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"]["field"] == field


def test_an_import_says_how_many_rows_were_read_imported_and_refused(tmp_path: Path) -> None:
    tape = tmp_path / "tape.csv"
    rows = Path(SAMPLE).read_text("utf-8").splitlines()[:11]
    rows[3] = rows[3].replace(",", ";")
    tape.write_text("\n".join(rows), encoding="utf-8")
    shown = run("tape", "import", str(tape), "--out", str(tmp_path / "book"))
    assert shown.exit_code == 0
    assert shown.stdout.startswith("rows: 10 read, 9 imported, 1 refused; ")
    assert "bad-rows.csv" in shown.stdout


def test_the_demonstration_deletes_nothing_that_it_did_not_make(tmp_path: Path) -> None:
    (tmp_path / "diary.txt").write_text("mine")
    for _ in range(2):
        assert run("book", "demo", "--out", str(tmp_path)).exit_code == 0
    assert (tmp_path / "diary.txt").read_text() == "mine"


def test_a_command_that_needs_an_extra_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: Any) -> Any:
        raise ModuleNotFoundError("No module named 'pyarrow'", name="pyarrow")

    monkeypatch.setattr("ashore.book.read_manifest", missing)
    result = run("book", "report", "--book", "x", "--as-of", "2019-03-01")
    assert result.exit_code == 1
    assert "ashore[book]" in result.stderr


COMMANDS = [
    [], ["quote"], ["schedule"], ["explain"], ["payoff"], ["tape"], ["tape", "check"],
    ["tape", "import"], ["book"], ["book", "report"], ["book", "audit"], ["book", "demo"],
    ["book", "positions"], ["book", "analyse"], ["book", "sql"], ["book", "stress"],
    ["conformance"], ["conformance", "run"],
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_says_what_it_does(command: list[str]) -> None:
    shown = run(*command, "--help")
    assert shown.exit_code == 0
    assert len(shown.stdout.splitlines()) > 4
    if len(command) == 2 or command in (["quote"], ["schedule"], ["explain"], ["payoff"]):
        assert "--json" in shown.stdout


def test_a_tape_is_checked_imported_reported_and_audited(tmp_path: Path) -> None:
    checked = facts("tape", "check", SAMPLE)
    assert {"rows", "instalment_match", "total_identity", "payoff_match", "misses"} <= set(checked)
    out = str(tmp_path / "book")
    manifest = facts("tape", "import", SAMPLE, "--out", out)
    assert (manifest["loans"], manifest["bad_rows"]) == (400, 0)
    report = facts("book", "report", "--book", out, "--as-of", "2019-03-01")
    assert report["loans"] == 400
    assert report["reconciled"] is True
    assert sum(account["ledger_minor"] for account in report["accounts"]) == 0
    assert "reconciled" in run("book", "report", "--book", out, "--as-of", "2019-03-01").stdout
    books = tmp_path / "books"
    audited = run(
        "book", "audit", "--book", out, "--as-of", "2019-03-01", "--out", str(books), "--json"
    )
    found = json.loads(audited.stdout)
    some = [each for each in found["auditors"] if each["ok"] is not None]
    assert found["accepted"] == bool(some)
    assert audited.exit_code == (0 if some else 1)
    assert sorted(path.suffix for path in books.iterdir()) == [".beancount", ".hledger", ".ledger"]


def test_an_earlier_date_sees_less(tmp_path: Path) -> None:
    out = str(tmp_path / "book")
    facts("tape", "import", SAMPLE, "--out", out)
    early = facts("book", "report", "--book", out, "--as-of", "2014-01-01")
    late = facts("book", "report", "--book", out, "--as-of", "2019-03-01")
    assert early["received_minor"] < late["received_minor"]
    assert early["statuses"]["pending"] > 0
    assert early["reconciled"]
    assert late["reconciled"]


@pytest.fixture(scope="module")
def small_book(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = str(tmp_path_factory.mktemp("small") / "book")
    facts("book", "generate", "--loans", "80", "--seed", "3", "--out", folder)
    return folder


@pytest.mark.parametrize(
    ("what", "field", "options"),
    [
        ("ageing", "ages", []),
        ("par", "at_risk", []),
        ("vintages", "vintages", ["--span", "quarter"]),
        ("rolls", "rolls", ["--from", "2026-03-31"]),
        ("cash-flow", "periods", ["--months", "6"]),
        ("prepayment", "months", []),
    ],
)
def test_a_book_is_analysed(
    small_book: str, tmp_path: Path, what: str, field: str, options: list[str]
) -> None:
    asked = ["book", "analyse", "--book", small_book, *ON, "--what", what, *options]
    found = facts(*asked)
    assert found["what"] == what
    assert found["as_of"] == "2026-06-30"
    assert len(found[field]) > 3
    shown = run(*asked)
    assert shown.exit_code == 0
    assert len(shown.stdout.splitlines()) == len(found[field]) + 1
    written = facts(*asked, "--out", str(tmp_path / "found.csv"))
    assert written == {"rows": len(found[field]), "file": str(tmp_path / "found.csv")}
    assert len((tmp_path / "found.csv").read_text("utf-8").splitlines()) == len(found[field]) + 1


def test_a_forecast_takes_assumptions(small_book: str, tmp_path: Path) -> None:
    path = tmp_path / "assumed.toml"
    path.write_text('[[assumptions]]\nstart = 2026-01-01\nprepaid = "2.4 %"\n', encoding="utf-8")
    asked = ["book", "analyse", "--book", small_book, *ON, "--what", "cash-flow"]
    plain, assumed = facts(*asked)["periods"], facts(*asked, "--assumptions", str(path))["periods"]
    assert plain[2]["expected_total_minor"] is None
    assert assumed[2]["expected_total_minor"] > assumed[2]["total_minor"] == plain[2]["total_minor"]
    path.write_text("[[assumptions]]\nstart = 2026-01-01\nprepaid = 0.02\n", encoding="utf-8")
    refused = run(*asked, "--assumptions", str(path), "--json")
    assert refused.exit_code == 1
    assert json.loads(refused.stdout)["error"]["code"] == "assumptions"


def test_positions_go_into_a_file(small_book: str, tmp_path: Path) -> None:
    for kind in ("parquet", "csv", "arrow", "xlsx"):
        out = str(tmp_path / f"positions.{kind}")
        found = facts("book", "positions", "--book", small_book, *ON, "--out", out)
        assert found == {"rows": 80, "file": out}
    shown = run("book", "positions", "--book", small_book, *ON, "--out", str(tmp_path / "p.csv"))
    assert shown.stdout == f"80 rows in {tmp_path / 'p.csv'}\n"
    refused = run("book", "positions", "--book", small_book, *ON, "--out", "p.doc", "--json")
    assert json.loads(refused.stdout)["error"]["field"] == "out"


def test_a_book_answers_in_sql(small_book: str, tmp_path: Path) -> None:
    sql = "SELECT count(*) AS loans, sum(principal_minor) AS minor, min(start) AS first FROM contracts"
    found = facts("book", "sql", "--book", small_book, sql)
    (row,) = found["rows"]
    assert found["columns"] == ["loans", "minor", "first"]
    assert (row["loans"], type(row["minor"]), row["first"][:2]) == (80, int, "20")
    late = "SELECT count(*) AS late FROM positions WHERE days_past_due > 0"
    assert "late" in run("book", "sql", "--book", small_book, *ON, late).stdout
    out = str(tmp_path / "kinds.xlsx")
    asked = ["book", "sql", "--book", small_book, "SELECT DISTINCT kind FROM events", "--out", out]
    assert facts(*asked)["rows"] > 2
    refused = run("book", "sql", "--book", small_book, "SELECT * FROM read_csv('x')", "--json")
    assert refused.exit_code == 1
    assert json.loads(refused.stdout)["error"]["code"] == "query"


def test_a_changed_file_is_found_before_a_question_is_answered(tmp_path: Path) -> None:
    book = tmp_path / "book"
    facts("book", "generate", "--loans", "20", "--out", str(book))
    part = next(book.glob("shard-*/events-*.parquet"))
    kept = bytearray(part.read_bytes())
    kept[len(kept) // 2] ^= 1
    part.write_bytes(kept)
    for asked in (["analyse", *ON, "--what", "par"], ["sql", "SELECT 1"], ["stress", *ON]):
        refused = run("book", asked[0], "--book", str(book), *asked[1:], "--json")
        assert refused.exit_code == 1
        assert part.name in json.loads(refused.stdout)["error"]["field"]


def test_a_book_is_put_under_stress(small_book: str) -> None:
    asked = ["book", "stress", "--book", small_book, *ON, "--paths", "20", "--months", "4"]
    found = facts(*asked, "--seed", "5")
    assert (found["paths"], found["months"], found["seed"]) == (20, 4, 5)
    assert len(found["by_month"]) == 4
    assert found == facts(*asked, "--seed", "5")
    shown = run(*asked, "--seed", "5").stdout
    assert "20 paths, 4 months, seed 5" in shown
    assert "cash received" in shown


def test_a_loan_is_disclosed_in_every_law_language_and_format(tmp_path: Path) -> None:
    loan = str(ROOT / "examples/disclosed-loan.toml")
    for law in ("cn", "eu", "us"):
        for lang, total in (("zh", "总共要还 ¥9,041.29"), ("en", "You pay back ¥9,041.29")):
            for form, begins in (("html", b"<!doctype"), ("pdf", b"%PDF-"), ("json", b"{")):
                out = tmp_path / f"{law}-{lang}.{form}"
                done = run(
                    "cost", "disclose", loan, "--law", law, "--lang", lang, "--out", str(out)
                )
                assert done.exit_code == 0, done.output
                assert total in done.stdout
                assert out.read_bytes().startswith(begins)


def test_a_sealed_disclosure_is_refused_once_anything_differs(tmp_path: Path) -> None:
    text = (ROOT / "examples/disclosed-loan.toml").read_text(encoding="utf-8")
    loan, seal, out = tmp_path / "loan.toml", tmp_path / "seal.json", tmp_path / "out.pdf"
    loan.write_text(text, encoding="utf-8")
    command = ["cost", "disclose", str(loan), "--out", str(out)]
    assert run(*command, "--seal", str(seal)).exit_code == 0
    first = out.read_bytes()
    out.unlink()
    assert run(*command, "--check-seal", str(seal)).exit_code == 0
    assert out.read_bytes() == first
    out.unlink()
    loan.write_text(text.replace('amount = "20.00"', 'amount = "25.00"'), encoding="utf-8")
    refused = run(*command, "--check-seal", str(seal))
    assert refused.exit_code == 1
    assert "'data', 'document.pdf'" in refused.stderr
    assert not out.exists()


def test_a_disclosure_from_options_needs_no_file(tmp_path: Path) -> None:
    start = ["--principal", "8000", "--rate", "18%", "--instalments", "12", "--start", "2026-09-15"]
    out = tmp_path / "page"
    done = run("cost", "disclose", *start, "--lang", "en", "--format", "html", "--out", str(out))
    assert done.exit_code == 0, done.output
    assert "¥8,801.29" in out.read_text(encoding="utf-8")
    assert run("cost", "disclose", *start, "--out", str(out)).exit_code == 2


def test_the_other_commands_read_a_file_with_a_disclosure() -> None:
    assert run("quote", str(ROOT / "examples/disclosed-loan.toml")).exit_code == 0
