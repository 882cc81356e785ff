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

from ashore.cost.aprc import aprc, aprc_by_days, aprc_of_times
from ashore.cost.assumptions import (
    CONSUMER_CEILING_MINOR,
    MORTGAGE_CEILING_MINOR,
    MonthlyRate,
    after_introduction,
    highest,
    open_end_credit,
    overdraft,
)
from ashore.cost.caps import largest_within, within
from ashore.cost.china import (
    AnnualCost,
    ItemCost,
    annual_cost,
    irr,
    irr_by_days,
    periods_per_year,
)
from ashore.cost.costing import ExtraCost, FeeDescription, cost_of
from ashore.cost.decode import (
    Comparison,
    Decoded,
    OfferFigures,
    Question,
    QuestionCode,
    compare,
    comparison_to_dict,
    decode,
    decoded_to_dict,
)
from ashore.cost.disclosure.disclose import disclose
from ashore.cost.disclosure.errors import InvalidDisclosure, LayoutFailed, MissingCharacter
from ashore.cost.disclosure.model import (
    Bar,
    Cell,
    CellKind,
    CheckQuestion,
    Disclosure,
    Row,
    Section,
    SectionKind,
)
from ashore.cost.disclosure.page import to_html
from ashore.cost.disclosure.particulars import Particulars
from ashore.cost.disclosure.pdf import to_pdf
from ashore.cost.disclosure.reading import Around, around_from_dict
from ashore.cost.disclosure.seal import Seal, seal, verify
from ashore.cost.display import annual_cost_shown, apr_shown, aprc_shown
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
from ashore.cost.gate import CapGate, measured
from ashore.cost.reg_z import Apr, apr, is_irregular
from ashore.cost.rhythm import Interval, UnitPeriod, series_day
from ashore.cost.roots import solve
from ashore.cost.unit_periods import unit_period_of, unit_periods_between
from ashore.cost.us_rule import us_rule_apr
from ashore.cost.years import years_between

__all__ = [
    "CONSUMER_CEILING_MINOR",
    "MORTGAGE_CEILING_MINOR",
    "PRINCIPAL",
    "AnnualCost",
    "Apr",
    "Around",
    "Bar",
    "CapGate",
    "Cell",
    "CellKind",
    "Charging",
    "CheckQuestion",
    "Collector",
    "CollectorRole",
    "Comparison",
    "ContingentCost",
    "CostItem",
    "CostKind",
    "CostedInstalment",
    "CostedLoan",
    "Decoded",
    "Disclosure",
    "Equation",
    "ExtraCost",
    "FeeDescription",
    "Figure",
    "Flow",
    "Interval",
    "InvalidCost",
    "InvalidDisclosure",
    "ItemCost",
    "LayoutFailed",
    "MissingCharacter",
    "MonthlyRate",
    "NoRate",
    "OfferFigures",
    "Particulars",
    "Point",
    "Question",
    "QuestionCode",
    "Row",
    "Seal",
    "Section",
    "SectionKind",
    "SeveralRates",
    "Standard",
    "UnitPeriod",
    "after_introduction",
    "annual_cost",
    "annual_cost_shown",
    "apr",
    "apr_shown",
    "aprc",
    "aprc_by_days",
    "aprc_of_times",
    "aprc_shown",
    "around_from_dict",
    "compare",
    "comparison_to_dict",
    "cost_of",
    "decode",
    "decoded_to_dict",
    "disclose",
    "highest",
    "irr",
    "irr_by_days",
    "is_irregular",
    "largest_within",
    "measured",
    "open_end_credit",
    "overdraft",
    "periods_per_year",
    "seal",
    "series_day",
    "solve",
    "to_html",
    "to_pdf",
    "unit_period_of",
    "unit_periods_between",
    "us_rule_apr",
    "verify",
    "within",
    "years_between",
]
