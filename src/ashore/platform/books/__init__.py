"""The ledger in the database: accounts, journals and postings, balances, holds and periods, guarded by the database itself."""

from ashore.platform.books.errors import BooksRefused, KeyReused
from ashore.platform.books.opening import close_period, open_chart, open_period
from ashore.platform.books.posting import Entry, Line, Posted, post, refusals
from ashore.platform.books.reading import Balance, balance, trial_balance

__all__ = [
    "Balance",
    "BooksRefused",
    "Entry",
    "KeyReused",
    "Line",
    "Posted",
    "balance",
    "close_period",
    "open_chart",
    "open_period",
    "post",
    "refusals",
    "trial_balance",
]
