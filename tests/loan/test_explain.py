"""An explanation says which event, rule, rate and days made every amount, in two languages."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ashore.loan import (
    AdvanceRule,
    Contract,
    ConventionSet,
    Digits,
    Disbursement,
    InterestMethod,
    Line,
    Repayment,
    RepaymentKind,
    Standing,
    convention,
    evaluate,
    explain,
    fineract,
    fold,
    life_from_dict,
    quote_payoff,
    sentence,
    text,
)
from ashore.loan.wording import SENTENCES
from ashore.money import Locale, Rate

STORY = Path(__file__).resolve().parents[2] / "examples/borrowed-8000-owes-7000.toml"


@pytest.fixture(scope="module")
def story() -> Standing:
    data = tomllib.loads(STORY.read_text("utf-8"))
    day = data.pop("as_of")
    data.pop("title")
    life = life_from_dict(data)
    return evaluate(fold(life.contract, life.events), day)


def find(line: Line, code: str) -> list[Line]:
    found = [line] if line.code == code else []
    return found + [each for child in line.children for each in find(child, code)]


def test_who_borrowed_8000_owes_exactly_7000_and_every_level_adds_up(story: Standing) -> None:
    tree = explain(story)
    tree.check()
    assert story.contract.principal_minor == 8_000_00
    assert tree.amount_minor == 7_000_00
    assert [(each.code, each.amount_minor) for each in tree.children] == [
        ("principal", 6_497_44),
        ("interest", 360_49),
        ("fee", 36_00),
        ("penalty", 106_07),
        ("not_counted", 0),
    ]


def test_interest_names_balance_rate_and_nights(story: Standing) -> None:
    # Ten nights of July on the principal not due yet: 4,237.33 x 24 % x 10 / 360.
    running = find(explain(story), "period_interest")[-1]
    stretch = running.children[0]
    assert (running.number, running.days, running.amount_minor) == (7, 10, 28_25)
    assert (stretch.base_minor, stretch.days, stretch.exact[:9]) == (4_237_33, 10, "2824.8866")
    assert stretch.rate is not None
    assert stretch.rate.percent_per_year() == "24"


def test_a_penalty_names_the_overdue_instalment_and_one_and_a_half_times_the_rate(
    story: Standing,
) -> None:
    late = find(explain(story), "late_instalment")
    assert [(line.number, line.days) for line in late] == [
        (3, 101),
        (4, 71),
        (5, 40),
        (6, 10),
    ]
    stretch = late[-1].children[0].children[0]
    assert (stretch.base_minor, stretch.amount_minor) == (658_56, 6_59)
    assert stretch.rate is not None
    assert stretch.rate.percent_per_year() == "36"
    assert sentence(late[-1].children[0], "en", "CNY") == (
        "Penalty interest on overdue principal (1.5 times the contract rate)"
    )


def test_a_payment_that_came_back_settles_nothing_and_is_named(story: Standing) -> None:
    assert not [line for line in find(explain(story), "paid") if line.event == "april"]
    (line,) = find(explain(story), "reversed_payment")
    assert sentence(line, "en", "CNY") == (
        "Your payment of ¥768.48 on 10 April 2026 came back on 14 April 2026 and does not count"
    )


def test_an_instalment_settled_late_is_said_to_have_been_late_and_until_when(
    story: Standing,
) -> None:
    (line,) = find(explain(story), "was_late")
    assert sentence(line, "en", "CNY") == (
        "Instalment 2 was 51 days late (due on 10 March 2026, settled on 30 April 2026)"
    )


def test_a_piece_of_a_payment_names_the_whole_of_it(story: Standing) -> None:
    pieces = [line for line in find(explain(story), "paid") if line.event == "march"]
    assert {line.base_minor for line in pieces} == {768_48}
    assert sum(line.amount_minor for line in pieces) == -768_48


def test_a_fee_kept_back_is_said_to_be_kept_back(story: Standing) -> None:
    kept = find(explain(story), "withheld")
    assert [(line.event, line.amount_minor) for line in kept] == [("paid-out", -160_00)]


@pytest.mark.parametrize(
    "rules",
    [
        Digits(),
        Digits(days_in_year=365),
        Digits(by_period=True),
        Digits(days_in_month=None, days_in_year=None),
        Digits(days_in_month=None, days_in_year=None, feb_29_only=True),
        Digits(days_in_month=None, days_in_year=None, cut_on_1_january=True),
    ],
    ids=lambda rules: fineract(rules).name,
)
@pytest.mark.parametrize("method", InterestMethod)
@pytest.mark.parametrize("older", [False, True])
def test_interest_through_cut_ratios_is_explained_by_them_and_not_by_a_remainder(
    rules: Digits, method: InterestMethod, older: bool
) -> None:
    start = date(2023, 12, 15)
    contract = Contract(
        id="F",
        principal_minor=12_000_00,
        start=start,
        rate=Rate.per_year("18"),
        repayment=RepaymentKind.EQUAL_INSTALMENT,
        instalments=12,
        interest_method=method,
        convention=fineract(rules, older=older),
    )
    drawn = Disbursement(id="1", effective=start, amount_minor=12_000_00)
    early = Repayment(id="2", effective=date(2024, 1, 3), amount_minor=2_000_00)
    tree = explain(evaluate(fold(contract, [drawn, early]), date(2024, 3, 25)))
    stretches = find(tree, "stretch")
    assert {line.rule for line in stretches} == {"by_ratio"}
    assert len(stretches) >= 4
    assert_no_gap(tree)


def test_so_is_the_interest_of_a_loan_that_is_settled_early() -> None:
    start = date(2023, 12, 15)
    contract = Contract(
        id="F",
        principal_minor=12_000_00,
        start=start,
        rate=Rate.per_year("18"),
        repayment=RepaymentKind.EQUAL_INSTALMENT,
        instalments=12,
        convention=fineract(Digits()),
    )
    drawn = Disbursement(id="1", effective=start, amount_minor=12_000_00)
    day = date(2024, 1, 3)
    whole = Repayment(
        id="2", effective=day, amount_minor=quote_payoff(fold(contract, [drawn]), day).pay_minor
    )
    tree = explain(evaluate(fold(contract, [drawn, whole]), day))
    assert tree.amount_minor == 0
    assert_no_gap(tree)


def assert_no_gap(tree: Line) -> None:
    """No line of the tree holds more than a rounding of a minor unit."""
    gaps = [line for code in ("limited", "kept", "rounding") for line in find(tree, code)]
    assert all(abs(line.amount_minor) <= 1 for line in gaps), gaps


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("cn-daily-360", "x 18% a year x 31 days / 360 (15 July 2025 to 15 August 2025) = 186.00"),
        ("cn-daily-365", "x 31 days / 365 (15 July 2025 to 15 August 2025) = 183.45205479"),
        ("thirty-360", "x 30 days / 360 (15 July 2025 to 15 August 2025) = 180.00"),
        ("cn-monthly", "x 1/12 year (15 July 2025 to 15 August 2025, whole months) = 180.00"),
    ],
)
def test_a_stretch_says_how_time_was_counted_so_that_anyone_can_check_it(
    name: str, said: str
) -> None:
    tree = explain(a_month(convention(name)))
    (line,) = find(tree, "stretch")
    assert sentence(line, "en", "CNY").endswith(said)


def test_a_year_of_the_calendar_is_said_to_be_one() -> None:
    rules = replace(convention("cn-daily-360"), name="isda", day_count="ACT/ACT ISDA")
    (line,) = find(explain(a_month(rules)), "stretch")
    assert "x 31 days / days of the year" in sentence(line, "en", "CNY")


def test_fractions_that_a_lender_carries_on_are_no_line_of_their_own() -> None:
    tree = explain(a_month(convention("lendingclub"), rate="17.99"))
    assert not [line for code in ("limited", "kept", "rounding") for line in find(tree, code)]


def a_month(rules: ConventionSet, rate: str = "18") -> Standing:
    """12,000 yuan lent on 15 July 2025, seen a month later."""
    start = date(2025, 7, 15)
    contract = Contract(
        id="A",
        principal_minor=12_000_00,
        start=start,
        rate=Rate.per_year(rate),
        repayment=RepaymentKind.INTEREST_FIRST,
        instalments=12,
        convention=rules,
    )
    drawn = Disbursement(id="1", effective=start, amount_minor=12_000_00)
    return evaluate(fold(contract, [drawn]), date(2025, 8, 15))


def test_what_money_held_has_paid_is_said_to_come_from_it() -> None:
    contract = Contract(
        id="H",
        principal_minor=1_200_00,
        start=date(2025, 1, 15),
        rate=Rate.per_year("12"),
        repayment=RepaymentKind.EQUAL_PRINCIPAL,
        instalments=12,
        advance=AdvanceRule.HOLD,
    )
    drawn = Disbursement(id="1", effective=date(2025, 1, 15), amount_minor=1_200_00)
    ahead = Repayment(id="2", effective=date(2025, 1, 31), amount_minor=112_00)
    tree = explain(evaluate(fold(contract, [drawn, ahead]), date(2025, 2, 15)))
    assert [line.amount_minor for line in find(tree, "paid_from_credit")] == [-100_00, -12_00]
    assert not list(find(tree, "paid"))


@pytest.mark.parametrize(
    ("lang", "first", "some"),
    [
        ("en", "All that is owed on 20 July 2026", "Paid out to you on 10 January 2026"),
        ("zh-CN", "截至 2026年7月20日 的全部欠款", "2026年1月10日 放款"),
    ],
)
def test_the_words_are_there_in_both_languages(
    story: Standing, lang: Locale, first: str, some: str
) -> None:
    lines = list(text(explain(story), lang, "CNY"))
    assert first in lines[0]
    assert "¥7,000.00" in lines[0]
    assert any(some in line for line in lines)
    assert not any("{" in line for line in lines)


def test_every_kind_of_line_has_a_sentence_that_can_be_filled() -> None:
    day = date(2025, 1, 15)
    for code in SENTENCES:
        rule = code.removeprefix("stretch_") if code.startswith("stretch_") else "by_day"
        kind = "stretch" if code.startswith("stretch") else code
        line = Line(
            kind, 100, number=1, name="x", start=day, end=day, days=1, base_minor=1, rule=rule
        )
        for lang in ("en", "zh-CN"):
            assert sentence(line, lang, "CNY")  # type: ignore[arg-type]


def test_an_explanation_as_data_keeps_events_and_dates(story: Standing) -> None:
    data = explain(story).to_dict()
    principal = data["lines"][0]
    assert principal["lines"][0] == {
        "code": "drawn",
        "amount_minor": 8_000_00,
        "event": "paid-out",
        "start": "2026-01-10",
    }
