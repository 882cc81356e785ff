"""Rules as text and as plain data, in the language that is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import click

from ashore.cli.output import emit_json, table
from ashore.rules import Change, Confidence, Packs, Parameter, Rule, Series, Severity, Text


def said(text: Text, lang: str) -> str:
    """The text in a language."""
    return text.zh if lang == "zh-CN" else text.en


def period(rule: Rule) -> str:
    """First and last day of a rule."""
    return f"{rule.effective_from} .. {rule.effective_to or ''}".rstrip()


def lines(rule: Rule, lang: str) -> list[str]:
    """A rule in full: what it says, whom and when it binds, its source, its parameters."""
    zh = lang == "zh-CN"
    span = period(rule)
    if rule.period_confidence is not rule.confidence:
        span += f" [{said(rule.period_confidence.text, lang)}]"
    facts = [
        ("适用机构" if zh else "lenders", ", ".join(rule.lender_types)),
        ("适用产品" if zh else "products", ", ".join(rule.products)),
        ("生效期间" if zh else "in force", span),
        ("效力" if zh else "binds", said(rule.severity.text, lang)),
        ("核对" if zh else "mark", f"{rule.confidence.value}: {said(rule.confidence.text, lang)}"),
        ("来源" if zh else "source", rule.source),
    ]
    parameters = [(each.name, _shown(each, rule, lang)) for each in rule.parameters.values()]
    head = [f"{rule.id} v{rule.version}  {said(rule.title, lang)}", "", said(rule.summary, lang)]
    return [*head, "", _pairs(facts), *(["", _pairs(parameters)] if parameters else [])]


def _pairs(rows: Sequence[tuple[str, str]]) -> str:
    """Names and what they stand for, in two columns."""
    return table(rows[0], rows[1:], left=2)


def _shown(parameter: Parameter, rule: Rule, lang: str) -> str:
    """A parameter, with its mark where that is another than the rule's."""
    mark = parameter.confidence
    note = "" if mark is rule.confidence else f"  [{mark.value}: {said(mark.text, lang)}]"
    return parameter.shown(lang) + note


def show_series(series: Series, day: date, lang: str, as_json: bool) -> None:
    """Print what a series says on a day."""
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
            f"{point.confidence.value}: {said(point.confidence.text, lang)}",
        ),
        ("来源" if zh else "source", series.source),
    ]
    click.echo(f"{series.id}  {said(series.title, lang)}\n\n{_pairs(rows)}")
    if not settled:
        note = (
            "该日尚未核对，以上为最近已知值"
            if zh
            else "not looked up for that day: the last value known"
        )
        click.echo(f"\n{note}")


def counts(packs: Packs) -> dict[str, Any]:
    """How many rules there are, by mark, place, family and severity."""
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


def count_lines(packs: Packs) -> list[str]:
    """The same as tables."""
    found = counts(packs)
    marks, parameters = found["by_confidence"], found["parameters_by_confidence"]
    by_mark = [
        [f"{each.value}: {each.text.en}", str(marks[each.value]), str(parameters[each.value])]
        for each in Confidence
    ]
    families = list(found["by_family"])
    grid = Counter((rule.jurisdiction, rule.family.value) for rule in packs.rules)
    by_place = [
        [place, *(str(grid[place, family]) for family in families)]
        for place in found["by_jurisdiction"]
    ]
    return [
        f"{found['rules']} rules in {found['versions']} versions, {found['series']} series, all readable",
        "",
        table(["mark", "versions", "parameters"], by_mark),
        "",
        table(["place", *families], by_place),
    ]


def change_text(change: Change, lang: str) -> str:
    """A change, with the parameters that read differently."""
    words = {"began": "新增", "ended": "失效", "changed": "变更"}
    kind = words[change.kind.value] if lang == "zh-CN" else change.kind.value
    head = f"{change.rule.id}  {kind}  {said(change.rule.title, lang)}"
    rows = [[f"  {name}", before, after] for name, before, after in change.parameters(lang)]
    return "\n".join([head, *(table(rows[0], rows[1:], left=3).splitlines() if rows else [])])
