"""The comprehension check: five questions whose options and right answers are computed from the document's figures."""

from __future__ import annotations

from collections.abc import Iterable

from ashore.cost.disclosure.model import Cell, CheckQuestion, Section, SectionKind
from ashore.cost.disclosure.offer import Offer
from ashore.cost.disclosure.words import Words

OPTIONS = 3


def amount_question(
    key: str, text: str, right: int, wrong: Iterable[int], words: Words
) -> CheckQuestion:
    """A question about an amount, its options in rising order.

    Wrong options are other amounts of the same document, so that only who has understood it can tell; where too few
    differ, the right one a tenth more, or a tenth less.
    """
    options = [right]
    step = max(right // 10, 1)
    for minor in (*wrong, right + step, right + 2 * step, right + 3 * step):
        if len(options) < OPTIONS and minor > 0 and minor not in options:
            options.append(minor)
    options.sort()
    cells = tuple(words.money(minor) for minor in options)
    return CheckQuestion(key, text, cells, options.index(right))


def text_question(key: str, text: str, options: tuple[str, ...], answer: int) -> CheckQuestion:
    """A question whose options are words."""
    return CheckQuestion(key, text, tuple(Cell(option) for option in options), answer)


def money_questions(offer: Offer, words: Words) -> dict[str, CheckQuestion]:
    """The questions about money that every template may ask."""
    costed, late, early = offer.costed, offer.late, offer.early
    in_hand, total = costed.received_minor, costed.total_paid_minor
    principal, first = offer.contract.principal_minor, offer.payments[0].total_minor
    cost = costed.total_cost_minor
    interest = sum(each.interest_minor for each in offer.payments)
    ask = {
        "in_hand": (words("ask_in_hand"), in_hand, (principal, total)),
        "total": (words("ask_total"), total, (principal, in_hand, first * 2)),
        "cost": (words("ask_cost"), cost, (interest, first, total)),
        "late": (
            words("ask_late", number=late.number, days=late.days),
            late.pay_minor,
            (late.amount_minor, late.amount_minor + 2 * late.extra_minor),
        ),
        "early": (
            words("ask_early"),
            early.pay_minor,
            (total - early.paid_minor, total, early.paid_minor),
        ),
    }
    return {key: amount_question(key, *asked, words) for key, asked in ask.items()}


def check(words: Words, questions: Iterable[CheckQuestion]) -> Section:
    """The section of the check."""
    return Section(
        key="check",
        kind=SectionKind.CHECK,
        title=words("check"),
        intro=words("check_intro"),
        questions=tuple(questions),
        note=words("answers"),
    )
