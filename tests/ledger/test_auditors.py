"""Outside programs read the exported books: they accept true ones and refuse a falsified balance."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from ashore.cli.audit import AUDITORS, audit, find, write_export
from ashore.ledger import FORMATS, Journal, Ledger, Posting, export

JAN, FEB, MAR = date(2025, 1, 15), date(2025, 2, 28), date(2025, 3, 20)


def books(code: str = "CNY") -> Ledger:
    """A loan of 8,000 paid out, interest earned, a part paid, and late news about a closed month."""
    ledger = Ledger(code)
    for journal in (
        Journal(
            "1", code, JAN, JAN, "loan", (Posting("1001", -8_000_00), Posting("1301", 8_000_00))
        ),
        Journal("2", code, FEB, FEB, "loan", (Posting("1302", 120_05), Posting("6011", -120_05))),
        Journal(
            "3",
            code,
            MAR,
            FEB,
            "loan",
            (Posting("1001", 500_00), Posting("1302", -120_05), Posting("1301", -379_95)),
        ),
    ):
        ledger.post(journal)
    return ledger


@pytest.fixture(params=AUDITORS, ids=lambda each: each.program)
def program(request: pytest.FixtureRequest) -> str:
    name: str = request.param.program
    if find(name) is None:
        reason = f"{name} is not installed (Debian: apt install hledger ledger; pip: beancount)"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    return name


@pytest.mark.parametrize("code", ["CNY", "JPY", "KWD"])
def test_true_books_are_accepted(program: str, code: str, tmp_path: Path) -> None:
    verdict = next(each for each in audit(books(code), tmp_path) if each.program == program)
    assert verdict.ok, verdict.message


def test_a_falsified_balance_is_refused(
    program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    auditor = next(each for each in AUDITORS if each.program == program)

    def falsified(ledger: Ledger, name: str, path: Path) -> None:
        write_export(ledger, name, path)
        text = path.read_text("utf-8")
        assert "-7500.00" in text
        path.write_text(text.replace("-7500.00", "-7500.01"), "utf-8")

    monkeypatch.setattr("ashore.cli.audit.write_export", falsified)
    verdict = next(each for each in audit(books(), tmp_path) if each.program == auditor.program)
    assert verdict.ok is False
    assert verdict.message


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_the_same_books_give_the_same_bytes_and_an_empty_ledger_is_still_a_file(name: str) -> None:
    assert list(export(books(), name)) == list(export(books(), name))
    assert list(export(Ledger("CNY"), name))


def test_a_program_that_is_not_there_gives_no_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ashore.cli.audit.find", lambda _: None)
    assert {each.ok for each in audit(books(), tmp_path)} == {None}
