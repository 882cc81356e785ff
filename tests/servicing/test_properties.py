"""What must hold for every contract and every history on the desk, after every single act.

Left out, each for a reason:

- Contracts whose interest follows the money but counts only from due date to due date, or that owe a pay-off interest to
  the due date (`Rest.PERIOD`, `PayoffInterest.TILL_REST`). There a payment may settle a running instalment before its
  interest is known, so rows and balance can differ by that interest until the due date passes.
- Re-ageing and re-amortising a loan with interest that does not follow the money: the peer whose convention this is has
  no such product, and what is paid of it is not in its plan.
- After a loan was re-aged, charged off or terminated: entries dated back before that day, changes of terms, and a
  second re-ageing; and re-ageing with a fee for each instalment. There the published tables of the peer lose or repeat
  money, and there is no other source for what should come out.
- That nothing is owed while something is overpaid, where payments walk part by part (`Processing.VERTICAL`) and interest
  follows the money: the walk asks for each part once.
- A new rate or more instalments after money was paid ahead, where interest follows the money: a published table of the
  peer leaves rows that are settled as they are until the next entry, so that principal is missing from the schedule in
  between (`RESIZED` below, only where principal is counted).
- The balance noted on a transaction, once a later disbursement was met by an overpayment: the peer takes all of that
  overpayment off principal there, though some of it may have settled interest.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ashore.loan import Part
from ashore.servicing.balances import NOT_MONETARY
from ashore.servicing.desk import Desk, Status
from ashore.servicing.replay import replay
from ashore.servicing.snapshot import look_at
from ashore.servicing.terms import Processing, Recalculation, ServicingTerms
from ashore.servicing.transaction import DERIVED, MONEY_IN, Kind
from tests.servicing.lives import (
    ACTS,
    WHOLE_LIVES,
    Act,
    acts_among,
    contracts,
    do,
    opened,
)

RELAID = {"re-age", "re-amortise"}
RESIZED = {"rate", "extend"}
follows_or_not = st.sampled_from([None, Recalculation(), Recalculation(none_on_past_due=True)])
Life = tuple[ServicingTerms, list[Act]]


@st.composite
def lives(
    draw: st.DrawFn,
    most: int = 6,
    without: frozenset[str] = frozenset(),
    counted: bool = False,
    **more: Any,
) -> Life:
    """A contract and some acts on it."""
    terms = draw(contracts(recalculation=draw(follows_or_not), **more))
    left_out = set(without)
    if terms.bears_interest and not terms.recalculates:
        left_out |= RELAID
    if counted and terms.recalculates:
        left_out |= RESIZED
    among = acts_among(*(set(ACTS) - left_out))
    return terms, draw(st.lists(among, min_size=1, max_size=most))


def days_of(life: Life) -> Iterator[tuple[Desk, Act]]:
    """The loan after each act that the desk took."""
    terms, acts = life
    desk = opened(terms)
    yield desk, Act("open")
    for act in acts:
        if do(desk, act):
            yield desk, act


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


# Money


@WHOLE_LIVES
@given(lives())
def test_all_money_is_a_part_of_something_or_overpaid(life: Life) -> None:
    for desk, _ in days_of(life):
        account = desk.account
        live = [t for t in account.transactions if t.live]
        for entry in live:
            if entry.kind in MONEY_IN:
                assert entry.amount == sum(entry.portions) + entry.overpaid
        came = sum(t.amount for t in live if t.kind in MONEY_IN)
        went = sum(
            t.amount for t in live if t.kind in (Kind.CREDIT_BALANCE_REFUND, Kind.CHARGEBACK)
        )
        paid = sum(sum(row.paid) for row in account.rows)
        owed_again = sum(sum(row.credited) for row in account.rows)
        assert came - went == paid - owed_again + account.overpaid


@WHOLE_LIVES
@given(lives(without=frozenset({"refund credit"}), several_disbursements=False))
def test_rows_and_transactions_agree_on_what_was_paid_part_by_part(life: Life) -> None:
    """Without overpayments that settle something later: the entry that lends them is not the one that pays."""
    for desk, _ in days_of(life):
        account = desk.account
        live = [t for t in account.transactions if t.live and t.kind in MONEY_IN]
        if any(t.overpaid for t in account.transactions):
            return
        for part in Part:
            paid = sum(row.paid[part] for row in account.rows)
            assert paid == sum(t.portions[part] for t in live)


@WHOLE_LIVES
@given(lives(counted=True, without=frozenset({"re-amortise"})))
def test_principal_asked_for_is_what_was_lent_and_owed_again(life: Life) -> None:
    """Without re-amortising a loan whose last instalments were paid ahead, where principal can go missing: `docs/status.md`."""
    for desk, _ in days_of(life):
        rows = desk.account.rows
        asked = sum(row.charged[Part.PRINCIPAL] for row in rows)
        owed_again = sum(row.credited[Part.PRINCIPAL] for row in rows)
        assert asked == desk.account.principal_lent + owed_again


@WHOLE_LIVES
@given(lives(counted=True))
def test_nothing_is_negative_and_no_row_is_paid_more_than_it_asks_for(life: Life) -> None:
    for desk, _ in days_of(life):
        account = desk.account
        assert account.overpaid >= 0
        for row in account.rows:
            assert min(*row.charged, *row.paid, *row.waived, *row.lost, *row.credited) >= 0
            assert min(row.outstanding(part) for part in Part) >= 0
        for entry in account.transactions:
            assert min(entry.amount, entry.overpaid, entry.balance, *entry.portions) >= 0


@WHOLE_LIVES
@given(lives(without=frozenset({"extend", "due date", "rate", "pause", "terminate", "charge off"})))
def test_nothing_is_overpaid_while_something_is_owed(life: Life) -> None:
    """Without changes of terms and early ends, which may ask for more on a loan that is paid by now."""
    terms, _ = life
    if terms.recalculates and terms.processing is Processing.VERTICAL:
        return
    for desk, _ in days_of(life):
        assert not (desk.account.outstanding and desk.account.overpaid)


@WHOLE_LIVES
@given(lives(counted=True, several_disbursements=False))
def test_the_last_balance_is_the_principal_that_the_rows_still_ask_for(life: Life) -> None:
    for desk, _ in days_of(life):
        account = desk.account
        left = sum(row.outstanding(Part.PRINCIPAL) for row in account.rows)
        moving = [t for t in account.transactions if t.live and t.kind not in NOT_MONETARY]
        assert max(moving, key=lambda t: (t.day, t.serial)).balance == left


# The same again


@WHOLE_LIVES
@given(lives())
def test_the_same_acts_make_the_same_loan(life: Life) -> None:
    one, other = ([repr(facts(desk)) for desk, _ in days_of(life)] for _ in range(2))
    assert one == other


@WHOLE_LIVES
@given(lives())
def test_applying_everything_again_changes_nothing(life: Life) -> None:
    for desk, _ in days_of(life):
        before = facts(desk)
        replay(desk.account, desk.today)
        assert facts(desk) == before


@WHOLE_LIVES
@given(lives())
def test_what_the_desk_refuses_changes_nothing(life: Life) -> None:
    terms, acts = life
    desk = opened(terms)
    for act in acts:
        do(desk, Act("wait", wait=act.wait))
        before = facts(desk)
        if not do(desk, act._replace(wait=0)):
            assert facts(desk) == before


UNDONE = {
    "re-age": Kind.REAGE,
    "re-amortise": Kind.REAMORTIZE,
    "charge off": Kind.CHARGE_OFF,
    "terminate": Kind.CONTRACT_TERMINATION,
}


@WHOLE_LIVES
@given(lives(most=4), st.sampled_from(sorted(UNDONE)), st.data())
def test_what_is_undone_leaves_the_schedule_from_before(
    life: Life, what: str, data: st.DataObject
) -> None:
    terms, _ = life
    if what in RELAID and terms.bears_interest and not terms.recalculates:
        return
    act = data.draw(acts_among(what))
    for desk, _ in days_of(life):
        twin = deepcopy(desk)
        do(twin, Act("wait", wait=act.wait))
        before = schedule(twin)
        if do(twin, act._replace(wait=0)) and twin.account.of_kind(UNDONE[what]):
            twin.undo(UNDONE[what])
            assert schedule(twin) == before


@WHOLE_LIVES
@given(lives(most=4), acts_among("repay", "goodwill", "waive interest"))
def test_a_payment_reversed_leaves_the_schedule_from_before(life: Life, act: Act) -> None:
    for desk, _ in days_of(life):
        twin = deepcopy(desk)
        do(twin, Act("wait", wait=act.wait))
        before = schedule(twin)
        if do(twin, act._replace(wait=0)):
            twin.reverse(max(twin.account.transactions, key=_last_money))
            assert schedule(twin) == before


def _last_money(entry: Any) -> int:
    return entry.serial if entry.kind in MONEY_IN and entry.kind not in DERIVED else 0


# Paying off, early, more


@WHOLE_LIVES
@given(lives(without=frozenset({"due date"}), processing=Processing.HORIZONTAL), st.integers(0, 60))
def test_what_is_quoted_settles_the_loan_whole(life: Life, wait: int) -> None:
    for desk, _ in days_of(life):
        if desk.status is not Status.ACTIVE:
            continue
        twin = deepcopy(desk)
        do(twin, Act("wait", wait=wait))
        if do(twin, Act("pay off")):
            assert twin.status is Status.CLOSED_OBLIGATIONS_MET
            assert not twin.account.outstanding
            assert not twin.account.overpaid


@WHOLE_LIVES
@given(
    contracts(recalculation=Recalculation(), processing=Processing.HORIZONTAL, down_payment=None),
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
