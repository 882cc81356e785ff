"""The journal of one operation on a loan: it balances, it is undone by its mirror, and its rules are those published."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from gzip import open as gunzip
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashore.ledger import (
    HOUSE_CHART,
    PEER_CHART,
    Fact,
    InvalidJournal,
    LoanFacts,
    OperationBook,
    OperationChart,
    Posting,
    Role,
    entries,
    loan_facts,
    mirror,
)
from ashore.ledger.servicing import AFTER_CHARGE_OFF, DECISIONS, RULES, SILENT
from ashore.servicing import Transaction
from ashore.servicing import TransactionKind as Kind
from ashore.servicing.rows import Row

DAY = date(2025, 2, 1)
CHARTS = (HOUSE_CHART, PEER_CHART)
charts = st.sampled_from(CHARTS)
facts = st.builds(
    LoanFacts, st.frozensets(st.sampled_from(Fact)), st.sampled_from(("", "DELINQUENT"))
)
amounts = st.integers(0, 10**9)


def transaction(kind: Kind, *parts: int, overpaid: int = 0, serial: int = 1) -> Transaction:
    """A transaction of ``parts`` (principal, interest, fee, penalty) and ``overpaid``."""
    four = (*parts, 0, 0, 0, 0)[:4]
    entry = Transaction(kind, DAY, sum(four) + overpaid, entered=DAY, serial=serial)
    entry.portions = list(four)
    entry.overpaid = overpaid
    return entry


def journal(
    entry: Transaction, *holds: Fact, reason: str = "", chart: OperationChart = PEER_CHART
) -> dict[str, int]:
    """Amounts by the name of the account, debits positive; each account is on one side only."""
    found = entries(entry, LoanFacts(frozenset(holds), reason), chart)
    assert len({line.account for line in found}) == len(found)
    return {chart.by_code(line.account).name: line.amount_minor for line in found}


# The table


def test_every_kind_has_a_rule_or_is_silent() -> None:
    assert set(RULES) | SILENT == set(Kind)
    assert not set(RULES) & SILENT
    assert set(AFTER_CHARGE_OFF) <= set(RULES)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_a_chart_has_an_account_for_every_role_that_nothing_has_to_decide(
    chart: OperationChart,
) -> None:
    assert set(chart.roles) == set(Role) - set(DECISIONS)


def test_a_chart_that_misses_a_role_is_refused() -> None:
    roles = {
        role: account for role, account in HOUSE_CHART.roles.items() if role is not Role.OVERPAYMENT
    }
    with pytest.raises(InvalidJournal, match="overpayment"):
        OperationChart("poor", roles)


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.name)
def test_a_code_names_one_account_of_a_chart(chart: OperationChart) -> None:
    accounts = {*chart.roles.values(), *chart.labelled.values()}
    assert len({account.code for account in accounts}) == len(accounts)


@pytest.mark.parametrize("kind", sorted(SILENT, key=lambda kind: kind.value))
def test_what_moves_no_money_has_no_journal(kind: Kind) -> None:
    assert entries(transaction(kind, 1, 2, 3, 4), LoanFacts(), PEER_CHART) == ()


@pytest.mark.property
@given(st.sampled_from(Kind), st.lists(amounts, min_size=5, max_size=5), facts, charts)
def test_every_journal_balances(
    kind: Kind, parts: list[int], known: LoanFacts, chart: OperationChart
) -> None:
    entry = transaction(kind, *parts[:4], overpaid=parts[4])
    found = entries(entry, known, chart)
    assert sum(line.amount_minor for line in found) == 0
    assert all(line.amount_minor for line in found)


@pytest.mark.property
@given(
    st.sampled_from((Kind.CAPITALIZED_INCOME_AMORTIZATION, Kind.BUY_DOWN_FEE_AMORTIZATION)),
    st.lists(st.tuples(st.integers(-(10**9), 10**9), st.sampled_from(("", "class")))),
    facts,
    charts,
)
def test_an_amortisation_of_several_incomes_balances(
    kind: Kind, earned: list[tuple[int, str]], known: LoanFacts, chart: OperationChart
) -> None:
    entry = transaction(kind, sum(amount for amount, _ in earned))
    for amount, label in earned:
        income = transaction(Kind.CAPITALIZED_INCOME, abs(amount))
        income.label = label
        entry.shares.append((income, amount))
    assert sum(line.amount_minor for line in entries(entry, known, chart)) == 0


# Kinds


def test_a_repayment_settles_what_is_owed_and_keeps_the_rest() -> None:
    paid = transaction(Kind.REPAYMENT, 100_00, 10_00, 5_00, 2_00, overpaid=3_00)
    assert journal(paid) == {
        "SUSPENSE_CLEARING_ACCOUNT": 120_00,
        "LOANS_RECEIVABLE": -100_00,
        "INTEREST_FEE_RECEIVABLE": -17_00,
        "OVERPAYMENT_ACCOUNT": -3_00,
    }


def test_the_same_repayment_in_our_own_chart_keeps_its_parts_apart() -> None:
    paid = transaction(Kind.REPAYMENT, 100_00, 10_00, 5_00, 2_00, overpaid=3_00)
    found = entries(paid, LoanFacts(), HOUSE_CHART)
    assert dict(found) == {
        "1001": 120_00,
        "1301": -100_00,
        "1302": -10_00,
        "1303": -5_00,
        "1304": -2_00,
        "2201": -3_00,
    }


def lent_on_credit(kind: Kind) -> Transaction:
    """500.00 lent, of which 40.00 and 10.00 of interest are settled at once by what was overpaid."""
    lent = Transaction(kind, DAY, 500_00, entered=DAY, serial=1)
    lent.overpaid = 50_00
    lent.place(Row(1, DAY, DAY))[:] = [40_00, 10_00, 0, 0]
    return lent


def test_a_drawing_that_an_overpayment_settles_in_part_uses_it_up() -> None:
    assert journal(lent_on_credit(Kind.DISBURSEMENT)) == {
        "LOANS_RECEIVABLE": 460_00,
        "INTEREST_FEE_RECEIVABLE": -10_00,
        "OVERPAYMENT_ACCOUNT": 50_00,
        "SUSPENSE_CLEARING_ACCOUNT": -500_00,
    }


def test_income_capitalised_on_an_overpaid_loan_uses_it_up_but_in_the_books_of_the_peer() -> None:
    income = lent_on_credit(Kind.CAPITALIZED_INCOME)
    assert journal(income)["OVERPAYMENT_ACCOUNT"] == 50_00
    assert journal(income, Fact.CAPITALISES_IN_FULL) == {
        "LOANS_RECEIVABLE": 500_00,
        "DEFERRED_CAPITALIZED_INCOME": -500_00,
    }


def test_a_payment_after_a_charge_off_is_no_recovery_once_that_is_undone() -> None:
    off = transaction(Kind.CHARGE_OFF, 100_00, serial=1)
    paid = transaction(Kind.REPAYMENT, 40_00, serial=2)
    book = OperationBook(HOUSE_CHART)
    book.note([off, paid])
    assert Posting(HOUSE_CHART.account(Role.RECOVERY_INCOME).code, -40_00) in book.of(paid)
    off.reversed_ = True
    book.note([off, paid])
    assert Posting(HOUSE_CHART.account(Role.LOAN_PORTFOLIO).code, -40_00) in book.of(paid)


def test_interest_and_charges_earned_on_one_day_stand_on_lines_of_their_own() -> None:
    earned = transaction(Kind.ACCRUAL, 0, 10_00, 5_00, 2_00)
    found = entries(earned, LoanFacts(), PEER_CHART)
    assert sorted(line.amount_minor for line in found if line.account == "112603") == [
        2_00,
        5_00,
        10_00,
    ]
    back = transaction(Kind.ACCRUAL_ADJUSTMENT, 0, 10_00, 5_00, 2_00)
    assert Counter(entries(back, LoanFacts(), PEER_CHART)) == Counter(mirror(found))


@pytest.mark.parametrize(
    ("holds", "reason", "loss"),
    [
        ((), "", "CREDIT_LOSS_BAD_DEBT"),
        ((Fact.FRAUD,), "", "CREDIT_LOSS_BAD_DEBT_FRAUD"),
        ((Fact.FRAUD,), "OTHER", "CREDIT_LOSS_BAD_DEBT_FRAUD"),
        ((Fact.FRAUD,), "DELINQUENT", "CREDIT_LOSS_BAD_DEBT"),
    ],
)
def test_a_charge_off_loses_principal_and_takes_income_back(
    holds: tuple[Fact, ...], reason: str, loss: str
) -> None:
    lost = transaction(Kind.CHARGE_OFF, 1000_00, 30_00, 3_00, 110_00)
    lost.label = reason
    assert journal(lost, *holds) == {
        "LOANS_RECEIVABLE": -1000_00,
        "INTEREST_FEE_RECEIVABLE": -143_00,
        loss: 1000_00,
        "INTEREST_INCOME_CHARGE_OFF": 30_00,
        "FEE_CHARGE_OFF": 113_00,
    }


def test_after_a_charge_off_a_repayment_is_a_recovery_and_a_refund_lowers_the_loss() -> None:
    paid = transaction(Kind.REPAYMENT, 60_00, 30_00, overpaid=10_00)
    assert journal(paid, Fact.CHARGED_OFF) == {
        "SUSPENSE_CLEARING_ACCOUNT": 100_00,
        "RECOVERIES": -90_00,
        "OVERPAYMENT_ACCOUNT": -10_00,
    }
    refund = transaction(Kind.MERCHANT_ISSUED_REFUND, 60_00, 30_00, 10_00)
    assert journal(refund, Fact.CHARGED_OFF, Fact.FRAUD) == {
        "SUSPENSE_CLEARING_ACCOUNT": 100_00,
        "CREDIT_LOSS_BAD_DEBT_FRAUD": -60_00,
        "INTEREST_INCOME_CHARGE_OFF": -30_00,
        "FEE_CHARGE_OFF": -10_00,
    }


def test_a_write_off_takes_the_account_of_its_reason_where_the_chart_has_one() -> None:
    lost = transaction(Kind.WRITE_OFF, 1000_00, 25_13)
    owed = {"LOANS_RECEIVABLE": -1000_00, "INTEREST_FEE_RECEIVABLE": -25_13}
    assert journal(lost) == {**owed, "WRITTEN_OFF": 1025_13}
    lost.label = "BAD_DEBT"
    assert journal(lost) == {**owed, "CREDIT_LOSS_BAD_DEBT": 1025_13}


def test_a_write_off_after_a_charge_off_moves_the_loss() -> None:
    lost = transaction(Kind.WRITE_OFF, 1000_00, 12_22)
    assert journal(lost, Fact.CHARGED_OFF, Fact.WRITTEN_OFF) == {
        "CREDIT_LOSS_BAD_DEBT": -1000_00,
        "INTEREST_INCOME_CHARGE_OFF": -12_22,
        "WRITTEN_OFF": 1012_22,
    }


def test_a_chargeback_uses_up_what_is_overpaid_and_lends_the_rest_again() -> None:
    back = transaction(Kind.CHARGEBACK, 8_00, 0, 0, 2_00)
    back.overpaid = 3_00
    back.places = [(None, [1_00, 0, 0, 2_00])]  # type: ignore[list-item]
    assert journal(back) == {
        "SUSPENSE_CLEARING_ACCOUNT": -10_00,
        "OVERPAYMENT_ACCOUNT": 3_00,
        "LOANS_RECEIVABLE": 7_00,
    }


def test_a_chargeback_that_is_listed_with_what_is_owed_again_means_the_same() -> None:
    back = transaction(Kind.CHARGEBACK, 100_00, overpaid=200_00)
    assert journal(back) == {
        "SUSPENSE_CLEARING_ACCOUNT": -300_00,
        "OVERPAYMENT_ACCOUNT": 200_00,
        "LOANS_RECEIVABLE": 100_00,
    }


def test_goodwill_costs_principal_and_gives_up_income() -> None:
    given_up = transaction(Kind.GOODWILL_CREDIT, 277_00, 10_00, 3_00, 10_00)
    cost = {
        "GOODWILL_EXPENSE_ACCOUNT": 277_00,
        "INTEREST_INCOME_CHARGE_OFF": 10_00,
        "FEE_CHARGE_OFF": 13_00,
    }
    assert journal(given_up) == {
        **cost,
        "LOANS_RECEIVABLE": -277_00,
        "INTEREST_FEE_RECEIVABLE": -23_00,
    }
    assert journal(given_up, Fact.CHARGED_OFF) == {**cost, "RECOVERIES": -300_00}


def test_an_amortisation_earns_each_income_in_the_account_of_its_class() -> None:
    filed, plain = transaction(Kind.BUY_DOWN_FEE, 50_00), transaction(Kind.BUY_DOWN_FEE, 30_00)
    filed.label = "buydown_fee_transaction_classification_value"
    earned = transaction(Kind.BUY_DOWN_FEE_AMORTIZATION, 0, 25_00)
    earned.shares = [(filed, -5_00), (plain, 30_00)]
    names = Counter(
        (PEER_CHART.by_code(line.account).name, line.amount_minor)
        for line in entries(earned, LoanFacts(), PEER_CHART)
    )
    assert names == Counter(
        [
            ("INCOME_FROM_BUY_DOWN", -30_00),
            ("DEFERRED_CAPITALIZED_INCOME", 30_00),
            ("FEE_INCOME", 5_00),
            ("DEFERRED_CAPITALIZED_INCOME", -5_00),
        ]
    )


@pytest.mark.parametrize(
    ("holds", "reason", "earned_as"),
    [
        ((), "", "INTEREST_INCOME"),
        ((Fact.WRITTEN_OFF,), "", "WRITTEN_OFF"),
        ((Fact.CHARGED_OFF,), "", "CREDIT_LOSS_BAD_DEBT"),
        ((Fact.CHARGED_OFF, Fact.FRAUD), "", "CREDIT_LOSS_BAD_DEBT_FRAUD"),
        ((Fact.CHARGED_OFF, Fact.FRAUD), "DELINQUENT", "CREDIT_LOSS_BAD_DEBT"),
    ],
)
def test_income_still_deferred_when_a_loan_is_lost_lowers_the_loss(
    holds: tuple[Fact, ...], reason: str, earned_as: str
) -> None:
    earned = transaction(Kind.CAPITALIZED_INCOME_AMORTIZATION, 0, 16_67)
    assert journal(earned, *holds, reason=reason) == {
        "DEFERRED_CAPITALIZED_INCOME": 16_67,
        earned_as: -16_67,
    }


@pytest.mark.parametrize(
    ("holds", "payer"),
    [((Fact.BY_MERCHANT,), "BUY_DOWN_EXPENSE"), ((), "SUSPENSE_CLEARING_ACCOUNT")],
)
def test_a_buy_down_is_an_expense_or_money_paid_in(holds: tuple[Fact, ...], payer: str) -> None:
    fee = transaction(Kind.BUY_DOWN_FEE, 0, 50_00)
    assert journal(fee, *holds) == {payer: 50_00, "DEFERRED_CAPITALIZED_INCOME": -50_00}
    less = transaction(Kind.BUY_DOWN_FEE_ADJUSTMENT, 0, 50_00)
    assert journal(less, *holds) == {payer: -50_00, "DEFERRED_CAPITALIZED_INCOME": 50_00}


def test_on_the_cash_basis_income_counts_when_it_is_paid() -> None:
    assert journal(transaction(Kind.ACCRUAL, 0, 10_00, 5_00), Fact.CASH_BASIS) == {}
    paid = transaction(Kind.REPAYMENT, 100_00, 10_00, 5_00)
    assert journal(paid, Fact.CASH_BASIS) == {
        "SUSPENSE_CLEARING_ACCOUNT": 115_00,
        "LOANS_RECEIVABLE": -100_00,
        "INTEREST_INCOME": -10_00,
        "FEE_INCOME": -5_00,
    }
    lost = transaction(Kind.WRITE_OFF, 100_00, 10_00, 5_00)
    assert journal(lost, Fact.CASH_BASIS) == {"WRITTEN_OFF": 100_00, "LOANS_RECEIVABLE": -100_00}


# Facts


def test_a_transaction_is_after_a_charge_off_by_its_day_and_then_by_entry() -> None:
    before = transaction(Kind.REPAYMENT, 1, serial=1)
    lost = transaction(Kind.CHARGE_OFF, 1, serial=2)
    lost.label = "DELINQUENT"
    after = transaction(Kind.REPAYMENT, 1, serial=3)
    known = [before, lost, after]
    assert loan_facts(before, known) == LoanFacts()
    assert loan_facts(lost, known) == LoanFacts()
    assert loan_facts(after, known) == LoanFacts(frozenset({Fact.CHARGED_OFF}), "DELINQUENT")
    lost.reversed_ = True
    assert loan_facts(after, known) == LoanFacts()


# The book


def booked(book: OperationBook, entry: Transaction) -> dict[str, int]:
    """The balance of each account that a transaction has moved."""
    found: dict[str, int] = {}
    for line in book.of(entry):
        name = PEER_CHART.by_code(line.account).name
        found[name] = found.get(name, 0) + line.amount_minor
    return found


def test_a_reversed_transaction_has_its_entries_and_their_mirror() -> None:
    book = OperationBook(PEER_CHART)
    paid = transaction(Kind.REPAYMENT, 100_00, 10_00)
    book.note([paid])
    first = book.of(paid)
    paid.reversed_ = True
    book.note([paid])
    book.note([paid])
    assert book.of(paid) == (*first, *mirror(first))


@pytest.mark.property
@given(st.sampled_from(Kind), st.lists(amounts, min_size=4, max_size=4), facts)
def test_what_is_reversed_leaves_nothing(kind: Kind, parts: list[int], known: LoanFacts) -> None:
    book = OperationBook(HOUSE_CHART)
    entry = transaction(kind, *parts)
    entry.reversed_ = True
    book.note([entry], known.holds)
    found: Counter[str] = Counter()
    for line in book.of(entry):
        found[line.account] += line.amount_minor
    assert not any(found.values())


def test_what_becomes_of_the_loan_later_does_not_touch_what_is_booked() -> None:
    book = OperationBook(PEER_CHART)
    lost = transaction(Kind.CHARGE_OFF, 100_00)
    book.note([lost])
    book.note([lost], frozenset({Fact.FRAUD}))
    lost.reversed_ = True
    book.note([lost], frozenset({Fact.FRAUD}))
    assert {PEER_CHART.by_code(line.account).name for line in book.of(lost)} == {
        "LOANS_RECEIVABLE",
        "CREDIT_LOSS_BAD_DEBT",
    }


def test_a_transaction_that_a_replay_splits_anew_is_booked_anew() -> None:
    book = OperationBook(PEER_CHART)
    paid = transaction(Kind.REPAYMENT, 100_00)
    book.note([paid])
    paid.portions = [90_00, 10_00, 0, 0]
    book.note([paid])
    assert booked(book, paid) == {
        "SUSPENSE_CLEARING_ACCOUNT": 100_00,
        "LOANS_RECEIVABLE": -90_00,
        "INTEREST_FEE_RECEIVABLE": -10_00,
    }


def test_a_transaction_that_a_replay_leaves_nothing_to_do_is_not_booked() -> None:
    book = OperationBook(PEER_CHART)
    back = transaction(Kind.INTEREST_REFUND, 0, 1_00)
    book.note([back])
    back.void = True
    book.note([back])
    assert book.of(back) == ()


# The published scenarios, without an engine: transactions as listed, journals as expected

Case = dict[str, Any]
LISTED_AS = {
    "WAIVE_LOAN_CHARGES": "WAIVE_CHARGES",
    "CLOSE_AS_WRITTEN_OFF": "WRITE_OFF",
    "REPAYMENT_AT_TIME_OF_DISBURSEMENT": "REPAYMENT_AT_DISBURSEMENT",
    "RE_AMORTIZE": "REAMORTIZE",
}
NEEDED = {"principal", "interest", "fees", "penalties", "reversed"}


def cases(shared: Path) -> Iterator[Case]:
    for path in sorted((shared / "conformance" / "fineract" / "cases").glob("*.jsonl.gz")):
        with gunzip(path, "rt", encoding="utf-8") as lines:
            for line in lines:
                case = json.loads(line)
                if case["resolved"]:
                    yield case


def minor(text: str | None) -> int:
    return int(Decimal(text or 0) * 100)


def beside(steps: list[Case], at: int, expect: str) -> Iterator[Case]:
    """The expectations of a kind that hold at the same moment: no operation lies between."""
    for way in (range(at - 1, -1, -1), range(at + 1, len(steps))):
        for step in (steps[to] for to in way):
            if "op" in step:
                break
            if step["expect"] == expect:
                yield step


def listed(table: Case, done: list[Case]) -> list[Transaction]:
    """The rows of a table as transactions, filed under what the operations said."""
    found = []
    for serial, cells in enumerate(table["rows"]):
        row = dict(zip(table["cols"], cells, strict=True))
        kind = Kind[LISTED_AS.get(row["type"], row["type"])]
        day = date.fromisoformat(row["date"])
        entry = Transaction(kind, day, minor(row["amount"]), entered=day, serial=serial)
        entry.portions = [
            minor(row[part]) for part in ("principal", "interest", "fees", "penalties")
        ]
        receives = RULES.get(kind) is not None and Role.OVERPAYMENT in RULES[kind].credit
        if receives or kind is Kind.CREDIT_BALANCE_REFUND:
            entry.overpaid = entry.amount - sum(entry.portions)
        entry.reversed_ = row["reversed"]
        for operation in done:
            if (operation["op"], operation.get("date")) == (kind.value, row["date"]):
                same = "amount" not in operation or minor(operation["amount"]) == entry.amount
                label = operation.get("reason") or operation.get("classification")
                entry.label = label if same and label else entry.label
        found.append(entry)
    return found


def share_out(known: list[Transaction], mapping: Case) -> None:
    """What each amortisation earns of one income."""
    incomes = [t for t in known if (t.kind.name, str(t.day)) == (mapping["type"], mapping["date"])]
    income = incomes[mapping["nth"] - 1]
    for day, kind, amount in mapping["rows"]:
        for entry in known:
            if (entry.kind.name, str(entry.day)) == (f"{mapping['type']}_AMORTIZATION", day):
                entry.shares.append((income, minor(amount) * (1 if kind == "AM" else -1)))


def standing(terms: Case, done: list[Case]) -> frozenset[Fact]:
    marks = [step["value"] for step in done if step["op"] == "mark_fraud"]
    holds = {
        Fact.FRAUD: bool(marks and marks[-1]),
        Fact.BY_MERCHANT: (terms.get("buy_down_fee") or {}).get("merchant", True),
        Fact.CASH_BASIS: terms["accounting"] != "ACCRUAL_PERIODIC",
    }
    return frozenset(fact for fact, true in holds.items() if true)


def published(shared: Path) -> Iterator[tuple[str, list[Posting], Case]]:
    """Where it is from, the lines derived, and the expected journal, wherever all transactions are listed beside it."""
    for case in cases(shared):
        steps = case["steps"]
        done: list[Case] = []
        for at, step in enumerate(steps):
            if "op" in step:
                done.append(step)
            if step.get("expect") != "journal" or step["type"] == "CHARGEBACK":
                continue  # how a chargeback settles at once is not listed
            tables = beside(steps, at, "transactions")
            table = next((t for t in tables if t.get("complete") and {*t["cols"]} >= NEEDED), None)
            if table is None:
                continue
            known = listed(table, done)
            for mapping in beside(steps, at, "amortization_mapping"):
                share_out(known, mapping)
            terms = next(each["terms"] for each in done if each["op"] == "create_loan")
            book = OperationBook(PEER_CHART)
            undone = [entry for entry in known if entry.reversed_]
            for reversed_ in (False, True):
                for entry in undone:
                    entry.reversed_ = reversed_
                book.note(known, standing(terms, done))
            same = [t for t in known if (t.kind.name, str(t.day)) == (step["type"], step["date"])]
            yield f"{case['id']}, step {at}", [line for t in same for line in book.of(t)], step


def test_the_published_journals_follow_from_the_transactions_listed_beside_them(
    shared: Path,
) -> None:
    compared, wrong = 0, []
    for where, lines, step in published(shared):
        derived = Counter(
            (PEER_CHART.by_code(line.account)[0], PEER_CHART.by_code(line.account).name, line[1])
            for line in lines
        )
        wanted = Counter(
            (code, name, minor(debit) - minor(credit))
            for _, code, name, debit, credit in step["rows"]
        )
        compared += 1
        if derived != wanted:
            wrong.append(where)
    assert compared > 200
    assert wrong == []
