"""A contract of the event engine taken to the desk, as far as both mean the same by it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from ashore.loan import (
    PPM,
    Contract,
    GraceTerms,
    InterestMethod,
    InvalidContract,
    OverdueInterest,
    RepaymentKind,
    ratios_at,
    sign,
)
from ashore.money import RATE_DENOMINATOR, currency
from ashore.servicing.terms import (
    Ahead,
    AllocationRule,
    DownPayment,
    Recalculation,
    ServicingTerms,
)


def terms_of(contract: Contract, ahead: Ahead) -> ServicingTerms:
    """The terms on which a desk services the loan as the event engine computes it.

    Until money is paid before its day, schedule, split of every payment and pay-off are the same on both sides; a pay-off
    settles the loan on both. What money ahead does is an agreement of its own at the desk, and interest follows it there:
    ``ahead`` says where it goes; the contract's ``advance`` has no equal and is not read. Raises InvalidContract for what
    the desk does not know, or reads in another way: exact fractions, penalties, fees, grace, steps of the rate.

    >>> from datetime import date
    >>> from ashore.loan import Digits, fineract
    >>> from ashore.money import Rate
    >>> terms = terms_of(Contract(id="F-1", principal_minor=8_000_00, start=date(2025, 1, 15), rate=Rate.per_year("18"),
    ...     repayment=RepaymentKind.EQUAL_INSTALMENT, instalments=12, convention=fineract(Digits())), Ahead.NEXT)
    >>> terms.rate, terms.instalments, terms.ratios.days_in_year
    (Decimal('0.18'), 12, 360)
    """
    rules = contract.convention.digits
    if rules is None:
        raise _refused("convention", contract.convention.name, "a set with cut ratios")
    _check(contract)
    down, multiple = contract.down_payment_ppm, contract.instalment_multiple_minor
    return ServicingTerms(
        currency=contract.currency,
        digits=currency(contract.currency).exponent,
        principal_minor=contract.principal_minor,
        submitted_on=contract.start,
        expected_on=contract.start,
        rate=Decimal(contract.rate.ppb) / RATE_DENOMINATOR,
        ratios=ratios_at(rules, contract.every, contract.unit),
        instalments=contract.instalments,
        whole_drawings=contract.convention.whole_drawings,
        multiple_minor=0 if multiple == 1 else multiple,
        length=contract.length,
        seed=contract.counted_from,
        processing=contract.allocation.across,
        allocation={None: AllocationRule(contract.allocation.cells, ahead)},
        recalculation=Recalculation(none_on_past_due=True),
        down_payment=DownPayment(Decimal(100 * down) / PPM, auto=False) if down else None,
    )


def _check(contract: Contract) -> None:
    """Refuse what the desk would compute in another way."""
    habits = contract.convention
    # The engine rounds a down payment before it looks for the multiple, the desk rounds once.
    rounded = contract.down_payment_ppm if contract.instalment_multiple_minor > 1 else 0
    signed = sign(replace(contract, instalment_minor=None)).instalment_minor
    kept: dict[str, tuple[Any, Any]] = {
        "repayment": (contract.repayment, RepaymentKind.EQUAL_INSTALMENT),
        "interest_method": (contract.interest_method, InterestMethod.DECLINING),
        "convention.older": (habits.older, False),
        "convention.overdue_interest": (habits.overdue_interest, OverdueInterest.STOPS),
        "grace": (contract.grace, GraceTerms()),
        "down_payment_ppm": (rounded, 0),
        "penalty": (contract.penalty, None),
        "fees": (contract.fees, ()),
        "rate_steps": (contract.rate_steps, ()),
        "first_due": (contract.first_due, None),
        "calendar": (contract.calendar, None),
        "instalment_minor": (contract.instalment_minor or signed, signed),
    }
    for term, (found, wanted) in kept.items():
        if found != wanted:
            raise _refused(term, found, f"{wanted}, for a loan at the desk")


def _refused(term: str, value: object, expected: str) -> InvalidContract:
    return InvalidContract(field=term, value=value, expected=expected)
