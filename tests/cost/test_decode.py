"""Offers as people write them: decoded right, or answered with a question, and never with a wrong number."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from ashore.cli import main
from ashore.cost import InvalidCost, QuestionCode, compare, decode, decoded_to_dict
from tests.cost.offers import annual_percent, offers

FILES = ("offers.toml", "offers_held_out.toml", "offers_fresh.toml")
CASES = [(name, case) for name in FILES for case in offers(name)]
COSTED = [case for _, case in CASES if "ask" not in case]
ASKED = [case for _, case in CASES if "ask" in case]
# A stand-in of 10,000, or payments of whole cents, move the second decimal of a percentage.
TOLERANCE = 0.02


def text_of(case: dict[str, Any]) -> str:
    return str(case["text"])


def simple_percent(text: str) -> float:
    figures = decode(text).figures
    assert figures is not None, [each.code.value for each in decode(text).questions]
    return float(figures.simple.percent(6))


def test_the_sets_are_as_large_as_they_should_be() -> None:
    assert len(offers("offers.toml")) >= 90
    assert len(offers("offers_held_out.toml")) + len(offers("offers_fresh.toml")) >= 60
    assert {case["lang"] for _, case in CASES} == {"zh", "en"}


@pytest.mark.parametrize("case", COSTED, ids=text_of)
def test_an_offer_costs_what_its_payments_say(case: dict[str, Any]) -> None:
    expected = annual_percent(case)
    decoded = decode(case["text"])
    assert decoded.questions == ()
    assert decoded.language == case["lang"]
    assert simple_percent(case["text"]) == pytest.approx(expected, rel=1e-5, abs=TOLERANCE)
    assert decoded.figures is not None
    if "count" in case:
        assert len(decoded.figures.payments) + decoded.offer.first_now == case["count"]
    if "received" in case:
        assert decoded.figures.received_minor == round(100 * case["received"])
    if "claimed_is" in case:
        assert decoded.figures.claim is not None
        assert decoded.figures.claim.what == case["claimed_is"]


@pytest.mark.parametrize("case", ASKED, ids=text_of)
def test_an_offer_that_leaves_something_open_is_answered_with_a_question(
    case: dict[str, Any],
) -> None:
    decoded = decode(case["text"])
    assert decoded.figures is None
    assert {each.code.value for each in decoded.questions} & set(case["ask"])


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=text_of)
def test_every_reading_stands_in_the_text_and_has_words_in_two_languages(
    case: dict[str, Any],
) -> None:
    decoded = decode(case["text"])
    assert (decoded.figures is None) is bool(decoded.questions)
    for reading in decoded.readings:
        assert reading.span.of(decoded.text).strip()
        assert reading.zh
        assert reading.en
    for question in decoded.questions:
        assert question.zh
        assert question.en
    json.dumps(decoded_to_dict(decoded))


def test_a_figure_is_only_given_when_every_number_of_the_text_has_a_meaning() -> None:
    asked = decode("借8000,分12期,每期766,另37")
    assert asked.figures is None
    assert QuestionCode.NUMBER_UNREAD in {each.code for each in asked.questions}


def test_two_readings_are_two_candidates_and_no_figure() -> None:
    decoded = decode("借1万,月利率1%,分12期")
    assert decoded.figures is None
    (question,) = decoded.questions
    assert [each.annual_percent for each in question.candidates] == ["21.46", "12.00"]


def test_a_claim_that_the_payments_contradict_is_called_what_it_is() -> None:
    figures = decode("借8000,分12期,每期还714.67,年利率7.2%").figures
    assert figures is not None
    assert figures.claim is not None
    assert figures.claim.what == "flat"
    assert figures.claim.ratio == pytest.approx(1.81, abs=0.01)
    true = decode("借1万,年利率12%,等额本息,12期").figures
    assert true is not None
    assert true.claim is not None
    assert true.claim.what == "true"


def test_a_rate_for_any_amount_says_that_the_amount_is_a_stand_in() -> None:
    assert "stand_in" in {each.code for each in decode("月费率0.6%,12期").assumptions}


def test_the_total_and_every_payment_add_up() -> None:
    figures = decode("借款10000元,分12期,月费率0.6%,手续费一次性收取2%").figures
    assert figures is not None
    assert sum(each.paid_minor for each in figures.payments) == figures.paid_minor == 10_720_00
    assert figures.payments[-1].paid_so_far_minor == figures.paid_minor
    assert figures.cost_minor == figures.paid_minor - figures.received_minor == 920_00


@pytest.mark.parametrize("text", ["", "   ", "借" * 2001])
def test_no_words_and_too_many_are_refused(text: str) -> None:
    with pytest.raises(InvalidCost):
        decode(text)


# --- properties ---

AMOUNTS = st.integers(min_value=10, max_value=2000).map(lambda hundreds: hundreds * 100)
COUNTS = st.sampled_from([3, 6, 10, 12, 18, 24, 36, 48, 60])
TEMPLATES = (
    "借{amount},分{count}期,每期{pay}",
    "贷款{amount}元,{count}个月,月供{pay}元",
    "每月还{pay}块,还{count}个月,借了{amount}",
    "本金{amount}元 期数{count}期 每期还款{pay}元",
    "borrow ${amount}, {count} monthly payments of ${pay}",
    "${amount} loan over {count} months at ${pay} per month",
    "pay £{pay} a month for {count} months on a £{amount} loan",
)
FULL_WIDTH = {ord(each): ord(each) + 0xFEE0 for each in "0123456789,.%:"}
TRADITIONAL = str.maketrans("贷还费个万数续块", "貸還費個萬數續塊")


@given(AMOUNTS, COUNTS, st.integers(min_value=101, max_value=160), st.sampled_from(TEMPLATES))
def test_an_offer_made_of_fields_decodes_to_these_fields(
    amount: int, count: int, dearer: int, template: str
) -> None:
    pay = -(-amount * dearer // (100 * count))
    decoded = decode(template.format(amount=amount, count=count, pay=pay))
    offer = decoded.offer
    assert decoded.figures is not None
    assert (offer.principal_minor, offer.count) == (amount * 100, count)
    assert [each.paid_minor for each in decoded.figures.payments] == [pay * 100] * count


@given(st.sampled_from([case for case in COSTED if case["lang"] == "zh"]), st.data(), st.booleans())
def test_blanks_width_and_characters_change_nothing(
    case: dict[str, Any], data: st.DataObject, wide: bool
) -> None:
    text = case["text"].translate(TRADITIONAL)
    if wide:
        text = text.translate(FULL_WIDTH)
    for _ in range(3):
        # Anywhere but inside a number or an abbreviation, which a blank would break in two.
        at = data.draw(st.integers(min_value=1, max_value=len(text) - 1))
        around = text[at - 1 : at + 1]
        if not any(each.isdigit() or each.isascii() or "０" <= each <= "．" for each in around):
            text = text[:at] + data.draw(st.sampled_from([" ", "  ", "\u3000"])) + text[at:]
    assert simple_percent(text) == simple_percent(case["text"])


@given(
    st.text(alphabet="借还分期月年利率费手元万千百一二3580.,%日天每到 息免前后$£ax", max_size=40)
)
def test_any_text_gets_figures_or_a_question_and_never_a_crash(text: str) -> None:
    if not text.strip():
        return
    decoded = decode(text)
    assert (decoded.figures is None) is bool(decoded.questions)


@pytest.mark.parametrize("text", ["日息0,0", "借0元,分12期,每期100元", "每0元每天利息5元,借30天"])
def test_an_offer_of_nothing_is_asked_about(text: str) -> None:
    decoded = decode(text)
    assert decoded.figures is None
    assert decoded.questions


# --- comparison and the command line ---


def test_offers_are_ranked_by_annual_cost_and_those_with_questions_are_not() -> None:
    comparison = compare(["借1万,月费率0.6%,12期", "月费率0.6%", "借1万,年利率8%,等额本息12期"])
    assert comparison.ranked == (2, 0)
    assert comparison.same_terms
    with pytest.raises(InvalidCost):
        compare(["借1万,月费率0.6%,12期"])


def run(*arguments: str, stdin: str | None = None) -> str:
    result = CliRunner().invoke(main, ["cost", *arguments], input=stdin)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_command_decodes_words_files_and_standard_input(tmp_path: Path) -> None:
    words = "借8000,分12期,每期766"
    path = tmp_path / "offer.txt"
    path.write_text(words, encoding="utf-8")
    said = run("decode", words)
    assert "26.45 %" in said
    assert run("decode", str(path)) == said == run("decode", "-", stdin=words)
    assert "True annual cost" in run("decode", words, "--lang", "en")
    facts = json.loads(run("decode", words, "--json"))
    assert facts["figures"]["annual_percent_simple"] == "26.45"
    assert len(run("decode", words, "--payments").splitlines()) == len(said.splitlines()) + 14


def test_the_command_asks_where_the_offer_leaves_something_open() -> None:
    assert "[TERM_MISSING]" in run("decode", "月费率0.6%")


def test_the_command_compares_offers() -> None:
    said = run("compare", "借1万,月费率0.6%,12期", "借1万,年利率8%,等额本息12期")
    assert said.index("8.00 %") < said.index("13.03 %")
    refused = CliRunner().invoke(main, ["cost", "compare", "借1万"])
    assert refused.exit_code == 1
    assert "two offers or more" in refused.output


@pytest.mark.parametrize(
    "text",
    [
        "借8000,14天,日息1%,砍头",
        "借8000,先收一期利息80,12期,每期746",
        "借10000,12期,每期还900,每期利息200",
        "loan of 1 crate at 12% for 3 years",
        "免息期过后日息0.05%",
        "借1万,分12期,每期还900,每月还800",
        "no interest for 12 months on purchases over $299",
        "借5万,年利率12%,36期,等额本息,另有保险费每年300元",
        "借8000元分12期每期766元,首期减免50元",
        "日费率0.05%,分12期,借1万",
        "$500 for 2 weeks at 15%",
        "借2万元,分12期,月还1850元,另外放款时扣了1000元保证金(还清后退)",
    ],
)
def test_what_does_not_fit_together_is_asked_about(text: str) -> None:
    # Each of these once gave a number, and the number was wrong.
    decoded = decode(text)
    assert decoded.figures is None
    assert decoded.questions


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("借10000,服务费10%,实到9000,30天还10000", "135.19"),
        ("分24期还,每期本金500元利息80元", "14.68"),
        ("贷款10万分36期,第一年每月还4000,后两年每月还3000", "13.18"),
        ("借1万,12期,每月还910元,其中本金833元,利息77元", "16.57"),
        ("借1万元,一天10块钱利息,用20天", "36.50"),
        ("£10,000 over 5 years at 6.9% APR", "6.69"),
        ("日息万5,借1万,等额本息12期", "18.25"),
        ("无砍头息,借8000,12期,每期766", "26.45"),
    ],
)
def test_what_was_once_read_wrong(text: str, percent: str) -> None:
    figures = decode(text).figures
    assert figures is not None
    assert figures.simple.percent(2) == percent
