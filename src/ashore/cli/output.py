"""What the command prints: tables that keep their columns in Chinese too, JSON, and refusals."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any

import click

from ashore.money import AshoreError

REFUSED, MISUSED = 1, 2
EXTRAS = dict.fromkeys(("pyarrow", "numpy", "jinja2", "duckdb", "xlsxwriter"), "book") | {
    "typst": "pdf"
}
"""Packages that only some commands need, and the extra that brings them."""


class FileRefused(AshoreError):
    """The operating system refused to read or write a file."""

    code = "file"


class MissingExtra(AshoreError):
    """A command needs a package that the plain library does without."""

    code = "missing_extra"


class Day(click.ParamType[date]):
    """A date such as 2025-01-15."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read ISO text."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date such as 2025-01-15", param, ctx)


DAY = Day()


def emit_json(facts: Any) -> None:
    """Print plain data: keys sorted, Chinese as it is, always the same bytes."""
    click.echo(json.dumps(facts, indent=2, sort_keys=True, ensure_ascii=False))


@contextmanager
def refusals(as_json: bool, code: int = REFUSED) -> Iterator[None]:
    """Turn a refusal into an exit code: a sentence on the error stream, or an ``error`` object on standard output."""
    try:
        yield
    except AshoreError as error:
        refused = error
    except BrokenPipeError:
        raise  # the reader has seen enough; click ends in silence
    except OSError as error:
        refused = FileRefused(
            field=str(error.filename or "file"),
            value=error.strerror or str(error),
            expected="a file or folder that can be read or written",
        )
    except ModuleNotFoundError as error:
        if error.name not in EXTRAS:
            raise
        refused = MissingExtra(
            field="package",
            value=error.name,
            expected=f"it to be installed: pip install 'ashore[{EXTRAS[error.name]}]'",
        )
    else:
        return
    if as_json:
        emit_json({"error": refused.to_dict()})
    else:
        click.echo(f"refused: {refused}", err=True)
    raise SystemExit(code)


def width(text: str) -> int:
    """Columns that a text takes on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(each) in "WF" else 1 for each in text)


def table(header: Sequence[str], rows: Sequence[Sequence[str]], left: int = 1) -> str:
    """Rows under a header; the first ``left`` columns left-aligned, the others right-aligned."""
    lines = [header, *rows]
    widths = [max(width(line[at]) for line in lines) for at in range(len(header))]

    def cell(text: str, at: int) -> str:
        pad = " " * (widths[at] - width(text))
        return text + pad if at < left else pad + text

    return "\n".join(
        "  ".join(cell(text, at) for at, text in enumerate(line)).rstrip() for line in lines
    )
