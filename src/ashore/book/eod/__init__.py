"""The end of a day: what changed in the book, the day's journals, who is told what, and the proof that loans = ledger."""

from ashore.book.eod.classes import CLASSES, DAYS_AHEAD, MILESTONES
from ashore.book.eod.closing import ClosedDay
from ashore.book.eod.errors import EndOfDayError, LedgerDifference
from ashore.book.eod.running import EndOfDay, days_to_close, end_of_day

__all__ = [
    "CLASSES",
    "DAYS_AHEAD",
    "MILESTONES",
    "ClosedDay",
    "EndOfDay",
    "EndOfDayError",
    "LedgerDifference",
    "days_to_close",
    "end_of_day",
]
