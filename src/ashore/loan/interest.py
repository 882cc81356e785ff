"""Interest of a period: on what stayed all through by the period, on what came or left by the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from ashore.loan.factors import part_of_period, to_due_date
from ashore.loan.measure import Stretch
from ashore.loan.ratios import Digits
from ashore.loan.rows import Row
from ashore.loan.state import State
from ashore.loan.terms import InterestMethod
from ashore.money import RATE_DENOMINATOR, divide


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
    rules = state.ratios
    if rules is not None:
        return _cut_interest(state, row, row.due, rules)
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


def part_in(state: State, row: Row) -> Decimal:
    """What an annuity through cut ratios counts on: interest on 1 for the row's period."""
    assert state.ratios is not None
    ratios = state.ratios
    if state.contract.convention.older:
        ratios = replace(ratios, days_in_month=30)
    rate = _yearly(state.timeline.rate_on(row.start))
    return part_of_period(ratios, rate, (row.start, row.due), row.start, row.due)


def _yearly(rate_ppb: int) -> Decimal:
    return Decimal(rate_ppb) / RATE_DENOMINATOR


def cut_stretches(
    state: State, row: Row, balances: list[tuple[date, date, int]]
) -> list[tuple[Stretch, int, Decimal]]:
    """The stretches of a period through cut ratios: each with its balance and its unrounded interest."""
    ratios, seed = state.ratios, state.rows[0].start
    assert ratios is not None
    due = row.period_end or row.due
    found = []
    for start, end, balance in balances:
        for part in state.timeline.stretches(start, end):
            rate = _yearly(part.rate_ppb)
            to_due = to_due_date(ratios, rate, (row.start, due), part.start, seed)
            nights, to_go = (part.end - part.start).days, (due - part.start).days
            found.append((part, balance, ratios.interest(balance, to_due, nights, to_go)))
    return found


def _cut_interest(state: State, row: Row, day: date, rules: Digits) -> int:
    """Interest of a row up to ``day`` through cut ratios: stretches added unrounded, then rounded once."""
    flat = state.contract.interest_method is InterestMethod.FLAT
    if flat and state.contract.convention.older:
        return _older_flat_interest(state, row, rules)
    balances = [(row.start, day, state.flat_base)] if flat else balance_stretches(row, day)
    return rules.add(interest for _, _, interest in cut_stretches(state, row, balances))


def _older_flat_interest(state: State, row: Row, rules: Digits) -> int:
    """An even part of the flat interest on the whole amount drawn; the last row takes the rest."""
    assert state.ratios is not None
    rate, seed = _yearly(state.timeline.rate_on(row.start)), state.rows[0].start
    periods = [(each.start, each.period_end or each.due) for each in state.rows]
    factors = [to_due_date(state.ratios, rate, each, each[0], seed) for each in periods]
    total = rules.context.multiply(Decimal(state.drawn), rules.total(factors))
    each = rules.to_minor(rules.context.divide(total, Decimal(len(factors))))
    if row is state.rows[-1]:
        return rules.to_minor(total) - each * (len(factors) - 1)
    return each


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
    rules = state.ratios
    if rules is not None:
        return min(row.own, _cut_interest(state, row, max(day, row.start), rules)) + row.carried
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
    if state.contract.convention.whole_drawings:
        day = row.start
        row.changes.clear()
    if row.changes and row.changes[-1][0] >= day:
        row.changes[-1] = (row.changes[-1][0], state.balance)
    else:
        row.changes.append((day, state.balance))
