"""Money into rows: what is due by the allocation table, what is not due yet by the advance rule, and ending early.

``x`` is room for the order of the rows that are due, and for what each of them asks for.
"""

from __future__ import annotations

from ashore.kernel.lateness import (
    fall_due,
    forgive_within_grace,
    owed,
    settle_part,
    touch,
    unpaid,
)
from ashore.kernel.layout import (
    F_AMOUNT,
    F_MAXIMUM,
    F_MINIMUM,
    F_SHARE,
    F_WHEN,
    FEE,
    FEE_SIZE,
    HOLD,
    INTEREST,
    KEEP,
    NEXT_INSTALMENT,
    ON_PREPAYMENT,
    PAID,
    PPM,
    PRINCIPAL,
    PRINCIPAL_STAYS,
    R_CARRIED,
    R_DEFERRED,
    R_DUE,
    R_FEE,
    R_INTEREST,
    R_MARK,
    R_OWN,
    R_PARTS,
    R_PRINCIPAL,
    R_SETTLED,
    R_START,
    R_WHOLE,
    RESPREAD,
    ROW_SIZE,
    S_BALANCE,
    S_BILLED_FEE,
    S_CHANGES,
    S_CREDIT,
    S_CURRENT,
    S_DAY,
    S_EXTRAS,
    S_FIRST_EXTRA,
    S_FIRST_OPEN,
    S_ROWS,
    S_SETTLED,
    SHORTEN_TERM,
    T_ADDITIVE,
    T_ADVANCE,
    T_FEE,
    T_FEES,
    T_LATER_FEES_DUE,
    T_TABLES,
    TABLE_SIZE,
    WAIVED,
    Numbers,
    State,
)
from ashore.kernel.plan import accrued_interest, note_balance, paid_or_waived, replan


def fee_amount(t: Numbers, k: int, base: int) -> int:
    """The contract's ``k``-th fee on ``base``, half up."""
    at = T_FEE + k * FEE_SIZE
    fee = t[at + F_AMOUNT] + (2 * base * t[at + F_SHARE] + PPM) // (2 * PPM)
    fee = max(fee, t[at + F_MINIMUM])
    if t[at + F_MAXIMUM] >= 0:
        fee = min(fee, t[at + F_MAXIMUM])
    return fee


def fees_on(t: Numbers, when: int, base: int) -> int:
    """All fees of the contract that are charged at ``when``, on ``base``."""
    total = 0
    for k in range(t[T_FEES]):
        if t[T_FEE + k * FEE_SIZE + F_WHEN] == when:
            total += fee_amount(t, k, base)
    return total


def prepayment_fee(t: Numbers, principal: int) -> int:
    """The contract's fee on ``principal`` paid before it is due."""
    if t[T_FEES] == 0 or principal == 0:
        return 0
    return fees_on(t, ON_PREPAYMENT, principal)


def new_extra(s: Numbers, r: Numbers, due: int) -> int:
    """An empty demand of its own, due on ``due``: where it lies."""
    row = s[S_FIRST_EXTRA] + s[S_EXTRAS] * ROW_SIZE
    for k in range(ROW_SIZE):
        r[row + k] = 0
    r[row + R_START] = due
    r[row + R_DUE] = due
    s[S_EXTRAS] += 1
    return row


def place_extra(s: Numbers, r: Numbers, row: int) -> None:
    """A new demand that is due by now is billed at once."""
    if r[row + R_DUE] <= s[S_DAY]:
        r[row + R_MARK] = 1
        fall_due(s, r, row)


def add_fee(s: Numbers, r: Numbers, amount: int, due: int) -> None:
    """A fee of its own, due on ``due``."""
    row = new_extra(s, r, due)
    r[row + R_FEE] = amount
    place_extra(s, r, row)


