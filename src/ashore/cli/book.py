"""`ashore book`: a book of loans reported, audited, and the demonstration that does it all."""

from __future__ import annotations

import os
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import click

from ashore.cli.output import DAY, emit_json, refusals
from ashore.cli.progress import counting, progress
from ashore.money import Locale, add_months

TAPE = "lendingclub-sample.csv"
MANIFEST = "book.json"
STORY = "borrowed-8000-owes-7000.toml"
SNAPSHOT = date(2019, 3, 1)
"""The tape was taken in March 2019; its loans are dated to the first of a month."""
REPORTS: dict[Locale, str] = {"en": "report.en.html", "zh-CN": "report.zh-CN.html"}
BOOK = click.option(
    "--book",
    "folder",
    required=True,
    type=click.Path(path_type=Path),
    help="A folder made by `ashore tape import` or `ashore book generate`.",
)
AS_OF = click.option("--as-of", type=DAY, required=True, help="The date that is asked about.")
KNOWN_AT = click.option("--known-at", type=DAY, help="Only what was recorded by this date.")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")


@click.group()
def book() -> None:
    """A book of loans: generate, import, end of day, report, audit, positions, analyse, sql, stress, demo."""
    # Arrow's own pool gives memory back after each slice and asks for it again: that took a third of the time of an end of day.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")


def _books(folder: Path, as_of: date, known_at: date | None = None) -> Any:
    """The general ledger of a book, one loan at a time."""
    from ashore.book import BookError, build_ledger, read_book, read_manifest

    manifest = read_manifest(folder)
    if manifest.currency is None:
        raise BookError(field="currency", value=[], expected="a book in one currency")
    loans = progress(read_book(folder), "booking", manifest.loans)
    return build_ledger(loans, manifest.currency, as_of, known_at)


def _currency(loans: list[Any]) -> str:
    from ashore.book import BookError

    found = {loan.contract.currency for loan in loans}
    if len(found) != 1:
        raise BookError(field="currency", value=sorted(found), expected="a book in one currency")
    return str(found.pop())


@book.command()
@BOOK
@AS_OF
@KNOWN_AT
@JSON
def report(folder: Path, as_of: date, known_at: date | None, as_json: bool) -> None:
    """Amounts by days past due, what was earned, and whether the loans add up to the ledger.

    \b
    Example: ashore book report --book books/lc --as-of 2019-03-31 --json
    """
    from ashore.book import check_files, read_manifest, summarise_book
    from ashore.ledger import reconcile

    with refusals(as_json):
        manifest = read_manifest(folder)
        check_files(folder, manifest)
        with counting("evaluating", manifest.loans) as tell:
            summary = summarise_book(folder, as_of, known_at, tell)
        books = _books(folder, as_of, known_at)
        # Every balance is a sum of totals, so that the totals of all loans stand for theirs one by one.
        checked = reconcile(books, [summary.totals])
        if as_json:
            facts = summary.to_dict()
            facts["journals"] = len(books.journals)
            facts["reconciled"] = checked.reconciled
            facts["accounts"] = [
                {**row._asdict(), "difference_minor": row.difference_minor}
                for row in checked.accounts
            ]
            emit_json(facts)
            return
        _print_summary(summary)
        said = "reconciled" if checked.reconciled else "NOT RECONCILED"
        click.echo(f"\n{len(books.journals):,} journals; loans = ledger: {said}")


def _print_summary(summary: Any) -> None:
    from ashore.money import currency, format_minor

    unit = currency(summary.currency)
    totals = summary.totals
    click.echo(f"{summary.loans:,} loans on {summary.as_of}")
    for label, minor in (
        ("drawn", totals.drawn),
        ("received", totals.received),
        ("outstanding", totals.outstanding.total),
        ("interest earned", summary.interest_earned_minor),
        ("written off", totals.written_off.total),
        ("recovered", totals.recovered),
    ):
        click.echo(f"  {label:<16}{format_minor(minor, unit, 'en'):>22}")
    click.echo("\n  days past due    loans             principal               overdue")
    for age in summary.ages:
        principal = format_minor(age.principal_minor, unit, "en")
        overdue = format_minor(age.overdue_minor, unit, "en")
        click.echo(f"  {age.name:>13}  {age.loans:>7,}{principal:>22}{overdue:>22}")


