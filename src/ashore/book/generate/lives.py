"""What happens to generated loans, month by month: paid on time, late, in part, ahead, or not at all.

Each month a loan goes from state to state by the counts of `figures`, and what it does follows from the two states. What
is asked is known to the fen, penalties included, as long as nothing is paid in part or out of turn; a borrower who then
catches up pays a little more than is overdue, in whole yuan: what is too much is held and counts next time.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ashore.book.generate.draws import Draws
from ashore.book.generate.figures import (
    CHARGED_OFF,
    CURRENT,
    DEFAULT,
    GRACE,
    LATE,
    LATER,
    NEW,
    PAID,
    PAID_LATE,
    TRANSITIONS,
)
from ashore.book.generate.lateness import Lateness
from ashore.book.generate.log import Events, Log
from ashore.book.generate.products import products
from ashore.book.generate.rarer import Rarer
from ashore.book.generate.signing import interest
from ashore.book.generate.terms import Terms
from ashore.book.generate.types import Bool, Float64, Int64
from ashore.loan import (
    AdvanceRule,
    Disbursement,
    Recovery,
    Repayment,
    Reversal,
    WriteOff,
)

NEVER = 10_000
MONTHS_AFTER = 12
"""How long lives are played on after the last instalment."""

STOP, STOP_MONTH = 20, 21
"""The questions about a whole life; those about month ``k`` are ``100 k`` and more."""
NEXT, ON_TIME, DAYS, PART, PART_SHARE, PART_DAY, RECOVERED, RECOVERED_SHARE, SETTLES = range(9)

PAID_EARLY, PAID_EARLY_NOW = 0.20, 0.03
"""Instalments paid one to four days early where that is held for the due day, and where it pays principal at once."""
PART_PAYMENTS = 0.30
"""Months far behind in which something is paid."""
RECOVERIES = 0.25
"""Months after a write-off, up to the third, in which something comes in."""
MORE = 1.05
"""Where penalties are not known to the fen, a little more is paid than they come to, so that nothing stays open."""
STOPPERS, SETTLERS = 0.46, 0.30
"""Of the hard mix: borrowers who stop paying in some month and are far behind to the end; settlements that happen."""

_ORDER = (CURRENT, GRACE, LATE, LATER, DEFAULT, CHARGED_OFF, PAID, NEW)
_STEPS: Float64 = np.array(
    [np.cumsum(TRANSITIONS[state]) / sum(TRANSITIONS[state]) for state in _ORDER]
)


class _Month(NamedTuple):
    """One month of the loans that still run: ``rows`` of the block, their due day, what is asked, and who does what."""

    k: int
    rows: Int64
    due: Int64
    asked: Int64
    interest: Int64
    before: Int64
    after: Int64


def live(terms: Terms, draws: Draws, as_of: int, hard: bool) -> Events:
    """The events of the loans up to ``as_of`` (days since 1970)."""
    lives = _Lives(terms, draws, as_of, hard)
    for k in range(1, len(terms.due)):
        if not lives.month(k):
            break
    return lives.log.events(Reversal.rank)


class _Lives:
    """The state of every loan of a block while its life is played. Amounts are minor units."""

    def __init__(self, terms: Terms, draws: Draws, as_of: int, hard: bool) -> None:
        size = len(terms.number)
        self.terms, self.draws, self.as_of, self.hard = terms, draws, as_of, hard
        self.log = Log(as_of)
        self.rarer = Rarer(terms, draws, self.log)
        self.state = np.full(size, NEW)
        self.balance = terms.principal.copy()
        self.owed = np.zeros(size, np.int64)
        self.missed = np.full(size, NEVER)
        self.in_part = np.zeros(size, bool)
        self.parts: list[tuple[Int64, Int64]] = [(self.owed, self.owed)]
        self.lateness = Lateness(terms)
        holds = [each.contract.advance is AdvanceRule.HOLD for each in products()]
        self.early = np.where(np.array(holds), PAID_EARLY, PAID_EARLY_NOW)[terms.product]
        self.stop = np.full(size, NEVER)
        if hard:
            stops = draws.unit(STOP) < STOPPERS
            month = draws.whole(STOP_MONTH, -(-terms.months // 4), terms.months)
            self.stop = np.where(stops, month, NEVER)
        self.rows = np.arange(size)
        self.log.add(Disbursement.rank, self.rows, terms.start, terms.principal)

    def month(self, k: int) -> bool:
        """Play month ``k``. Returns whether any loan is left."""
        terms = self.terms
        rows = self.rows[terms.due[k, self.rows] <= self.as_of + 31]
        if not len(rows):
            return False
        month = self._look(k, rows)
        behind = self.owed[rows] > 0
        pays = (month.after == CURRENT) | (month.after == GRACE)
        self._settle(month, (month.after == PAID) & ~behind & (k <= terms.months[rows]))
        self._pay(month, pays & ~behind & (month.asked > 0))
        self._catch_up(month, (pays | (month.after == PAID)) & behind)
        misses = np.isin(month.after, (LATE, LATER, DEFAULT))
        self._miss(month, misses)
        self._write_off(month, month.after == CHARGED_OFF)
        self.state[rows] = month.after
        # A loan's life must not depend on the terms of the others that are played with it.
        over = (k >= terms.months[rows]) & (self.owed[rows] == 0)
        over |= k >= terms.months[rows] + MONTHS_AFTER
        self.rows = rows[~over & (month.after != PAID) & (month.after != CHARGED_OFF)]
        return True

    def _look(self, k: int, rows: Int64) -> _Month:
        """What is asked this month, and the state that each loan goes to; the balance as planned goes on."""
        terms = self.terms
        before = self.state[rows]
        draw = self.draws.unit(100 * k + NEXT, rows)
        after = (draw[:, None] >= _STEPS[before]).sum(axis=1)
        if self.hard:
            after[np.isin(after, (DEFAULT, CHARGED_OFF))] = LATER
            after[k >= self.stop[rows]] = LATER
            stays = self.draws.unit(100 * k + SETTLES, rows) >= SETTLERS
            after[(after == PAID) & stays] = CURRENT
        balance, months = self.balance[rows], terms.months[rows]
        own = interest(balance, terms.weight[k - 1, rows], terms.basis[rows])
        part = np.clip(terms.instalment[rows] - own, 0, balance)
        part = np.where(k < months, part, balance)
        asked = np.where(k <= months, part + own, 0)
        self._keep_parts(rows, asked - own, own)
        # A new loan cannot be paid in full before anything is due, nor can one that has come to its end.
        after = np.where((after == PAID) & (k > months), CURRENT, after)
        return _Month(k, rows, terms.due[k, rows].astype(np.int64), asked, own, before, after)

    def _keep_parts(self, rows: Int64, principal: Int64, own: Int64) -> None:
        """Remember the principal and the interest that a month asks for: penalties run on them."""
        found = np.zeros((2, len(self.owed)), np.int64)
        found[0, rows], found[1, rows] = principal, own
        self.parts.append((found[0], found[1]))

    def _pay(self, month: _Month, who: Bool) -> None:
        """Loans that are not behind pay this month's instalment: on the day, a little early or late."""
        rows, due, asked = month.rows[who], month.due[who], month.asked[who]
        draw = self.draws.unit(100 * month.k + ON_TIME, rows)
        late = (draw < PAID_LATE) | (month.after[who] == GRACE)
        days = self.draws.whole(100 * month.k + DAYS, 1, np.where(late, 15, 4), rows)
        early = draw < PAID_LATE + self.early[rows]
        days = np.where(late, days, np.where(early, -days, 0))
        own = month.interest[who]
        penalty = self.lateness.penalty(rows, asked - own, own, np.maximum(days, 0))
        day = np.maximum(due + days, self.terms.due[month.k - 1, rows] + 1)
        self.rarer.pay(month.k, rows, day, asked + penalty)
        self.balance[rows] -= asked - own

    def _catch_up(self, month: _Month, who: Bool) -> None:
        """Loans that are behind pay all that is overdue with the penalties; on the way out all the rest too."""
        rows, due = month.rows[who], month.due[who]
        if not len(rows):
            return
        days = self.draws.whole(100 * month.k + DAYS, 0, 10, rows)
        own = np.where(month.asked[who] > 0, month.interest[who], 0)
        rest = self.balance[rows] - month.asked[who] + own
        used = interest(rest, self.terms.rate[rows] * days, self.terms.basis[rows])
        out = np.where(month.after[who] == PAID, rest + used, 0)
        overdue = self.owed[rows] + month.asked[who] + out
        penalty = self._penalties(month.k, rows, due + days)
        about = np.ceil((overdue + MORE * penalty) / 100).astype(np.int64) * 100
        amount = np.where(self.in_part[rows], about, overdue + penalty)
        self.log.add(Repayment.rank, rows, due + days, amount)
        self.balance[rows] = rest
        self.owed[rows], self.missed[rows], self.in_part[rows] = 0, NEVER, False

    def _penalties(self, k: int, rows: Int64, day: Int64) -> Int64:
        """The penalties up to a day on all that was missed up to month ``k``, as if nothing had been paid in part."""
        total = np.zeros(len(rows), np.int64)
        missed = self.missed[rows]
        for month in range(int(missed.min()), min(k, len(self.parts) - 1) + 1):
            some = missed <= month
            which = rows[some]
            principal, own = self.parts[month]
            late = np.maximum(day[some] - self.terms.due[month, which], 0)
            total[some] += self.lateness.penalty(which, principal[which], own[which], late)
        return total

    def _miss(self, month: _Month, who: Bool) -> None:
        """Nothing is paid this month, or a part of an instalment some days after the due date."""
        rows = month.rows[who]
        self.owed[rows] += month.asked[who]
        self.missed[rows] = np.minimum(self.missed[rows], month.k)
        own = np.where(month.asked[who] > 0, month.interest[who], 0)
        self.balance[rows] -= month.asked[who] - own
        part = self.draws.unit(100 * month.k + PART, rows) < PART_PAYMENTS
        part &= month.after[who] == LATER
        share = self.draws.whole(100 * month.k + PART_SHARE, 2, 10, rows)
        amount = np.minimum(self.terms.instalment[rows] * share // 10, self.owed[rows] - 1)
        part &= amount > 0
        payers, due, amount = rows[part], month.due[who][part], amount[part]
        days = self.draws.whole(100 * month.k + PART_DAY, 3, 25, payers)
        self.log.add(Repayment.rank, payers, due + days, amount)
        self.owed[payers] -= amount
        self.in_part[payers] = True

    def _settle(self, month: _Month, who: Bool) -> None:
        """The loan is settled early, on some day of the month: the balance and the interest of the days used."""
        rows = month.rows[who]
        start = self.terms.due[month.k - 1, rows].astype(np.int64)
        days = self.draws.whole(100 * month.k + DAYS, 1, month.due[who] - start, rows)
        weight = self.terms.rate[rows] * days
        used = interest(self.balance[rows], weight, self.terms.basis[rows])
        amount = self.balance[rows] + np.minimum(used, month.interest[who])
        self.log.add(Repayment.rank, rows, start + days, amount)

    def _write_off(self, month: _Month, who: Bool) -> None:
        """The loan is written off; for some, a little comes in afterwards."""
        rows, due = month.rows[who], month.due[who]
        day = due + self.draws.whole(100 * month.k + DAYS, 5, 25, rows)
        self.log.add(WriteOff.rank, rows, day)
        lost = self.owed[rows] + self.balance[rows]
        for after in range(1, 4):
            question = 100 * month.k + 10 * after
            comes = self.draws.unit(question + RECOVERED, rows) < RECOVERIES
            share = self.draws.whole(question + RECOVERED_SHARE, 2, 20, rows)
            amount = np.maximum(lost * share // 100, 1)
            self.log.add(Recovery.rank, rows[comes], (day + 40 * after)[comes], amount[comes])
