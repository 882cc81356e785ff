"""The ledger as an application of the platform."""

from django.apps import AppConfig


class BooksConfig(AppConfig):
    """Accounts, journals, postings, balances, holds and periods."""

    name = "ashore.platform.books"
    label = "books"
