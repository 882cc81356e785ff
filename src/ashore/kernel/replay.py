"""One loan replayed: which of its events count, in which order, and what it stands at on a day, or on two."""

from __future__ import annotations

from ashore.kernel.happening import happen
from ashore.kernel.layout import (
    DONE,
    OUT_SIZE,
    PAUSE,
    PPM,
    RATE_CHANGE,
    REVERSAL,
    ROW_SIZE,
    S_CAPACITY,
    S_FIRST_DUE,
    S_FIRST_EXTRA,
    S_INSTALMENTS,
    S_MOST,
    S_RATE,
    S_RATES,
    S_ROWS,
    S_SIGNED,
    S_STEADY,
    STATE_SIZE,
    T_DAY_COUNT,
    T_DAY_SCALE,
    T_PENALTY,
    T_PENALTY_MULTIPLIER,
    T_PENALTY_RATE,
    T_PERIOD_UNITS,
    TOO_LARGE,
    Columns,
    Loan,
    Numbers,
    Space,
    State,
)
from ashore.kernel.paying import advance
from ashore.kernel.telling import tell

LARGEST = 4_000_000_000_000_000_000
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


def fits(t: Numbers, s: Numbers, order: Numbers, count: int, e: Columns, span: int) -> bool:
    """Whether every sum of balance x rate x time of a loan whose rate is not steady stays within 64 bits."""
    kinds, first = e[0], e[4]
    highest = max(s[S_RATE], 1)
    for k in range(count):
        if kinds[order[k]] == RATE_CHANGE:
            highest = max(highest, first[order[k]])
    if t[T_PENALTY] == 1:
        highest = max(highest, highest * t[T_PENALTY_MULTIPLIER] // PPM, t[T_PENALTY_RATE])
    units = t[T_DAY_SCALE] * (366 if t[T_DAY_COUNT] == 3 else 2)
    if t[T_PERIOD_UNITS] > 0:
        units *= 31
    # Divided step by step, so that the test itself cannot run over.
    return LARGEST // highest // units // max(span, 1) >= s[S_MOST]


def begin_loan(s: Numbers, q: Numbers, terms: Loan, events: int) -> None:
    """An empty state of a loan with these terms: principal, rate, instalments, first due date, signed instalment."""
    for k in range(STATE_SIZE):
        s[k] = 0
    s[S_MOST] = terms[0]
    s[S_RATE] = terms[1]
    s[S_INSTALMENTS] = terms[2]
    s[S_FIRST_DUE] = terms[3]
    s[S_SIGNED] = terms[4]
    s[S_FIRST_EXTRA] = terms[2] * ROW_SIZE
    s[S_CAPACITY] = events + 2
    s[S_RATES] = 1
    q[0] = 0
    q[s[S_CAPACITY]] = terms[1]


def replay(
    t: Numbers,
    space: Space,
    count: int,
    e: Columns,
    before: int,
    day: int,
    out: Numbers,
    at: int,
) -> int:
    """Replay a loan begun with `begin_loan` and tell what it stands at on ``before`` (0: not asked) and on ``day``."""
    s, order = space[1], space[8]
    kinds, days, amounts = e[0], e[1], e[3]
    first, second, third = e[4], e[5], e[6]
    m = (t, s, space[2], space[3], space[4], space[5], space[6], space[7])
    s[S_STEADY] = is_steady(order, count, kinds)
    if s[S_MOST] > MOST_PRINCIPAL:
        return TOO_LARGE
    if s[S_STEADY] == 0 and count > 0:
        span = day - days[order[0]] + 400
        if not fits(t, s, order, count, e, span):
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


def pause_and_tell(m: State, day: int, out: Numbers, at: int) -> None:
    """Let time pass up to ``day`` and tell what the loan stands at."""
    s = m[1]
    if s[S_ROWS] != 0:
        advance(m, day)
    tell(m, day, out, at)
