"""The journal of one operation on a loan in servicing: rules that speak of roles, a chart that names the accounts."""

from ashore.ledger.servicing.charts import (
    HOUSE_CHART,
    PEER_CHART,
    ChartAccount,
    OperationChart,
)
from ashore.ledger.servicing.entries import entries, mirror
from ashore.ledger.servicing.facts import Fact, LoanFacts, loan_facts
from ashore.ledger.servicing.operations import OperationBook
from ashore.ledger.servicing.roles import DECISIONS, Role, decided
from ashore.ledger.servicing.rules import AFTER_CHARGE_OFF, RULES, SILENT, Rule, rule_for

__all__ = [
    "AFTER_CHARGE_OFF",
    "DECISIONS",
    "HOUSE_CHART",
    "PEER_CHART",
    "RULES",
    "SILENT",
    "ChartAccount",
    "Fact",
    "LoanFacts",
    "OperationBook",
    "OperationChart",
    "Role",
    "Rule",
    "decided",
    "entries",
    "loan_facts",
    "mirror",
    "rule_for",
]
