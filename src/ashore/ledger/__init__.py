"""Double-entry books, derived from what is known of the loans: balanced, append-only, closed for good, auditable outside."""

from importlib import import_module
from typing import TYPE_CHECKING

from ashore.ledger.accounts import CHART, Account, AccountKind, account
from ashore.ledger.derive import Movements, derive, loan_movements
from ashore.ledger.errors import ClosedPeriod, InvalidJournal, JournalConflict
from ashore.ledger.exports import FORMATS, export
from ashore.ledger.journal import Journal, Posting
from ashore.ledger.ledger import Ledger, TrialBalance
from ashore.ledger.mapping import Balances, balances
from ashore.ledger.reconcile import Difference, Reconciliation, reconcile

if TYPE_CHECKING:
    from ashore.ledger.servicing import (
        HOUSE_CHART,
        PEER_CHART,
        Fact,
        LoanFacts,
        OperationBook,
        OperationChart,
        Role,
        loan_facts,
    )
    from ashore.ledger.servicing.entries import entries, mirror
else:

    def __getattr__(name: str) -> object:
        # The books of operations need all of `ashore.servicing`: read when asked for, since a book's end of day does not.
        if name not in __all__:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        return getattr(import_module("ashore.ledger.servicing"), name)


__all__ = [
    "CHART",
    "FORMATS",
    "HOUSE_CHART",
    "PEER_CHART",
    "Account",
    "AccountKind",
    "Balances",
    "ClosedPeriod",
    "Difference",
    "Fact",
    "InvalidJournal",
    "Journal",
    "JournalConflict",
    "Ledger",
    "LoanFacts",
    "Movements",
    "OperationBook",
    "OperationChart",
    "Posting",
    "Reconciliation",
    "Role",
    "TrialBalance",
    "account",
    "balances",
    "derive",
    "entries",
    "export",
    "loan_facts",
    "loan_movements",
    "mirror",
    "reconcile",
]
