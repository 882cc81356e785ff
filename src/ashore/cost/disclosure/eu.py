"""European Union: a sheet after the standard information on consumer credit, as far as the loan's data give it."""

from __future__ import annotations

from ashore.cost.aprc import aprc
from ashore.cost.disclosure import shared
from ashore.cost.disclosure.check import check, money_questions
from ashore.cost.disclosure.model import Cell, Row, Section, SectionKind
from ashore.cost.disclosure.offer import Offer
from ashore.cost.disclosure.words import Words
from ashore.cost.display import aprc_shown
from ashore.loan import FeeWhen


def sections(offer: Offer, words: Words) -> tuple[Section, ...]:
    """Key box, main features, costs with the rate to one decimal, worked examples, rights, payments, check."""
    yearly = words.rate(aprc_shown(aprc(offer.costed.net_flows())))
    rates = {
        item.id: words.rate(aprc_shown(aprc(offer.alone(item)))) for item in offer.costed.items
    }
    money = money_questions(offer, words)
    return (
        shared.key_box(offer, words, yearly, words("yearly_note")),
        _features(offer, words),
        _costs(offer, words, yearly),
        *shared.items(offer, words, rates, yearly),
        shared.contingent(offer, words),
        shared.late(offer, words),
        shared.early(offer, words),
        _rights(offer, words),
        shared.picture(offer, words),
        check(words, [money[key] for key in ("in_hand", "total", "cost", "late", "early")]),
    )


def _features(offer: Offer, words: Words) -> Section:
    contract, payments = offer.contract, offer.payments
    steps = "; ".join(
        words("stepped", start=words.day_text(step.start), rate=step.rate.percent_per_year())
        for step in contract.rate_steps
    )
    duration = words(
        "duration_text",
        first=words.day_text(contract.start),
        last=words.day_text(payments[-1].due),
    )
    span = f"{contract.start.isoformat()}/{payments[-1].due.isoformat()}"
    rows = [
        Row(
            "credit_amount",
            (words.text("credit_amount"), words.money(contract.principal_minor)),
        ),
        Row(
            "duration",
            (words.text("duration"), Cell(duration, words.day(contract.start).kind, span)),
        ),
        Row(
            "borrowing_rate",
            (words.text("borrowing_rate"), words.rate(contract.rate.percent_per_year())),
            steps or words("fixed"),
        ),
        Row(
            "payable",
            (words.text("payable"), words.money(offer.costed.total_paid_minor)),
            total=True,
        ),
    ]
    return Section(
        key="features", kind=SectionKind.LINES, title=words("features"), rows=tuple(rows)
    )


def _costs(offer: Offer, words: Words, yearly: Cell) -> Section:
    payments = offer.payments
    rows = (
        Row("aprc", (words.text("yearly"), yearly)),
        Row(
            "total_cost",
            (words.text("costs_total"), words.money(offer.costed.total_cost_minor)),
            total=True,
        ),
    )
    example = words(
        "example",
        credit=words.money_text(offer.contract.principal_minor),
        count=len(payments),
        first=words.day_text(payments[0].due),
        last=words.day_text(payments[-1].due),
        payable=words.money_text(offer.costed.total_paid_minor),
    )
    return Section(
        key="costs", kind=SectionKind.LINES, title=words("costs"), rows=rows, note=example
    )


def _rights(offer: Offer, words: Words) -> Section:
    rows = []
    days = offer.particulars.withdrawal_days
    if days is not None:
        right = Cell(words("right_withdraw_days", days=days), words.count(days).kind, days)
        rows.append(
            Row("withdraw", (words.text("right_withdraw"), right), words("right_withdraw_note"))
        )
    charged = bool(offer.contract.fees_at(FeeWhen.ON_PREPAYMENT))
    rows += [
        Row(
            "early",
            (words.text("right_early"), words.text("right_early_text")),
            words("right_early_fee" if charged else "right_early_free"),
        ),
        Row("copy", (words.text("right_copy"), words.text("right_copy_text"))),
    ]
    return Section(key="rights", kind=SectionKind.LINES, title=words("rights"), rows=tuple(rows))