def billed_rows(s: Numbers, r: Numbers, x: Numbers) -> int:
    """Write the rows that are due and may still be owed into ``x``, oldest first; how many there are."""
    count = 0
    for k in range(s[S_FIRST_OPEN], s[S_CURRENT]):
        x[count] = k * ROW_SIZE
        count += 1
    for k in range(s[S_EXTRAS]):
        row = s[S_FIRST_EXTRA] + k * ROW_SIZE
        if r[row + R_MARK] == 1 and r[row + R_SETTLED] == 0:
            at = count
            while at > 0 and r[x[at - 1] + R_DUE] > r[row + R_DUE]:
                x[at] = x[at - 1]
                at -= 1
            x[at] = row
            count += 1
    return count


def pay_row(m: State, row: int, amount: int, order: int) -> int:
    """Settle one row's parts in the order that stands at ``t[order]``. What is left of ``amount``."""
    t, s, r = m[0], m[1], m[2]
    day = s[S_DAY]
    touch(m, row, day)
    p, i, f, n = owed(m, row, day)
    for k in range(4):
        part = t[order + k]
        due = p
        if part == 1:
            due = i
        elif part == 2:
            due = f
        elif part == 3:
            due = n
        share = min(due, amount)
        if share > 0:
            settle_part(s, r, row, part, share, PAID)
            amount -= share
            if part == 0:
                p -= share
            elif part == 1:
                i -= share
            elif part == 2:
                f -= share
            else:
                n -= share
    forgive_within_grace(t, r, row, day)
    if p == 0 and i == 0 and (f == 0) and (n == 0) and (r[row + R_SETTLED] == 0):
        r[row + R_SETTLED] = day
    return amount


def pay_across(m: State, count: int, wanted: int, amount: int, order: int) -> int:
    """Settle one part across all rows of a timing before the next part. What is left of ``amount``."""
    t, s, r, x = m[0], m[1], m[2], m[5]
    day = s[S_DAY]
    for k in range(count):
        row, at = (x[k], count + 4 * k)
        for part in range(4):
            x[at + part] = 0
        if (r[row + R_DUE] < day) == (wanted == 0):
            touch(m, row, day)
            x[at], x[at + 1], x[at + 2], x[at + 3] = owed(m, row, day)
    for turn in range(4):
        part = t[order + turn]
        for k in range(count):
            share = min(x[count + 4 * k + part], amount)
            if share > 0:
                settle_part(s, r, x[k], part, share, PAID)
                x[count + 4 * k + part] -= share
                amount -= share
    for k in range(count):
        row, at = (x[k], count + 4 * k)
        if (r[row + R_DUE] < day) == (wanted == 0):
            forgive_within_grace(t, r, row, day)
            settled = x[at] == 0 and x[at + 1] == 0 and (x[at + 2] == 0) and (x[at + 3] == 0)
            if settled and r[row + R_SETTLED] == 0:
                r[row + R_SETTLED] = day
    return amount


def pay_billed(m: State, amount: int, which: int) -> int:
    """Settle what is past due and due, in the order of allocation table ``which``. What is left of ``amount``."""
    t, s, r, x = m[0], m[1], m[2], m[5]
    day = s[S_DAY]
    table = T_TABLES + which * TABLE_SIZE
    count = billed_rows(s, r, x)
    for turn in range(3):
        wanted = t[table + 1 + turn]
        if amount == 0 or wanted == 2:
            continue
        order = table + 4 + 4 * wanted
        if t[table] == 1:
            amount = pay_across(m, count, wanted, amount, order)
            continue
        for k in range(count):
            if amount == 0 and t[T_ADDITIVE] == 1:
                break
            if (r[x[k] + R_DUE] < day) == (wanted == 0):
                amount = pay_row(m, x[k], amount, order)
    while s[S_FIRST_OPEN] < s[S_CURRENT] and r[s[S_FIRST_OPEN] * ROW_SIZE + R_SETTLED] != 0:
        s[S_FIRST_OPEN] += 1
    return amount


def use_credit(m: State) -> None:
    """Settle what is due with money of the borrower's that is held."""
    s = m[1]
    s[S_CREDIT] = pay_billed(m, s[S_CREDIT], 0)


