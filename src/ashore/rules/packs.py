"""Packs of rules put together, looked at on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise

from ashore.rules.errors import InvalidPeriods, InvalidRule, UnknownRule
from ashore.rules.marks import Family
from ashore.rules.reading import Contents, read_file
from ashore.rules.rule import Rule
from ashore.rules.series import Series

_ONE_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class InForce:
    """The rules that bind on one day, by id.

    >>> standard_packs().on(date(2024, 6, 1)).get("CN.LIM.01").parameter("amount").shown()
    'at most 200000 CNY'
    >>> standard_packs().on(date(2025, 6, 1)).get("CN.LIM.01").parameter("amount").shown()
    'at most 300000 CNY'
    """

    day: date
    rules: Mapping[str, Rule]
    series: Mapping[str, Series]

    def get(self, rule_id: str) -> Rule:
        """The version in force. Raises UnknownRule if there is none that day."""
        try:
            return self.rules[rule_id]
        except KeyError:
            raise UnknownRule(
                field="rule", value=rule_id, expected=f"a rule in force on {self.day}"
            ) from None

    def select(
        self,
        jurisdiction: str | None = None,
        family: Family | None = None,
        kind: str | None = None,
        lender_type: str | None = None,
        product: str | None = None,
    ) -> tuple[Rule, ...]:
        """The rules in force that answer to all that is given, in the order of their ids."""
        return tuple(
            rule
            for rule in self.rules.values()
            if (jurisdiction is None or rule.jurisdiction == jurisdiction)
            and (family is None or rule.family is family)
            and (kind is None or rule.kind == kind)
            and (lender_type is None or rule.binds(lender_type, product or "any"))
            and (product is None or rule.binds(lender_type or "any", product))
        )


@dataclass(frozen=True, slots=True)
class Packs:
    """Every version of every rule, by id and date, and the series that they refer to."""

    rules: tuple[Rule, ...]
    series: Mapping[str, Series]

    def on(self, day: date) -> InForce:
        """The rules in force on a day: of each id at most one version, because periods never overlap."""
        found = {rule.id: rule for rule in self.rules if rule.in_force(day)}
        return InForce(day, found, self.series)

    def versions(self, rule_id: str) -> tuple[Rule, ...]:
        """All versions of a rule by date. Raises UnknownRule if there is none."""
        found = tuple(rule for rule in self.rules if rule.id == rule_id)
        if not found:
            raise UnknownRule(field="rule", value=rule_id, expected="an id that the packs hold")
        return found

    @property
    def jurisdictions(self) -> tuple[str, ...]:
        """Every jurisdiction that has a rule."""
        return tuple(sorted({rule.jurisdiction for rule in self.rules}))


@cache
def standard_packs() -> Packs:
    """The packs that come with Ashore."""
    return load()


def load(folders: Sequence[Traversable] = ()) -> Packs:
    """The packs that come with Ashore, and those of further folders (`pathlib.Path` will do): their ``*.toml``, and those
    one folder down.

    A rule of a later folder takes the place of one with the same id and version; a series that of one with the same id.
    Raises InvalidRule for a file that breaks the schema, InvalidPeriods for versions that do not follow one another.
    """
    rules: dict[tuple[str, int], Rule] = {}
    series: dict[str, Series] = {}
    for folder in (files("ashore.rules") / "packs", *folders):
        contents = [read_file(file, name) for file, name in _toml_files(folder)]
        if not contents:
            raise InvalidRule(field=folder.name, value="no file", expected="files *.toml of rules")
        rules |= _rules_once(contents)
        series |= _series_once(contents)
    return Packs(_in_order(rules.values(), series), series)


def _toml_files(folder: Traversable) -> list[tuple[Traversable, str]]:
    """Files of rules with the names that refusals call them by, always in the same order."""
    if not folder.is_dir():
        raise InvalidRule(field="packs", value=folder.name, expected="a folder of files *.toml")
    found: list[tuple[Traversable, str]] = []
    for each in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if each.is_dir():
            inside = sorted(each.iterdir(), key=lambda entry: entry.name)
            found += [(file, f"{each.name}/{file.name}") for file in inside if _is_toml(file)]
        elif _is_toml(each):
            found.append((each, each.name))
    return found


def _is_toml(file: Traversable) -> bool:
    return file.name.endswith(".toml") and file.is_file()


def _rules_once(contents: Iterable[Contents]) -> dict[tuple[str, int], Rule]:
    found: dict[tuple[str, int], Rule] = {}
    for rule in (rule for each in contents for rule in each.rules):
        before = found.setdefault((rule.id, rule.version), rule)
        if before is not rule:
            raise InvalidRule(
                field=f"{rule.file}: {rule.id}: version",
                value=rule.version,
                expected=f"a version that {before.file} does not hold already",
            )
    return found


def _series_once(contents: Iterable[Contents]) -> dict[str, Series]:
    found: dict[str, Series] = {}
    for series in (series for each in contents for series in each.series):
        if series.id in found:
            raise InvalidRule(field=series.id, value="twice", expected="one series of that id")
        found[series.id] = series
    return found


def _in_order(rules: Iterable[Rule], series: Mapping[str, Series]) -> tuple[Rule, ...]:
    """All rules by id and date, once their periods are known to follow one another."""
    by_id: defaultdict[str, list[Rule]] = defaultdict(list)
    for rule in rules:
        by_id[rule.id].append(rule)
        _check_index(rule, series)
    for versions in by_id.values():
        versions.sort(key=lambda rule: rule.effective_from)
        for before, after in pairwise(versions):
            _check_follows(before, after)
    return tuple(rule for rule_id in sorted(by_id) for rule in by_id[rule_id])


def _check_index(rule: Rule, series: Mapping[str, Series]) -> None:
    index = rule.parameters.get("index")
    if rule.kind == "cost-cap" and index is not None and index.value not in series:
        raise InvalidRule(
            field=f"{rule.file}: {rule.id}: parameters.index",
            value=index.value,
            expected=f"one of {', '.join(sorted(series)) or 'no series, as none is held'}",
        )


def _check_follows(before: Rule, after: Rule) -> None:
    def refuse(field: str, value: object, expected: str) -> InvalidPeriods:
        place = f"{after.file}: {after.id} version {after.version}: {field}"
        return InvalidPeriods(field=place, value=value, expected=expected)

    if after.version <= before.version:
        raise refuse("version", after.version, f"above {before.version}, which is earlier")
    if (after.jurisdiction, after.family) != (before.jurisdiction, before.family):
        raise refuse("family", after.family.value, f"that of version {before.version}")
    if before.effective_to is None or before.effective_to >= after.effective_from:
        until = before.effective_to or "without end"
        expected = (
            f"a day after version {before.version}, which runs {before.effective_from} to {until}"
        )
        raise refuse("effective_from", after.effective_from, expected)
    gap = after.effective_from - before.effective_to > _ONE_DAY
    if gap and after.gap is None:
        expected = (
            f"{before.effective_to + _ONE_DAY}, or a text `gap` that says why nothing was in force"
        )
        raise refuse("effective_from", after.effective_from, expected)
    if after.gap is not None and not gap:
        raise refuse("gap", after.gap.en, "no gap, as none is there")
