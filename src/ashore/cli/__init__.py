"""The `ashore` command."""

import click

from ashore import __version__
from ashore.cli.analytics import analyse, positions, sql
from ashore.cli.book import book
from ashore.cli.conformance import conformance
from ashore.cli.cost import cost
from ashore.cli.loan import explain_, payoff, quote, schedule_
from ashore.cli.rules import rules
from ashore.cli.stress import stress
from ashore.cli.tape import tape


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="ashore")
def main() -> None:
    """Ashore 上岸: loans that explain every fen.

    \b
    Files: a loan is a TOML document ([contract], [[events]]), a tape of loans a
    Parquet or CSV file (one row a loan), a book a folder that `ashore tape import`
    or `ashore book generate` makes. docs/reference/files.md describes every field.

    \b
    Exit codes: 0 done, 1 refused (the error says what would be right), 2 wrong usage.
    """


for command in (quote, schedule_, explain_, payoff, tape, book, conformance, cost, rules):
    main.add_command(command)
for command in (positions, analyse, sql, stress):
    book.add_command(command)

__all__ = ["main"]
