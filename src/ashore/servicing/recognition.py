"""Booking deferred income as it is earned: one entry a day and family, for what is earned and not booked yet.

At the close of a day what its nights have earned, with the end of the loan the rest, on a charge-off the rest as a loss.
Where more was booked than is earned (income given back, or reversed) the next entry takes it back.
"""

from __future__ import annotations

from datetime import date, timedelta

from ashore.servicing import deferred
from ashore.servicing.account import Account
from ashore.servicing.deferred import FAMILIES, Family
from ashore.servicing.transaction import Transaction


def recognise(account: Account, day: date, today: date) -> None:
    """Book what is earned by the end of ``day``; what was earned in full stays so."""
    for family in FAMILIES:
        _book(account, family, day, today, _earned_by_night(account, family, day))


def recognise_rest(account: Account, day: date, today: date) -> None:
    """The loan has ended: all that is not given back is earned, dated ``day``."""
    for family in FAMILIES:
        _book(account, family, day, today, _in_full(account, family))


def expense_rest(account: Account, charge_off: Transaction, today: date) -> None:
    """The loan is charged off: what is not earned by now is a loss; undoing the charge-off undoes the entry."""
    for family in FAMILIES:
        _book(account, family, charge_off.day, today, _in_full(account, family), charge_off)


def undo_with(account: Account, charge_off: Transaction) -> None:
    """Undo what was booked because of a charge-off that is undone."""
    for family in FAMILIES:
        for entry in deferred.bookings(account, family):
            if entry.related is charge_off:
                entry.void = True


Wanted = list[tuple[Transaction, int]]
"""What is to be booked of each income, all bookings together."""


def _charged(account: Account, family: Family) -> list[Transaction]:
    return [entry for entry in account.transactions if entry.kind is family.charged]


def _in_full(account: Account, family: Family) -> Wanted:
    return [(income, deferred.net(account, income)) for income in _charged(account, family)]


def _earned_by_night(account: Account, family: Family, day: date) -> Wanted:
    wanted = []
    entries = deferred.bookings(account, family)
    for income in _charged(account, family):
        want = deferred.net(account, income)
        if income.live and deferred.booked(entries, income) < want:
            back = deferred.given_back(account, income)
            end, morning = _last_due(account), day + timedelta(days=1)
            ratios = account.terms.ratios
            want = deferred.earned_by(income.amount, income.day, back, end, morning, ratios)
        wanted.append((income, want))
    return wanted


def _last_due(account: Account) -> date:
    return max(row.due for row in account.rows if row.regular)


def _book(
    account: Account,
    family: Family,
    day: date,
    today: date,
    wanted: Wanted,
    related: Transaction | None = None,
) -> None:
    """One entry for all incomes of a family: earned where the sum is above zero, taken back where it is below."""
    entries = deferred.bookings(account, family)
    missing = [(income, want - deferred.booked(entries, income)) for income, want in wanted]
    parts = [(income, amount) for income, amount in missing if amount]
    total = sum(amount for _, amount in parts)
    if not total:
        return
    kind = family.earned if total > 0 else family.unearned
    serial = account.next_serial()
    entry = Transaction(kind, day, abs(total), entered=today, serial=serial)
    entry.shares = parts
    entry.portions[deferred.portion(account, family)] = abs(total)
    entry.related = related
    account.transactions.append(entry)
