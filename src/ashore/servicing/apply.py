"""What each kind of transaction does to a loan in servicing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from ashore.loan import Part
from ashore.servicing import moves, outlook
from ashore.servicing.account import Account
from ashore.servicing.allocate import (
    refresh_from_plan,
    rule_for,
    settle,
    take_back,
    till_due_date,
)
from ashore.servicing.credits import charge_back, refund_credit
from ashore.servicing.drawing import capitalise_income, disburse
from ashore.servicing.ending import charge_off, interest_till_end, terminate, write_off
from ashore.servicing.fixed_order import settle_in_fixed_order
from ashore.servicing.re_amortising import re_amortise
from ashore.servicing.relaying import re_age
from ashore.servicing.terms import Ahead, AllocationRule, ChargeOffBehaviour, PayoffInterest
from ashore.servicing.transaction import MONEY_IN, Kind, Transaction


def apply(account: Account, entry: Transaction) -> None:
    """Apply one transaction; overdue principal has earned interest up to its day."""
    if entry.kind in MONEY_IN:
        account.prepaying = _is_prepaying(account, entry)
    catch_up(account, entry.day)
    handler = HANDLERS.get(entry.kind)
    if handler is not None:
        handler(account, entry)


def catch_up(account: Account, day: date) -> None:
    """Overdue principal earns interest up to ``day``."""
    if not account.follows_money or not account.rows:
        return
    agreed = account.terms.recalculation
    plan = account.plan
    assert agreed is not None
    assert plan is not None
    if agreed.none_on_past_due:
        return
    to_due = till_due_date(account.terms, prepaying=account.prepaying)
    if moves.count_overdue(plan, day, to_due_date=to_due):
        refresh_from_plan(account)


def _is_prepaying(account: Account, entry: Transaction) -> bool:
    """Whether the money would settle the loan up to the running due date."""
    plan = account.plan
    row = account.row_on(entry.day)
    if row is None or plan is None or account.terms.recalculation is None:
        return False
    if account.terms.recalculation.payoff is not PayoffInterest.TILL_REST:
        return False
    due = outlook.outstanding_till(plan, row.due)
    return entry.amount >= due.principal + due.interest


def _repay(account: Account, entry: Transaction) -> None:
    _owe_interest_of_settled_period(account, entry)
    terms = account.terms
    if terms.fixed_order:
        left = settle_in_fixed_order(account, entry, entry.amount)
    else:
        left = settle(account, entry, entry.amount, rule_for(terms, entry.kind))
    _keep_overpaid(account, entry, left)


def _keep_overpaid(account: Account, entry: Transaction, left: int) -> None:
    if not entry.amount:
        return
    if left > 0:
        account.overpaid += left
        entry.overpaid = left


def _owe_interest_of_settled_period(account: Account, entry: Transaction) -> None:
    """A pay-off that owes interest to the due date pays it even where the running instalment is settled already."""
    plan, agreed = account.plan, account.terms.recalculation
    if plan is None or agreed is None or not account.prepaying:
        return
    if agreed.payoff is not PayoffInterest.TILL_REST:
        return
    current = next((p for p in plan.periods if p.start <= entry.day < p.due), None)
    plan.figure()
    if current is not None and current.settled:
        interest = outlook.outstanding_till(plan, current.due).interest
        if interest > 0:
            current.deferred = interest
            plan.touch()


COMPUTED = "computed"
"""An interest refund whose amount follows the loan; one entered by hand does so once its refund was split anew."""


def _refund_interest(account: Account, entry: Transaction) -> None:
    """Interest of money that was given back: as if it had never been lent."""
    off = next((t for t in account.of_kind(Kind.CHARGE_OFF)), None)
    if off is not None and (off.day, off.serial) < (entry.day, entry.serial):
        behaviour = account.terms.charge_off
        if account.terms.progressive and behaviour is not ChargeOffBehaviour.REGULAR:
            entry.amount = interest_till_end(account, off.day)
        else:
            entry.amount = sum(row.charged[Part.INTEREST] for row in account.rows)
    elif account.plan is not None and _follows(account, entry):
        entry.terms = COMPUTED
        before = outlook.interest_due_by(account.plan, entry.day, vertical=False)
        after = account.as_if_refunded(account, entry.day, account.processed)
        entry.amount = entry.asked = max(0, before - account.refunded_interest - after)
        if not entry.amount:
            entry.void = True
            return
    account.refunded_interest += entry.amount
    _repay(account, entry)


def _follows(account: Account, entry: Transaction) -> bool:
    """Whether the amount of an interest refund is computed anew."""
    if entry.related is None:
        return False
    return entry.related in account.changed or entry.terms == COMPUTED


def _refund_by_cash(account: Account, entry: Transaction) -> None:
    """Money back to the borrower: what is overpaid, then of what was paid, the payment order backwards."""
    entry.overpaid = min(account.overpaid, entry.amount)
    account.overpaid -= entry.overpaid
    own = account.terms.allocation.get(entry.kind)
    if own is None:
        default = rule_for(account.terms, None)
        own = AllocationRule(tuple(reversed(default.order)), Ahead.LAST)
    take_back(account, entry, entry.amount - entry.overpaid, own)


def _charge_paid(account: Account, entry: Transaction) -> None:
    """A payment for one charge; what is left of it settles the rest of the loan."""
    charge = entry.terms
    left = entry.amount
    for row in account.rows:
        first = row is account.rows[0]
        if charge.due_within(row.start, row.due, first=first):
            taken = charge.pay(min(left, charge.outstanding), row)
            row.pay(charge.part, entry.day, taken)
            entry.place(row)[charge.part] += taken
            entry.portions[charge.part] += taken
            left -= taken
            break
    if left > 0:
        left = settle(account, entry, left, rule_for(account.terms, entry.kind))
    _keep_overpaid(account, entry, left)


def _charge_paid_at_drawing(account: Account, entry: Transaction) -> None:
    """A charge kept back from what is disbursed."""
    del account
    entry.terms.paid = entry.amount
    entry.portions[entry.terms.part] = entry.amount


HANDLERS: dict[Kind, Callable[[Account, Transaction], None]] = {
    Kind.DISBURSEMENT: disburse,
    Kind.CAPITALIZED_INCOME: capitalise_income,
    Kind.REPAYMENT: _repay,
    Kind.DOWN_PAYMENT: _repay,
    Kind.GOODWILL_CREDIT: _repay,
    Kind.MERCHANT_ISSUED_REFUND: _repay,
    Kind.PAYOUT_REFUND: _repay,
    Kind.INTEREST_PAYMENT_WAIVER: _repay,
    Kind.CHARGE_ADJUSTMENT: _repay,
    Kind.CAPITALIZED_INCOME_ADJUSTMENT: _repay,
    Kind.CHARGE_PAYMENT: _charge_paid,
    Kind.REPAYMENT_AT_DISBURSEMENT: _charge_paid_at_drawing,
    Kind.INTEREST_REFUND: _refund_interest,
    Kind.REFUND_BY_CASH: _refund_by_cash,
    Kind.CREDIT_BALANCE_REFUND: refund_credit,
    Kind.CHARGEBACK: charge_back,
    Kind.CHARGE_OFF: charge_off,
    Kind.CONTRACT_TERMINATION: terminate,
    Kind.WRITE_OFF: write_off,
    Kind.REAGE: re_age,
    Kind.REAMORTIZE: re_amortise,
}
