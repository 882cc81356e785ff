"""Room to work in, sized for a loan or for the largest loan of a batch."""

from __future__ import annotations

from ashore.kernel.layout import D_SIZE, FIRST_ROW, ROW_SIZE


def most_extras(events: int, fees: int) -> int:
    """Demands of their own that a loan can come to: an event makes one, one for each fee, and one by ending the loan."""
    return (fees + 2) * (events + 1)


def sizes(instalments: int, events: int, fees: int) -> tuple[int, int, int, int]:
    """How long each run of a `Space` must be for a loan of this many instalments, events and fees.

    >>> sizes(12, 13, 0)[2:]
    (14, 14)
    """
    rows = instalments + most_extras(events, fees)
    at_work = FIRST_ROW + rows * ROW_SIZE + 2 * (events + 3) + 5 * (events + 2)
    at_work += 5 * rows + 2 * instalments
    return D_SIZE * instalments, at_work, events + 1, events + 1
