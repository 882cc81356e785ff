"""A loan in servicing: its terms, what was entered, and the state that follows when everything is applied in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ashore.servicing.charges import LoanCharge
from ashore.servicing.laid import Laid
from ashore.servicing.plan import Plan
from ashore.servicing.rows import Row
from ashore.servicing.terms import ServicingTerms
from ashore.servicing.tranches import Tranche
from ashore.servicing.transaction import Kind, Transaction


@dataclass(eq=False)
class Variation:
    """A change of terms: a new rate, a pause, more periods, another due date. ``serial`` is its place in entry."""

    kind: str
    since: date
    serial: int
    entered: date
    rate: Decimal | None = None
    until: date | None = None
    count: int = 0
    active: bool = True
    layout_only: bool = False

    @property
    def counts_on(self) -> date:
        """Its place among what was entered: what is agreed ahead is known to all that comes later."""
        if self.kind == "extend":
            return self.entered if self.layout_only else self.since
        return min(self.entered, self.since)


AsIfRefunded = Callable[["Account", date, list[Transaction]], int]
"""Interest due by a day if refunds had been paid back at once: asked of a twin of the account."""


def _nothing_refunded(account: Account, day: date, entries: list[Transaction]) -> int:
    del account, day, entries
    return 0


class Account:
    """All that was entered for one loan, and the state after the last replay.

    ``rows`` is the schedule, ``plan`` the interest model behind it (None where interest is fixed at the start);
    ``overpaid`` money of the borrower's that nothing asks for; ``stopped`` tells that a charge-off, write-off or
    termination has ended the recalculation of interest. ``as_of`` is the day that the replay looks from, ``laid`` the last
    layout of a cumulative schedule. ``withdrawn`` are entries of disbursements that were undone: they count for nothing any
    more.
    """

    def __init__(self, terms: ServicingTerms) -> None:
        self.terms = terms
        self.transactions: list[Transaction] = []
        self.charges: list[LoanCharge] = []
        self.variations: list[Variation] = []
        self.tranches = [Tranche(day, amount) for day, amount in terms.tranches]
        self.withdrawn: list[Transaction] = []
        self.rows: list[Row] = []
        self.plan: Plan | None = None
        self.overpaid = 0
        self.refunded_interest = 0
        self.stopped = False
        self.prepaying = False
        self.skipped: list[Row] = []
        self.processed: list[Transaction] = []
        self.changed: set[Transaction] = set()
        self.serial = 0
        self.seen_on: date | None = None
        self.as_if_refunded: AsIfRefunded = _nothing_refunded
        self.as_of: date | None = None
        self.laid: Laid | None = None
        self.resting: tuple[Plan, list[tuple[Row, list[int], bool]]] | None = None

    def next_serial(self) -> int:
        """The next place in the order of entry."""
        self.serial += 1
        return self.serial

    @property
    def disbursements(self) -> list[Transaction]:
        """The disbursements that count, in order."""
        return sorted(
            (t for t in self.transactions if t.kind is Kind.DISBURSEMENT and t.live),
            key=lambda t: (t.day, t.serial),
        )

    @property
    def disbursed_on(self) -> date:
        """The day of the first disbursement (the expected one, before it)."""
        done = self.disbursements
        return done[0].day if done else self.terms.expected_on

    @property
    def principal_lent(self) -> int:
        """Principal disbursed and capitalised."""
        return sum(t.amount for t in self.of_kind(Kind.DISBURSEMENT, Kind.CAPITALIZED_INCOME))

    @property
    def follows_money(self) -> bool:
        """Whether interest is recalculated from what is really outstanding, now."""
        return self.terms.recalculates and not self.stopped and self.plan is not None

    @property
    def outstanding(self) -> int:
        """All that the rows still ask for."""
        return sum(row.left for row in self.rows)

    def row_on(self, day: date) -> Row | None:
        """The instalment whose period holds ``day``."""
        for row in self.rows:
            if row.down_payment:
                continue
            first = row is next((r for r in self.rows if not r.down_payment), None)
            if day <= row.due and (day >= row.start if first else day > row.start):
                return row
        return None

    def renumber(self) -> None:
        """Rows in order of their dates, each instalment beginning where the one before ended."""
        self.rows.sort(key=lambda row: (row.due, row.start))
        before: date | None = None
        for number, row in enumerate(self.rows, start=1):
            row.number = number
            if row.down_payment and self.terms.bears_interest:
                continue
            if before is not None and row.start != before and not row.down_payment:
                row.start = before
            before = row.due
        self.rows.sort(key=lambda row: (row.due, row.start))

    @property
    def maturity(self) -> date:
        """The last due date of the schedule."""
        return max(row.due for row in self.rows)

    def of_kind(self, *kinds: Kind) -> list[Transaction]:
        """The live transactions of these kinds, in order of their day."""
        found = (t for t in self.transactions if t.kind in kinds and t.live)
        return sorted(found, key=lambda t: (t.day, t.serial))
