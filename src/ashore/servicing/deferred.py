"""Income charged at once and earned over the rest of the term: capitalised income, and buy-down fees.

Capitalised income is lent to the borrower on top of the principal; a buy-down fee is paid by whoever buys the rate
down. Both are owed or received on one day and earned evenly, night by night, up to the last due date: 50.00 over 91
nights are 0.55 after the first night, 17.58 after 32. What was not earned when the loan ends is earned with its end;
a charge-off books it as a loss instead. Part of it may be given back (an *adjustment*); what was earned by then stays
earned, as far as the rest allows, and the rest goes on evenly.

Every booking (see `recognition`) keeps the share of each income in it, so the balances here follow from the entries
alone.

Source: the peer's published scenarios (equal amortisation); ratios at the precision of the contract, rounded once.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from ashore.loan import Part, Ratios
from ashore.servicing.account import Account
from ashore.servicing.terms import IncomeType
from ashore.servicing.transaction import Kind, Transaction


@dataclass(frozen=True, slots=True)
class Family:
    """The four kinds of entry of one sort of deferred income."""

    charged: Kind
    given_back: Kind
    earned: Kind
    unearned: Kind

    def income_type(self, account: Account) -> IncomeType | None:
        """What it is earned as; None where the contract does not know it."""
        capitalised = self.charged is Kind.CAPITALIZED_INCOME
        return account.terms.capitalised_income if capitalised else account.terms.buy_down_fee


CAPITALISED = Family(
    Kind.CAPITALIZED_INCOME,
    Kind.CAPITALIZED_INCOME_ADJUSTMENT,
    Kind.CAPITALIZED_INCOME_AMORTIZATION,
    Kind.CAPITALIZED_INCOME_AMORTIZATION_ADJUSTMENT,
)
BUY_DOWN = Family(
    Kind.BUY_DOWN_FEE,
    Kind.BUY_DOWN_FEE_ADJUSTMENT,
    Kind.BUY_DOWN_FEE_AMORTIZATION,
    Kind.BUY_DOWN_FEE_AMORTIZATION_ADJUSTMENT,
)
FAMILIES = (CAPITALISED, BUY_DOWN)


class GivenBack(NamedTuple):
    """An amount of deferred income given back on a day, minor units."""

    day: date
    amount: int


@dataclass(frozen=True, slots=True)
class Deferred:
    """One deferred income as it stands, minor units.

    ``recognised``, ``open``, ``given_back`` and ``expensed`` add up to ``amount`` at any time. What was booked as earned
    and has been given back since is not recognised any more, though the entry for it is only booked with the next close.
    """

    income: Transaction
    recognised: int
    given_back: int
    expensed: int

    @property
    def amount(self) -> int:
        """What was charged."""
        return self.income.amount

    @property
    def open(self) -> int:
        """What is still to be earned."""
        return self.amount - self.recognised - self.given_back - self.expensed


# What is earned


def earned_by(
    amount: int,
    since: date,
    given_back: Sequence[GivenBack],
    end: date,
    day: date,
    ratios: Ratios,
) -> int:
    """What is earned by the morning of ``day`` of ``amount`` charged on ``since`` and earned evenly up to ``end``.

    Minor units; never less than nothing, never more than what was not given back before; all at once where no night
    is left. Of 50.00 over 91 nights, 10.00 given back after 60:

    >>> from ashore.money import Unit
    >>> rates, since, end = Ratios(1, Unit.MONTHS), date(2024, 1, 1), date(2024, 4, 1)
    >>> back = [GivenBack(date(2024, 3, 1), 10_00)]
    >>> [earned_by(50_00, since, back, end, day, rates) for day in (date(2024, 2, 1), date(2024, 3, 2), end)]
    [1703, 3319, 4000]
    """
    cut = ratios.context
    left, earned, begin = Decimal(amount), Decimal(0), since
    for when, back in sorted(each for each in given_back if each.day < day):
        part = _even_part(left, begin, min(when, end), end, ratios)
        earned = cut.add(earned, part)
        left = cut.subtract(left, cut.add(part, Decimal(back)))
        if left < 0:
            earned, left = cut.add(earned, left), Decimal(0)
        begin = when
    if since >= end:
        earned = cut.add(earned, left)
    elif begin < day:
        earned = cut.add(earned, _even_part(left, begin, min(day, end), end, ratios))
    return ratios.to_minor(earned)


def _even_part(left: Decimal, begin: date, day: date, end: date, ratios: Ratios) -> Decimal:
    nights = (end - begin).days
    if nights <= 0:
        return Decimal(0)
    cut = ratios.context
    return cut.divide(cut.multiply(left, Decimal((day - begin).days)), Decimal(nights))


# How it stands


def amount_given_back(account: Account, income: Transaction) -> int:
    """How much has been given back of one income."""
    return sum(back.amount for back in given_back(account, income))


def standing(account: Account, family: Family) -> list[Deferred]:
    """Every income of a family that counts, as it stands."""
    return [_stand(account, family, income) for income in account.of_kind(family.charged)]


def shares(account: Account, family: Family, income: Transaction) -> list[tuple[date, int]]:
    """The bookings that concern one income, by day: what was earned, or taken back (negative)."""
    found = [
        (entry.day, entry.serial, amount)
        for entry in bookings(account, family)
        for earning, amount in entry.shares
        if earning is income
    ]
    return [(day, amount) for day, _, amount in sorted(found)]


def _stand(account: Account, family: Family, income: Transaction) -> Deferred:
    back = min(income.amount, amount_given_back(account, income))
    net = income.amount - back
    entries = bookings(account, family)
    lost = booked((entry for entry in entries if _is_expense(entry)), income)
    earned = booked((entry for entry in entries if not _is_expense(entry)), income)
    expensed = min(lost, net)
    return Deferred(income, min(max(0, earned), net - expensed), back, expensed)


def given_back(account: Account, income: Transaction) -> list[GivenBack]:
    """What has been given back of one income, and when."""
    return [
        GivenBack(entry.day, entry.amount)
        for entry in account.transactions
        if entry.live and entry.related is income and entry.kind in _GIVING_BACK
    ]


_GIVING_BACK = frozenset(family.given_back for family in FAMILIES)


def bookings(account: Account, family: Family) -> list[Transaction]:
    """The entries that have booked income of a family as earned, or taken it back."""
    kinds = (family.earned, family.unearned)
    return [entry for entry in account.transactions if entry.live and entry.kind in kinds]


def _is_expense(entry: Transaction) -> bool:
    return entry.related is not None and entry.related.kind is Kind.CHARGE_OFF


def booked(entries: Iterable[Transaction], income: Transaction) -> int:
    """What these entries have booked of one income, all together."""
    return sum(amount for entry in entries for one, amount in entry.shares if one is income)


def net(account: Account, income: Transaction) -> int:
    """What of an income is not given back; nothing of one that is reversed."""
    return income.amount - amount_given_back(account, income) if income.live else 0


def portion(account: Account, family: Family) -> Part:
    """The part of an entry that deferred income shows in: interest or fee, as the contract says."""
    return Part.FEE if family.income_type(account) is IncomeType.FEE else Part.INTEREST


# Refusing


def family_of(kind: Kind) -> Family | None:
    """The family whose income is charged with this kind of entry."""
    return next((family for family in FAMILIES if family.charged is kind), None)


def refusal_of_charging(
    account: Account, family: Family, day: date, amount: int, today: date
) -> str | None:
    """Why deferred income may not be charged."""
    if family.income_type(account) is None:
        return "the contract does not know this kind of income"
    if not account.disbursements:
        return "nothing has been disbursed"
    if amount <= 0:
        return "an amount is above zero"
    if not account.disbursed_on <= day <= today:
        return f"the day is from {account.disbursed_on} to {today}"
    return None


def refusal_of_giving_back(
    account: Account, income: Transaction, day: date, amount: int, today: date
) -> str | None:
    """Why this much of an income may not be given back."""
    if family_of(income.kind) is None or not income.live:
        return "this is no deferred income"
    if not income.day <= day <= today:
        return f"the day is from {income.day} to {today}"
    left = income.amount - amount_given_back(account, income)
    return None if 0 < amount <= left else f"at most {left} may be given back"


def refusal_of_reversal(account: Account, entry: Transaction) -> str | None:
    """Why an entry may not be reversed: an income of which a part is given back."""
    if family_of(entry.kind) is not None and amount_given_back(account, entry):
        return "part of this income is given back: reverse that first"
    return None
