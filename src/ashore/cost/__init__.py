"""What a loan costs, as exact flows by item and collector, and as the figure that each country's law wants shown.

12,000 yuan for a year at "0.6 % a month", charged on the first principal:

>>> from datetime import date
>>> from ashore.loan import Contract, FeeTerms, FeeWhen, RepaymentKind
>>> from ashore.money import Rate
>>> contract = Contract(id="CN-13", principal_minor=12_000_00, start=date(2025, 1, 15), rate=Rate.per_year("0"),
...     repayment=RepaymentKind.FLAT_FEE, instalments=12,
...     fees=(FeeTerms(code="fee", when=FeeWhen.PERIODIC, share_ppm=6_000),))
>>> costed = cost_of(contract)
>>> costed.received_minor, costed.total_paid_minor, costed.cost_by_item()
(1200000, 1286400, {'fee': 86400})
>>> cost = annual_cost(costed)
>>> cost.simple.percent(6), cost.compound.percent(6)
('13.034224', '13.841785')
"""

from ashore.cost.china import (
    AnnualCost,
    ItemCost,
    annual_cost,
    irr,
    irr_by_days,
    periods_per_year,
)
from ashore.cost.costing import ExtraCost, FeeDescription, cost_of
from ashore.cost.equation import Equation, Point
from ashore.cost.errors import InvalidCost, NoRate, SeveralRates
from ashore.cost.figures import Figure
from ashore.cost.flows import (
    PRINCIPAL,
    Charging,
    Collector,
    CollectorRole,
    ContingentCost,
    CostedInstalment,
    CostedLoan,
    CostItem,
    CostKind,
    Flow,
    Standard,
)
from ashore.cost.roots import solve

__all__ = [
    "PRINCIPAL",
    "AnnualCost",
    "Charging",
    "Collector",
    "CollectorRole",
    "ContingentCost",
    "CostItem",
    "CostKind",
    "CostedInstalment",
    "CostedLoan",
    "Equation",
    "ExtraCost",
    "FeeDescription",
    "Figure",
    "Flow",
    "InvalidCost",
    "ItemCost",
    "NoRate",
    "Point",
    "SeveralRates",
    "Standard",
    "annual_cost",
    "cost_of",
    "irr",
    "irr_by_days",
    "periods_per_year",
    "solve",
]
