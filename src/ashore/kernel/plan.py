"""Principal and interest of the instalments not due yet, laid out anew whenever something changes.

``c`` holds the (day, balance) pairs that interest runs on in the running row.
"""

from __future__ import annotations

from ashore.kernel.days import step, units_between
from ashore.kernel.layout import (
    BULLET,
    DRAWDOWN,
    EQUAL_INSTALMENT,
    HALF_UP,
    INTEREST_FIRST,
    KEEP,
    PAID,
    PRINCIPAL_STAYS,
    R_BALANCE,
    R_CARRIED,
    R_DEFERRED,
    R_DUE,
    R_FREE,
    R_INTEREST,
    R_MARK,
    R_OWN,
    R_PARTS,
    R_PRINCIPAL,
    R_START,
    R_TARGET,
    R_WHOLE,
    RESPREAD,
    ROW_SIZE,
    S_BALANCE,
    S_CHANGES,
    S_CURRENT,
    S_FLAT_BASE,
    S_INSTALMENT,
    S_ROWS,
    S_STEADY,
    T_CLEARING,
    T_DENOMINATOR,
    T_FIRST_DIFFERS,
    T_FLAT,
    T_GRACE_PRINCIPAL,
    T_MULTIPLE,
    T_PERIOD_UNITS,
    T_REPAYMENT,
    T_ROUNDING,
    T_WITHIN,
    WAIVED,
    Numbers,
    State,
)
from ashore.kernel.rates import rate_days, rate_factor, rate_on, unbroken, weight
from ashore.kernel.whole import level, muldiv


def paid_or_waived(r: Numbers, row: int, part: int) -> int:
    """What is paid and waived of one part of a row."""
    return r[row + R_PARTS + PAID + part] + r[row + R_PARTS + WAIVED + part]


def period_weight(m: State, row: int) -> tuple[int, int]:
    """Weight of the row's whole period as a fraction, before the rate factor and the measure's denominator."""
    t, s, r, q = m[0], m[1], m[2], m[4]
    units = t[T_PERIOD_UNITS]
    start, due = (r[row + R_START], r[row + R_DUE])
    if units == 0 or r[row + R_WHOLE] == 0:
        return (weight(t, s, q, start, due), 1)
    if s[S_STEADY] == 1:
        return (units, 1)
    if unbroken(s, q, start, due):
        return (rate_on(s, q, start) * units, 1)
    return (rate_days(s, q, start, due) * units, due - start)


def stretches(m: State, day: int, above: int) -> int:
    """The running row's nights before ``day``: what its balance has above ``above``, times the weight of the night."""
    t, s, c, q = m[0], m[1], m[3], m[4]
    total = 0
    for k in range(s[S_CHANGES]):
        start, balance = (c[2 * k], c[2 * k + 1])
        end = day
        if k + 1 < s[S_CHANGES]:
            end = min(c[2 * k + 2], day)
        if start < end and balance != above:
            total += (balance - above) * weight(t, s, q, start, end)
    return total


def lowest(s: Numbers, r: Numbers, c: Numbers, row: int) -> int:
    """The balance that stayed all through the running row's period."""
    if c[0] > r[row + R_START]:
        return 0
    found, due = (-1, r[row + R_DUE])
    for k in range(s[S_CHANGES]):
        end = due
        if k + 1 < s[S_CHANGES]:
            end = min(c[2 * k + 2], due)
        if c[2 * k] < end and (found < 0 or c[2 * k + 1] < found):
            found = c[2 * k + 1]
    return max(found, 0)


def own_interest(m: State, row: int) -> int:
    """Interest of the nights of a row's whole period, as things stand, rounded once."""
    t, s, r, c = m[0], m[1], m[2], m[3]
    if r[row + R_FREE] == 1:
        return 0
    numerator, denominator = period_weight(m, row)
    factor, scale = (rate_factor(s), t[T_DENOMINATOR] * denominator)
    if t[T_FLAT] == 1:
        return muldiv(s[S_FLAT_BASE] * numerator, factor, scale, t[T_ROUNDING])
    if row != s[S_CURRENT] * ROW_SIZE:
        return muldiv(r[row + R_BALANCE] * numerator, factor, scale, t[T_ROUNDING])
    if s[S_CHANGES] == 1 and c[0] <= r[row + R_START]:
        return muldiv(c[1] * numerator, factor, scale, t[T_ROUNDING])
    whole = lowest(s, r, c, row)
    parts = stretches(m, r[row + R_DUE], whole)
    return muldiv(whole * numerator + parts * denominator, factor, scale, t[T_ROUNDING])


