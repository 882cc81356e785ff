"""What is told of a loan on a day: status, days past due, totals, what is overdue, due today and due next."""

from __future__ import annotations

from ashore.kernel.lateness import late_charges, owed
from ashore.kernel.layout import (
    ACTIVE,
    CLOSED,
    DRAWDOWN,
    FIRST_ROW,
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
    S_ORDER_AT,
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
)
from ashore.kernel.paying import billed_rows
from ashore.kernel.plan import accrued_interest, paid_or_waived
from ashore.kernel.whole import clear


def tell(m: Numbers, day: int, out: Numbers, at: int) -> None:
    """Write the standing at the end of ``day`` into ``out[at:]``; the state stays as it is."""
    clear(out, at, at + OUT_SIZE)
    if m[S_ROWS] == 0:
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
    if m[S_WRITTEN_OFF_ON] != 0:
        status = WRITTEN_OFF
    elif overdue != 0:
        status = LATE
    elif outstanding != 0 or (m[T_REPAYMENT] == DRAWDOWN and m[S_CURRENT] < m[S_ROWS]):
        status = ACTIVE
    elif m[S_CREDIT] != 0:
        status = OVERPAID
    out[at + O_STATUS] = status


def tell_demands(m: Numbers, day: int, out: Numbers, at: int) -> None:
    """What is overdue and since when, and what falls due today."""
    x = m[S_ORDER_AT]
    count = billed_rows(m)
    for k in range(count):
        row = m[x + k]
        due = m[row + R_DUE]
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


def tell_totals(m: Numbers, day: int, out: Numbers, at: int) -> None:
    """Everything since the start, as cumulative totals."""
    interest, penalty = (m[S_BILLED_INTEREST], 0)
    if m[T_CONTINUES] == 1 or m[T_PENALTY] == 1:
        for k in range(m[S_CURRENT]):
            extra, charged = late_charges(m, FIRST_ROW + k * ROW_SIZE, day)
            interest += extra
            penalty += charged
        for k in range(m[S_EXTRAS]):
            row = m[S_FIRST_EXTRA] + k * ROW_SIZE
            if m[row + R_MARK] == 1:
                extra, charged = late_charges(m, row, day)
                interest += extra
                penalty += charged
    if m[S_CURRENT] < m[S_ROWS]:
        running = FIRST_ROW + m[S_CURRENT] * ROW_SIZE
        accrued = accrued_interest(m, running, day)
        interest += max(accrued, paid_or_waived(m, running, 1))
    out[at + O_CHARGED] = m[S_DRAWN] + m[S_RECHARGED]
    out[at + O_CHARGED + 1] = interest
    out[at + O_CHARGED + 2] = m[S_BILLED_FEE]
    out[at + O_CHARGED + 3] = penalty
    for part in range(4):
        out[at + O_PAID + part] = m[S_SETTLED + PAID + part]
        out[at + O_WAIVED + part] = m[S_SETTLED + WAIVED + part]
        out[at + O_WRITTEN_OFF + part] = m[S_SETTLED + LOST + part]
    out[at + O_RECEIVED] = m[S_RECEIVED]
    out[at + O_WITHHELD] = m[S_WITHHELD]
    out[at + O_RECHARGED] = m[S_RECHARGED]
    out[at + O_RECOVERED] = m[S_RECOVERED]
    out[at + O_CREDIT] = m[S_CREDIT]
    out[at + O_REFUNDED] = m[S_REFUNDED]


def tell_next(m: Numbers, out: Numbers, at: int) -> None:
    """The next demand ahead that asks for anything."""
    best = -1
    for k in range(m[S_CURRENT], m[S_ROWS]):
        p, i, f, n = owed(m, FIRST_ROW + k * ROW_SIZE, m[S_DAY])
        if p != 0 or i != 0 or f != 0 or (n != 0):
            best = FIRST_ROW + k * ROW_SIZE
            break
    for k in range(m[S_EXTRAS]):
        row = m[S_FIRST_EXTRA] + k * ROW_SIZE
        if m[row + R_MARK] == 0 and (best < 0 or m[row + R_DUE] < m[best + R_DUE]):
            p, i, f, n = owed(m, row, m[S_DAY])
            if p != 0 or i != 0 or f != 0 or (n != 0):
                best = row
    if best >= 0:
        p, i, f, n = owed(m, best, m[S_DAY])
        out[at + O_NEXT_DUE] = m[best + R_DUE]
        out[at + O_NEXT] = p
        out[at + O_NEXT + 1] = i
        out[at + O_NEXT + 2] = f
        out[at + O_NEXT + 3] = n
