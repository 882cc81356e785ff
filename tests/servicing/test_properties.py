"""Random lives on the desk: what must hold after every single act (`invariants.py`), and what two runs must agree on.

Left out, each for a reason:

- Contracts whose interest follows the money but counts only from due date to due date, or that owe a pay-off interest to
  the due date (`Rest.PERIOD`, `PayoffInterest.TILL_REST`). There a payment may settle a running instalment before its
  interest is known, so rows and balance can differ by that interest until the due date passes.
- After a loan was charged off, written off or terminated: entries dated back before that day, and changes of terms.
- Where an invariant makes no claim, its condition says so.
"""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ashore.loan import Across, Part
from ashore.servicing.desk import Desk, Status
from ashore.servicing.terms import Recalculation, ServicingTerms
from ashore.servicing.transaction import DERIVED, MONEY_IN, Kind, Transaction
from tests.servicing.invariants import changed, check, facts, had, schedule
from tests.servicing.lives import (
    FIXED_LIVES,
    Act,
    WatchedDesk,
    acts_among,
    contracts,
    do,
    lives,
    opened,
)

Life = tuple[ServicingTerms, list[Act]]


def lead(life: Life) -> WatchedDesk:
    """Lead a loan through a life: what holds is checked after each act, and what is refused changes nothing."""
    terms, acts = life
    desk = opened(terms)
    check(desk, "the opening")
    for act in acts:
        do(desk, Act("wait", wait=act.wait))
        before = facts(desk)
        if do(desk, act._replace(wait=0)):
            check(desk, act)
        else:
            assert facts(desk) == before, f"refused, and something changed: {act}"
    return desk


@FIXED_LIVES
@given(lives(), st.integers(0, 60))
def test_every_claim_holds_after_every_act_and_what_is_quoted_settles_the_loan_whole(
    life: Life, wait: int
) -> None:
    desk = lead(life)
    if desk.status is Status.ACTIVE and can_be_quoted(desk):
        do(desk, Act("wait", wait=wait))
        if do(desk, Act("pay off")):
            assert desk.status is Status.CLOSED_OBLIGATIONS_MET
            assert not desk.account.outstanding
            assert not desk.account.overpaid


def can_be_quoted(desk: Desk) -> bool:
    """Not with a moved due date, nor where payments walk part by part and so leave interest open."""
    vertical = desk.terms.processing is Across.VERTICAL
    return not changed(desk, "due_date") and not vertical


# What is undone


UNDONE = {
    "re-age": Kind.REAGE,
    "re-amortise": Kind.REAMORTIZE,
    "charge off": Kind.CHARGE_OFF,
    "terminate": Kind.CONTRACT_TERMINATION,
}


@FIXED_LIVES
@given(lives(most=4), acts_among(set(UNDONE)), acts_among({"repay", "goodwill", "waive interest"}))
def test_what_is_undone_leaves_the_schedule_from_before(
    life: Life, change: Act, payment: Act
) -> None:
    desk = opened(life[0])
    for act in life[1]:
        do(desk, act)
    do(desk, Act("wait", wait=payment.wait))
    before = schedule(desk)
    if not had(desk, Kind.REFUND_BY_CASH) and do(desk, payment._replace(wait=0)):
        desk.reverse(max(desk.account.transactions, key=_last_money))
        assert schedule(desk) == before
    if do(desk, change._replace(wait=0)) and desk.account.of_kind(UNDONE[change.what]):
        desk.undo(UNDONE[change.what])
        assert schedule(desk) == before


def _last_money(entry: Transaction) -> int:
    return entry.serial if entry.kind in MONEY_IN and entry.kind not in DERIVED else 0


@FIXED_LIVES
@given(lives())
def test_the_same_acts_make_the_same_loan(life: Life) -> None:
    def run() -> tuple[object, ...]:
        desk = opened(life[0])
        for act in life[1]:
            do(desk, act)
        return facts(desk)

    assert run() == run()


# Paying early, paying more


@FIXED_LIVES
@given(
    contracts(recalculation=Recalculation(), processing=Across.HORIZONTAL, down_payment=None),
    st.integers(0, 100),
    st.integers(1, 900),
    st.integers(0, 100),
    st.integers(0, 99),
)
def test_paying_more_or_earlier_never_costs_more_interest(
    terms: ServicingTerms, wait: int, size: int, more: int, earlier: int
) -> None:
    """One payment, then the loan is paid off on a day after all due dates: a cent of rounding a row is allowed."""

    def interest(day: int, part: int) -> int:
        desk = opened(terms)
        do(desk, Act("repay", wait=day, size=part))
        do(desk, Act("wait", wait=400 - day))
        do(desk, Act("pay off"))
        return sum(row.charged[Part.INTEREST] for row in desk.account.rows)

    usual, rows = interest(wait, size), terms.instalments
    assert interest(wait, size + more) <= usual + rows
    assert interest(max(0, wait - earlier), size) <= usual + rows
