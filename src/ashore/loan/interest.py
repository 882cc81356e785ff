"""Interest of a period: on what stayed all through by the period, on what came or left by the day."""

from __future__ import annotations

from datetime import date

from ashore.loan.rows import Row
from ashore.loan.state import State
from ashore.loan.terms import InterestMethod
from ashore.money import divide


def counts_by_period(state: State, row: Row) -> bool:
    """Whether the row's period counts as whole months, whatever its days."""
    return row.whole and state.measure.period_units is not None


def period_weight(state: State, row: Row) -> tuple[int, int]:
    """Weight of the row's whole period, as a fraction (numerator, denominator) to be divided by the measure's.

    A rate that changes within a period that counts as a whole month applies to its share of the period's days.
    """
    timeline = state.timeline
    units = state.measure.period_units
    if units is None or not row.whole:
        return timeline.weight(row.start, row.due), 1
    rate = timeline.constant(row.start, row.due)
    if rate is not None:
        return rate * units, 1
    pieces = timeline.stretches(row.start, row.due)
    rate_days = sum(piece.rate_ppb * (piece.end - piece.start).days for piece in pieces)
    return rate_days * units, (row.due - row.start).days


def own_interest(state: State, row: Row) -> int:
    """Interest of the nights of a row's whole period, as things stand, rounded once, in ticks.

    What stayed all through the period is weighed by the period; what came or left within it by the day. Where periods
    count by their days the two are the same thing.
    """
    if row.free:
        return 0
    numerator, denominator = period_weight(state, row)
    rounding = state.contract.convention.interest_rounding
    if state.contract.interest_method is InterestMethod.FLAT:
        return divide(state.flat_base * numerator, state.denominator * denominator, rounding)
    changes = row.changes
    whole = changes[0][1]
    if len(changes) == 1:
        weighted = whole * numerator
    else:
        whole = min(balance for _, balance in changes)
        parts = sum(
            (balance - whole) * state.timeline.weight(start, end)
            for start, end, balance in balance_stretches(row, row.due)
            if balance != whole
        )
        weighted = whole * numerator + parts * denominator
    return divide(weighted, state.denominator * denominator, rounding)


def balance_stretches(row: Row, day: date) -> list[tuple[date, date, int]]:
    """The nights of a row's period before ``day`` as (start, end, balance) pieces."""
    changes = row.changes
    pieces = []
    for at, (start, balance) in enumerate(changes):
        end = changes[at + 1][0] if at + 1 < len(changes) else day
        end = min(end, day)
        if start < end:
            pieces.append((start, end, balance))
    return pieces


def accrued_interest(state: State, row: Row, day: date) -> int:
    """Interest earned in the running row up to ``day``: by the day, at most the whole period's, with what it carries."""
    if day >= row.due:
        return row.own + row.carried
    if row.free:
        return row.carried
    timeline = state.timeline
    if state.contract.interest_method is InterestMethod.FLAT:
        weighted = state.flat_base * timeline.weight(row.start, max(day, row.start))
    else:
        weighted = sum(
            balance * timeline.weight(start, end)
            for start, end, balance in balance_stretches(row, day)
        )
    if not weighted:
        return row.carried
    rounding = state.contract.convention.interest_rounding
    return min(row.own, divide(weighted, state.denominator, rounding)) + row.carried


def note_balance(state: State, row: Row, day: date) -> None:
    """From ``day`` on interest in this row runs on the state's balance."""
    if row.changes and row.changes[-1][0] >= day:
        row.changes[-1] = (row.changes[-1][0], state.balance)
    else:
        row.changes.append((day, state.balance))
