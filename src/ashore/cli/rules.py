"""`ashore rules`: the dated rules of a place, listed, shown, checked and compared."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from ashore.cli.output import DAY, emit_json, refusals, table
from ashore.cli.rules_shown import (
    change_text,
    count_lines,
    counts,
    lines,
    period,
    said,
    show_series,
)
from ashore.rules import (
    Confidence,
    Family,
    Rule,
    UnknownRule,
    changes,
    load,
)

Command = TypeVar("Command", bound=Callable[..., Any])
PACKS = click.option(
    "--packs",
    "folders",
    multiple=True,
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="A folder of your own packs, on top of those that come with Ashore; may be repeated.",
)
ON = click.option("--on", "day", type=DAY, help="The day that is asked about (default: today).")
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
LANG = click.option(
    "--lang", type=click.Choice(["en", "zh-CN"]), default="en", show_default=True, help="Language."
)


def _today() -> date:
    return datetime.now(UTC).astimezone().date()


@click.group()
def rules() -> None:
    """Rules of a place as dated data: which hold on a day, what they say, how sure that is.

    \b
    Marks: D the text itself was read, P only a press or law-firm summary was, M unverified, from memory.
    """


@rules.command("list")
@ON
@click.option("--jurisdiction", metavar="CODE", help="CN, US, EU, UK, IN, INT, or one of your own.")
@click.option("--family", type=click.Choice([each.value for each in Family]), help="Only these.")
@click.option("--lender-type", metavar="NAME", help="Only what binds such a lender, as bank.")
@click.option("--product", metavar="NAME", help="Only what binds such a product, as credit-card.")
@PACKS
@LANG
@JSON
def list_(
    day: date | None,
    jurisdiction: str | None,
    family: str | None,
    lender_type: str | None,
    product: str | None,
    folders: tuple[Path, ...],
    lang: str,
    as_json: bool,
) -> None:
    """The rules in force on a day.

    \b
    Examples:
      ashore rules list --jurisdiction CN --family contact --on 2026-03-01
      ashore rules list --lender-type private --family cost --on 2021-03-01 --json
    """
    day = day or _today()
    with refusals(as_json):
        packs = load(folders)
        if jurisdiction is not None and jurisdiction not in packs.jurisdictions:
            known = ", ".join(packs.jurisdictions)
            raise UnknownRule(field="jurisdiction", value=jurisdiction, expected=f"one of {known}")
        found = packs.on(day).select(
            jurisdiction,
            family=Family(family) if family else None,
            lender_type=lender_type,
            product=product,
        )
        if as_json:
            emit_json({"on": day.isoformat(), "rules": [rule.to_dict() for rule in found]})
            return
        rows = [
            [
                rule.id,
                str(rule.version),
                rule.effective_from.isoformat(),
                _weakest(rule).value,
                said(rule.severity.text, lang),
                said(rule.title, lang),
            ]
            for rule in found
        ]
        header = (
            ["规则", "版本", "自", "标记", "效力", "名称"]
            if lang == "zh-CN"
            else ["rule", "version", "from", "mark", "binds", "title"]
        )
        click.echo(table(header, rows, left=6))


def _weakest(rule: Rule) -> Confidence:
    return rule.weakest(*rule.parameters)


@rules.command()
@click.argument("rule_id", metavar="ID")
@ON
@PACKS
@LANG
@JSON
def show(
    rule_id: str, day: date | None, folders: tuple[Path, ...], lang: str, as_json: bool
) -> None:
    """What a rule, or a series that rules refer to, says on a day, and where that was read.

    \b
    Examples:
      ashore rules show CN.CAP.06 --on 2025-11-01
      ashore rules show CN.LPR.1Y --on 2021-03-01 --lang zh-CN
    """
    day = day or _today()
    with refusals(as_json):
        packs = load(folders)
        if rule_id in packs.series:
            show_series(packs.series[rule_id], day, lang, as_json)
            return
        versions = packs.versions(rule_id)
        rule = next((each for each in versions if each.in_force(day)), None)
        if rule is None:
            spans = ", ".join(period(each) for each in versions)
            raise UnknownRule(field="on", value=day, expected=f"a day in {spans}")
        if as_json:
            emit_json({"on": day.isoformat(), "rule": rule.to_dict()})
            return
        for line in lines(rule, lang):
            click.echo(line)


@rules.command()
@PACKS
@JSON
def check(folders: tuple[Path, ...], as_json: bool) -> None:
    """Whether every pack can be read, and how many rules bear which mark.

    Schema, units, boundaries, periods that overlap or leave a gap: an error names file, rule and field.

    \b
    Example: ashore rules check --packs my-rules
    Exit code 0 when all is well, 1 when a pack is refused.
    """
    with refusals(as_json):
        packs = load(folders)
        if as_json:
            emit_json(counts(packs))
            return
        for line in count_lines(packs):
            click.echo(line)


@rules.command()
@click.option("--on", "first", type=DAY, required=True, help="The first day.")
@click.option("--with", "second", type=DAY, required=True, help="The day to compare with.")
@click.option("--jurisdiction", metavar="CODE", help="Only this one.")
@PACKS
@LANG
@JSON
def diff(
    first: date,
    second: date,
    jurisdiction: str | None,
    folders: tuple[Path, ...],
    lang: str,
    as_json: bool,
) -> None:
    """What changed between two days: rules that began, ended, or stand in another version.

    \b
    Example: ashore rules diff --on 2025-03-20 --with 2025-03-21
    """
    with refusals(as_json):
        packs = load(folders)
        found = [
            change
            for change in changes(packs, first, second)
            if jurisdiction is None or jurisdiction == change.rule.jurisdiction
        ]
        if as_json:
            emit_json(
                {
                    "on": first.isoformat(),
                    "with": second.isoformat(),
                    "changes": [change.to_dict() for change in found],
                }
            )
            return
        for change in found:
            click.echo(change_text(change, lang))
        click.echo(f"{len(found)} changed" if lang == "en" else f"共 {len(found)} 项变化")
