"""The straight line: an equal instalment as signed, drawn once and whole, nothing paid ahead but what is held until it is due.

Most loans of a book are of this kind and most of them see nothing but repayments. Then the schedule never moves, only the
oldest open row is ever paid in part, and one walk along the due dates does it; no row keeps a state of its own. What the
walk finds is what `ashore.kernel.replay` finds, and a test proves it.
"""

from __future__ import annotations

from ashore.kernel.days import civil, days_in_month, leap, months_on
from ashore.kernel.layout import (
    ACTIVE,
    CLOSED,
    D_AHEAD,
    D_EARNED,
    D_INTEREST,
    D_PRINCIPAL,
    D_SIZE,
    DISBURSEMENT,
    HOLD,
    INTEREST,
    LATE,
    MONTHS,
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
    O_STATUS,
    OUT_SIZE,
    OVERPAID,
    PENALTY,
    PPM,
    PRINCIPAL,
    REPAYMENT,
    RETROACTIVE,
    SHIFTED,
    T_ADVANCE,
    T_DAY_SCALE,
    T_DENOMINATOR,
    T_EVERY,
    T_GRACE_DAYS,
    T_GRACE_MODE,
    T_ON_INTEREST,
    T_PENALTY,
    T_PENALTY_CAP,
    T_PERIOD_UNITS,
    T_ROUNDING,
    T_TABLES,
    T_UNIT,
    WEEKS,
    Columns,
    Loan,
    Numbers,
)
from ashore.kernel.rates import penalty_rate
from ashore.kernel.whole import clear, muldiv

Come = tuple[int, int, int, int, int, int, int, int]
"""What a walk has come to: the oldest open row, how many rows are due, credit, money received; principal, interest and penalty
paid; the interest with which the loan ended early, or -1."""

Walk = tuple[int, int, int, int, int, int, int, int, int, int, int, int, int, int]
"""What the walk has come to: the oldest open row, how many rows are due, credit held, money received; principal, interest
and penalty paid; the same of the oldest open row; its day of weighing, penalty and compound sums; the interest with which
the loan ended early, or -1."""


def goes_straight(e: Columns, end: int, most: int, known_at: int, day: int, apart: int) -> int:
    """How many events count, if the loan was drawn once and whole and has only seen repayments in order; else -1.

    From one to the next are at least ``apart`` days: where money ahead is not held, the order within a day may matter.
    """
    kinds, days, known, amounts, first = e[0], e[1], e[2], e[3], e[4]
    if end == 0 or kinds[0] != DISBURSEMENT or amounts[0] != most:
        return -1
    if days[0] > day or known[0] > known_at:
        return -1
    before, count, unknown = days[0], 1, 0
    for at in range(1, end):
        if known[at] > known_at:
            unknown = 1
            continue
        if unknown == 1 or kinds[at] != REPAYMENT or first[at] >= 0 or days[at] - before < apart:
            return -1
        before = days[at]
        if before <= day:
            count += 1
    return count


def whole_first(m: Numbers, start: int, due: int) -> bool:
    """Whether the first period is exactly one step of the rhythm, a month or more."""
    year, month, dom = civil(start)
    months = m[T_EVERY] if m[T_UNIT] == MONTHS else 12 * m[T_EVERY]
    return months_on(year, month, dom, months) == due


def lay_rows(m: Numbers, rows: Numbers, loan: Loan, drawn_on: int, day: int) -> int:
    """Lay out the schedule up to and including the first row due after ``day``. How many rows there are."""
    ahead, rate, n, first_due, instalment = loan
    unit, every, scale, period = (m[T_UNIT], m[T_EVERY], m[T_DAY_SCALE], m[T_PERIOD_UNITS])
    denominator, rounding = (m[T_DENOMINATOR], m[T_ROUNDING])
    seed, back = (drawn_on, 0)
    if first_due != 0:
        seed, back = (first_due, 1)
    year, month, dom = civil(seed)
    month_start, length = (seed - dom, days_in_month(month, leap(year)))
    stride = every if unit == MONTHS else 12 * every
    days = 7 * every if unit == WEEKS else every
    due, at, earned = (drawn_on, 0, 0)
    while ahead > 0 and at < n:
        start = due
        if unit >= MONTHS:
            for _ in range(stride if at >= back else 0):
                month_start += length
                month += 1
                if month > 12:
                    month, year = (1, year + 1)
                length = days_in_month(month, leap(year) if month == 2 else 0)
            due = month_start + min(dom, length)
        else:
            due = seed + (at + 1 - back) * days
        units = scale * (due - start)
        if period > 0 and (at > 0 or back == 0 or whole_first(m, start, due)):
            units = period
        interest = muldiv(ahead, units * rate, denominator, rounding)
        principal = min(max(instalment - interest, 0), ahead)
        if at == n - 1:
            principal = ahead
        place = D_SIZE * at
        rows[place] = due
        rows[place + D_PRINCIPAL] = principal
        rows[place + D_INTEREST] = interest
        rows[place + D_AHEAD] = ahead
        rows[place + D_EARNED] = earned
        ahead -= principal
        earned += interest
        at += 1
        if due > day:
            break
    return at


