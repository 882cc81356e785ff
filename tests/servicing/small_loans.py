"""Small loans on the desk, with amounts that can be checked by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from ashore.loan import Ratios
from ashore.money import Unit
from ashore.servicing.desk import Desk
from ashore.servicing.terms import OLDEST_FIRST, Recalculation, ServicingTerms

LENT_ON = date(2023, 10, 1)


def terms(**more: Any) -> ServicingTerms:
    """1,000.00 in four instalments of 250.00 every 15 days, without interest, with 3 days of grace."""
    agreed: dict[str, Any] = {
        "currency": "CNY",
        "digits": 2,
        "principal_minor": 1000_00,
        "submitted_on": LENT_ON,
        "expected_on": LENT_ON,
        "rate": Decimal(0),
        "ratios": Ratios(15, Unit.DAYS),
        "instalments": 4,
        "allocation": {None: OLDEST_FIRST},
        "arrears_grace_days": 3,
        "instalment_delinquency": True,
    }
    return ServicingTerms(**{**agreed, **more})


def running(**more: Any) -> Desk:
    """The loan of `terms`, disbursed in full on 1 October 2023."""
    agreed = terms(**more)
    desk = Desk(agreed, LENT_ON)
    desk.approve(agreed.principal_minor, LENT_ON)
    desk.disburse(LENT_ON, agreed.principal_minor)
    return desk


def with_interest(**more: Any) -> Desk:
    """As `running`, monthly at 12 % a year (1 % a month of 30 days), recalculated from day to day."""
    monthly = Ratios(1, Unit.MONTHS, days_in_month=30, days_in_year=360)
    return running(rate=Decimal("0.12"), ratios=monthly, recalculation=Recalculation(), **more)
