"""Loan tapes of other lenders: rows of totals become contracts and events, and are checked against what the tape says."""

from ashore.book.tape.check import CheckReport, check
from ashore.book.tape.reading import BadRow, Row, TapeError, read_rows
from ashore.book.tape.tape_loan import Expected, History, TapeLoan, profile, profile_names

__all__ = [
    "BadRow",
    "CheckReport",
    "Expected",
    "History",
    "Row",
    "TapeError",
    "TapeLoan",
    "check",
    "profile",
    "profile_names",
    "read_rows",
]
