"""A book evaluated by columns: compiled, as plain Python, and loan by loan with the library, all of them equal."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ashore.book import (
    BookError,
    Loan,
    Plan,
    generate_book,
    read_book,
    read_manifest,
    read_shard,
    write_book,
)
from ashore.book.compiled import available, compiled_function
from ashore.book.evaluating import AsOf, Evaluator
from ashore.kernel import OUT_SIZE, told
from ashore.loan import AdvanceRule, Disbursement, Repayment, evaluate, fold
from ashore.money import Rounding, muldiv
from tests.conftest import CI
from tests.kernel.lives import lives
from tests.loan.histories import lives as any_lives

LOANS = 100_000 if CI else 2_000
"""As many loans of the mixed book as plain Python, compiled code and library are compared on."""
BY_LIBRARY = 10_000 if CI else 1_000
DAY = date(2026, 6, 30)
AS_OF = AsOf(DAY, DAY - timedelta(days=1), DAY, DAY - timedelta(days=1))
compiled = pytest.mark.skipif(not available(), reason="needs Numba: the extra `book`")


def evaluated(folder: Path, as_of: AsOf, *, plain: bool) -> tuple[Any, int]:
    """Every number told of every loan of a book, and how many loans the library had to fold."""
    manifest = read_manifest(folder)
    evaluator, found = Evaluator(plain=plain), []
    for shard in range(manifest.shards):
        columns = read_shard(folder, manifest, shard)
        found += [block.told.copy() for block in evaluator.blocks(columns, as_of)]
    return np.concatenate(found), evaluator.left_to_library


@pytest.fixture(scope="module", params=["usual", "hard"])
def book(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("evaluated") / request.param
    generate_book(folder, Plan(loans=LOANS, seed=7, mix=request.param, shards=3, as_of=DAY))
    return folder


@compiled
def test_compiled_and_plain_tell_the_same_of_every_loan(book: Path) -> None:
    fast, by_library = evaluated(book, AS_OF, plain=False)
    slow, _ = evaluated(book, AS_OF, plain=True)
    assert len(fast) == LOANS
    assert (fast == slow).all()
    assert by_library < LOANS // 50


def test_columns_and_library_tell_the_same_of_a_book(book: Path) -> None:
    found, _ = evaluated(book, AS_OF, plain=False)
    for place, loan in enumerate(read_book(book)):
        if place == BY_LIBRARY:
            break
        now = fold(loan.contract, loan.events, AS_OF.known_at)
        then = fold(loan.contract, loan.events, AS_OF.known_before)
        assert found[place, 0].tolist() == told(evaluate(then, DAY - timedelta(days=1)))
        assert found[place, 1].tolist() == told(evaluate(now, DAY))


@settings(max_examples=300 if CI else 30)
@given(
    st.lists(lives() | any_lives(), min_size=1, max_size=8),
    st.integers(0, 700).map(lambda n: date(2024, 1, 31) + timedelta(days=n)),
)
def test_a_book_of_rich_histories_stands_at_what_the_library_says(
    tmp_path_factory: pytest.TempPathFactory, found: list[Any], day: date
) -> None:
    """Contracts that the kernel computes and contracts that it leaves, in one book."""
    folder = tmp_path_factory.mktemp("rich") / "book"
    loans = []
    for place, (contract, events) in enumerate(found):
        object.__setattr__(contract, "id", f"L{place}")
        loans.append(Loan(contract, events))
    write_book(folder, loans)
    told_of, _ = evaluated(folder, AsOf(day), plain=False)
    for numbers, loan in zip(told_of, loans, strict=True):
        position = fold(loan.contract, loan.events)
        assert numbers[1].tolist() == told(evaluate(position, day))


def test_a_history_that_makes_no_sense_is_refused_by_the_name_of_its_loan(tmp_path: Path) -> None:
    plan = Plan(loans=1, seed=1, as_of=DAY)
    generate_book(tmp_path / "good", plan)
    (loan,) = read_book(tmp_path / "good")
    start = loan.contract.start
    twice = Disbursement(id="x", effective=start + timedelta(days=1), amount_minor=1)
    write_book(tmp_path / "bad", [Loan(loan.contract, (*loan.events, twice))])
    with pytest.raises(BookError, match=loan.id):
        evaluated(tmp_path / "bad", AsOf(DAY), plain=False)


def test_a_day_alone_leaves_the_day_before_empty(tmp_path: Path) -> None:
    generate_book(tmp_path / "book", Plan(loans=3, seed=1, as_of=DAY))
    found, _ = evaluated(tmp_path / "book", AsOf(DAY), plain=False)
    assert not found[:, 0].any()
    assert found[:, 1].any(axis=1).all()
    assert found.shape == (3, 2, OUT_SIZE)


wide = st.integers(0, 2**62 - 1)


@compiled
@pytest.mark.property
@given(wide, wide, st.integers(1, 2**60), st.sampled_from(list(enumerate(Rounding))))
def test_a_compiled_product_is_divided_exactly(
    a: int, b: int, c: int, how: tuple[int, Rounding]
) -> None:
    """Up to a quotient of 2^50, which is more than ten million million yuan, and with ties as they come."""
    if a * b // c >= 2**50:
        a = (2**50 * c) // (b + 1) or 1
        a = min(a, 2**62 - 1)
    if a * b // c >= 2**50:
        b = c // a or 1
    mode, rounding = how
    assert compiled_function("muldiv")(a, b, c, mode) == muldiv(a, b, c, rounding)


@compiled
def test_ties_are_rounded_as_the_mode_says() -> None:
    divide = compiled_function("muldiv")
    modes = list(enumerate(Rounding))
    for odd in range(1, 2_000, 2):
        for mode, rounding in modes:
            assert divide(odd, 10**12, 2 * 10**12, mode) == muldiv(odd, 1, 2, rounding)


@compiled
@settings(max_examples=500)
@given(
    st.integers(1, 10**12),
    st.lists(st.integers(0, 10**11), min_size=1, max_size=60),
    st.integers(-1, 10**9),
)
def test_a_compiled_instalment_is_the_exact_one_or_none(
    debt: int, weights: list[int], opening: int
) -> None:
    from ashore.kernel.whole import level

    numbers = [*weights, *[10**12] * len(weights)]
    n = len(weights)
    found = compiled_function("level")(debt, np.array(numbers, np.int64), 0, n, n, opening)
    exact = level(debt, numbers, 0, n, n, opening)
    assert found in (exact, -1)


def test_repayments_on_one_day_in_a_loan_with_ids_of_its_own_are_left_to_the_library(
    tmp_path: Path,
) -> None:
    """Only their ids say which comes first."""
    generate_book(tmp_path / "good", Plan(loans=1, seed=2, as_of=DAY))
    (loan,) = read_book(tmp_path / "good")
    day = loan.contract.start + timedelta(days=40)
    same = tuple(Repayment(id=name, effective=day, amount_minor=1_00) for name in ("b", "a"))
    contract = replace(loan.contract, advance=AdvanceRule.REDUCE_INSTALMENT)
    write_book(tmp_path / "named", [Loan(contract, (loan.events[0], *same))])
    found, by_library = evaluated(tmp_path / "named", AsOf(DAY), plain=False)
    assert by_library == 1
    position = fold(contract, (loan.events[0], *same))
    assert found[0, 1].tolist() == told(evaluate(position, DAY))
