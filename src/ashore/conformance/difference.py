"""Two sides of a failed expectation, cell by cell: only what differs."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any, NamedTuple

from ashore.conformance.matching import same

_NAMING = ("date", "type", "name", "range", "action", "start", "added_on")
"""Cells that say which row is meant."""
_ABSENT = "(no such row)"


class Difference(NamedTuple):
    """One cell that is not as expected; ``row`` and ``cell`` are empty for a value that stands alone."""

    row: str
    cell: str
    expected: str
    actual: str


def differences(expected: Any, actual: Any) -> list[Difference]:
    """What differs between the two sides of a failure: named cells, rows of them, or two values.

    >>> wanted = [{"date": "2025-02-01", "interest": "5.83", "balance": "668.60"}]
    >>> shown = [{"date": "2025-02-01", "interest": "5.84", "balance": "668.60"}]
    >>> differences(wanted, shown)
    [Difference(row='2025-02-01', cell='interest', expected='5.83', actual='5.84')]
    >>> differences("ACTIVE", "OVERPAID")
    [Difference(row='', cell='', expected='ACTIVE', actual='OVERPAID')]
    """
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        found = _cells("", expected, actual)
    elif isinstance(expected, list) and isinstance(actual, list):
        pairs = zip_longest(expected, actual, fillvalue=None)
        found = [each for at, pair in enumerate(pairs, start=1) for each in _row(at, *pair)]
    else:
        found = []
    return found or [Difference("", "", text(expected), text(actual))]


def _cells(row: str, expected: Mapping[str, Any], actual: Mapping[str, Any]) -> list[Difference]:
    return [
        Difference(row, name, text(value), text(actual.get(name)))
        for name, value in expected.items()
        if not same(value, actual.get(name))
    ]


def _row(at: int, expected: Any, actual: Any) -> list[Difference]:
    name = _name(at, actual if expected is None else expected)
    if isinstance(expected, Mapping) and isinstance(actual, Mapping):
        return _cells(name, expected, actual)
    if expected == actual:
        return []
    sides = (_ABSENT if side is None else text(side) for side in (expected, actual))
    return [Difference(name, "", *sides)]


def _name(at: int, row: Any) -> str:
    cells = row if isinstance(row, Mapping) else {}
    return " ".join(str(cells[key]) for key in _NAMING if cells.get(key) is not None) or str(at)


def text(value: Any) -> str:
    """One side in one line.

    >>> text({"date": "2025-02-01", "paid_on": None})
    'date 2025-02-01, paid_on none'
    """
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {text(each)}" for name, each in value.items())
    if isinstance(value, (list, tuple)):
        return " ".join(text(each) for each in value) or "nothing"
    return str(value)
