"""Loan tapes of other lenders: rows of totals become contracts and events, and are checked against what the tape says."""

from ashore.book.tape.check import CheckReport, check
from ashore.book.tape.importing import BAD_ROWS, UNLIKE, Reader, import_tape
from ashore.book.tape.reading import TapeError, read_rows
from ashore.book.tape.tape_loan import Profile, TapeLoan, profile

__all__ = [
    "BAD_ROWS",
    "UNLIKE",
    "CheckReport",
    "Profile",
    "Reader",
    "TapeError",
    "TapeLoan",
    "check",
    "import_tape",
    "profile",
    "read_rows",
]
