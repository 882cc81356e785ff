"""Which accounts a transaction moves: for each kind and each part of it, a debit and a credit.

The rules are those of the peer whose scenarios are published (its accrual-based accounting; the cash basis follows from
it by `ON_CASH`). They were read off the expected tables, and where these are silent looked up as facts in the peer's
public source.
"""

from __future__ import annotations

from typing import NamedTuple

from ashore.ledger.servicing.facts import Fact
from ashore.ledger.servicing.roles import Role
from ashore.servicing import TransactionKind as Kind

Roles = tuple[Role, Role, Role, Role, Role]
"""Roles for principal, interest, fee, penalty, and what is overpaid."""


class Rule(NamedTuple):
    """The roles debited and credited for each part of a transaction.

    Parts that meet on one side of an account make one line, unless they are kept ``apart``: then each role has its own
    line, debits and credits of a role netted. ``by_label`` lets the reason or class that the transaction is filed under
    pick the account, where the chart names one for it.
    """

    debit: Roles
    credit: Roles
    apart: bool = False
    by_label: bool = False

    @property
    def reversed_sides(self) -> Rule:
        """The rule of what takes such a transaction back."""
        return self._replace(debit=self.credit, credit=self.debit)


def each(role: Role) -> Roles:
    """One role for all parts."""
    return (role, role, role, role, role)


MONEY = each(Role.FUND_SOURCE)
DEFERRED = each(Role.DEFERRED_INCOME)
OWED: Roles = (
    Role.LOAN_PORTFOLIO,
    Role.INTEREST_RECEIVABLE,
    Role.FEE_RECEIVABLE,
    Role.PENALTY_RECEIVABLE,
    Role.OVERPAYMENT,
)
EARNED: Roles = (
    Role.LOAN_PORTFOLIO,
    Role.INTEREST_INCOME,
    Role.FEE_INCOME,
    Role.PENALTY_INCOME,
    Role.OVERPAYMENT,
)
CHARGED_OFF: Roles = (
    Role.LOSS,
    Role.CHARGED_OFF_INTEREST,
    Role.CHARGED_OFF_FEES,
    Role.CHARGED_OFF_PENALTIES,
    Role.OVERPAYMENT,
)
RECOVERED: Roles = (
    Role.RECOVERY_INCOME,
    Role.RECOVERY_INCOME,
    Role.RECOVERY_INCOME,
    Role.RECOVERY_INCOME,
    Role.OVERPAYMENT,
)
GOODWILL: Roles = (
    Role.GOODWILL_EXPENSE,
    Role.GOODWILL_INTEREST,
    Role.GOODWILL_FEES,
    Role.GOODWILL_PENALTIES,
    Role.GOODWILL_EXPENSE,
)
INTEREST_BACK: Roles = (
    Role.CHARGED_OFF_INTEREST,
    Role.CHARGED_OFF_INTEREST,
    Role.CHARGED_OFF_INTEREST,
    Role.CHARGED_OFF_INTEREST,
    Role.OVERPAYMENT,
)
CHARGE_BACK: Roles = (
    Role.CHARGED_OFF_FEES,
    Role.CHARGED_OFF_FEES,
    Role.CHARGED_OFF_FEES,
    Role.CHARGED_OFF_PENALTIES,
    Role.OVERPAYMENT,
)

PAID = Rule(MONEY, OWED)
LENT = Rule(OWED, MONEY, apart=True)
INTEREST_GIVEN = Rule(each(Role.INTEREST_INCOME), OWED)
WAIVED = Rule(each(Role.WAIVER_EXPENSE), OWED)
ACCRUED = Rule(OWED, EARNED, apart=True)
BOUGHT_DOWN = Rule(each(Role.BUY_DOWN_PAYER), DEFERRED)

