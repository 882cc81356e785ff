"""What it takes to be free on a day."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ashore.loan.amounts import Parts
from ashore.loan.errors import NotDisbursed
from ashore.loan.fold import Position
from ashore.loan.settle import payoff
from ashore.loan.state import billed_rows, owed
from ashore.money import Rounding, divide


class Payoff(NamedTuple):
    """The amount that settles a loan on ``on``: paying ``pay_minor`` that day closes it.

    ``parts`` is what is settled; ``credit_minor`` the borrower's money already held, which counts towards it;
    ``saved_interest_minor`` the planned interest that is then never charged.
    """

    on: date
    parts: Parts
    credit_minor: int
    pay_minor: int
    saved_interest_minor: int


def quote_payoff(position: Position, on: date) -> Payoff:
    """The pay-off quote for a day.

    Raises NotDisbursed for a loan of which nothing has been drawn.
    """
    state = position.state_on(on)
    if not state.rows:
        raise NotDisbursed(
            field="position", value=position.contract.id, expected="a disbursed loan"
        )
    if on > state.day:
        state = state.look_ahead(on)
        state.day = on
    scale = state.ticks
    ticks = payoff(state)
    minor = [divide(part, scale, Rounding.HALF_UP) for part in ticks]
    minor[0] += sum(ticks) // scale - sum(minor)
    parts = Parts(*minor)
    planned = sum(row.unpaid_interest for row in state.rows[state.current :])
    billed = sum(owed(state, row, on)[1] for row in billed_rows(state))
    now = ticks[1] - billed
    credit = state.credit // scale
    return Payoff(
        on=on,
        parts=parts,
        credit_minor=credit,
        pay_minor=max(0, parts.total - credit),
        saved_interest_minor=divide(max(0, planned - now), scale, Rounding.HALF_UP),
    )
