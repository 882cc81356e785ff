"""Charts for the journal of operations: which account plays which role."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ashore.ledger import accounts
from ashore.ledger.accounts import Account, AccountKind
from ashore.ledger.errors import InvalidJournal
from ashore.ledger.servicing.roles import DECISIONS, Role


class ChartAccount(NamedTuple):
    """An account by its code, kind, and name."""

    code: str
    kind: AccountKind
    name: str


@dataclass(frozen=True)
class OperationChart:
    """The account of every role; ``labelled`` names accounts for a role under one reason or class.

    Raises InvalidJournal where a role has no account.

    >>> HOUSE_CHART.account(Role.LOAN_PORTFOLIO).code
    '1301'
    """

    name: str
    roles: Mapping[Role, ChartAccount]
    labelled: Mapping[tuple[Role, str], ChartAccount] = field(default_factory=dict)

    def __post_init__(self) -> None:
        missing = [role.value for role in Role if role not in DECISIONS and role not in self.roles]
        if missing:
            raise InvalidJournal(
                field="roles", value=", ".join(missing), expected="an account for every role"
            )

    def account(self, role: Role) -> ChartAccount:
        """The account of a role that needs no more decision."""
        return self.roles[role]

    def by_code(self, code: str) -> ChartAccount:
        """The account of a code that this chart uses."""
        every = (*self.roles.values(), *self.labelled.values())
        return next(each for each in every if each.code == code)


_ASSET, _LIABILITY = AccountKind.ASSET, AccountKind.LIABILITY
_INCOME, _EXPENSE = AccountKind.INCOME, AccountKind.EXPENSE

_LOANS = ChartAccount("112601", _ASSET, "LOANS_RECEIVABLE")
_RECEIVABLE = ChartAccount("112603", _ASSET, "INTEREST_FEE_RECEIVABLE")
_SUSPENSE = ChartAccount("145023", _LIABILITY, "SUSPENSE_CLEARING_ACCOUNT")
_DEFERRED = ChartAccount("145024", _LIABILITY, "DEFERRED_CAPITALIZED_INCOME")
_OVERPAYMENT = ChartAccount("l1", _LIABILITY, "OVERPAYMENT_ACCOUNT")
_INTEREST = ChartAccount("404000", _INCOME, "INTEREST_INCOME")
_INTEREST_CHARGE_OFF = ChartAccount("404001", _INCOME, "INTEREST_INCOME_CHARGE_OFF")
_FEES = ChartAccount("404007", _INCOME, "FEE_INCOME")
_FEES_CHARGE_OFF = ChartAccount("404008", _INCOME, "FEE_CHARGE_OFF")
_RECOVERIES = ChartAccount("744008", _INCOME, "RECOVERIES")
_BUY_DOWN_INCOME = ChartAccount("450281", _INCOME, "INCOME_FROM_BUY_DOWN")
_BUY_DOWN_EXPENSE = ChartAccount("450280", _EXPENSE, "BUY_DOWN_EXPENSE")
_BAD_DEBT = ChartAccount("744007", _EXPENSE, "CREDIT_LOSS_BAD_DEBT")
_FRAUD = ChartAccount("744037", _EXPENSE, "CREDIT_LOSS_BAD_DEBT_FRAUD")
_GOODWILL = ChartAccount("744003", _EXPENSE, "GOODWILL_EXPENSE_ACCOUNT")
_WRITTEN_OFF = ChartAccount("e4", _EXPENSE, "WRITTEN_OFF")

PEER_CHART = OperationChart(
    "peer",
    {
        Role.FUND_SOURCE: _SUSPENSE,
        Role.LOAN_PORTFOLIO: _LOANS,
        Role.INTEREST_RECEIVABLE: _RECEIVABLE,
        Role.FEE_RECEIVABLE: _RECEIVABLE,
        Role.PENALTY_RECEIVABLE: _RECEIVABLE,
        Role.OVERPAYMENT: _OVERPAYMENT,
        Role.DEFERRED_INCOME: _DEFERRED,
        Role.INTEREST_INCOME: _INTEREST,
        Role.FEE_INCOME: _FEES,
        Role.PENALTY_INCOME: _FEES,
        Role.CAPITALISED_INCOME: _INTEREST,
        Role.BUY_DOWN_INCOME: _BUY_DOWN_INCOME,
        Role.BUY_DOWN_EXPENSE: _BUY_DOWN_EXPENSE,
        Role.RECOVERY_INCOME: _RECOVERIES,
        Role.CHARGE_OFF_EXPENSE: _BAD_DEBT,
        Role.FRAUD_EXPENSE: _FRAUD,
        Role.CHARGED_OFF_INTEREST: _INTEREST_CHARGE_OFF,
        Role.CHARGED_OFF_FEES: _FEES_CHARGE_OFF,
        Role.CHARGED_OFF_PENALTIES: _FEES_CHARGE_OFF,
        Role.WRITE_OFF_EXPENSE: _WRITTEN_OFF,
        Role.WAIVER_EXPENSE: _WRITTEN_OFF,
        Role.GOODWILL_EXPENSE: _GOODWILL,
        Role.GOODWILL_INTEREST: _INTEREST_CHARGE_OFF,
        Role.GOODWILL_FEES: _FEES_CHARGE_OFF,
        Role.GOODWILL_PENALTIES: _FEES_CHARGE_OFF,
    },
    {
        (Role.LOSS, "DELINQUENT"): _BAD_DEBT,
        (Role.WRITE_OFF_EXPENSE, "BAD_DEBT"): _BAD_DEBT,
        (
            Role.CAPITALISED_INCOME_EARNED,
            "capitalized_income_transaction_classification_value",
        ): _RECOVERIES,
        (Role.BUY_DOWN_INCOME_EARNED, "buydown_fee_transaction_classification_value"): _FEES,
    },
)
"""The chart of the published scenarios (Apache Fineract, end-to-end suite, Apache-2.0): codes, names, and who plays what."""


def _ours(account: Account) -> ChartAccount:
    return ChartAccount(account.code, account.kind, account.name_en)


HOUSE_CHART = OperationChart(
    "house",
    {
        Role.FUND_SOURCE: _ours(accounts.CASH),
        Role.LOAN_PORTFOLIO: _ours(accounts.PRINCIPAL),
        Role.INTEREST_RECEIVABLE: _ours(accounts.INTEREST),
        Role.FEE_RECEIVABLE: _ours(accounts.FEES),
        Role.PENALTY_RECEIVABLE: _ours(accounts.PENALTIES),
        Role.OVERPAYMENT: _ours(accounts.CREDIT),
        Role.DEFERRED_INCOME: ChartAccount("2401", _LIABILITY, "Deferred income"),
        Role.INTEREST_INCOME: _ours(accounts.INTEREST_INCOME),
        Role.FEE_INCOME: _ours(accounts.FEE_INCOME),
        Role.PENALTY_INCOME: _ours(accounts.PENALTY_INCOME),
        Role.CAPITALISED_INCOME: _ours(accounts.INTEREST_INCOME),
        Role.BUY_DOWN_INCOME: _ours(accounts.INTEREST_INCOME),
        Role.BUY_DOWN_EXPENSE: ChartAccount("6602", _EXPENSE, "Buy-down expense"),
        Role.RECOVERY_INCOME: _ours(accounts.RECOVERIES),
        Role.CHARGE_OFF_EXPENSE: _ours(accounts.LOSSES),
        Role.FRAUD_EXPENSE: _ours(accounts.LOSSES),
        Role.CHARGED_OFF_INTEREST: _ours(accounts.INTEREST_INCOME),
        Role.CHARGED_OFF_FEES: _ours(accounts.FEE_INCOME),
        Role.CHARGED_OFF_PENALTIES: _ours(accounts.PENALTY_INCOME),
        Role.WRITE_OFF_EXPENSE: _ours(accounts.LOSSES),
        Role.WAIVER_EXPENSE: _ours(accounts.WAIVERS),
        Role.GOODWILL_EXPENSE: _ours(accounts.WAIVERS),
        Role.GOODWILL_INTEREST: _ours(accounts.WAIVERS),
        Role.GOODWILL_FEES: _ours(accounts.WAIVERS),
        Role.GOODWILL_PENALTIES: _ours(accounts.WAIVERS),
    },
)
"""The same roles in our own chart; it names two accounts of its own, as contracts there have no deferred income."""
