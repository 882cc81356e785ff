"""The straight line where payments go across: one part of all overdue rows before the next part of any.

The schedule is that of `ashore.kernel.straight`, and so is what counts as straight; but any open row may be paid in part,
so that each has a state of its own, beside its place in the schedule. The civil code's order is of this kind.
"""

from __future__ import annotations

from ashore.kernel.layout import (
    D_AHEAD,
    D_COMPOUND,
    D_INTEREST,
    D_LATE_TO,
    D_OWED,
    D_PAID,
    D_PENALTY,
    D_PRINCIPAL,
    D_SIZE,
    INTEREST,
    OUT_SIZE,
    PENALTY,
    PRINCIPAL,
    RETROACTIVE,
    T_GRACE_DAYS,
    T_GRACE_MODE,
    T_ON_INTEREST,
    T_TABLES,
    Columns,
    Loan,
    Numbers,
)
from ashore.kernel.rates import penalty_rate
from ashore.kernel.straight import (
    Come,
    ask_for,
    bends,
    earned_by,
    lay_rows,
    nights_late,
    row_penalty,
    write_standing,
)
from ashore.kernel.whole import clear


def bring_up(m: Numbers, rows: Numbers, factor: int, at: int, day: int) -> int:
    """What a due row asks for on ``day``, its sums brought up to it: written to its place, and their sum."""
    due, late = (rows[at], max(rows[at + D_LATE_TO], rows[at]))
    p = rows[at + D_PRINCIPAL] - rows[at + D_PAID]
    i = rows[at + D_INTEREST] - rows[at + D_PAID + 1]
    n = 0
    if day > due:
        if day > late:
            weight = nights_late(m, due, late, day)
            rows[at + D_PENALTY] += p * weight
            if m[T_ON_INTEREST] == 1:
                rows[at + D_COMPOUND] += i * weight
            rows[at + D_LATE_TO] = day
        asked = rows[at + D_PRINCIPAL] + rows[at + D_INTEREST]
        penalty, compound = (rows[at + D_PENALTY], rows[at + D_COMPOUND])
        n = row_penalty(m, factor, due, asked, penalty, compound, day) - rows[at + D_PAID + 2]
    rows[at + D_OWED] = p
    rows[at + D_OWED + 1] = i
    rows[at + D_OWED + 2] = n
    return p + i + n


def pay_across_rows(
    m: Numbers, rows: Numbers, factor: int, low: int, high: int, order: int, amount: int, day: int
) -> tuple[int, int, int]:
    """Settle the rows ``low`` to ``high``, part by part: principal, interest and penalty paid."""
    for row in range(low, high):
        bring_up(m, rows, factor, D_SIZE * row, day)
    left, pp, pi, pn = (amount, 0, 0, 0)
    for turn in range(4):
        part = m[order + turn]
        if part != PRINCIPAL and part != INTEREST and (part != PENALTY):
            continue
        which = 2 if part == PENALTY else part
        paid = 0
        for row in range(low, high):
            at = D_SIZE * row
            share = min(rows[at + D_OWED + which], left - paid)
            rows[at + D_PAID + which] += share
            rows[at + D_OWED + which] -= share
            paid += share
        left -= paid
        if which == 0:
            pp = paid
        elif which == 1:
            pi = paid
        else:
            pn = paid
    if m[T_GRACE_MODE] == RETROACTIVE:
        for row in range(low, high):
            at = D_SIZE * row
            open_now = rows[at + D_OWED] + rows[at + D_OWED + 1]
            if open_now == 0 and day <= rows[at] + m[T_GRACE_DAYS]:
                rows[at + D_PENALTY] = 0
                rows[at + D_COMPOUND] = 0
    return (pp, pi, pn)


def pay_due(
    m: Numbers, rows: Numbers, factor: int, z: Come, amount: int, day: int
) -> tuple[int, Come]:
    """Settle what is past due, then what is due today. What is left, and what it has come to."""
    o, g, credit, received, pp, pi, pn, ended = z
    today = g
    if g > o and rows[D_SIZE * (g - 1)] == day:
        today = g - 1
    for turn in range(2):
        low, high = (o, today) if turn == 0 else (today, g)
        if amount > 0 and low < high:
            order = T_TABLES + 4 + 4 * turn
            p, i, n = pay_across_rows(m, rows, factor, low, high, order, amount, day)
            pp, pi, pn = (pp + p, pi + i, pn + n)
            amount -= p + i + n
    while o < g and settled(rows, D_SIZE * o):
        o += 1
    return (amount, (o, g, credit, received, pp, pi, pn, ended))


def settled(rows: Numbers, at: int) -> bool:
    """Whether a row that was brought up to today asks for nothing any more."""
    if (
        rows[at + D_PRINCIPAL] != rows[at + D_PAID]
        or rows[at + D_INTEREST] != rows[at + D_PAID + 1]
    ):
        return False
    return rows[at + D_OWED] + rows[at + D_OWED + 1] + rows[at + D_OWED + 2] == 0