@book.command()
@BOOK
@AS_OF
@click.option("--out", type=click.Path(path_type=Path), help="Keep the exported books here.")
@JSON
def audit(folder: Path, as_of: date, out: Path | None, as_json: bool) -> None:
    """Export the books and let hledger, Beancount and Ledger check them, closing balances as assertions.

    \b
    Example: ashore book audit --book books/lc --as-of 2019-03-31
    Exit code 0 when every program that is installed accepts, 1 when one refuses or none is installed.
    """
    from ashore.book import check_files, read_manifest
    from ashore.cli.audit import audit as ask

    with refusals(as_json):
        check_files(folder, read_manifest(folder))
        books = _books(folder, as_of)
        verdicts = ask(books, out)
        accepted = [each for each in verdicts if each.ok]
        good = bool(accepted) and all(each.ok is not False for each in verdicts)
        if as_json:
            emit_json(
                {
                    "journals": len(books.journals),
                    "accepted": good,
                    "auditors": [each._asdict() for each in verdicts],
                }
            )
        else:
            click.echo(f"{len(books.journals):,} journals")
            for each in verdicts:
                said = {True: "accepted", False: "REFUSED", None: ""}[each.ok]
                click.echo(f"  {each.program:<12}{said} {each.message}".rstrip())
    if not good:
        raise SystemExit(1)


@book.command()
@BOOK
@click.option("--date", "day", type=DAY, required=True, help="The day that ends.")
@click.option(
    "--workers", type=int, default=2, show_default=True, help="Threads; the result is the same."
)
@click.option(
    "--days-ahead",
    "ahead",
    type=int,
    default=3,
    show_default=True,
    help="A demand is announced so many days before it falls due.",
)
@JSON
def eod(folder: Path, day: date, workers: int, ahead: int, as_json: bool) -> None:
    """Close a day: moves between classes, the day's journals, who is told what, loans = ledger.

    \b
    Example: ashore book eod --book books/million --date 2026-06-30
    Days that were missed are closed too, in order. A day that is closed is left alone. What a day emits lies in
    eod/<date> of the book's folder; of a day that is refused nothing is published.
    """
    from ashore.book import days_to_close, end_of_day, read_manifest

    with refusals(as_json):
        steps = len(days_to_close(folder, day)) * read_manifest(folder).loans
        with counting("closing", steps) as tell:
            done = end_of_day(folder, day, workers=workers, ahead=ahead, tell=tell)
        if as_json:
            emit_json(
                {
                    "day": day.isoformat(),
                    "closed": [dict(each.summary) for each in done.closed],
                    "closed_before": not done.closed,
                    "folder": str(done.last.folder),
                }
            )
            return
        if not done.closed:
            click.echo(f"{day} is closed already, with these contents: nothing to do")
        for each in done.closed:
            _print_day(each)


def _print_day(closed: Any) -> None:
    from ashore.money import currency, format_minor

    facts = closed.summary
    unit = currency(facts["currency"])
    notices = facts["notices"]
    click.echo(
        f"{facts['day']}: {facts['loans']:,} loans, {facts['moved']:,} in another class;"
        f" notices: {notices['due-ahead']:,} ahead, {notices['due-today']:,} due today,"
        f" {notices['overdue']:,} overdue"
    )
    click.echo("\n          class       loans             principal               overdue")
    for row in facts["classes"]:
        principal = format_minor(row["principal_minor"], unit, "en")
        overdue = format_minor(row["overdue_minor"], unit, "en")
        click.echo(f"  {row['class']:>13}  {row['loans']:>10,}{principal:>22}{overdue:>22}")
    said = "reconciled" if facts["reconciled"] else "NOT RECONCILED"
    click.echo(f"\n{facts['journals']:,} journals; loans = ledger: {said}; {closed.folder}\n")


@book.command()
@click.option("--loans", type=int, required=True, help="How many.")
@click.option("--seed", type=int, default=0, show_default=True, help="Same seed, same book.")
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="The book's folder; must be new."
)
@click.option("--shards", type=int, help="Parts by customer; one for every half million loans.")
@click.option("--as-of", type=DAY, default="2026-06-30", show_default=True, help="Lived up to.")
@click.option(
    "--mix",
    type=click.Choice(["usual", "hard"]),
    default="usual",
    show_default=True,
    help="usual: published figures of amounts, terms, rates, lateness; hard: 39 % far overdue.",
)
@JSON
def generate(
    loans: int, seed: int, out: Path, shards: int | None, as_of: date, mix: Any, as_json: bool
) -> None:
    """Make a book of loans that nobody took, as large as wanted.

    \b
    Example: ashore book generate --loans 1000000 --seed 7 --out books/million
    Nothing is left of a run that is stopped.
    """
    from ashore.book import Plan, generate_book

    with refusals(as_json), counting("generating", loans) as tell:
        manifest = generate_book(out, Plan(loans, seed, as_of, mix, shards), tell)
        if as_json:
            emit_json(manifest.to_dict())
            return
    size = sum(part.bytes for part in manifest.files)
    click.echo(
        f"{manifest.loans:,} loans, {manifest.events:,} events in {out}: "
        f"{manifest.shards:,} shards, {size / manifest.loans:.1f} bytes a loan"
    )


