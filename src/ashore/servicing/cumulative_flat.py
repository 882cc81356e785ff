"""Flat interest with several drawings: each instalment asks for an even part of what is drawn by its due date."""

from __future__ import annotations

from datetime import date

from ashore.loan import Part
from ashore.servicing import tranches
from ashore.servicing.account import Account

Drawing = tuple[date, int]


def undrawn(account: Account) -> list[Drawing]:
    """The promised tranches that are still to be drawn, in order.

    A loan that recalculates interest forgets those whose day has passed.
    """
    terms = account.terms
    open_ones = [(each.expected_on, each.amount) for each in tranches.undrawn(account.tranches)]
    if terms.recalculates and account.as_of is not None:
        return [(day, amount) for day, amount in open_ones if day >= account.as_of]
    return open_ones


def is_drawn_in_parts(account: Account) -> bool:
    """Whether there is, or is still to be, more than one drawing."""
    return len(account.disbursements) > 1 or bool(undrawn(account))


def spread_principal(account: Account) -> None:
    """Give the rows their principal; the last instalment takes the rest, the rounding of multiples included."""
    terms, ratios = account.terms, account.terms.ratios
    drawings = [(t.day, t.amount) for t in account.disbursements]
    _ask_down_payments(account, drawings)
    drawings += undrawn(account)
    rows = [row for row in account.rows if row.regular][terms.principal_grace :]
    asked = 0
    for row in rows:
        drawn = _net(account, drawings, row.due)
        part = ratios.share(drawn, len(rows))
        if terms.multiple_minor:
            interest = row.charged[Part.INTEREST]
            whole = ratios.to_multiple(interest, terms.multiple_minor)
            part = ratios.to_multiple(part, terms.multiple_minor) + whole - interest
        part = min(part, drawn - asked)
        if row is rows[-1]:
            part = _net(account, drawings, None) - asked
        row.charged[Part.PRINCIPAL] = part
        asked += part
        row.settle(account.disbursed_on)


def _ask_down_payments(account: Account, drawings: list[Drawing]) -> None:
    down = [row for row in account.rows if row.down_payment]
    for row, (_, amount) in zip(down, drawings, strict=False):
        row.charged[Part.PRINCIPAL] = account.terms.down_payment_of(amount)
        row.settle(account.disbursed_on)


def _net(account: Account, drawings: list[Drawing], day: date | None) -> int:
    """What is drawn by a day, or ever, less the down payments."""
    amounts = [amount for when, amount in drawings if day is None or when <= day]
    return sum(amount - account.terms.down_payment_of(amount) for amount in amounts)
