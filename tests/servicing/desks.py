"""A loan on the desk, for the specifications beside this file: three months at 7 % a year, interest follows the money."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

from ashore.loan import Part, Ratios, Timing
from ashore.money import Unit
from ashore.servicing.desk import Desk
from ashore.servicing.terms import (
    AllocationRule,
    IncomeType,
    Recalculation,
    ServicingTerms,
)

OPENING = date(2024, 1, 1)
MATURITY = date(2024, 4, 1)
NIGHTS = (MATURITY - OPENING).days
_PARTS = (Part.PENALTY, Part.FEE, Part.INTEREST, Part.PRINCIPAL)


def terms(principal: int = 1000_00, **changes: Any) -> ServicingTerms:
    """Terms of a loan that may capitalise income and have its interest bought down."""
    agreed: dict[str, Any] = {
        "currency": "EUR",
        "digits": 2,
        "principal_minor": principal,
        "submitted_on": OPENING,
        "expected_on": OPENING,
        "rate": Decimal("0.07"),
        "ratios": Ratios(1, Unit.MONTHS),
        "instalments": 3,
        "allocation": {None: AllocationRule(tuple(product(Timing, _PARTS)))},
        "recalculation": Recalculation(),
        "capitalised_income": IncomeType.INTEREST,
        "buy_down_fee": IncomeType.INTEREST,
    }
    return ServicingTerms(**{**agreed, **changes})


def approved(amount: int = 1000_00, **changes: Any) -> Desk:
    """A loan approved on the opening day."""
    desk = Desk(terms(**changes), OPENING)
    desk.approve(amount, OPENING)
    return desk


def running(lent: int = 100_00, **changes: Any) -> Desk:
    """A loan disbursed on the opening day."""
    desk = approved(**changes)
    desk.disburse(OPENING, lent)
    return desk


def close_up_to(desk: Desk, day: date) -> None:
    """Move to ``day`` and close every day before it."""
    if desk.closed_to is None:
        desk.closed_to = OPENING - timedelta(days=1)
    desk.today = day
    desk.close_of_business()
