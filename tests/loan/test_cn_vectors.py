"""Worked vectors of mainland Chinese consumer loans, to the fen: every one that is not an APR, cap, fund or premium vector."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ashore.loan import (
    PRINCIPAL_FIRST,
    Contract,
    CustomInstalment,
    Disbursement,
    FeeTerms,
    FeeWhen,
    GraceMode,
    PenaltyTerms,
    Repayment,
    RepaymentKind,
    Schedule,
    Standing,
    convention,
    evaluate,
    fold,
    quote_payoff,
    schedule,
)
from ashore.money import Rate, Rounding, currency, day_count, divide, format_minor, parse_minor

START = date(2025, 1, 15)
NOT_OURS = {
    "CN-21": "an APR: no amount beside those of CN-20",
    "CN-22": "a cap",
    "CN-23": "a cap",
    "CN-32-2020-08-20": "a cap",
    "CN-32-2025-05-20": "a cap",
    "CN-35": "a subsidy of the state on a purchase: a rule of a programme, not of the loan",
    "CN-38": "a fund",
    "CN-39": "a fund",
    "CN-40": "a fund",
    "CN-41": "a premium",
    "CN-42": "an APR",
}
CHECKS: dict[str, Callable[[dict[str, Any], dict[str, Any]], None]] = {}
Check = Callable[[dict[str, Any], dict[str, Any]], None]


def vectors(*numbers: int) -> Callable[[Check], Check]:
    """The function checks these vectors."""

    def note(check: Check) -> Check:
        CHECKS.update({f"CN-{number:02d}": check for number in numbers})
        return check

    return note


def minor(text: str) -> int:
    return parse_minor(text, currency("CNY"))


def money(amount: int) -> str:
    return format_minor(amount, currency("CNY"), style="plain").replace(",", "")


def loan(given: dict[str, Any], **more: Any) -> Contract:
    """The contract that a vector describes."""
    terms: dict[str, Any] = {
        "id": "L",
        "principal_minor": minor(given["principal"]),
        "start": START,
        "rate": Rate.per_year(given.get("annual_rate_pct", "0")),
        "repayment": RepaymentKind.EQUAL_INSTALMENT,
        "instalments": given.get("periods", 1),
    }
    return Contract(**{**terms, **more})


def rows(plan: Schedule) -> list[dict[str, Any]]:
    return [
        {
            "n": row.number,
            "payment": money(row.planned.total),
            "principal": money(row.planned.principal),
            "interest": money(row.planned.interest),
            "balance": money(row.balance_minor),
        }
        for row in plan.instalments
    ]


def payments(plan: Schedule) -> list[str]:
    return [money(row.planned.total) for row in plan.instalments if row.number]


@vectors(1, 2, 3, 4, 5, 6, 7, 8, 9, 19)
def whole_schedules(given: dict[str, Any], expected: dict[str, Any]) -> None:
    kinds = {"interest_only_bullet": "interest_first"}
    kind = RepaymentKind(kinds.get(given["method"], given["method"]))
    plan = schedule(loan(given, repayment=kind))
    paid = payments(plan)
    found = {
        "payment": paid[0],
        "first_payment": paid[0],
        "last_payment": paid[-1],
        "total_paid": money(plan.total.total),
        "total_interest": money(plan.total.interest),
        "interest_per_period": money(plan.instalments[0].planned.interest),
        "schedule": rows(plan),
    }
    assert found == {**found, **{k: v for k, v in expected.items() if k in found}}


@vectors(10, 11, 12)
def days_of_a_drawing(given: dict[str, Any], expected: dict[str, Any]) -> None:
    terms = loan(
        given,
        rate=Rate.per_day("0.05" if given["daily_rate"] == "0.0005" else "0.02", day_basis=360),
        repayment=RepaymentKind.DRAWDOWN,
        convention=convention("cn-daily-360"),
        instalments=3,
    )
    opening = Disbursement(id="1", effective=START, amount_minor=terms.principal_minor)
    back = START + timedelta(days=given["days"])
    standing = evaluate(fold(terms, [opening]), back)
    assert money(standing.outstanding.interest) == expected["interest"]
    assert money(standing.outstanding.total) == expected["total"]
    assert quote_payoff(standing.position, back).pay_minor == minor(expected["total"])


@vectors(13, 14, 15, 16)
def fee_with_every_instalment(given: dict[str, Any], expected: dict[str, Any]) -> None:
    share = {"0.006": 6_000, "0.009": 9_000, "0.0055": 5_500}[given["fee_rate_per_period"]]
    fee = FeeTerms(code="fee", when=FeeWhen.PERIODIC, share_ppm=share)
    plan = schedule(loan(given, repayment=RepaymentKind.FLAT_FEE, fees=(fee,)))
    assert {money(row.planned.fee) for row in plan.instalments} == {expected["fee_per_period"]}
    assert payments(plan)[0] == expected["first_payment"]
    assert payments(plan)[-1] == expected["last_payment"]
    assert money(plan.total.fee) == expected["total_fee"]
    assert plan.total.interest == 0


@vectors(17)
def fee_with_the_first_instalment(given: dict[str, Any], expected: dict[str, Any]) -> None:
    fee = FeeTerms(code="fee", when=FeeWhen.FIRST_INSTALMENT, share_ppm=72_000)
    plan = schedule(loan(given, repayment=RepaymentKind.FLAT_FEE, fees=(fee,)))
    first, *others = payments(plan)
    assert first == expected["first_payment"]
    assert set(others) == {expected["other_payment"]}
    assert money(plan.total.fee) == expected["total_fee"]


@vectors(18)
def fee_kept_back(given: dict[str, Any], expected: dict[str, Any]) -> None:
    fee = FeeTerms(code="service", when=FeeWhen.WITHHELD, amount_minor=minor(given["withheld"]))
    plan = schedule(loan({**given, "principal": given["contract_principal"]}, fees=(fee,)))
    assert plan.in_hand_minor == minor(given["received"])
    assert money(plan.in_hand_minor) == expected["legal_principal"]
    assert payments(plan)[0] == expected["payment"]


@vectors(20)
def guarantee_fee(given: dict[str, Any], expected: dict[str, Any]) -> None:
    fee = FeeTerms(
        code="guarantee",
        when=FeeWhen.PERIODIC,
        amount_minor=minor(given["guarantee_fee_per_period"]),
    )
    plan = schedule(loan(given, fees=(fee,)))
    first = plan.instalments[0].planned
    assert money(first.total - first.fee) == expected["loan_payment"]
    assert money(first.total) == expected["total_payment_per_period"]


@vectors(24, 25)
def day_counts(given: dict[str, Any], expected: dict[str, Any]) -> None:
    start, end = date.fromisoformat(given["start"]), date.fromisoformat(given["end"])
    assert (end - start).days == expected["days"]
    rate, principal = Rate.per_year(given["annual_rate_pct"]), minor(given["principal"])
    names = {"act360": "ACT/360", "act365": "ACT/365F", "thirty360": "30/360 US"}
    habits = {"act360": "cn-daily-360", "act365": "cn-daily-365", "thirty360": "thirty-360"}
    for key in names.keys() & expected.keys():
        count = day_count(names[key])
        weight = principal * rate.ppb * count.units(start, end)
        interest = divide(weight, 10**9 * count.basis, Rounding.HALF_UP)
        assert money(interest) == expected[key]
        terms = loan(
            given,
            start=start,
            first_due=end,
            repayment=RepaymentKind.BULLET,
            convention=convention(habits[key]),
        )
        assert money(schedule(terms).total.interest) == expected[key]
    if "monthly_rate_interest" in expected:
        terms = loan(given, start=start, repayment=RepaymentKind.BULLET)
        assert schedule(terms).instalments[0].due == end
        assert money(schedule(terms).total.interest) == expected["monthly_rate_interest"]
    if "effective_365_rate_of_360_quote_pct" in expected:
        shown = divide(rate.ppb * 365 * 10, 360, Rounding.HALF_UP)
        assert expected["effective_365_rate_of_360_quote_pct"] == f"{Decimal(shown) / 10**8:.8f}"


@vectors(26)
def long_first_period(given: dict[str, Any], expected: dict[str, Any]) -> None:
    terms = loan(
        given,
        start=date.fromisoformat(given["drawdown"]),
        first_due=date.fromisoformat(given["first_due"]),
        convention=convention("cn-daily-360-clearing"),
    )
    plan = schedule(terms)
    dates = [
        {"date": row.due.isoformat(), "days": (row.due - row.start).days}
        for row in plan.instalments
    ]
    assert [{**a, **b} for a, b in zip(rows(plan), dates, strict=True)] == expected["schedule"]
    assert payments(plan)[0] == expected["payment"]
    assert payments(plan)[-1] == expected["last_payment"]
    assert money(plan.total.interest) == expected["total_interest"]


@vectors(27)
def settled_early(given: dict[str, Any], expected: dict[str, Any]) -> None:
    plan = schedule(loan({"principal": "8000", "annual_rate_pct": "18", "periods": 12}))
    events: list[Any] = list(plan.position.events)
    for row in plan.instalments[: given["after_period"]]:
        paid = Repayment(id=f"p{row.number}", effective=row.due, amount_minor=row.planned.total)
        events.append(paid)
    day = events[-1].effective + timedelta(days=given["extra_days"])
    quote = quote_payoff(fold(plan.contract, events), day)
    assert money(quote.parts.principal) == expected["outstanding_principal"]
    assert money(quote.parts.interest) == expected["interest"]
    assert money(quote.pay_minor) == expected["settlement"]
    assert money(quote.saved_interest_minor) == expected["interest_saved_vs_schedule"]


def late(
    principal: str,
    penalty: PenaltyTerms,
    days: int,
    annual: str = "18",
    interest: str | None = None,
) -> Standing:
    """A loan of one instalment, ``days`` past due; ``interest`` chooses a principal that owes this much interest."""
    terms = Contract(
        id="L",
        principal_minor=minor(principal),
        start=START,
        rate=Rate.per_year(annual),
        repayment=RepaymentKind.CUSTOM,
        instalments=1,
        custom=(CustomInstalment(START + timedelta(days=30), minor(principal)),),
        convention=convention("cn-daily-360"),
        penalty=penalty,
    )
    opening = Disbursement(id="1", effective=START, amount_minor=terms.principal_minor)
    found = evaluate(fold(terms, [opening]), START + timedelta(days=30 + days))
    if interest is not None:
        assert money(found.outstanding.interest) == interest
    return found


@vectors(28, 29)
def penalty_interest(given: dict[str, Any], expected: dict[str, Any]) -> None:
    multiplier = {"1.5": 1_500_000, "1.3": 1_300_000}[given["multiplier"]]
    terms = PenaltyTerms(multiplier_ppm=multiplier)
    found = late(given["overdue_principal"], terms, given["days"])
    assert money(found.outstanding.penalty) == expected["penalty_interest"]
    rate = Rate.per_year(given["annual_rate_pct"]).times(multiplier, 1_000_000)
    assert rate.percent_per_year() == expected["penalty_rate_pct"]


@vectors(30)
def compound_interest(given: dict[str, Any], expected: dict[str, Any]) -> None:
    # 30 days at 18 % on 8,000 are 120.00 of interest; penalty with and without interest on that interest.
    rate = Rate.per_year(given["rate_pct"])
    both = late(
        "8000",
        PenaltyTerms(rate=rate, on_interest=True),
        given["days"],
        interest=given["unpaid_interest"],
    )
    plain = late("8000", PenaltyTerms(rate=rate), given["days"])
    found = both.outstanding.penalty - plain.outstanding.penalty
    assert money(found) == expected["compound_interest"]


@vectors(31)
def grace_days(given: dict[str, Any], expected: dict[str, Any]) -> None:
    readings = {
        "no_grace": GraceMode.NONE,
        "grace_retroactive_if_missed": GraceMode.RETROACTIVE,
        "grace_shifts_start": GraceMode.SHIFTED,
    }
    rate = Rate.per_year(given["penalty_rate_pct"])
    for days, amounts in expected["by_days_past_due"].items():
        for reading, amount in amounts.items():
            mode = readings[reading]
            grace = 0 if mode is GraceMode.NONE else given["grace_days"]
            terms = PenaltyTerms(rate=rate, grace=mode, grace_days=grace)
            contract = loan(
                {"principal": "8000", "annual_rate_pct": "18", "periods": 12}, penalty=terms
            )
            plan = schedule(contract)
            first = plan.instalments[0]
            assert money(first.planned.principal) == given["principal_part"]
            found = evaluate(plan.position, first.due + timedelta(days=int(days)))
            assert found.outstanding.penalty == minor(amount), (days, reading)


@vectors(33)
def personal_instalments(given: dict[str, Any], expected: dict[str, Any]) -> None:
    paid = payments(schedule(loan(given)))
    assert (paid[0], paid[-1]) == (expected["payment"], expected["last_payment"])
    assert sum(map(minor, paid)) == minor(given["principal"])


@vectors(34)
def the_last_clears(given: dict[str, Any], expected: dict[str, Any]) -> None:
    for kind in (RepaymentKind.EQUAL_INSTALMENT, RepaymentKind.EQUAL_PRINCIPAL):
        assert payments(schedule(loan(given, repayment=kind))) == expected["payments"]


@vectors(36)
def judgment_debt(given: dict[str, Any], expected: dict[str, Any]) -> None:
    assert given["daily"] == "0.000175"
    terms = PenaltyTerms(rate=Rate.per_day("0.0175", day_basis=360))
    found = late(given["base"], terms, given["days"], annual="0")
    assert money(found.outstanding.penalty) == expected["amount"]


@vectors(37)
def card_interest(given: dict[str, Any], expected: dict[str, Any]) -> None:
    assert given["daily_rate"] == "0.0005"
    post, due = date.fromisoformat(given["post"]), date.fromisoformat(given["due"])
    end = date.fromisoformat(given["rest_paid"])
    terms = loan(
        {"principal": given["purchase"]},
        start=post,
        first_due=date(2025, 6, 20),
        rate=Rate.per_day("0.05", day_basis=360),
        repayment=RepaymentKind.DRAWDOWN,
        convention=convention("cn-daily-360"),
        allocation=PRINCIPAL_FIRST,
    )
    drawn = Disbursement(id="1", effective=post, amount_minor=minor(given["purchase"]))
    part = Repayment(id="2", effective=due, amount_minor=minor(given["paid_on_due"]))
    full = evaluate(fold(terms, [drawn, part]), end)
    assert money(full.outstanding.interest) == expected["full_balance_method"]
    # Only the part that stayed unpaid bears interest: a drawing of that part alone.
    rest = Disbursement(id="1", effective=post, amount_minor=drawn.amount_minor - part.amount_minor)
    alone = evaluate(fold(terms, [rest]), end)
    assert money(alone.outstanding.interest) == expected["unpaid_only_method"]


@vectors(43)
def rounding_near_a_cap(given: dict[str, Any], expected: dict[str, Any]) -> None:
    for name, key in (("cn-monthly", "half_up"), ("cn-monthly-truncated", "interest_truncated")):
        paid = payments(schedule(loan(given, convention=convention(name))))
        assert paid[0] == expected["payment"]
        assert paid[-1] == expected[key]["last_payment"]


@pytest.fixture(scope="module")
def file(shared: Path) -> dict[str, dict[str, Any]]:
    path = shared / "conformance/apr/cn_consumer_loans.json"
    return {each["id"]: each for each in json.loads(path.read_text("utf-8"))["vectors"]}


@pytest.mark.parametrize("name", sorted(CHECKS))
def test_the_vector_to_the_fen(file: dict[str, dict[str, Any]], name: str) -> None:
    CHECKS[name](file[name]["inputs"], file[name]["expected"])


def test_every_vector_is_checked_here_or_belongs_elsewhere_for_a_reason(
    file: dict[str, dict[str, Any]],
) -> None:
    assert not CHECKS.keys() & NOT_OURS.keys()
    assert file.keys() == CHECKS.keys() | NOT_OURS.keys()
