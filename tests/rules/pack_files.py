"""Packs written for a test: a good rule, changed at one place."""

from __future__ import annotations

from pathlib import Path

from ashore.rules import Packs, load

HEAD = '[pack]\njurisdiction = "XX"\nfamily = "cost"\n'
RULE = """
[[rule]]
id = "XX.CAP.01"
version = 1
kind = "cost-cap"
lender_types = ["bank"]
products = ["any"]
effective_from = 2020-01-01
effective_to = 2020-12-31
source = "a law"
confidence = "P"
severity = "must"
title = { zh = "上限", en = "Cap" }
summary = { zh = "至多 24%。", en = "At most 24%." }
[rule.parameters]
measure = { value = "effective", unit = "text" }
limit = { value = "24", unit = "percent", bound = "upper", boundary = "exclusive", confidence = "M" }
"""


def write(folder: Path, *rules: str, name: str = "own.toml") -> Path:
    """A folder with one pack of these rules."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(HEAD + "".join(rules), encoding="utf-8")
    return folder


def loaded(folder: Path, *rules: str) -> Packs:
    """The standard packs with one more of these rules."""
    return load([write(folder, *rules)])


def version(number: int, start: str, end: str | None, extra: str = "") -> str:
    """The rule as another version for another period."""
    text = RULE.replace("version = 1", f"version = {number}").replace("2020-01-01", start)
    to = f"effective_to = {end}" if end else ""
    return text.replace("effective_to = 2020-12-31", f"{to}\n{extra}")