def close_row(s: Numbers, r: Numbers, c: Numbers, row: int) -> None:
    """The row's due date: its principal leaves the balance that contract interest runs on."""
    s[S_BALANCE] -= unpaid(r, row, PRINCIPAL)
    s[S_CURRENT] += 1
    fall_due(s, r, row)
    s[S_CHANGES] = 0
    if s[S_CURRENT] < s[S_ROWS]:
        note_balance(s, c, r[row + ROW_SIZE + R_START])


def advance(m: State, day: int) -> None:
    """Let every due date up to ``day`` pass; money held is used when all of one day is billed."""
    s, r, c = m[1], m[2], m[3]
    while True:
        due = 0
        if s[S_CURRENT] < s[S_ROWS]:
            due = r[s[S_CURRENT] * ROW_SIZE + R_DUE]
        for k in range(s[S_EXTRAS]):
            row = s[S_FIRST_EXTRA] + k * ROW_SIZE
            if r[row + R_MARK] == 0 and (due == 0 or r[row + R_DUE] < due):
                due = r[row + R_DUE]
        if due == 0 or due > day:
            break
        s[S_DAY] = due
        for k in range(s[S_EXTRAS]):
            row = s[S_FIRST_EXTRA] + k * ROW_SIZE
            if r[row + R_MARK] == 0 and r[row + R_DUE] <= due:
                r[row + R_MARK] = 1
                fall_due(s, r, row)
        while s[S_CURRENT] < s[S_ROWS] and r[s[S_CURRENT] * ROW_SIZE + R_DUE] <= due:
            close_row(s, r, c, s[S_CURRENT] * ROW_SIZE)
        if s[S_CREDIT] != 0:
            use_credit(m)
    s[S_DAY] = max(s[S_DAY], day)


def principal_within(t: Numbers, most: int, amount: int) -> int:
    """The largest principal up to ``most`` that ``amount`` pays together with the fee on it."""
    if fees_on(t, ON_PREPAYMENT, most) == 0:
        return most
    low, high = (0, most + 1)
    while high - low > 1:
        middle = (low + high) // 2
        if middle + prepayment_fee(t, middle) <= amount:
            low = middle
        else:
            high = middle
    return low


def pay_in_advance(m: State, amount: int, which: int) -> int:
    """Use money for what is not due yet. What is left of it, or -1 where an instalment could not be proved."""
    t, s, r = m[0], m[1], m[2]
    if t[T_ADVANCE] == HOLD or s[S_CURRENT] >= s[S_ROWS]:
        return amount
    order = T_TABLES + which * TABLE_SIZE + 12
    for k in range(4):
        if t[order + k] == INTEREST:
            row = s[S_CURRENT] * ROW_SIZE
            due = accrued_interest(m, row, s[S_DAY]) - paid_or_waived(r, row, 1)
            share = min(max(due, 0), amount)
            if share > 0:
                settle_part(s, r, row, INTEREST, share, PAID)
                amount -= share
                if r[row + R_DEFERRED] == 1:
                    replan(m, PRINCIPAL_STAYS)
        elif t[order + k] == PRINCIPAL:
            amount = prepay(m, amount)
            if amount < 0:
                return -1
    return amount


def prepay(m: State, amount: int) -> int:
    """Pay principal before it is due, with the fee that the contract sets on it. What is left of ``amount``, or -1."""
    t, s, r, c = m[0], m[1], m[2], m[3]
    principal = principal_within(t, min(amount, s[S_BALANCE]), amount)
    if principal == 0:
        return amount
    fee = prepayment_fee(t, principal)
    s[S_BILLED_FEE] += fee
    s[S_SETTLED + PAID + FEE] += fee
    how = RESPREAD
    if t[T_ADVANCE] == NEXT_INSTALMENT:
        how = PRINCIPAL_STAYS
        left = principal
        for k in range(s[S_CURRENT], s[S_ROWS]):
            share = min(unpaid(r, k * ROW_SIZE, PRINCIPAL), left)
            if share > 0:
                settle_part(s, r, k * ROW_SIZE, PRINCIPAL, share, PAID)
                left -= share
    else:
        s[S_SETTLED + PAID + PRINCIPAL] += principal
        if t[T_ADVANCE] == SHORTEN_TERM:
            how = KEEP
    s[S_BALANCE] -= principal
    note_balance(s, c, s[S_DAY])
    if not replan(m, how):
        return -1
    return amount - principal - fee


