"""Generated books: as asked, always the same, like the figures that they are drawn from, and loans that can be folded."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from statistics import mean

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from ashore.book import (
    MIXES,
    BookError,
    Loan,
    Mix,
    Plan,
    append,
    check_files,
    generate_book,
    read_book,
    read_manifest,
    read_shard,
    shard_of,
    standings,
)
from ashore.book.generate.draws import Draws
from ashore.book.generate.signing import instalments
from ashore.cli import main
from ashore.loan import (
    CONVENTIONS,
    AdvanceRule,
    Contract,
    Disbursement,
    Recovery,
    Repayment,
    RepaymentKind,
    Standing,
    Status,
    WriteOff,
    schedule,
    sign,
)
from ashore.money import Rate

AS_OF = date(2026, 6, 30)
SAMPLE = 3_000


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("generated")


@cache
def _loans(folder: Path, mix: Mix) -> tuple[Loan, ...]:
    if not (folder / mix).exists():
        generate_book(folder / mix, Plan(SAMPLE, seed=11, mix=mix))
    return tuple(read_book(folder / mix))


@cache
def _standings(folder: Path, mix: Mix) -> tuple[Standing, ...]:
    return tuple(standings(_loans(folder, mix), AS_OF))


def share(flags: Iterable[bool]) -> float:
    return mean(1.0 if flag else 0.0 for flag in flags)


def names(folder: Path) -> list[str]:
    return [part.name for part in read_manifest(folder).files]


@pytest.mark.parametrize("mix", MIXES)
def test_every_loan_can_be_folded_and_nothing_happens_after_the_day(books: Path, mix: Mix) -> None:
    found = _standings(books, mix)
    assert len(found) == SAMPLE
    assert {each.status for each in found} > {Status.ACTIVE, Status.OVERDUE, Status.CLOSED}
    for loan in _loans(books, mix):
        assert all(event.known_on <= AS_OF for event in loan.events)
        assert all(event.effective <= AS_OF for event in loan.events)
        recorded = [event.known_on for event in loan.events]
        assert recorded == sorted(recorded)


@pytest.mark.parametrize("mix", MIXES)
def test_the_instalments_are_those_that_signing_gives(books: Path, mix: Mix) -> None:
    for loan in _loans(books, mix):
        signed = sign(replace(loan.contract, instalment_minor=None))
        assert signed == loan.contract


def test_half_a_fen_is_decided_exactly() -> None:
    """With two periods of a rate of nothing, half of an odd amount lies on the very edge."""
    principal = np.arange(1_001, 1_021)
    asked: list[int] = []

    def exactly(row: int) -> int:
        asked.append(row)
        return (int(principal[row]) + 1) // 2

    zero = np.zeros((2, 20), np.int64)
    found = instalments(
        principal, zero, np.full(20, 365), np.full(20, 2), np.zeros(20, bool), exactly
    )
    assert found.tolist() == [(each + 1) // 2 for each in principal.tolist()]
    assert asked == list(range(0, 20, 2))


@given(
    principal=st.integers(100, 20_000_000),
    rate=st.integers(0, 360_000_000),
    months=st.integers(1, 36),
    name=st.sampled_from(["cn-daily-365", "cn-daily-365-clearing", "cn-monthly"]),
    start=st.dates(date(2020, 1, 1), date(2028, 12, 31)),
)
def test_many_instalments_at_once_are_those_of_each_contract(
    principal: int, rate: int, months: int, name: str, start: date
) -> None:
    contract = Contract(
        id="L",
        principal_minor=principal,
        start=start,
        rate=Rate(rate),
        repayment=RepaymentKind.EQUAL_INSTALMENT,
        instalments=months,
        convention=CONVENTIONS[name],
    )
    try:
        expected = sign(contract).instalment_minor
        rows = schedule(replace(contract, instalment_minor=None)).instalments
    except ValueError:
        return  # too little principal for so many months
    assert expected is not None
    dues = [start, *(row.due for row in rows)]
    days = [(end - begin).days for begin, end in pairwise(dues)]
    if len(days) < months:
        return
    monthly = name == "cn-monthly"
    weights = np.array([[rate * (30 if monthly else each)] for each in days])
    found = instalments(
        np.array([principal]),
        weights,
        np.array([360 if monthly else 365]),
        np.array([months]),
        np.array([name.endswith("clearing")]),
        lambda _: expected,
    )
    assert found.tolist() == [expected]


def test_the_usual_mix_is_like_the_figures_that_it_is_drawn_from(books: Path) -> None:
    loans = _loans(books, "usual")
    contracts = [loan.contract for loan in loans]
    terms = Counter(each.instalments for each in contracts)
    assert abs(terms[12] / SAMPLE - 0.478) < 0.03
    assert abs(terms[6] / SAMPLE - 0.396) < 0.03
    assert abs(mean(each.principal_minor for each in contracts) / 100 - 4_650) < 350
    rates = Counter(each.rate.ppb for each in contracts)
    assert abs(rates[200_000_000] / SAMPLE - 0.496 * 0.7) < 0.03
    assert abs(share(each.rate.ppb % 10_000_000 != 0 for each in contracts) - 0.30) < 0.03
    assert abs(share(each.allocation.name == "civil_code_561" for each in contracts) - 0.15) < 0.02
    ahead = share(each.advance is AdvanceRule.NEXT_INSTALMENT for each in contracts)
    assert abs(ahead - 0.15) < 0.02
    ordinary = (Disbursement, Repayment, WriteOff, Recovery)
    rarer = share(
        any(not isinstance(event, ordinary) or event.recorded for event in loan.events)
        for loan in loans
    )
    assert 0.035 < rarer < 0.065
    assert len({type(event) for loan in loans for event in loan.events}) == 10


def test_the_hard_mix_is_what_replay_is_measured_on(books: Path) -> None:
    loans, found = _loans(books, "hard"), _standings(books, "hard")
    assert abs(share(each.days_past_due > 90 for each in found) - 0.39) < 0.03
    assert abs(share(loan.contract.allocation.name != "lender" for loan in loans) - 0.15) < 0.02
    assert abs(share(loan.contract.rate.ppb % 10_000_000 != 0 for loan in loans) - 0.30) < 0.03
    assert abs(mean(loan.contract.instalments for loan in loans) - 15.2) < 0.6
    assert {loan.contract.instalments for loan in loans} == {3, 6, 9, 12, 18, 24, 36}
    payments = mean(sum(isinstance(event, Repayment) for event in loan.events) for loan in loans)
    assert abs(payments - 12) < 1


@pytest.mark.parametrize("mix", MIXES)
def test_a_loan_with_its_payments_takes_less_than_sixty_bytes(tmp_path: Path, mix: Mix) -> None:
    loans = 70_000
    manifest = generate_book(tmp_path / "book", Plan(loans, mix=mix))
    assert sum(part.bytes for part in manifest.files) / loans < 60


def test_same_plan_same_bytes_and_another_seed_others(tmp_path: Path) -> None:
    for name, seed in (("one", 5), ("two", 5), ("three", 6)):
        generate_book(tmp_path / name, Plan(500, seed=seed, shards=2))
    assert names(tmp_path / "one") == names(tmp_path / "two")
    assert set(names(tmp_path / "one")).isdisjoint(names(tmp_path / "three"))
    manifests = [(tmp_path / name / "book.json").read_bytes() for name in ("one", "two")]
    assert manifests[0] == manifests[1]


def test_a_loan_is_the_same_whatever_the_size_of_the_book_and_its_shards(tmp_path: Path) -> None:
    generate_book(tmp_path / "small", Plan(200, seed=3))
    generate_book(tmp_path / "large", Plan(900, seed=3, shards=4))
    large = {loan.id: loan for loan in read_book(tmp_path / "large")}
    assert len(large) == 900
    assert all(large[loan.id] == loan for loan in read_book(tmp_path / "small"))


def test_customers_live_in_their_shard_and_some_have_several_loans(tmp_path: Path) -> None:
    manifest = generate_book(tmp_path / "book", Plan(2_000, shards=3))
    customers: Counter[str] = Counter()
    for shard in range(3):
        columns = read_shard(tmp_path / "book", manifest, shard)
        for name, customer in zip(
            columns.contract_id.to_pylist(), columns.customer.to_pylist(), strict=True
        ):
            assert shard_of(customer or name, 3) == shard
            customers[customer or name] += 1
    assert 0.08 < share(count > 1 for count in customers.values()) < 0.20


def test_a_generated_book_takes_the_next_day(tmp_path: Path) -> None:
    generate_book(tmp_path / "book", Plan(50, as_of=date(2025, 3, 31)))
    day = date(2025, 4, 1)
    event = Repayment(id="counter", effective=day, amount_minor=100)
    manifest = append(tmp_path / "book", day, events={"L0000000007": [event]})
    assert manifest.closed_to == day
    with pytest.raises(BookError):
        append(tmp_path / "book", day + timedelta(days=2))


def test_draws_do_not_depend_on_one_another() -> None:
    draws = Draws(1, np.arange(1, 20_001))
    units = [draws.unit(question) for question in range(4)]
    for each in units:
        assert 0 <= each.min() < 0.001
        assert 0.999 < each.max() < 1
        assert abs(each.mean() - 0.5) < 0.01
    assert np.abs(np.corrcoef(units) - np.eye(4)).max() < 0.03
    whole = draws.whole(5, 1, 6)
    assert np.bincount(whole).tolist()[0] == 0
    assert max(np.abs(np.bincount(whole)[1:] - 20_000 / 6)) < 250


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["book", "generate", *arguments])
    return result.exit_code, result.output


def test_the_command_makes_a_book_and_says_how_large_it_is(tmp_path: Path) -> None:
    out = tmp_path / "book"
    code, shown = run("--loans", "300", "--seed", "4", "--out", str(out), "--shards", "2")
    assert code == 0
    assert shown.startswith("300 loans, ")
    assert "2 shards" in shown
    code, shown = run("--loans", "300", "--seed", "4", "--out", str(tmp_path / "b"), "--json")
    assert json.loads(shown)["loans"] == 300
    result = CliRunner().invoke(
        main, ["book", "report", "--book", str(out), "--as-of", "2026-06-30", "--json"]
    )
    assert json.loads(result.output)["reconciled"] is True


@pytest.mark.parametrize(
    ("arguments", "field"),
    [
        (["--loans", "0"], "loans"),
        (["--loans", "5", "--shards", "5000"], "shards"),
        (["--loans", "5", "--shards", "0"], "shards"),
        (["--loans", "5", "--as-of", "1900-01-01"], "as_of"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused(
    tmp_path: Path, arguments: list[str], field: str
) -> None:
    code, shown = run(*arguments, "--out", str(tmp_path / "book"), "--json")
    assert code == 1
    assert json.loads(shown)["error"]["field"] == field
    assert list(tmp_path.iterdir()) == []


def test_a_book_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    for expected in (0, 1):
        code, _ = run("--loans", "5", "--out", str(tmp_path / "book"))
        assert code == expected


def test_a_killed_run_leaves_no_book_and_the_next_one_makes_it(tmp_path: Path) -> None:
    out = tmp_path / "book"
    code = "import sys; from ashore.cli import main; main(sys.argv[1:])"
    arguments = ["book", "generate", "--loans", "200000", "--out", str(out)]
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    with process:
        while not out.with_name("book.part").exists():
            time.sleep(0.01)
        time.sleep(0.2)
        process.send_signal(signal.SIGKILL)
    assert not out.exists()
    assert run("--loans", "20", "--out", str(out))[0] == 0
    manifest = read_manifest(out)
    check_files(out, manifest)
    assert manifest.loans == 20
    assert [path.name for path in tmp_path.iterdir()] == ["book"]
