"""Migrations whose statements are SQL files, one for each database."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from django.db.migrations import RunPython

if TYPE_CHECKING:
    from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def run_script(package: str, name: str) -> RunPython:
    """A migration step that runs ``{name}.sqlite.sql`` or ``{name}.postgresql.sql`` of a package. It cannot be undone."""

    def forwards(_: Any, editor: BaseDatabaseSchemaEditor) -> None:
        vendor = editor.connection.vendor
        text = files(package).joinpath(f"{name}.{vendor}.sql").read_text("utf-8")
        with editor.connection.cursor() as cursor:
            if vendor == "sqlite":
                for statement in statements(text):
                    cursor.execute(statement)
            else:
                cursor.execute(text)

    return RunPython(forwards)


def statements(text: str) -> Iterator[str]:
    """The statements of a SQLite script: one ends at a semicolon at which SQLite itself finds it complete."""
    begun = ""
    for piece in text.split(";"):
        begun += piece + ";"
        if sqlite3.complete_statement(begun):
            yield begun
            begun = ""
