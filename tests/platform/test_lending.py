"""Lending through commands: a loan's life on both databases, each command once, books equal to loans at every step."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ashore.ledger import CHART, balances
from ashore.loan import Contract, Part, PenaltyTerms, RepaymentKind, evaluate, fold
from ashore.money import AshoreError, Rate
from ashore.platform.books import trial_balance
from ashore.platform.commands import (
    Answer,
    CommandRefused,
    Data,
    KeyTaken,
    Request,
    Unit,
    UnknownCustomer,
    carry_out,
)
from ashore.platform.customers import open_customer
from ashore.platform.ids import Ids, shard_of
from ashore.platform.loans import (
    UnknownLoan,
    charge,
    disburse,
    load,
    receive_money,
    refund,
    reverse,
    sign_contract,
    waive,
    write_off,
)

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

IDS = Ids()
START = date(2025, 1, 15)


def contract(**changes: Any) -> Contract:
    """8,000 yuan at 18 % over twelve months."""
    fields: dict[str, Any] = {
        "id": "as-signed",
        "principal_minor": 8_000_00,
        "start": START,
        "rate": Rate.per_year("18"),
        "repayment": RepaymentKind.EQUAL_INSTALMENT,
        "instalments": 12,
        "penalty": PenaltyTerms(),
    }
    return Contract(**fields | changes)


class Teller:
    """Somebody at the counter of one customer."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self.connection = connection
        self.customer = open_customer(connection, IDS, None, at=1)
        self.serial = 0

    def do(
        self,
        work: Callable[[Unit], Data],
        today: date,
        *,
        key: str | None = None,
        body: Data | None = None,
        route: str = "test",
        dry_run: bool = False,
    ) -> Answer:
        self.serial += 1
        request = Request(
            customer_id=self.customer,
            key=key or f"key-{self.serial}",
            route=route,
            body=body if body is not None else {"serial": self.serial},
            actor_id=1,
            today=today,
            at=1_700_000_000_000_000 + self.serial,
        )
        return carry_out(self.connection, IDS, request, work, dry_run=dry_run)

    def lent(self, **changes: Any) -> int:
        """A loan, signed and disbursed."""
        signed = self.do(lambda unit: sign_contract(unit, contract(**changes)), START)
        loan = int(signed.data["loan"])
        amount = changes.get("principal_minor", 8_000_00)
        self.do(lambda unit: disburse(unit, loan, amount, START), START)
        return loan

    def check_books(self, loan: int, today: date) -> None:
        """The loan's balances in the books are those of its standing as the library has it."""
        life = load(self.connection, self.customer, loan)
        standing = evaluate(fold(life.contract, life.events), today)
        wanted = dict(zip((each.code for each in CHART), balances(standing.totals), strict=True))
        with self.connection.cursor() as cursor:
            cursor.execute(
                "SELECT account, amount FROM books_balance WHERE customer_id = %s AND loan_id = %s",
                [self.customer, loan],
            )
            booked = dict(cursor.fetchall())
        assert {code: booked.get(code, 0) for code in wanted} == wanted


@pytest.fixture
def teller(connection: BaseDatabaseWrapper) -> Teller:
    return Teller(connection)


def test_a_loan_lives_from_signing_to_the_last_fen(teller: Teller) -> None:
    loan = teller.lent()
    assert load(teller.connection, teller.customer, loan).contract.instalment_minor == 733_44
    teller.check_books(loan, START)
    day = date(2025, 2, 15)
    paid = teller.do(lambda unit: receive_money(unit, 733_44, day), day).data["loans"]
    assert [(each["loan"], each["amount_minor"], each["status"]) for each in paid] == [
        (str(loan), 733_44, "active")
    ]
    teller.check_books(loan, day)
    end = date(2025, 3, 1)
    life = load(teller.connection, teller.customer, loan)
    owed = evaluate(fold(life.contract, life.events), end).outstanding.total
    last = teller.do(lambda unit: receive_money(unit, owed + 5_00, end), end).data["loans"][0]
    assert (last["status"], last["credit_minor"]) == ("overpaid", 5_00)
    teller.do(lambda unit: refund(unit, loan, 5_00, end), end)
    teller.check_books(loan, end)
    assert shard_of(loan) == shard_of(teller.customer)


