"""One loan: a quote, and a standing with its explanation, beside the same quote from a floating-point library."""

from __future__ import annotations

from datetime import date

import numpy as np
import numpy_financial as npf

from ashore.loan import (
    Contract,
    Disbursement,
    Event,
    PenaltyTerms,
    Repayment,
    RepaymentKind,
    evaluate,
    explain,
    fold,
    schedule,
    sign,
)
from ashore.money import Rate, Unit, step

START = date(2025, 1, 15)


def contract() -> Contract:
    """8,000 yuan at 18 % a year in twelve equal monthly instalments."""
    return Contract(
        id="bench",
        principal_minor=8_000_00,
        start=START,
        rate=Rate.per_year("18"),
        repayment=RepaymentKind.EQUAL_INSTALMENT,
        instalments=12,
        penalty=PenaltyTerms(on_interest=True),
    )


def twelve_payments(signed: Contract) -> list[Event]:
    """Disbursed, then twelve payments, every third one five days late."""
    events: list[Event] = [
        Disbursement(id="0", effective=START, amount_minor=signed.principal_minor)
    ]
    assert signed.instalment_minor is not None
    for k in range(1, 13):
        due = step(START, k, 1, Unit.MONTHS)
        day = step(due, 5, 1, Unit.DAYS) if k % 3 == 0 else due
        events.append(Repayment(id=str(k), effective=day, amount_minor=signed.instalment_minor))
    return events


def quote() -> object:
    """The whole schedule from the terms, exact."""
    return schedule(contract())


def float_quote() -> object:
    """The same table in binary floating point: instalment, interest and principal of every period, total."""
    periods = np.arange(1, 13)
    payment = npf.pmt(0.18 / 12, 12, -8000)
    interest = npf.ipmt(0.18 / 12, periods, 12, -8000)
    principal = npf.ppmt(0.18 / 12, periods, 12, -8000)
    return payment, interest, principal, interest.sum()


SIGNED = sign(contract())
EVENTS = twelve_payments(SIGNED)
AS_OF = date(2026, 2, 1)


def standing() -> object:
    """Fold twelve payments and evaluate."""
    return evaluate(fold(SIGNED, EVENTS), AS_OF)


def standing_explained() -> object:
    """Fold, evaluate and explain."""
    return explain(evaluate(fold(SIGNED, EVENTS), AS_OF))
