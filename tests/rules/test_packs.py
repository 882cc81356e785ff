"""Files of rules: what is refused and how that is said, and which version holds on a day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashore.rules import (
    Confidence,
    InvalidPeriods,
    InvalidRule,
    Rule,
    UnknownRule,
    changes,
    load,
    standard_packs,
)
from tests.rules.pack_files import RULE, loaded, version, write


def _key(rule: Rule) -> tuple[str, int]:
    return rule.id, rule.version


DAYS = st.dates(date(2000, 1, 1), date(2035, 12, 31))


def test_the_packs_of_the_house_hold_every_place_and_say_how_sure_they_are() -> None:
    packs = standard_packs()
    assert {"CN", "US", "EU", "UK", "IN"} <= set(packs.jurisdictions)
    assert {rule.confidence for rule in packs.rules} == set(Confidence)
    assert packs.on(date(2026, 9, 1)).get("CN.CAP.06").confidence is Confidence.MEMORY


@pytest.mark.property
@given(DAYS)
def test_on_a_day_each_rule_has_the_one_version_whose_period_holds_it(day: date) -> None:
    packs = standard_packs()
    holding = [
        rule
        for rule in packs.rules
        if rule.effective_from <= day <= (rule.effective_to or date.max)
    ]
    assert len({rule.id for rule in holding}) == len(holding)
    assert sorted(packs.on(day).rules.values(), key=_key) == sorted(holding, key=_key)


@pytest.mark.property
@given(DAYS, DAYS)
def test_changes_between_two_days_lead_from_the_one_to_the_other(first: date, second: date) -> None:
    packs = standard_packs()
    rules = dict(packs.on(first).rules)
    for change in changes(packs, first, second):
        if change.after is None:
            del rules[change.rule.id]
        else:
            rules[change.rule.id] = change.after
    assert rules == packs.on(second).rules


@given(st.lists(st.integers(1, 400), min_size=1, max_size=6), DAYS)
def test_a_chain_of_versions_leaves_no_day_without_exactly_one(
    tmp_path_factory: pytest.TempPathFactory, lengths: list[int], start: date
) -> None:
    folder, rules, since = tmp_path_factory.mktemp("packs"), [], start
    for number, length in enumerate(lengths, start=1):
        until = since + timedelta(length - 1)
        rules.append(version(number, str(since), str(until)))
        since = until + timedelta(1)
    packs = loaded(folder, *rules)
    for day in (start, since - timedelta(1)):
        assert packs.on(day).get("XX.CAP.01").in_force(day)
    for day in (start - timedelta(1), since):
        with pytest.raises(UnknownRule):
            packs.on(day).get("XX.CAP.01")


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        ('severity = "must"', 'severity = "perhaps"', "severity"),
        ('confidence = "P"', 'confidence = "X"', "confidence"),
        ('source = "a law"', "", "source"),
        ('source = "a law"', 'source = " "', "source"),
        ('source = "a law"', 'source = "a law"\nsauce = 1', "sauce"),
        ("version = 1", "version = 0", "version"),
        ("version = 1", "version = true", "version"),
        ('kind = "cost-cap"', 'kind = "contact-hours"', "kind"),
        ('lender_types = ["bank"]', "lender_types = []", "lender_types"),
        ('lender_types = ["bank"]', 'lender_types = ["Big Bank"]', "lender_types"),
        ("effective_from = 2020-01-01", 'effective_from = "2020-01-01"', "effective_from"),
        ("effective_from = 2020-01-01", "effective_from = 2020-01-01T00:00:00", "effective_from"),
        ("effective_to = 2020-12-31", "effective_to = 2019-12-31", "effective_to"),
        ('title = { zh = "上限", en = "Cap" }', 'title = { en = "Cap" }', "title"),
        ('value = "24"', "value = 24.0", "parameters.limit.value"),
        ('value = "24"', 'value = "NaN"', "parameters.limit.value"),
        ('value = "24"', 'value = "-1"', "parameters.limit.value"),
        ('unit = "percent"', 'unit = "per cent"', "parameters.limit.unit"),
        ('unit = "percent"', 'unit = "times"', "parameters.limit.unit"),
        ('boundary = "exclusive"', 'boundary = "both"', "parameters.limit.boundary"),
        (', boundary = "exclusive"', "", "parameters.limit"),
        (', bound = "upper", boundary = "exclusive"', "", "parameters.limit"),
        ('value = "effective"', 'value = "roughly"', "parameters.measure"),
        ('limit = { value = "24"', 'limits = { value = "24"', "parameters.limits"),
        ('limit = { value = "24"', 'index = { value = "24"', "parameters.index.unit"),
    ],
)
def test_a_file_that_breaks_the_schema_is_refused_with_file_rule_and_field(
    tmp_path: Path, old: str, new: str, field: str
) -> None:
    assert old in RULE
    with pytest.raises(InvalidRule) as refused:
        loaded(tmp_path, RULE.replace(old, new))
    assert refused.value.field == f"own.toml: XX.CAP.01: {field}"


def test_a_cap_is_either_fixed_or_hangs_on_a_series_that_is_held(tmp_path: Path) -> None:
    floating = RULE.replace("limit = {", "multiple = {").replace('"percent"', '"times"')
    with pytest.raises(InvalidRule, match="multiple and index"):
        loaded(tmp_path, floating)
    with pytest.raises(InvalidRule, match=r"CN\.LPR\.1Y"):
        loaded(tmp_path, floating + 'index = { value = "XX.RATE", unit = "text" }\n')


def test_a_file_that_is_no_toml_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidRule, match="valid TOML"):
        loaded(tmp_path, "this is no table")


def test_a_folder_without_packs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidRule):
        load([tmp_path])
    with pytest.raises(InvalidRule):
        load([tmp_path / "nowhere"])


@pytest.mark.parametrize(
    ("second", "said"),
    [
        (version(2, "2020-12-31", None), "a day after version 1"),
        (version(2, "2021-01-02", None), "2021-01-01, or a text `gap`"),
        (version(2, "2019-01-01", "2019-12-31"), "above 2"),
        (version(2, "2021-01-01", None, 'gap = { zh = "无", en = "none" }'), "no gap"),
    ],
)
def test_versions_that_do_not_follow_one_another_are_refused(
    tmp_path: Path, second: str, said: str
) -> None:
    with pytest.raises(InvalidPeriods, match=said):
        loaded(tmp_path, RULE, second)


def test_a_gap_that_is_owned_up_to_is_allowed(tmp_path: Path) -> None:
    later = version(2, "2022-01-01", None, 'gap = { zh = "暂停", en = "suspended" }')
    packs = loaded(tmp_path, RULE, later)
    assert packs.on(date(2022, 1, 1)).get("XX.CAP.01").version == 2
    assert "XX.CAP.01" not in packs.on(date(2021, 6, 1)).rules


def test_one_folder_may_not_hold_a_version_twice_but_a_later_one_takes_its_place(
    tmp_path: Path,
) -> None:
    with pytest.raises(InvalidRule, match="does not hold already"):
        loaded(tmp_path / "twice", RULE, RULE)
    first = write(tmp_path / "first", RULE)
    second = write(tmp_path / "second", RULE.replace('"24"', '"20"'))
    packs = load([first, second])
    assert len(packs.versions("XX.CAP.01")) == 1
    assert packs.on(date(2020, 6, 1)).get("XX.CAP.01").parameter("limit").shown() == (
        "below 20 percent"
    )


def test_packs_may_stand_in_folders_by_place(tmp_path: Path) -> None:
    write(tmp_path / "xx", RULE)
    (rule,) = load([tmp_path]).versions("XX.CAP.01")
    assert rule.file == "xx/own.toml"


def test_an_answer_bears_the_weakest_mark_that_it_leans_on(tmp_path: Path) -> None:
    (rule,) = loaded(tmp_path, RULE).versions("XX.CAP.01")
    assert rule.weakest("measure") is Confidence.PRESS
    assert rule.weakest("measure", "limit") is Confidence.MEMORY


def test_every_rule_and_parameter_reads_in_both_languages() -> None:
    for rule in standard_packs().rules:
        assert any("\u4e00" <= sign <= "\u9fff" for sign in rule.title.zh + rule.summary.zh), (
            rule.id
        )
        assert not any("\u4e00" <= sign <= "\u9fff" for sign in rule.title.en), rule.id
        for each in rule.parameters.values():
            assert each.shown("zh-CN")
            assert each.shown("en")
