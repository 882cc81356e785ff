"""Principal and interest of the instalments not due yet, laid out anew whenever something changes.

``c`` holds the (day, balance) pairs that interest runs on in the running row.
"""

from __future__ import annotations

from ashore.kernel.days import step, units_between
from ashore.kernel.layout import (
    BULLET,
    DRAWDOWN,
    EQUAL_INSTALMENT,
    FIRST_ROW,
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
    S_CHANGES_AT,
    S_CURRENT,
    S_FLAT_BASE,
    S_INSTALMENT,
    S_ROWS,
    S_SCALES_AT,
    S_STEADY,
    S_WEIGHTS_AT,
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
)
from ashore.kernel.rates import rate_days, rate_factor, rate_on, unbroken, weight
from ashore.kernel.whole import level, muldiv


def paid_or_waived(m: Numbers, row: int, part: int) -> int:
    """What is paid and waived of one part of a row."""
    return m[row + R_PARTS + PAID + part] + m[row + R_PARTS + WAIVED + part]


def period_weight(m: Numbers, row: int) -> tuple[int, int]:
    """Weight of the row's whole period as a fraction, before the rate factor and the measure's denominator."""
    units = m[T_PERIOD_UNITS]
    start, due = (m[row + R_START], m[row + R_DUE])
    if units == 0 or m[row + R_WHOLE] == 0:
        return (weight(m, start, due), 1)
    if m[S_STEADY] == 1:
        return (units, 1)
    if unbroken(m, start, due):
        return (rate_on(m, start) * units, 1)
    return (rate_days(m, start, due) * units, due - start)


def stretches(m: Numbers, day: int, above: int) -> int:
    """The running row's nights before ``day``: what its balance has above ``above``, times the weight of the night."""
    c = m[S_CHANGES_AT]
    total = 0
    for k in range(m[S_CHANGES]):
        start, balance = (m[c + 2 * k], m[c + (2 * k + 1)])
        end = day
        if k + 1 < m[S_CHANGES]:
            end = min(m[c + (2 * k + 2)], day)
        if start < end and balance != above:
            total += (balance - above) * weight(m, start, end)
    return total


def lowest(m: Numbers, row: int) -> int:
    """The balance that stayed all through the running row's period."""
    c = m[S_CHANGES_AT]
    if m[c] > m[row + R_START]:
        return 0
    found, due = (-1, m[row + R_DUE])
    for k in range(m[S_CHANGES]):
        end = due
        if k + 1 < m[S_CHANGES]:
            end = min(m[c + (2 * k + 2)], due)
        if m[c + 2 * k] < end and (found < 0 or m[c + (2 * k + 1)] < found):
            found = m[c + (2 * k + 1)]
    return max(found, 0)


def own_interest(m: Numbers, row: int) -> int:
    """Interest of the nights of a row's whole period, as things stand, rounded once."""
    c = m[S_CHANGES_AT]
    if m[row + R_FREE] == 1:
        return 0
    numerator, denominator = period_weight(m, row)
    factor, scale = (rate_factor(m), m[T_DENOMINATOR] * denominator)
    if m[T_FLAT] == 1:
        return muldiv(m[S_FLAT_BASE] * numerator, factor, scale, m[T_ROUNDING])
    if row != FIRST_ROW + m[S_CURRENT] * ROW_SIZE:
        return muldiv(m[row + R_BALANCE] * numerator, factor, scale, m[T_ROUNDING])
    if m[S_CHANGES] == 1 and m[c] <= m[row + R_START]:
        return muldiv(m[c + 1] * numerator, factor, scale, m[T_ROUNDING])
    whole = lowest(m, row)
    parts = stretches(m, m[row + R_DUE], whole)
    return muldiv(whole * numerator + parts * denominator, factor, scale, m[T_ROUNDING])


def accrued_interest(m: Numbers, row: int, day: int) -> int:
    """Interest earned in the running row up to ``day``: at most the whole period's, with what it carries."""
    own, carried = (m[row + R_OWN], m[row + R_CARRIED])
    if day >= m[row + R_DUE]:
        return own + carried
    if m[row + R_FREE] == 1:
        return carried
    if m[T_FLAT] == 1:
        start = m[row + R_START]
        weighed = m[S_FLAT_BASE] * weight(m, start, max(day, start))
    else:
        weighed = stretches(m, day, 0)
    if weighed == 0:
        return carried
    earned = muldiv(weighed, rate_factor(m), m[T_DENOMINATOR], m[T_ROUNDING])
    return min(own, earned) + carried


