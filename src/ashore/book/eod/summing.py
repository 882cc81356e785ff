"""A day in figures: loans by class, the roll matrix, notices, journals, and every account reconciled."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from ashore.book.eod import tables
from ashore.book.eod.adding import CELL_BEFORE, CELL_LOANS, CELL_NOW, CELL_OVERDUE, TOTALS
from ashore.book.eod.booking import Books, to_totals
from ashore.book.eod.classes import CLASSES
from ashore.book.eod.slices import SliceDay
from ashore.ledger import CHART
from ashore.loan import Totals

NOTICES = (tables.DUE_AHEAD, tables.DUE_TODAY, tables.OVERDUE)


def roll_rows(found: SliceDay) -> Iterator[tuple[Any, ...]]:
    """The roll matrix: product, class before, class after, loans, their principal before and after."""
    for (product, before, now), numbers in sorted(found.cells.items()):
        was, stands = _both(numbers)
        principal = was.outstanding.principal, stands.outstanding.principal
        yield product, CLASSES[before], CLASSES[now], numbers[CELL_LOANS], *principal


def _both(numbers: list[int]) -> tuple[Totals, Totals]:
    before = to_totals(numbers[CELL_BEFORE : CELL_BEFORE + TOTALS])
    return before, to_totals(numbers[CELL_NOW : CELL_NOW + TOTALS])


def summary_of(day: date, found: SliceDay, books: Books) -> dict[str, Any]:
    """The summary as plain data. Money is minor units."""
    return {
        "day": day.isoformat(),
        "currency": books.ledger.currency,
        "loans": found.loans,
        "moved": found.tables[tables.MOVES].num_rows,
        "classes": _classes(found),
        "notices": {name: found.tables[name].num_rows for name in NOTICES},
        "journals": len(books.entries),
        "accounts": _accounts(books),
        "reconciled": True,
    }


def _classes(found: SliceDay) -> list[dict[str, Any]]:
    rows = [
        {"class": name, "loans": 0, "principal_minor": 0, "overdue_minor": 0} for name in CLASSES
    ]
    for (_, _, now), numbers in found.cells.items():
        row: dict[str, Any] = rows[now]
        row["loans"] += numbers[CELL_LOANS]
        row["overdue_minor"] += numbers[CELL_OVERDUE]
        row["principal_minor"] += _both(numbers)[1].outstanding.principal
    return rows


def _accounts(books: Books) -> list[dict[str, Any]]:
    """Every account: carried forward, the day's journals, the ledger after them, the sum over the loans."""
    ledger = books.ledger.trial_balance().balances
    opening = dict.fromkeys(ledger, 0)
    loans = dict.fromkeys(ledger, 0)
    for line in books.lines:
        opening[line.account] += line.opening_minor
        loans[line.account] += line.closing_minor
    return [
        {
            "account": each.code,
            "opening_minor": opening[each.code],
            "journals_minor": ledger[each.code] - opening[each.code],
            "ledger_minor": ledger[each.code],
            "loans_minor": loans[each.code],
            "difference_minor": ledger[each.code] - loans[each.code],
        }
        for each in CHART
    ]
