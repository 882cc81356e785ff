"""The schedule as signed: what a contract asks for if everything goes as agreed."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from ashore.loan.allocation import Part
from ashore.loan.amounts import Parts
from ashore.loan.contract import Contract
from ashore.loan.events import Disbursement
from ashore.loan.fold import Position, fold
from ashore.loan.standing import Instalment, instalments
from ashore.loan.terms import RepaymentKind

__all__ = ["Schedule", "schedule", "sign"]


class Schedule(NamedTuple):
    """All demands of a contract in order of due date, and what they add up to.

    ``total`` is principal, interest and fees if every payment is made on its day; ``in_hand_minor`` what the borrower
    gets after withheld fees.
    """

    contract: Contract
    instalments: tuple[Instalment, ...]
    total: Parts
    in_hand_minor: int
    position: Position


def schedule(contract: Contract) -> Schedule:
    """The schedule of a contract whose whole principal is drawn on its start date.

    >>> from datetime import date
    >>> from ashore.money import Rate
    >>> plan = schedule(Contract(id="CN-01", principal_minor=8_000_00, start=date(2025, 1, 15),
    ...     rate=Rate.per_year("18"), repayment=RepaymentKind.EQUAL_INSTALMENT, instalments=12))
    >>> plan.instalments[0].planned
    Parts(principal=61344, interest=12000, fee=0, penalty=0)
    >>> plan.total.interest
    80129
    """
    position = fold(contract, [drawn_as_agreed(contract)])
    rows = instalments(position, contract.start)
    total = Parts()
    for row in rows:
        total = total.plus(row.planned)
    withheld = sum(row.paid[Part.FEE] for row in rows)
    return Schedule(contract, rows, total, contract.principal_minor - withheld, position)


def drawn_as_agreed(contract: Contract) -> Disbursement:
    """The disbursement that a contract expects: all of its principal, on its start date."""
    return Disbursement(
        id="disbursement", effective=contract.start, amount_minor=contract.principal_minor
    )


def sign(contract: Contract) -> Contract:
    """The contract with its equal instalment computed and stored, so that no later version of the code can move it.

    Contracts that repay in another way come back as they are.

    >>> from datetime import date
    >>> from ashore.money import Rate
    >>> sign(Contract(id="CN-01", principal_minor=8_000_00, start=date(2025, 1, 15), rate=Rate.per_year("18"),
    ...     repayment=RepaymentKind.EQUAL_INSTALMENT, instalments=12)).instalment_minor
    73344
    """
    if contract.repayment is not RepaymentKind.EQUAL_INSTALMENT:
        return contract
    if contract.instalment_minor is not None:
        return contract
    state = fold(contract, [drawn_as_agreed(contract)]).state_on(contract.start)
    return replace(contract, instalment_minor=state.instalment // state.ticks)