@book.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="The book's folder; must be new."
)
@click.option("--shards", type=int, default=1, show_default=True, help="Parts by customer.")
@JSON
def import_documents(file: Path, out: Path, shards: int, as_json: bool) -> None:
    """Make a book of loans that are written down: one JSON document a line, with events or with entries of servicing.

    \b
    Example: ashore book import loans.jsonl --out books/own
    A loan whose history it cannot take is refused, and nothing is left of the run.
    """
    from ashore.book import read_documents, write_book

    with refusals(as_json):
        manifest = write_book(out, progress(read_documents(file), "importing"), shards=shards)
        if as_json:
            emit_json(manifest.to_dict())
            return
    click.echo(f"{manifest.loans:,} loans, {manifest.events:,} events and entries in {out}")


@book.command()
@click.option(
    "--examples",
    default="examples",
    show_default=True,
    type=click.Path(path_type=Path),
    help="The folder with the sample tape and the story.",
)
@click.option(
    "--out", default="build/demo", show_default=True, type=click.Path(path_type=Path), help="Where."
)
@JSON
def demo(examples: Path, out: Path, as_json: bool) -> None:
    """Real loans replayed, checked, booked, audited, and one story told: ends with the path of an HTML report."""
    from ashore.book import BookError

    with refusals(as_json):
        for name in (TAPE, STORY):
            if not (examples / name).is_file():
                raise BookError(
                    field="examples", value=str(examples), expected=f"a folder with {name}"
                )
        out.mkdir(parents=True, exist_ok=True)
        if (out / "book" / MANIFEST).is_file():
            # An earlier demonstration. Whatever else lies in the folder is not ours to delete.
            shutil.rmtree(out / "book")
        paths = _make_demo(examples, out)
        if as_json:
            emit_json({name: str(path) for name, path in paths.items()})
            return
        for path in paths.values():
            click.echo(f"report: {path}")


def _make_demo(examples: Path, out: Path) -> dict[Locale, Path]:
    from ashore.book import (
        AccountRow,
        CheckReport,
        Reader,
        Report,
        Story,
        Verdict,
        build_ledger,
        import_tape,
        profile,
        read_book,
        read_rows,
        render,
        standings,
        summarise,
    )
    from ashore.cli.audit import audit as ask
    from ashore.cli.loan import read_life
    from ashore.ledger import account, reconcile
    from ashore.loan import evaluate, fold

    lender = profile("lendingclub")
    check = CheckReport()
    rows = list(read_rows(examples / TAPE, lender.columns))
    reader = Reader(lender, progress(rows, "reading the tape", len(rows)))
    for found in reader:
        check.add(found)
    importer = Reader(lender, progress(rows, "importing", len(rows)))
    manifest = import_tape(importer, out / "book", TAPE)
    loans = list(read_book(out / "book"))
    known = list(progress(standings(loans, SNAPSHOT), "evaluating", len(loans)))
    summary = summarise(known, SNAPSHOT, _currency(loans))
    books = build_ledger(progress(loans, "booking", len(loans)), summary.currency, SNAPSHOT)
    checked = reconcile(books, (standing.totals for standing in known))
    verdicts = [Verdict(*each) for each in ask(books, out / "books")]
    story = read_life(examples / STORY)
    position = fold(story.contract, story.events)
    standing = evaluate(position, story.as_of or position.events[-1].effective)
    analyses = _analyses(out / "book")
    paths: dict[Locale, Path] = {}
    for locale, name in REPORTS.items():
        other = next(each for each in REPORTS.values() if each != name)
        page = Report(
            title="Ashore 上岸",
            source="lendingclub-sample.csv (LendingClub, 2007-2018; see examples/README.md)",
            summary=summary,
            check=check,
            bad_rows=manifest.facts["bad_rows"],
            unlike=manifest.facts["unlike"],
            accounts=[
                AccountRow(
                    each.account,
                    account(each.account).name_en,
                    account(each.account).name_zh,
                    each.ledger_minor,
                    each.loans_minor,
                )
                for each in checked.accounts
            ],
            journals=len(books.journals),
            verdicts=verdicts,
            story=Story(story.title(locale), standing),
            other_language=other,
            analyses=analyses,
        )
        paths[locale] = out / name
        paths[locale].write_text(render(page, locale), encoding="utf-8")
    return paths


def _analyses(folder: Path) -> Any:
    from ashore.book import Analyses, ageing, cash_flow, read_manifest, rolls, vintages

    loans = read_manifest(folder).loans
    with counting("ageing", loans) as tell:
        ages = ageing(folder, SNAPSHOT, tell=tell)
    with counting("vintages", loans) as tell:
        years = vintages(folder, SNAPSHOT, tell=tell, span="year")
    with counting("rolls", loans) as tell:
        moves = rolls(folder, add_months(SNAPSHOT, -12), SNAPSHOT, tell=tell)
    with counting("cash ahead", loans) as tell:
        ahead = cash_flow(folder, SNAPSHOT, tell=tell)
    return Analyses(ages, years, moves, ahead)