def let_pass(m: Numbers, rows: Numbers, known: int, factor: int, z: Come, day: int) -> Come:
    """Let due dates up to ``day`` pass; money held settles each row on its day, as far as it goes."""
    o, g, credit, received, pp, pi, pn, ended = z
    while ended < 0 and g < known and (rows[D_SIZE * g] <= day):
        at = D_SIZE * g
        for place in range(D_PAID, D_SIZE):
            rows[at + place] = 0
        g += 1
        if credit > 0:
            z = (o, g, 0, received, pp, pi, pn, ended)
            credit, z = pay_due(m, rows, factor, z, credit, rows[at])
            o, g, pp, pi, pn = (z[0], z[1], z[4], z[5], z[6])
    return (o, g, credit, received, pp, pi, pn, ended)


def end_across(
    m: Numbers, rows: Numbers, factor: int, loan: Loan, z: Come, money: int, accrued: int, day: int
) -> Come:
    """What it has come to when ``money`` has settled the whole loan, if it does; else as it was."""
    o, g, _, received, _, pi, pn, _ = z
    money -= rows[D_SIZE * g + D_AHEAD] + accrued
    interest, charged = (0, 0)
    for row in range(o, g):
        at = D_SIZE * row
        money -= bring_up(m, rows, factor, at, day)
        if money < 0:
            return z
        interest += rows[at + D_OWED + 1]
        charged += rows[at + D_OWED + 2]
    if money < 0:
        return z
    return (g, g, money, received, loan[0], pi + interest + accrued, pn + charged, accrued)


def repay_across(
    m: Numbers,
    rows: Numbers,
    known: int,
    factor: int,
    loan: Loan,
    drawn_on: int,
    z: Come,
    amount: int,
    day: int,
) -> Come:
    """A repayment: the whole loan where it suffices, else what is due; the rest is held."""
    o, g, credit, received, pp, pi, pn, ended = let_pass(m, rows, known, factor, z, day)
    z = (o, g, credit, received + amount, pp, pi, pn, ended)
    if ended < 0 and g < known and (amount + credit >= rows[D_SIZE * g + D_AHEAD]):
        accrued = earned_by(m, rows, g, drawn_on, loan[1], day)
        z = end_across(m, rows, factor, loan, z, amount + credit, accrued, day)
        if z[7] >= 0:
            return z
    if ended < 0:
        amount, z = pay_due(m, rows, factor, z, amount, day)
    return (z[0], z[1], z[2] + amount, z[3], z[4], z[5], z[6], z[7])


def tell_across(
    m: Numbers,
    rows: Numbers,
    known: int,
    factor: int,
    loan: Loan,
    drawn_on: int,
    z: Come,
    day: int,
    out: Numbers,
    at: int,
) -> Come:
    """Write the standing at the end of ``day`` into ``out[at:]``; the walk, brought up to that day."""
    clear(out, at, at + OUT_SIZE)
    z = let_pass(m, rows, known, factor, z, day)
    penalty = 0
    for row in range(z[0], z[1]):
        place = D_SIZE * row
        if bring_up(m, rows, factor, place, day) != 0:
            p, i, n = rows[place + D_OWED], rows[place + D_OWED + 1], rows[place + D_OWED + 2]
            penalty += n
            ask_for(out, at, rows[place], day, p, i, n)
    write_standing(m, rows, known, loan, drawn_on, z, penalty, day, out, at)
    return z


def walk_across(
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
    """`ashore.kernel.straight.walk`, where payments go across the rows."""
    days, amounts = (e[1], e[3])
    drawn_on = days[0]
    if loan[3] != 0 and loan[3] <= drawn_on:
        return False
    known = lay_rows(m, rows, loan, drawn_on, day)
    if rows[D_INTEREST] >= loan[4] and loan[2] > 1:
        return False
    factor = penalty_rate(m, loan[1])
    z = (0, 0, 0, 0, 0, 0, 0, -1)
    asked = before != 0
    if asked and before < drawn_on:
        clear(out, at, at + OUT_SIZE)
        asked = False
    for event in range(1, count):
        on = days[event]
        if asked and on > before:
            z = tell_across(m, rows, known, factor, loan, drawn_on, z, before, out, at)
            asked = False
        z = repay_across(m, rows, known, factor, loan, drawn_on, z, amounts[event], on)
        if z[2] > 0 and bends(m, known, z[1], z[7]):
            return False
    if asked:
        z = tell_across(m, rows, known, factor, loan, drawn_on, z, before, out, at)
    tell_across(m, rows, known, factor, loan, drawn_on, z, day, out, at + OUT_SIZE)
    return True
