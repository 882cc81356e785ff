"""One loan replayed: which of its events count, in which order, and what it stands at on a day, or on two."""

from __future__ import annotations

from ashore.kernel.happening import happen
from ashore.kernel.layout import (
    ACT_ACT,
    ACTUAL,
    DONE,
    FIRST_ROW,
    MONTHS,
    OUT_SIZE,
    PAUSE,
    PPM,
    RATE_CHANGE,
    REVERSAL,
    ROW_SIZE,
    S_CAPACITY,
    S_CHANGES_AT,
    S_FIRST_DUE,
    S_FIRST_EXTRA,
    S_INSTALMENTS,
    S_MOST,
    S_ORDER_AT,
    S_RATE,
    S_RATES,
    S_RATES_AT,
    S_ROWS,
    S_SCALES_AT,
    S_SIGNED,
    S_STEADY,
    S_TERMS_FROM,
    S_WEIGHTS_AT,
    T_DAY_COUNT,
    T_DAY_SCALE,
    T_EVERY,
    T_FEES,
    T_PENALTY,
    T_PENALTY_MULTIPLIER,
    T_PENALTY_RATE,
    T_PERIOD_UNITS,
    T_UNIT,
    TOO_LARGE,
    Columns,
    Loan,
    Numbers,
    Space,
)
from ashore.kernel.paying import advance
from ashore.kernel.space import most_extras
from ashore.kernel.telling import tell
from ashore.kernel.whole import clear

LARGEST = 9_000_000_000_000_000_000
MOST_PRINCIPAL = 1_000_000_000_000
"""Ten thousand million yuan: below it no amount of one loan comes near 64 bits."""


def put_in_order(
    e: Columns,
    end: int,
    known_at: int,
    day: int,
    named: int,
    order: Numbers,
    counts: Numbers,
) -> int:
    """Write the places of the events that count on ``day`` as known on ``known_at`` into ``order``. How many there are.

    By day, then kind, then place: ids made by the book are in the order of places. -1: two events of one kind on one day
    in a loan with ids of its own (``named``), whose order only those tell. -2: a reversal of something not known.
    """
    kinds, days, known = e[0], e[1], e[2]
    for at in range(end):
        counts[at] = 1 if known[at] <= known_at else 0
    if not mark_undone(e, end, known_at, counts):
        return -2
    found = 0
    for at in range(end):
        if counts[at] == 0 or kinds[at] == REVERSAL or days[at] > day:
            continue
        place = found
        while place > 0:
            other = order[place - 1]
            if days[other] < days[at]:
                break
            if days[other] == days[at]:
                if kinds[other] < kinds[at]:
                    break
                if kinds[other] == kinds[at]:
                    if named == 1:
                        return -1
                    break
            order[place] = other
            place -= 1
        order[place] = at
        found += 1
    return found


def mark_undone(e: Columns, end: int, known_at: int, counts: Numbers) -> bool:
    """An event counts unless a reversal that counts undoes it; a reversal may itself be reversed.

    False: a reversal of something not known, or of itself by a circle.
    """
    kinds, known, first = e[0], e[2], e[4]
    reversals = 0
    for at in range(end):
        if kinds[at] == REVERSAL and known[at] <= known_at:
            reversals += 1
            target = first[at]
            if first[at] < 0 or target >= end or known[target] > known_at:
                return False
    for _ in range(reversals + 1):
        changed = False
        for target in range(end):
            if reversals == 0 or known[target] > known_at:
                continue
            stands = 1
            for at in range(end):
                if kinds[at] == REVERSAL and counts[at] == 1 and first[at] == target:
                    stands = 0
            if counts[target] != stands:
                counts[target] = stands
                changed = True
        if not changed:
            return True
    return False


def is_steady(order: Numbers, count: int, kinds: Numbers) -> int:
    """1 where no event changes the rate or pauses interest."""
    for k in range(count):
        if kinds[order[k]] == RATE_CHANGE or kinds[order[k]] == PAUSE:
            return 0
    return 1


