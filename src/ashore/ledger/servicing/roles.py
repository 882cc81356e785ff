"""What an account is for. Rules speak of roles; a chart says which account plays a role."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from ashore.ledger.servicing.facts import Fact


class Role(Enum):
    """The roles of accounts in the servicing of loans."""

    FUND_SOURCE = "fund_source"
    """Where money comes from and goes to."""
    LOAN_PORTFOLIO = "loan_portfolio"
    INTEREST_RECEIVABLE = "interest_receivable"
    FEE_RECEIVABLE = "fee_receivable"
    PENALTY_RECEIVABLE = "penalty_receivable"
    OVERPAYMENT = "overpayment"
    """Money of the borrower's that the loan does not ask for."""
    DEFERRED_INCOME = "deferred_income"
    """Income capitalised, or bought down by somebody else, that time has still to earn."""
    INTEREST_INCOME = "interest_income"
    FEE_INCOME = "fee_income"
    PENALTY_INCOME = "penalty_income"
    CAPITALISED_INCOME = "capitalised_income"
    BUY_DOWN_INCOME = "buy_down_income"
    BUY_DOWN_EXPENSE = "buy_down_expense"
    RECOVERY_INCOME = "recovery_income"
    """What comes back of a loan that is charged off or written off."""
    CHARGE_OFF_EXPENSE = "charge_off_expense"
    FRAUD_EXPENSE = "fraud_expense"
    CHARGED_OFF_INTEREST = "charged_off_interest"
    """Income that was booked as earned and is taken back by a charge-off."""
    CHARGED_OFF_FEES = "charged_off_fees"
    CHARGED_OFF_PENALTIES = "charged_off_penalties"
    WRITE_OFF_EXPENSE = "write_off_expense"
    WAIVER_EXPENSE = "waiver_expense"
    GOODWILL_EXPENSE = "goodwill_expense"
    GOODWILL_INTEREST = "goodwill_interest"
    """Interest that the lender pays to itself out of goodwill: income given up, not an expense."""
    GOODWILL_FEES = "goodwill_fees"
    GOODWILL_PENALTIES = "goodwill_penalties"

    # Roles that a fact of the loan decides; see `DECISIONS`.
    LOSS = "loss"
    CAPITALISED_INCOME_EARNED = "capitalised_income_earned"
    BUY_DOWN_INCOME_EARNED = "buy_down_income_earned"
    BUY_DOWN_PAYER = "buy_down_payer"
    ADJUSTED_INCOME = "adjusted_income"


class Decision(NamedTuple):
    """The role that is meant where ``fact`` holds, and where it does not."""

    fact: Fact
    then: Role
    otherwise: Role


DECISIONS: dict[Role, Decision] = {
    Role.LOSS: Decision(Fact.FRAUD, Role.FRAUD_EXPENSE, Role.CHARGE_OFF_EXPENSE),
    Role.CAPITALISED_INCOME_EARNED: Decision(
        Fact.WRITTEN_OFF, Role.WRITE_OFF_EXPENSE, Role.CAPITALISED_INCOME
    ),
    Role.BUY_DOWN_INCOME_EARNED: Decision(
        Fact.WRITTEN_OFF, Role.WRITE_OFF_EXPENSE, Role.BUY_DOWN_INCOME
    ),
    Role.BUY_DOWN_PAYER: Decision(Fact.BY_MERCHANT, Role.BUY_DOWN_EXPENSE, Role.FUND_SOURCE),
    Role.ADJUSTED_INCOME: Decision(Fact.OF_PENALTY, Role.PENALTY_INCOME, Role.FEE_INCOME),
}
"""Roles that are no accounts of their own."""

ON_CASH: dict[Role, Role] = {
    Role.INTEREST_RECEIVABLE: Role.INTEREST_INCOME,
    Role.FEE_RECEIVABLE: Role.FEE_INCOME,
    Role.PENALTY_RECEIVABLE: Role.PENALTY_INCOME,
}
"""A cash-based product has no receivables beside the principal: what is paid is income when it is paid."""


def decided(role: Role, facts: frozenset[Fact]) -> Role:
    """The role that has an account: after the facts have decided.

    >>> decided(Role.LOSS, frozenset({Fact.FRAUD})).value
    'fraud_expense'
    """
    decision = DECISIONS.get(role)
    if decision is not None:
        role = decision.then if decision.fact in facts else decision.otherwise
    return ON_CASH.get(role, role) if Fact.CASH_BASIS in facts else role
