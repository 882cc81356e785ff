"""`ashore rules`: the dated rules of a place, listed, shown, checked and compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from ashore.cli.output import DAY, emit_json, refusals, table
from ashore.rules import (
    Change,
    Confidence,
    Family,
    Packs,
    Parameter,
    Rule,
    Series,
    Severity,
    Text,
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


def _said(text: Text, lang: str) -> str:
    return text.zh if lang == "zh-CN" else text.en


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
                _said(rule.severity.text, lang),
                _said(rule.title, lang),
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
            _show_series(packs.series[rule_id], day, lang, as_json)
            return
        versions = packs.versions(rule_id)
        rule = next((each for each in versions if each.in_force(day)), None)
        if rule is None:
            spans = ", ".join(_period(each) for each in versions)
            raise UnknownRule(field="on", value=day, expected=f"a day in {spans}")
        if as_json:
            emit_json({"on": day.isoformat(), "rule": rule.to_dict()})
            return
        for line in _lines(rule, lang):
            click.echo(line)


def _period(rule: Rule) -> str:
    return f"{rule.effective_from} .. {rule.effective_to or ''}".rstrip()


def _lines(rule: Rule, lang: str) -> list[str]:
    zh = lang == "zh-CN"
    period = _period(rule)
    if rule.period_confidence is not rule.confidence:
        period += f" [{_said(rule.period_confidence.text, lang)}]"
    facts = [
        ("适用机构" if zh else "lenders", ", ".join(rule.lender_types)),
        ("适用产品" if zh else "products", ", ".join(rule.products)),
        ("生效期间" if zh else "in force", period),
        ("效力" if zh else "binds", _said(rule.severity.text, lang)),
        ("核对" if zh else "mark", f"{rule.confidence.value}: {_said(rule.confidence.text, lang)}"),
        ("来源" if zh else "source", rule.source),
    ]
    parameters = [(each.name, _shown(each, rule, lang)) for each in rule.parameters.values()]
    head = [f"{rule.id} v{rule.version}  {_said(rule.title, lang)}", "", _said(rule.summary, lang)]
    return [*head, "", _pairs(facts), *(["", _pairs(parameters)] if parameters else [])]


def _pairs(rows: Sequence[tuple[str, str]]) -> str:
    """Names and what they stand for, in two columns."""
    return table(rows[0], rows[1:], left=2)


def _shown(parameter: Parameter, rule: Rule, lang: str) -> str:
    """A parameter, with its mark where that is another than the rule's."""
    mark = parameter.confidence
    said = "" if mark is rule.confidence else f"  [{mark.value}: {_said(mark.text, lang)}]"
    return parameter.shown(lang) + said


def _show_series(series: Series, day: date, lang: str, as_json: bool) -> None:
    point = series.on(day)
    settled = day <= series.read_to
    if as_json:
        emit_json(
            {
                "on": day.isoformat(),
                "series": series.id,
                "title": series.title._asdict(),
                "value": str(point.value),
                "unit": series.unit,
                "since": point.since.isoformat(),
                "confidence": point.confidence.value,
                "read_to": series.read_to.isoformat(),
                "settled": settled,
                "source": series.source,
            }
        )
        return
    zh = lang == "zh-CN"
    rows = [
        ("数值" if zh else "value", f"{point.value} {'%' if zh else series.unit}"),
        ("自" if zh else "since", point.since.isoformat()),
        ("核对至" if zh else "looked up to", series.read_to.isoformat()),
        (
            "核对" if zh else "mark",
            f"{point.confidence.value}: {_said(point.confidence.text, lang)}",
        ),
        ("来源" if zh else "source", series.source),
    ]
    click.echo(f"{series.id}  {_said(series.title, lang)}\n\n{_pairs(rows)}")
    if not settled:
        said = (
            "该日尚未核对，以上为最近已知值"
            if zh
            else "not looked up for that day: the last value known"
        )
        click.echo(f"\n{said}")


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
            emit_json(_counts(packs))
            return
        for line in _count_lines(packs):
            click.echo(line)


def _counts(packs: Packs) -> dict[str, Any]:
    marks = Counter(rule.confidence.value for rule in packs.rules)
    parameters = Counter(
        each.confidence.value for rule in packs.rules for each in rule.parameters.values()
    )
    return {
        "versions": len(packs.rules),
        "rules": len({rule.id for rule in packs.rules}),
        "series": len(packs.series),
        "files": len({rule.file for rule in packs.rules}),
        "by_confidence": {each.value: marks[each.value] for each in Confidence},
        "parameters_by_confidence": {each.value: parameters[each.value] for each in Confidence},
        "without_value": sum(
            each.missing is not None for rule in packs.rules for each in rule.parameters.values()
        ),
        "by_jurisdiction": dict(sorted(Counter(r.jurisdiction for r in packs.rules).items())),
        "by_family": dict(sorted(Counter(r.family.value for r in packs.rules).items())),
        "by_severity": {
            each.value: sum(rule.severity is each for rule in packs.rules) for each in Severity
        },
    }


def _count_lines(packs: Packs) -> list[str]:
    counts = _counts(packs)
    marks, parameters = counts["by_confidence"], counts["parameters_by_confidence"]
    by_mark = [
        [f"{each.value}: {each.text.en}", str(marks[each.value]), str(parameters[each.value])]
        for each in Confidence
    ]
    families = list(counts["by_family"])
    grid = Counter((rule.jurisdiction, rule.family.value) for rule in packs.rules)
    by_place = [
        [place, *(str(grid[place, family]) for family in families)]
        for place in counts["by_jurisdiction"]
    ]
    return [
        f"{counts['rules']} rules in {counts['versions']} versions, {counts['series']} series, all readable",
        "",
        table(["mark", "versions", "parameters"], by_mark),
        "",
        table(["place", *families], by_place),
    ]


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
            click.echo(_change(change, lang))
        click.echo(f"{len(found)} changed" if lang == "en" else f"共 {len(found)} 项变化")


def _change(change: Change, lang: str) -> str:
    words = {"began": "新增", "ended": "失效", "changed": "变更"}
    kind = words[change.kind.value] if lang == "zh-CN" else change.kind.value
    head = f"{change.rule.id}  {kind}  {_said(change.rule.title, lang)}"
    rows = [[f"  {name}", before, after] for name, before, after in change.parameters(lang)]
    return "\n".join([head, *(table(rows[0], rows[1:], left=3).splitlines() if rows else [])])
