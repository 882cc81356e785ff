"""The book: many loans, from a tape or from a store, added up, booked and reported."""

from ashore.book.books import build_ledger, loan_days, movements
from ashore.book.loans import Loan, standings
from ashore.book.report import AccountRow, Report, Story, Verdict, render
from ashore.book.store import BookError, read_book, read_manifest, write_book
from ashore.book.summary import Age, Summary, summarise
from ashore.book.tape import (
    BAD_ROWS,
    UNLIKE,
    CheckReport,
    Profile,
    Reader,
    TapeError,
    TapeLoan,
    check,
    import_tape,
    profile,
    read_rows,
)

__all__ = [
    "BAD_ROWS",
    "UNLIKE",
    "AccountRow",
    "Age",
    "BookError",
    "CheckReport",
    "Loan",
    "Profile",
    "Reader",
    "Report",
    "Story",
    "Summary",
    "TapeError",
    "TapeLoan",
    "Verdict",
    "build_ledger",
    "check",
    "import_tape",
    "loan_days",
    "movements",
    "profile",
    "read_book",
    "read_manifest",
    "read_rows",
    "render",
    "standings",
    "summarise",
    "write_book",
]
