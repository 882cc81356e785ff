"""What is told of a loan on a day: status, days past due, totals, what is overdue, due today and due next."""

from __future__ import annotations

from ashore.kernel.lateness import late_charges, owed
from ashore.kernel.layout import (
    ACTIVE,
    CLOSED,
    DRAWDOWN,
    LATE,
    LOST,
    O_CHARGED,
    O_CREDIT,
    O_DAYS_PAST_DUE,
    O_DUE_TODAY,
    O_NEXT,
    O_NEXT_DUE,
    O_OLDEST_DUE,
    O_OVERDUE,
    O_PAID,
    O_RECEIVED,
    O_RECHARGED,
    O_RECOVERED,
    O_REFUNDED,
    O_STATUS,
    O_WAIVED,
    O_WITHHELD,
    O_WRITTEN_OFF,
    OUT_SIZE,
    OVERPAID,
    PAID,
    R_DUE,
    R_MARK,
    ROW_SIZE,
    S_BILLED_FEE,
    S_BILLED_INTEREST,
    S_CREDIT,
    S_CURRENT,
    S_DAY,
    S_DRAWN,
    S_EXTRAS,
    S_FIRST_EXTRA,
    S_RECEIVED,
    S_RECHARGED,
    S_RECOVERED,
    S_REFUNDED,
    S_ROWS,
    S_SETTLED,
    S_WITHHELD,
    S_WRITTEN_OFF_ON,
    T_CONTINUES,
    T_PENALTY,
    T_REPAYMENT,
    WAIVED,
    WRITTEN_OFF,
    Numbers,
    State,
)
from ashore.kernel.paying import billed_rows
from ashore.kernel.plan import accrued_interest, paid_or_waived


def tell(m: State, day: int, out: Numbers, at: int) -> None:
    """Write the standing at the end of ``day`` into ``out[at:]``; the state stays as it is."""
    t, s = m[0], m[1]
    for k in range(OUT_SIZE):
        out[at + k] = 0
    if s[S_ROWS] == 0:
        return
    tell_demands(m, day, out, at)
    tell_totals(m, day, out, at)
    tell_next(m, out, at)
    status = CLOSED
    overdue, outstanding = (0, 0)
    for part in range(4):
        overdue += out[at + O_OVERDUE + part]
        left = out[at + O_CHARGED + part] - out[at + O_PAID + part]
        left -= out[at + O_WAIVED + part] + out[at + O_WRITTEN_OFF + part]
        outstanding += 1 if left != 0 else 0
    if s[S_WRITTEN_OFF_ON] != 0:
        status = WRITTEN_OFF
    elif overdue != 0:
        status = LATE
    elif outstanding != 0 or (t[T_REPAYMENT] == DRAWDOWN and s[S_CURRENT] < s[S_ROWS]):
        status = ACTIVE
    elif s[S_CREDIT] != 0:
        status = OVERPAID
    out[at + O_STATUS] = status


def tell_demands(m: State, day: int, out: Numbers, at: int) -> None:
    """What is overdue and since when, and what falls due today."""
    s, r, x = m[1], m[2], m[5]
    count = billed_rows(s, r, x)
    for k in range(count):
        row = x[k]
        due = r[row + R_DUE]
        p, i, f, n = owed(m, row, day)
        if p == 0 and i == 0 and (f == 0) and (n == 0):
            continue
        into = at + O_DUE_TODAY
        if due < day:
            into = at + O_OVERDUE
            if out[at + O_OLDEST_DUE] == 0:
                out[at + O_OLDEST_DUE] = due
                out[at + O_DAYS_PAST_DUE] = day - due
        out[into] += p
        out[into + 1] += i
        out[into + 2] += f
        out[into + 3] += n


def tell_totals(m: State, day: int, out: Numbers, at: int) -> None:
    """Everything since the start, as cumulative totals."""
    t, s, r = m[0], m[1], m[2]
    interest, penalty = (s[S_BILLED_INTEREST], 0)
    if t[T_CONTINUES] == 1 or t[T_PENALTY] == 1:
        for k in range(s[S_CURRENT]):
            extra, charged = late_charges(m, k * ROW_SIZE, day)
            interest += extra
            penalty += charged
        for k in range(s[S_EXTRAS]):
            row = s[S_FIRST_EXTRA] + k * ROW_SIZE
            if r[row + R_MARK] == 1:
                extra, charged = late_charges(m, row, day)
                interest += extra
                penalty += charged
    if s[S_CURRENT] < s[S_ROWS]:
        running = s[S_CURRENT] * ROW_SIZE
        accrued = accrued_interest(m, running, day)
        interest += max(accrued, paid_or_waived(r, running, 1))
    out[at + O_CHARGED] = s[S_DRAWN] + s[S_RECHARGED]
    out[at + O_CHARGED + 1] = interest
    out[at + O_CHARGED + 2] = s[S_BILLED_FEE]
    out[at + O_CHARGED + 3] = penalty
    for part in range(4):
        out[at + O_PAID + part] = s[S_SETTLED + PAID + part]
        out[at + O_WAIVED + part] = s[S_SETTLED + WAIVED + part]
        out[at + O_WRITTEN_OFF + part] = s[S_SETTLED + LOST + part]
    out[at + O_RECEIVED] = s[S_RECEIVED]
    out[at + O_WITHHELD] = s[S_WITHHELD]
    out[at + O_RECHARGED] = s[S_RECHARGED]
    out[at + O_RECOVERED] = s[S_RECOVERED]
    out[at + O_CREDIT] = s[S_CREDIT]
    out[at + O_REFUNDED] = s[S_REFUNDED]


def tell_next(m: State, out: Numbers, at: int) -> None:
    """The next demand ahead that asks for anything."""
    s, r = m[1], m[2]
    best = -1
    for k in range(s[S_CURRENT], s[S_ROWS]):
        p, i, f, n = owed(m, k * ROW_SIZE, s[S_DAY])
        if p != 0 or i != 0 or f != 0 or (n != 0):
            best = k * ROW_SIZE
            break
    for k in range(s[S_EXTRAS]):
        row = s[S_FIRST_EXTRA] + k * ROW_SIZE
        if r[row + R_MARK] == 0 and (best < 0 or r[row + R_DUE] < r[best + R_DUE]):
            p, i, f, n = owed(m, row, s[S_DAY])
            if p != 0 or i != 0 or f != 0 or (n != 0):
                best = row
    if best >= 0:
        p, i, f, n = owed(m, best, s[S_DAY])
        out[at + O_NEXT_DUE] = r[best + R_DUE]
        out[at + O_NEXT] = p
        out[at + O_NEXT + 1] = i
        out[at + O_NEXT + 2] = f
        out[at + O_NEXT + 3] = n
