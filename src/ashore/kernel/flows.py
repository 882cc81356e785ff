"""What a loan's schedule still asks for, month by month: the columns that a cash-flow forecast adds up.

A run of numbers for each loan, four parts (principal, interest, fee, penalty) for each period: what was due before the
day, what falls due in the day's own month from the day on, in each following month, and in all later ones together.
"""

from __future__ import annotations

from ashore.kernel.columns import copy_event, own_numbers, set_terms
from ashore.kernel.days import civil
from ashore.kernel.lateness import owed
from ashore.kernel.layout import (
    DONE,
    FIRST_ROW,
    LEFT_TO_LIBRARY,
    R_DUE,
    R_MARK,
    R_SETTLED,
    REFUSED,
    ROW_SIZE,
    S_EXTRAS,
    S_FIRST_EXTRA,
    S_FIRST_OPEN,
    S_ROWS,
    S_TERMS_FROM,
    UNORDERED,
    Columns,
    Numbers,
    Space,
)
from ashore.kernel.replay import begin_loan, put_in_order, replay


def period_of(due: int, day: int, months: int) -> int:
    """0 for what was due before ``day``, 1 for the month of ``day``, ``months + 1`` for all that is later."""
    if due < day:
        return 0
    year, month, _ = civil(day)
    due_year, due_month, _ = civil(due)
    return min(12 * (due_year - year) + due_month - month, months) + 1


def flow_of_row(m: Numbers, row: int, day: int, months: int, flows: Numbers, at: int) -> None:
    """Add what a row still asks for to its period."""
    p, i, f, n = owed(m, row, day)
    if p == 0 and i == 0 and f == 0 and n == 0:
        return
    into = at + 4 * period_of(m[row + R_DUE], day, months)
    flows[into] += p
    flows[into + 1] += i
    flows[into + 2] += f
    flows[into + 3] += n


def tell_flows(m: Numbers, day: int, months: int, flows: Numbers, at: int) -> None:
    """Add what the loan's rows still ask for on ``day``; the state stays as it is."""
    if m[S_ROWS] == 0:
        return
    for k in range(m[S_FIRST_OPEN], m[S_ROWS]):
        flow_of_row(m, FIRST_ROW + k * ROW_SIZE, day, months, flows, at)
    for k in range(m[S_EXTRAS]):
        row = m[S_FIRST_EXTRA] + k * ROW_SIZE
        if m[row + R_MARK] == 0 or m[row + R_SETTLED] == 0:
            flow_of_row(m, row, day, months, flows, at)


def flow_columns(
    low: int,
    high: int,
    terms: Numbers,
    terms_from: Numbers,
    terms_of: Numbers,
    principal: Numbers,
    rate: Numbers,
    instalments: Numbers,
    first_due: Numbers,
    signed: Numbers,
    named: Numbers,
    events_from: Numbers,
    kinds: Numbers,
    days: Numbers,
    known: Numbers,
    amounts: Numbers,
    first: Numbers,
    second: Numbers,
    third: Numbers,
    asked: Numbers,
    known_at: int,
    day: int,
    months: int,
    e: Columns,
    space: Space,
    scratch: Numbers,
    flows: Numbers,
    how: Numbers,
) -> None:
    """What the schedules of the loans ``low`` to ``high`` (not included) still ask for on ``day``, from the start of ``flows``.

    Columns as in `ashore.kernel.evaluate_columns`; loans whose ``asked`` is 0 are passed over. ``months`` are counted from
    the month of ``day``, itself included; ``scratch`` holds twice `OUT_SIZE` numbers.
    """
    size = 4 * (months + 2)
    for loan in range(low, high):
        place = loan - low
        how[place] = DONE
        if asked[loan] == 0:
            continue
        start = terms_from[terms_of[loan]]
        if start < 0:
            how[place] = LEFT_TO_LIBRARY
            continue
        m = space[1]
        if m[S_TERMS_FROM] != start + 1:
            set_terms(m, terms, start)
        begin, end = events_from[loan], events_from[loan + 1] - events_from[loan]
        for k in range(end):
            copy_event(begin + k, k, kinds, days, known, amounts, first, second, third, e)
        own = own_numbers(loan, principal, rate, instalments, first_due, signed)
        count = put_in_order(e, end, known_at, day, named[loan] + 0, space[2], space[3])
        if count < 0:
            how[place] = UNORDERED if count == -1 else REFUSED
            continue
        begin_loan(m, own, end)
        how[place] = replay(space, count, e, 0, day, scratch, 0)
        if how[place] == DONE:
            tell_flows(m, day, months, flows, place * size)
