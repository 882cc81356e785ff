"""What nobody can do to the books: each is tried against the database itself, on SQLite and on PostgreSQL.

An attack is SQL as somebody with the password would write it, in a transaction of its own that ends with a commit.
``{c}`` is the customer; journal 10 is posted, 11 is its reversal, 12 moves principal, and nothing else is in the books.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction

from ashore.platform.books import BooksRefused, refusals
from tests.platform.lives import lay_down

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

ATTACKS: list[dict[str, Any]] = tomllib.loads(
    Path(__file__).with_name("forbidden.toml").read_text("utf-8")
)["attack"]
TRIED = [
    (vendor, attack)
    for attack in ATTACKS
    for vendor in ("sqlite", "postgresql")
    if "sql" in attack or vendor in attack
]


def name(value: object) -> str:
    return value["name"].replace(" ", "-") if isinstance(value, dict) else str(value)


def statements(attack: dict[str, Any], vendor: str, customer: int) -> list[str]:
    found: list[str] = attack[vendor] if vendor in attack else attack["sql"]
    return [each.replace("{c}", str(customer)) for each in found]


def commit(connection: BaseDatabaseWrapper, wanted: list[str]) -> None:
    with (
        refusals(),
        transaction.atomic(using=connection.alias),
        connection.cursor() as cursor,
    ):
        for statement in wanted:
            cursor.execute(statement)


def snapshot(connection: BaseDatabaseWrapper) -> list[list[tuple[Any, ...]]]:
    found = []
    with connection.cursor() as cursor:
        for table in ("account", "period", "journal", "posting", "balance", "hold"):
            cursor.execute(f"SELECT * FROM books_{table}")
            found.append(sorted(cursor.fetchall(), key=repr))
    return found


@pytest.mark.parametrize(("vendor", "attack"), TRIED, ids=name)
def test_the_database_refuses(
    vendor: str, connection: BaseDatabaseWrapper, customer: int, attack: dict[str, Any]
) -> None:
    lay_down(connection, customer)
    before = snapshot(connection)
    with pytest.raises(BooksRefused, match=attack.get("why")):
        commit(connection, statements(attack, vendor, customer))
    assert snapshot(connection) == before


@pytest.mark.parametrize(
    ("vendor", "attack"), [each for each in TRIED if "unless" in each[1]], ids=name
)
def test_what_is_refused_is_the_one_thing_that_is_wrong(
    vendor: str, connection: BaseDatabaseWrapper, customer: int, attack: dict[str, Any]
) -> None:
    """The same statements with that one thing put right are taken, so the attack fails for no other reason."""
    lay_down(connection, customer)
    wrong, right = attack["unless"]
    put_right = [each.replace(wrong, right) for each in statements(attack, vendor, customer)]
    commit(connection, put_right)


def test_there_are_at_least_29_kinds() -> None:
    assert len(ATTACKS) >= 29
