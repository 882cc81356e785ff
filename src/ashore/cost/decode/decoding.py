"""From a text to what the offer really costs, or to the question that has to be answered first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, NamedTuple

from ashore.cost.decode.assembling import assemble
from ashore.cost.decode.canonical import Span
from ashore.cost.decode.figures import OfferFigures, figures_of
from ashore.cost.decode.normalise import CJK, normalise
from ashore.cost.decode.offer import Draft, Offer
from ashore.cost.decode.plans import Plan, plans
from ashore.cost.decode.questions import Candidate, Question
from ashore.cost.decode.questions import QuestionCode as Q
from ashore.cost.decode.reading import read
from ashore.cost.decode.wording import ASIDES, ASSUMPTIONS, ROLES
from ashore.cost.errors import InvalidCost, NoRate, SeveralRates

Language = Literal["zh", "en"]
_LONGEST = 2_000
_CHINESE = re.compile(f"[{CJK}]")


class Reading(NamedTuple):
    """A part of the text and what it was read as, in both languages. ``span`` counts characters of the text."""

    role: str
    zh: str
    en: str
    span: Span


class Assumption(NamedTuple):
    """Something that the text does not say and that was taken as given."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Decoded:
    """An offer decoded: figures, or at least one question; never both.

    ``readings`` say what each number of the text was taken for, those that are no part of the offer included.
    """

    text: str
    language: Language
    readings: tuple[Reading, ...]
    offer: Offer
    figures: OfferFigures | None
    questions: tuple[Question, ...]
    assumptions: tuple[Assumption, ...]


def decode(text: str) -> Decoded:
    """What an offer says and what it costs, in Chinese or English, as people write them.

    Figures are given only where the text leaves one reading; else the questions say what is missing, with the annual
    cost of each reading that was thought of. Raises InvalidCost for no text, or more than 2,000 characters.

    8,000 yuan for twelve times 766 is 26.45 % a year:

    >>> decoded = decode("借8000,分12期,每期766")
    >>> decoded.figures.simple.percent(2), decoded.figures.paid_minor
    ('26.45', 919200)
    >>> [question.code.value for question in decode("月费率0.6%").questions]
    ['TERM_MISSING']
    """
    if not isinstance(text, str) or not text.strip() or len(text) > _LONGEST:
        raise InvalidCost(
            field="offer",
            value=text,
            expected=f"the words of an offer, at most {_LONGEST} characters",
        )
    language: Language = "zh" if _CHINESE.search(text) else "en"
    draft = assemble(read(normalise(text)), language)
    found = plans(draft)
    figures = None
    if len(found) == 1 and not draft.questions:
        figures = _figures(draft, found[0])
    elif found:
        _candidates(draft, found)
    if figures is None and not draft.questions:
        draft.ask(Q.NOTHING_READ)
    return Decoded(
        text=text,
        language=language,
        readings=_readings(draft),
        offer=draft.offer,
        figures=figures if not draft.questions else None,
        questions=tuple(draft.questions),
        assumptions=tuple(
            Assumption(code, *ASSUMPTIONS[code]) for code in dict.fromkeys(draft.assumptions)
        ),
    )


def _figures(draft: Draft, plan: Plan) -> OfferFigures | None:
    """The figures, unless they make no sense: then the text was not understood."""
    paid, received = sum(plan.pays), plan.received_minor
    if received <= 0 or paid + len(plan.pays) < received:
        draft.ask(Q.PAID_BELOW_RECEIVED)
        return None
    if paid > 20 * received:
        draft.ask(Q.TOTALS_DISAGREE)
        return None
    try:
        return figures_of(plan, draft.offer)
    except (NoRate, SeveralRates):
        draft.ask(Q.TOTALS_DISAGREE)
        return None


def _candidates(draft: Draft, found: list[Plan]) -> None:
    """What the readings that were thought of would cost, beside the question that tells them apart."""
    shown = []
    for plan in found:
        try:
            figures = figures_of(plan, draft.offer)
        except (NoRate, SeveralRates, ZeroDivisionError):
            continue
        shown.append(Candidate(plan.zh, plan.en, figures.simple.percent(2)))
    apart = (Q.FLAT_OR_DECLINING_UNCLEAR, Q.REPAYMENT_UNCLEAR, Q.FEE_TIMING_UNCLEAR)
    if len(shown) > 1:
        draft.questions = [
            each._replace(candidates=tuple(shown)) if each.code in apart else each
            for each in draft.questions
        ]


def _readings(draft: Draft) -> tuple[Reading, ...]:
    understood = draft.understood
    found = [
        Reading(each.role, *ROLES[each.role], understood.span(each.quantity))
        for each in understood.readings
        if each.role
    ]
    found += [
        Reading(each.why, *ASIDES[each.why], understood.span(each.quantity))
        for each in understood.asides
    ]
    found += [Reading("free", *ROLES["free"], understood.span(each)) for each in understood.free]
    return tuple(sorted(found, key=lambda each: each.span))
