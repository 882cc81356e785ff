"""From what was read to an offer, with a question wherever it does not hold together."""

from __future__ import annotations

from ashore.cost.decode.amounts import amounts_of, instalments_of
from ashore.cost.decode.fees import fees_of, free_of
from ashore.cost.decode.lengths import length_of
from ashore.cost.decode.lexicon import KEPT_BACK, REFUND
from ashore.cost.decode.offer import Draft, Offer
from ashore.cost.decode.questions import Question
from ashore.cost.decode.questions import QuestionCode as Q
from ashore.cost.decode.rates import rates_of
from ashore.cost.decode.reading import Reading, Understood


def assemble(understood: Understood, language: str) -> Draft:
    """The offer that a text makes, as far as it goes. See `questions` of the result for what it does not say."""
    draft = Draft(understood, Offer(_currency(understood, language)))
    if draft.offer.currency and not any(each.quantity.currency for each in understood.readings):
        draft.assumptions.append("currency")
    _asides(draft)
    length_of(draft)
    amounts_of(draft)
    instalments_of(draft)
    rates_of(draft)
    fees_of(draft)
    free_of(draft)
    _loose_ends(draft)
    return draft


def _currency(understood: Understood, language: str) -> str:
    said = [each.quantity.currency for each in understood.readings if each.quantity.currency]
    return said[0] if said else ("CNY" if language == "zh" else "USD")


def _asides(draft: Draft) -> None:
    understood = draft.understood
    priced = understood.all(
        "rate", "instalment", "total", "interest_each", "fee_each", "cost_of_base"
    )
    for why, quantity in understood.asides:
        about = Reading("", quantity)
        if why == "fen":
            draft.ask(Q.FEN_LI_UNCLEAR, about)
        elif why == "choice":
            draft.ask(Q.SEVERAL_OFFERS, about)
        elif why == "discount":
            draft.ask(Q.DISCOUNT_UNCLEAR, about)
        elif why in ("advertised", "range"):
            # An advertised rate beside stated instalments changes nothing: these decide.
            settled = quantity.kind == "percent" and understood.all("instalment", "total")
            if not (
                settled
                or (why == "range" and quantity.name == "money" and understood.all("principal"))
            ):
                draft.ask(Q.ADVERTISED_FROM, about)
        elif why == "limit" and not priced and quantity.kind in ("money", "percent"):
            draft.ask(Q.ADVERTISED_FROM, about)
    for quantity in understood.unread:
        draft.ask(Q.NUMBER_UNREAD, Reading("", quantity))
    if understood.fees_without_amount:
        draft.questions.append(Question(Q.FEE_AMOUNT_MISSING, understood.fees_without_amount[0]))


def _loose_ends(draft: Draft) -> None:
    for each in draft.understood.readings:
        if each.part is not None and each.role not in ("instalment", "pay", "total", "rate"):
            draft.ask(Q.NUMBER_UNREAD, each)
    sayings = draft.understood.sayings
    if REFUND.search(draft.understood.text.text):
        draft.ask(Q.DISCOUNT_UNCLEAR)  # a 保证金 that comes back is money received later
    kept = KEPT_BACK.search(draft.understood.text.text)
    told = draft.understood.all("received", "withheld") or [
        each for each in draft.understood.readings if each.timing == "up_front"
    ]
    if kept and not told:
        draft.ask(Q.FEE_AMOUNT_MISSING)
    methods = ("equal_principal", "interest_first", "equal_instalment", "bullet", "drawdown")
    draft.put(
        method=next((each for each in methods if each in sayings), ""),
        first_now="first_now" in sayings,
    )
