"""The journals of a day from what the loans add up to, and the proof that loans and ledger agree.

The books are the difference between two states of knowledge: what the loans stand at today as known today, less what
they stood at yesterday as known yesterday. Three kinds of journals, each balanced, each of one product and one class:

- ``movement``: what happened to the loans that are in the class today;
- ``news``: the part of it that counts on an earlier, closed day: booked today with that value date;
- ``transfer``: what loans that changed their class brought with them, and what they took away. Over the classes of a
  product the transfers add up to zero on every account.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from ashore.book.eod.adding import CELL_BEFORE, CELL_NOW, TOTALS
from ashore.book.eod.classes import CLASSES
from ashore.book.eod.errors import LedgerDifference
from ashore.book.eod.slices import SliceDay
from ashore.kernel import O_CHARGED, totals_told
from ashore.ledger import CHART, Journal, Ledger, Posting, account, balances
from ashore.loan import Totals

OPENING, MOVEMENT, NEWS, TRANSFER = "opening", "movement", "news", "transfer"
Place = tuple[str, int]
"""A product and the code of a class."""
Amounts = tuple[int, ...]
"""One for each account of the chart, in minor units, debits positive."""
NOTHING: Amounts = (0,) * len(CHART)


class Entry(NamedTuple):
    """A journal with what it is of."""

    kind: str
    product: str
    class_code: int
    journal: Journal


class Line(NamedTuple):
    """One account of one product and class: what was carried forward, what moved, what the loans add up to."""

    product: str
    class_name: str
    account: str
    opening_minor: int
    moved_minor: int
    closing_minor: int


class Books(NamedTuple):
    """The books of a day: a ledger of what was carried forward and the day's journals, and every account's line."""

    ledger: Ledger
    entries: tuple[Entry, ...]
    lines: tuple[Line, ...]


def to_totals(numbers: Sequence[int]) -> Totals:
    """Twenty-two numbers as totals. Every account's balance is a sum of them, so that sums of loans may be booked."""
    return totals_told([0] * O_CHARGED + list(numbers))


def _amounts(numbers: Sequence[int]) -> Amounts:
    return balances(to_totals(numbers))


def _add(into: dict[Place, list[int]], place: Place, amounts: Amounts, sign: int = 1) -> None:
    known = into.setdefault(place, list(NOTHING))
    for at, amount in enumerate(amounts):
        known[at] += sign * amount


def opening_of(found: SliceDay) -> dict[Place, Amounts]:
    """What the loans stood at the day before, by product and class."""
    return _standing(found, CELL_BEFORE, 1)


def closing_of(found: SliceDay) -> dict[Place, Amounts]:
    """What the loans stand at on the day, by product and class."""
    return _standing(found, CELL_NOW, 2)


def _standing(found: SliceDay, start: int, which: int) -> dict[Place, Amounts]:
    sums: dict[Place, list[int]] = {}
    for key, numbers in found.cells.items():
        product, code = key[0], int(key[which])
        _add(sums, (product, code), _amounts(numbers[start : start + TOTALS]))
    return {place: tuple(amounts) for place, amounts in sorted(sums.items())}


def book_day(
    currency: str,
    day: date,
    yesterday: date,
    found: SliceDay,
    opening: Mapping[Place, Amounts] | None,
) -> Books:
    """Book a day on what was carried forward; ``opening`` None: on what the loans stood at the day before.

    Raises LedgerDifference where what was carried forward is not what the loans stood at the day before, or where the
    ledger does not end on what they stand at.
    """
    before = opening_of(found)
    _agree(before if opening is None else opening, before, "carried forward")
    ledger = Ledger(currency)
    for serial, (place, amounts) in enumerate(sorted(before.items()), start=1):
        if any(amounts):
            name = f"opening-{serial:04d}"
            ledger.post(_journal(name, currency, yesterday, yesterday, (OPENING, place), amounts))
    ledger.close(yesterday)
    entries = tuple(_entries(currency, day, found))
    booked = {place: list(amounts) for place, amounts in before.items()}
    for entry in entries:
        ledger.post(entry.journal)
        _add(booked, (entry.product, entry.class_code), _by_account(entry.journal))
    now = closing_of(found)
    _agree({place: tuple(amounts) for place, amounts in booked.items()}, now, "booked")
    sums = tuple(map(sum, zip(*now.values(), strict=True))) or NOTHING
    in_all = tuple(ledger.trial_balance().balances[each.code] for each in CHART)
    _agree({("", 0): in_all}, {("", 0): sums}, "in the ledger")
    return Books(ledger, entries, tuple(_lines(before, now)))


