"""What each kind of event does to a loan's state. Every function answers how it went (`DONE`, `REFUSED`, `UNDECIDED`)."""

from __future__ import annotations

from ashore.kernel.days import step
from ashore.kernel.lateness import (
    forgive_within_grace,
    owed,
    settle_part,
    touch,
    unpaid,
)
from ashore.kernel.layout import (
    CHARGE,
    DISBURSEMENT,
    DONE,
    DRAWDOWN,
    DUE_DATE_MOVE,
    F_WHEN,
    FEE,
    FEE_SIZE,
    FIRST_INSTALMENT,
    KEEP,
    LOST,
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
    UNDECIDED,
    UPFRONT,
    WAIVED,
    WAIVER,
    WITHHELD,
    WRITE_OFF,
    Numbers,
    State,
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
from ashore.kernel.whole import muldiv


def make_rows(t: Numbers, s: Numbers, r: Numbers, seed: int) -> None:
    """Empty rows for all instalments of a loan first disbursed on ``seed``."""
    start = seed
    for k in range(s[S_INSTALMENTS]):
        row = k * ROW_SIZE
        for at in range(ROW_SIZE):
            r[row + at] = 0
        due = step(t, s[S_FIRST_DUE], k) if s[S_FIRST_DUE] != 0 else step(t, seed, k + 1)
        r[row + R_START] = start
        r[row + R_DUE] = due
        r[row + R_WHOLE] = 1
        if k == 0 and step(t, start, 1) != due:
            r[row + R_WHOLE] = 0
        if k < t[T_GRACE_FREE]:
            r[row + R_FREE] = 1
        if k < t[T_GRACE_PAYMENT]:
            r[row + R_DEFERRED] = 1
        start = due
    s[S_ROWS] = s[S_INSTALMENTS]


def disburse(m: State, day: int, amount: int) -> int:
    """Principal paid out: on the first time it makes the rows."""
    t, s, r, c, x = m[0], m[1], m[2], m[3], m[5]
    if s[S_WRITTEN_OFF_ON] != 0:
        return REFUSED
    used = s[S_DRAWN]
    if t[T_REPAYMENT] == DRAWDOWN:
        used = s[S_BALANCE]
        count = billed_rows(s, r, x)
        for k in range(count):
            used += unpaid(r, x[k], 0)
    first = s[S_ROWS] == 0
    if used + amount > s[S_MOST] or (not first and t[T_FLAT] == 1):
        return REFUSED
    if first:
        s[S_DAY] = day
        make_rows(t, s, r, day)
        advance(m, day)
    if s[S_CURRENT] >= s[S_ROWS]:
        return REFUSED
    s[S_DRAWN] += amount
    down = down_payment(t, s, r, day, amount)
    s[S_BALANCE] += amount - down
    s[S_FLAT_BASE] += amount - down
    if t[T_FEES] != 0 and (not contract_fees(t, s, r, day, amount, first)):
        return REFUSED
    note_balance(s, c, day)
    if first and s[S_SIGNED] != 0 and (amount == s[S_MOST]):
        s[S_INSTALMENT] = s[S_SIGNED]
        replan(m, KEEP)
        own = r[t[T_GRACE_PRINCIPAL] * ROW_SIZE + R_OWN]
        return REFUSED if s[S_INSTALMENT] <= own and s[S_ROWS] > 1 else DONE
    return DONE if replan(m, RESPREAD) else UNDECIDED


def down_payment(t: Numbers, s: Numbers, r: Numbers, day: int, amount: int) -> int:
    """What is due at once of a disbursement, by the contract."""
    if t[T_DOWN_PPM] == 0:
        return 0
    down = muldiv(amount, t[T_DOWN_PPM], PPM, t[T_ROUNDING])
    multiple = t[T_MULTIPLE]
    if multiple > 1:
        even = muldiv(down, 1, multiple, t[T_ROUNDING]) * multiple
        if even != 0:
            down = even
    row = new_extra(s, r, day)
    r[row + R_PRINCIPAL] = down
    place_extra(s, r, row)
    return down


def contract_fees(t: Numbers, s: Numbers, r: Numbers, day: int, amount: int, first: bool) -> bool:
    """Charge the fees that come with a disbursement. False: one that is kept back takes all of it."""
    for k in range(t[T_FEES]):
        when = t[T_FEE + k * FEE_SIZE + F_WHEN]
        if first and when == WITHHELD:
            fee = fee_amount(t, k, amount)
            if fee >= amount:
                return False
            s[S_BILLED_FEE] += fee
            s[S_SETTLED + PAID + FEE] += fee
            s[S_WITHHELD] += fee
    for k in range(t[T_FEES]):
        if first and t[T_FEE + k * FEE_SIZE + F_WHEN] == UPFRONT:
            add_fee(s, r, fee_amount(t, k, amount), day)
    for k in range(t[T_FEES]):
        if t[T_FEE + k * FEE_SIZE + F_WHEN] == ON_DISBURSEMENT:
            add_fee(s, r, fee_amount(t, k, amount), day)
    periodic = fees_on(t, PERIODIC, s[S_DRAWN])
    for k in range(s[S_CURRENT], s[S_ROWS]):
        r[k * ROW_SIZE + R_FEE] = periodic
    if s[S_CURRENT] == 0:
        r[R_FEE] += fees_on(t, FIRST_INSTALMENT, s[S_DRAWN])
    return True


def recover(s: Numbers, amount: int) -> None:
    """Money on a loan that is written off; what is above the loss is the borrower's."""
    lost = 0
    for part in range(4):
        lost += s[S_SETTLED + LOST + part]
    share = min(amount, lost - s[S_RECOVERED])
    s[S_RECOVERED] += share
    s[S_CREDIT] += amount - share


def repay(m: State, amount: int, which: int) -> int:
    """Money from the borrower: what is due first, the whole loan where it suffices, then what is ahead."""
    t, s = m[0], m[1]
    s[S_RECEIVED] += amount
    if s[S_WRITTEN_OFF_ON] != 0:
        recover(s, amount)
        return DONE
    money = amount + s[S_CREDIT]
    if s[S_CURRENT] < s[S_ROWS] and t[T_REPAYMENT] != DRAWDOWN and (money >= s[S_BALANCE]):
        total, _ = payoff(m, 1)
        if money >= total:
            settle(m, 1)
            if s[S_CREDIT] != 0:
                use_credit(m)
    amount = pay_billed(m, amount, which)
    if amount != 0:
        left = pay_in_advance(m, amount, which)
        if left < 0:
            return UNDECIDED
        s[S_CREDIT] += left
    return DONE


def waive(m: State, amount: int, part: int) -> None:
    """The lender gives up an amount of one part of what is due, oldest first."""
    t, s, r, x = m[0], m[1], m[2], m[5]
    day = s[S_DAY]
    count = billed_rows(s, r, x)
    for k in range(count):
        row = x[k]
        touch(m, row, day)
        parts = owed(m, row, day)
        share = min(parts[part], amount)
        if share > 0:
            settle_part(s, r, row, part, share, WAIVED)
            forgive_within_grace(t, r, row, day)
            p, i, f, n = owed(m, row, day)
            if p == 0 and i == 0 and (f == 0) and (n == 0):
                r[row + R_SETTLED] = day
            amount -= share


def move_due_date(m: State, day: int, due: int, new_due: int, following: int) -> int:
    """An instalment not due yet becomes due on another day; the later ones follow, or stay."""
    t, s, r = m[0], m[1], m[2]
    at = s[S_CURRENT]
    while at < s[S_ROWS] and r[at * ROW_SIZE + R_DUE] != due:
        at += 1
    if at >= s[S_ROWS]:
        return REFUSED
    before = r[at * ROW_SIZE + R_START]
    if at > 0:
        before = r[(at - 1) * ROW_SIZE + R_DUE]
    if new_due <= before:
        return REFUSED
    r[at * ROW_SIZE + R_DUE] = new_due
    for k in range(at + 1, s[S_ROWS]):
        if following == 1:
            r[k * ROW_SIZE + R_DUE] = step(t, new_due, k - at)
        elif k == at + 1 and r[k * ROW_SIZE + R_DUE] <= new_due:
            return REFUSED
    for k in range(at, s[S_ROWS]):
        row = k * ROW_SIZE
        if k > at:
            r[row + R_START] = r[row - ROW_SIZE + R_DUE]
        r[row + R_WHOLE] = 1 if step(t, r[row + R_START], 1) == r[row + R_DUE] else 0
    for k in range(t[T_FEES]):
        if t[T_FEE + k * FEE_SIZE + F_WHEN] == ON_DUE_DATE_MOVE:
            add_fee(s, r, fee_amount(t, k, s[S_DRAWN]), day)
    replan(m, KEEP)
    return DONE


def refund(s: Numbers, r: Numbers, day: int, amount: int) -> None:
    """Credit paid back; what was not there is owed again."""
    s[S_REFUNDED] += amount
    held = min(amount, s[S_CREDIT])
    s[S_CREDIT] -= held
    if amount > held:
        row = new_extra(s, r, day)
        r[row + R_PRINCIPAL] = amount - held
        s[S_RECHARGED] += amount - held
        place_extra(s, r, row)


def write_off(m: State, day: int) -> int:
    """The lender books all that is owed as lost."""
    t, s, r, x = m[0], m[1], m[2], m[5]
    if s[S_WRITTEN_OFF_ON] != 0:
        return REFUSED
    if s[S_CURRENT] < s[S_ROWS]:
        settle(m, 0)
    if s[S_CREDIT] != 0:
        use_credit(m)
    count = billed_rows(s, r, x)
    for k in range(count):
        row = x[k]
        touch(m, row, s[S_DAY])
        parts = owed(m, row, s[S_DAY])
        for part in range(4):
            if parts[part] != 0:
                settle_part(s, r, row, part, parts[part], LOST)
        forgive_within_grace(t, r, row, s[S_DAY])
        if r[row + R_SETTLED] == 0:
            r[row + R_SETTLED] = s[S_DAY]
    s[S_WRITTEN_OFF_ON] = day
    return DONE


def change(m: State, kind: int, day: int, amount: int, first: int, second: int, third: int) -> int:
    """What an event does that moves no money of the borrower's: terms, dates, charges, waivers."""
    t, s, r, q = m[0], m[1], m[2], m[4]
    if kind == CHARGE:
        add_fee(s, r, amount, day if first < 0 else first)
    elif kind == WAIVER:
        waive(m, amount, first)
    elif kind == RATE_CHANGE:
        if t[T_RATE_CAP] >= 0 and first > t[T_RATE_CAP]:
            return REFUSED
        change_rate(s, q, day, first)
        return DONE if replan(m, RESPREAD) else UNDECIDED
    elif kind == PAUSE:
        add_pause(s, q, day, first, second)
        replan(m, KEEP)
    elif kind == DUE_DATE_MOVE:
        return move_due_date(m, day, first, second, third)
    elif kind == WRITE_OFF:
        return write_off(m, day)
    return DONE


def happen(m: State, kind: int, day: int, amount: int, first: int, second: int, third: int) -> int:
    """Let time pass up to an event's day, then do what it does."""
    s, r = m[1], m[2]
    how = DONE
    if s[S_ROWS] != 0:
        advance(m, day)
    elif kind != DISBURSEMENT:
        return REFUSED
    if kind == REPAYMENT:
        how = repay(m, amount, 0 if first < 0 else 1 + first)
    elif kind == DISBURSEMENT:
        how = disburse(m, day, amount)
    elif kind == REFUND:
        refund(s, r, day, amount)
    elif kind == RECOVERY:
        if s[S_WRITTEN_OFF_ON] == 0:
            return REFUSED
        s[S_RECEIVED] += amount
        recover(s, amount)
    else:
        how = change(m, kind, day, amount, first, second, third)
    if s[S_CREDIT] != 0:
        use_credit(m)
    return how
