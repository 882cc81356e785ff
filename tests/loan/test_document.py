"""Contracts and events survive being written down, and what makes no sense is named."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given

from ashore.loan import (
    Contract,
    Event,
    contract_from_dict,
    contract_to_dict,
    event_from_dict,
    event_to_dict,
    life_from_dict,
)
from ashore.money import AshoreError
from tests.loan.histories import lives

GOOD: dict[str, Any] = {
    "id": "L1",
    "principal": "8000.00",
    "start": "2025-01-15",
    "rate": "18%",
    "repayment": "equal_instalment",
    "instalments": 12,
}


@pytest.mark.property
@given(lives())
def test_what_is_written_down_is_read_back_the_same(
    life: tuple[Contract, tuple[Event, ...]],
) -> None:
    contract, events = life
    written = json.loads(json.dumps(contract_to_dict(contract)))
    assert contract_from_dict(written) == contract
    for event in events:
        again = json.loads(json.dumps(event_to_dict(event, contract.currency)))
        assert event_from_dict(again, contract.currency) == event


@pytest.mark.parametrize(
    ("change", "field", "hint"),
    [
        ({"principal": 8000.0}, "contract.principal", "8000.00"),
        ({"principal": "8000.005"}, "principal", "decimal"),
        ({"rate": 18}, "contract.rate", "18%"),
        ({"start": "15 January"}, "contract.start", "2025-01-15"),
        ({"instalments": True}, "contract.instalments", "whole"),
        ({"repayment": "monthly"}, "contract.repayment", "equal_instalment"),
        ({"convention": "cn"}, "convention", "cn-monthly"),
        ({"instalment_count": 3}, "contract.instalment_count", "did you mean"),
        ({"penalty": {"multiplier": 2}}, "contract.penalty.multiplier", "multiplier_ppm"),
        ({"fees": [{"code": "x", "when": "often"}]}, "contract.fees[1].when", "periodic"),
        ({"day_basis": "365"}, "contract.day_basis", "whole"),
        ({"id": None}, "contract.id", "a value"),
    ],
)
def test_a_wrong_term_is_named_with_what_would_be_right(
    change: dict[str, Any], field: str, hint: str
) -> None:
    with pytest.raises(AshoreError) as caught:
        contract_from_dict({**GOOD, **change})
    assert caught.value.field == field
    assert hint in caught.value.expected


def test_a_daily_rate_is_read_on_its_basis() -> None:
    terms = {**GOOD, "repayment": "drawdown", "rate": "日息万分之五", "day_basis": 360}
    assert contract_from_dict(terms).rate.percent_per_year() == "18"


def test_events_without_an_id_are_numbered_in_the_order_of_the_document() -> None:
    event = {"kind": "disbursement", "effective": "2025-01-15", "amount": "8000.00"}
    life = life_from_dict({"contract": GOOD, "events": [event]})
    assert [each.id for each in life.events] == ["001"]


def test_an_unknown_kind_of_event_is_refused() -> None:
    with pytest.raises(AshoreError) as caught:
        event_from_dict({"kind": "payment", "id": "1", "effective": "2025-01-15"}, "CNY")
    assert caught.value.field == "kind"


DRAWN = {"kind": "disbursement", "effective": "2025-01-15", "amount": "8000.00"}
PAID = {"kind": "repayment", "effective": "2025-02-15", "amount": "733.44"}


@pytest.mark.parametrize(
    ("document", "field", "hint"),
    [
        ({"event": [DRAWN]}, "event", "did you mean events"),
        ({"events": DRAWN}, "events", "a list"),
        ({"events": [DRAWN, 3]}, "events[2]", "a table"),
        ({"events": [DRAWN, {**PAID, "amount": "-5.00"}]}, "events[2].amount", "not negative"),
        ({"events": [DRAWN, {**PAID, "amount": 5}]}, "events[2].amount", "as text"),
        ({"events": [DRAWN, {**PAID, "amount": "0.00"}]}, "events[2].amount_minor", "1 to"),
        ({"events": [DRAWN, {**PAID, "kind": "payment"}]}, "events[2].kind", "repayment"),
        ({"events": [DRAWN, {**PAID, "day_basis": 365}]}, "events[2].day_basis", "one of"),
        ({"events": [DRAWN, {**PAID, "allocation": "mine"}]}, "events[2].allocation", "lender"),
        ({"events": [DRAWN, {**PAID, "kind": "refund"}]}, "Refund.amount_minor", "at most 0"),
        (
            {"events": [DRAWN, {**PAID, "kind": "waiver", "part": "fee"}]},
            "Waiver.amount_minor",
            "at most 0",
        ),
    ],
)
def test_what_is_wrong_in_a_document_is_named_with_its_place(
    document: dict[str, Any], field: str, hint: str
) -> None:
    with pytest.raises(AshoreError) as caught:
        life_from_dict({"contract": GOOD, **document})
    assert caught.value.field == field
    assert hint in caught.value.expected


@pytest.mark.parametrize(
    "later", [{"kind": "reversal", "target": "002"}, {"kind": "reversal", "target": "003"}]
)
def test_a_refund_that_made_sense_when_it_was_recorded_or_was_undone_is_read(
    later: dict[str, str],
) -> None:
    over = {**PAID, "amount": "9000.00"}
    back = {"kind": "refund", "effective": "2025-02-16", "amount": "100.00"}
    undone = {**later, "effective": "2025-02-20"}
    assert (
        len(life_from_dict({"contract": GOOD, "events": [DRAWN, over, back, undone]}).events) == 4
    )


@pytest.mark.property
@given(lives())
def test_every_life_that_could_be_recorded_can_be_read(
    life: tuple[Contract, tuple[Event, ...]],
) -> None:
    contract, events = life
    written = {
        "contract": contract_to_dict(contract),
        "events": [event_to_dict(event, contract.currency) for event in events],
    }
    assert life_from_dict(written).events == events