def test_money_pays_what_is_due_longest_and_then_what_comes_next(teller: Teller) -> None:
    old = teller.lent(instalments=6)
    new = teller.lent(start=START + timedelta(days=10))
    day = date(2025, 3, 20)
    answer = teller.do(lambda unit: receive_money(unit, 5_000_00, day), day).data
    shares = {each["loan"]: each["amount_minor"] for each in answer["loans"]}
    assert sum(shares.values()) == 5_000_00
    assert list(shares) == [str(old), str(new)]
    for loan in (old, new):
        life = load(teller.connection, teller.customer, loan)
        assert evaluate(fold(life.contract, life.events), day).overdue.total == 0
        teller.check_books(loan, day)


def test_the_borrower_may_say_for_which_loan(teller: Teller) -> None:
    teller.lent()
    chosen = teller.lent()
    day = date(2025, 2, 20)
    answer = teller.do(lambda unit: receive_money(unit, 100_00, day, loan_id=chosen), day).data
    assert [each["loan"] for each in answer["loans"]] == [str(chosen)]


def test_a_payment_found_late_and_a_reversal_move_the_books_to_what_is_known_now(
    teller: Teller,
) -> None:
    loan, found = teller.lent(), date(2025, 4, 1)
    late = teller.do(lambda unit: receive_money(unit, 733_44, date(2025, 2, 15)), found).data[
        "loans"
    ][0]
    teller.check_books(loan, found)
    day = date(2025, 4, 2)
    teller.do(lambda unit: reverse(unit, loan, int(late["events"][0]), day), day)
    teller.check_books(loan, day)
    assert trial_balance(teller.connection, "CNY", customer_id=teller.customer)["1001"] == -8_000_00


def test_the_same_request_is_carried_out_once(teller: Teller) -> None:
    loan, day = teller.lent(), date(2025, 2, 15)

    def pay(key: str, body: Data) -> Answer:
        return teller.do(lambda unit: receive_money(unit, 100_00, day), day, key=key, body=body)

    first = pay("p1", {"amount": 100_00})
    again = pay("p1", {"amount": 100_00})
    assert (first.repeated, again.repeated, again.data) == (False, True, first.data)
    with pytest.raises(KeyTaken, match="key of its own"):
        pay("p1", {"amount": 100_01})
    assert len(load(teller.connection, teller.customer, loan).events) == 2


def test_a_dry_run_answers_as_the_command_would_and_keeps_nothing(teller: Teller) -> None:
    loan, day = teller.lent(), date(2025, 2, 15)
    tried = teller.do(lambda unit: receive_money(unit, 733_44, day), day, key="p", dry_run=True)
    assert tried.data["loans"][0]["status"] == "active"
    assert len(load(teller.connection, teller.customer, loan).events) == 1
    done = teller.do(lambda unit: receive_money(unit, 733_44, day), day, key="p", body={"other": 1})
    assert not done.repeated


