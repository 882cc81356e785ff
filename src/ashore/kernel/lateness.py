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
)
from ashore.kernel.rates import penalty_factor, penalty_weight, rate_factor, weight
from ashore.kernel.whole import muldiv


def unpaid(m: Numbers, row: int, part: int) -> int:
    """Principal (0), planned interest (1) or fee (2) of a row that is neither paid nor given up."""
    at = row + R_PARTS + part
    asked = m[row + R_PRINCIPAL]
    if part == 1:
        asked = m[row + R_INTEREST]
    elif part == 2:
        asked = m[row + R_FEE]
    return asked - m[at + PAID] - m[at + WAIVED] - m[at + LOST]


def late_sums(m: Numbers, row: int, day: int) -> tuple[int, int, int]:
    """Interest on overdue principal, penalty and compound interest of a row up to ``day``, unrounded."""
    since = m[row + R_LATE_TO]
    overdue, penalty, compound = (m[row + R_OVERDUE], m[row + R_PENALTY], m[row + R_COMPOUND])
    if since == 0 or day <= since:
        return (overdue, penalty, compound)
    principal = unpaid(m, row, 0)
    interest = max(0, unpaid(m, row, 1))
    if principal == 0 and interest == 0:
        return (overdue, penalty, compound)
    if m[T_CONTINUES] == 1:
        overdue += principal * weight(m, since, day)
    if m[T_PENALTY] == 1:
        if m[T_GRACE_MODE] == SHIFTED:
            since = max(since, m[row + R_DUE] + m[T_GRACE_DAYS])
        weighed = penalty_weight(m, since, day)
        penalty += principal * weighed
        if m[T_ON_INTEREST] == 1:
            compound += interest * weighed
    return (overdue, penalty, compound)


def late_charges(m: Numbers, row: int, day: int) -> tuple[int, int]:
    """What lateness has added to a row's interest, and its penalty, by ``day``; each rounded once."""
    if m[row + R_LATE_TO] == 0:
        return (0, 0)
    overdue, penalty, compound = late_sums(m, row, day)
    extra, charged = (0, 0)
    if overdue != 0:
        extra = muldiv(overdue, rate_factor(m), m[T_DENOMINATOR], m[T_ROUNDING])
    if penalty != 0 or compound != 0:
        within = m[T_GRACE_MODE] == RETROACTIVE and day <= m[row + R_DUE] + m[T_GRACE_DAYS]
        if not within:
            factor = penalty_factor(m)
            charged = muldiv(penalty, factor, m[T_DENOMINATOR], m[T_ROUNDING])
            charged += muldiv(compound, factor, m[T_DENOMINATOR], m[T_ROUNDING])
            if m[T_PENALTY_CAP] >= 0:
                asked = m[row + R_PRINCIPAL] + m[row + R_INTEREST] + m[row + R_FEE]
                charged = min(charged, asked * m[T_PENALTY_CAP] // PPM)
    return (extra, charged)


def owed(m: Numbers, row: int, day: int) -> tuple[int, int, int, int]:
    """Principal, interest, fee and penalty of a row that are unpaid on ``day``."""
    at = row + R_PARTS + 3
    extra, charged = late_charges(m, row, day)
    penalty = charged - m[at + PAID] - m[at + WAIVED] - m[at + LOST]
    return (unpaid(m, row, 0), unpaid(m, row, 1) + extra, unpaid(m, row, 2), penalty)


def touch(m: Numbers, row: int, day: int) -> None:
    """Bring a late row's sums up to ``day``, before what it owes changes."""
    if m[row + R_LATE_TO] == 0 or day <= m[row + R_LATE_TO]:
        return
    overdue, penalty, compound = late_sums(m, row, day)
    m[row + R_OVERDUE] = overdue
    m[row + R_PENALTY] = penalty
    m[row + R_COMPOUND] = compound
    m[row + R_LATE_TO] = day


def forgive_within_grace(m: Numbers, row: int, day: int) -> None:
    """A row paid in full within retroactive grace days owes no penalty."""
    if m[row + R_LATE_TO] == 0 or m[T_GRACE_MODE] != RETROACTIVE:
        return
    within = day <= m[row + R_DUE] + m[T_GRACE_DAYS]
    if within and unpaid(m, row, 0) == 0 and (unpaid(m, row, 1) <= 0):
        m[row + R_PENALTY] = 0
        m[row + R_COMPOUND] = 0


def settle_part(m: Numbers, row: int, part: int, amount: int, how: int) -> None:
    """Book ``amount`` of one part of a row as paid, waived or written off."""
    m[row + R_PARTS + how + part] += amount
    m[S_SETTLED + how + part] += amount


def fall_due(m: Numbers, row: int) -> None:
    """The row is billed; from its due date on what is unpaid of it is late."""
    m[S_BILLED_INTEREST] += m[row + R_INTEREST]
    m[S_BILLED_FEE] += m[row + R_FEE]
    m[row + R_LATE_TO] = m[row + R_DUE]
