"""Interest of a period: on what stayed all through by the period, on what came or left by the day."""

from __future__ import annotations

from datetime import date

from ashore.loan.digits import Digits, Span, add, flat_parts, stretch_interest
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
    rules = state.contract.convention.digits
    if rules is not None:
        return _digits_interest(state, row, row.due, rules)
    numerator, denominator = period_weight(state, row)
    rounding = state.contract.convention.interest_rounding
    if state.contract.interest_method is InterestMethod.FLAT:
        return divide(state.flat_base * numerator, state.denominator * denominator, rounding)
    changes = row.changes
    if len(changes) == 1 and changes[0][0] <= row.start:
        weighted = changes[0][1] * numerator
    else:
        pieces = balance_stretches(row, row.due)
        whole = min(balance for _, _, balance in pieces) if changes[0][0] <= row.start else 0
        parts = sum(
            (balance - whole) * state.timeline.weight(start, end)
            for start, end, balance in pieces
            if balance != whole
        )
        weighted = whole * numerator + parts * denominator
    return divide(weighted, state.denominator * denominator, rounding)


def span_of(state: State, row: Row) -> Span:
    """The row's period as the cut-ratio arithmetic sees it."""
    return Span(row.start, row.period_end or row.due, row.steps, state.contract.unit)


def _digits_interest(state: State, row: Row, day: date, rules: Digits) -> int:
    """Interest of a row up to ``day`` through cut ratios."""
    flat = state.contract.interest_method is InterestMethod.FLAT
    if flat and rules.older:
        return _older_flat_interest(state, row, rules)
    span = span_of(state, row)
    pieces = [(row.start, day, state.flat_base)] if flat else balance_stretches(row, day)
    return add(
        rules,
        [
            stretch_interest(rules, span, part.start, part.end, balance, part.rate_ppb)
            for start, end, balance in pieces
            for part in state.timeline.stretches(start, end)
        ],
    )


def _older_flat_interest(state: State, row: Row, rules: Digits) -> int:
    """The even part of all flat interest; the last row takes the rest."""
    spans = [span_of(state, each) for each in state.rows]
    rate = state.timeline.rate_on(row.start)
    each, last = flat_parts(rules, spans, state.drawn, rate)
    return last if row is state.rows[-1] else each


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
    rules = state.contract.convention.digits
    if rules is not None:
        return min(row.own, _digits_interest(state, row, max(day, row.start), rules)) + row.carried
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
    """From ``day`` on interest in this row runs on the state's balance.

    Where drawings count for whole periods it is from the start of the row on.
    """
    rules = state.contract.convention.digits
    if rules is not None and not rules.partial:
        day = row.start
        row.changes.clear()
    if row.changes and row.changes[-1][0] >= day:
        row.changes[-1] = (row.changes[-1][0], state.balance)
    else:
        row.changes.append((day, state.balance))
