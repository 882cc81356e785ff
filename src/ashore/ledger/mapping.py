"""From a loan's running totals to account balances: the one place where lending meets accounting."""

from __future__ import annotations

from ashore.loan import Totals

Balances = tuple[int, ...]
"""Signed minor units, debits positive, one for each account in the order of the chart."""


def balances(totals: Totals) -> Balances:
    """The balance of every account that belongs to a loan with these totals.

    They add up to zero whenever ``totals.check()`` holds: money received and withheld is either paid, held as credit,
    refunded or a recovery; what was charged is principal drawn or income; what is not outstanding was paid, waived or
    written off.

    A loan of 8,000.00 with 120.00 of interest earned, nothing paid yet:

    >>> from ashore.loan import Parts
    >>> balances(Totals(charged=Parts(principal=8_000_00, interest=120_00)))
    (-800000, 800000, 12000, 0, 0, 0, -12000, 0, 0, 0, 0, 0)
    """
    charged, outstanding = totals.charged, totals.outstanding
    cash = totals.received - (totals.drawn - totals.withheld) - totals.refunded
    found = (
        cash,
        outstanding.principal,
        outstanding.interest,
        outstanding.fee,
        outstanding.penalty,
        -totals.credit,
        -charged.interest,
        -charged.fee,
        -charged.penalty,
        -totals.recovered,
        totals.waived.total,
        totals.written_off.total,
    )
    assert sum(found) == 0, f"the totals do not balance: {totals}"
    return found
