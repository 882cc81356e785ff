"""The classes in which a book is told: running loans by days past due, and those that do not run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ashore.book.summary import AGES, Age
from ashore.kernel import (
    ACTIVE,
    CLOSED,
    LATE,
    O_DAYS_PAST_DUE,
    O_STATUS,
    OVERPAID,
    PENDING,
    WRITTEN_OFF,
)

if TYPE_CHECKING:
    from ashore.book.analytics.walking import Int64

RUNNING_CLASSES = tuple(Age(first, last, 0, 0, 0).name for first, last in AGES)
"""``0``, ``1-30`` … ``361+``: days past due of loans that run."""
CLASSES = (*RUNNING_CLASSES, "closed", "written_off", "not_drawn")
CLOSED_CLASS, WRITTEN_OFF_CLASS, NOT_DRAWN = range(len(AGES), len(CLASSES))


def is_running(told: Int64) -> Int64:
    """Which loans run: drawn, not settled, not written off."""
    status = told[:, O_STATUS]
    found: Int64 = (status == ACTIVE) | (status == LATE)
    return found


def classes_of(told: Int64) -> Int64:
    """The class of each loan, as its place in `CLASSES`."""
    import numpy as np

    lasts = [last for _, last in AGES if last is not None]
    found = np.searchsorted(lasts, told[:, O_DAYS_PAST_DUE]).astype(np.int64)
    status = told[:, O_STATUS]
    found[(status == CLOSED) | (status == OVERPAID)] = CLOSED_CLASS
    found[status == WRITTEN_OFF] = WRITTEN_OFF_CLASS
    found[status == PENDING] = NOT_DRAWN
    return found
