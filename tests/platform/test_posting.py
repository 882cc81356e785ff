"""Posting: what goes in comes out, twice the same is once, and what one session does the other cannot spoil."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from django.db import OperationalError, connections, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ashore.ledger import Journal, Ledger, Posting
from ashore.platform.books import (
    BooksRefused,
    Entry,
    KeyReused,
    Posted,
    balance,
    post,
    refusals,
    trial_balance,
)
from tests.platform.conftest import OPEN, fresh_customer
from tests.platform.lives import entry, lay_down, post_alone

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

FIRST = date(2025, 1, 1)
MONEY = st.integers(-(10**9), 10**9).filter(bool)


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 364), MONEY, st.sampled_from(["6011", "6601"])), max_size=12)
)
def test_the_database_keeps_the_books_that_the_ledger_keeps(
    connection: BaseDatabaseWrapper, moves: list[tuple[int, int, str]]
) -> None:
    customer, model = fresh_customer(), Ledger("CNY")
    for serial, (day, amount, account) in enumerate(moves, 1):
        on = FIRST + timedelta(days=day)
        lines = (("1001", amount), (account, -amount))
        post_alone(connection, entry(customer, serial, *lines, book_date=on, value_date=on))
        model.post(
            Journal(str(serial), "CNY", on, on, "test", tuple(Posting(*each) for each in lines))
        )
    for day in {0, 364, *(day for day, _, _ in moves)}:
        as_of = FIRST + timedelta(days=day)
        wanted = {code: b for code, b in model.trial_balance(as_of).balances.items() if b}
        found = trial_balance(connection, "CNY", as_of, customer_id=customer)
        assert {code: amount for code, amount in found.items() if amount} == wanted
    live = sum(-amount for _, amount, account in moves if account == "6601")
    assert balance(connection, customer, 5, "6601", "CNY").amount_minor == live


def test_what_was_known_at_an_instant_is_still_what_was_known(
    connection: BaseDatabaseWrapper, customer: int
) -> None:
    early = entry(customer, 1, ("1001", 5), ("6011", -5), created_at=1_000)
    late = entry(customer, 2, ("1001", 7), ("6011", -7), created_at=2_000)
    post_alone(connection, early)
    post_alone(connection, late)

    def known(at: int | None) -> int:
        return trial_balance(connection, "CNY", known_at=at, customer_id=customer).get("1001", 0)

    assert [known(at) for at in (999, 1_000, 1_999, 2_000, None)] == [0, 5, 5, 12, 12]


def test_a_key_posts_once(connection: BaseDatabaseWrapper, customer: int) -> None:
    wanted = entry(customer, 1, ("1001", 5), ("6011", -5))
    assert post_alone(connection, wanted) == Posted(1, repeated=False)
    again = replace(wanted, id=2)
    assert post_alone(connection, again) == Posted(1, repeated=True)
    with pytest.raises(KeyReused, match="new key"):
        post_alone(connection, replace(again, request_hash=bytes(31) + b"x"))
    assert trial_balance(connection, "CNY", customer_id=customer) == {"1001": 5, "6011": -5}


def test_a_refused_entry_leaves_nothing_behind(
    connection: BaseDatabaseWrapper, customer: int
) -> None:
    with pytest.raises(BooksRefused, match="add up to zero"), refusals():
        post_alone(connection, entry(customer, 1, ("1001", 5), ("6011", -4)))
    assert trial_balance(connection, "CNY", customer_id=customer) == {}


def test_what_is_held_is_posted_in_part_and_the_rest_let_go(
    connection: BaseDatabaseWrapper, customer: int
) -> None:
    """100.00 of credit, 60.00 held, 50.00 of it paid out."""
    lay_down(connection, customer)
    held = balance(connection, customer, 5, "2201", "CNY")
    assert (held.amount_minor, held.held_minor, held.free_minor) == (-100_00, 60_00, -40_00)
    paid = entry(customer, 20, ("1001", -50_00), ("2201", 50_00), hold_id=7)
    post_alone(connection, paid)
    left = balance(connection, customer, 5, "2201", "CNY")
    assert (left.amount_minor, left.held_minor) == (-50_00, 0)


def in_thread(alias: str, work: Callable[[BaseDatabaseWrapper], None]) -> threading.Thread:
    """Work on a connection of its own."""

    def run() -> None:
        try:
            work(connections[alias])
        finally:
            connections[alias].close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_many_at_once_post_each_key_once(connection: BaseDatabaseWrapper, customer: int) -> None:
    def send(serial: int) -> bool:
        found = connections[connection.alias]
        try:
            key = f"key-{serial % 20}"
            lines = (("1001", 1), ("6601", -1))
            return post_alone(found, entry(customer, serial + 1, *lines, key=key)).repeated
        finally:
            found.close()

    with ThreadPoolExecutor(4) as pool:
        repeated = list(pool.map(send, range(60)))
    assert repeated.count(False) == 20
    assert balance(connection, customer, 5, "6601", "CNY").amount_minor == -20


@pytest.mark.parametrize("vendor", ["postgresql"])
def test_no_session_adds_a_line_to_what_another_has_not_committed(
    connection: BaseDatabaseWrapper, customer: int
) -> None:
    added: list[Exception] = []

    def intrude(other: BaseDatabaseWrapper) -> None:
        try:
            with refusals(), transaction.atomic(using=other.alias), other.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '2s'")
                cursor.execute(
                    "INSERT INTO books_posting VALUES (%s, 1, 3, '6601', 'CNY', 5, 100)", [customer]
                )
        except (BooksRefused, OperationalError) as error:
            added.append(error)

    with transaction.atomic(using=connection.alias):
        post(connection, entry(customer, 1, ("1001", 5), ("6011", -5)))
        in_thread(connection.alias, intrude).join()
    assert len(added) == 1
    assert trial_balance(connection, "CNY", customer_id=customer) == {"1001": 5, "6011": -5}


@pytest.mark.parametrize("vendor", ["postgresql"])
def test_closing_a_period_waits_for_the_entries_under_way(
    connection: BaseDatabaseWrapper, customer: int
) -> None:
    closed: list[str] = []

    def close(other: BaseDatabaseWrapper) -> None:
        with transaction.atomic(using=other.alias), other.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '30s'")
            cursor.execute(
                "UPDATE books_period SET closed_at = 1, closed_by = 1 WHERE id = %s", [OPEN]
            )
            closed.append("closed")
            transaction.set_rollback(True, using=other.alias)

    with transaction.atomic(using=connection.alias):
        post(connection, entry(customer, 1, ("1001", 5), ("6011", -5)))
        thread = in_thread(connection.alias, close)
        thread.join(0.5)
        assert closed == []
    thread.join()
    assert closed == ["closed"]


def test_an_entry_for_another_loan_keeps_a_balance_of_its_own(
    connection: BaseDatabaseWrapper, customer: int
) -> None:
    def lent(serial: int, loan: int, amount: int) -> Entry:
        return entry(customer, serial, ("1001", -amount), ("1301", amount), loan_id=loan)

    for wanted in (lent(1, 1, 10), lent(2, 2, 20), lent(3, 1, 30)):
        post_alone(connection, wanted)
    found = [balance(connection, customer, loan, "1301", "CNY") for loan in (1, 2, 3)]
    assert [(each.amount_minor, each.version) for each in found] == [(40, 2), (20, 1), (0, 0)]
