"""What a scenario expects of a loan's standing: lateness, what is due next, what was paid last, single dates and amounts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from ashore.conformance.adapt import day
from ashore.conformance.matching import Cells, Step, same
from ashore.conformance.result import Check, outcome
from ashore.conformance.view import NAMES
from ashore.loan import Part
from ashore.servicing import (
    Account,
    DelinquencyClass,
    Lateness,
    NextDue,
    NextPayment,
    Status,
    Transaction,
    accrual,
    standing,
)
from ashore.servicing import TransactionKind as Kind

if TYPE_CHECKING:
    from ashore.conformance.player import Player

Checker = Callable[["Player", int, Step], Check]
_NEXT_DUE = {
    "earliest-unpaid-date": NextDue.EARLIEST_UNPAID,
    "next-unpaid-due-date": NextDue.NEXT_TO_COME,
}


def _day(value: date | None) -> str | None:
    return value.isoformat() if value is not None else None


def _records(rows: Callable[[Player], Iterable[Cells]]) -> Checker:
    """Rows of named cells, as many as the loan shows, in its order; what a row does not name is not asked."""

    def check(player: Player, at: int, step: Step) -> Check:
        actual = list(rows(player))
        wanted = step["rows"]
        passed = len(wanted) == len(actual) and all(map(_holds, wanted, actual))
        return outcome(step, at, wanted, actual, passed=passed)

    return check


def _holds(wanted: Cells, actual: Cells) -> bool:
    return all(same(value, actual.get(name)) for name, value in wanted.items())


def _cells(read: Callable[[Player, Step], Cells], within: str | None = None) -> Checker:
    """Named cells of the step itself (or of ``within`` it), those that the loan has something to say about."""

    def check(player: Player, at: int, step: Step) -> Check:
        actual = read(player, step)
        asked = step[within] if within else step
        wanted = {name: value for name, value in asked.items() if within or name in actual}
        return outcome(step, at, wanted, actual, passed=_holds(wanted, actual))

    return check


def _value(read: Callable[[Player], Any]) -> Checker:
    """The one value of the step."""

    def check(player: Player, at: int, step: Step) -> Check:
        wanted, actual = step["value"], read(player)
        return outcome(step, at, wanted, actual, passed=same(wanted, actual))

    return check


def _amount(read: Callable[[Account, date], int]) -> Checker:
    """A value of the account today, in minor units."""
    return _value(lambda player: player.view.money(read(player.loan.account, player.today)))


# Lateness


def _class_name(found: DelinquencyClass | None) -> str:
    return found.name if found is not None else "NO_DELINQUENCY"


def _lateness(player: Player) -> Lateness:
    loan = player.loan
    runs = loan.status is Status.ACTIVE
    return loan.delinquency.lateness(loan.account, player.today, runs=runs)


def _delinquency(player: Player) -> list[Cells]:
    late = _lateness(player)
    return [
        {
            "classification": _class_name(player.loan.delinquency.now),
            "amount": player.view.money(late.amount_minor),
            "since": _day(late.since),
            "past_due_date": _day(late.past_due_since),
            "days": late.days,
            "past_due_days": late.past_due_days,
        }
    ]


def _range(player: Player, step: Step) -> Cells:
    del step
    now = player.loan.delinquency.now
    return {"range": _class_name(now), "since": _day(_lateness(player).since)}


def _by_instalment(player: Player) -> list[Cells]:
    amounts = player.loan.delinquency.by_instalment
    return [{"range": each.name, "amount": player.view.money(amounts[each])} for each in amounts]


def _history(player: Player) -> list[Cells]:
    """The newest first."""
    return [
        {
            "range": spell.delinquency_class.name,
            "added_on": _day(spell.added_on),
            "lifted_on": _day(spell.lifted_on),
        }
        for spell in reversed(player.loan.delinquency.history)
    ]


def _actions(player: Player) -> list[Cells]:
    return [
        {"action": entry.step.name, "start": _day(entry.start), "end": _day(entry.end)}
        for entry in player.loan.delinquency.entries
    ]


def _pauses(player: Player) -> list[Cells]:
    return [
        {"active": pause.holds(player.today), "start": _day(pause.start), "end": _day(pause.end)}
        for pause in player.loan.delinquency.pauses
    ]


# What is next


def _next(player: Player) -> NextPayment | None:
    configured = player.config.get("next-payment-due-date", "earliest-unpaid-date")
    return standing.next_payment(player.loan.account, player.today, _NEXT_DUE[configured])


def _next_due_date(player: Player) -> str | None:
    found = _next(player)
    return _day(found.due if found else None)


def _next_payment(player: Player) -> list[Cells]:
    found = _next(player)
    return [
        {
            "classification": _class_name(player.loan.delinquency.now),
            "next_due_date": _day(found.due if found else None),
            "next_due_amount": player.view.money(found.amount_minor if found else None),
        }
    ]


# Transactions


def _last_payments(player: Player, step: Step) -> Cells:
    del step
    account = player.loan.account
    cells: dict[str, Any] = {}
    for name, entry in (
        ("last_payment", standing.last_payment(account)),
        ("last_repayment", standing.last_repayment(account)),
    ):
        cells[f"{name}_amount"] = player.view.money(entry.amount if entry else None)
        cells[f"{name}_on"] = _day(entry.day if entry else None)
    return cells


def _last_repayment(player: Player, step: Step) -> Cells:
    entry = standing.last_of(player.loan.account, Kind.REPAYMENT)
    if entry is None:
        return {"amount": None, "channel": None}
    return {"amount": player.view.money(entry.amount), "channel": _channel(step, entry.channel)}


def _channel(step: Step, code: str) -> str:
    """The channel as the step spells it: some of its codes stand there as words."""
    words = str(step["channel"])
    return words if words.upper().replace(" ", "_") == code else code


def _last_payment_amount(player: Player) -> str | None:
    entry = standing.last_payment(player.loan.account)
    return player.view.money(entry.amount) if entry is not None else None


def _last_charge_amount(player: Player) -> str | None:
    charges = player.loan.account.charges
    return player.view.money(charges[-1].amount) if charges else None


def _meant(player: Player, step: Step) -> list[Transaction]:
    """The transactions of the step's type: that at ``index`` of the whole list (from 1), those of ``date``, or all."""
    listed = player.view.listed()
    if "index" in step:
        listed = listed[step["index"] - 1 : step["index"]]
    if "date" in step:
        listed = [t for t in listed if t.day == day(step["date"])]
    return [t for t in listed if NAMES.get(t.kind, t.kind.name) == step["type"]]