def note_balance(m: Numbers, day: int) -> None:
    """From ``day`` on interest in the running row runs on the balance of now."""
    c = m[S_CHANGES_AT]
    at = 2 * m[S_CHANGES]
    if at > 0 and m[c + (at - 2)] >= day:
        m[c + (at - 1)] = m[S_BALANCE]
        return
    m[c + at] = day
    m[c + (at + 1)] = m[S_BALANCE]
    m[S_CHANGES] += 1


def to_multiple(m: Numbers, amount: int) -> int:
    """The nearest multiple that the contract's instalments are rounded to, or the amount where that is nothing."""
    multiple = m[T_MULTIPLE]
    if multiple == 1:
        return amount
    found = muldiv(amount, 1, multiple, HALF_UP) * multiple
    return found if found != 0 else amount


def mark_amortising(m: Numbers) -> int:
    """Mark the rows that may take principal: after the grace, and not prepaid already. How many there are."""
    found = 0
    for k in range(m[S_CURRENT], m[S_ROWS]):
        row = FIRST_ROW + k * ROW_SIZE
        paid = m[row + R_PARTS + PAID]
        prepaid = paid != 0 and paid == m[row + R_PRINCIPAL]
        m[row + R_MARK] = 0
        if k + 1 > m[T_GRACE_PRINCIPAL] and (not prepaid):
            m[row + R_MARK] = 1
            found += 1
    if found == 0:
        m[FIRST_ROW + (m[S_ROWS] - 1) * ROW_SIZE + R_MARK] = 1
        found = 1
    return found


def regular_weight(m: Numbers, row: int) -> tuple[int, int]:
    """The weight of a row in the annuity, rate and denominator included."""
    if m[row + R_FREE] == 1:
        return (0, 1)
    if m[row + R_WHOLE] == 1 or m[T_FIRST_DIFFERS] == 0:
        numerator, denominator = period_weight(m, row)
        return (numerator * rate_factor(m), denominator * m[T_DENOMINATOR])
    due = m[row + R_DUE]
    start = step(m, due, -1)
    return (rate_on(m, m[row + R_START]) * units_between(m, start, due), m[T_DENOMINATOR])


def equal_instalment(m: Numbers, count: int) -> int:
    """The equal instalment for the balance of now, or -1 where its rounding could not be proved."""
    w, v = m[S_WEIGHTS_AT], m[S_SCALES_AT]
    first = FIRST_ROW + m[S_CURRENT] * ROW_SIZE
    if m[T_FLAT] == 1:
        total = m[S_BALANCE]
        for k in range(m[S_CURRENT], m[S_ROWS]):
            if m[FIRST_ROW + k * ROW_SIZE + R_MARK] == 1:
                total += own_interest(m, FIRST_ROW + k * ROW_SIZE)
        return to_multiple(m, muldiv(total, 1, count, HALF_UP))
    at = 0
    for k in range(m[S_CURRENT], m[S_ROWS]):
        if m[FIRST_ROW + k * ROW_SIZE + R_MARK] == 1:
            m[w + at], m[v + at] = regular_weight(m, FIRST_ROW + k * ROW_SIZE)
            at += 1
    opening = -1
    paid = paid_or_waived(m, first, 1)
    if m[first + R_MARK] == 1 and (paid != 0 or m[S_CHANGES] != 1):
        opening = max(0, own_interest(m, first) - paid)
        if own_interest(m, first) < paid:
            return -1
    amount = level(m[S_BALANCE], m, w, v, count, opening)
    if amount >= 0 and m[T_CLEARING] == 1:
        amount = clearing(m, amount)
    return to_multiple(m, amount) if amount >= 0 else -1


def clearing(m: Numbers, guess: int) -> int:
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


def last_excess(m: Numbers, instalment: int) -> int:
    """How much the last payment exceeds ``instalment`` when all others are that."""
    before = m[S_INSTALMENT]
    m[S_INSTALMENT] = instalment
    lay_out(m, 0)
    m[S_INSTALMENT] = before
    last = FIRST_ROW + (m[S_ROWS] - 1) * ROW_SIZE
    principal = m[last + R_PRINCIPAL] - paid_or_waived(m, last, 0)
    interest = m[last + R_INTEREST] - paid_or_waived(m, last, 1)
    return principal + max(0, interest) - instalment


