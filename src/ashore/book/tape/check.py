"""How much of a tape the engine gives back: instalments, totals, pay-offs, as shares, with the first misses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from ashore.book.tape.tape_loan import History, TapeLoan
from ashore.loan import Contract, Standing, evaluate, fold

CENT = 1


class Share(NamedTuple):
    """So many of so many."""

    hits: int
    of: int

    @property
    def share(self) -> float | None:
        """The share as a number, None of nothing."""
        return round(self.hits / self.of, 6) if self.of else None

    def plus(self, hit: bool) -> Share:
        """One more."""
        return Share(self.hits + hit, self.of + 1)


class Miss(NamedTuple):
    """One row where the engine gives something else than the tape, in minor units.

    ``instalment`` and ``total_interest`` are the amounts; ``last_payment`` is what the loan still owes after the last
    payment: nothing on the tape, and less than nothing in the engine where that payment was too much.
    """

    row: int
    check: str
    tape: int
    engine: int


class CheckReport:
    """The running result of a check.

    ``payoff`` counts the loans paid in full, without late fee, whose instalments but the last were paid as agreed;
    ``payoff_of_all`` the same hits among all loans paid in full without late fee, extra payments unknown to us included.
    ``misses`` are the first ``keep_misses`` of each kind.
    """

    def __init__(self, keep_misses: int = 20) -> None:
        self.rows = self.bad_rows = 0
        self.instalment = Share(0, 0)
        self.identity = Share(0, 0)
        self.payoff = Share(0, 0)
        self.payoff_of_all = Share(0, 0)
        self.misses: list[Miss] = []
        self._keep = keep_misses
        self._missed: Counter[str] = Counter()

    def add(self, loan: TapeLoan) -> None:
        """Check one more loan."""
        self.rows += 1
        expected = loan.expected
        same = loan.computed_instalment_minor == expected.instalment
        self.instalment = self.instalment.plus(same)
        if not same:
            self._miss(loan, "instalment", expected.instalment, loan.computed_instalment_minor)
        if not loan.paid_off:
            return
        self.identity = self.identity.plus(expected.identity)
        if expected.fees_paid:
            return
        hit = False
        if loan.history is History.AS_AGREED:
            hit = self._payoff(loan)
            self.payoff = self.payoff.plus(hit)
        self.payoff_of_all = self.payoff_of_all.plus(hit)

    def _payoff(self, loan: TapeLoan) -> bool:
        """Whether the last payment ends the loan and the interest is the tape's, each within one cent."""
        standing = final_standing(loan)
        short = standing.outstanding.total - standing.totals.credit
        interest = standing.totals.charged.interest
        if abs(short) > CENT:
            self._miss(loan, "last_payment", 0, short)
            return False
        if abs(interest - loan.expected.interest_paid) > CENT:
            self._miss(loan, "total_interest", loan.expected.interest_paid, interest)
            return False
        return True

    def _miss(self, loan: TapeLoan, check: str, tape: int, engine: int) -> None:
        self._missed[check] += 1
        if self._missed[check] <= self._keep:
            self.misses.append(Miss(loan.number, check, tape, engine))

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data: shares, the counts behind them, the first misses."""
        counts = {
            "instalment": self.instalment,
            "total_identity": self.identity,
            "payoff": self.payoff,
            "payoff_of_all": self.payoff_of_all,
        }
        return {
            "rows": self.rows,
            "bad_rows": self.bad_rows,
            "instalment_match": self.instalment.share,
            "total_identity": self.identity.share,
            "payoff_match": self.payoff.share,
            "payoff_match_of_all_paid": self.payoff_of_all.share,
            "counts": {name: {"hits": s.hits, "of": s.of} for name, s in counts.items()},
            "misses": [miss._asdict() for miss in self.misses],
        }


def final_standing(loan: TapeLoan) -> Standing:
    """The loan on the day of its last event."""
    assert isinstance(loan.loan.contract, Contract), "a tape holds no loan in servicing"
    position = fold(loan.loan.contract, loan.loan.events)
    return evaluate(position, position.events[-1].effective)


def check(loans: Iterable[TapeLoan], keep_misses: int = 20) -> CheckReport:
    """Check all loans of a tape."""
    report = CheckReport(keep_misses)
    for loan in loans:
        report.add(loan)
    return report
