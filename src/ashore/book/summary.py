"""A book on one date: counts, amounts by days past due, what was earned."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from ashore.book.folding import AnyStanding
from ashore.loan import Parts, Status, Totals

AGES = ((0, 0), (1, 30), (31, 60), (61, 90), (91, 180), (181, 360), (361, None))
"""Days past due, both ends included; the last one is open."""

NOT_AGED = (Status.PENDING, Status.CLOSED, Status.OVERPAID, Status.WRITTEN_OFF)


class Age(NamedTuple):
    """The loans of one range of days past due: how many, what they owe in all, what of it is overdue."""

    first_day: int
    last_day: int | None
    loans: int
    principal_minor: int
    overdue_minor: int

    @property
    def name(self) -> str:
        """``0``, ``1-30``, ``361+``."""
        if self.last_day is None:
            return f"{self.first_day}+"
        if self.first_day == self.last_day:
            return str(self.first_day)
        return f"{self.first_day}-{self.last_day}"


class Summary(NamedTuple):
    """A book in one currency on ``as_of``. ``totals`` are the sums over all loans; money is minor units."""

    as_of: date
    currency: str
    loans: int
    statuses: dict[str, int]
    totals: Totals
    ages: tuple[Age, ...]

    @property
    def interest_earned_minor(self) -> int:
        """Interest earned up to the date, less what was waived."""
        return self.totals.charged.interest - self.totals.waived.interest

    def to_dict(self) -> dict[str, Any]:
        """The summary as plain data."""
        totals = self.totals
        return {
            "as_of": self.as_of.isoformat(),
            "currency": self.currency,
            "loans": self.loans,
            "statuses": dict(sorted(self.statuses.items())),
            "drawn_minor": totals.drawn,
            "received_minor": totals.received,
            "recovered_minor": totals.recovered,
            "credit_minor": totals.credit,
            "outstanding_minor": totals.outstanding._asdict(),
            "paid_minor": totals.paid._asdict(),
            "written_off_minor": totals.written_off._asdict(),
            "interest_earned_minor": self.interest_earned_minor,
            "ages": [{"days_past_due": age.name, **age._asdict()} for age in self.ages],
        }


def add_totals(left: Totals, right: Totals) -> Totals:
    """The sum of two loans' totals."""
    return Totals(
        left.charged.plus(right.charged),
        left.paid.plus(right.paid),
        left.waived.plus(right.waived),
        left.written_off.plus(right.written_off),
        *(a + b for a, b in zip(left[4:], right[4:], strict=True)),
    )


def summarise(standings: Iterable[AnyStanding], as_of: date, currency: str) -> Summary:
    """Add up the standings of a book, all of them on ``as_of`` and in ``currency``."""
    totals = Totals()
    statuses: dict[str, int] = {}
    ages = [Age(first, last, 0, 0, 0) for first, last in AGES]
    count = 0
    for standing in standings:
        assert standing.as_of == as_of
        assert standing.contract.currency == currency
        count += 1
        totals = add_totals(totals, standing.totals)
        status = standing.status
        statuses[status.value] = statuses.get(status.value, 0) + 1
        if status in NOT_AGED:
            continue
        at = _age(standing.days_past_due)
        ages[at] = _with(ages[at], standing.outstanding, standing.overdue)
    return Summary(as_of, currency, count, statuses, totals, tuple(ages))


def _age(days_past_due: int) -> int:
    return next(at for at, (_, last) in enumerate(AGES) if last is None or days_past_due <= last)


def _with(age: Age, outstanding: Parts, overdue: Parts) -> Age:
    return age._replace(
        loans=age.loans + 1,
        principal_minor=age.principal_minor + outstanding.principal,
        overdue_minor=age.overdue_minor + overdue.total,
    )
