"""The verbs of lending: each reads the customer's loans, lets the loan engine decide, and keeps event, journal and notice.

They run inside `ashore.platform.commands.carry_out` and answer with plain data; amounts are minor units.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ashore.loan import (
    Charge,
    Contract,
    Disbursement,
    Event,
    Part,
    Refund,
    Repayment,
    Reversal,
    Standing,
    Status,
    Waiver,
    WriteOff,
    evaluate,
    fold,
    record,
    sign,
)
from ashore.money import check_minor
from ashore.platform.commands import CommandRefused, Unit, canonical
from ashore.platform.loans.booking import book
from ashore.platform.loans.errors import UnknownEntry
from ashore.platform.loans.store import (
    LoanRecord,
    event_name,
    keep_contract,
    keep_event,
    load,
    loans_of,
)
from ashore.platform.outbox import send_later

Data = dict[str, Any]


def sign_contract(unit: Unit, contract: Contract, external_id: str | None = None) -> Data:
    """Sign a contract: its equal instalment is computed and fixed. The contract's own id is not used; the answer has one."""
    loan_id = unit.new_id()
    signed = sign(contract)
    keep_contract(unit, loan_id, signed, external_id)
    _tell(unit, "loan.signed", {"loan": str(loan_id)})
    return {"loan": str(loan_id), "instalment_minor": signed.instalment_minor}


def disburse(unit: Unit, loan_id: int, amount_minor: int, effective: date) -> Data:
    """Pay out principal."""
    return _happen(
        unit, loan_id, Disbursement(**_named(unit, effective), amount_minor=amount_minor)
    )


def charge(unit: Unit, loan_id: int, name: str, amount_minor: int, effective: date) -> Data:
    """Charge a fee outside the contract's own."""
    return _happen(
        unit, loan_id, Charge(**_named(unit, effective), name=name, amount_minor=amount_minor)
    )


def waive(unit: Unit, loan_id: int, part: Part, amount_minor: int, effective: date) -> Data:
    """Give up an amount of one part of what is due."""
    return _happen(
        unit, loan_id, Waiver(**_named(unit, effective), part=part, amount_minor=amount_minor)
    )


def refund(unit: Unit, loan_id: int, amount_minor: int, effective: date) -> Data:
    """Pay credit back to the borrower."""
    return _happen(unit, loan_id, Refund(**_named(unit, effective), amount_minor=amount_minor))


def write_off(unit: Unit, loan_id: int, reason: str, effective: date) -> Data:
    """Book all that is owed as lost; the debt remains in law."""
    return _happen(unit, loan_id, WriteOff(**_named(unit, effective), reason=reason))


def reverse(unit: Unit, loan_id: int, event_id: int, effective: date) -> Data:
    """Undo an event. Raises UnknownEntry."""
    target = event_name(event_id)
    life = load(unit.connection, unit.request.customer_id, loan_id)
    if target not in {event.id for event in life.events}:
        raise UnknownEntry(field="event_id", value=event_id, expected="an event of this loan")
    return _add(unit, life, [Reversal(**_named(unit, effective), target=target)])


def receive_money(
    unit: Unit,
    amount_minor: int,
    effective: date,
    *,
    loan_id: int | None = None,
    channel: str = "",
    reference: str = "",
) -> Data:
    """Money from a customer. What it settles is decided here, never by a clerk.

    The borrower may say for which loan it is (Civil Code, art. 560: the debtor's choice comes first). Otherwise what is
    due longest is paid first, loan by loan; what is left goes ahead to the loan whose next instalment is nearest. Raises
    CommandRefused where the customer has no loan that money can be for.
    """
    check_minor("amount_minor", amount_minor, minimum=1)
    customer = unit.request.customer_id
    ids = loans_of(unit.connection, customer) if loan_id is None else (loan_id,)
    lives = [load(unit.connection, customer, each) for each in ids]
    parts = _shares(lives, amount_minor, effective)
    paid = []
    for life, share in parts:
        payment = Repayment(
            **_named(unit, effective), amount_minor=share, channel=channel, reference=reference
        )
        paid.append({"amount_minor": share, **_add(unit, life, [payment])})
    return {"amount_minor": amount_minor, "loans": paid}


def _shares(
    lives: Sequence[LoanRecord], amount_minor: int, effective: date
) -> list[tuple[LoanRecord, int]]:
    standings = [(life, _standing(life, effective)) for life in lives]
    takes = [
        (life, standing)
        for life, standing in standings
        if standing.status in (Status.ACTIVE, Status.OVERDUE)
    ] or [(life, standing) for life, standing in standings if standing.status is not Status.PENDING]
    if not takes:
        raise CommandRefused(
            field="customer_id",
            value=len(standings),
            expected="a customer with a disbursed loan that money can be for",
        )
    takes.sort(key=lambda each: (each[1].oldest_due or date.max, each[0].loan_id))
    left, shares = amount_minor, dict.fromkeys((life.loan_id for life, _ in takes), 0)
    for life, standing in takes:
        share = min(left, standing.overdue.total + standing.due_today.total)
        shares[life.loan_id] += share
        left -= share
    nearest = min(takes, key=lambda each: (each[1].next_due or date.max, each[0].loan_id))[0]
    shares[nearest.loan_id] += left
    return [(life, shares[life.loan_id]) for life, _ in takes if shares[life.loan_id]]


def _standing(life: LoanRecord, day: date) -> Standing:
    return evaluate(fold(life.contract, life.events), day)


def _named(unit: Unit, effective: date) -> Data:
    return {
        "id": event_name(unit.new_id()),
        "effective": effective,
        "recorded": unit.request.today,
    }


def _happen(unit: Unit, loan_id: int, event: Event) -> Data:
    return _add(unit, load(unit.connection, unit.request.customer_id, loan_id), [event])


def _add(unit: Unit, life: LoanRecord, events: Sequence[Event]) -> Data:
    """Record events on a loan, book what follows, and tell of it."""
    request, known = unit.request, life.events
    for event in events:
        if event.effective > request.today:
            raise CommandRefused(
                field="effective", value=event.effective, expected=f"{request.today} or earlier"
            )
        known = record(life.contract, known, event)
        keep_event(unit, life.loan_id, event, life.contract.currency)
    standing = evaluate(fold(life.contract, known), request.today)
    journal = book(unit, life.loan_id, standing, min(event.effective for event in events))
    told = {
        "loan": str(life.loan_id),
        "events": [str(int(event.id)) for event in events],
        "journal": None if journal is None else str(journal),
        "status": standing.status.value,
        "outstanding_minor": standing.outstanding.total,
        "overdue_minor": standing.overdue.total,
        "credit_minor": standing.totals.credit,
    }
    _tell(unit, f"loan.{request.route}", told)
    return told


def _tell(unit: Unit, topic: str, payload: Data) -> None:
    request = unit.request
    send_later(
        unit.connection,
        request.customer_id,
        unit.new_id(),
        topic,
        canonical(payload),
        request.at,
    )
