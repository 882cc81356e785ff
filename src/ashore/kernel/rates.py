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
    S_STEADY,
    T_PENALTY,
    T_PENALTY_MULTIPLIER,
    T_PENALTY_RATE,
    T_RATE_CAP,
    Numbers,
)


def rate_on(s: Numbers, q: Numbers, day: int) -> int:
    """Annual rate for the night that begins on ``day``."""
    at = s[S_RATES] - 1
    while at > 0 and q[at] > day:
        at -= 1
    return q[s[S_CAPACITY] + at]


def change_rate(s: Numbers, q: Numbers, day: int, rate: int) -> None:
    """The rate from ``day`` on, up to a later change that is known already."""
    capacity = s[S_CAPACITY]
    at = s[S_RATES]
    while at > 1 and q[at - 1] > day:
        at -= 1
    if at > 1 and q[at - 1] == day:
        q[capacity + at - 1] = rate
        return
    for k in range(s[S_RATES], at, -1):
        q[k] = q[k - 1]
        q[capacity + k] = q[capacity + k - 1]
    q[at] = day
    q[capacity + at] = rate
    s[S_RATES] += 1


def add_pause(s: Numbers, q: Numbers, first: int, last: int, penalties: int) -> None:
    """No interest from ``first`` to ``last``, both included."""
    at = 2 * s[S_CAPACITY] + s[S_PAUSES]
    q[at] = first
    q[at + s[S_CAPACITY]] = last + 1
    q[at + 2 * s[S_CAPACITY]] = penalties
    s[S_PAUSES] += 1


def paused(s: Numbers, q: Numbers, day: int) -> int:
    """0: interest runs on ``day``; 1: it pauses; 2: penalties pause too."""
    capacity, found = (s[S_CAPACITY], 0)
    for k in range(s[S_PAUSES]):
        at = 2 * capacity + k
        if q[at] <= day < q[at + capacity]:
            found = max(found, 1 + q[at + 2 * capacity])
    return found


def next_cut(s: Numbers, q: Numbers, day: int, end: int) -> int:
    """The first day after ``day`` on which a rate or a pause begins or ends; ``end`` at the latest."""
    capacity, found = (s[S_CAPACITY], end)
    for k in range(1, s[S_RATES]):
        if day < q[k] < found:
            found = q[k]
    for k in range(s[S_PAUSES]):
        at = 2 * capacity + k
        if day < q[at] < found:
            found = q[at]
        if day < q[at + capacity] < found:
            found = q[at + capacity]
    return found


def penalty_rate(t: Numbers, rate: int) -> int:
    """The penalty rate that belongs to a contract rate, never above the contract's cap."""
    if t[T_PENALTY] == 0:
        return 0
    found = t[T_PENALTY_RATE]
    if found < 0:
        found = rate * t[T_PENALTY_MULTIPLIER] // PPM
    if t[T_RATE_CAP] >= 0 and found > t[T_RATE_CAP]:
        found = t[T_RATE_CAP]
    return found


def rate_factor(s: Numbers) -> int:
    """What a sum of weighted interest is still to be multiplied by."""
    if s[S_STEADY] == 1:
        return s[S_RATE]
    return 1


def penalty_factor(t: Numbers, s: Numbers) -> int:
    """What a sum of weighted penalties is still to be multiplied by."""
    if s[S_STEADY] == 1:
        return penalty_rate(t, s[S_RATE])
    return 1


def weight(t: Numbers, s: Numbers, q: Numbers, start: int, end: int) -> int:
    """Contract rate x time from ``start`` to ``end``, to be multiplied by `rate_factor`."""
    if s[S_STEADY] == 1:
        return units_between(t, start, end)
    total, day = (0, start)
    while day < end:
        cut = next_cut(s, q, day, end)
        if paused(s, q, day) == 0:
            total += rate_on(s, q, day) * units_between(t, day, cut)
        day = cut
    return total


def penalty_weight(t: Numbers, s: Numbers, q: Numbers, start: int, end: int) -> int:
    """Penalty rate x time from ``start`` to ``end``, to be multiplied by `penalty_factor`."""
    if end <= start or t[T_PENALTY] == 0:
        return 0
    if s[S_STEADY] == 1:
        return units_between(t, start, end)
    total, day = (0, start)
    while day < end:
        cut = next_cut(s, q, day, end)
        if paused(s, q, day) < 2:
            total += penalty_rate(t, rate_on(s, q, day)) * units_between(t, day, cut)
        day = cut
    return total


def rate_days(s: Numbers, q: Numbers, start: int, end: int) -> int:
    """Contract rate x nights from ``start`` to ``end``: the shares of a period that counts as a whole month."""
    total, day = (0, start)
    while day < end:
        cut = next_cut(s, q, day, end)
        if paused(s, q, day) == 0:
            total += rate_on(s, q, day) * (cut - day)
        day = cut
    return total


def unbroken(s: Numbers, q: Numbers, start: int, end: int) -> bool:
    """Whether one rate holds from ``start`` to ``end`` and nothing pauses."""
    return next_cut(s, q, start, end) == end and paused(s, q, start) == 0