def level_interest(m: Numbers, row: int) -> int:
    """The interest that leaves the principal part of an equal instalment."""
    c = m[S_CHANGES_AT]
    if m[T_WITHIN] == 1:
        return m[row + R_INTEREST]
    if m[row + R_WHOLE] == 1 or m[row + R_FREE] == 1 or m[T_FIRST_DIFFERS] == 0:
        return m[row + R_OWN]
    numerator, denominator = regular_weight(m, row)
    balance = m[row + R_BALANCE]
    if row == FIRST_ROW + m[S_CURRENT] * ROW_SIZE:
        balance = m[c + (2 * m[S_CHANGES] - 1)]
    return muldiv(balance, numerator, denominator, m[T_ROUNDING])


def lay_out(m: Numbers, keep_principal: int) -> None:
    """Interest of every row on the balance before it; principal by the shape; the last row takes the rest."""
    balance = m[S_BALANCE]
    first, end = (m[S_CURRENT], m[S_ROWS])
    carried = m[FIRST_ROW + first * ROW_SIZE + R_CARRIED]
    repayment = m[T_REPAYMENT]
    at_end = repayment in (INTEREST_FIRST, BULLET, DRAWDOWN)
    for k in range(first, end):
        row = FIRST_ROW + k * ROW_SIZE
        same = m[row + R_BALANCE] == balance and m[row + R_CARRIED] == carried
        if keep_principal == 1 and k > first and same:
            return
        m[row + R_BALANCE] = balance
        own = own_interest(m, row)
        m[row + R_OWN] = own
        m[row + R_CARRIED] = carried
        met = paid_or_waived(m, row, 1)
        if m[row + R_DEFERRED] == 1:
            m[row + R_INTEREST] = met
            carried = max(0, carried + own - met)
        else:
            m[row + R_INTEREST] = max(carried + own, met)
            carried = 0
        settled = paid_or_waived(m, row, 0)
        if k == end - 1:
            due = balance
        elif keep_principal == 1:
            due = m[row + R_PRINCIPAL] - settled
        elif at_end or k + 1 <= m[T_GRACE_PRINCIPAL]:
            due = 0
        elif repayment == EQUAL_INSTALMENT:
            due = m[S_INSTALMENT] - (level_interest(m, row) - met) - settled
        else:
            due = m[row + R_TARGET] - settled
        due = min(max(due, 0), balance)
        m[row + R_PRINCIPAL] = settled + due
        balance -= due


def respread(m: Numbers) -> bool:
    """Find the equal instalment, or every row's share of principal, for the balance of now. False: not proved."""
    repayment = m[T_REPAYMENT]
    if repayment in (INTEREST_FIRST, BULLET, DRAWDOWN):
        return True
    count = mark_amortising(m)
    if repayment == EQUAL_INSTALMENT:
        instalment = equal_instalment(m, count)
        if instalment < 0:
            return False
        m[S_INSTALMENT] = instalment
        return True
    share = to_multiple(m, muldiv(m[S_BALANCE], 1, count, HALF_UP))
    for k in range(m[S_CURRENT], m[S_ROWS]):
        row = FIRST_ROW + k * ROW_SIZE
        m[row + R_TARGET] = share if m[row + R_MARK] == 1 else 0
    return True


def drop_empty(m: Numbers) -> None:
    """Rows at the end that ask for nothing any more fall away; one row always stays while it runs."""
    while m[S_ROWS] > m[S_CURRENT] + 1:
        row = FIRST_ROW + (m[S_ROWS] - 1) * ROW_SIZE
        if m[row + R_PRINCIPAL] != 0 or m[row + R_INTEREST] != 0 or m[row + R_CARRIED] != 0:
            return
        for k in range(8):
            if m[row + R_PARTS + k] != 0:
                return
        m[S_ROWS] -= 1


def replan(m: Numbers, how: int) -> bool:
    """Lay the rows ahead out for the balance of now. False: an instalment's rounding could not be proved."""
    if m[S_CURRENT] >= m[S_ROWS]:
        return True
    if how == RESPREAD and (not respread(m)):
        return False
    lay_out(m, 1 if how == PRINCIPAL_STAYS else 0)
    if how == KEEP and m[T_REPAYMENT] != DRAWDOWN:
        drop_empty(m)
    return True
