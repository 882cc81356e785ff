"""What each kind of event does to a loan's state. Every function answers how it went (`DONE`, `REFUSED`, `UNDECIDED`)."""

from __future__ import annotations

from ashore.kernel.days import civil, months_on, step
from ashore.kernel.lateness import (
    forgive_within_grace,
    owed,
    settle_part,
    touch,
    unpaid,
)
from ashore.kernel.layout import (
    CHARGE,
    DAYS,
    DISBURSEMENT,
    DONE,
    DRAWDOWN,
    DUE_DATE_MOVE,
    F_WHEN,
    FEE,
    FEE_SIZE,
    FIRST_INSTALMENT,
    FIRST_ROW,
    KEEP,
    LOST,
    MONTHS,
    ON_DISBURSEMENT,
    ON_DUE_DATE_MOVE,
    PAID,
    PAUSE,
    PERIODIC,
    PPM,
    R_DEFERRED,
    R_DUE,
    R_FEE,
    R_FREE,
    R_OWN,
    R_PRINCIPAL,
    R_SETTLED,
    R_START,
    R_WHOLE,
    RATE_CHANGE,
    RECOVERY,
    REFUND,
    REFUSED,
    REPAYMENT,
    RESPREAD,
    ROW_SIZE,
    S_BALANCE,
    S_BILLED_FEE,
    S_CREDIT,
    S_CURRENT,
    S_DAY,
    S_DRAWN,
    S_FIRST_DUE,
    S_FLAT_BASE,
    S_INSTALMENT,
    S_INSTALMENTS,
    S_MOST,
    S_ORDER_AT,
    S_RECEIVED,
    S_RECHARGED,
    S_RECOVERED,
    S_REFUNDED,
    S_ROWS,
    S_SETTLED,
    S_SIGNED,
    S_WITHHELD,
    S_WRITTEN_OFF_ON,
    T_DOWN_PPM,
    T_EVERY,
    T_FEE,
    T_FEES,
    T_FLAT,
    T_GRACE_FREE,
    T_GRACE_PAYMENT,
    T_GRACE_PRINCIPAL,
    T_MULTIPLE,
    T_RATE_CAP,
    T_REPAYMENT,
    T_ROUNDING,
    T_UNIT,
    UNDECIDED,
    UPFRONT,
    WAIVED,
    WAIVER,
    WITHHELD,
    WRITE_OFF,
    Numbers,
)
from ashore.kernel.paying import (
    add_fee,
    advance,
    billed_rows,
    fee_amount,
    fees_on,
    new_extra,
    pay_billed,
    pay_in_advance,
    payoff,
    place_extra,
    settle,
    use_credit,
)
from ashore.kernel.plan import note_balance, replan
from ashore.kernel.rates import add_pause, change_rate
from ashore.kernel.whole import clear, muldiv


def make_rows(m: Numbers, seed: int) -> None:
    """Empty rows for all instalments of a loan first disbursed on ``seed``."""
    n, every, unit = m[S_INSTALMENTS], m[T_EVERY], m[T_UNIT]
    clear(m, FIRST_ROW, FIRST_ROW + n * ROW_SIZE)
    first, back = seed, 0
    if m[S_FIRST_DUE] != 0:
        first, back = m[S_FIRST_DUE], 1
    year, month, dom = civil(first)
    start = seed
    for k in range(n):
        row = FIRST_ROW + k * ROW_SIZE
        steps = (k + 1 - back) * every
        if unit >= MONTHS:
            due = months_on(year, month, dom, steps if unit == MONTHS else 12 * steps)
        else:
            due = first + (steps if unit == DAYS else 7 * steps)
        m[row + R_START] = start
        m[row + R_DUE] = due
        m[row + R_WHOLE] = 1
        if k == 0 and step(m, start, 1) != due:
            m[row + R_WHOLE] = 0
        if k < m[T_GRACE_FREE]:
            m[row + R_FREE] = 1
        if k < m[T_GRACE_PAYMENT]:
            m[row + R_DEFERRED] = 1
        start = due
    m[S_ROWS] = n


