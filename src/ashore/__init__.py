"""Ashore: consumer lending as a plain library, from the contract to the audited books.

Import from a floor (`ashore.money`, `ashore.loan`, `ashore.ledger`, `ashore.book`): this module holds the version only.
"""

__version__ = "0.1.0"
