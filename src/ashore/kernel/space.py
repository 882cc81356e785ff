"""Room to work in, sized for a loan or for the largest loan of a batch."""

from __future__ import annotations

from ashore.kernel.layout import D_SIZE, ROW_SIZE, STATE_SIZE


def sizes(instalments: int, events: int, fees: int) -> tuple[int, ...]:
    """How long each of the ten runs of a `Space` must be for a loan of this many instalments, events and fees.

    An event makes at most one demand of its own, one for each fee, and one by ending the loan.

    >>> sizes(12, 13, 0)[0]
    168
    """
    rows = instalments + (fees + 2) * (events + 1)
    return (
        D_SIZE * instalments,
        STATE_SIZE,
        rows * ROW_SIZE,
        2 * (events + 3),
        5 * (events + 2),
        5 * rows,
        instalments,
        instalments,
        events + 1,
        events + 1,
    )
