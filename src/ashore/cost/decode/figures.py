"""What an offer costs: the annual rate that its payments imply, the total, and what the claimed rate really is."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from ashore.cost.decode.lexicon import Per
from ashore.cost.decode.offer import Offer, per_year
from ashore.cost.decode.plans import Plan
from ashore.cost.equation import Equation, Point
from ashore.cost.figures import Figure
from ashore.cost.roots import solve


class Payment(NamedTuple):
    """A payment ``periods`` periods after the start, and all that is paid up to and with it, in minor units."""

    periods: int
    paid_minor: int
    paid_so_far_minor: int


@dataclass(frozen=True, slots=True)
class Claim:
    """The rate that the offer states, by the year, and what it is: "true", "flat" (on the first amount) or "other".

    ``ratio``: how many times the claimed rate the true one is; None for a claim of 0 %.
    """

    percent: Fraction
    what: str
    ratio: Fraction | None


@dataclass(frozen=True, slots=True)
class OfferFigures:
    """Figures of one offer. Amounts in minor units of ``currency``, rates as figures (0.13 is 13 %).

    ``simple`` is the rate a period times the periods of a year (IRR x 12 for months), ``compound`` the same with
    interest on interest. One payment after d days or m months is one period: 365/d or 12/m of them make a year.
    """

    currency: str
    received_minor: int
    paid_minor: int
    cost_minor: int
    per: Per
    payments: tuple[Payment, ...]
    simple: Figure
    compound: Figure
    claim: Claim | None
    flat_percent: Fraction
    """The cost by the year in percent of what is received, as if nothing were paid back on the way: the flat rate."""

    @property
    def true_to_flat(self) -> Fraction | None:
        """How many times the flat rate the true simple one is; None where the offer costs nothing."""
        if not self.flat_percent:
            return None
        return Fraction(self.simple.value) * 100 / self.flat_percent


def figures_of(plan: Plan, offer: Offer) -> OfferFigures:
    """The figures of a plan. Raises NoRate or SeveralRates where its payments have no rate."""
    points = [Point(plan.received_minor, 0)]
    points += [Point(-amount, at) for at, amount in enumerate(plan.pays) if amount]
    each = solve(Equation(points))
    periods = per_year(plan.per)
    paid = sum(plan.pays)
    payments = []
    so_far = 0
    for at, amount in enumerate(plan.pays):
        if amount:
            so_far += amount
            payments.append(Payment(at, amount, so_far))
    simple, compound = each.times(periods), each.compounded(periods)
    years = Fraction(len(plan.pays) - 1) / periods
    cost = paid - plan.received_minor
    flat = Fraction(100 * cost, plan.received_minor) / years
    return OfferFigures(
        currency=offer.currency,
        received_minor=plan.received_minor,
        paid_minor=paid,
        cost_minor=cost,
        per=plan.per,
        payments=tuple(payments),
        simple=simple,
        compound=compound,
        claim=_claim(offer, simple, compound, flat),
        flat_percent=flat,
    )


def _claim(offer: Offer, simple: Figure, compound: Figure, flat: Fraction) -> Claim | None:
    rate = offer.rate
    if rate is None or (rate.per is None and not rate.whole_term):
        return None
    if rate.per is None:
        return None
    claimed = rate.percent * per_year(rate.per)
    true = Fraction(simple.value) * 100
    near = max(Fraction(1, 10), claimed / 200)
    if abs(true - claimed) <= near or abs(Fraction(compound.value) * 100 - claimed) <= near:
        what = "true"
    elif abs(flat - claimed) <= near:
        what = "flat"
    else:
        what = "other"
    return Claim(claimed, what, true / claimed if claimed else None)
