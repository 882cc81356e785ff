"""The classes that loans are kept in, and on which days past due a borrower is told: data, one row each."""

from __future__ import annotations

from ashore.book.summary import AGES, Age

NOT_DRAWN = "not drawn"
WRITTEN_OFF = "written off"
CLOSED = "closed"
CLASSES = (
    NOT_DRAWN,
    *(Age(first, last, 0, 0, 0).name for first, last in AGES),
    WRITTEN_OFF,
    CLOSED,
)
"""By code: not drawn (or not in the book yet), the ranges of days past due, written off, closed (overpaid too)."""
LAST_DAYS = tuple(last for _, last in AGES if last is not None)
"""The last day past due of each range but the open one."""

MILESTONES = (1, 7, 15, 30, 60, 90, 120, 150, 180, 270, 360)
"""Days past due on which a notice is given."""
DAYS_AHEAD = 3
"""A demand is announced so many days before it falls due."""
