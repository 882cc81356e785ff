"""`ashore book positions`, `analyse` and `sql`: questions on the columns of a book, answered on screen or into a file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ashore.cli.book import AS_OF, BOOK, JSON, KNOWN_AT
from ashore.cli.output import DAY, emit_json, refusals, table
from ashore.cli.progress import counting
from ashore.money import add_months, currency, format_minor

if TYPE_CHECKING:
    from ashore.book import Analysis, Manifest

QUESTIONS = ("ageing", "par", "vintages", "rolls", "cash-flow", "prepayment")
OWN_OPTIONS = {
    "since": ("--from", "rolls"),
    "span": ("--span", "vintages"),
    "months": ("--months", "cash-flow"),
    "assumptions": ("--assumptions", "cash-flow"),
}
ON_SCREEN = 1_000
"""Rows of an answer shown on a screen."""
OUT = click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write a file: .parquet, .csv, .arrow or .xlsx.",
)


def checked(folder: Path) -> Manifest:
    """The manifest of a book whose files are what it says. Raises BookError where they are not."""
    from ashore.book import check_files, read_manifest

    manifest = read_manifest(folder)
    check_files(folder, manifest)
    return manifest


@click.command()
@BOOK
@AS_OF
@KNOWN_AT
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where to: .parquet, .csv, .arrow or .xlsx.",
)
@JSON
def positions(folder: Path, as_of: date, known_at: date | None, out: Path, as_json: bool) -> None:
    """What every loan of a book stands at on a day, as a table: one row a loan.

    \b
    Example: ashore book positions --book books/million --as-of 2026-06-30 --out positions.parquet
    """
    from ashore.book import positions as all_positions
    from ashore.book import write_table

    with refusals(as_json):
        manifest = checked(folder)
        with counting("evaluating", manifest.loans) as tell:
            found = all_positions(folder, as_of, known_at, tell)
            _say_written(write_table(found, out, manifest.currency), out, as_json)


@click.command()
@BOOK
@AS_OF
@KNOWN_AT
@click.option("--what", required=True, type=click.Choice(QUESTIONS), help="The question.")
@click.option("--from", "since", type=DAY, help="rolls: since when; one month if not said.")
@click.option(
    "--span", type=click.Choice(["month", "quarter", "year"]), help="vintages: drawn in one month."
)
@click.option("--months", type=int, help="cash-flow: how many months ahead; 36 if not said.")
@click.option(
    "--assumptions",
    type=click.Path(path_type=Path, dir_okay=False),
    help="cash-flow: a TOML file of who settles early, stops or catches up.",
)
@OUT
@JSON
def analyse(
    folder: Path,
    as_of: date,
    known_at: date | None,
    what: str,
    out: Path | None,
    as_json: bool,
    **own: Any,
) -> None:
    """Ageing, principal at risk, vintages, roll matrix, cash ahead or prepayment of a book on a day.

    \b
    Example: ashore book analyse --book books/million --as-of 2026-06-30 --what rolls --from 2025-06-30
    """
    from ashore.book import write_table

    for name, (option, question) in OWN_OPTIONS.items():
        if own[name] is not None and question != what:
            raise click.UsageError(f"{option} goes with --what {question}")
    with refusals(as_json):
        manifest = checked(folder)
        with counting("evaluating", manifest.loans) as tell:
            found = ANSWERS[what](folder, as_of, known_at, tell, own)
        if out is not None:
            _say_written(write_table(found.to_arrow(), out, found.currency), out, as_json)
        elif as_json:
            emit_json({"what": what, **found.to_dict()})
        else:
            click.echo(shown(found.to_arrow(), found.currency))


Tell = Callable[[int], None]
Answer = Callable[[Path, date, date | None, Tell, dict[str, Any]], "Analysis"]


def _ageing(folder: Path, as_of: date, known: date | None, tell: Tell, _own: Any) -> Analysis:
    from ashore.book import ageing

    return ageing(folder, as_of, known, tell)


def _par(folder: Path, as_of: date, known: date | None, tell: Tell, _own: Any) -> Analysis:
    from ashore.book import at_risk

    return at_risk(folder, as_of, known, tell)


def _vintages(folder: Path, as_of: date, known: date | None, tell: Tell, own: Any) -> Analysis:
    from ashore.book import vintages

    return vintages(folder, as_of, known, tell, span=own["span"] or "month")


def _rolls(folder: Path, as_of: date, known: date | None, tell: Tell, own: Any) -> Analysis:
    from ashore.book import rolls

    return rolls(folder, own["since"] or add_months(as_of, -1), as_of, known, tell)


def _cash_flow(folder: Path, as_of: date, known: date | None, tell: Tell, own: Any) -> Analysis:
    from ashore.book import cash_flow, read_assumptions

    path, months = own["assumptions"], own["months"]
    return cash_flow(
        folder,
        as_of,
        known,
        tell,
        months=36 if months is None else months,
        assumptions=() if path is None else read_assumptions(path),
    )


def _prepayment(folder: Path, as_of: date, known: date | None, tell: Tell, _own: Any) -> Analysis:
    from ashore.book import prepayment

    return prepayment(folder, as_of, known, tell)


ANSWERS: dict[str, Answer] = dict(
    zip(QUESTIONS, (_ageing, _par, _vintages, _rolls, _cash_flow, _prepayment), strict=True)
)


@click.command()
@BOOK
@click.option("--as-of", type=DAY, help="The day of the view `positions`.")
@KNOWN_AT
@click.argument("query")
@OUT
@JSON
def sql(
    folder: Path,
    as_of: date | None,
    known_at: date | None,
    query: str,
    out: Path | None,
    as_json: bool,
) -> None:
    """Ask a book in SQL: the views contracts, events and, with --as-of, positions; read only, in this process.

    \b
    Example: ashore book sql --book books/million --as-of 2026-06-30 \\
      "SELECT product, sum(outstanding_principal_minor) FROM positions GROUP BY product"
    Amounts are whole minor units.
    """
    from ashore.book import run_sql, write_table

    with refusals(as_json), ExitStack() as stack:
        manifest = checked(folder)
        tell = stack.enter_context(counting("evaluating", 0 if as_of is None else manifest.loans))
        answer = stack.enter_context(run_sql(folder, query, as_of, known_at, tell))
        if out is not None:
            _say_written(write_table(answer, out, manifest.currency), out, as_json)
        elif as_json:
            rows = [row for batch in answer for row in batch.to_pylist()]
            plain = [{name: _plain(value) for name, value in row.items()} for row in rows]
            emit_json({"columns": answer.schema.names, "rows": plain})
        else:
            click.echo(shown(answer.read_all(), None))


def _say_written(rows: int, out: Path, as_json: bool) -> None:
    if as_json:
        emit_json({"rows": rows, "file": str(out)})
    else:
        click.echo(f"{rows:,} rows in {out}")


def _plain(value: Any) -> Any:
    """A value of an answer for JSON: exact numbers stay exact."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else str(value)
    if value is None or isinstance(value, str | int | float):
        return value
    return value.isoformat() if isinstance(value, date) else str(value)


