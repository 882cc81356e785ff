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
    FIRST_ROW,
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
    S_ORDER_AT,
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
)
from ashore.kernel.plan import accrued_interest, note_balance, paid_or_waived, replan
from ashore.kernel.whole import clear


def fee_amount(m: Numbers, k: int, base: int) -> int:
    """The contract's ``k``-th fee on ``base``, half up."""
    at = T_FEE + k * FEE_SIZE
    fee = m[at + F_AMOUNT] + (2 * base * m[at + F_SHARE] + PPM) // (2 * PPM)
    fee = max(fee, m[at + F_MINIMUM])
    if m[at + F_MAXIMUM] >= 0:
        fee = min(fee, m[at + F_MAXIMUM])
    return fee


def fees_on(m: Numbers, when: int, base: int) -> int:
    """All fees of the contract that are charged at ``when``, on ``base``."""
    total = 0
    for k in range(m[T_FEES]):
        if m[T_FEE + k * FEE_SIZE + F_WHEN] == when:
            total += fee_amount(m, k, base)
    return total


def prepayment_fee(m: Numbers, principal: int) -> int:
    """The contract's fee on ``principal`` paid before it is due."""
    if m[T_FEES] == 0 or principal == 0:
        return 0
    return fees_on(m, ON_PREPAYMENT, principal)


def new_extra(m: Numbers, due: int) -> int:
    """An empty demand of its own, due on ``due``: where it lies."""
    row = m[S_FIRST_EXTRA] + m[S_EXTRAS] * ROW_SIZE
    clear(m, row, row + ROW_SIZE)
    m[row + R_START] = due
    m[row + R_DUE] = due
    m[S_EXTRAS] += 1
    return row


def place_extra(m: Numbers, row: int) -> None:
    """A new demand that is due by now is billed at once."""
    if m[row + R_DUE] <= m[S_DAY]:
        m[row + R_MARK] = 1
        fall_due(m, row)


def add_fee(m: Numbers, amount: int, due: int) -> None:
    """A fee of its own, due on ``due``."""
    row = new_extra(m, due)
    m[row + R_FEE] = amount
    place_extra(m, row)


def billed_rows(m: Numbers) -> int:
    """Write the rows that are due and may still be owed into ``x``, oldest first; how many there are."""
    x = m[S_ORDER_AT]
    count = 0
    for k in range(m[S_FIRST_OPEN], m[S_CURRENT]):
        m[x + count] = FIRST_ROW + k * ROW_SIZE
        count += 1
    for k in range(m[S_EXTRAS]):
        row = m[S_FIRST_EXTRA] + k * ROW_SIZE
        if m[row + R_MARK] == 1 and m[row + R_SETTLED] == 0:
            at = count
            while at > 0 and m[m[x + (at - 1)] + R_DUE] > m[row + R_DUE]:
                m[x + at] = m[x + (at - 1)]
                at -= 1
            m[x + at] = row
            count += 1
    return count


def pay_row(m: Numbers, row: int, amount: int, order: int) -> int:
    """Settle one row's parts in the order that stands at ``t[order]``. What is left of ``amount``."""
    day = m[S_DAY]
    touch(m, row, day)
    p, i, f, n = owed(m, row, day)
    for k in range(4):
        part = m[order + k]
        due = p
        if part == 1:
            due = i
        elif part == 2:
            due = f
        elif part == 3:
            due = n
        share = min(due, amount)
        if share > 0:
            settle_part(m, row, part, share, PAID)
            amount -= share
            if part == 0:
                p -= share
            elif part == 1:
                i -= share
            elif part == 2:
                f -= share
            else:
                n -= share
    forgive_within_grace(m, row, day)
    if p == 0 and i == 0 and (f == 0) and (n == 0) and (m[row + R_SETTLED] == 0):
        m[row + R_SETTLED] = day
    return amount


def pay_across(m: Numbers, count: int, wanted: int, amount: int, order: int) -> int:
    """Settle one part across all rows of a timing before the next part. What is left of ``amount``."""
    x = m[S_ORDER_AT]
    day = m[S_DAY]
    for k in range(count):
        row, at = (m[x + k], count + 4 * k)
        for part in range(4):
            m[x + (at + part)] = 0
        if (m[row + R_DUE] < day) == (wanted == 0):
            touch(m, row, day)
            m[x + at], m[x + (at + 1)], m[x + (at + 2)], m[x + (at + 3)] = owed(m, row, day)
    for turn in range(4):
        part = m[order + turn]
        for k in range(count):
            share = min(m[x + (count + 4 * k + part)], amount)
            if share > 0:
                settle_part(m, m[x + k], part, share, PAID)
                m[x + (count + 4 * k + part)] -= share
                amount -= share
    for k in range(count):
        row, at = (m[x + k], count + 4 * k)
        if (m[row + R_DUE] < day) == (wanted == 0):
            forgive_within_grace(m, row, day)
            settled = (
                m[x + at] == 0
                and m[x + (at + 1)] == 0
                and (m[x + (at + 2)] == 0)
                and (m[x + (at + 3)] == 0)
            )
            if settled and m[row + R_SETTLED] == 0:
                m[row + R_SETTLED] = day
    return amount


