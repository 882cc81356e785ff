"""Questions on the columns of a book: positions, ageing, principal at risk, vintages, rolls, cash ahead, prepayment, SQL."""

from ashore.book.analytics.ageing import Ageing, AtRisk, Risk, ageing, at_risk
from ashore.book.analytics.assumptions import (
    Assumption,
    AssumptionsError,
    assumptions_from_dict,
    in_force,
    read_assumptions,
)
from ashore.book.analytics.cash_flow import CashFlow, Flow, cash_flow
from ashore.book.analytics.classes import CLASSES, RUNNING_CLASSES
from ashore.book.analytics.files import write_table
from ashore.book.analytics.positions import positions, positions_schema
from ashore.book.analytics.prepayment import Prepaid, Prepayment, prepayment
from ashore.book.analytics.query import QueryError, query, run_sql
from ashore.book.analytics.results import Analysis
from ashore.book.analytics.rolls import Roll, Rolls, rolls
from ashore.book.analytics.stress_loans import stress_loans
from ashore.book.analytics.vintages import Span, Vintage, Vintages, vintages

__all__ = [
    "CLASSES",
    "RUNNING_CLASSES",
    "Ageing",
    "Analysis",
    "Assumption",
    "AssumptionsError",
    "AtRisk",
    "CashFlow",
    "Flow",
    "Prepaid",
    "Prepayment",
    "QueryError",
    "Risk",
    "Roll",
    "Rolls",
    "Span",
    "Vintage",
    "Vintages",
    "ageing",
    "assumptions_from_dict",
    "at_risk",
    "cash_flow",
    "in_force",
    "positions",
    "positions_schema",
    "prepayment",
    "query",
    "read_assumptions",
    "rolls",
    "run_sql",
    "stress_loans",
    "vintages",
    "write_table",
]
