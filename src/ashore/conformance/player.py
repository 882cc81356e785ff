"""Plays one scenario: operations on the desk, expectations against what the desk then shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from datetime import timedelta
from decimal import Decimal
from typing import Any

from ashore.conformance import deferred_tables, standing_tables, tables
from ashore.conformance.adapt import charge_terms, day, minor, servicing_terms
from ashore.conformance.journal_tables import keep_books
from ashore.conformance.result import CaseResult, Check
from ashore.conformance.view import View
from ashore.ledger import PEER_CHART, OperationBook
from ashore.money import Unit
from ashore.servicing import (
    DERIVED,
    MONEY_IN,
    ChargeWhen,
    Desk,
    InterestHandling,
    LoanCharge,
    ReAgeing,
    Refused,
    Transaction,
    Variation,
)
from ashore.servicing import TransactionKind as Kind

Step = Mapping[str, Any]
HANDLING = {
    "DEFAULT": InterestHandling.DEFAULT,
    "WAIVE_INTEREST": InterestHandling.WAIVE,
    "EQUAL_AMORTIZATION_PAYABLE_INTEREST": InterestHandling.EQUAL_PAYABLE,
    "EQUAL_AMORTIZATION_FULL_INTEREST": InterestHandling.EQUAL_FULL,
    "EQUAL_AMORTIZATION_INTEREST_SPLIT": InterestHandling.EQUAL_SPLIT,
}

_PAID = MONEY_IN | {Kind.RECOVERY_REPAYMENT}
_REFUNDS = (Kind.MERCHANT_ISSUED_REFUND, Kind.PAYOUT_REFUND, Kind.REFUND_BY_CASH)


class Player:
    """The loan of one scenario, created by its first operations."""

    def __init__(self) -> None:
        self.today = day("1970-01-01")
        self.dated = False
        self.desk: Desk | None = None
        self.applied: Step = {}
        self.books = OperationBook(PEER_CHART)
        self.digits = 2
        self.seen: dict[str, list[Any]] = {}
        self.config: dict[str, Any] = {}
        self.preview: View | None = None

    @property
    def loan(self) -> Desk:
        """The loan created last."""
        assert self.desk is not None, "the scenario has not created a loan"
        return self.desk

    @property
    def view(self) -> View:
        """What the loan shows now."""
        return View(self.loan.account)

    def loan_table(self) -> list[dict[str, Any]]:
        """The schedule; before the first disbursement the one that is expected."""
        account = self.loan.account
        if account.disbursements:
            return self.view.schedule(deferred_tables.shown_tranches(account, self.today))
        return [{**row, "paid_on": None} for row in self._expected().schedule()]

    def loan_totals(self) -> dict[str, Any]:
        """The sums of the schedule."""
        return self.view.totals() if self.loan.account.disbursements else self._expected().totals()

    def _expected(self) -> View:
        return View(self.loan.expected_account())

    def minor(self, text: str | None) -> int:
        """A decimal string as minor units."""
        return minor(text, self.digits)

    def move_to(self, today: Any) -> None:
        """Another business date."""
        self.today = today
        if self.desk is not None:
            self.desk.today = today

    def play(self, step: Step) -> None:
        """Do one operation; one that must fail has to be refused. Without any business date each is done on its day."""
        operation = OPERATIONS[step["op"]]
        self.dated = self.dated or step["op"] == "set_date"
        if not self.dated and "date" in step:
            self.move_to(max(self.today, day(step["date"])))
        if "must_fail" in step:
            try:
                operation(self, step)
            except Refused:
                return
            raise AssertionError(f"{step['op']} was not refused")
        operation(self, step)
        keep_books(self, step)

    # Targets

    def target(self, step: Step) -> Transaction:
        """The transaction that a step speaks of."""
        raw = step["target"]
        entries = self._candidates(raw)
        if step["op"] == "reverse" and raw.get("last_payment"):
            # Undoing a refund is said as `last_refund`; a chargeback takes back whatever was paid last.
            entries = [t for t in entries if t.kind not in _REFUNDS]
        if "nth_overall" in raw:
            return entries[int(raw["nth_overall"]) - 1]
        if "nth_by_creation" in raw:
            entries.sort(key=lambda t: t.serial)
            return entries[int(raw["nth_by_creation"]) - 1]
        if raw.get("first"):
            return entries[0]
        if raw.get("last_payment") or raw.get("last_refund") or raw.get("last"):
            return max(entries, key=lambda t: t.serial)
        found = entries[int(raw.get("nth", 1)) - 1]
        if step["op"] == "reverse" and "type" not in raw and found.kind in DERIVED:
            return next(t for t in reversed(entries) if t.kind not in DERIVED)
        return found

    def _candidates(self, raw: Step) -> list[Transaction]:
        entries = self.view.listed()
        if raw.get("type"):
            entries = [t for t in entries if t.kind.name == raw["type"]]
        if "date" in raw:
            entries = [t for t in entries if t.day == day(raw["date"])]
        if "amount" in raw:
            entries = [t for t in entries if t.amount == self.minor(raw["amount"])]
        if raw.get("last_payment"):
            paid = [t for t in entries if t.kind in _PAID and not t.reversed_]
            entries = [t for t in paid if t.kind is Kind.REPAYMENT] or [
                t for t in paid if t.kind is not Kind.INTEREST_REFUND
            ]
        if raw.get("last_refund"):
            entries = [t for t in entries if t.kind in _REFUNDS and not t.reversed_]
        return entries


def _create(player: Player, step: Step) -> None:
    player.applied = step["terms"]
    terms = servicing_terms(step["terms"])
    player.digits = terms.digits
    player.desk = Desk(terms, player.today)
    player.books = OperationBook(PEER_CHART)
    _configure(player)
    for raw in step["terms"].get("overdue_charges") or ():
        player.desk.charge_overdue(charge_terms(raw, terms.digits))
    for raw in step["terms"].get("charges") or ():
        agreed = charge_terms(raw, terms.digits)
        if agreed.when is ChargeWhen.DRAWING:
            player.desk.charge_drawings(agreed)
        else:
            player.desk.add_charge(agreed, None)


def _modify(player: Player, step: Step) -> None:
    """The step names the terms that change, as the application spelt them."""
    changed = {key: value for key, value in step.items() if key in player.applied}
    player.loan.modify(servicing_terms({**player.applied, **changed}))
    player.applied = {**player.applied, **changed}


def _pay(player: Player, step: Step) -> None:
    if step.get("duplicate_request"):
        return
    player.loan.pay(
        Kind[step["type"]],
        day(step["date"]),
        player.minor(step["amount"]),
        interest_refund=step.get("interest_refund"),
        channel=step.get("channel", ""),
    )


def _pay_off(player: Player, step: Step) -> None:
    when = day(step["date"])
    player.loan.pay(Kind.REPAYMENT, when, player.loan.payoff(when))


def _disburse(player: Player, step: Step) -> None:
    player.loan.disburse(
        day(step["date"]),
        player.minor(step["amount"]),
        auto_down_payment=step.get("auto_down_payment"),
    )


def _add_charge(player: Player, step: Step) -> None:
    due = day(step["due"]) if step.get("due") else None
    player.loan.add_charge(charge_terms(step["charge"], player.digits), due)


def _reschedule(player: Player, step: Step) -> None:
    since = day(step["from"])
    if "new_rate_percent" in step:
        player.loan.vary("rate", since, rate=Decimal(step["new_rate_percent"]) / 100)
    if "new_due_date" in step:
        player.loan.vary("due_date", since, until=day(step["new_due_date"]))
    if "extra_terms" in step:
        player.loan.vary("extend", since, count=step["extra_terms"])
    if "grace_principal" in step:
        player.loan.vary("grace", since, count=step["grace_principal"])


def _reage(player: Player, step: Step) -> None:
    ageing = ReAgeing(
        day(step["first_due"]), step["every"], Unit(step["unit"].lower()), step["installments"]
    )
    player.loan.re_age(day(step["date"]), ageing, HANDLING[step["interest_handling"]])


def _reamortize(player: Player, step: Step) -> None:
    player.loan.re_amortise(day(step["date"]), HANDLING[step["interest_handling"]])


def _undo(kind: Kind) -> Callable[[Player, Step], None]:
    return lambda player, _step: player.loan.undo(kind)


def _preview(operation: Callable[[Player, Step], None]) -> Callable[[Player, Step], None]:
    """The same operation on a copy of the loan."""

    def look(player: Player, step: Step) -> None:
        real = player.loan
        player.desk = deepcopy(real)
        try:
            operation(player, step)
            player.preview = player.view
        finally:
            player.desk = real

    return look


def _charge(player: Player, step: Step) -> LoanCharge:
    raw = step["target"]
    charges = player.loan.account.charges
    if "charge" in raw:
        due = day(raw["due"])
        charges = [c for c in charges if c.terms.key == raw["charge"] and c.due == due]
    return charges[-1]


def _first_waiver(player: Player) -> Transaction:
    return next(t for t in player.view.listed() if t.kind is Kind.WAIVE_CHARGES)


def _pauses(player: Player) -> list[Variation]:
    return [v for v in player.loan.account.variations if v.kind == "pause" and v.active]


def _pause(player: Player, step: Step) -> None:
    player.loan.vary("pause", day(step["start"]), until=day(step["end"]))


def _drop_pause(player: Player, step: Step) -> None:
    player.loan.drop(_pauses(player)[-1])
    if step["op"] == "update_interest_pause":
        player.loan.vary("pause", day(step["start"]), until=day(step["end"]))


def _end(kind: Kind) -> Callable[[Player, Step], None]:
    def end(player: Player, step: Step) -> None:
        player.loan.end(kind, day(step["date"]))

    return end


def _nothing(player: Player, step: Step) -> None:
    del player, step


def _mark_fraud(player: Player, step: Step) -> None:
    player.loan.mark_fraud(suspected=step["value"])


def _set_config(player: Player, step: Step) -> None:
    player.config[step["key"]] = step["value"]
    if player.desk is not None:
        _configure(player)


def _configure(player: Player) -> None:
    by_due_date = player.config.get("charge-accrual-date", "due-date") == "due-date"
    past_maturity = player.config.get("enable-immediate-charge-accrual-post-maturity", False)
    if player.config:
        player.loan.book_charges(by_due_date=by_due_date, past_maturity=bool(past_maturity))


_JOBS: dict[str, Callable[[Desk], None]] = {
    "ADD_PERIODIC_ACCRUAL_TRANSACTIONS": Desk.accrue,
    "LOAN_DELINQUENCY_CLASSIFICATION": Desk.classify_delinquency,
}


def _run_job(player: Player, step: Step) -> None:
    job = _JOBS.get(step["job"])
    if job is not None:
        job(player.loan)


EXPECTATIONS = {**tables.EXPECTATIONS, **standing_tables.EXPECTATIONS}
OPERATIONS: dict[str, Callable[[Player, Step], None]] = {
    **standing_tables.OPERATIONS,
    "set_date": lambda p, s: p.move_to(day(s["date"])),
    "advance_date": lambda p, s: p.move_to(p.today + timedelta(days=s["days"])),
    "set_config": _set_config,
    "create_loan": _create,
    "modify_loan": _modify,
    "reject": lambda p, _s: p.loan.reject(),
    "withdraw": lambda p, _s: p.loan.withdraw(),
    "disburse": _disburse,
    "pay": _pay,
    "pay_off": _pay_off,
    "add_charge": _add_charge,
    "reverse": lambda p, s: p.loan.reverse(p.target(s)),
    "chargeback": lambda p, s: p.loan.charge_back(
        p.target(s), day(s["date"]), p.minor(s["amount"])
    ),
    "credit_balance_refund": lambda p, s: p.loan.refund_credit(
        day(s["date"]), p.minor(s["amount"])
    ),
    "reschedule": _reschedule,
    "interest_pause": _pause,
    "reage": _reage,
    "reamortize": _reamortize,
    "undo_reage": _undo(Kind.REAGE),
    "undo_reamortize": _undo(Kind.REAMORTIZE),
    "undo_charge_off": _undo(Kind.CHARGE_OFF),
    "undo_terminate_contract": _undo(Kind.CONTRACT_TERMINATION),
    "preview_reage": _preview(_reage),
    "preview_reamortize": _preview(_reamortize),
    "waive_charge": lambda p, s: p.loan.waive(_charge(p, s)),
    "undo_waive": lambda p, _s: p.loan.undo_waiver(_first_waiver(p)),
    "charge_adjustment": lambda p, s: p.loan.adjust_charge(_charge(p, s), p.minor(s["amount"])),
    "interest_refund": lambda p, s: p.loan.refund_interest_of(p.target(s), p.minor(s["amount"])),
    "adjust": lambda p, s: p.loan.correct(p.target(s), day(s["date"]), p.minor(s["amount"])),
    "delete_interest_pause": _drop_pause,
    "update_interest_pause": _drop_pause,
    "charge_off": _end(Kind.CHARGE_OFF),
    "write_off": _end(Kind.WRITE_OFF),
    "terminate_contract": _end(Kind.CONTRACT_TERMINATION),
    "close_of_business": lambda p, _s: p.loan.close_of_business(),
    "mark_fraud": _mark_fraud,
    "reprocess": _nothing,
    "drop_cached_model": _nothing,
    "run_job": _run_job,
    **deferred_tables.OPERATIONS,
}


def run_case(case: Mapping[str, Any]) -> CaseResult:
    """Run one case; what stops it is told in ``error``, and every expectation after it counts as failed."""
    player = Player()
    checks: list[Check] = []
    error: str | None = None
    for at, step in enumerate(case["steps"]):
        try:
            if "op" in step:
                if error is None:
                    player.play(step)
                continue
            if error is None:
                checks.append(EXPECTATIONS[step["expect"]](player, at, step))
            else:
                checks.append(Check(at, step["expect"], False, None, error))
        except Exception as problem:  # noqa: BLE001 - whatever stops a case is its result
            if "op" in step:
                error = f"step {at}, {step['op']}: {type(problem).__name__}: {problem}"
            else:
                text = f"{type(problem).__name__}: {problem}"
                checks.append(Check(at, step["expect"], False, None, text))
    return CaseResult(
        case["id"], case["primary"], tuple(case["capabilities"]), tuple(checks), error
    )
