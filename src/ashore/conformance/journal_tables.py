"""The journal of a transaction: booked after every operation of a scenario, compared line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ashore.conformance.result import Check
from ashore.ledger import PEER_CHART, Fact, Posting
from ashore.servicing import Transaction, TransactionKind

if TYPE_CHECKING:
    from ashore.conformance.player import Player
    from ashore.servicing import Desk

Step = Mapping[str, Any]
FILED = {
    "charge_off": TransactionKind.CHARGE_OFF,
    "write_off": TransactionKind.WRITE_OFF,
    "capitalized_income": TransactionKind.CAPITALIZED_INCOME,
    "buy_down_fee": TransactionKind.BUY_DOWN_FEE,
}
"""Operations that may name a reason or a class, and the transaction that they enter."""
Line = tuple[str, str, str, Decimal | None, Decimal | None]
"""Kind, code, and name of the account; debit, credit."""


def standing_facts(desk: Desk) -> frozenset[Fact]:
    """What the books must know of a loan and no transaction tells."""
    holds = {
        Fact.FRAUD: desk.fraud,
        Fact.BY_MERCHANT: desk.terms.buy_down_by_merchant,
        Fact.CASH_BASIS: not desk.terms.accrues,
        Fact.CAPITALISES_IN_FULL: True,
    }
    return frozenset(fact for fact, true in holds.items() if true)


def keep_books(player: Player, step: Step) -> None:
    """Book what an operation did; its reason or class goes onto the transaction that it entered."""
    if player.desk is None:
        return
    known = player.desk.account.transactions
    kind = FILED.get(step["op"])
    label = step.get("reason") or step.get("classification")
    if kind is not None and label:
        found = max((t for t in known if t.kind is kind), key=lambda t: t.serial)
        if found.label != label:
            player.desk.file(found, label)
    player.books.note(known, standing_facts(player.desk))


def _line(posting: Posting, digits: int) -> Line:
    account = PEER_CHART.by_code(posting.account)
    amount = Decimal(abs(posting.amount_minor)).scaleb(-digits)
    sides = (amount, None) if posting.amount_minor > 0 else (None, amount)
    return (account.kind.name, account.code, account.name, *sides)


def _wanted(step: Step, row: list[Any]) -> Line:
    cells = dict(zip(step["cols"], row, strict=True))
    debit, credit = cells["debit"], cells["credit"]
    return (
        cells["account_type"],
        cells["account_code"],
        cells["account_name"],
        None if debit is None else Decimal(debit),
        None if credit is None else Decimal(credit),
    )


def _matching(player: Player, step: Step) -> list[Transaction]:
    kind, day = TransactionKind[step["type"]], date.fromisoformat(step["date"])
    found = [t for t in player.view.listed() if t.kind is kind and t.day == day]
    return found[step["nth"] - 1 : step["nth"]] if "nth" in step else found


def _text(lines: Counter[Line]) -> list[list[str | None]]:
    return [
        [None if cell is None else str(cell) for cell in line]
        for line in sorted(lines.elements(), key=str)
    ]


def _journal(player: Player, at: int, step: Step) -> Check:
    """All lines of the transactions of that kind and day, and no others."""
    found = _matching(player, step)
    booked = [line for t in found for line in player.books.of(t)]
    actual = Counter(_line(posting, player.digits) for posting in booked)
    wanted = Counter(_wanted(step, row) for row in step["rows"])
    if actual == wanted and step.get("count", len(found)) == len(found):
        return Check(at, step["expect"], True)
    return Check(at, step["expect"], False, _text(wanted - actual), _text(actual - wanted))


EXPECTATIONS: dict[str, Callable[[Player, int, Step], Check]] = {"journal": _journal}
