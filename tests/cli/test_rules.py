"""`ashore rules`: what it prints, and when it refuses."""

from __future__ import annotations

import json
from pathlib import Path

from click.testing import CliRunner, Result

from ashore.cli import main
from tests.rules.pack_files import RULE, version, write


def command(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["rules", *map(str, arguments)])


def test_list_gives_the_rules_of_a_day_with_their_marks() -> None:
    asked = "list --jurisdiction CN --family contact --on".split()
    before, after = (command(*asked, day).stdout for day in ("2025-12-31", "2026-01-01"))
    assert "CN.COL.02" in before
    assert "CN.COL.03" not in before
    assert "CN.COL.03" in after
    facts = json.loads(command(*asked, "2026-01-01", "--json").stdout)
    assert facts["on"] == "2026-01-01"
    assert {rule["family"] for rule in facts["rules"]} == {"contact"}


def test_list_by_lender() -> None:
    asked = "list --lender-type private --family cost --on 2021-03-01".split()
    assert "CN.CAP.01" in command(*asked).stdout
    assert "CN.CAP.06" not in command(*asked).stdout


def test_show_says_that_a_rule_is_unverified_in_both_languages() -> None:
    shown = "show", "CN.CAP.06", "--on", "2025-11-01"
    assert "unverified, from memory" in command(*shown).stdout
    assert "未核实，凭记忆" in command(*shown, "--lang", "zh-CN").stdout
    rule = json.loads(command(*shown, "--json").stdout)["rule"]
    assert rule["confidence"] == "M"
    assert rule["confidence_text"]["zh"] == "未核实，凭记忆"


def test_show_marks_a_parameter_that_is_less_sure_than_its_rule() -> None:
    shown = command("show", "IFRS.02", "--on", "2025-01-01").stdout
    assert "at least 90 days  [M: unverified, from memory]" in shown
    assert "press" in shown


def test_show_a_figure_that_nobody_found() -> None:
    assert "was not found" in command("show", "CN.COST.04", "--on", "2026-08-01").stdout


def test_show_a_series_and_that_it_was_not_looked_up_so_far() -> None:
    assert "3.85 percent" in command("show", "CN.LPR.1Y", "--on", "2021-03-01").stdout
    late = command("show", "CN.LPR.1Y", "--on", "2030-01-01")
    assert "the last value known" in late.stdout
    assert json.loads(command("show", "CN.LPR.1Y", "--json").stdout)["series"] == "CN.LPR.1Y"


def test_a_rule_that_is_not_in_force_or_not_there_is_refused() -> None:
    early = command("show", "CN.HS.10", "--on", "2025-12-31")
    assert early.exit_code == 1
    assert "2026-01-01 .. 2026-03-31" in early.output
    assert command("show", "XX.NONE.01").exit_code == 1
    assert command("list", "--jurisdiction", "ZZ").exit_code == 1
    assert json.loads(command("show", "XX.NONE.01", "--json").stdout)["error"]["code"]


def test_check_counts_by_mark() -> None:
    done = command("check", "--json")
    facts = json.loads(done.stdout)
    assert done.exit_code == 0
    assert sum(facts["by_confidence"].values()) == facts["versions"]
    assert sum(facts["by_jurisdiction"].values()) == facts["versions"]
    text = command("check").stdout
    assert f"{facts['rules']} rules in {facts['versions']} versions" in text
    assert str(facts["by_confidence"]["M"]) in text


def test_check_reads_packs_of_ones_own_and_refuses_bad_ones(tmp_path: Path) -> None:
    plain = json.loads(command("check", "--json").stdout)["versions"]
    good = write(tmp_path / "good", RULE)
    assert json.loads(command("check", "--packs", good, "--json").stdout)["versions"] == plain + 1
    bad = write(tmp_path / "bad", RULE.replace('"must"', '"perhaps"'))
    done = command("check", "--packs", bad)
    assert done.exit_code == 1
    assert "own.toml: XX.CAP.01: severity" in done.output


def test_diff_says_what_began_ended_and_changed(tmp_path: Path) -> None:
    packs = write(tmp_path, RULE, version(2, "2021-01-01", "2021-12-31").replace('"24"', '"20"'))
    asked = ["diff", "--packs", packs, "--jurisdiction", "XX", "--json", "--on"]

    def kinds(first: str, second: str) -> list[str]:
        done = json.loads(command(*asked, first, "--with", second).stdout)
        return [change["kind"] for change in done["changes"]]

    assert kinds("2019-12-31", "2020-01-01") == ["began"]
    assert kinds("2020-01-01", "2020-12-31") == []
    assert kinds("2020-12-31", "2021-01-01") == ["changed"]
    assert kinds("2021-12-31", "2022-01-01") == ["ended"]
    text = command("diff", "--on", "2025-03-20", "--with", "2025-03-21")
    assert "at most 200000 CNY" in text.stdout
    assert "2 changed" in text.stdout


def test_diff_needs_both_days() -> None:
    assert command("diff", "--on", "2025-03-20").exit_code == 2
