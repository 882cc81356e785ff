"""Outside programs as auditors of the exported books: Beancount, hledger, Ledger, called as programs."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from ashore.ledger import Ledger, export


class Auditor(NamedTuple):
    """A program, the format it reads, and how it is asked; ``{file}`` is the exported ledger."""

    program: str
    format: str
    arguments: tuple[str, ...]


AUDITORS = (
    Auditor(
        "hledger",
        "hledger",
        ("-f", "{file}", "check", "accounts", "commodities", "balancedwithautoconversion"),
    ),
    Auditor("bean-check", "beancount", ("{file}",)),
    Auditor("ledger", "ledger", ("-f", "{file}", "balance")),
)
TIMEOUT_SECONDS = 1800


class Verdict(NamedTuple):
    """What a program said; ``ok`` is None where it is not installed."""

    program: str
    ok: bool | None
    message: str


def find(program: str) -> str | None:
    """The program on the path, or beside the running Python."""
    return shutil.which(program) or shutil.which(program, path=str(Path(sys.executable).parent))


def audit(ledger: Ledger, folder: Path | None = None) -> list[Verdict]:
    """Export the ledger for every auditor and ask each that is installed. Exports are kept in ``folder`` if given."""
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        return [_ask(auditor, ledger, folder) for auditor in AUDITORS]
    with tempfile.TemporaryDirectory() as found:
        return [_ask(auditor, ledger, Path(found)) for auditor in AUDITORS]


def write_export(ledger: Ledger, name: str, path: Path) -> None:
    """Write the ledger as text in one of the export formats."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for line in export(ledger, name):
            file.write(line + "\n")


def _ask(auditor: Auditor, ledger: Ledger, folder: Path) -> Verdict:
    path = folder / f"books.{auditor.format}"
    write_export(ledger, auditor.format, path)
    command = find(auditor.program)
    if command is None:
        return Verdict(auditor.program, None, "not installed")
    arguments = [argument.format(file=path) for argument in auditor.arguments]
    run = subprocess.run(
        [command, *arguments],
        capture_output=True,
        text=True,
        timeout=TIMEOUT_SECONDS,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    if run.returncode == 0:
        return Verdict(auditor.program, True, "")
    lines = (run.stderr or run.stdout).strip().splitlines()
    return Verdict(auditor.program, False, " ".join(lines[:3]))
