"""Every figure of a document is the cost core's or the loan engine's, in every language."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ashore.cost import (
    CellKind,
    InvalidDisclosure,
    Particulars,
    SectionKind,
    annual_cost,
    annual_cost_shown,
    apr,
    apr_shown,
    aprc,
    aprc_shown,
    cost_of,
    disclose,
)
from ashore.loan import (
    Contract,
    Event,
    FeeTerms,
    FeeWhen,
    GraceMode,
    PenaltyTerms,
    Repayment,
    RepaymentKind,
    drawn_as_agreed,
    evaluate,
    fold,
    quote_payoff,
    schedule,
)
from ashore.money import Rate
from tests.cost.disclosure.offers import (
    CONTRACTS,
    LANGUAGES,
    LAWS,
    PARTICULARS,
    costed,
    document,
    minor,
)

CASES = [(name, law) for name in CONTRACTS for law in LAWS]


@pytest.mark.parametrize(("name", "law"), CASES)
def test_both_languages_state_the_same_figures(name: str, law: str) -> None:
    zh, en = (document(name, law, language) for language in LANGUAGES)
    assert zh.figures() == en.figures() != []
    assert [q.answer for q in zh.section("check").questions] == [
        q.answer for q in en.section("check").questions
    ]


@pytest.mark.parametrize(("name", "law"), CASES)
def test_the_key_box_has_seven_lines_with_the_figures_of_the_cost_core(name: str, law: str) -> None:
    loan, shown = costed(name), document(name, law)
    values = {row.key: row.cells[1].value for row in shown.section("box").rows}
    assert list(values) == ["in_hand", "total", "cost", "each", "yearly", "dates", "late"]
    assert values["in_hand"] == loan.received_minor
    assert values["total"] == loan.total_paid_minor
    assert values["cost"] == loan.total_cost_minor == loan.total_paid_minor - loan.received_minor
    expected = {
        "CN": lambda: annual_cost_shown(annual_cost(loan).simple),
        "EU": lambda: aprc_shown(aprc(loan.net_flows())),
        "US": lambda: apr_shown(apr(loan.net_flows()).apr),
    }
    assert values["yearly"] == expected[law]()


@pytest.mark.parametrize(("name", "law"), CASES)
def test_the_charges_add_up_to_the_cost_and_each_names_its_collector(name: str, law: str) -> None:
    loan, shown = costed(name), document(name, law)
    rows = {row.key: row for row in shown.section("items").rows}
    total = rows.pop("total").cells[4].value
    rows.pop("principal", None)
    assert {key: row.cells[4].value for key, row in rows.items()} == loan.cost_by_item()
    assert sum(minor(row.cells[4]) for row in rows.values()) == total == loan.total_cost_minor
    for row in rows.values():
        assert all(cell.text for cell in row.cells)


def test_the_rate_of_each_item_is_its_own_in_the_measure_that_the_lender_chose() -> None:
    by_item = {each.item: each for each in annual_cost(costed("instalments")).by_item}
    for measure in ("simple", "compound"):
        shown = document(particulars=replace(PARTICULARS, measure=measure))
        for key in ("interest", "service", "guarantee"):
            figure = getattr(by_item[key], f"alone_{measure}")
            assert shown.row("items", key).cells[5].value == annual_cost_shown(figure)


def test_what_may_be_declined_stands_apart_and_is_in_no_figure() -> None:
    shown = document()
    assert [row.key for row in shown.section("optional").rows] == ["membership"]
    assert "membership" not in {row.key for row in shown.section("items").rows}
    without = disclose(CONTRACTS["flat-fee"], costed("flat-fee"), law="CN", language="en")
    assert all(section.key != "optional" for section in without.sections)


@pytest.mark.parametrize("name", CONTRACTS)
def test_the_payments_add_up_to_the_total_and_the_bars_are_the_payments(name: str) -> None:
    loan, section = costed(name), document(name).section("picture")
    *rows, total = section.rows
    assert [row.cells[2].value for row in rows] == [bar.total_minor for bar in section.bars]
    assert sum(bar.total_minor for bar in section.bars) == loan.total_paid_minor
    assert total.cells[2].value == loan.total_paid_minor
    for row in section.rows:
        assert row.cells[2].value == sum(map(minor, row.cells[3:]))


@pytest.mark.parametrize("name", CONTRACTS)
def test_paying_late_costs_what_the_engine_charges_more_than_for_paying_on_time(name: str) -> None:
    contract, shown = CONTRACTS[name], document(name, "EU")
    late = {row.key: minor(row.cells[1]) for row in shown.section("late").rows}
    assert late["pay"] == late["due"] + late["extra"]
    assert late["extra"] == shown.row("box", "late").cells[1].value
    rows = [row for row in schedule(contract).instalments if row.number]
    at = 1 if name == "instalments" else len(rows) - 1
    events: list[Event] = [drawn_as_agreed(contract)]
    for row in schedule(contract).instalments:
        if row.unpaid.total and row.number != rows[at].number:
            events.append(
                Repayment(id=f"{row.number}", effective=row.due, amount_minor=row.planned.total)
            )
    until = rows[at].due + timedelta(days=30)
    on_time = Repayment(id="on-time", effective=rows[at].due, amount_minor=rows[at].planned.total)
    charged = [
        evaluate(
            fold(contract, [each for each in life if each.effective <= rows[at].due]), until
        ).totals.charged.total
        for life in (events, [*events, on_time])
    ]
    assert late["extra"] == charged[0] - charged[1]
    assert bool(late["extra"]) is (contract.penalty is not None)


@pytest.mark.parametrize("name", CONTRACTS)
def test_settling_early_takes_what_the_engine_quotes_and_saves_the_rest(name: str) -> None:
    contract, shown = CONTRACTS[name], document(name)
    early = {row.key: minor(row.cells[1]) for row in shown.section("early").rows}
    rows = [row for row in schedule(contract).instalments if row.number]
    half = len(rows) // 2
    events = [drawn_as_agreed(contract)] + [
        Repayment(id=f"{row.due}", effective=row.due, amount_minor=row.planned.total)
        for row in schedule(contract).instalments
        if row.unpaid.total and row.number <= half
    ]
    on = rows[half - 1].due if half else contract.start + (rows[0].due - contract.start) // 2
    assert early["pay"] == quote_payoff(fold(contract, events), on).pay_minor
    to_come = sum(row.planned.total for row in rows[half:])
    assert early["saved"] == abs(to_come - early["pay"])


def test_costs_beside_the_contract_that_would_still_come_are_named_not_counted() -> None:
    shown = document(language="en")
    assert "Guarantee fee" in shown.section("early").note
    assert "¥120.00" in shown.section("early").note
    total = shown.row("box", "total").cells[1].value
    early = {row.key: minor(row.cells[1]) for row in shown.section("early").rows}
    assert early["paid"] + early["pay"] + early["saved"] + 120_00 == total


def test_china_closes_with_the_sentence_that_nothing_else_is_charged() -> None:
    assert (
        document().section("closing").intro
        == "除上表列明的费用外，不再向您收取任何与这笔贷款有关的费用。"
    )
    assert document().row("items", "principal").cells[4].value == 8_000_00


def test_china_shows_the_contingent_costs_with_standard_and_collector() -> None:
    rows = {
        row.key: [cell.text for cell in row.cells] for row in document().section("contingent").rows
    }
    assert rows["penalty_interest"][1:3] == ["没按时还的本金", "年利率 27%"]
    assert rows["prepayment"][1:3] == ["提前还的本金", "提前还的本金的 1%"]
    assert all(
        row[3] == "海湾消费金融有限公司（贷款人）" or row[3] == "贷款人" for row in rows.values()
    )


def test_the_us_box_holds_the_four_figures() -> None:
    loan, shown = costed("bullet"), document("bullet", "US")
    assert [row.cells[1].value for row in shown.section("tila").rows] == [
        apr_shown(apr(loan.net_flows()).apr),
        loan.total_cost_minor,
        loan.received_minor,
        loan.total_paid_minor,
    ]


def test_the_right_of_withdrawal_is_shown_only_where_it_is_given() -> None:
    assert document(law="EU").row("rights", "withdraw").cells[1].value == 14
    none = document(law="EU", particulars=Particulars())
    assert [row.key for row in none.section("rights").rows] == ["early", "copy"]


@pytest.mark.parametrize(("name", "law"), CASES)
def test_the_check_has_five_questions_with_one_right_answer_each(name: str, law: str) -> None:
    shown = document(name, law)
    facts = {
        "in_hand": shown.row("box", "in_hand").cells[1],
        "total": shown.row("box", "total").cells[1],
        "cost": shown.row("box", "cost").cells[1],
        "late": shown.row("late", "pay").cells[1],
        "early": shown.row("early", "pay").cells[1],
    }
    questions = shown.section("check").questions
    assert len(questions) == 5
    for question in questions:
        texts = [option.text for option in question.options]
        assert len(set(texts)) == len(texts) == 3
        right = question.options[question.answer]
        if question.key == "other":
            assert right.text == "不能，表外一分钱都不能收"
        else:
            assert right == facts[question.key]


@pytest.mark.parametrize(("name", "law"), CASES)
def test_every_table_is_full(name: str, law: str) -> None:
    for section in document(name, law).sections:
        if section.kind in (SectionKind.TABLE, SectionKind.PICTURE):
            assert {len(row.cells) for row in section.rows} <= {len(section.columns)}
        for row in section.rows:
            for cell in row.cells:
                assert (cell.value is None) is (cell.kind is CellKind.TEXT)


def test_the_cost_of_another_loan_is_refused() -> None:
    with pytest.raises(InvalidDisclosure, match="the cost of this contract"):
        disclose(CONTRACTS["free"], cost_of(CONTRACTS["flat-fee"]))


@pytest.mark.parametrize("given", [{"law": "MARS"}, {"language": "fr"}], ids=["law", "language"])
def test_an_unknown_law_or_language_is_refused(given: dict[str, str]) -> None:
    with pytest.raises(InvalidDisclosure, match=r"one of CN, EU, US|zh-CN or en"):
        disclose(CONTRACTS["free"], costed("free"), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "given",
    [
        {"lender": "a\nb"},
        {"borrower": "x" * 201},
        {"measure": "guess"},
        {"reading_seconds": 0},
        {"withdrawal_days": 14.0},
        {"issued_on": "2026-09-15"},
    ],
)
def test_particulars_that_make_no_sense_are_refused(given: dict[str, object]) -> None:
    with pytest.raises(InvalidDisclosure, match=next(iter(given))):
        Particulars(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("law", "day", "cited"),
    [
        ("CN", date(2026, 7, 31), "2021"),
        ("CN", date(2026, 8, 1), "金规〔2026〕2号"),
        ("EU", date(2026, 11, 19), "2008/48/EC"),
        ("EU", date(2026, 11, 20), "2023/2225"),
        ("US", date(2026, 1, 1), "1026.18"),
    ],
)
def test_a_document_cites_the_rule_in_force_on_its_day(law: str, day: date, cited: str) -> None:
    assert cited in document(law=law, particulars=Particulars(issued_on=day)).source


def test_a_day_before_any_rule_is_refused() -> None:
    with pytest.raises(InvalidDisclosure, match="issued_on"):
        document(particulars=Particulars(issued_on=date(2020, 1, 1)))


@settings(max_examples=40, deadline=None)
@given(
    principal_minor=st.integers(1_000_00, 200_000_00),
    rate=st.integers(100, 3_600),
    instalments=st.integers(2, 36),
    repayment=st.sampled_from(
        [
            RepaymentKind.EQUAL_INSTALMENT,
            RepaymentKind.EQUAL_PRINCIPAL,
            RepaymentKind.INTEREST_FIRST,
        ]
    ),
    fee_ppm=st.integers(1, 50_000),
    when=st.sampled_from([FeeWhen.WITHHELD, FeeWhen.UPFRONT, FeeWhen.PERIODIC]),
    law=st.sampled_from(LAWS),
)
def test_the_figures_of_any_loan_agree_with_each_other(
    principal_minor: int,
    rate: int,
    instalments: int,
    repayment: RepaymentKind,
    fee_ppm: int,
    when: FeeWhen,
    law: str,
) -> None:
    contract = Contract(
        id="any",
        principal_minor=principal_minor,
        start=date(2026, 9, 15),
        rate=Rate.per_year(f"{rate // 100}.{rate % 100:02d}"),
        repayment=repayment,
        instalments=instalments,
        fees=(FeeTerms(code="fee", when=when, share_ppm=fee_ppm),),
        penalty=PenaltyTerms(on_interest=True),
    )
    loan = cost_of(contract)
    zh, en = (disclose(contract, loan, law=law, language=each) for each in LANGUAGES)
    assert zh.figures() == en.figures()
    box = {row.key: row.cells[1] for row in en.section("box").rows}
    assert minor(box["in_hand"]) + minor(box["cost"]) == minor(box["total"])
    late = {row.key: minor(row.cells[1]) for row in en.section("late").rows}
    assert late["due"] + late["extra"] == late["pay"]
    assert late["extra"] > 0
    early = {row.key: minor(row.cells[1]) for row in en.section("early").rows}
    assert early["paid"] + early["pay"] + early["saved"] == loan.total_paid_minor


def test_lateness_is_called_free_only_where_no_penalty_is_agreed() -> None:
    graced = replace(
        CONTRACTS["instalments"],
        penalty=PenaltyTerms(grace=GraceMode.RETROACTIVE, grace_days=45),
    )
    shown = disclose(graced, cost_of(graced), language="en")
    assert minor(shown.row("late", "extra").cells[1]) == 0
    assert shown.section("late").note == "Worked out from the terms of the loan contract."
    assert document("free", language="en").section("late").note == (
        "The contract charges nothing for this."
    )