RULES: dict[Kind, Rule] = {
    Kind.DISBURSEMENT: LENT,
    Kind.REPAYMENT_AT_DISBURSEMENT: Rule(MONEY, EARNED),
    Kind.DOWN_PAYMENT: PAID,
    Kind.REPAYMENT: PAID,
    Kind.MERCHANT_ISSUED_REFUND: PAID,
    Kind.PAYOUT_REFUND: PAID,
    Kind.CHARGE_PAYMENT: PAID,
    Kind.GOODWILL_CREDIT: Rule(GOODWILL, OWED),
    Kind.INTEREST_PAYMENT_WAIVER: INTEREST_GIVEN,
    Kind.INTEREST_REFUND: INTEREST_GIVEN,
    Kind.CHARGE_ADJUSTMENT: Rule(each(Role.ADJUSTED_INCOME), OWED),
    Kind.WAIVE_CHARGES: WAIVED,
    Kind.WAIVE_INTEREST: WAIVED,
    Kind.REFUND_BY_CASH: LENT,
    Kind.CREDIT_BALANCE_REFUND: LENT,
    Kind.CHARGEBACK: LENT,
    Kind.CHARGE_OFF: Rule(CHARGED_OFF, OWED, by_label=True),
    Kind.WRITE_OFF: Rule(each(Role.WRITE_OFF_EXPENSE), OWED, by_label=True),
    Kind.RECOVERY_REPAYMENT: Rule(MONEY, RECOVERED),
    Kind.ACCRUAL: ACCRUED,
    Kind.ACCRUAL_ADJUSTMENT: ACCRUED.reversed_sides,
    Kind.CAPITALIZED_INCOME: Rule(OWED, DEFERRED, apart=True),
    Kind.CAPITALIZED_INCOME_ADJUSTMENT: Rule(DEFERRED, OWED),
    Kind.CAPITALIZED_INCOME_AMORTIZATION: Rule(
        DEFERRED, each(Role.CAPITALISED_INCOME_EARNED), by_label=True
    ),
    Kind.CAPITALIZED_INCOME_AMORTIZATION_ADJUSTMENT: Rule(each(Role.CAPITALISED_INCOME), DEFERRED),
    Kind.BUY_DOWN_FEE: BOUGHT_DOWN,
    Kind.BUY_DOWN_FEE_ADJUSTMENT: BOUGHT_DOWN.reversed_sides,
    Kind.BUY_DOWN_FEE_AMORTIZATION: Rule(
        DEFERRED, each(Role.BUY_DOWN_INCOME_EARNED), by_label=True
    ),
    Kind.BUY_DOWN_FEE_AMORTIZATION_ADJUSTMENT: Rule(each(Role.BUY_DOWN_INCOME), DEFERRED),
}
"""The rules of a loan that is not charged off."""

AFTER_CHARGE_OFF: dict[Kind, Rule] = {
    Kind.REPAYMENT: Rule(MONEY, RECOVERED),
    Kind.MERCHANT_ISSUED_REFUND: Rule(MONEY, CHARGED_OFF),
    Kind.PAYOUT_REFUND: Rule(MONEY, CHARGED_OFF),
    Kind.GOODWILL_CREDIT: Rule(GOODWILL, RECOVERED),
    Kind.INTEREST_PAYMENT_WAIVER: Rule(each(Role.INTEREST_INCOME), INTEREST_BACK),
    Kind.INTEREST_REFUND: Rule(each(Role.INTEREST_INCOME), INTEREST_BACK),
    Kind.CHARGE_ADJUSTMENT: Rule(each(Role.ADJUSTED_INCOME), CHARGE_BACK),
    Kind.WAIVE_CHARGES: Rule(each(Role.WAIVER_EXPENSE), CHARGED_OFF),
    Kind.WAIVE_INTEREST: Rule(each(Role.WAIVER_EXPENSE), CHARGED_OFF),
    Kind.CREDIT_BALANCE_REFUND: Rule(CHARGED_OFF, MONEY, apart=True),
    Kind.CHARGEBACK: Rule(CHARGED_OFF, MONEY, apart=True),
    Kind.WRITE_OFF: Rule(each(Role.WRITE_OFF_EXPENSE), CHARGED_OFF),
    Kind.CAPITALIZED_INCOME_AMORTIZATION: Rule(DEFERRED, each(Role.LOSS), by_label=True),
    Kind.BUY_DOWN_FEE_AMORTIZATION: Rule(DEFERRED, each(Role.LOSS), by_label=True),
}
"""What differs after a charge-off: the receivables are gone, so what comes in lowers the loss or is a recovery."""

SILENT = frozenset({Kind.CONTRACT_TERMINATION, Kind.REAGE, Kind.REAMORTIZE, Kind.ACCRUAL_ACTIVITY})
"""Kinds that move dates and demands and no money: they have no journal."""

PRINCIPAL_ONLY_ON_CASH = frozenset({Kind.WRITE_OFF, Kind.WAIVE_CHARGES, Kind.WAIVE_INTEREST})
"""On the cash basis interest and charges that are given up were never booked, so only principal is lost."""


def rule_for(kind: Kind, facts: frozenset[Fact]) -> Rule | None:
    """The rule of a kind where these facts hold; None for a kind that has no journal.

    >>> rule_for(Kind.REPAYMENT, frozenset({Fact.CHARGED_OFF})).credit[0].value
    'recovery_income'
    """
    if kind in SILENT:
        return None
    if Fact.CHARGED_OFF in facts and kind in AFTER_CHARGE_OFF:
        return AFTER_CHARGE_OFF[kind]
    return RULES[kind]
