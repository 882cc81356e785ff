"""Books derived from what is known: they balance, equal the loans, and never change what is closed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashore.ledger import (
    CHART,
    ClosedPeriod,
    InvalidJournal,
    Journal,
    JournalConflict,
    Ledger,
    Movements,
    Posting,
    account,
    balances,
    derive,
    loan_movements,
    reconcile,
)
from ashore.loan import Contract, Event, Totals, evaluate, fold, totals_over
from tests.loan.histories import days, lives

Life = tuple[Contract, tuple[Event, ...]]
JAN, FEB, MAR = date(2025, 1, 15), date(2025, 2, 15), date(2025, 3, 15)
TO_LOANS = (Posting("1001", -8_000_00), Posting("1301", 8_000_00))


def known(life: Life, rising: list[date], known_at: date | None = None) -> Movements:
    contract, events = life
    found: Movements = {}
    totals = totals_over(contract, events, rising, known_at)
    loan_movements(found, contract.product, rising, totals)
    return found


def book(ledger: Ledger, movements: Movements, on: date) -> int:
    journals = derive(ledger, movements, on)
    for journal in journals:
        ledger.post(journal)
    return len(journals)


@pytest.mark.property
@given(lives(), st.lists(days, min_size=1, max_size=8))
def test_books_balance_equal_the_loans_and_are_derived_once(life: Life, found: list[date]) -> None:
    rising = sorted(set(found))
    ledger = Ledger("CNY")
    movements = known(life, rising)
    book(ledger, movements, rising[-1])
    assert all(sum(amount for _, amount in each.postings) == 0 for each in ledger.journals)
    assert ledger.trial_balance().total == 0
    contract, events = life
    position = fold(contract, events)
    assert reconcile(ledger, [evaluate(position, rising[-1]).totals]).reconciled
    for day in rising:
        assert reconcile_on(ledger, evaluate(position, day).totals, day)
    assert book(ledger, movements, rising[-1]) == 0


def reconcile_on(ledger: Ledger, totals: Totals, day: date) -> bool:
    """The books at the end of a day against a loan's totals on it, account by account, by hand."""
    held = ledger.trial_balance(day).balances
    return [held[each.code] for each in CHART] == list(balances(totals))


@pytest.mark.property
@given(lives(), days, st.integers(1, 200))
def test_news_about_a_closed_period_is_booked_later_and_the_closed_days_stay(
    life: Life, close_on: date, more: int
) -> None:
    contract, events = life
    end = close_on + timedelta(days=more)
    rising = sorted({event.effective for event in events} | {close_on, end})
    early = [day for day in rising if day <= close_on]
    ledger = Ledger("CNY")
    try:
        book(ledger, known(life, early, known_at=close_on), close_on)
    except ValueError:
        return  # what was known then was not a whole history yet
    ledger.close(close_on)
    before = ledger.trial_balance(close_on)
    rising = [day for day in rising if day <= end]
    book(ledger, known(life, rising), end)
    assert ledger.trial_balance(close_on) == before
    assert reconcile(ledger, [evaluate(fold(contract, events), end).totals]).reconciled
    assert all(
        journal.book_date == end or journal.value_date > close_on or journal.book_date <= close_on
        for journal in ledger.journals
    )


def test_many_loans_of_a_product_make_one_journal_a_day() -> None:
    found: Movements = {}
    for amount in (100, 200, 300):
        totals = Totals(charged=Totals().charged._replace(principal=amount))
        loan_movements(found, "loan", [JAN], [totals])
    (journal,) = derive(Ledger("CNY"), found, JAN)
    assert journal.postings == (Posting("1001", -600), Posting("1301", 600))
    assert (journal.tag, journal.amount_minor) == ("loan", 600)


def test_posting_twice_counts_once_and_another_journal_under_the_same_id_is_refused() -> None:
    ledger = Ledger("CNY")
    journal = Journal("1", "CNY", JAN, JAN, "loan", TO_LOANS)
    assert ledger.post(journal)
    assert not ledger.post(journal)
    with pytest.raises(JournalConflict):
        ledger.post(Journal("1", "CNY", FEB, FEB, "loan", TO_LOANS))
    assert len(ledger.journals) == 1


def test_nothing_is_posted_into_a_closed_period_and_no_period_closes_twice() -> None:
    ledger = Ledger("CNY")
    ledger.close(FEB)
    with pytest.raises(ClosedPeriod) as caught:
        ledger.post(Journal("1", "CNY", FEB, FEB, "loan", TO_LOANS))
    assert caught.value.expected == "after 2025-02-15"
    assert ledger.post(Journal("1", "CNY", MAR, FEB, "loan", TO_LOANS))
    for day in (FEB, JAN):
        with pytest.raises(ClosedPeriod):
            ledger.close(day)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"id": ""}, "id"),
        ({"value_date": FEB}, "value_date"),
        ({"postings": TO_LOANS[:1]}, "postings"),
        ({"postings": (*TO_LOANS, Posting("2201", 1))}, "postings"),
        ({"postings": (Posting("9999", 1), Posting("1001", -1))}, "account"),
        ({"postings": (Posting("1001", 1), Posting("1001", -1))}, "account"),
        ({"postings": (Posting("1001", 0), Posting("1301", 0))}, "amount_minor"),
        ({"postings": (Posting("1001", 2**53 + 1), Posting("1301", -(2**53) - 1))}, "amount_minor"),
        ({"postings": (Posting("1001", 1.0), Posting("1301", -1.0))}, "amount_minor"),
    ],
)
def test_a_journal_that_is_not_one_is_refused(change: dict[str, object], field: str) -> None:
    good = {
        "id": "1",
        "currency": "CNY",
        "book_date": JAN,
        "value_date": JAN,
        "tag": "loan",
        "postings": TO_LOANS,
    }
    with pytest.raises(InvalidJournal) as caught:
        Journal(**{**good, **change})  # type: ignore[arg-type]
    assert caught.value.field == field


def test_a_ledger_has_one_currency() -> None:
    with pytest.raises(InvalidJournal):
        Ledger("USD").post(Journal("1", "CNY", JAN, JAN, "loan", TO_LOANS))


def test_a_difference_between_loans_and_ledger_is_named_by_account() -> None:
    ledger = Ledger("CNY")
    ledger.post(Journal("1", "CNY", JAN, JAN, "loan", TO_LOANS))
    found = reconcile(ledger, [Totals(charged=Totals().charged._replace(principal=8_000_01))])
    wrong = [each for each in found.accounts if each.difference_minor]
    assert not found.reconciled
    assert [(each.account, each.difference_minor) for each in wrong] == [("1001", 1), ("1301", -1)]


def test_the_chart_knows_each_code_once() -> None:
    assert len({each.code for each in CHART}) == len({each.path for each in CHART}) == len(CHART)
    with pytest.raises(InvalidJournal):
        account("0000")