def shown(found: Any, code: str | None) -> str:
    """A table for a screen.

    With a currency, amounts are shown in major units, shares in per cent, and columns that say nothing not at all.
    """
    if code is not None:
        said = [
            name for name in found.schema.names if found[name].null_count < max(found.num_rows, 1)
        ]
        found = found.select(said)
    names = found.schema.names
    columns = [
        [_cell(value, name, code) for value in column.to_pylist()]
        for name, column in zip(names, found.slice(0, ON_SCREEN).columns, strict=True)
    ]
    header = [name if code is None else _heading(name) for name in names]
    lines = table(header, list(zip(*columns, strict=True)))
    more = found.num_rows - ON_SCREEN
    return lines if more <= 0 else f"{lines}\n… and {more:,} more: --out FILE keeps them all"


def _heading(name: str) -> str:
    return name.removesuffix("_minor").removesuffix("_ppm").replace("_", " ")


def _cell(value: Any, name: str, code: str | None) -> str:
    if value is None:
        return ""
    if code is not None and name.endswith("_minor"):
        return format_minor(value, currency(code), "en", style="plain")
    if code is not None and name.endswith("_ppm"):
        return f"{value // 10_000}.{value % 10_000:04d} %"
    return f"{value:,}" if isinstance(value, int) else str(value)
