"""A serviced loan on any day, as known on any day: the standing that the event engine tells of its own loans.

The words are those of `ashore.loan.Standing`; what they mean for a loan on the desk is said in
docs/explanation/servicing.md. Nothing is entered to find it: time passes, the loan is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from ashore.loan import Part, Parts, Totals
from ashore.loan import Status as Told
from ashore.servicing import cumulative
from ashore.servicing.account import Account
from ashore.servicing.desk import Desk
from ashore.servicing.document import desk_of
from ashore.servicing.entering import Status
from ashore.servicing.entry import Entry, ServicedContract
from ashore.servicing.replay import counts_on, replay
from ashore.servicing.rows import Row
from ashore.servicing.running_totals import running_totals, what_ended
from ashore.servicing.snapshot import look_at
from ashore.servicing.transaction import Kind

NOTHING = Parts()


class ServicedStanding(NamedTuple):
    """One serviced loan on one date; amounts in minor units. ``rows`` is the schedule as seen on that day."""

    contract: ServicedContract
    as_of: date
    status: Told
    totals: Totals
    overdue: Parts
    due_today: Parts
    days_past_due: int
    oldest_due: date | None
    next_due: date | None
    next_amount: Parts
    rows: tuple[Row, ...]

    @property
    def outstanding(self) -> Parts:
        """All that is owed on the date, interest to the date included."""
        return self.totals.outstanding


class ServicedPosition:
    """A serviced loan by one state of knowledge, to be looked at on any number of days.

    Raises InvalidServicing for an entry that makes no sense, EntryRefused for one that the loan could not take.
    """

    def __init__(
        self, contract: ServicedContract, entries: Iterable[Entry], known_at: date | None = None
    ) -> None:
        self.contract = contract
        self._desk = desk_of(contract, entries, known_at)

    @property
    def desk(self) -> Desk:
        """The desk as it was left by the last entry."""
        return self._desk

    def on(self, day: date) -> ServicedStanding:
        """The standing at the end of ``day``."""
        account = _as_seen(self._desk, day, self.contract)
        if not account.disbursements:
            return _not_lent(self.contract, day, self._application_ended(day))
        return _standing(self.contract, account, day)

    def days(self, until: date) -> list[date]:
        """The days up to ``until``, rising, on which something that was entered counts."""
        account = self._desk.account
        lent = account.disbursed_on
        found = {entry.day for entry in account.transactions if entry.live}
        found |= {counts_on(charge, lent) for charge in account.charges if charge.active}
        found |= {change.counts_on for change in account.variations if change.active}
        first = min((entry.day for entry in account.disbursements), default=date.max)
        return sorted(day for day in found if first <= day <= until)

    def _application_ended(self, day: date) -> bool:
        """Whether the application was refused or taken back by ``day``."""
        ends = [each for each in self._desk.log.entries if each.operation in ("reject", "withdraw")]
        ended = self._desk.status in (Status.REJECTED, Status.WITHDRAWN_BY_CLIENT)
        return ended and ends[-1].known_on <= day


def serviced_standing(
    contract: ServicedContract,
    entries: Iterable[Entry],
    as_of: date,
    known_at: date | None = None,
) -> ServicedStanding:
    """The standing at the end of ``as_of`` as known on ``known_at`` (None: all). Raises as `ServicedPosition`."""
    return ServicedPosition(contract, entries, known_at).on(as_of)


# The account as it is seen on a day


def _as_seen(desk: Desk, day: date, contract: ServicedContract) -> Account:
    """The account with what counts up to ``day``, looked at on that day; the desk's own is left as it is."""
    account = desk.account
    if _is_later(account, day) or day < desk.today:
        account = deepcopy(account)
        _forget_after(account, day, contract)
        if account.disbursements:
            replay(account, day)
        return account
    if day == desk.today:
        return account
    account = deepcopy(account)
    look_at(account, day)
    if cumulative.follows_money(account) and cumulative.is_overdue(account, day):
        replay(account, day)
    return account


def _is_later(account: Account, day: date) -> bool:
    lent = account.disbursed_on
    return (
        any(entry.live and entry.day > day for entry in account.transactions)
        or any(counts_on(each, lent) > day for each in account.charges)
        or any(each.active and each.counts_on > day for each in account.variations)
    )


def _forget_after(account: Account, day: date, contract: ServicedContract) -> None:
    """What counts later than ``day`` has not happened yet."""
    lent = account.disbursed_on
    for entry in account.transactions:
        if entry.kind is Kind.WAIVE_CHARGES and entry.live and entry.day > day:
            charge = entry.terms
            charge.waived -= entry.amount
            charge.forgone -= entry.amount - sum(entry.portions)
            charge.waived_at.clear()
    account.transactions = [entry for entry in account.transactions if entry.day <= day]
    account.charges = [each for each in account.charges if counts_on(each, lent) <= day]
    account.variations = [each for each in account.variations if each.counts_on <= day]
    account.withdrawn = []
    if not any(each.active and each.rate for each in account.variations):
        account.terms = replace(account.terms, given_rate=contract.terms.given_rate)


# What is told of it


def _not_lent(contract: ServicedContract, day: date, ended: bool) -> ServicedStanding:
    status = Told.CLOSED if ended else Told.PENDING
    return ServicedStanding(
        contract, day, status, Totals(), NOTHING, NOTHING, 0, None, None, NOTHING, ()
    )


def _standing(contract: ServicedContract, account: Account, day: date) -> ServicedStanding:
    rows = sorted(account.rows, key=lambda row: (row.due, row.number))
    totals = running_totals(account, day)
    if what_ended(account) is not None:
        return ServicedStanding(
            *(contract, day, Told.WRITTEN_OFF, totals, NOTHING, NOTHING),
            *(0, None, None, NOTHING, tuple(rows)),
        )
    open_rows = [row for row in rows if row.left > 0]
    overdue = [row for row in open_rows if row.due < day]
    ahead = next((row for row in open_rows if row.due > day), None)
    oldest = overdue[0].due if overdue else None
    return ServicedStanding(
        contract,
        day,
        _status(account, bool(overdue), bool(open_rows)),
        totals,
        _asked(overdue),
        _asked(row for row in open_rows if row.due == day),
        0 if oldest is None else (day - oldest).days,
        oldest,
        None if ahead is None else ahead.due,
        NOTHING if ahead is None else _asked([ahead]),
        tuple(rows),
    )


def _status(account: Account, overdue: bool, asks: bool) -> Told:
    if overdue:
        return Told.OVERDUE
    if asks:
        return Told.ACTIVE
    return Told.OVERPAID if account.overpaid else Told.CLOSED


def _asked(rows: Iterable[Row]) -> Parts:
    """What rows still ask for, part by part."""
    found = [0, 0, 0, 0]
    for row in rows:
        for part in Part:
            found[part] += row.outstanding(part)
    return Parts(*found)
