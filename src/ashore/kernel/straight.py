"""The straight line: an equal instalment as signed, drawn once and whole, money paid ahead held until it is due.

Most loans of a book are of this kind and most of them see nothing but repayments. Then the schedule never moves, only the
oldest open row is ever paid in part, and one walk along the due dates does it; no row keeps a state of its own. What the
walk finds is what `ashore.kernel.replay` finds, and a test proves it.
"""

from __future__ import annotations

from ashore.kernel.days import civil, months_on
from ashore.kernel.layout import (
    ACTIVE,
    CLOSED,
    DISBURSEMENT,
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
    PPM,
    REPAYMENT,
    RETROACTIVE,
    SHIFTED,
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
from ashore.kernel.whole import muldiv

# The walk: what it has come to.
K_OPEN = 0
"""The oldest row that is not settled."""
K_KNOWN = 1
"""Rows of the schedule laid out so far."""
K_AHEAD = 2
"""Principal of the rows not laid out yet."""
K_CREDIT = 3
K_RECEIVED = 4
K_PAID = 5
"""Principal, interest, and penalty in the place of the fourth part."""
K_ROW_PAID = 9
"""The same, of the oldest open row."""
K_LATE_TO = 13
K_PENALTY = 14
K_COMPOUND = 15
K_ENDED = 16
"""1 where the loan was settled early."""
K_BILLED = 17
"""Interest of the rows that are due."""
K_DUE = 18
"""Rows that are due."""
K_BEHIND = 19
"""Principal of the rows that are due and not settled, less what is paid of the oldest one."""
K_DRAWN_ON = 20
K_FACTOR = 21
"""The penalty rate."""
K_SIZE = 22


def goes_straight(e: Columns, end: int, most: int, known_at: int, day: int) -> int:
    """How many events count, if the loan was drawn once and whole and has only seen repayments in order; else -1."""
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
        if unknown == 1 or kinds[at] != REPAYMENT or first[at] >= 0 or days[at] < before:
            return -1
        before = days[at]
        if before <= day:
            count += 1
    return count


def lay_rows(t: Numbers, k: Numbers, rows: Numbers, loan: Loan, day: int) -> None:
    """Lay out the schedule up to and including the first row due after ``day``: due date, principal, interest of each."""
    at = k[K_KNOWN]
    ahead = k[K_AHEAD]
    drawn_on = k[K_DRAWN_ON]
    rate, n, first_due, instalment = loan[1], loan[2], loan[3], loan[4]
    due = rows[3 * at - 3] if at > 0 else drawn_on
    if ahead == 0 or (at > 0 and due > day):
        return
    unit, every, scale = t[T_UNIT], t[T_EVERY], t[T_DAY_SCALE]
    denominator, rounding, period = t[T_DENOMINATOR], t[T_ROUNDING], t[T_PERIOD_UNITS]
    seed, back = drawn_on, 0
    if first_due != 0:
        seed, back = first_due, 1
    year, month, dom = civil(seed)
    while ahead > 0 and at < n:
        start = due
        steps = (at + 1 - back) * every
        if unit == MONTHS:
            due = months_on(year, month, dom, steps)
        elif unit == WEEKS:
            due = seed + 7 * steps
        elif unit == 0:
            due = seed + steps
        else:
            due = months_on(year, month, dom, 12 * steps)
        units = scale * (due - start)
        if period > 0 and (at > 0 or first_due == 0 or whole_first(t, start, due)):
            units = period
        interest = muldiv(ahead * units, rate, denominator, rounding)
        principal = min(max(instalment - interest, 0), ahead)
        if at == n - 1:
            principal = ahead
        rows[3 * at] = due
        rows[3 * at + 1] = principal
        rows[3 * at + 2] = interest
        ahead -= principal
        at += 1
        if due > day:
            break
    k[K_KNOWN] = at
    k[K_AHEAD] = ahead


def whole_first(t: Numbers, start: int, due: int) -> bool:
    """Whether the first period is exactly one step of the rhythm, a month or more."""
    year, month, dom = civil(start)
    months = t[T_EVERY] if t[T_UNIT] == MONTHS else 12 * t[T_EVERY]
    return months_on(year, month, dom, months) == due


def row_penalty(
    t: Numbers, factor: int, due: int, asked: int, penalty: int, compound: int, day: int
) -> int:
    """The penalty of a row by ``day``, from its sums."""
    if penalty == 0 and compound == 0:
        return 0
    if t[T_GRACE_MODE] == RETROACTIVE and day <= due + t[T_GRACE_DAYS]:
        return 0
    charged = muldiv(penalty, factor, t[T_DENOMINATOR], t[T_ROUNDING])
    if compound != 0:
        charged += muldiv(compound, factor, t[T_DENOMINATOR], t[T_ROUNDING])
    if t[T_PENALTY_CAP] >= 0:
        charged = min(charged, asked * t[T_PENALTY_CAP] // PPM)
    return charged


def weigh(t: Numbers, k: Numbers, due: int, principal: int, interest: int, day: int) -> None:
    """Bring the oldest open row's sums up to ``day``."""
    since = k[K_LATE_TO]
    if day <= since:
        return
    k[K_LATE_TO] = day
    if t[T_PENALTY] == 0:
        return
    if t[T_GRACE_MODE] == SHIFTED:
        since = max(since, due + t[T_GRACE_DAYS])
        if day <= since:
            return
    weight = t[T_DAY_SCALE] * (day - since)
    k[K_PENALTY] += principal * weight
    if t[T_ON_INTEREST] == 1:
        k[K_COMPOUND] += interest * weight


def pay_oldest(t: Numbers, k: Numbers, rows: Numbers, amount: int, day: int) -> int:
    """Settle what is due of the oldest open row. What is left of ``amount``; more than 0 only if the row is settled."""
    at = 3 * k[K_OPEN]
    due = rows[at]
    p = rows[at + 1] - k[K_ROW_PAID]
    i = rows[at + 2] - k[K_ROW_PAID + 1]
    n = 0
    if day > due:
        weigh(t, k, due, p, i, day)
        asked = rows[at + 1] + rows[at + 2]
        n = row_penalty(t, k[K_FACTOR], due, asked, k[K_PENALTY], k[K_COMPOUND], day)
        n -= k[K_ROW_PAID + 3]
    if amount >= p + i + n:
        k[K_PAID] += p
        k[K_PAID + 1] += i
        k[K_PAID + 3] += n
        k[K_BEHIND] -= p
        k[K_OPEN] += 1
        begin_row(k, rows)
        return amount - p - i - n
    order = T_TABLES + 4 if day > due else T_TABLES + 8
    for turn in range(4):
        part = t[order + turn]
        share = min(p if part == 0 else i if part == 1 else n if part == 3 else 0, amount)
        if share > 0:
            k[K_PAID + part] += share
            k[K_ROW_PAID + part] += share
            amount -= share
            if part == 0:
                p -= share
                k[K_BEHIND] -= share
            elif part == 1:
                i -= share
    if p == 0 and i == 0 and t[T_GRACE_MODE] == RETROACTIVE and day <= due + t[T_GRACE_DAYS]:
        k[K_PENALTY] = 0
        k[K_COMPOUND] = 0
    return amount


def begin_row(k: Numbers, rows: Numbers) -> None:
    """The next row is the oldest open one: nothing of it is paid."""
    k[K_ROW_PAID] = 0
    k[K_ROW_PAID + 1] = 0
    k[K_ROW_PAID + 3] = 0
    k[K_PENALTY] = 0
    k[K_COMPOUND] = 0
    if k[K_OPEN] < k[K_KNOWN]:
        k[K_LATE_TO] = rows[3 * k[K_OPEN]]
    else:
        k[K_LATE_TO] = 0


def pass_time(t: Numbers, k: Numbers, rows: Numbers, loan: Loan, day: int) -> None:
    """Let due dates up to ``day`` pass; money held settles each row on its day."""
    lay_rows(t, k, rows, loan, day)
    if k[K_ENDED] == 1:
        return
    while k[K_DUE] < k[K_KNOWN] and rows[3 * k[K_DUE]] <= day:
        at = 3 * k[K_DUE]
        k[K_BILLED] += rows[at + 2]
        k[K_BEHIND] += rows[at + 1]
        k[K_DUE] += 1
        if k[K_OPEN] == k[K_DUE] - 1:
            k[K_LATE_TO] = rows[at]
        if k[K_CREDIT] > 0 and k[K_OPEN] < k[K_DUE]:
            k[K_CREDIT] = pay_oldest(t, k, rows, k[K_CREDIT], rows[at])


def repay_straight(
    t: Numbers, k: Numbers, rows: Numbers, loan: Loan, amount: int, day: int
) -> None:
    """A repayment: the whole loan where it suffices, else what is due; the rest is held."""
    k[K_RECEIVED] += amount
    if k[K_ENDED] == 0 and k[K_DUE] < k[K_KNOWN]:
        money = amount + k[K_CREDIT]
        balance = rows[3 * k[K_DUE] + 1] + k[K_AHEAD]
        if money >= balance:
            accrued = earned(t, k, rows, loan[1], day)
            behind = owed_behind(t, k, rows, day)
            if money >= balance + accrued + behind:
                while k[K_OPEN] < k[K_DUE]:
                    pay_oldest(t, k, rows, behind, day)
                k[K_PAID] = loan[0]
                k[K_PAID + 1] += accrued
                k[K_BILLED] += accrued
                k[K_BEHIND] = 0
                k[K_ENDED] = 1
                k[K_CREDIT] = money - balance - accrued - behind
                return
    while amount > 0 and k[K_OPEN] < k[K_DUE] and k[K_ENDED] == 0:
        amount = pay_oldest(t, k, rows, amount, day)
    k[K_CREDIT] += amount


def earned(t: Numbers, k: Numbers, rows: Numbers, rate: int, day: int) -> int:
    """Interest of the running row's nights before ``day``."""
    at = 3 * k[K_DUE]
    start = rows[at - 3] if at > 0 else k[K_DRAWN_ON]
    balance = rows[at + 1] + k[K_AHEAD]
    units = t[T_DAY_SCALE] * (day - start)
    return min(rows[at + 2], muldiv(balance * units, rate, t[T_DENOMINATOR], t[T_ROUNDING]))


def owed_behind(t: Numbers, k: Numbers, rows: Numbers, day: int) -> int:
    """All that the rows due by ``day`` still ask for."""
    total = 0
    for at in range(k[K_OPEN], k[K_DUE]):
        p, i, n = row_owed(t, k, rows, at, day)
        total += p + i + n
    return total


def row_owed(t: Numbers, k: Numbers, rows: Numbers, row: int, day: int) -> tuple[int, int, int]:
    """Principal, interest and penalty that a row due by ``day`` still asks for."""
    at = 3 * row
    due = rows[at]
    p, i, n, since = rows[at + 1], rows[at + 2], 0, due
    penalty, compound = 0, 0
    if row == k[K_OPEN]:
        p -= k[K_ROW_PAID]
        i -= k[K_ROW_PAID + 1]
        n -= k[K_ROW_PAID + 3]
        since = max(k[K_LATE_TO], due)
        penalty, compound = k[K_PENALTY], k[K_COMPOUND]
    if t[T_PENALTY] == 1 and day > due:
        if t[T_GRACE_MODE] == SHIFTED:
            since = max(since, due + t[T_GRACE_DAYS])
        if day > since:
            weight = t[T_DAY_SCALE] * (day - since)
            penalty += p * weight
            if t[T_ON_INTEREST] == 1:
                compound += i * weight
        n += row_penalty(t, k[K_FACTOR], due, rows[at + 1] + rows[at + 2], penalty, compound, day)
    return p, i, n


def tell_straight(
    t: Numbers, k: Numbers, rows: Numbers, loan: Loan, day: int, out: Numbers, at: int
) -> None:
    """Write the standing at the end of ``day`` into ``out[at:]``."""
    for place in range(OUT_SIZE):
        out[at + place] = 0
    penalty, late = 0, 0
    for row in range(k[K_OPEN], k[K_DUE]):
        p, i, n = row_owed(t, k, rows, row, day)
        penalty += n
        if p == 0 and i == 0 and n == 0:
            continue
        into = at + O_DUE_TODAY
        if rows[3 * row] < day:
            into = at + O_OVERDUE
            if late == 0:
                late = 1
                out[at + O_OLDEST_DUE] = rows[3 * row]
                out[at + O_DAYS_PAST_DUE] = day - rows[3 * row]
        out[into] += p
        out[into + 1] += i
        out[into + 3] += n
    interest = k[K_BILLED]
    if k[K_DUE] < k[K_KNOWN] and k[K_ENDED] == 0:
        interest += earned(t, k, rows, loan[1], day)
        ahead = 3 * k[K_DUE]
        out[at + O_NEXT_DUE] = rows[ahead]
        out[at + O_NEXT] = rows[ahead + 1]
        out[at + O_NEXT + 1] = rows[ahead + 2]
    out[at + O_CHARGED] = loan[0]
    out[at + O_CHARGED + 1] = interest
    out[at + O_CHARGED + 3] = k[K_PAID + 3] + penalty
    out[at + O_PAID] = k[K_PAID]
    out[at + O_PAID + 1] = k[K_PAID + 1]
    out[at + O_PAID + 3] = k[K_PAID + 3]
    out[at + O_RECEIVED] = k[K_RECEIVED]
    out[at + O_CREDIT] = k[K_CREDIT]
    if late == 1:
        out[at + O_STATUS] = LATE
    elif k[K_PAID] != loan[0] or interest != k[K_PAID + 1] or penalty != 0:
        out[at + O_STATUS] = ACTIVE
    else:
        out[at + O_STATUS] = OVERPAID if k[K_CREDIT] != 0 else CLOSED


def walk(
    t: Numbers,
    k: Numbers,
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

    False where the line is not straight after all (an instalment that the interest eats): replay it instead.
    """
    days, amounts = e[1], e[3]
    drawn_on = days[0]
    if loan[3] != 0 and loan[3] <= drawn_on:
        return False
    for place in range(K_SIZE):
        k[place] = 0
    k[K_AHEAD] = loan[0]
    k[K_DRAWN_ON] = drawn_on
    k[K_FACTOR] = penalty_rate(t, loan[1])
    lay_rows(t, k, rows, loan, drawn_on)
    if rows[2] >= loan[4] and loan[2] > 1:
        return False
    asked = before != 0
    if asked and before < drawn_on:
        for place in range(OUT_SIZE):
            out[at + place] = 0
        asked = False
    for event in range(1, count):
        on = days[event]
        if asked and on > before:
            pass_time(t, k, rows, loan, before)
            tell_straight(t, k, rows, loan, before, out, at)
            asked = False
        pass_time(t, k, rows, loan, on)
        repay_straight(t, k, rows, loan, amounts[event], on)
    if asked:
        pass_time(t, k, rows, loan, before)
        tell_straight(t, k, rows, loan, before, out, at)
    pass_time(t, k, rows, loan, day)
    tell_straight(t, k, rows, loan, day, out, at + OUT_SIZE)
    return True
