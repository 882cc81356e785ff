"""Deferred income, tranches and limits of the published scenarios: their operations, and what is asserted of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from ashore.conformance.adapt import day
from ashore.conformance.matching import match_rows, rows_of, same
from ashore.conformance.result import Check
from ashore.servicing import (
    Account,
    Status,
    Transaction,
    cumulative_flat,
    deferred,
    limits,
    undrawn,
)

if TYPE_CHECKING:
    from ashore.conformance.player import Player

Step = Mapping[str, Any]
Cells = dict[str, Any]


# Operations


def _approve(player: Player, step: Step) -> None:
    player.loan.approve(
        player.minor(step["amount"]), day(step["expected_disbursement"]), day(step["date"])
    )


def _charge(family: deferred.Family) -> Callable[[Player, Step], None]:
    def charge(player: Player, step: Step) -> None:
        amount, label = player.minor(step["amount"]), step.get("classification", "")
        player.loan.charge_income(family, day(step["date"]), amount, label)

    return charge


def _give_back(family: deferred.Family) -> Callable[[Player, Step], None]:
    def give_back(player: Player, step: Step) -> None:
        income = _income(player, family, step)
        player.loan.give_back_income(income, day(step["date"]), player.minor(step["amount"]))

    return give_back


def _income(player: Player, family: deferred.Family, step: Step) -> Transaction:
    """The income of the family that a step speaks of.

    Where it says "last" the source means the one that its listing, newest first, ends with: the first.
    """
    said = {key: value for key, value in step.get("target", {}).items() if key != "last"}
    return player.target({**step, "target": {"type": family.charged.name, **said}})


OPERATIONS: dict[str, Callable[[Player, Step], None]] = {
    "approve": _approve,
    "undo_approval": lambda p, _: p.loan.undo_approval(),
    "set_approved_amount": lambda p, s: p.loan.set_approved(p.minor(s["amount"])),
    "set_available_disbursement": lambda p, s: p.loan.set_available(p.minor(s["amount"])),
    "add_tranche": lambda p, s: p.loan.add_tranche(day(s["date"]), p.minor(s["amount"])),
    "undo_last_disbursement": lambda p, _: p.loan.undo_last_disbursement(),
    "undo_disbursement": lambda p, _: p.loan.undo_disbursement(),
    "capitalized_income": _charge(deferred.CAPITALISED),
    "capitalized_income_adjustment": _give_back(deferred.CAPITALISED),
    "buy_down_fee": _charge(deferred.BUY_DOWN),
    "buy_down_fee_adjustment": _give_back(deferred.BUY_DOWN),
}


# Expectations


def _deferred(player: Player, family: deferred.Family) -> list[Cells]:
    money = player.view.money
    return [
        {
            "date": each.income.day.isoformat(),
            "amount": money(each.amount),
            "amortized": money(each.recognised),
            "not_amortized": money(each.open),
            "adjusted": money(each.given_back),
            "charged_off": money(each.expensed),
        }
        for each in deferred.standing(player.loan.account, family)
    ]


def _mapping(player: Player, step: Step) -> list[Cells]:
    income = player.target({"op": step["expect"], "target": step})
    family = deferred.family_of(income.kind)
    assert family is not None, "only deferred income is earned over time"
    return [
        {
            "date": when.isoformat(),
            "kind": "AM" if amount > 0 else "AM_ADJ",
            "amount": player.view.money(abs(amount)),
        }
        for when, amount in deferred.shares(player.loan.account, family, income)
    ]


def _tranches(player: Player) -> list[Cells]:
    money = player.view.money
    return [
        {
            "expected_on": each.expected_on.isoformat(),
            "disbursed_on": each.drawn_on.isoformat() if each.drawn_on else None,
            "principal": money(each.amount),
            "net_amount": money(each.net_minor),
        }
        for each in player.loan.account.tranches
    ]


def shown_tranches(account: Account, today: date) -> list[tuple[date, int]]:
    """The promised tranches, days and amounts, that the source shows in a running schedule.

    Those still to come, except on a day with a drawing; the older engine shows those that it plans with.
    """
    if not account.terms.progressive:
        return cumulative_flat.undrawn(account) if account.terms.flat else []
    drawn = {entry.day for entry in account.disbursements}
    return [
        (tranche.expected_on, tranche.amount)
        for tranche in undrawn(account.tranches)
        if tranche.expected_on >= today and tranche.expected_on not in drawn
    ]


def _running(player: Player) -> bool:
    waiting = (Status.SUBMITTED_AND_PENDING_APPROVAL, Status.APPROVED)
    return player.loan.status not in waiting


def _available(player: Player) -> str | None:
    """Nothing is shown as available before the first disbursement."""
    line = player.loan.line
    return player.view.money(limits.available(line) if _running(player) else 0)


def _with_over_applied(player: Player) -> str | None:
    """Before the first disbursement shown only where the terms allow more than applied for."""
    line = player.loan.line
    shown = _running(player) or line.over is not None
    return player.view.money(limits.available_over_applied(line) if shown else 0)


def _rows(read: Callable[[Player, Step], Sequence[Cells]]) -> Callable[[Player, int, Step], Check]:
    def check(player: Player, at: int, step: Step) -> Check:
        table = read(player, step)
        missing, left = match_rows(rows_of(step), table)
        if not missing and not left:
            return Check(at, step["expect"], True)
        return Check(at, step["expect"], False, missing, left)

    return check


def _value(read: Callable[[Player], str | None]) -> Callable[[Player, int, Step], Check]:
    def check(player: Player, at: int, step: Step) -> Check:
        actual, wanted = read(player), step["value"]
        return Check(at, step["expect"], same(wanted, actual), wanted, actual)

    return check


EXPECTATIONS: dict[str, Callable[[Player, int, Step], Check]] = {
    "deferred_income": _rows(lambda p, _: _deferred(p, deferred.CAPITALISED)),
    "buy_down_fees": _rows(lambda p, _: _deferred(p, deferred.BUY_DOWN)),
    "amortization_mapping": _rows(_mapping),
    "tranches": _rows(lambda p, _: _tranches(p)),
    "available_disbursement": _value(_available),
    "available_disbursement_with_over_applied": _value(_with_over_applied),
}