NEXT_DAY = date(2025, 2, 1)
REFUSED: dict[str, tuple[Callable[[Unit, int], Data], type[Exception]]] = {
    "no money": (lambda unit, _: receive_money(unit, 0, NEXT_DAY), AshoreError),
    "no such loan": (
        lambda unit, loan: receive_money(unit, 100, NEXT_DAY, loan_id=loan + 1),
        UnknownLoan,
    ),
    "no credit": (lambda unit, loan: refund(unit, loan, 1, NEXT_DAY), AshoreError),
    "more than agreed": (lambda unit, loan: disburse(unit, loan, 1, NEXT_DAY), AshoreError),
    "no such event": (lambda unit, loan: reverse(unit, loan, 5, NEXT_DAY), CommandRefused),
    "a day to come": (
        lambda unit, loan: charge(unit, loan, "fee", 1, NEXT_DAY + timedelta(1)),
        CommandRefused,
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_refused_leaves_nothing(teller: Teller, what: str) -> None:
    work, error = REFUSED[what]
    loan, day = teller.lent(), NEXT_DAY
    before = trial_balance(teller.connection, "CNY", customer_id=teller.customer)
    with pytest.raises(error):
        teller.do(lambda unit: work(unit, loan), day, key="refused")
    assert len(load(teller.connection, teller.customer, loan).events) == 1
    assert trial_balance(teller.connection, "CNY", customer_id=teller.customer) == before
    teller.do(lambda unit: receive_money(unit, 100, day), day, key="refused")


def test_nobody_else_s_loan_can_be_reached(teller: Teller) -> None:
    loan = teller.lent()
    other = Teller(teller.connection)
    with pytest.raises(UnknownLoan):
        other.do(lambda unit: receive_money(unit, 100, START, loan_id=loan), START)
    other.customer = 12345
    with pytest.raises(UnknownCustomer):
        other.do(lambda unit: receive_money(unit, 100, START), START)


def test_an_external_id_names_one_customer(connection: BaseDatabaseWrapper) -> None:
    name = f"crm-{IDS.customer()}"
    first = open_customer(connection, IDS, name, at=1)
    assert open_customer(connection, IDS, name, at=2) == first


def test_commands_sent_at_once_take_effect_once_each(teller: Teller) -> None:
    loan, day = teller.lent(), date(2025, 2, 15)

    def send(serial: int) -> bool:
        found = connections[teller.connection.alias]
        try:
            request = Request(
                customer_id=teller.customer,
                key=f"pay-{serial % 15}",
                route="receive_money",
                body={"serial": serial % 15},
                actor_id=1,
                today=day,
                at=1,
            )
            return carry_out(
                found, IDS, request, lambda unit: receive_money(unit, 1_00, day)
            ).repeated
        finally:
            found.close()

    with ThreadPoolExecutor(4) as pool:
        repeated = list(pool.map(send, range(45)))
    assert repeated.count(False) == 15
    assert len(load(teller.connection, teller.customer, loan).events) == 16
    teller.check_books(loan, day)


ACTS = st.one_of(
    st.tuples(st.just("pay"), st.integers(1, 3_000_00)),
    st.tuples(st.just("pay back-dated"), st.integers(1, 1_000_00)),
    st.tuples(st.just("charge"), st.integers(1, 50_00)),
    st.tuples(st.just("waive"), st.integers(1, 50_00)),
    st.tuples(st.just("reverse"), st.integers(0, 20)),
    st.tuples(st.just("write off"), st.just(0)),
)


def work_of(
    act: str, loan: int, amount: int, today: date, events: list[int]
) -> Callable[[Unit], Data]:
    """What an act does, to be carried out once."""
    works: dict[str, Callable[[Unit], Data]] = {
        "pay": lambda unit: receive_money(unit, amount, today),
        "pay back-dated": lambda unit: receive_money(
            unit, amount, max(START, today - timedelta(20)), loan_id=loan
        ),
        "charge": lambda unit: charge(unit, loan, "fee", amount, today),
        "waive": lambda unit: waive(unit, loan, Part.INTEREST, amount, today),
        "reverse": lambda unit: reverse(unit, loan, events[amount % len(events)], today),
        "write off": lambda unit: write_off(unit, loan, "lost", today),
    }
    return works[act]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 40), ACTS), max_size=8))
def test_books_are_loans_after_any_life(
    connection: BaseDatabaseWrapper, acts: list[tuple[int, tuple[str, int]]]
) -> None:
    teller = Teller(connection)
    loan, today = teller.lent(), START
    events: list[int] = []
    for wait, (act, amount) in acts:
        today += timedelta(days=wait)
        if act == "reverse" and not events:
            continue
        try:
            done = teller.do(work_of(act, loan, amount, today, events), today).data
        except AshoreError:
            continue
        told = done["loans"][0] if "loans" in done else done
        events += [int(each) for each in told["events"]]
        teller.check_books(loan, today)
    assert sum(trial_balance(connection, "CNY", customer_id=teller.customer).values()) == 0
