"""How late a loan is on a day: since when, for how many days, with how much. Functions of rows, transactions, pauses.

Day 0 is the due date. Of the days past due, pauses do not count, and the grace days of the contract come off.
For an instalment of 250.00 due on 1 October, looked at on the 26th, with 3 days of grace and a pause from the 15th to
the 25th: 25 days past due, 10 of them paused, so 12 days delinquent, since 4 October.

A payment that its payer took back (chargeback) is late at once: what nothing else paid into that instalment covers is
past due from the day on which it was taken back, before the instalment falls due.

Source: read from the peer platform's published scenarios and source (its delinquency service); `BY_LOWER_EDGE` names
the classes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from ashore.servicing.account import Account
from ashore.servicing.delinquency_classes import DelinquencyClass, class_of
from ashore.servicing.delinquency_pause import Pause, days_paused
from ashore.servicing.rows import Row
from ashore.servicing.transaction import Kind, Transaction


class Lateness(NamedTuple):
    """How late a loan, or one instalment of it, is on a day.

    ``past_due_since`` is the oldest unpaid due date (or the day of a chargeback), ``past_due_days`` the days from it,
    pauses and all; ``since`` and ``days`` are what classes go by, grace and pauses off. Minor units. Both dates are
    None where nothing is late.
    """

    amount_minor: int = 0
    past_due_since: date | None = None
    past_due_days: int = 0
    since: date | None = None
    days: int = 0


NOT_LATE = Lateness()


class _Claim(NamedTuple):
    """What is past due of one row, and since when; ``since`` None where nothing is."""

    amount: int
    since: date | None


def lateness(account: Account, pauses: Sequence[Pause], today: date) -> Lateness:
    """How late the loan is on ``today``: everything past due, counted from the oldest of it.

    Of the rows that are not due yet only the first open one can be late, through a chargeback.
    """
    claims = []
    for row in _open_rows(account):
        claims.append(_claim(account, row, today))
        if row.due >= today:
            break
    since = next((claim.since for claim in claims if claim.since is not None), None)
    amount = sum(claim.amount for claim in claims)
    return _aged(amount, since, account.terms.arrears_grace_days, pauses, today)


def lateness_of(account: Account, row: Row, pauses: Sequence[Pause], today: date) -> Lateness:
    """How late one instalment is on ``today``. Grace days are of the loan, not of its instalments."""
    if row.met:
        return NOT_LATE
    claim = _claim(account, row, today)
    return _aged(claim.amount, claim.since, 0, pauses, today)


def late_by_class(
    account: Account, pauses: Sequence[Pause], today: date
) -> dict[DelinquencyClass, int]:
    """What is past due, by the class of its instalment, the mildest first. Minor units."""
    amounts: dict[DelinquencyClass, int] = {}
    for row in account.rows:
        late = lateness_of(account, row, pauses, today)
        found = class_of(late.days, account.terms.delinquency_classes)
        if found is not None:
            amounts[found] = amounts.get(found, 0) + late.amount_minor
    return dict(sorted(amounts.items(), key=lambda item: item[0].first_day))


def _open_rows(account: Account) -> list[Row]:
    return [row for row in account.rows if not row.met]


def _aged(
    amount: int, since: date | None, grace_days: int, pauses: Sequence[Pause], today: date
) -> Lateness:
    if since is None:
        return NOT_LATE
    past_due_days = max(0, (today - since).days)
    days = past_due_days - days_paused(pauses, since, today) - grace_days
    return Lateness(amount, since, past_due_days, since + timedelta(grace_days), max(0, days))


def _claim(account: Account, row: Row, today: date) -> _Claim:
    """An overdue row is owed in full; of another one, what chargebacks took back and nothing covers."""
    overdue = row.due < today
    covered = sum(row.paid)
    since = row.due if overdue else None
    uncovered_since = None
    for entry in _taken_back(account, row, today):
        covered -= entry.amount
        if covered < 0 and uncovered_since is None:
            uncovered_since = entry.day
    amount = row.left if overdue else max(0, -covered)
    return _Claim(amount, uncovered_since or since)


def _taken_back(account: Account, row: Row, today: date) -> list[Transaction]:
    """The chargebacks of a row's period before its due date; on it too for the last row, once that is overdue."""
    overdue = row.due < today
    at_end = overdue and row is account.rows[-1]
    return [
        entry
        for entry in account.of_kind(Kind.CHARGEBACK)
        if row.start <= entry.day
        and (entry.day < row.due or (at_end and entry.day == row.due))
        and (overdue or entry.day < today)
    ]
