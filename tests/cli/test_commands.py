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
