"""China: the all-in annual cost on the money actually in use, simple (IRR x 12) and compound, and item by item.

PBoC Announcement [2021] No. 3: all cost of a loan over the principal actually in use, by the year; with instalments on the
falling balance. The compound reading is the plain one; a simple rate has to be called simple. The 2026 rules on showing
the cost (金规〔2026〕2号) want it all in one figure and each item with a rate of its own, by collector.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from ashore.cost.equation import Equation, Point
from ashore.cost.figures import ZERO, Figure
from ashore.cost.flows import PRINCIPAL, ContingentCost, CostedLoan, Flow, net
from ashore.cost.roots import solve
from ashore.money import Unit, step

_A_YEAR = {Unit.DAYS: 365, Unit.WEEKS: 52, Unit.MONTHS: 12, Unit.YEARS: 1}
DAYS_A_YEAR = 365


def periods_per_year(every: int, unit: Unit) -> Fraction:
    """How many periods of ``every`` units a year has: 12 months, 52 weeks, 365 days.

    >>> periods_per_year(2, Unit.WEEKS)
    Fraction(26, 1)
    """
    return Fraction(_A_YEAR[unit], every)


def irr(amounts: Sequence[int]) -> Figure:
    """The rate a period of amounts one period apart, the first at the start; received positive, paid negative.

    Raises NoRate or SeveralRates (see `ashore.cost.solve`).

    8,000 yuan, 240 of them kept back, for twelve payments of 733.44 (the last one 733.45): 23.91 % a year, not 18 %.

    >>> irr([7_760_00, *[-733_44] * 11, -733_45]).times(12).percent(6)
    '23.908993'
    """
    return solve(Equation(Point(amount, at) for at, amount in enumerate(amounts)))


def irr_by_days(flows: Iterable[tuple[date, int]], days_a_year: int = DAYS_A_YEAR) -> Figure:
    """The compound rate a year of dated amounts, time counted in days over ``days_a_year``.

    1,000 yuan for 1,080 half a year later:

    >>> irr_by_days([(date(2025, 1, 1), 1_000_00), (date(2025, 7, 2), -1_080_00)]).percent(2)
    '16.69'
    """
    dated = list(flows)
    first = min((day for day, _ in dated), default=date.min)
    times = [(Fraction((day - first).days, days_a_year), amount) for day, amount in dated]
    return solve(Equation(Point(amount, int(time), time - int(time)) for time, amount in times))


@dataclass(frozen=True, slots=True)
class ItemCost:
    """One cost item as a rate a year, read in two ways, each simple and compound.

    ``alone`` is the rate of the loan if this item were all that it cost. It depends on nothing else, so that interest
    alone shows the rate of the contract; it is what the cost table shows beside the item. ``marginal`` is the full cost
    less the cost without the item: what leaving it out would save. Neither adds up to the total, because every item
    changes the balance that the others are measured on.
    """

    item: str
    cost_minor: int
    alone_simple: Figure
    alone_compound: Figure
    marginal_simple: Figure
    marginal_compound: Figure


@dataclass(frozen=True, slots=True)
class AnnualCost:
    """The all-in cost of a loan by the year, under normal performance; contingent costs are listed and in no figure.

    ``simple`` is ``per_period`` times the periods of a year (IRR x 12), ``compound`` has interest on interest.
    """

    per_period: Figure
    periods_per_year: Fraction
    simple: Figure
    compound: Figure
    by_item: tuple[ItemCost, ...]
    contingent: tuple[ContingentCost, ...]


def annual_cost(costed: CostedLoan) -> AnnualCost:
    """The annual cost of a loan on the money actually in use: what is kept back or paid at the start was never in use.

    Where the instalments are regular, periods are counted, else days over 365; both give a rate a period. Items that the
    borrower may leave out are not in the total; their own rates say what taking them would cost.

    Raises NoRate or SeveralRates where the flows have no rate or no single one.

    0.6 % a month on the first principal is 13.04 % a year:

    >>> from ashore.cost import Charging, Collector, CollectorRole, CostKind, ExtraCost, Standard, cost_of
    >>> from ashore.loan import Contract, RepaymentKind
    >>> from ashore.money import Rate
    >>> contract = Contract(id="CN-13", principal_minor=12_000_00, start=date(2025, 1, 15), rate=Rate.per_year("0"),
    ...     repayment=RepaymentKind.EQUAL_PRINCIPAL, instalments=12)
    >>> fee = ExtraCost(id="fee", kind=CostKind.FEE, charging=Charging.PER_PERIOD, name_zh="手续费", name_en="Fee",
    ...     collector=Collector(CollectorRole.LENDER, ""), standard=Standard(share_ppm=6_000))
    >>> cost = annual_cost(cost_of(contract, [fee]))
    >>> cost.simple.percent(2, "up"), cost.compound.percent(2, "up")
    ('13.04', '13.85')
    """
    every = periods_per_year(costed.every, costed.unit)
    timing = _Timing(costed)
    counted = costed.counted()
    full, required = timing.rate(counted), {item.id for item in costed.items if item.required}
    items = []
    for item in costed.items:
        mine = [flow for flow in costed.flows if flow.item == item.id]
        principal = [flow for flow in costed.flows if flow.item == PRINCIPAL]
        alone = timing.rate([*principal, *mine]) if mine else ZERO
        others = [flow for flow in counted if flow.item != item.id]
        without = timing.rate(others) if mine else full
        within = full if item.id in required or not mine else timing.rate([*others, *mine])
        items.append(
            ItemCost(
                item.id,
                -sum(flow.amount_minor for flow in mine),
                alone.times(every),
                alone.compounded(every),
                within.times(every).less(without.times(every)),
                within.compounded(every).less(without.compounded(every)),
            )
        )
    return AnnualCost(
        full, every, full.times(every), full.compounded(every), tuple(items), costed.contingent
    )


class _Timing:
    """Dates of one loan as periods."""

    def __init__(self, costed: CostedLoan) -> None:
        self.costed = costed
        self.start = min((flow.on for flow in costed.flows), default=costed.signed_on)
        self.index = {self.start: 0}
        self.index.update({each.due: each.number for each in costed.instalments})

    def rate(self, flows: Sequence[Flow]) -> Figure:
        """The rate a period of these flows."""
        dated = net(tuple(flows))
        costed = self.costed
        if costed.regular and all(day in self.index for day, _ in dated):
            return solve(Equation(Point(amount, self.index[day]) for day, amount in dated))
        if costed.regular:
            dated_index = [(self._between(day), amount) for day, amount in dated]
            return solve(Equation(Point(amount, *at) for at, amount in dated_index))
        year = irr_by_days(dated)
        return year.compounded(1 / periods_per_year(costed.every, costed.unit))

    def _between(self, day: date) -> tuple[int, Fraction]:
        """Whole periods from the start to a day of a regular loan, and the part of the period that it falls in."""
        if day in self.index:
            return self.index[day], Fraction(0)
        every, unit = self.costed.every, self.costed.unit
        at = 0
        while step(self.start, at + 1, every, unit) <= day:
            at += 1
        begun, ended = (step(self.start, at + k, every, unit) for k in (0, 1))
        return at, Fraction((day - begun).days, (ended - begun).days)