def accrued_interest(m: State, row: int, day: int) -> int:
    """Interest earned in the running row up to ``day``: at most the whole period's, with what it carries."""
    t, s, r, q = m[0], m[1], m[2], m[4]
    own, carried = (r[row + R_OWN], r[row + R_CARRIED])
    if day >= r[row + R_DUE]:
        return own + carried
    if r[row + R_FREE] == 1:
        return carried
    if t[T_FLAT] == 1:
        start = r[row + R_START]
        weighed = s[S_FLAT_BASE] * weight(t, s, q, start, max(day, start))
    else:
        weighed = stretches(m, day, 0)
    if weighed == 0:
        return carried
    earned = muldiv(weighed, rate_factor(s), t[T_DENOMINATOR], t[T_ROUNDING])
    return min(own, earned) + carried


def note_balance(s: Numbers, c: Numbers, day: int) -> None:
    """From ``day`` on interest in the running row runs on the balance of now."""
    at = 2 * s[S_CHANGES]
    if at > 0 and c[at - 2] >= day:
        c[at - 1] = s[S_BALANCE]
        return
    c[at] = day
    c[at + 1] = s[S_BALANCE]
    s[S_CHANGES] += 1


def to_multiple(t: Numbers, amount: int) -> int:
    """The nearest multiple that the contract's instalments are rounded to, or the amount where that is nothing."""
    multiple = t[T_MULTIPLE]
    if multiple == 1:
        return amount
    found = muldiv(amount, 1, multiple, HALF_UP) * multiple
    return found if found != 0 else amount


def mark_amortising(t: Numbers, s: Numbers, r: Numbers) -> int:
    """Mark the rows that may take principal: after the grace, and not prepaid already. How many there are."""
    found = 0
    for k in range(s[S_CURRENT], s[S_ROWS]):
        row = k * ROW_SIZE
        paid = r[row + R_PARTS + PAID]
        prepaid = paid != 0 and paid == r[row + R_PRINCIPAL]
        r[row + R_MARK] = 0
        if k + 1 > t[T_GRACE_PRINCIPAL] and (not prepaid):
            r[row + R_MARK] = 1
            found += 1
    if found == 0:
        r[(s[S_ROWS] - 1) * ROW_SIZE + R_MARK] = 1
        found = 1
    return found


def regular_weight(m: State, row: int) -> tuple[int, int]:
    """The weight of a row in the annuity, rate and denominator included."""
    t, s, r, q = m[0], m[1], m[2], m[4]
    if r[row + R_FREE] == 1:
        return (0, 1)
    if r[row + R_WHOLE] == 1 or t[T_FIRST_DIFFERS] == 0:
        numerator, denominator = period_weight(m, row)
        return (numerator * rate_factor(s), denominator * t[T_DENOMINATOR])
    due = r[row + R_DUE]
    start = step(t, due, -1)
    return (rate_on(s, q, r[row + R_START]) * units_between(t, start, due), t[T_DENOMINATOR])


def equal_instalment(m: State, count: int) -> int:
    """The equal instalment for the balance of now, or -1 where its rounding could not be proved."""
    t, s, r, w, v = m[0], m[1], m[2], m[6], m[7]
    first = s[S_CURRENT] * ROW_SIZE
    if t[T_FLAT] == 1:
        total = s[S_BALANCE]
        for k in range(s[S_CURRENT], s[S_ROWS]):
            if r[k * ROW_SIZE + R_MARK] == 1:
                total += own_interest(m, k * ROW_SIZE)
        return to_multiple(t, muldiv(total, 1, count, HALF_UP))
    at = 0
    for k in range(s[S_CURRENT], s[S_ROWS]):
        if r[k * ROW_SIZE + R_MARK] == 1:
            w[at], v[at] = regular_weight(m, k * ROW_SIZE)
            at += 1
    opening = -1
    paid = paid_or_waived(r, first, 1)
    if r[first + R_MARK] == 1 and (paid != 0 or s[S_CHANGES] != 1):
        opening = max(0, own_interest(m, first) - paid)
        if own_interest(m, first) < paid:
            return -1
    amount = level(s[S_BALANCE], w, v, count, opening)
    if amount >= 0 and t[T_CLEARING] == 1:
        amount = clearing(m, amount)
    return to_multiple(t, amount) if amount >= 0 else -1


def clearing(m: State, guess: int) -> int:
    """The smallest instalment whose equal payments clear the real, rounded schedule; exact from any guess."""
    low, high, stride = (guess, guess, 1)
    if last_excess(m, guess) > 0:
        while last_excess(m, high) > 0:
            low, stride = (high, stride * 4)
            high = guess + stride
    else:
        while low > 0 and last_excess(m, low) <= 0:
            high, stride = (low, stride * 4)
            low = max(guess - stride, 0)
    while high - low > 1:
        middle = (low + high) // 2
        if last_excess(m, middle) > 0:
            low = middle
        else:
            high = middle
    return high


