"""The chart of accounts of a consumer lender. A flat list; sub-accounts are tags on the journals."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from ashore.ledger.errors import InvalidJournal


class AccountKind(Enum):
    """The four kinds in use; debits raise assets and expenses, credits liabilities and income."""

    ASSET = "Assets"
    LIABILITY = "Liabilities"
    INCOME = "Income"
    EXPENSE = "Expenses"


class Account(NamedTuple):
    """An account: its code, kind, names. ``path`` is its name in plain-text accounting programs."""

    code: str
    kind: AccountKind
    path: str
    name_en: str
    name_zh: str


def _account(code: str, kind: AccountKind, tail: str, name_en: str, name_zh: str) -> Account:
    return Account(code, kind, f"{kind.value}:{tail}", name_en, name_zh)


CASH = _account("1001", AccountKind.ASSET, "Clearing", "Cash clearing", "资金清算")
PRINCIPAL = _account("1301", AccountKind.ASSET, "Loans:Principal", "Loans: principal", "贷款本金")
INTEREST = _account("1302", AccountKind.ASSET, "Loans:Interest", "Interest receivable", "应收利息")
FEES = _account("1303", AccountKind.ASSET, "Loans:Fees", "Fees receivable", "应收费用")
PENALTIES = _account(
    "1304", AccountKind.ASSET, "Loans:Penalties", "Penalties receivable", "应收罚息"
)
CREDIT = _account(
    "2201", AccountKind.LIABILITY, "CustomerCredit", "Customers' credit balances", "客户余款"
)
INTEREST_INCOME = _account("6011", AccountKind.INCOME, "Interest", "Interest income", "利息收入")
FEE_INCOME = _account("6012", AccountKind.INCOME, "Fees", "Fee income", "手续费收入")
PENALTY_INCOME = _account("6013", AccountKind.INCOME, "Penalties", "Penalty income", "罚息收入")
RECOVERIES = _account("6014", AccountKind.INCOME, "Recoveries", "Recoveries", "核销后收回")
WAIVERS = _account("6601", AccountKind.EXPENSE, "Waivers", "Waivers", "减免")
LOSSES = _account("6701", AccountKind.EXPENSE, "WriteOffs", "Write-offs", "核销损失")

CHART = (
    CASH,
    PRINCIPAL,
    INTEREST,
    FEES,
    PENALTIES,
    CREDIT,
    INTEREST_INCOME,
    FEE_INCOME,
    PENALTY_INCOME,
    RECOVERIES,
    WAIVERS,
    LOSSES,
)
"""All accounts, in the order in which `ashore.ledger.Balances` lists their amounts."""

_BY_CODE = {each.code: each for each in CHART}


def account(code: str) -> Account:
    """The account of a code.

    Raises InvalidJournal for a code that the chart does not have.

    >>> account("1301").path
    'Assets:Loans:Principal'
    """
    try:
        return _BY_CODE[code]
    except KeyError:
        raise InvalidJournal(
            field="account", value=code, expected="one of " + ", ".join(_BY_CODE)
        ) from None
