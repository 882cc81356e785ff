"""The ledger in the database: accounts, journals and postings, balances, holds and periods, guarded by the database itself."""

from ashore.platform.books.errors import BooksRefused, KeyReused
from ashore.platform.books.posting import Entry, Line, Posted, post, refusals

__all__ = ["BooksRefused", "Entry", "KeyReused", "Line", "Posted", "post", "refusals"]
