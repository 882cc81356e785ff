"""How vectors of Chinese loans write money, terms and schedules."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ashore.loan import PPM, Contract, RepaymentKind, Schedule
from ashore.money import Rate, currency, parse_minor

Inputs = Mapping[str, Any]
Vector = Mapping[str, Any]
Facts = Mapping[str, Callable[[], Any]]
START = date(2025, 1, 15)
"""The drawing of a loan whose vector names no date: monthly interest does not depend on it."""


def minor(text: Any) -> int:
    """An amount in fen."""
    return parse_minor(str(text), currency("CNY"))


def yuan(amount_minor: int) -> Decimal:
    """Fen as a decimal of yuan."""
    return Decimal(amount_minor).scaleb(-2)


def share_ppm(share: Fraction) -> int:
    """A share in parts per million, which it must be a whole number of."""
    parts = share * PPM
    assert parts.denominator == 1, f"a share of whole parts per million, not {share}"
    return parts.numerator


def percent(given: Inputs, name: str = "annual_rate_pct") -> Rate:
    """A yearly rate of the inputs; none said is none charged."""
    return Rate.per_year(str(given.get(name, "0")))


def loan(given: Inputs, **more: Any) -> Contract:
    """The contract that the inputs describe."""
    terms: dict[str, Any] = {
        "id": "vector",
        "principal_minor": minor(given["principal"]),
        "start": START,
        "rate": percent(given),
        "repayment": RepaymentKind.EQUAL_INSTALMENT,
        "instalments": int(given.get("periods", 1)),
    }
    return Contract(**{**terms, **more})


def paid_each_due(plan: Schedule) -> list[int]:
    """What the contract asks for with each instalment."""
    return [row.planned.total for row in plan.instalments if row.number]


def schedule_rows(plan: Schedule) -> list[dict[str, Any]]:
    """A schedule as such vectors print it."""
    return [
        {
            "n": row.number,
            "date": row.due.isoformat(),
            "days": (row.due - row.start).days,
            "payment": yuan(row.planned.total),
            "principal": yuan(row.planned.principal),
            "interest": yuan(row.planned.interest),
            "fee": yuan(row.planned.fee),
            "balance": yuan(row.balance_minor),
        }
        for row in plan.instalments
        if row.number
    ]
