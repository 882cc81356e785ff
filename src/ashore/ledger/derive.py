"""Journals as the difference between two states of knowledge: what should be booked, less what is booked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, MutableMapping
from datetime import date

from ashore.ledger.accounts import CHART
from ashore.ledger.journal import Journal, Posting
from ashore.ledger.ledger import Ledger
from ashore.ledger.mapping import balances
from ashore.loan import Totals

Movements = MutableMapping[tuple[date, str], list[int]]
"""For a day and a tag, how much each account moves, in the order of the chart. Loans add up into it."""

_NOTHING = (0,) * len(CHART)


def loan_movements(
    into: Movements, tag: str, days: Iterable[date], totals: Iterable[Totals]
) -> None:
    """Add one loan's movements to those of its day and tag.

    ``totals`` are the loan's on each of ``days``, rising. Many loans of a product under one tag make one journal a day;
    the same call with the loan's id as the tag gives its sub-ledger.

    >>> from ashore.loan import Parts
    >>> found: Movements = {}
    >>> loan_movements(found, "loan", [date(2025, 1, 15)], [Totals(charged=Parts(principal=500))])
    >>> found[date(2025, 1, 15), "loan"][:2]
    [-500, 500]
    """
    before = _NOTHING
    last: Totals | None = None
    for day, known in zip(days, totals, strict=True):
        if known == last:
            continue
        last = known
        after = balances(known)
        moves = into.setdefault((day, tag), list(_NOTHING))
        for at, amount in enumerate(after):
            moves[at] += amount - before[at]
        before = after


def booked_movements(ledger: Ledger) -> Movements:
    """What the ledger holds, by value date and tag."""
    at = {each.code: k for k, each in enumerate(CHART)}
    found: Movements = {}
    for journal in ledger.journals:
        moves = found.setdefault((journal.value_date, journal.tag), list(_NOTHING))
        for code, amount in journal.postings:
            moves[at[code]] += amount
    return found


def derive(
    ledger: Ledger, known: Mapping[tuple[date, str], list[int]], book_date: date
) -> list[Journal]:
    """The journals that bring the ledger to what is known, by day and tag. Posting them is the caller's.

    What counts on a day that is still open is booked on that day; news about a closed period is booked on ``book_date``
    and keeps its value date. A ledger that holds all that is known already gets nothing.
    """
    booked = booked_movements(ledger)
    journals = []
    serial = len(ledger.journals)
    for key in sorted({*known, *booked}):
        day, tag = key
        wanted, have = known.get(key, _NOTHING), booked.get(key, _NOTHING)
        postings = tuple(
            Posting(each.code, wanted[at] - have[at])
            for at, each in enumerate(CHART)
            if wanted[at] != have[at]
        )
        if not postings:
            continue
        serial += 1
        closed = ledger.closed_to is not None and day <= ledger.closed_to
        journals.append(
            Journal(
                id=f"{serial:08d}",
                currency=ledger.currency,
                book_date=book_date if closed else day,
                value_date=day,
                tag=tag,
                postings=postings,
            )
        )
    return journals
