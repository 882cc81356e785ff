"""What must hold of a loan on the desk after every act: small claims, each with the condition under which it is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ashore.ledger import HOUSE_CHART, Role
from ashore.loan import Across, Part
from ashore.servicing import deferred
from ashore.servicing.balances import NOT_MONETARY
from ashore.servicing.desk import Desk, Status
from ashore.servicing.replay import replay
from ashore.servicing.snapshot import look_at
from ashore.servicing.transaction import MONEY_IN, Kind
from tests.servicing.lives import WatchedDesk

Claim = Callable[[Any], None]
Condition = Callable[[Desk], bool]


class Invariant(NamedTuple):
    """A claim, and the loans of which it is made."""

    claim: Claim
    applies: Condition

    @property
    def name(self) -> str:
        """The claim in words."""
        return self.claim.__name__.replace("_", " ")


INVARIANTS: list[Invariant] = []


def always(_: Desk) -> bool:
    """Of every loan."""
    return True


def of(applies: Condition) -> Callable[[Claim], Claim]:
    """Claim it of the loans to which it applies."""

    def note(claim: Claim) -> Claim:
        INVARIANTS.append(Invariant(claim, applies))
        return claim

    return note


def check(desk: WatchedDesk, act: object) -> None:
    """Every claim that applies; one that fails is named."""
    desk.keep_books()
    for invariant in INVARIANTS:
        if invariant.applies(desk):
            try:
                invariant.claim(desk)
            except Exception as problem:
                problem.add_note(f"not true after {act}: {invariant.name}")
                raise


# Which loans


def changed(desk: Desk, *kinds: str) -> bool:
    """Whether terms of these kinds were changed."""
    return any(v.kind in kinds for v in desk.account.variations)


def had(desk: Desk, *kinds: Kind) -> bool:
    """Whether anything of these kinds happened, undone or not."""
    return any(t.kind in kinds for t in desk.account.transactions)


# Money

MONEY_OUT = frozenset({Kind.CREDIT_BALANCE_REFUND, Kind.CHARGEBACK, Kind.REFUND_BY_CASH})


@of(always)
def all_money_is_a_part_of_something_or_overpaid(desk: Desk) -> None:
    """What came in less what went out again is what the rows were paid, less what they ask for again, and overpaid."""
    account = desk.account
    live = [t for t in account.transactions if t.live]
    for entry in live:
        if entry.kind in MONEY_IN:
            assert entry.amount == sum(entry.portions) + entry.overpaid
    came = sum(t.amount for t in live if t.kind in MONEY_IN)
    went = sum(t.amount for t in live if t.kind in MONEY_OUT)
    paid = sum(sum(row.paid) for row in account.rows)
    owed_again = sum(sum(row.credited) for row in account.rows)
    assert came - went == paid - owed_again + account.overpaid


def _nothing_was_overpaid(desk: Desk) -> bool:
    """Money that was too much settles something later, and the entry that lends it is not the one that pays."""
    return not any(t.overpaid for t in desk.account.transactions)


@of(_nothing_was_overpaid)
def rows_and_transactions_agree_part_by_part(desk: Desk) -> None:
    """What the rows were paid of a part is what the payments say that they paid of it."""
    account = desk.account
    live = [t for t in account.transactions if t.live]
    for part in Part:
        paid = sum(row.paid[part] for row in account.rows)
        given = sum(t.portions[part] for t in live if t.kind in MONEY_IN)
        back = sum(t.portions[part] for t in live if t.kind is Kind.REFUND_BY_CASH)
        assert paid == given - back


@of(always)
def principal_asked_for_is_what_was_lent_and_owed_again(desk: Desk) -> None:
    """The rows ask for all the principal there is, and for no more."""
    rows = desk.account.rows
    asked = sum(row.charged[Part.PRINCIPAL] for row in rows)
    owed_again = sum(row.credited[Part.PRINCIPAL] for row in rows)
    assert asked == desk.account.principal_lent + owed_again


@of(always)
def nothing_is_negative_and_no_row_is_paid_more_than_it_asks_for(desk: Desk) -> None:
    """No amount of a row or of an entry is below zero, nor what is left of a row."""
    account = desk.account
    assert account.overpaid >= 0
    for row in account.rows:
        assert min(*row.charged, *row.paid, *row.waived, *row.lost, *row.credited) >= 0
        assert min(row.outstanding(part) for part in Part) >= 0
    for entry in account.transactions:
        assert min(entry.amount, entry.overpaid, entry.balance, *entry.portions) >= 0


def _asks_for_no_more_later(desk: Desk) -> bool:
    """Changed terms and early ends may ask for more on a loan that is paid by now; nor where payments walk part by part
    and interest follows the money: the walk asks for each part once."""
    if desk.terms.recalculates and desk.terms.processing is Across.VERTICAL:
        return False
    ended = had(desk, Kind.CHARGE_OFF, Kind.CONTRACT_TERMINATION)
    return not desk.account.variations and not ended


@of(_asks_for_no_more_later)
def nothing_is_overpaid_while_something_is_owed(desk: Desk) -> None:
    """Money that is too much pays what is asked for."""
    assert not (desk.account.outstanding and desk.account.overpaid)


@of(always)
def the_last_balance_is_the_principal_that_the_rows_still_ask_for(desk: Desk) -> None:
    """The balance noted on the transaction that counts last."""
    account = desk.account
    left = sum(row.outstanding(Part.PRINCIPAL) for row in account.rows)
    moving = [t for t in account.transactions if t.live and t.kind not in NOT_MONETARY]
    assert max(moving, key=lambda t: (t.day, t.serial)).balance == left


# Income


def accrued(desk: Desk, part: Part) -> int:
    """What is booked as earned of a part."""
    live = [t for t in desk.account.transactions if t.live]
    booked = sum(t.portions[part] for t in live if t.kind is Kind.ACCRUAL)
    return booked - sum(t.portions[part] for t in live if t.kind is Kind.ACCRUAL_ADJUSTMENT)


EARNED = (Part.INTEREST, Part.FEE, Part.PENALTY)


@of(always)
def no_more_is_taken_back_than_was_booked(desk: Desk) -> None:
    """Accruals less their adjustments are never below zero."""
    assert min(accrued(desk, part) for part in EARNED) >= 0


def _is_paid(desk: Desk) -> bool:
    """A loan that is paid and never ended otherwise; charge-off and termination stop the booking."""
    ended = had(desk, Kind.CHARGE_OFF, Kind.CONTRACT_TERMINATION, Kind.WRITE_OFF)
    return desk.status in (Status.CLOSED_OBLIGATIONS_MET, Status.OVERPAID) and not ended


@of(_is_paid)
def what_a_paid_loan_was_asked_for_is_booked_as_earned(desk: Desk) -> None:
    """Accruals add up to what the rows ask for; a charge that was waived before it was booked is not earned."""
    for part in EARNED:
        asked = sum(row.charged[part] - row.credited[part] for row in desk.account.rows)
        forgone = sum(c.forgone for c in desk.account.charges if c.active and c.part is part)
        assert accrued(desk, part) == asked - forgone


def _notes_activity(desk: Desk) -> bool:
    """Of a loan that is paid, where the contract wants activity."""
    return desk.terms.accrual_activity and _is_paid(desk)


@of(_notes_activity)
def activity_of_a_paid_loan_is_all_that_the_rows_asked_for(desk: Desk) -> None:
    """An entry for each instalment that fell due and one for the rest come to the whole."""
    noted = desk.account.of_kind(Kind.ACCRUAL_ACTIVITY)
    for part in EARNED:
        asked = sum(row.charged[part] for row in desk.account.rows)
        assert sum(t.portions[part] for t in noted) == asked


@of(always)
def deferred_income_is_earned_once(desk: Desk) -> None:
    """No part of an income is earned, given back or lost twice; a loan that has ended leaves nothing to earn."""
    for family in deferred.FAMILIES:
        for income in deferred.standing(desk.account, family):
            assert min(income.recognised, income.given_back, income.expensed, income.open) >= 0
            if desk.status in (Status.CLOSED_OBLIGATIONS_MET, Status.OVERPAID):
                assert income.open == 0


# Books


def balances(desk: WatchedDesk) -> dict[str, int]:
    """The balance of every account that the loan has moved, by code."""
    found: dict[str, int] = {}
    for entry in desk.account.transactions:
        for posting in desk.books.of(entry):
            found[posting.account] = found.get(posting.account, 0) + posting.amount_minor
    return found


def code(role: Role) -> str:
    """The account of a role."""
    return HOUSE_CHART.account(role).code


@of(always)
def every_journal_balances(desk: WatchedDesk) -> None:
    """Debits are credits, of each transaction and so of all."""
    for entry in desk.account.transactions:
        assert sum(posting.amount_minor for posting in desk.books.of(entry)) == 0


def _not_charged_off(desk: Desk) -> bool:
    """A charge-off takes the receivables off the books while the borrower owes them still."""
    return not desk.account.of_kind(Kind.CHARGE_OFF)


@of(_not_charged_off)
def principal_and_overpayment_on_the_books_are_those_of_the_rows(desk: WatchedDesk) -> None:
    """The portfolio is the principal that the rows still ask for, the overpayment account what is overpaid."""
    account, booked = desk.account, balances(desk)
    left = sum(row.outstanding(Part.PRINCIPAL) for row in account.rows)
    assert booked.get(code(Role.LOAN_PORTFOLIO), 0) == left
    assert -booked.get(code(Role.OVERPAYMENT), 0) == account.overpaid


@of(_is_paid)
def a_paid_loan_has_no_receivables_on_the_books(desk: WatchedDesk) -> None:
    """What was booked as earned was paid, waived or given back."""
    booked = balances(desk)
    for role in (Role.INTEREST_RECEIVABLE, Role.FEE_RECEIVABLE, Role.PENALTY_RECEIVABLE):
        assert booked.get(code(role), 0) == 0, role


# The same again


def facts(desk: Desk) -> tuple[object, ...]:
    """All that the desk tells of a loan, as it stands today."""
    account = desk.account
    look_at(account, desk.today)
    rows = [
        (
            (row.number, row.start, row.due, row.down_payment, row.additional),
            (*row.charged, *row.paid, *row.waived, *row.lost, *row.credited),
            (row.early, row.late, row.met, row.met_on),
        )
        for row in account.rows
    ]
    entries = [
        (t.kind, t.day, t.amount, *t.portions, t.overpaid, t.balance, t.live)
        for t in account.transactions
    ]
    charges = [(c.amount, c.paid, c.waived, c.active) for c in account.charges]
    return rows, entries, charges, account.overpaid, desk.status


def schedule(desk: Desk) -> tuple[object, ...]:
    """What the rows ask for and what is paid of them."""
    look_at(desk.account, desk.today)
    rows = [(row.due, *row.charged, *row.paid, *row.lost) for row in desk.account.rows]
    return (*rows, desk.account.overpaid)


@of(always)
def applying_everything_again_changes_nothing(desk: Desk) -> None:
    """A replay of all that was entered gives the loan that is there."""
    before = facts(desk)
    replay(desk.account, desk.today)
    assert facts(desk) == before