def closing_fees(t: Numbers, s: Numbers, r: Numbers) -> int:
    """Fees of the rows ahead that are paid when the loan ends early."""
    if t[T_LATER_FEES_DUE] == 0:
        return r[s[S_CURRENT] * ROW_SIZE + R_FEE]
    total = 0
    for k in range(s[S_CURRENT], s[S_ROWS]):
        total += r[k * ROW_SIZE + R_FEE]
    return total


def payoff(m: State, with_fees: int) -> tuple[int, int]:
    """What settles the loan on its day, and the interest in it; credit held is not deducted."""
    t, s, r, x = m[0], m[1], m[2], m[5]
    total, interest = (0, 0)
    day = s[S_DAY]
    count = billed_rows(s, r, x)
    for k in range(count):
        p, i, f, n = owed(m, x[k], day)
        total += p + f + n
        interest += i
    for k in range(s[S_EXTRAS]):
        row = s[S_FIRST_EXTRA] + k * ROW_SIZE
        if r[row + R_MARK] == 0:
            total += unpaid(r, row, 0) + unpaid(r, row, 2)
            interest += unpaid(r, row, 1)
    if s[S_CURRENT] < s[S_ROWS]:
        running = s[S_CURRENT] * ROW_SIZE
        met = paid_or_waived(r, running, 1)
        interest += max(accrued_interest(m, running, day), met) - met
        total += s[S_BALANCE]
        if with_fees == 1:
            total += closing_fees(t, s, r) + prepayment_fee(t, s[S_BALANCE])
    return (total + interest, interest)


def settle(m: State, with_fees: int) -> None:
    """Make the running instalment the last one, due today, with all that early settlement takes."""
    t, s, r = m[0], m[1], m[2]
    day = s[S_DAY]
    for k in range(s[S_EXTRAS]):
        row = s[S_FIRST_EXTRA] + k * ROW_SIZE
        if r[row + R_MARK] == 0:
            r[row + R_DUE] = day
            r[row + R_MARK] = 1
            fall_due(s, r, row)
    if s[S_CURRENT] >= s[S_ROWS]:
        return
    running = s[S_CURRENT] * ROW_SIZE
    met = paid_or_waived(r, running, 1)
    interest = max(accrued_interest(m, running, day), met)
    running_fee = closing_fees(t, s, r) if with_fees == 1 else 0
    fee = prepayment_fee(t, s[S_BALANCE]) if with_fees == 1 else 0
    if fee != 0:
        add_fee(s, r, fee, day)
    for k in range(s[S_CURRENT] + 1, s[S_ROWS]):
        for part in range(4):
            at = R_PARTS + part
            r[running + at + PAID] += r[k * ROW_SIZE + at + PAID]
            r[running + at + WAIVED] += r[k * ROW_SIZE + at + WAIVED]
    interest += paid_or_waived(r, running, 1) - met
    r[running + R_DUE] = day
    r[running + R_DEFERRED] = 0
    r[running + R_WHOLE] = 0
    r[running + R_PRINCIPAL] = paid_or_waived(r, running, 0) + s[S_BALANCE]
    r[running + R_INTEREST] = interest
    r[running + R_OWN] = interest - r[running + R_CARRIED]
    r[running + R_FEE] = running_fee
    s[S_ROWS] = s[S_CURRENT] + 1
    s[S_BALANCE] = 0
    s[S_CURRENT] += 1
    s[S_CHANGES] = 0
    fall_due(s, r, running)
