"""Servicing: what staff and systems do to a running loan, entered at a desk, applied in order, shown as tables.

A `Desk` takes the operations of one loan and refuses what the loan cannot take; its `Account` holds what was entered
and the state that follows: rows of the schedule, the interest plan behind them, transactions and charges. Interest
follows the money, day by day, where the terms say so. All amounts are minor units.

1,000.00 yuan at 12% over three months, the first instalment paid and the rest settled a month early:

>>> from datetime import date
>>> from decimal import Decimal
>>> from ashore.loan import Ratios
>>> from ashore.money import Unit
>>> terms = ServicingTerms(
...     currency="CNY", digits=2, principal_minor=100_000, submitted_on=date(2025, 1, 1),
...     expected_on=date(2025, 1, 1), rate=Decimal("0.12"), instalments=3,
...     ratios=Ratios(every=1, unit=Unit.MONTHS, days_in_month=30, days_in_year=360),
...     recalculation=Recalculation(),
... )
>>> desk = Desk(terms, date(2025, 1, 1))
>>> desk.approve(100_000, date(2025, 1, 1))
>>> desk.disburse(date(2025, 1, 1), 100_000)
>>> [(row.due.isoformat(), sum(row.charged)) for row in desk.account.rows]
[('2025-02-01', 34002), ('2025-03-01', 34002), ('2025-04-01', 34003)]
>>> desk.today = date(2025, 2, 1)
>>> paid = desk.pay(TransactionKind.REPAYMENT, date(2025, 2, 1), 34_002)
>>> desk.today = date(2025, 3, 1)
>>> desk.payoff(date(2025, 3, 1))
67668
>>> settled = desk.pay(TransactionKind.REPAYMENT, date(2025, 3, 1), desk.payoff(date(2025, 3, 1)))
>>> desk.status.name
'CLOSED_OBLIGATIONS_MET'
"""

from ashore.servicing import (
    accrual,
    cumulative_flat,
    deferred,
    limits,
    moves,
    outlook,
    restructure,
    standing,
)
from ashore.servicing.account import Account, Variation
from ashore.servicing.charges import ChargeHow, ChargeTerms, ChargeWhen, LoanCharge
from ashore.servicing.contracts import terms_of
from ashore.servicing.delinquency import Lateness
from ashore.servicing.delinquency_classes import DelinquencyClass
from ashore.servicing.desk import Desk, Refused, Status
from ashore.servicing.document import (
    desk_of,
    serviced_desk,
    serviced_from_dict,
    serviced_to_dict,
    terms_from_dict,
    terms_to_dict,
)
from ashore.servicing.entry import (
    Entry,
    ServicedContract,
    ServicedLoan,
    drawn_on,
    entries_of,
    entry_of,
)
from ashore.servicing.errors import EntryRefused, InvalidServicing
from ashore.servicing.on_day import ServicedPosition, ServicedStanding, serviced_standing
from ashore.servicing.plan import Period, Plan
from ashore.servicing.relaying import InterestHandling
from ashore.servicing.restructure import ReAgeing
from ashore.servicing.rows import Row
from ashore.servicing.standing import NextDue, NextPayment
from ashore.servicing.terms import (
    Ahead,
    AllocationRule,
    ChargeOffBehaviour,
    DownPayment,
    EarlyPayment,
    IncomeType,
    OverApplied,
    PayoffInterest,
    Recalculation,
    Rest,
    ServicingTerms,
)
from ashore.servicing.tranches import undrawn
from ashore.servicing.transaction import DERIVED, MONEY_IN, Transaction
from ashore.servicing.transaction import Kind as TransactionKind

__all__ = [
    "DERIVED",
    "MONEY_IN",
    "Account",
    "Ahead",
    "AllocationRule",
    "ChargeHow",
    "ChargeOffBehaviour",
    "ChargeTerms",
    "ChargeWhen",
    "DelinquencyClass",
    "Desk",
    "DownPayment",
    "EarlyPayment",
    "Entry",
    "EntryRefused",
    "IncomeType",
    "InterestHandling",
    "InvalidServicing",
    "Lateness",
    "LoanCharge",
    "NextDue",
    "NextPayment",
    "OverApplied",
    "PayoffInterest",
    "Period",
    "Plan",
    "ReAgeing",
    "Recalculation",
    "Refused",
    "Rest",
    "Row",
    "ServicedContract",
    "ServicedLoan",
    "ServicedPosition",
    "ServicedStanding",
    "ServicingTerms",
    "Status",
    "Transaction",
    "TransactionKind",
    "Variation",
    "accrual",
    "cumulative_flat",
    "deferred",
    "desk_of",
    "drawn_on",
    "entries_of",
    "entry_of",
    "limits",
    "moves",
    "outlook",
    "restructure",
    "serviced_desk",
    "serviced_from_dict",
    "serviced_standing",
    "serviced_to_dict",
    "standing",
    "terms_from_dict",
    "terms_of",
    "terms_to_dict",
    "undrawn",
]
