"""The products of a generated book: what its contracts have in common, and how often each is sold."""

from __future__ import annotations

from datetime import date
from functools import cache
from itertools import product
from typing import NamedTuple

from ashore.book.store.rows import contract_row
from ashore.loan import (
    CIVIL_CODE_561,
    CONVENTIONS,
    LENDER,
    AdvanceRule,
    Contract,
    GraceMode,
    PenaltyTerms,
    RepaymentKind,
)
from ashore.money import Rate

SHARES_OF_CONVENTIONS = (("cn-daily-365", 40), ("cn-daily-365-clearing", 40), ("cn-monthly", 20))
SHARES_OF_ADVANCE = ((AdvanceRule.HOLD, 85), (AdvanceRule.NEXT_INSTALMENT, 15))
SHARES_OF_ALLOCATION = ((LENDER, 85), (CIVIL_CODE_561, 15))
SHARES_OF_PENALTY = (
    (PenaltyTerms(), 40),
    (PenaltyTerms(on_interest=True), 30),
    (PenaltyTerms(grace=GraceMode.RETROACTIVE, grace_days=3), 20),
    (PenaltyTerms(grace=GraceMode.SHIFTED, grace_days=3, on_interest=True), 10),
)
"""One and a half times the contract rate everywhere (PBC notice 银发〔2003〕251号 allows 30 % to 50 % more)."""


class Product(NamedTuple):
    """Terms that many loans share. ``share`` is how many of 100,000,000 loans have them; ``terms`` their text."""

    contract: Contract
    share: int
    terms: str
    basis: int
    by_month: bool
    clearing: bool


@cache
def products() -> tuple[Product, ...]:
    """All products, in a fixed order."""
    found = []
    for (name, a), (advance, b), (allocation, c), (penalty, d) in product(
        SHARES_OF_CONVENTIONS, SHARES_OF_ADVANCE, SHARES_OF_ALLOCATION, SHARES_OF_PENALTY
    ):
        contract = Contract(
            id="pattern",
            principal_minor=1_000_00,
            start=date(2025, 1, 1),
            rate=Rate(0),
            repayment=RepaymentKind.EQUAL_INSTALMENT,
            instalments=12,
            convention=CONVENTIONS[name],
            advance=advance,
            allocation=allocation,
            penalty=penalty,
            product=name.removeprefix("cn-"),
        )
        by_month = name == "cn-monthly"
        found.append(
            Product(
                contract,
                a * b * c * d,
                contract_row(contract, None).terms,
                360 if by_month else 365,
                by_month,
                name.endswith("clearing"),
            )
        )
    return tuple(found)