def pay_billed(m: Numbers, amount: int, which: int) -> int:
    """Settle what is past due and due, in the order of allocation table ``which``. What is left of ``amount``."""
    x = m[S_ORDER_AT]
    day = m[S_DAY]
    table = T_TABLES + which * TABLE_SIZE
    count = billed_rows(m)
    for turn in range(3):
        wanted = m[table + 1 + turn]
        if amount == 0 or wanted == 2:
            continue
        order = table + 4 + 4 * wanted
        if m[table] == 1:
            amount = pay_across(m, count, wanted, amount, order)
            continue
        for k in range(count):
            if amount == 0 and m[T_ADDITIVE] == 1:
                break
            if (m[m[x + k] + R_DUE] < day) == (wanted == 0):
                amount = pay_row(m, m[x + k], amount, order)
    while (
        m[S_FIRST_OPEN] < m[S_CURRENT]
        and m[FIRST_ROW + m[S_FIRST_OPEN] * ROW_SIZE + R_SETTLED] != 0
    ):
        m[S_FIRST_OPEN] += 1
    return amount


def use_credit(m: Numbers) -> None:
    """Settle what is due with money of the borrower's that is held."""
    m[S_CREDIT] = pay_billed(m, m[S_CREDIT], 0)


def close_row(m: Numbers, row: int) -> None:
    """The row's due date: its principal leaves the balance that contract interest runs on."""
    m[S_BALANCE] -= unpaid(m, row, PRINCIPAL)
    m[S_CURRENT] += 1
    fall_due(m, row)
    m[S_CHANGES] = 0
    if m[S_CURRENT] < m[S_ROWS]:
        note_balance(m, m[row + ROW_SIZE + R_START])


def advance(m: Numbers, day: int) -> None:
    """Let every due date up to ``day`` pass; money held is used when all of one day is billed."""
    while True:
        due = 0
        if m[S_CURRENT] < m[S_ROWS]:
            due = m[FIRST_ROW + m[S_CURRENT] * ROW_SIZE + R_DUE]
        for k in range(m[S_EXTRAS]):
            row = m[S_FIRST_EXTRA] + k * ROW_SIZE
            if m[row + R_MARK] == 0 and (due == 0 or m[row + R_DUE] < due):
                due = m[row + R_DUE]
        if due == 0 or due > day:
            break
        m[S_DAY] = due
        for k in range(m[S_EXTRAS]):
            row = m[S_FIRST_EXTRA] + k * ROW_SIZE
            if m[row + R_MARK] == 0 and m[row + R_DUE] <= due:
                m[row + R_MARK] = 1
                fall_due(m, row)
        while m[S_CURRENT] < m[S_ROWS] and m[FIRST_ROW + m[S_CURRENT] * ROW_SIZE + R_DUE] <= due:
            close_row(m, FIRST_ROW + m[S_CURRENT] * ROW_SIZE)
        if m[S_CREDIT] != 0:
            use_credit(m)
    m[S_DAY] = max(m[S_DAY], day)


def principal_within(m: Numbers, most: int, amount: int) -> int:
    """The largest principal up to ``most`` that ``amount`` pays together with the fee on it."""
    if fees_on(m, ON_PREPAYMENT, most) == 0:
        return most
    low, high = (0, most + 1)
    while high - low > 1:
        middle = (low + high) // 2
        if middle + prepayment_fee(m, middle) <= amount:
            low = middle
        else:
            high = middle
    return low


def pay_in_advance(m: Numbers, amount: int, which: int) -> int:
    """Use money for what is not due yet. What is left of it, or -1 where an instalment could not be proved."""
    if m[T_ADVANCE] == HOLD or m[S_CURRENT] >= m[S_ROWS]:
        return amount
    order = T_TABLES + which * TABLE_SIZE + 12
    for k in range(4):
        if m[order + k] == INTEREST:
            row = FIRST_ROW + m[S_CURRENT] * ROW_SIZE
            due = accrued_interest(m, row, m[S_DAY]) - paid_or_waived(m, row, 1)
            share = min(max(due, 0), amount)
            if share > 0:
                settle_part(m, row, INTEREST, share, PAID)
                amount -= share
                if m[row + R_DEFERRED] == 1:
                    replan(m, PRINCIPAL_STAYS)
        elif m[order + k] == PRINCIPAL:
            amount = prepay(m, amount)
            if amount < 0:
                return -1
    return amount