def disburse(m: Numbers, day: int, amount: int) -> int:
    """Principal paid out: on the first time it makes the rows."""
    x = m[S_ORDER_AT]
    if m[S_WRITTEN_OFF_ON] != 0:
        return REFUSED
    used = m[S_DRAWN]
    if m[T_REPAYMENT] == DRAWDOWN:
        used = m[S_BALANCE]
        count = billed_rows(m)
        for k in range(count):
            used += unpaid(m, m[x + k], 0)
    first = m[S_ROWS] == 0
    if used + amount > m[S_MOST] or (not first and m[T_FLAT] == 1):
        return REFUSED
    if first:
        m[S_DAY] = day
        make_rows(m, day)
        advance(m, day)
    if m[S_CURRENT] >= m[S_ROWS]:
        return REFUSED
    m[S_DRAWN] += amount
    down = down_payment(m, day, amount)
    m[S_BALANCE] += amount - down
    m[S_FLAT_BASE] += amount - down
    if m[T_FEES] != 0 and (not contract_fees(m, day, amount, first)):
        return REFUSED
    note_balance(m, day)
    if first and m[S_SIGNED] != 0 and (amount == m[S_MOST]):
        m[S_INSTALMENT] = m[S_SIGNED]
        replan(m, KEEP)
        own = m[FIRST_ROW + m[T_GRACE_PRINCIPAL] * ROW_SIZE + R_OWN]
        return REFUSED if m[S_INSTALMENT] <= own and m[S_ROWS] > 1 else DONE
    return DONE if replan(m, RESPREAD) else UNDECIDED


def down_payment(m: Numbers, day: int, amount: int) -> int:
    """What is due at once of a disbursement, by the contract."""
    if m[T_DOWN_PPM] == 0:
        return 0
    down = muldiv(amount, m[T_DOWN_PPM], PPM, m[T_ROUNDING])
    multiple = m[T_MULTIPLE]
    if multiple > 1:
        even = muldiv(down, 1, multiple, m[T_ROUNDING]) * multiple
        if even != 0:
            down = even
    row = new_extra(m, day)
    m[row + R_PRINCIPAL] = down
    place_extra(m, row)
    return down


def contract_fees(m: Numbers, day: int, amount: int, first: bool) -> bool:
    """Charge the fees that come with a disbursement. False: one that is kept back takes all of it."""
    for k in range(m[T_FEES]):
        when = m[T_FEE + k * FEE_SIZE + F_WHEN]
        if first and when == WITHHELD:
            fee = fee_amount(m, k, amount)
            if fee >= amount:
                return False
            m[S_BILLED_FEE] += fee
            m[S_SETTLED + PAID + FEE] += fee
            m[S_WITHHELD] += fee
    for k in range(m[T_FEES]):
        if first and m[T_FEE + k * FEE_SIZE + F_WHEN] == UPFRONT:
            add_fee(m, fee_amount(m, k, amount), day)
    for k in range(m[T_FEES]):
        if m[T_FEE + k * FEE_SIZE + F_WHEN] == ON_DISBURSEMENT:
            add_fee(m, fee_amount(m, k, amount), day)
    periodic = fees_on(m, PERIODIC, m[S_DRAWN])
    for k in range(m[S_CURRENT], m[S_ROWS]):
        m[FIRST_ROW + k * ROW_SIZE + R_FEE] = periodic
    if m[S_CURRENT] == 0:
        m[FIRST_ROW + R_FEE] += fees_on(m, FIRST_INSTALMENT, m[S_DRAWN])
    return True


def recover(m: Numbers, amount: int) -> None:
    """Money on a loan that is written off; what is above the loss is the borrower's."""
    lost = 0
    for part in range(4):
        lost += m[S_SETTLED + LOST + part]
    share = min(amount, lost - m[S_RECOVERED])
    m[S_RECOVERED] += share
    m[S_CREDIT] += amount - share


def repay(m: Numbers, amount: int, which: int) -> int:
    """Money from the borrower: what is due first, the whole loan where it suffices, then what is ahead."""
    m[S_RECEIVED] += amount
    if m[S_WRITTEN_OFF_ON] != 0:
        recover(m, amount)
        return DONE
    money = amount + m[S_CREDIT]
    if m[S_CURRENT] < m[S_ROWS] and m[T_REPAYMENT] != DRAWDOWN and (money >= m[S_BALANCE]):
        total, _ = payoff(m, 1)
        if money >= total:
            settle(m, 1)
            if m[S_CREDIT] != 0:
                use_credit(m)
    amount = pay_billed(m, amount, which)
    if amount != 0:
        left = pay_in_advance(m, amount, which)
        if left < 0:
            return UNDECIDED
        m[S_CREDIT] += left
    return DONE


def waive(m: Numbers, amount: int, part: int) -> None:
    """The lender gives up an amount of one part of what is due, oldest first."""
    x = m[S_ORDER_AT]
    day = m[S_DAY]
    count = billed_rows(m)
    for k in range(count):
        row = m[x + k]
        touch(m, row, day)
        parts = owed(m, row, day)
        share = min(parts[part], amount)
        if share > 0:
            settle_part(m, row, part, share, WAIVED)
            forgive_within_grace(m, row, day)
            p, i, f, n = owed(m, row, day)
            if p == 0 and i == 0 and (f == 0) and (n == 0):
                m[row + R_SETTLED] = day
            amount -= share


