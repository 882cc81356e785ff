"""What a row owes, lateness included, and how that is kept up to date."""

from __future__ import annotations

from ashore.kernel.layout import (
    LOST,
    PAID,
    PPM,
    R_COMPOUND,
    R_DUE,
    R_FEE,
    R_INTEREST,
    R_LATE_TO,
    R_OVERDUE,
    R_PARTS,
    R_PENALTY,
    R_PRINCIPAL,
    RETROACTIVE,
    S_BILLED_FEE,
    S_BILLED_INTEREST,
    S_SETTLED,
    SHIFTED,
    T_CONTINUES,
    T_DENOMINATOR,
    T_GRACE_DAYS,
    T_GRACE_MODE,
    T_ON_INTEREST,
    T_PENALTY,
    T_PENALTY_CAP,
    T_ROUNDING,
    WAIVED,
    Numbers,
    State,
)
from ashore.kernel.rates import penalty_factor, penalty_weight, rate_factor, weight
from ashore.kernel.whole import muldiv


def unpaid(r: Numbers, row: int, part: int) -> int:
    """Principal (0), planned interest (1) or fee (2) of a row that is neither paid nor given up."""
    at = row + R_PARTS + part
    asked = r[row + R_PRINCIPAL]
    if part == 1:
        asked = r[row + R_INTEREST]
    elif part == 2:
        asked = r[row + R_FEE]
    return asked - r[at + PAID] - r[at + WAIVED] - r[at + LOST]


def late_sums(m: State, row: int, day: int) -> tuple[int, int, int]:
    """Interest on overdue principal, penalty and compound interest of a row up to ``day``, unrounded."""
    t, s, r, q = m[0], m[1], m[2], m[4]
    since = r[row + R_LATE_TO]
    overdue, penalty, compound = (r[row + R_OVERDUE], r[row + R_PENALTY], r[row + R_COMPOUND])
    if since == 0 or day <= since:
        return (overdue, penalty, compound)
    principal = unpaid(r, row, 0)
    interest = max(0, unpaid(r, row, 1))
    if principal == 0 and interest == 0:
        return (overdue, penalty, compound)
    if t[T_CONTINUES] == 1:
        overdue += principal * weight(t, s, q, since, day)
    if t[T_PENALTY] == 1:
        if t[T_GRACE_MODE] == SHIFTED:
            since = max(since, r[row + R_DUE] + t[T_GRACE_DAYS])
        weighed = penalty_weight(t, s, q, since, day)
        penalty += principal * weighed
        if t[T_ON_INTEREST] == 1:
            compound += interest * weighed
    return (overdue, penalty, compound)


def late_charges(m: State, row: int, day: int) -> tuple[int, int]:
    """What lateness has added to a row's interest, and its penalty, by ``day``; each rounded once."""
    t, s, r = m[0], m[1], m[2]
    if r[row + R_LATE_TO] == 0:
        return (0, 0)
    overdue, penalty, compound = late_sums(m, row, day)
    extra, charged = (0, 0)
    if overdue != 0:
        extra = muldiv(overdue, rate_factor(s), t[T_DENOMINATOR], t[T_ROUNDING])
    if penalty != 0 or compound != 0:
        within = t[T_GRACE_MODE] == RETROACTIVE and day <= r[row + R_DUE] + t[T_GRACE_DAYS]
        if not within:
            factor = penalty_factor(t, s)
            charged = muldiv(penalty, factor, t[T_DENOMINATOR], t[T_ROUNDING])
            charged += muldiv(compound, factor, t[T_DENOMINATOR], t[T_ROUNDING])
            if t[T_PENALTY_CAP] >= 0:
                asked = r[row + R_PRINCIPAL] + r[row + R_INTEREST] + r[row + R_FEE]
                charged = min(charged, asked * t[T_PENALTY_CAP] // PPM)
    return (extra, charged)


def owed(m: State, row: int, day: int) -> tuple[int, int, int, int]:
    """Principal, interest, fee and penalty of a row that are unpaid on ``day``."""
    r = m[2]
    at = row + R_PARTS + 3
    extra, charged = late_charges(m, row, day)
    penalty = charged - r[at + PAID] - r[at + WAIVED] - r[at + LOST]
    return (unpaid(r, row, 0), unpaid(r, row, 1) + extra, unpaid(r, row, 2), penalty)


def touch(m: State, row: int, day: int) -> None:
    """Bring a late row's sums up to ``day``, before what it owes changes."""
    r = m[2]
    if r[row + R_LATE_TO] == 0 or day <= r[row + R_LATE_TO]:
        return
    overdue, penalty, compound = late_sums(m, row, day)
    r[row + R_OVERDUE] = overdue
    r[row + R_PENALTY] = penalty
    r[row + R_COMPOUND] = compound
    r[row + R_LATE_TO] = day


def forgive_within_grace(t: Numbers, r: Numbers, row: int, day: int) -> None:
    """A row paid in full within retroactive grace days owes no penalty."""
    if r[row + R_LATE_TO] == 0 or t[T_GRACE_MODE] != RETROACTIVE:
        return
    within = day <= r[row + R_DUE] + t[T_GRACE_DAYS]
    if within and unpaid(r, row, 0) == 0 and unpaid(r, row, 1) <= 0:
        r[row + R_PENALTY] = 0
        r[row + R_COMPOUND] = 0


def settle_part(s: Numbers, r: Numbers, row: int, part: int, amount: int, how: int) -> None:
    """Book ``amount`` of one part of a row as paid, waived or written off."""
    r[row + R_PARTS + how + part] += amount
    s[S_SETTLED + how + part] += amount


def fall_due(s: Numbers, r: Numbers, row: int) -> None:
    """The row is billed; from its due date on what is unpaid of it is late."""
    s[S_BILLED_INTEREST] += r[row + R_INTEREST]
    s[S_BILLED_FEE] += r[row + R_FEE]
    r[row + R_LATE_TO] = r[row + R_DUE]
