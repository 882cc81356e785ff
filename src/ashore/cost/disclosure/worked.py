"""Two lives of a loan that a borrower wants to see in money: an instalment paid late, and the loan settled early."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from ashore.loan import (
    Contract,
    Event,
    Instalment,
    Parts,
    Repayment,
    RowKind,
    drawn_as_agreed,
    evaluate,
    fold,
    quote_payoff,
    schedule,
)

DAYS_LATE = 30


class LateExample(NamedTuple):
    """Instalment ``number`` paid on ``paid_on`` instead of ``due``, all others on time.

    ``extra_minor`` is what that adds to the cost of the loan, ``pay_minor`` what clears everything due by that day.
    """

    number: int
    due: date
    amount_minor: int
    paid_on: date
    days: int
    extra_minor: int
    pay_minor: int


class EarlyExample(NamedTuple):
    """The loan settled on ``on`` after ``paid`` instalments, all on time.

    ``pay_minor`` settles it and is made up of ``parts``; ``saved_minor`` is what the borrower then pays less than with all
    instalments to the end (below zero: more).
    """

    paid: int
    on: date
    paid_minor: int
    parts: Parts
    pay_minor: int
    saved_minor: int


def late_example(contract: Contract, days: int = DAYS_LATE) -> LateExample:
    """What paying one instalment late costs, computed by the loan engine.

    The second instalment (the only one, where there is one), ``days`` late, or until the next due date where that comes
    first: so that the example is about one instalment and no other. Where that costs nothing and the last instalment does,
    it is the last one: a loan that repays its principal at the end must not look as if lateness were free.

    >>> from ashore.loan import PenaltyTerms, RepaymentKind
    >>> from ashore.money import Rate
    >>> seen = late_example(Contract(id="L1", principal_minor=8_000_00, start=date(2026, 9, 15), rate=Rate.per_year("18"),
    ...     repayment=RepaymentKind.EQUAL_INSTALMENT, instalments=12, penalty=PenaltyTerms()))
    >>> seen.number, seen.days, seen.extra_minor, seen.pay_minor
    (2, 30, 1401, 74745)
    """
    rows = _rows(contract)
    second = _late(contract, rows, min(1, len(rows) - 1), days)
    if second.extra_minor:
        return second
    last = _late(contract, rows, len(rows) - 1, days)
    return last if last.extra_minor else second


def _late(contract: Contract, rows: list[Instalment], at: int, days: int) -> LateExample:
    row = rows[at]
    if at + 1 < len(rows):
        days = min(days, (rows[at + 1].due - row.due).days)
    paid_on = row.due + timedelta(days=days)
    late = evaluate(fold(contract, _paid(contract, rows[:at])), paid_on)
    planned, pay = row.planned.total, late.overdue.total
    return LateExample(row.number, row.due, planned, paid_on, days, pay - planned, pay)


def early_example(contract: Contract) -> EarlyExample:
    """What settling the loan after half of its instalments takes and saves, computed by the loan engine.

    A loan of one instalment is settled half-way to its due date.
    """
    rows = _rows(contract)
    half = len(rows) // 2
    on = rows[half - 1].due if half else _middle(contract.start, rows[0].due)
    quote = quote_payoff(fold(contract, _paid(contract, rows[:half])), on)
    so_far, to_come = (
        sum(row.planned.total for row in part) for part in (rows[:half], rows[half:])
    )
    return EarlyExample(half, on, so_far, quote.parts, quote.pay_minor, to_come - quote.pay_minor)


def _rows(contract: Contract) -> list[Instalment]:
    return [row for row in schedule(contract).instalments if row.kind is RowKind.INSTALMENT]


def _middle(start: date, end: date) -> date:
    return start + timedelta(days=(end - start).days // 2)


def _paid(contract: Contract, rows: list[Instalment]) -> list[Event]:
    """The drawing, what is due with it, and these instalments paid on their days."""
    at_start = [
        row
        for row in schedule(contract).instalments
        if row.kind is not RowKind.INSTALMENT and row.unpaid.total
    ]
    paid = [
        Repayment(id=f"on-time-{at}", effective=row.due, amount_minor=row.planned.total)
        for at, row in enumerate((*at_start, *rows))
    ]
    return [drawn_as_agreed(contract), *paid]
