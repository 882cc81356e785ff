"""One loan in plain Python, from contract and events to its numbers on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ashore.kernel.batch import stand_twice
from ashore.kernel.encode import EventNumbers, LoanNumbers
from ashore.kernel.layout import OUT_SIZE, Space
from ashore.kernel.space import sizes

ALWAYS = date.max.toordinal()
"""As known at any time: nothing is left out."""


def space_for(loan: LoanNumbers, events: int, fees: int) -> Space:
    """Fresh room in lists."""
    rows, s, r, c, q, x, w, v, order, counts = (
        [0] * size for size in sizes(loan.instalments, events, fees)
    )
    return rows, s, r, c, q, x, w, v, order, counts


def numbers_on(
    terms: Sequence[int],
    loan: LoanNumbers,
    events: EventNumbers,
    day: int,
    *,
    before: int = 0,
    known_at: int = ALWAYS,
    known_before: int = ALWAYS,
    named: int = 1,
    fees: int = 0,
) -> tuple[int, list[int]]:
    """How it went, and what the loan stands at on ``before`` (if asked) and on ``day``: twice `OUT_SIZE` numbers."""
    out = [0] * (2 * OUT_SIZE)
    count = len(events.kinds)
    space = space_for(loan, count, fees)
    how = stand_twice(
        list(terms),
        loan,
        named,
        events,
        count,
        min(known_before, known_at),
        known_at,
        before,
        day,
        space,
        out,
        0,
    )
    return how, out
