"""`ashore tape`: another lender's loans, checked and imported."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ashore.cli.output import emit_json, refusals
from ashore.cli.progress import progress

TAPE = click.argument("path", metavar="TAPE", type=click.Path(path_type=Path))


@click.group()
def tape() -> None:
    """Loan tapes: check what the engine gives back, import them as a book.

    A tape is a Parquet or CSV file with one row a loan; `--profile` says whose habits and columns it has.
    """


def _reader(path: Path, profile_name: str, label: str) -> Any:
    from ashore.book import Reader, profile, read_rows

    found = profile(profile_name)
    return Reader(found, progress(read_rows(path, found.columns), label))


@tape.command()
@TAPE
@click.option("--profile", default="lendingclub", show_default=True, help="Whose tape it is.")
@click.option(
    "--misses",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="How many misses of each check to list.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(path: Path, profile: str, misses: int, as_json: bool) -> None:
    """How much of a tape the engine gives back: instalments, totals, pay-offs.

    TAPE is a Parquet or CSV file with one row a loan.

    \b
    Example: ashore tape check --profile lendingclub tape.parquet --json
    Exit code 0 when the tape could be read, whatever the shares are.
    """
    from ashore.book import check as check_tape

    with refusals(as_json):
        reader = _reader(path, profile, "checking")
        report = check_tape(reader, misses)
        report.bad_rows = len(reader.bad)
        facts = report.to_dict()
        if as_json:
            emit_json(facts)
            return
        click.echo(f"rows                {facts['rows']:>10,}")
        click.echo(f"bad rows            {facts['bad_rows']:>10,}")
        for name, label in (
            ("instalment", "instalment equal"),
            ("total_identity", "total = its parts"),
            ("payoff", "pay-off equal"),
            ("payoff_of_all", "  of all paid off"),
        ):
            counts = facts["counts"][name]
            share = counts["hits"] / counts["of"] if counts["of"] else 0
            click.echo(f"{label:<20}{counts['hits']:>10,} of {counts['of']:,} ({share:.4%})")
        for miss in report.misses:
            click.echo(f"  row {miss.row}: {miss.check}: tape {miss.tape}, engine {miss.engine}")


@tape.command("import")
@TAPE
@click.option("--profile", default="lendingclub", show_default=True, help="Whose tape it is.")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="The book's folder; must be new."
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def import_(path: Path, profile: str, out: Path, as_json: bool) -> None:
    """Import a tape as a book: good rows become loans, bad ones are listed in bad-rows.csv of the book.

    TAPE is a Parquet or CSV file with one row a loan.

    \b
    Example: ashore tape import --profile lendingclub tape.parquet --out books/lc
    Nothing is written unless the whole tape was read.
    """
    from ashore.book import BAD_ROWS, UNLIKE, import_tape

    with refusals(as_json):
        reader = _reader(path, profile, "importing")
        manifest = import_tape(reader, out, path.name)
        if as_json:
            emit_json(manifest.to_dict())
            return
        bad_rows, unlike = manifest.facts["bad_rows"], manifest.facts["unlike"]
        click.echo(
            f"rows: {manifest.loans + bad_rows:,} read, {manifest.loans:,} imported, "
            f"{bad_rows:,} refused; {manifest.events:,} events in {out}"
        )
        if unlike:
            click.echo(
                f"{unlike:,} loans hold payments that the totals do not tell: see {out / UNLIKE}"
            )
        if bad_rows:
            click.echo(f"what is wrong with the refused rows: see {out / BAD_ROWS}")