def last_excess(m: State, instalment: int) -> int:
    """How much the last payment exceeds ``instalment`` when all others are that."""
    s, r = m[1], m[2]
    before = s[S_INSTALMENT]
    s[S_INSTALMENT] = instalment
    lay_out(m, 0)
    s[S_INSTALMENT] = before
    last = (s[S_ROWS] - 1) * ROW_SIZE
    principal = r[last + R_PRINCIPAL] - paid_or_waived(r, last, 0)
    interest = r[last + R_INTEREST] - paid_or_waived(r, last, 1)
    return principal + max(0, interest) - instalment


def level_interest(m: State, row: int) -> int:
    """The interest that leaves the principal part of an equal instalment."""
    t, s, r, c = m[0], m[1], m[2], m[3]
    if t[T_WITHIN] == 1:
        return r[row + R_INTEREST]
    if r[row + R_WHOLE] == 1 or r[row + R_FREE] == 1 or t[T_FIRST_DIFFERS] == 0:
        return r[row + R_OWN]
    numerator, denominator = regular_weight(m, row)
    balance = r[row + R_BALANCE]
    if row == s[S_CURRENT] * ROW_SIZE:
        balance = c[2 * s[S_CHANGES] - 1]
    return muldiv(balance, numerator, denominator, t[T_ROUNDING])


def lay_out(m: State, keep_principal: int) -> None:
    """Interest of every row on the balance before it; principal by the shape; the last row takes the rest."""
    t, s, r = m[0], m[1], m[2]
    balance = s[S_BALANCE]
    first, end = (s[S_CURRENT], s[S_ROWS])
    carried = r[first * ROW_SIZE + R_CARRIED]
    repayment = t[T_REPAYMENT]
    at_end = repayment in (INTEREST_FIRST, BULLET, DRAWDOWN)
    for k in range(first, end):
        row = k * ROW_SIZE
        same = r[row + R_BALANCE] == balance and r[row + R_CARRIED] == carried
        if keep_principal == 1 and k > first and same:
            return  # what is out before this row did not move, so neither does anything after it
        r[row + R_BALANCE] = balance
        own = own_interest(m, row)
        r[row + R_OWN] = own
        r[row + R_CARRIED] = carried
        met = paid_or_waived(r, row, 1)
        if r[row + R_DEFERRED] == 1:
            r[row + R_INTEREST] = met
            carried = max(0, carried + own - met)
        else:
            r[row + R_INTEREST] = max(carried + own, met)
            carried = 0
        settled = paid_or_waived(r, row, 0)
        if k == end - 1:
            due = balance
        elif keep_principal == 1:
            due = r[row + R_PRINCIPAL] - settled
        elif at_end or k + 1 <= t[T_GRACE_PRINCIPAL]:
            due = 0
        elif repayment == EQUAL_INSTALMENT:
            due = s[S_INSTALMENT] - (level_interest(m, row) - met) - settled
        else:
            due = r[row + R_TARGET] - settled
        due = min(max(due, 0), balance)
        r[row + R_PRINCIPAL] = settled + due
        balance -= due


def respread(m: State) -> bool:
    """Find the equal instalment, or every row's share of principal, for the balance of now. False: not proved."""
    t, s, r = m[0], m[1], m[2]
    repayment = t[T_REPAYMENT]
    if repayment in (INTEREST_FIRST, BULLET, DRAWDOWN):
        return True
    count = mark_amortising(t, s, r)
    if repayment == EQUAL_INSTALMENT:
        instalment = equal_instalment(m, count)
        if instalment < 0:
            return False
        s[S_INSTALMENT] = instalment
        return True
    share = to_multiple(t, muldiv(s[S_BALANCE], 1, count, HALF_UP))
    for k in range(s[S_CURRENT], s[S_ROWS]):
        row = k * ROW_SIZE
        r[row + R_TARGET] = share if r[row + R_MARK] == 1 else 0
    return True


def drop_empty(s: Numbers, r: Numbers) -> None:
    """Rows at the end that ask for nothing any more fall away; one row always stays while it runs."""
    while s[S_ROWS] > s[S_CURRENT] + 1:
        row = (s[S_ROWS] - 1) * ROW_SIZE
        if r[row + R_PRINCIPAL] != 0 or r[row + R_INTEREST] != 0 or r[row + R_CARRIED] != 0:
            return
        for k in range(8):
            if r[row + R_PARTS + k] != 0:
                return
        s[S_ROWS] -= 1


def replan(m: State, how: int) -> bool:
    """Lay the rows ahead out for the balance of now. False: an instalment's rounding could not be proved."""
    t, s, r = m[0], m[1], m[2]
    if s[S_CURRENT] >= s[S_ROWS]:
        return True
    if how == RESPREAD and (not respread(m)):
        return False
    lay_out(m, 1 if how == PRINCIPAL_STAYS else 0)
    if how == KEEP and t[T_REPAYMENT] != DRAWDOWN:
        drop_empty(s, r)
    return True
