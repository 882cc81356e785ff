"""`ashore book stress`: what would become of a book if its loans rolled as counted, or worse."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ashore.cli.analytics import checked
from ashore.cli.book import AS_OF, BOOK, JSON, KNOWN_AT
from ashore.cli.output import emit_json, refusals, table
from ashore.cli.progress import counting
from ashore.money import currency, format_minor

if TYPE_CHECKING:
    from ashore.book import Interval, StressReport

FIGURES = (
    ("defaults", "loans in default"),
    ("default_balance_minor", "their principal"),
    ("losses_minor", "lost"),
    ("cash_minor", "cash received"),
)
COLUMNS = ("mean", "p5", "p50", "p95", "expected")


@click.command()
@BOOK
@AS_OF
@KNOWN_AT
@click.option("--paths", type=int, default=100, show_default=True, help="How many futures.")
@click.option("--months", type=int, default=12, show_default=True, help="How far ahead.")
@click.option("--seed", type=int, default=0, show_default=True, help="Same seed, same figures.")
@click.option(
    "--scenario",
    "path",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A TOML file of rolls and shocks; loans roll as they were counted if not said.",
)
@JSON
def stress(
    folder: Path,
    as_of: date,
    known_at: date | None,
    paths: int,
    months: int,
    seed: int,
    path: Path | None,
    as_json: bool,
) -> None:
    """Every running loan of a book rolled month by month along many paths: defaults, losses and cash, with intervals.

    \b
    Example: ashore book stress --book books/million --as-of 2026-06-30 --paths 100 --months 15 --seed 1
    """
    from ashore.book import Scenario, StressPlan, read_scenario, run_stress, stress_loans

    with refusals(as_json):
        scenario = Scenario("as counted") if path is None else read_scenario(path)
        StressPlan(scenario, as_of, paths, months, seed)  # refuses before the book is read
        manifest = checked(folder)
        with counting("evaluating", manifest.loans) as tell:
            loans = stress_loans(folder, as_of, known_at, tell)
        with counting("rolling", loans.num_rows) as tell:
            found = run_stress(
                *(loans, scenario, paths, months, seed),
                as_of=as_of,
                threads=os.cpu_count() or 1,
                progress=_more(tell),
            )
        if as_json:
            emit_json({"currency": manifest.currency, **found.to_dict()})
        else:
            click.echo(_shown(found, manifest.currency or "CNY"))


def _more(tell: Callable[[int], None]) -> Callable[[int, int], None]:
    """Tells how many more are done, from how many are done."""
    so_far = 0

    def progress(done: int, _of: int) -> None:
        nonlocal so_far
        tell(done - so_far)
        so_far = done

    return progress


def _shown(found: StressReport, code: str) -> str:
    plan = found.plan
    owed = format_minor(found.balance_minor, currency(code), "en")
    lines = [
        f"{found.loans:,} running loans on {plan.as_of} owe {owed}",
        f"{plan.scenario.name}: {plan.paths:,} paths, {plan.months} months, seed {plan.seed}",
        "",
    ]
    rows = [
        [said, *_cells(found.total[name], None if name == "defaults" else code)]
        for name, said in FIGURES
    ]
    header = [f"in {plan.months} months", "mean", "5 %", "50 %", "95 %", "without a draw"]
    return "\n".join([*lines, table(header, rows)])


def _cells(interval: Interval, code: str | None) -> list[str]:
    numbers = [getattr(interval, name) for name in COLUMNS]
    if code is None:
        return [f"{number:,}" for number in numbers]
    return [format_minor(number, currency(code), "en", style="plain") for number in numbers]
