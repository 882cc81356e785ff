"""`ashore conformance`: lives of loans whose outcome is known, played through the engine."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ashore.cli.output import MISUSED, emit_json, refusals, table
from ashore.cli.progress import progress

if TYPE_CHECKING:
    from ashore.conformance import Case, CaseResult, Counts, Score, Summary

SHOWN = 10
"""Differences shown of one failed step, unless cases were asked for by name."""
LONGEST = 100
"""Characters shown of one side of a difference."""


@click.group()
def conformance() -> None:
    """Lives of loans whose outcome is known: does the engine give the same?

    A case is terms, dated operations and the tables that must come out: another engine's published scenarios, or a lender's own
    loans before a migration. Vectors are inputs and the figures that must come out: official examples of annual rates.
    """


@conformance.command("run")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--case", "ids", multiple=True, metavar="ID", help="Only this case; may be repeated.")
@click.option(
    "--capability", "names", multiple=True, metavar="NAME", help="Only cases that exercise this."
)
@click.option("--all", "every", is_flag=True, help="List the cases that passed, too.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def run_(
    path: Path, ids: tuple[str, ...], names: tuple[str, ...], every: bool, as_json: bool
) -> None:
    """Play the cases of a folder or file, and say which came out as they must.

    \b
    Examples:
      ashore conformance run examples/conformance
      ashore conformance run examples/conformance --capability overpayment --json
    Exit code 0 when all passed, 1 when one failed, 2 when the cases could not be read or the one asked for is not there.
    """
    from ashore.conformance import read_cases, run, select, summarise

    with refusals(as_json, MISUSED):
        cases = select(read_cases(path), ids, names)
    scored = sum(case.resolved for case in cases)
    results = sorted(progress(run(cases), "playing", scored), key=_place)
    summary = summarise(results)
    unscored = [case for case in cases if not case.resolved]
    if as_json:
        emit_json(_facts(summary, results, unscored))
    else:
        for result in results:
            _print_case(result, passed_too=every or bool(ids), limit=None if ids else SHOWN)
        _print_summary(summary, unscored)
    if summary.cases.failed:
        raise SystemExit(1)


@conformance.command("loans")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The file to write.")
@click.option("--case", "ids", multiple=True, metavar="ID", help="Only this case; may be repeated.")
@click.option("--currency", metavar="CODE", help="Only loans in this one: a book has one.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def loans(path: Path, out: Path, ids: tuple[str, ...], currency: str | None, as_json: bool) -> None:
    """Write down the loans that the scenarios leave, one document a line, for `ashore book import`.

    \b
    Example: ashore conformance loans examples/conformance --currency EUR --out loans.jsonl
    Cases that leave no loan a book could hold are listed with the reason.
    """
    from ashore.conformance import CaseKind, read_cases, select, serviced_loan
    from ashore.money import AshoreError
    from ashore.servicing import serviced_to_dict

    with refusals(as_json, MISUSED):
        cases = select(read_cases(path), ids, ())
    scenarios = [case for case in cases if case.kind is CaseKind.SCENARIO]
    left_out: dict[str, str] = {}
    written = 0
    with out.open("w", encoding="utf-8") as file:
        for case in progress(scenarios, "playing", len(scenarios)):
            try:
                loan = serviced_loan(case)
            except AshoreError as error:
                left_out[case.id] = str(error)
                continue
            if currency not in (None, loan.contract.currency):
                continue
            file.write(json.dumps(serviced_to_dict(loan), ensure_ascii=False) + "\n")
            written += 1
    if as_json:
        emit_json({"loans": written, "left_out": left_out})
        return
    for name, why in left_out.items():
        click.echo(f"left out {name}: {why}")
    click.echo(f"{written:,} loans in {out}")


def _place(result: CaseResult) -> tuple[str, str]:
    return result.primary, result.id


def _facts(summary: Summary, results: list[CaseResult], unscored: list[Case]) -> dict[str, Any]:
    return {
        **summary.to_dict(),
        "passed": summary.cases.passed,
        "failed": summary.cases.failed,
        "unresolved": [{"id": case.id, "reasons": list(case.reasons)} for case in unscored],
        "results": [_case_facts(result) for result in results],
    }


def _case_facts(result: CaseResult) -> dict[str, Any]:
    found = result.first_failing_step
    return {
        "id": result.id,
        "primary": result.primary,
        "capabilities": list(result.capabilities),
        "passed": result.passed,
        "expectations": {
            "passed": sum(check.passed for check in result.checks),
            "failed": sum(not check.passed for check in result.checks),
        },
        "error": result.error,
        "first_failing_step": found and _plain(found._asdict()),
    }


def _plain(value: Any) -> Any:
    """A side of a failure for JSON: whatever is not plain data as its text."""
    if isinstance(value, Mapping):
        return {str(name): _plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return value if value is None or isinstance(value, (str, int, bool)) else str(value)


def _print_case(result: CaseResult, *, passed_too: bool, limit: int | None) -> None:
    """A line for the case and, where it failed, its first failing step."""
    held = sum(check.passed for check in result.checks)
    found = result.first_failing_step
    said = "passed" if found is None else "FAILED"
    if passed_too or found is not None:
        of = f"{held} of {len(result.checks)} expectations"
        click.echo(f"{said} {result.id} ({result.primary}): {of}")
    if found is not None:
        click.echo(f"  step {found.step}, {found.name}")
        click.echo(_side_by_side(found.expected, found.actual, limit))


def _side_by_side(expected: Any, actual: Any, limit: int | None) -> str:
    from ashore.conformance import differences

    found = differences(expected, actual)
    rows = [
        [f"    {' '.join(filter(None, (each.row, each.cell)))}", *map(_cut, each[2:])]
        for each in found[:limit]
    ]
    more = f"\n    and {len(found) - len(rows)} more" if len(rows) < len(found) else ""
    return table(["", "expected", "actual"], rows, left=3) + more


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _print_summary(summary: Summary, unscored: list[Case]) -> None:
    total = {"in all": summary.total}
    click.echo("\n" + _scores("filed under", {**summary.by_primary, **total}))
    click.echo("\n" + _scores("capability", summary.by_capability))
    counts = {**summary.by_expectation, "in all": summary.expectations}
    rows = [[name, *_figures(each)] for name, each in counts.items()]
    click.echo("\n" + table(["expectation", "passed", "failed"], rows))
    if unscored:
        click.echo(f"\n{len(unscored)} unresolved, not scored:")
        for case in unscored:
            click.echo(f"  {case.id}: {', '.join(case.reasons) or 'no reason given'}")
    click.echo(f"\n{summary.cases.passed} passed, {summary.cases.failed} failed")


def _scores(label: str, scores: Mapping[str, Score]) -> str:
    header = [label, "cases passed", "failed", "expectations passed", "failed"]
    rows = [
        [name, *_figures(score.cases), *_figures(score.expectations)]
        for name, score in scores.items()
    ]
    return table(header, rows)


def _figures(counts: Counts) -> list[str]:
    return [f"{count:,}" for count in counts]
