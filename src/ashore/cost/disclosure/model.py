"""A disclosure as data: sections of rows of cells, with every figure exact beside the text that shows it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from ashore.money import Locale


class CellKind(Enum):
    """What a cell holds, and so how its ``value`` is read."""

    TEXT = "text"
    """Words; no value."""
    MONEY = "money"
    """An amount: ``value`` is minor units."""
    RATE = "rate"
    """A percentage a year: ``value`` is its exact decimal text."""
    DATE = "date"
    """A day: ``value`` is ISO text."""
    COUNT = "count"
    """A whole number."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure or word of a document: what is shown, and what it is."""

    text: str
    kind: CellKind = CellKind.TEXT
    value: int | str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its name, its cells, and a note in smaller type. ``total`` rows are set off."""

    key: str
    cells: tuple[Cell, ...]
    note: str = ""
    total: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """One payment of the picture, in minor units."""

    label: str
    principal_minor: int
    interest_minor: int
    other_minor: int
    text: str

    @property
    def total_minor(self) -> int:
        """The whole payment."""
        return self.principal_minor + self.interest_minor + self.other_minor


@dataclass(frozen=True, slots=True)
class CheckQuestion:
    """One question of the comprehension check. ``answer`` is the place of the right option, from 0."""

    key: str
    text: str
    options: tuple[Cell, ...]
    answer: int


class SectionKind(Enum):
    """How a section is laid out."""

    BOX = "box"
    """The key box: rows of a name and a figure, large."""
    LINES = "lines"
    """Rows of a name and a figure."""
    TABLE = "table"
    """Rows under column heads."""
    PICTURE = "picture"
    """Bars of the payments; the rows say the same in words and figures."""
    CHECK = "check"
    """Questions with options."""
    CLOSING = "closing"
    """A sentence that closes the document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a document. What its kind has no use for is empty."""

    key: str
    kind: SectionKind
    title: str
    intro: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    bars: tuple[Bar, ...] = ()
    legend: tuple[str, ...] = ()
    questions: tuple[CheckQuestion, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disclosure:
    """What a borrower is shown before signing, complete: renderers add layout and nothing else.

    ``template`` and ``template_version`` name the wording and the layout; ``law`` is CN, EU or US; ``source`` the rule
    that it follows; ``headline`` the cost in money, in one sentence. ``reading_seconds`` is how long the lender makes
    the reader wait before agreeing (the Chinese rule wants a forced reading and names no length), or none.
    """

    template: str
    template_version: str
    law: str
    language: Locale
    currency: str
    issued_on: str
    contract_id: str
    title: str
    source: str
    parties: tuple[Row, ...]
    headline: str
    sections: tuple[Section, ...]
    reading_seconds: int | None = None
    words: dict[str, str] = field(default_factory=dict, hash=False)

    def section(self, key: str) -> Section:
        """The section of that key."""
        return next(each for each in self.sections if each.key == key)

    def row(self, section: str, key: str) -> Row:
        """One row of a section, by its keys."""
        return next(each for each in self.section(section).rows if each.key == key)

    def figures(self) -> list[tuple[str, int | str]]:
        """Every figure with the place where it stands, in order: the same in every language.

        Options of the check are left out: they are offered, not stated.
        """
        return [
            (f"{section.key}.{row.key}.{at}", cell.value)
            for section in self.sections
            for row in section.rows
            for at, cell in enumerate(row.cells)
            if cell.value is not None
        ]

    def to_dict(self) -> dict[str, Any]:
        """The document as plain data, for JSON."""
        plain: dict[str, Any] = _plain(self)
        return plain

    def canonical(self) -> bytes:
        """The data as bytes that are always the same: JSON, keys sorted, no blanks, UTF-8."""
        return json.dumps(
            self.to_dict(), sort_keys=True, ensure_ascii=False, separators=(",", ":")
        ).encode()


def _plain(value: Any) -> Any:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return value
    if hasattr(value, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name)) for name in value.__dataclass_fields__}
    return value
