"""The arithmetic of a loan in flat whole numbers: one source, run as plain Python for one loan, compiled for a book.

`ashore.loan` says what a contract means, with objects that explain themselves; this room computes the same standings from
runs of integers, in the common subset of plain Python and Numba. Two functions (`muldiv`, `level`) have a compiled twin;
nothing else differs between the two ways of running. Contracts that it does not compute are left to the library.
"""

from ashore.kernel.columns import evaluate_columns
from ashore.kernel.encode import (
    EventNumbers,
    LoanNumbers,
    computes,
    event_numbers,
    loan_numbers,
    status_told,
    terms_numbers,
    told,
    totals_told,
)
from ashore.kernel.flows import flow_columns
from ashore.kernel.layout import (
    ACTIVE,
    CLOSED,
    DISBURSEMENT,
    DONE,
    EPOCH,
    LATE,
    LEFT_TO_LIBRARY,
    NOTHING,
    O_CHARGED,
    O_CREDIT,
    O_DAYS_PAST_DUE,
    O_DUE_TODAY,
    O_NEXT,
    O_NEXT_DUE,
    O_OLDEST_DUE,
    O_OVERDUE,
    O_PAID,
    O_RECEIVED,
    O_RECHARGED,
    O_RECOVERED,
    O_REFUNDED,
    O_STATUS,
    O_WAIVED,
    O_WITHHELD,
    O_WRITTEN_OFF,
    OUT_SIZE,
    OVERPAID,
    PENDING,
    REVERSAL,
    STATE_SIZE,
    T_FEES,
    WRITTEN_OFF,
)
from ashore.kernel.one import ALWAYS, numbers_on
from ashore.kernel.space import sizes

MODULES = (
    *("layout", "whole", "days", "space", "rates", "lateness", "plan", "paying"),
    *("happening", "telling", "replay", "straight", "crosswise", "batch"),
    *("columns", "flows"),
)
"""The modules in the common subset of plain Python and Numba."""

__all__ = [
    "ACTIVE",
    "ALWAYS",
    "CLOSED",
    "DISBURSEMENT",
    "DONE",
    "EPOCH",
    "LATE",
    "LEFT_TO_LIBRARY",
    "MODULES",
    "NOTHING",
    "OUT_SIZE",
    "OVERPAID",
    "O_CHARGED",
    "O_CREDIT",
    "O_DAYS_PAST_DUE",
    "O_DUE_TODAY",
    "O_NEXT",
    "O_NEXT_DUE",
    "O_OLDEST_DUE",
    "O_OVERDUE",
    "O_PAID",
    "O_RECEIVED",
    "O_RECHARGED",
    "O_RECOVERED",
    "O_REFUNDED",
    "O_STATUS",
    "O_WAIVED",
    "O_WITHHELD",
    "O_WRITTEN_OFF",
    "PENDING",
    "REVERSAL",
    "STATE_SIZE",
    "T_FEES",
    "WRITTEN_OFF",
    "EventNumbers",
    "LoanNumbers",
    "computes",
    "evaluate_columns",
    "event_numbers",
    "flow_columns",
    "loan_numbers",
    "numbers_on",
    "sizes",
    "status_told",
    "terms_numbers",
    "told",
    "totals_told",
]
