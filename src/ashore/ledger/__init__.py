"""Double-entry books, derived from what is known of the loans: balanced, append-only, closed for good, auditable outside."""

from ashore.ledger.accounts import CHART, Account, AccountKind, account
from ashore.ledger.derive import Movements, derive, loan_movements
from ashore.ledger.errors import ClosedPeriod, InvalidJournal, JournalConflict
from ashore.ledger.exports import FORMATS, export
from ashore.ledger.journal import Journal, Posting
from ashore.ledger.ledger import Ledger, TrialBalance
from ashore.ledger.mapping import Balances, balances
from ashore.ledger.reconcile import Difference, Reconciliation, reconcile

__all__ = [
    "CHART",
    "FORMATS",
    "Account",
    "AccountKind",
    "Balances",
    "ClosedPeriod",
    "Difference",
    "InvalidJournal",
    "Journal",
    "JournalConflict",
    "Ledger",
    "Movements",
    "Posting",
    "Reconciliation",
    "TrialBalance",
    "account",
    "balances",
    "derive",
    "export",
    "loan_movements",
    "reconcile",
]
