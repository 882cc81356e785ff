"""The operations of the desk that are entries, when each counts, and how one speaks of what another made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from ashore.servicing.account import Variation
from ashore.servicing.charges import LoanCharge
from ashore.servicing.errors import InvalidServicing
from ashore.servicing.plain import Codec, only
from ashore.servicing.transaction import Kind, Transaction

if TYPE_CHECKING:
    from ashore.servicing.entering import Entering

Arguments = Mapping[str, Any]
Days = Callable[["Entering", Arguments], Iterable[date | None]]
"""The days that an operation touches, before it is done; none: the day on which it is recorded."""
_Made = Transaction | LoanCharge | Variation


def _today(desk: Entering, given: Arguments) -> Iterable[date | None]:
    del desk, given
    return ()


def _on(*names: str) -> Days:
    """On the days given, and on those of the transactions given."""

    def days(desk: Entering, given: Arguments) -> Iterable[date | None]:
        del desk
        values = (given[name] for name in names)
        return [each.day if isinstance(each, Transaction) else each for each in values]

    return days


def _charged(desk: Entering, given: Arguments) -> Iterable[date | None]:
    """A charge entered after its due date counts on that day."""
    due: date | None = given["due"]
    return [min(due, desk.today)] if due is not None else []


def _waived(desk: Entering, given: Arguments) -> Iterable[date | None]:
    due = given["charge"].due
    return [min(due, desk.today)] if due is not None else []


def _undone(desk: Entering, given: Arguments) -> Iterable[date | None]:
    found = desk.account.of_kind(given["kind"])
    return [max(found, key=lambda entry: entry.serial).day] if found else []


def _last_drawing(desk: Entering, given: Arguments) -> Iterable[date | None]:
    del given
    drawn = desk.account.disbursements
    return [max(drawn, key=lambda entry: entry.serial).day] if drawn else []


def _first_drawing(desk: Entering, given: Arguments) -> Iterable[date | None]:
    del given
    return [entry.day for entry in desk.account.disbursements]


OPERATIONS: dict[str, Days] = {
    "accrue": _today,
    "add_charge": _charged,
    "add_tranche": _today,
    "adjust_charge": _today,
    "approve": _on("on"),
    "book_charges": _today,
    "charge_back": _on("day"),
    "charge_drawings": _today,
    "charge_income": _on("day"),
    "charge_overdue": _today,
    "classify_delinquency": _today,
    "close_of_business": _today,
    "correct": _on("entry", "day"),
    "disburse": _on("day"),
    "drop": lambda _, given: [given["change"].counts_on],
    "end": _on("day"),
    "file": _on("entry"),
    "give_back_income": _on("day"),
    "mark_fraud": _today,
    "modify": _today,
    "pause_delinquency": _on("start"),
    "pay": _on("day"),
    "pay_charge": _on("day"),
    "re_age": lambda _, given: [min(given["day"], given["ageing"].first_due)],
    "re_amortise": _on("day"),
    "refund_credit": _on("day"),
    "refund_interest_of": _on("refund"),
    "reject": _today,
    "resume_delinquency": _on("day"),
    "reverse": _on("entry"),
    "set_approved": _today,
    "set_available": _today,
    "undo": _undone,
    "undo_approval": _today,
    "undo_disbursement": _first_drawing,
    "undo_last_disbursement": _last_drawing,
    "undo_waiver": _on("entry"),
    "vary": lambda desk, given: [min(given["since"], desk.today)],
    "waive": _waived,
    "withdraw": _today,
}
"""By the name of the desk's method."""


def codec_of(desk: Entering) -> Codec:
    """Writes and reads the arguments of a desk's operations."""
    return Codec(
        desk.terms.digits,
        lambda made: _reference(desk, made),
        lambda kind, said, where: _referred(desk, kind, said, where),
    )


def _reference(desk: Entering, made: object) -> dict[str, Any]:
    """What an earlier entry made: the place of that entry, the kind of transaction, which one of several."""
    assert isinstance(made, Transaction | LoanCharge | Variation)
    at = desk.log.place_of(made.serial)
    kind = made.kind if isinstance(made, Transaction) else None
    alike = _made_by(desk, at, type(made), kind)
    found: dict[str, Any] = {"entry": at}
    if kind is not None:
        found["kind"] = kind.value
    nth = next((k for k, each in enumerate(alike, start=1) if each is made), None)
    if nth is None:
        raise InvalidServicing(
            field=type(made).__name__, value=made.serial, expected="one of this loan's own"
        )
    return found if nth == 1 else {**found, "nth": nth}


def _referred(desk: Entering, kind: type, said: Any, where: str) -> _Made:
    if not isinstance(said, Mapping):
        raise InvalidServicing(field=where, value=said, expected="the entry that made it")
    is_transaction = kind is Transaction
    only(said, ["entry", "nth", *(["kind"] if is_transaction else [])], where)
    plain = Codec(0)
    at = plain.read(said.get("entry"), int, f"{where}.entry")
    nth: int = plain.read(said.get("nth", 1), int, f"{where}.nth")
    of_kind = plain.read(said.get("kind"), Kind, f"{where}.kind") if is_transaction else None
    alike = _made_by(desk, at, kind, of_kind)
    if not 1 <= nth <= len(alike):
        raise InvalidServicing(field=where, value=dict(said), expected="what an earlier entry made")
    return alike[nth - 1]


def _made_by(desk: Entering, at: int, kind: type, of_kind: Kind | None) -> list[_Made]:
    """What the entry at a place made, in the order of entry: transactions of one kind, charges, or changes of terms."""
    account = desk.account
    every: list[_Made] = [*account.transactions, *account.withdrawn]
    every += [*account.charges, *account.variations]
    found = [
        each
        for each in every
        if isinstance(each, kind)
        and desk.log.place_of(each.serial) == at
        and (of_kind is None or (isinstance(each, Transaction) and each.kind is of_kind))
    ]
    return sorted(found, key=lambda each: each.serial)
