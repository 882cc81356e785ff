"""The words of a template in one language, read from the wording files beside the code."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from ashore.cost.disclosure.errors import InvalidDisclosure
from ashore.cost.disclosure.model import Cell, CellKind
from ashore.money import Locale, currency, format_minor

LAWS = {"CN": "cn", "EU": "eu", "US": "us"}
"""Wording file of each law."""
LANGUAGES: tuple[Locale, ...] = ("zh-CN", "en")
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@cache
def wording(name: str) -> dict[str, Any]:
    """A wording file: ``common``, ``cn``, ``eu`` or ``us``."""
    source = files("ashore.cost.disclosure") / "wording" / f"{name}.toml"
    return tomllib.loads(source.read_text(encoding="utf-8"))


class Words:
    """Texts of one law in one language, and figures written as that language writes them."""

    def __init__(self, law: str, language: Locale, code: str, issued: date) -> None:
        if law not in LAWS:
            raise InvalidDisclosure(field="law", value=law, expected="one of CN, EU, US")
        if language not in LANGUAGES:
            raise InvalidDisclosure(field="language", value=language, expected="zh-CN or en")
        self.language, self.unit = language, currency(code)
        self._at = LANGUAGES.index(language)
        common, own = wording("common"), wording(LAWS[law])
        self.version = f"{common['version']}.{own['version']}"
        in_force = [each["text"] for each in own["sources"] if each["from"] <= issued]
        if not in_force:
            raise InvalidDisclosure(
                field="issued_on", value=issued, expected=f"from {own['sources'][0]['from']} on"
            )
        self.source: str = in_force[-1][self._at]
        self._texts = {**common["words"], **own["words"]}

    def __call__(self, key: str, **values: object) -> str:
        """The text of a key with its values put in."""
        text: str = self._texts[key][self._at]
        return text.format(**values) if values else text

    def pick(self, zh: str, en: str) -> str:
        """The one of two names that is in this language; the other where it is empty."""
        return ((zh, en)[self._at]) or zh or en

    def money_text(self, minor: int) -> str:
        """An amount as it is written."""
        return format_minor(minor, self.unit, self.language)

    def money(self, minor: int) -> Cell:
        """An amount."""
        return Cell(self.money_text(minor), CellKind.MONEY, minor)

    def rate(self, percent: str) -> Cell:
        """A percentage a year."""
        return Cell(f"{percent}%", CellKind.RATE, percent)

    def day_text(self, day: date) -> str:
        """A date as it is written; the month by name in English, so that nobody reads a day for it."""
        if self.language == "zh-CN":
            return f"{day.year}年{day.month}月{day.day}日"
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"

    def day(self, day: date) -> Cell:
        """A date."""
        return Cell(self.day_text(day), CellKind.DATE, day.isoformat())

    def count(self, number: int) -> Cell:
        """A whole number."""
        return Cell(str(number), CellKind.COUNT, number)

    def text(self, key: str, **values: object) -> Cell:
        """Words as a cell."""
        return Cell(self(key, **values))
