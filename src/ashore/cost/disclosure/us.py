"""United States: the Truth in Lending box and what goes with it (12 CFR 1026.18)."""

from __future__ import annotations

from ashore.cost.disclosure import shared
from ashore.cost.disclosure.check import check, money_questions
from ashore.cost.disclosure.model import Cell, Row, Section, SectionKind
from ashore.cost.disclosure.offer import Offer
from ashore.cost.disclosure.words import Words
from ashore.cost.display import apr_shown
from ashore.cost.reg_z import apr
from ashore.loan import FeeWhen


def sections(offer: Offer, words: Words) -> tuple[Section, ...]:
    """Key box, the four figures, payment schedule, itemization, charges, worked examples, terms, payments, check."""
    yearly = words.rate(apr_shown(apr(offer.costed.net_flows()).apr))
    rates = {
        item.id: words.rate(apr_shown(apr(offer.alone(item)).apr)) for item in offer.costed.items
    }
    money = money_questions(offer, words)
    return (
        shared.key_box(offer, words, yearly, words("yearly_note")),
        _four(offer, words, yearly),
        _schedule(offer, words),
        _itemization(offer, words),
        *shared.items(offer, words, rates, yearly),
        shared.contingent(offer, words),
        shared.late(offer, words),
        shared.early(offer, words),
        _terms(offer, words),
        shared.picture(offer, words),
        check(words, [money[key] for key in ("in_hand", "cost", "total", "late", "early")]),
    )


def _four(offer: Offer, words: Words, yearly: Cell) -> Section:
    costed = offer.costed
    figures = {
        "apr": yearly,
        "finance_charge": words.money(costed.total_cost_minor),
        "amount_financed": words.money(costed.received_minor),
        "payments_total": words.money(costed.total_paid_minor),
    }
    rows = tuple(
        Row(key, (words.text(key), cell), words(f"{key}_note")) for key, cell in figures.items()
    )
    return Section(key="tila", kind=SectionKind.LINES, title=words("tila"), rows=rows)


def _schedule(offer: Offer, words: Words) -> Section:
    keys = ("payment_number", "payment_amount", "payment_from", "payment_to")
    rows = tuple(
        Row(
            str(at),
            (
                words.count(count),
                words.money(first.total_minor),
                words.day(first.due),
                words.day(last.due),
            ),
        )
        for at, (count, first, last) in enumerate(offer.runs, start=1)
    )
    return Section(
        key="schedule",
        kind=SectionKind.TABLE,
        title=words("schedule"),
        columns=tuple(words(key) for key in keys),
        rows=rows,
    )


def _itemization(offer: Offer, words: Words) -> Section:
    financed = offer.costed.received_minor
    prepaid = offer.contract.principal_minor - financed
    rows = (
        Row(
            "principal", (words.text("item_principal"), words.money(offer.contract.principal_minor))
        ),
        Row("prepaid", (words.text("item_prepaid"), words.money(prepaid))),
        Row("financed", (words.text("amount_financed"), words.money(financed)), total=True),
    )
    return Section(key="itemization", kind=SectionKind.LINES, title=words("itemization"), rows=rows)


def _terms(offer: Offer, words: Words) -> Section:
    charged = bool(offer.contract.fees_at(FeeWhen.ON_PREPAYMENT))
    text = words.text("prepayment_fee" if charged else "prepayment_free")
    row = Row("prepayment", (words.text("prepayment"), text))
    return Section(key="terms", kind=SectionKind.LINES, title=words("terms"), rows=(row,))
