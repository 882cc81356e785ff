"""The rarer events: for a few loans one month does not go as usual."""

from __future__ import annotations

import numpy as np

from ashore.book.generate.draws import Draws
from ashore.book.generate.log import NO_EVENT, Log
from ashore.book.generate.terms import Terms
from ashore.book.generate.types import Bool, Int64
from ashore.loan import (
    Charge,
    DueDateMove,
    InterestPause,
    Part,
    RateChange,
    Repayment,
    Reversal,
    Waiver,
)

RARER = 0.07
"""Loans with one rarer event, if they live to see its month and pay it: about one in twenty does."""
WHETHER, WHICH, WHEN, BY = range(30, 34)
REVERSED, BACK_DATED, CHARGED, WAIVED, CHEAPER, PAUSED, MOVED = range(7)


class Rarer:
    """Plays the payments of a month, and what comes with them for the loans whose turn it is."""

    def __init__(self, terms: Terms, draws: Draws, log: Log) -> None:
        self._terms, self._log = terms, log
        has = draws.unit(WHETHER) < RARER
        self._month = np.where(has, draws.whole(WHEN, 1, terms.months), 0)
        self._which = draws.whole(WHICH, REVERSED, MOVED)
        self._by = draws.whole(BY, 0, 9)

    def pay(self, k: int, rows: Int64, day: Int64, amount: Int64) -> None:
        """Each of the loans pays ``amount`` on ``day`` of month ``k``."""
        turn = self._month[rows] == k
        self._log.add(Repayment.rank, rows[~turn], day[~turn], amount[~turn])
        if not turn.any():
            return
        rows, day, amount = rows[turn], day[turn], amount[turn]
        due = self._terms.due[k, rows].astype(np.int64)
        which, by = self._which[rows], self._by[rows]
        last = k == self._terms.months[rows]
        self._move(k, which == MOVED, rows, due)
        self._ease((which == CHEAPER) & ~last, (which == PAUSED) & ~last, rows, due)
        known = np.where(which == BACK_DATED, day + 2 + by, day)
        paid = self._log.add(Repayment.rank, rows, day, amount, recorded=known)
        self._reverse(which == REVERSED, rows, day, amount, paid)
        self._charge(which == CHARGED, which == WAIVED, rows, np.maximum(day, due) + 1)

    def _reverse(self, who: Bool, rows: Int64, day: Int64, amount: Int64, paid: Int64) -> None:
        """A debit that comes back two days later, and is paid again in the week after, rounded up."""
        rows, day = rows[who], day[who]
        self._log.add(Reversal.rank, rows, day + 2, 0, (paid[who], NO_EVENT, NO_EVENT))
        again = -(-(amount[who] + 100) // 100) * 100
        self._log.add(Repayment.rank, rows, day + 3 + self._by[rows] // 2, again)

    def _charge(self, paid: Bool, waived: Bool, rows: Int64, day: Int64) -> None:
        """A fee of 5 to 50 yuan by hand, paid or given up some days later."""
        who = paid | waived
        amount = 500 * (1 + self._by[rows])
        self._log.add(Charge.rank, rows[who], day[who], amount[who])
        later = day + 1 + self._by[rows]
        fee = (int(Part.FEE), NO_EVENT, NO_EVENT)
        self._log.add(Waiver.rank, rows[waived], later[waived], amount[waived], fee)
        self._log.add(Repayment.rank, rows[paid], later[paid], amount[paid])

    def _ease(self, cheaper: Bool, paused: Bool, rows: Int64, due: Int64) -> None:
        """A rate cut by a fifth, or a month without interest, from the day after the due date."""
        rate = self._terms.rate[rows] * 4 // 5
        self._log.add(
            RateChange.rank,
            rows[cheaper],
            due[cheaper] + 1,
            0,
            (rate[cheaper], NO_EVENT, NO_EVENT),
        )
        until, by = due[paused] + 31, self._by[rows[paused]]
        self._log.add(
            InterestPause.rank,
            rows[paused],
            due[paused] + 1,
            0,
            (until, by % 2, NO_EVENT),
        )

    def _move(self, k: int, who: Bool, rows: Int64, due: Int64) -> None:
        """This month's instalment becomes due a few days later; the others stay."""
        rows, due = rows[who], due[who]
        agreed = self._terms.due[k - 1, rows].astype(np.int64) + 1
        new_due = due + 1 + self._by[rows]
        self._log.add(DueDateMove.rank, rows, agreed, 0, (due, new_due, 0))
