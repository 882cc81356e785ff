"""The four parts of every amount owed on a loan, and the running totals that the books are derived from."""

from __future__ import annotations

from typing import NamedTuple


class Parts(NamedTuple):
    """An amount split into its four parts, integer minor units.

    >>> Parts(principal=613_44, interest=120_00).total
    73344
    """

    principal: int = 0
    interest: int = 0
    fee: int = 0
    penalty: int = 0

    @property
    def total(self) -> int:
        """Sum of the four parts."""
        return self.principal + self.interest + self.fee + self.penalty

    def plus(self, other: Parts) -> Parts:
        """Part by part sum."""
        return Parts(
            self.principal + other.principal,
            self.interest + other.interest,
            self.fee + other.fee,
            self.penalty + other.penalty,
        )

    def minus(self, other: Parts) -> Parts:
        """Part by part difference."""
        return Parts(
            self.principal - other.principal,
            self.interest - other.interest,
            self.fee - other.fee,
            self.penalty - other.penalty,
        )


ZERO = Parts()


class Totals(NamedTuple):
    """Everything that has happened to one loan up to a date, as cumulative totals in minor units.

    Two identities hold at every date (`Totals.check` raises if they do not):

    - ``outstanding = charged - paid - waived - written_off``, part by part and never negative;
    - ``received + withheld + recharged = paid + recovered + credit + refunded``: no fen appears or disappears.
    """

    charged: Parts = ZERO
    """Principal drawn (and recharged), interest earned to the date, fees and penalties charged to the date."""
    paid: Parts = ZERO
    """What payments (and withheld fees) have settled."""
    waived: Parts = ZERO
    """What the lender has given up by agreement."""
    written_off: Parts = ZERO
    """What the lender has written off as lost; still owed in law."""
    received: int = 0
    """Money received from the borrower or for them, recoveries included."""
    withheld: int = 0
    """Fees kept back from disbursements: the borrower got ``drawn - withheld`` in hand."""
    recharged: int = 0
    """Refunds that later turned out to be too much and are owed again; part of ``charged.principal``."""
    recovered: int = 0
    """Money received on what was written off."""
    credit: int = 0
    """Money of the borrower's held by the lender: overpaid, or paid ahead and not yet used."""
    refunded: int = 0
    """Money paid back to the borrower."""

    @property
    def drawn(self) -> int:
        """Principal disbursed, fees kept back from it included."""
        return self.charged.principal - self.recharged

    @property
    def outstanding(self) -> Parts:
        """What is still owed, part by part (accrued interest that is not due yet included)."""
        return self.charged.minus(self.paid).minus(self.waived).minus(self.written_off)

    def check(self) -> None:
        """Assert both identities.

        >>> Totals(charged=Parts(100), paid=Parts(40), received=40).check()
        """
        inflow = self.received + self.withheld + self.recharged
        outflow = self.paid.total + self.recovered + self.credit + self.refunded
        assert inflow == outflow, (
            f"money is not conserved: {inflow} came in, {outflow} is accounted for"
        )
        assert min(self.outstanding) >= 0, f"more was paid than charged: {self.outstanding}"