def _count(player: Player, step: Step) -> Cells:
    return {"value": len(_meant(player, step))}


def _reversed(player: Player, step: Step) -> Cells:
    return {"value": any(t.reversed_ for t in _meant(player, step))}


def _replayed(player: Player, step: Step) -> Cells:
    days = [t.replayed_on for t in _meant(player, step) if t.replayed and t.replayed_on]
    return {"on": _day(max(days, default=None))}


# Dates and terms


def _shown_account(player: Player) -> Account:
    """The loan's account; before the first disbursement the one that is expected."""
    loan = player.loan
    return loan.account if loan.account.disbursements else loan.expected_account()


def _expected_maturity(player: Player) -> date:
    return max(row.due for row in _shown_account(player).rows if row.regular)


def _closed_on(player: Player) -> date | None:
    loan = player.loan
    return None if loan.status in _OPEN else loan.closed_on


def _actual_maturity(player: Player) -> date:
    return _closed_on(player) or _expected_maturity(player)


def _maturity(player: Player, step: Step) -> Cells:
    del step
    return {
        "actual": _day(_actual_maturity(player)),
        "expected": _day(_expected_maturity(player)),
    }


def _charged_off_on(player: Player) -> str | None:
    entry = standing.last_of(player.loan.account, Kind.CHARGE_OFF)
    return _day(entry.day if entry is not None else None)


def _term_variations(player: Player) -> list[Cells]:
    """The interest pauses, by start; other changes of terms are asserted by their effects."""
    pauses = [v for v in player.loan.account.variations if v.kind == "pause" and v.active]
    return [
        {
            "kind": "INTERESTPAUSE",
            "from": _day(change.since),
            "number": "0.00",
            "date": _day(change.until),
        }
        for change in sorted(pauses, key=lambda v: v.since)
    ]


def _even_principal(player: Player, at: int, step: Step) -> Check:
    """The principal in even parts of whole units, the last instalment with the rest."""
    rows = [row for row in _shown_account(player).rows if row.regular]
    parts = [row.charged[Part.PRINCIPAL] for row in rows]
    total, ratios = player.minor(step["total"]), player.loan.terms.ratios
    even = ratios.to_multiple(ratios.share(total, len(parts)), 10**player.digits)
    wanted = [even] * (len(parts) - 1)
    wanted.append(total - sum(wanted))
    return outcome(step, at, wanted, parts, passed=parts == wanted)


_OPEN = (Status.SUBMITTED_AND_PENDING_APPROVAL, Status.APPROVED, Status.ACTIVE)

EXPECTATIONS: Mapping[str, Checker] = {
    "delinquency": _records(_delinquency),
    "installment_delinquency": _records(_by_instalment),
    "delinquency_range": _cells(_range),
    "delinquency_history": _records(_history),
    "delinquency_actions": _records(_actions),
    "delinquency_pauses": _records(_pauses),
    "next_payment": _records(_next_payment),
    "next_due_date": _value(_next_due_date),
    "overdue": _amount(standing.overdue),
    "interest_overdue": _amount(lambda a, today: standing.overdue(a, today, Part.INTEREST)),
    "interest_outstanding": _amount(
        lambda a, _: sum(row.outstanding(Part.INTEREST) for row in a.rows)
    ),
    "unpaid_interest_due": _amount(standing.unpaid_interest_due),
    "unpaid_interest_not_due": _amount(standing.unpaid_interest_not_due),
    "total_accrued": _amount(lambda a, _: sum(accrual.accrued(a))),
    "last_repayment": _cells(_last_repayment),
    "last_payments": _cells(_last_payments, "values"),
    "last_payment_amount": _value(_last_payment_amount),
    "last_charge_amount": _value(_last_charge_amount),
    "transaction_count": _cells(_count),
    "transaction_reversed": _cells(_reversed),
    "transaction_replayed": _cells(_replayed),
    "actual_maturity": _value(lambda p: _day(_actual_maturity(p))),
    "maturity": _cells(_maturity),
    "closed_on": _value(lambda p: _day(_closed_on(p))),
    "charged_off_on": _value(_charged_off_on),
    "fixed_length_days": _value(lambda p: p.loan.terms.length),
    "equal_principal_rounded_to_unit": _even_principal,
    "term_variations": _records(_term_variations),
}
OPERATIONS: Mapping[str, Callable[[Player, Step], None]] = {
    "delinquency_pause": lambda p, s: p.loan.pause_delinquency(day(s["start"]), day(s["end"])),
    "delinquency_resume": lambda p, s: p.loan.resume_delinquency(day(s["start"])),
}