def prepay(m: Numbers, amount: int) -> int:
    """Pay principal before it is due, with the fee that the contract sets on it. What is left of ``amount``, or -1."""
    principal = principal_within(m, min(amount, m[S_BALANCE]), amount)
    if principal == 0:
        return amount
    fee = prepayment_fee(m, principal)
    m[S_BILLED_FEE] += fee
    m[S_SETTLED + PAID + FEE] += fee
    how = RESPREAD
    if m[T_ADVANCE] == NEXT_INSTALMENT:
        how = PRINCIPAL_STAYS
        left = principal
        for k in range(m[S_CURRENT], m[S_ROWS]):
            share = min(unpaid(m, FIRST_ROW + k * ROW_SIZE, PRINCIPAL), left)
            if share > 0:
                settle_part(m, FIRST_ROW + k * ROW_SIZE, PRINCIPAL, share, PAID)
                left -= share
    else:
        m[S_SETTLED + PAID + PRINCIPAL] += principal
        if m[T_ADVANCE] == SHORTEN_TERM:
            how = KEEP
    m[S_BALANCE] -= principal
    note_balance(m, m[S_DAY])
    if not replan(m, how):
        return -1
    return amount - principal - fee


def closing_fees(m: Numbers) -> int:
    """Fees of the rows ahead that are paid when the loan ends early."""
    if m[T_LATER_FEES_DUE] == 0:
        return m[FIRST_ROW + m[S_CURRENT] * ROW_SIZE + R_FEE]
    total = 0
    for k in range(m[S_CURRENT], m[S_ROWS]):
        total += m[FIRST_ROW + k * ROW_SIZE + R_FEE]
    return total


def payoff(m: Numbers, with_fees: int) -> tuple[int, int]:
    """What settles the loan on its day, and the interest in it; credit held is not deducted."""
    x = m[S_ORDER_AT]
    total, interest = (0, 0)
    day = m[S_DAY]
    count = billed_rows(m)
    for k in range(count):
        p, i, f, n = owed(m, m[x + k], day)
        total += p + f + n
        interest += i
    for k in range(m[S_EXTRAS]):
        row = m[S_FIRST_EXTRA] + k * ROW_SIZE
        if m[row + R_MARK] == 0:
            total += unpaid(m, row, 0) + unpaid(m, row, 2)
            interest += unpaid(m, row, 1)
    if m[S_CURRENT] < m[S_ROWS]:
        running = FIRST_ROW + m[S_CURRENT] * ROW_SIZE
        met = paid_or_waived(m, running, 1)
        interest += max(accrued_interest(m, running, day), met) - met
        total += m[S_BALANCE]
        if with_fees == 1:
            total += closing_fees(m) + prepayment_fee(m, m[S_BALANCE])
    return (total + interest, interest)


def settle(m: Numbers, with_fees: int) -> None:
    """Make the running instalment the last one, due today, with all that early settlement takes."""
    day = m[S_DAY]
    for k in range(m[S_EXTRAS]):
        row = m[S_FIRST_EXTRA] + k * ROW_SIZE
        if m[row + R_MARK] == 0:
            m[row + R_DUE] = day
            m[row + R_MARK] = 1
            fall_due(m, row)
    if m[S_CURRENT] >= m[S_ROWS]:
        return
    running = FIRST_ROW + m[S_CURRENT] * ROW_SIZE
    met = paid_or_waived(m, running, 1)
    interest = max(accrued_interest(m, running, day), met)
    running_fee = closing_fees(m) if with_fees == 1 else 0
    fee = prepayment_fee(m, m[S_BALANCE]) if with_fees == 1 else 0
    if fee != 0:
        add_fee(m, fee, day)
    for k in range(m[S_CURRENT] + 1, m[S_ROWS]):
        for part in range(4):
            at = R_PARTS + part
            m[running + at + PAID] += m[FIRST_ROW + k * ROW_SIZE + at + PAID]
            m[running + at + WAIVED] += m[FIRST_ROW + k * ROW_SIZE + at + WAIVED]
    # Interest met on later rows counts on top of what the running row earned.
    interest += paid_or_waived(m, running, 1) - met
    m[running + R_DUE] = day
    m[running + R_DEFERRED] = 0
    m[running + R_WHOLE] = 0
    m[running + R_PRINCIPAL] = paid_or_waived(m, running, 0) + m[S_BALANCE]
    m[running + R_INTEREST] = interest
    m[running + R_OWN] = interest - m[running + R_CARRIED]
    m[running + R_FEE] = running_fee
    m[S_ROWS] = m[S_CURRENT] + 1
    m[S_BALANCE] = 0
    m[S_CURRENT] += 1
    m[S_CHANGES] = 0
    fall_due(m, running)