def _by_account(journal: Journal) -> Amounts:
    moved = dict(journal.postings)
    return tuple(moved.get(each.code, 0) for each in CHART)


def _entries(currency: str, day: date, found: SliceDay) -> Iterator[Entry]:
    moved: dict[Place, list[int]] = {}
    transfers: dict[Place, list[int]] = {}
    for (product, before, now), numbers in found.cells.items():
        was = _amounts(numbers[CELL_BEFORE : CELL_BEFORE + TOTALS])
        _add(moved, (product, now), _amounts(numbers[CELL_NOW : CELL_NOW + TOTALS]))
        _add(moved, (product, now), was, -1)
        if before != now:
            _add(transfers, (product, before), was, -1)
            _add(transfers, (product, now), was)
    news = []
    for (product, code, first_day), numbers in sorted(found.news.items()):
        amounts = _amounts(numbers)
        _add(moved, (product, code), amounts, -1)
        news.append((date.fromordinal(first_day), (product, code), amounts))
    wanted = [
        *((MOVEMENT, day, place, tuple(amounts)) for place, amounts in sorted(moved.items())),
        *((NEWS, *each) for each in news),
        *((TRANSFER, day, place, tuple(amounts)) for place, amounts in sorted(transfers.items())),
    ]
    serial = 0
    for kind, value_date, place, amounts in wanted:
        if any(amounts):
            serial += 1
            name = f"{day:%Y%m%d}-{serial:04d}"
            journal = _journal(name, currency, day, value_date, (kind, place), amounts)
            yield Entry(kind, *place, journal)


def _journal(
    name: str,
    currency: str,
    day: date,
    value_date: date,
    what: tuple[str, Place],
    amounts: Amounts,
) -> Journal:
    kind, (product, code) = what
    postings = tuple(
        Posting(each.code, amount) for each, amount in zip(CHART, amounts, strict=True) if amount
    )
    tag = f"{product} / {CLASSES[code]} / {kind}"
    return Journal(name, currency, day, value_date, tag, postings)


def _agree(ledger: Mapping[Place, Amounts], loans: Mapping[Place, Amounts], what: str) -> None:
    for place in sorted({*ledger, *loans}):
        booked, stand = ledger.get(place, NOTHING), loans.get(place, NOTHING)
        for each, left, right in zip(CHART, booked, stand, strict=True):
            if left != right:
                whose = f" of {place[0]} / {CLASSES[place[1]]}" if place[0] else ""
                raise LedgerDifference(
                    field=f"account {each.code} {account(each.code).name_en}{whose}",
                    value=left - right,
                    expected=f"0: {left} {what}, {right} added up from the loans. News about a closed day must be"
                    " recorded on an open one; a book that was changed must be put back from a copy",
                )


def _lines(before: Mapping[Place, Amounts], now: Mapping[Place, Amounts]) -> Iterable[Line]:
    for place in sorted({*before, *now}):
        opening, closing = before.get(place, NOTHING), now.get(place, NOTHING)
        for each, first, last in zip(CHART, opening, closing, strict=True):
            if first or last:
                yield Line(place[0], CLASSES[place[1]], each.code, first, last - first, last)