def move_due_date(m: Numbers, day: int, due: int, new_due: int, following: int) -> int:
    """An instalment not due yet becomes due on another day; the later ones follow, or stay."""
    at = m[S_CURRENT]
    while at < m[S_ROWS] and m[FIRST_ROW + at * ROW_SIZE + R_DUE] != due:
        at += 1
    if at >= m[S_ROWS]:
        return REFUSED
    before = m[FIRST_ROW + at * ROW_SIZE + R_START]
    if at > 0:
        before = m[FIRST_ROW + (at - 1) * ROW_SIZE + R_DUE]
    if new_due <= before:
        return REFUSED
    m[FIRST_ROW + at * ROW_SIZE + R_DUE] = new_due
    for k in range(at + 1, m[S_ROWS]):
        if following == 1:
            m[FIRST_ROW + k * ROW_SIZE + R_DUE] = step(m, new_due, k - at)
        elif k == at + 1 and m[FIRST_ROW + k * ROW_SIZE + R_DUE] <= new_due:
            return REFUSED
    for k in range(at, m[S_ROWS]):
        row = FIRST_ROW + k * ROW_SIZE
        if k > at:
            m[row + R_START] = m[row - ROW_SIZE + R_DUE]
        m[row + R_WHOLE] = 1 if step(m, m[row + R_START], 1) == m[row + R_DUE] else 0
    for k in range(m[T_FEES]):
        if m[T_FEE + k * FEE_SIZE + F_WHEN] == ON_DUE_DATE_MOVE:
            add_fee(m, fee_amount(m, k, m[S_DRAWN]), day)
    replan(m, KEEP)
    return DONE


def refund(m: Numbers, day: int, amount: int) -> None:
    """Credit paid back; what was not there is owed again."""
    m[S_REFUNDED] += amount
    held = min(amount, m[S_CREDIT])
    m[S_CREDIT] -= held
    if amount > held:
        row = new_extra(m, day)
        m[row + R_PRINCIPAL] = amount - held
        m[S_RECHARGED] += amount - held
        place_extra(m, row)


def write_off(m: Numbers, day: int) -> int:
    """The lender books all that is owed as lost."""
    x = m[S_ORDER_AT]
    if m[S_WRITTEN_OFF_ON] != 0:
        return REFUSED
    if m[S_CURRENT] < m[S_ROWS]:
        settle(m, 0)
    if m[S_CREDIT] != 0:
        use_credit(m)
    count = billed_rows(m)
    for k in range(count):
        row = m[x + k]
        touch(m, row, m[S_DAY])
        parts = owed(m, row, m[S_DAY])
        for part in range(4):
            if parts[part] != 0:
                settle_part(m, row, part, parts[part], LOST)
        forgive_within_grace(m, row, m[S_DAY])
        if m[row + R_SETTLED] == 0:
            m[row + R_SETTLED] = m[S_DAY]
    m[S_WRITTEN_OFF_ON] = day
    return DONE


def change(
    m: Numbers, kind: int, day: int, amount: int, first: int, second: int, third: int
) -> int:
    """What an event does that moves no money of the borrower's: terms, dates, charges, waivers."""
    if kind == CHARGE:
        add_fee(m, amount, day if first < 0 else first)
    elif kind == WAIVER:
        waive(m, amount, first)
    elif kind == RATE_CHANGE:
        if m[T_RATE_CAP] >= 0 and first > m[T_RATE_CAP]:
            return REFUSED
        change_rate(m, day, first)
        return DONE if replan(m, RESPREAD) else UNDECIDED
    elif kind == PAUSE:
        add_pause(m, day, first, second)
        replan(m, KEEP)
    elif kind == DUE_DATE_MOVE:
        return move_due_date(m, day, first, second, third)
    elif kind == WRITE_OFF:
        return write_off(m, day)
    return DONE


def happen(
    m: Numbers, kind: int, day: int, amount: int, first: int, second: int, third: int
) -> int:
    """Let time pass up to an event's day, then do what it does."""
    how = DONE
    if m[S_ROWS] != 0:
        advance(m, day)
    elif kind != DISBURSEMENT:
        return REFUSED
    if kind == REPAYMENT:
        how = repay(m, amount, 0 if first < 0 else 1 + first)
    elif kind == DISBURSEMENT:
        how = disburse(m, day, amount)
    elif kind == REFUND:
        refund(m, day, amount)
    elif kind == RECOVERY:
        if m[S_WRITTEN_OFF_ON] == 0:
            return REFUSED
        m[S_RECEIVED] += amount
        recover(m, amount)
    else:
        how = change(m, kind, day, amount, first, second, third)
    if m[S_CREDIT] != 0:
        use_credit(m)
    return how