def row_penalty(
    m: Numbers, factor: int, due: int, asked: int, penalty: int, compound: int, day: int
) -> int:
    """The penalty of a row by ``day``, from its sums."""
    if penalty == 0 and compound == 0:
        return 0
    if m[T_GRACE_MODE] == RETROACTIVE and day <= due + m[T_GRACE_DAYS]:
        return 0
    charged = muldiv(penalty, factor, m[T_DENOMINATOR], m[T_ROUNDING])
    if compound != 0:
        charged += muldiv(compound, factor, m[T_DENOMINATOR], m[T_ROUNDING])
    if m[T_PENALTY_CAP] >= 0:
        charged = min(charged, asked * m[T_PENALTY_CAP] // PPM)
    return charged


def nights_late(m: Numbers, due: int, since: int, day: int) -> int:
    """Time from ``since`` to ``day`` in which a row due on ``due`` is charged for being late."""
    if m[T_PENALTY] == 0:
        return 0
    if m[T_GRACE_MODE] == SHIFTED:
        since = max(since, due + m[T_GRACE_DAYS])
    return m[T_DAY_SCALE] * max(day - since, 0)


def share_out(m: Numbers, order: int, amount: int, p: int, i: int, n: int) -> tuple[int, int, int]:
    """Principal, interest and penalty that ``amount``, less than their sum, settles in the order at ``t[order]``."""
    left, shares = (amount, (0, 0, 0))
    for turn in range(4):
        part = m[order + turn]
        if part == PRINCIPAL:
            share = min(p, left)
            shares = (share, shares[1], shares[2])
        elif part == INTEREST:
            share = min(i, left)
            shares = (shares[0], share, shares[2])
        elif part == PENALTY:
            share = min(n, left)
            shares = (shares[0], shares[1], share)
        else:
            share = 0
        left -= share
    return shares


def pass_time(m: Numbers, rows: Numbers, known: int, z: Walk, day: int) -> Walk:
    """Let due dates up to ``day`` pass; money held settles each row on its day, as far as it goes."""
    o, g, credit, received, pp, pi, pn, rp, ri, rn, late, penalty, compound, ended = z
    while ended < 0 and g < known and (rows[D_SIZE * g] <= day):
        at = D_SIZE * g
        g += 1
        if credit > 0 and o == g - 1:
            p, i = (rows[at + D_PRINCIPAL], rows[at + D_INTEREST])
            if credit >= p + i:
                o += 1
            else:
                p, i, _ = share_out(m, T_TABLES + 8, credit, p, i, 0)
                rp, ri = (p, i)
            credit -= p + i
            pp, pi = (pp + p, pi + i)
    return (o, g, credit, received, pp, pi, pn, rp, ri, rn, late, penalty, compound, ended)


def earned_by(m: Numbers, rows: Numbers, row: int, drawn_on: int, rate: int, day: int) -> int:
    """Interest of the running row's nights before ``day``."""
    at = D_SIZE * row
    start = rows[at - D_SIZE] if row > 0 else drawn_on
    weight = m[T_DAY_SCALE] * (day - start)
    accrued = muldiv(rows[at + D_AHEAD] * weight, rate, m[T_DENOMINATOR], m[T_ROUNDING])
    return min(rows[at + D_INTEREST], accrued)


def row_owed(
    m: Numbers, rows: Numbers, factor: int, z: Walk, row: int, day: int
) -> tuple[int, int, int]:
    """Principal, interest and penalty that a row due by ``day`` still asks for."""
    at = D_SIZE * row
    due = rows[at]
    p, i, n, since = (rows[at + D_PRINCIPAL], rows[at + D_INTEREST], 0, due)
    asked, penalty, compound = (p + i, 0, 0)
    if row == z[0]:
        p, i, n = (p - z[7], i - z[8], -z[9])
        since, penalty, compound = (max(z[10], due), z[11], z[12])
    if day > due:
        weight = nights_late(m, due, since, day)
        penalty += p * weight
        if m[T_ON_INTEREST] == 1:
            compound += i * weight
        n += row_penalty(m, factor, due, asked, penalty, compound, day)
    return (p, i, n)


def end_early(
    m: Numbers, rows: Numbers, factor: int, loan: Loan, z: Walk, money: int, accrued: int, day: int
) -> Walk:
    """The walk after ``money`` has settled the whole loan, if it does; else as it was."""
    o, g, received, pi, pn = (z[0], z[1], z[3], z[5], z[6])
    money -= rows[D_SIZE * g + D_AHEAD] + accrued
    interest, charged = (0, 0)
    for row in range(o, g):
        p, i, n = row_owed(m, rows, factor, z, row, day)
        money -= p + i + n
        if money < 0:
            return z
        interest += i
        charged += n
    if money < 0:
        return z
    total = pi + interest + accrued
    return (g, g, money, received, loan[0], total, pn + charged, 0, 0, 0, 0, 0, 0, accrued)


def repay_straight(
    m: Numbers,
    rows: Numbers,
    known: int,
    factor: int,
    loan: Loan,
    drawn_on: int,
    z: Walk,
    amount: int,
    day: int,
) -> Walk:
    """A repayment: the whole loan where it suffices, else what is due; the rest is held."""
    z = pass_time(m, rows, known, z, day)
    o, g, credit, received, pp, pi, pn, rp, ri, rn, late, penalty, compound, ended = z
    received += amount
    if ended < 0 and g < known and (amount + credit >= rows[D_SIZE * g + D_AHEAD]):
        z = (o, g, credit, received, pp, pi, pn, rp, ri, rn, late, penalty, compound, ended)
        accrued = earned_by(m, rows, g, drawn_on, loan[1], day)
        z = end_early(m, rows, factor, loan, z, amount + credit, accrued, day)
        if z[13] >= 0:
            return z
    while amount > 0 and o < g and (ended < 0):
        at = D_SIZE * o
        due = rows[at]
        p, i, n = (rows[at + D_PRINCIPAL] - rp, rows[at + D_INTEREST] - ri, 0)
        if day > due:
            weight = nights_late(m, due, max(late, due), day)
            penalty += p * weight
            if m[T_ON_INTEREST] == 1:
                compound += i * weight
            late = day
            asked = rows[at + D_PRINCIPAL] + rows[at + D_INTEREST]
            n = row_penalty(m, factor, due, asked, penalty, compound, day) - rn
        if amount >= p + i + n:
            o += 1
            rp, ri, rn, late, penalty, compound = (0, 0, 0, 0, 0, 0)
        else:
            order = T_TABLES + 4 if day > due else T_TABLES + 8
            rest = p + i
            p, i, n = share_out(m, order, amount, p, i, n)
            rp, ri, rn = (rp + p, ri + i, rn + n)
            if p + i == rest and m[T_GRACE_MODE] == RETROACTIVE and (day <= due + m[T_GRACE_DAYS]):
                penalty, compound = (0, 0)
        amount -= p + i + n
        pp, pi, pn = (pp + p, pi + i, pn + n)
    credit += amount
    return (o, g, credit, received, pp, pi, pn, rp, ri, rn, late, penalty, compound, ended)


def ask_for(out: Numbers, at: int, due: int, day: int, p: int, i: int, n: int) -> None:
    """Add what a row that is due asks for to what is overdue, or due today; the oldest row comes first."""
    into = at + O_DUE_TODAY
    if due < day:
        into = at + O_OVERDUE
        if out[at + O_OLDEST_DUE] == 0:
            out[at + O_OLDEST_DUE] = due
            out[at + O_DAYS_PAST_DUE] = day - due
    out[into] += p
    out[into + 1] += i
    out[into + 3] += n


def write_standing(
    m: Numbers,
    rows: Numbers,
    known: int,
    loan: Loan,
    drawn_on: int,
    come: Come,
    penalty: int,
    day: int,
    out: Numbers,
    at: int,
) -> None:
    """All that is told but what `ask_for` has written, from what a walk has come to and the ``penalty`` still open."""
    _, g, credit, received, pp, pi, pn, ended = come
    last = D_SIZE * (known - 1)
    interest = rows[last + D_EARNED] + rows[last + D_INTEREST]
    if g < known:
        ahead = D_SIZE * g
        interest = rows[ahead + D_EARNED]
        if ended >= 0:
            interest += ended
        else:
            interest += earned_by(m, rows, g, drawn_on, loan[1], day)
            out[at + O_NEXT_DUE] = rows[ahead]
            out[at + O_NEXT] = rows[ahead + D_PRINCIPAL]
            out[at + O_NEXT + 1] = rows[ahead + D_INTEREST]
    out[at + O_CHARGED] = loan[0]
    out[at + O_CHARGED + 1] = interest
    out[at + O_CHARGED + 3] = pn + penalty
    out[at + O_PAID] = pp
    out[at + O_PAID + 1] = pi
    out[at + O_PAID + 3] = pn
    out[at + O_RECEIVED] = received
    out[at + O_CREDIT] = credit
    status = CLOSED
    if out[at + O_OLDEST_DUE] != 0:
        status = LATE
    elif pp != loan[0] or interest != pi or penalty != 0:
        status = ACTIVE
    elif credit != 0:
        status = OVERPAID
    out[at + O_STATUS] = status


def tell_straight(
    m: Numbers,
    rows: Numbers,
    known: int,
    factor: int,
    loan: Loan,
    drawn_on: int,
    z: Walk,
    day: int,
    out: Numbers,
    at: int,
) -> None:
    """Write the standing at the end of ``day`` into ``out[at:]``."""
    clear(out, at, at + OUT_SIZE)
    z = pass_time(m, rows, known, z, day)
    penalty = 0
    for row in range(z[0], z[1]):
        p, i, n = row_owed(m, rows, factor, z, row, day)
        penalty += n
        if p != 0 or i != 0 or n != 0:
            ask_for(out, at, rows[D_SIZE * row], day, p, i, n)
    come = (z[0], z[1], z[2], z[3], z[4], z[5], z[6], z[13])
    write_standing(m, rows, known, loan, drawn_on, come, penalty, day, out, at)


def bends(m: Numbers, known: int, g: int, ended: int) -> bool:
    """Whether money left over changes the schedule: the loan still runs, and it is not held until it is due."""
    return m[T_ADVANCE] != HOLD and ended < 0 and g < known


def walk(
    m: Numbers,
    rows: Numbers,
    loan: Loan,
    count: int,
    e: Columns,
    before: int,
    day: int,
    out: Numbers,
    at: int,
) -> bool:
    """Walk along a loan that `goes_straight`, telling what it stands at on ``before`` (0: not asked) and on ``day``.

    False where the line is not straight after all (an instalment that the interest eats, money ahead that pays principal
    at once): replay it instead.
    """
    days, amounts = (e[1], e[3])
    drawn_on = days[0]
    if loan[3] != 0 and loan[3] <= drawn_on:
        return False
    known = lay_rows(m, rows, loan, drawn_on, day)
    if rows[D_INTEREST] >= loan[4] and loan[2] > 1:
        return False
    factor = penalty_rate(m, loan[1])
    z = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1)
    asked = before != 0
    if asked and before < drawn_on:
        clear(out, at, at + OUT_SIZE)
        asked = False
    for event in range(1, count):
        on = days[event]
        if asked and on > before:
            tell_straight(m, rows, known, factor, loan, drawn_on, z, before, out, at)
            asked = False
        z = repay_straight(m, rows, known, factor, loan, drawn_on, z, amounts[event], on)
        if z[2] > 0 and bends(m, known, z[1], z[13]):
            return False
    if asked:
        tell_straight(m, rows, known, factor, loan, drawn_on, z, before, out, at)
    tell_straight(m, rows, known, factor, loan, drawn_on, z, day, out, at + OUT_SIZE)
    return True
