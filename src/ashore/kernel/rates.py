"""Rates and pauses in time, and what a stretch of time weighs at them.

``q`` holds, each ``s[S_CAPACITY]`` long: the days from which rates hold, those rates, the first days of pauses, the days
after them, and whether penalties pause too. A weight is rate x time; with one rate all along (``s[S_STEADY]``) it is the
time alone, and the rate is multiplied in at the end (`rate_factor`), so that sums stay small.
"""

from __future__ import annotations

from ashore.kernel.days import units_between
from ashore.kernel.layout import (
    PPM,
    S_CAPACITY,
    S_PAUSES,
    S_RATE,
    S_RATES,
    S_RATES_AT,
    S_STEADY,
    T_PENALTY,
    T_PENALTY_MULTIPLIER,
    T_PENALTY_RATE,
    T_RATE_CAP,
    Numbers,
)


def rate_on(m: Numbers, day: int) -> int:
    """Annual rate for the night that begins on ``day``."""
    q = m[S_RATES_AT]
    at = m[S_RATES] - 1
    while at > 0 and m[q + at] > day:
        at -= 1
    return m[q + (m[S_CAPACITY] + at)]


def change_rate(m: Numbers, day: int, rate: int) -> None:
    """The rate from ``day`` on, up to a later change that is known already."""
    q = m[S_RATES_AT]
    capacity = m[S_CAPACITY]
    at = m[S_RATES]
    while at > 1 and m[q + (at - 1)] > day:
        at -= 1
    if at > 1 and m[q + (at - 1)] == day:
        m[q + (capacity + at - 1)] = rate
        return
    for k in range(m[S_RATES], at, -1):
        m[q + k] = m[q + (k - 1)]
        m[q + (capacity + k)] = m[q + (capacity + k - 1)]
    m[q + at] = day
    m[q + (capacity + at)] = rate
    m[S_RATES] += 1


def add_pause(m: Numbers, first: int, last: int, penalties: int) -> None:
    """No interest from ``first`` to ``last``, both included."""
    q = m[S_RATES_AT]
    at = 2 * m[S_CAPACITY] + m[S_PAUSES]
    m[q + at] = first
    m[q + (at + m[S_CAPACITY])] = last + 1
    m[q + (at + 2 * m[S_CAPACITY])] = penalties
    m[S_PAUSES] += 1


def paused(m: Numbers, day: int) -> int:
    """0: interest runs on ``day``; 1: it pauses; 2: penalties pause too."""
    q = m[S_RATES_AT]
    capacity, found = (m[S_CAPACITY], 0)
    for k in range(m[S_PAUSES]):
        at = 2 * capacity + k
        if m[q + at] <= day < m[q + (at + capacity)]:
            found = max(found, 1 + m[q + (at + 2 * capacity)])
    return found


def next_cut(m: Numbers, day: int, end: int) -> int:
    """The first day after ``day`` on which a rate or a pause begins or ends; ``end`` at the latest."""
    q = m[S_RATES_AT]
    capacity, found = (m[S_CAPACITY], end)
    for k in range(1, m[S_RATES]):
        if day < m[q + k] < found:
            found = m[q + k]
    for k in range(m[S_PAUSES]):
        at = 2 * capacity + k
        if day < m[q + at] < found:
            found = m[q + at]
        if day < m[q + (at + capacity)] < found:
            found = m[q + (at + capacity)]
    return found


def penalty_rate(m: Numbers, rate: int) -> int:
    """The penalty rate that belongs to a contract rate, never above the contract's cap."""
    if m[T_PENALTY] == 0:
        return 0
    found = m[T_PENALTY_RATE]
    if found < 0:
        found = rate * m[T_PENALTY_MULTIPLIER] // PPM
    if m[T_RATE_CAP] >= 0 and found > m[T_RATE_CAP]:
        found = m[T_RATE_CAP]
    return found


def rate_factor(m: Numbers) -> int:
    """What a sum of weighted interest is still to be multiplied by."""
    if m[S_STEADY] == 1:
        return m[S_RATE]
    return 1


def penalty_factor(m: Numbers) -> int:
    """What a sum of weighted penalties is still to be multiplied by."""
    if m[S_STEADY] == 1:
        return penalty_rate(m, m[S_RATE])
    return 1


def weight(m: Numbers, start: int, end: int) -> int:
    """Contract rate x time from ``start`` to ``end``, to be multiplied by `rate_factor`."""
    if m[S_STEADY] == 1:
        return units_between(m, start, end)
    total, day = (0, start)
    while day < end:
        cut = next_cut(m, day, end)
        if paused(m, day) == 0:
            total += rate_on(m, day) * units_between(m, day, cut)
        day = cut
    return total


def penalty_weight(m: Numbers, start: int, end: int) -> int:
    """Penalty rate x time from ``start`` to ``end``, to be multiplied by `penalty_factor`."""
    if end <= start or m[T_PENALTY] == 0:
        return 0
    if m[S_STEADY] == 1:
        return units_between(m, start, end)
    total, day = (0, start)
    while day < end:
        cut = next_cut(m, day, end)
        if paused(m, day) < 2:
            total += penalty_rate(m, rate_on(m, day)) * units_between(m, day, cut)
        day = cut
    return total


def rate_days(m: Numbers, start: int, end: int) -> int:
    """Contract rate x nights from ``start`` to ``end``: the shares of a period that counts as a whole month."""
    total, day = (0, start)
    while day < end:
        cut = next_cut(m, day, end)
        if paused(m, day) == 0:
            total += rate_on(m, day) * (cut - day)
        day = cut
    return total


def unbroken(m: Numbers, start: int, end: int) -> bool:
    """Whether one rate holds from ``start`` to ``end`` and nothing pauses."""
    return next_cut(m, start, end) == end and paused(m, start) == 0
