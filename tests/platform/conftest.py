"""Both databases, migrated once for a test process. Nothing is rolled back or emptied: the books cannot be."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import pytest

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.platform.settings"

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

OPEN, CLOSED = 1, 2
_SERIAL = itertools.count(1_000)


@pytest.fixture(scope="session")
def migrated() -> None:
    """Both databases with their tables, a chart, an open year and a closed one."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from ashore.platform.books import open_chart

    for alias in ("default", "postgresql"):
        call_command("migrate", database=alias, verbosity=0)
        for code in ("CNY", "USD"):
            open_chart(connections[alias], code)
        with connections[alias].cursor() as cursor:
            for serial, year in ((CLOSED, 2024), (OPEN, 2025)):
                cursor.execute(
                    "INSERT INTO books_period (id, starts, ends) VALUES (%s, %s, %s)",
                    [serial, date(year, 1, 1), date(year, 12, 31)],
                )
            cursor.execute(
                "UPDATE books_period SET closed_at = 1, closed_by = 1 WHERE id = %s", [CLOSED]
            )


@pytest.fixture(params=["sqlite", "postgresql"])
def vendor(request: pytest.FixtureRequest) -> str:
    """On which database a test runs: on both."""
    return str(request.param)


@pytest.fixture
def connection(vendor: str, migrated: None) -> Iterator[BaseDatabaseWrapper]:  # noqa: ARG001
    """An open connection to the database; no transaction is left open behind a test."""
    from django.db import connections

    found = connections["default" if vendor == "sqlite" else vendor]
    yield found
    assert not found.in_atomic_block


def fresh_customer() -> int:
    """A customer that no other test has."""
    return next(_SERIAL)


@pytest.fixture
def customer() -> int:
    """A customer that no other test has."""
    return fresh_customer()
