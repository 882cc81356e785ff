"""The general ledger of a book equals its loans on the date asked about, whatever happened to them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashore.book import Loan, build_ledger, loan_days, standings
from ashore.ledger import reconcile
from ashore.loan import evaluate, fold
from tests.loan.histories import days, lives


@pytest.mark.property
@given(lives(), days, st.integers(0, 2_500))
def test_the_days_that_move_a_loan_end_with_its_totals(life: Loan, day: date, more: int) -> None:
    loan = Loan(*life)
    as_of = day + timedelta(days=more)
    rising, totals = loan_days(loan, as_of)
    assert rising == sorted(set(rising))
    expected = evaluate(fold(loan.contract, loan.events), as_of).totals
    if totals:
        assert totals[-1] == expected
        assert rising[-1] <= as_of
    else:
        assert expected.drawn == 0


@given(st.lists(lives(), max_size=4), days, st.integers(0, 700))
def test_a_book_of_any_loans_reconciles(found: list[Loan], day: date, more: int) -> None:
    loans = [Loan(*life) for life in found]
    as_of = day + timedelta(days=more)
    books = build_ledger(loans, "CNY", as_of)
    assert reconcile(books, (each.totals for each in standings(loans, as_of))).reconciled
