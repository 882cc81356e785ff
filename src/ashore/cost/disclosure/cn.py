"""China: 综合融资成本明示表, the table of the all-in financing cost (金规〔2026〕2号)."""

from __future__ import annotations

from ashore.cost.china import annual_cost
from ashore.cost.disclosure import shared
from ashore.cost.disclosure.check import check, money_questions, text_question
from ashore.cost.disclosure.model import Row, Section, SectionKind
from ashore.cost.disclosure.offer import Offer
from ashore.cost.disclosure.words import Words
from ashore.cost.display import annual_cost_shown


def sections(offer: Offer, words: Words) -> tuple[Section, ...]:
    """Key box, charges with the rate of each, charges on default, worked examples, payments, closing sentence, check."""
    cost = annual_cost(offer.costed)
    simple = offer.particulars.measure == "simple"
    yearly = words.rate(annual_cost_shown(cost.simple if simple else cost.compound))
    note = words(
        "yearly_simple" if simple else "yearly_compound",
        other=annual_cost_shown(cost.compound if simple else cost.simple),
    )
    rates = {
        each.item: words.rate(
            annual_cost_shown(each.alone_simple if simple else each.alone_compound)
        )
        for each in cost.by_item
    }
    principal = Row(
        "principal",
        (
            words.text("principal_row"),
            *(shared.BLANK,) * 3,
            words.money(offer.contract.principal_minor),
            shared.BLANK,
        ),
    )
    closing = Section(key="closing", kind=SectionKind.CLOSING, title="", intro=words("closing"))
    return (
        shared.key_box(offer, words, yearly, note),
        *shared.items(offer, words, rates, yearly, before=(principal,)),
        shared.contingent(offer, words),
        closing,
        shared.late(offer, words),
        shared.early(offer, words),
        shared.picture(offer, words),
        _check(offer, words),
    )


def _check(offer: Offer, words: Words) -> Section:
    money = money_questions(offer, words)
    options = (words("answer_lender"), words("answer_partner"), words("answer_nobody"))
    other = text_question("other", words("ask_other"), options, 2)
    return check(words, [*(money[key] for key in ("in_hand", "total", "late", "early")), other])
