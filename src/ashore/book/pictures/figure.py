"""A picture and its twin in words: what a report shows of one result."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from ashore.money import Currency, Locale

Words = Callable[[str], str]
"""The words of the report for a key, in its language."""


class Figure(NamedTuple):
    """A picture as SVG with what stands above and below it, and the same as a table of texts."""

    title: str
    note: str
    svg: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Style(NamedTuple):
    """In which language and currency a figure is made."""

    locale: Locale
    currency: Currency
    words: Words

    def class_name(self, name: str) -> str:
        """A class of loans in words: days past due as they are."""
        return self.words(f"class_{name}") if name[0].isalpha() else name
