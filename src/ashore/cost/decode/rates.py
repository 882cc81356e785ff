"""The rate that an offer states: its period, and what it is charged on."""

from __future__ import annotations

from ashore.cost.decode.lexicon import APR, EFFECTIVE, FLAT, INTEREST, WHOLE_TERM, Per
from ashore.cost.decode.offer import Draft, RateTerm, per_year
from ashore.cost.decode.questions import QuestionCode as Q
from ashore.cost.decode.reading import Reading


def rates_of(draft: Draft) -> None:
    understood = draft.understood
    found = understood.all("rate")
    plain = [each for each in found if each.part is None]
    later = [each for each in found if each.part is not None]
    if later:
        draft.ask(
            Q.STAGES_UNCLEAR if draft.offer.count and not _only_stage(draft) else Q.TERM_MISSING,
            later[0],
        )
    if not plain:
        return None
    nonzero = [each for each in plain if each.value] or plain
    if len({(each.value, each.per) for each in nonzero}) > 1:
        terms = [_rate(draft, each) for each in nonzero]
        if not _same_rate(terms):
            return draft.ask(Q.SEVERAL_OFFERS, nonzero[-1])
        # 日利率0.05%(年化18.25%): one rate said twice; the yearly way of saying it counts.
        return draft.put(
            rate=next((each for each in terms if each.per == Per("month", 12)), terms[0])
        )
    draft.put(rate=_rate(draft, nonzero[0]))
    return None


def _only_stage(draft: Draft) -> bool:
    """Whether the one length that is told is the length of the first stage: 0% for 6 months then 19.9%."""
    text = draft.understood.text.text
    return any(
        text[each.quantity.end :]
        .strip()
        .startswith(("then", ",then", "after", ",之后", ",后", "之后"))
        for each in draft.understood.all("duration")
    )


def _same_rate(terms: list[RateTerm]) -> bool:
    yearly = [
        each.percent * per_year(each.per) for each in terms if each.per and each.per.unit != "time"
    ]
    return (
        len(yearly) == len(terms)
        and max(yearly) - min(yearly) <= max(yearly) / 50
        and len({each.kind == "flat" for each in terms}) == 1
    )


def _by_the_year(draft: Draft, words: str) -> bool:
    """A bare percentage is by the year in English, but "15 % for two weeks" may be that of the two weeks."""
    length = draft.offer.length
    months = length.count if length and length.unit == "month" else draft.offer.count or 0
    short = draft.offer.single or months < 12
    return not short or length is None or "simple" in words or "annual" in words


def _rate(draft: Draft, reading: Reading) -> RateTerm:
    words, sayings = reading.words, draft.understood.sayings
    apr = APR.search(words) is not None
    per = reading.per
    if per is None and (apr or EFFECTIVE.search(words) or "年化" in words):
        per = Per("month", 12)
    english = not any("㐀" <= each <= "鿿" for each in draft.understood.text.text)
    if per is None and english and not WHOLE_TERM.search(words) and _by_the_year(draft, words):
        per = Per("month", 12)
        draft.assumptions.append("rate_a_year")
    if per is not None and per.unit == "time":
        per = draft.offer.per
    if apr and draft.offer.currency in ("GBP", "EUR"):
        draft.assumptions.append("apr_compound")
    kind = "interest"
    declining = (
        "equal_instalment",
        "equal_principal",
        "interest_first",
        "bullet",
        "reducing",
        "drawdown",
    )
    if EFFECTIVE.search(words) or (apr and draft.offer.currency in ("GBP", "EUR")):
        kind = "effective"
    elif (
        "flat" in sayings
        or (FLAT.search(words) and not INTEREST.search(words) and per != Per("day", 1))
        or WHOLE_TERM.search(words)
    ):
        kind = "flat"
    elif (kind == "interest" and any(each in sayings for each in declining)) or draft.offer.single:
        kind = "declining"
    elif apr or (
        per is not None
        and ((per.unit == "day" and not FLAT.search(words)) or per == Per("month", 12))
    ):
        # Rates by the year and by the day are charged on what is owed; a rate by the month may be either.
        kind = "declining"
        draft.assumptions.append("declining")
    return RateTerm(reading.value, per, kind, apr, WHOLE_TERM.search(words) is not None, reading)