def fits(m: Numbers, order: Numbers, count: int, e: Columns, span: int) -> bool:
    """Whether every sum of balance x rate x time of a loan whose rate is not steady stays within 64 bits."""
    kinds, first = e[0], e[4]
    highest = max(m[S_RATE], 1)
    for k in range(count):
        if kinds[order[k]] == RATE_CHANGE:
            highest = max(highest, first[order[k]])
    if m[T_PENALTY] == 1:
        highest = max(highest, highest * m[T_PENALTY_MULTIPLIER] // PPM, m[T_PENALTY_RATE])
    a_day = m[T_DAY_SCALE]
    if m[T_DAY_COUNT] == ACT_ACT:
        a_day *= 366
    elif m[T_DAY_COUNT] != ACTUAL:
        a_day *= 2
    longest = a_day * max(span, 1)
    if m[T_PERIOD_UNITS] > 0:
        # A rate that changes within a whole month: rate x days x the month, over the days.
        period = m[T_EVERY] * (31 if m[T_UNIT] == MONTHS else 366)
        longest = max(longest, period * max(m[T_PERIOD_UNITS], a_day * period))
    # Divided step by step, so that the test itself cannot run over.
    return LARGEST // highest // longest >= m[S_MOST]


def begin_loan(m: Numbers, loan: Loan, events: int) -> None:
    """Clear the state for a loan with this many events, its terms being there, and say where everything lies."""
    clear(m, 0, S_TERMS_FROM)
    m[S_MOST] = loan[0]
    m[S_RATE] = loan[1]
    m[S_INSTALMENTS] = loan[2]
    m[S_FIRST_DUE] = loan[3]
    m[S_SIGNED] = loan[4]
    rows = loan[2] + most_extras(events, m[T_FEES])
    m[S_FIRST_EXTRA] = FIRST_ROW + loan[2] * ROW_SIZE
    m[S_CHANGES_AT] = FIRST_ROW + rows * ROW_SIZE
    m[S_RATES_AT] = m[S_CHANGES_AT] + 2 * (events + 3)
    m[S_ORDER_AT] = m[S_RATES_AT] + 5 * (events + 2)
    m[S_WEIGHTS_AT] = m[S_ORDER_AT] + 5 * rows
    m[S_SCALES_AT] = m[S_WEIGHTS_AT] + loan[2]
    m[S_CAPACITY] = events + 2
    m[S_RATES] = 1
    m[m[S_RATES_AT]] = 0
    m[m[S_RATES_AT] + m[S_CAPACITY]] = loan[1]


def replay(
    space: Space,
    count: int,
    e: Columns,
    before: int,
    day: int,
    out: Numbers,
    at: int,
) -> int:
    """Replay a loan begun with `begin_loan` and tell what it stands at on ``before`` (0: not asked) and on ``day``."""
    m, order = space[1], space[2]
    kinds, days, amounts = e[0], e[1], e[3]
    first, second, third = e[4], e[5], e[6]
    m[S_STEADY] = is_steady(order, count, kinds)
    if m[S_MOST] > MOST_PRINCIPAL:
        return TOO_LARGE
    if m[S_STEADY] == 0 and count > 0:
        span = day - days[order[0]] + 400
        if not fits(m, order, count, e, span):
            return TOO_LARGE
    asked = before != 0
    for k in range(count):
        event = order[k]
        on = days[event]
        if asked and on > before:
            pause_and_tell(m, before, out, at)
            asked = False
        how = happen(m, kinds[event], on, amounts[event], first[event], second[event], third[event])
        if how != DONE:
            return how
    if asked:
        pause_and_tell(m, before, out, at)
    pause_and_tell(m, day, out, at + OUT_SIZE)
    return DONE


def pause_and_tell(m: Numbers, day: int, out: Numbers, at: int) -> None:
    """Let time pass up to ``day`` and tell what the loan stands at."""
    if m[S_ROWS] != 0:
        advance(m, day)
    tell(m, day, out, at)
