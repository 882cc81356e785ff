"""One loan in plain Python, from contract and events to its numbers on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ashore.kernel.batch import goes_along, has_news, stand_twice
from ashore.kernel.encode import EventNumbers, LoanNumbers
from ashore.kernel.layout import D_SIZE, DONE, FIRST_ROW, OUT_SIZE, STATE_SIZE, T_FEES, Space
from ashore.kernel.space import sizes

ALWAYS = date.max.toordinal()
"""As known at any time: nothing is left out."""


def space_for(terms: Sequence[int], loan: LoanNumbers, events: int) -> Space:
    """Fresh room in lists, with the terms in their place."""
    rows, at_work, order, counts = sizes(loan.instalments, events, terms[T_FEES - STATE_SIZE])
    m = [0] * at_work
    m[STATE_SIZE:FIRST_ROW] = terms
    return [0] * rows, m, [0] * order, [0] * counts


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
) -> tuple[int, list[int]]:
    """How it went, and what the loan stands at on ``before`` (if asked) and on ``day``: twice `OUT_SIZE` numbers."""
    out = [0] * (2 * OUT_SIZE)
    count = len(events.kinds)
    known_before = min(known_before, known_at)
    if not has_news(events, count, known_before, known_at, before):
        # Room for a straight walk alone: most loans need no more.
        walk: Space = ([0] * (D_SIZE * loan.instalments), [0] * STATE_SIZE + list(terms), [], [])
        if goes_along(loan, events, count, known_at, before, day, walk, out, 0):
            return DONE, out
    space = space_for(terms, loan, count)
    how = stand_twice(
        loan, named, events, count, known_before, known_at, before, day, space, out, 0
    )
    return how, out
