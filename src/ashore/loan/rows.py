"""One demand of the loan: an instalment, or a sum of its own (down payment, fee, prepayment)."""

from __future__ import annotations

from datetime import date
from enum import Enum
from operator import attrgetter

from ashore.loan.contract import Contract
from ashore.loan.terms import RepaymentKind
from ashore.money import Unit, business_calendar, step


class RowKind(Enum):
    """What a demand is."""

    INSTALMENT = "instalment"
    DOWN_PAYMENT = "down_payment"
    FEE = "fee"
    PREPAYMENT = "prepayment"
    RECHARGE = "recharge"


class Row:
    """The mutable record of one demand while a loan is folded. Amounts are ticks.

    An instalment covers the nights from ``start`` to ``due``; ``changes`` are the (day, balance) pairs that interest runs
    on within it. ``own`` is the interest of these nights, ``carried`` what earlier deferred periods left to it,
    ``interest`` what is due. ``paid``, ``waived``, ``written_off`` hold the four parts.

    ``period_end`` is the due date that the row had before an early settlement made it due at once.

    From the due date on, ``late`` are the (day, principal, interest) unpaid from each day; the three ``_weighted`` sums
    are what interest and penalties run on up to ``late_to``, unrounded.
    """

    __slots__ = (
        "carried",
        "changes",
        "compound_weighted",
        "deferred",
        "due",
        "event",
        "fee",
        "free",
        "interest",
        "kind",
        "late",
        "late_to",
        "name",
        "number",
        "overdue_weighted",
        "own",
        "paid",
        "penalty_weighted",
        "period_end",
        "principal",
        "settled",
        "start",
        "target",
        "waived",
        "whole",
        "written_off",
    )

    def __init__(self, kind: RowKind, number: int, start: date, due: date) -> None:
        self.kind = kind
        self.number = number
        self.name = ""
        self.start = start
        self.due = due
        self.whole = True
        self.free = False
        self.deferred = False
        self.target = 0
        self.principal = 0
        self.own = 0
        self.carried = 0
        self.interest = 0
        self.fee = 0
        self.changes: list[tuple[date, int]] = []
        self.paid = [0, 0, 0, 0]
        self.waived = [0, 0, 0, 0]
        self.written_off = [0, 0, 0, 0]
        self.late_to: date | None = None
        self.overdue_weighted = 0
        self.penalty_weighted = 0
        self.compound_weighted = 0
        self.late: list[tuple[date, int, int]] = []
        self.settled: date | None = None
        self.period_end: date | None = None
        self.event: str | None = None

    def copy(self) -> Row:
        """An independent copy."""
        twin: Row = object.__new__(Row)
        for name, value in zip(_FIELDS, _values(self), strict=True):
            setattr(twin, name, value)
        twin.changes, twin.late = self.changes[:], self.late[:]
        twin.paid, twin.waived = self.paid[:], self.waived[:]
        twin.written_off = self.written_off[:]
        return twin

    @property
    def unpaid_principal(self) -> int:
        """Principal of this demand that is neither paid nor given up."""
        return self.principal - self.paid[0] - self.waived[0] - self.written_off[0]

    @property
    def unpaid_interest(self) -> int:
        """Planned interest of this demand that is neither paid nor given up, never below zero."""
        return max(0, self.interest - self.paid[1] - self.waived[1] - self.written_off[1])


_FIELDS = Row.__slots__
_values = attrgetter(*_FIELDS)


def due_dates(contract: Contract, seed: date) -> list[date]:
    """The due dates of the instalments, counted from ``seed``, the day of the first disbursement.

    The k-th date is always ``k`` steps from the seed (or from ``first_due``), never chained from the one before: 31
    January, 29 February, 31 March. A business calendar, where agreed, moves single dates, not the rhythm.
    """
    if contract.repayment is RepaymentKind.CUSTOM:
        return [each.due for each in contract.custom]
    if contract.first_due is not None:
        first, n = contract.first_due, contract.instalments
        dues = [step(first, k, contract.every, contract.unit) for k in range(n)]
    else:
        n = contract.instalments
        dues = [step(seed, k, contract.every, contract.unit) for k in range(1, n + 1)]
    if contract.length is not None:
        dues[-1] = step(seed, contract.length, 1, contract.unit)
    return dues if contract.calendar is None else [on_business_day(contract, due) for due in dues]


def on_business_day(contract: Contract, due: date) -> date:
    """``due``, or the day that the contract's calendar moves it to."""
    if contract.calendar is None:
        return due
    return business_calendar(contract.calendar).adjust(due, contract.roll)


def is_whole(start: date, due: date, every: int, unit: Unit) -> bool:
    """Whether a period is exactly one step of the rhythm, so that it may count as a whole month."""
    return step(start, 1, every, unit) == due


def instalment_rows(contract: Contract, seed: date) -> list[Row]:
    """Empty rows for all instalments of a loan first disbursed on ``seed``.

    The first period is odd unless it is one whole step long; so is any period of custom dates that is not.
    """
    rows = []
    start = seed = contract.counted_from or seed
    custom = contract.repayment is RepaymentKind.CUSTOM
    grace = contract.grace
    for number, due in enumerate(due_dates(contract, seed), start=1):
        row = Row(RowKind.INSTALMENT, number, start, due)
        if custom or number == 1:
            row.whole = is_whole(start, due, contract.every, contract.unit)
        row.free = number <= grace.interest_free
        row.deferred = number <= grace.interest_payment
        rows.append(row)
        start = due
    if contract.length is not None:
        rows[-1].whole = contract.length == contract.every * contract.instalments
    return rows
