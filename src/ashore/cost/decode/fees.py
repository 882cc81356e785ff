"""The fees of an offer, when they are paid, and what is free of them."""

from __future__ import annotations

from fractions import Fraction

from ashore.cost.decode.offer import Draft, FeeTerm
from ashore.cost.decode.questions import QuestionCode as Q
from ashore.cost.decode.reading import Reading


def fees_of(draft: Draft) -> None:
    offer, understood = draft.offer, draft.understood
    fees: list[FeeTerm] = []
    for each in understood.all("fee", "fee_each", "withheld", "withheld_each", "cost_of_base"):
        amount = None if each.quantity.kind == "percent" else draft.minor(each)
        percent = each.value if amount is None else None
        if each.role == "cost_of_base" and offer.base_minor and amount is not None:
            percent, amount = Fraction(100 * amount, offer.base_minor), None
            if each.per and each.per.unit == "day":
                draft.ask(Q.PERIOD_OF_RATE_UNCLEAR, each)
        timing = "each" if each.role.endswith("_each") else each.timing
        if timing == "each" and each.per and each.per.unit != "time" and each.per != offer.per:
            draft.ask(Q.FEE_TIMING_UNCLEAR, each)  # 每年300元, and instalments by the month
        if each.role == "fee_each" and each.timing == "included":
            timing = "included"
        if (
            timing == "up_front"
            and offer.received_minor is not None
            and offer.principal_minor != offer.received_minor
        ):
            timing = "included"  # what comes into the hand says it already
        fees.append(FeeTerm(amount, percent, _untold(draft, timing, each, amount), each))
    draft.put(fees=tuple(fees))
    if offer.rate is not None and offer.rate.is_apr and offer.instalment_minor is None:
        for fee in fees:
            if fee.timing != "included":
                draft.ask(Q.FEE_IN_RATE_UNCLEAR, fee.reading)


def _untold(draft: Draft, timing: str, reading: Reading, amount: int | None) -> str:
    """When a fee is paid that the text gives no time for."""
    if timing:
        return timing
    offer = draft.offer
    if offer.principal_minor and offer.received_minor not in (None, offer.principal_minor):
        gap = offer.principal_minor - (offer.received_minor or 0)
        share = offer.principal_minor * reading.value / 100
        if gap == (share if amount is None else amount):
            return "included"  # 服务费10%,实到9000: what comes into the hand says it already
    elif offer.single and offer.rate is None:
        return "at_end"
    draft.ask(Q.FEE_TIMING_UNCLEAR, reading)
    return ""


def free_of(draft: Draft) -> None:
    understood = draft.understood
    for part in understood.free:
        if part.unit == "first":
            draft.put(free_first=int(part.value))
        elif part.unit == "last" or (part.unit == "rest" and part.value):
            draft.put(free_last=int(part.value))
        else:
            draft.ask(Q.FREE_PART_UNCLEAR, Reading("", part))
    for each in understood.all("duration_free"):
        others = understood.all("duration", "count")
        if others and all(other.value != each.value for other in others):
            draft.ask(Q.FREE_PART_UNCLEAR, each)
    if "free" in understood.sayings and not understood.free:
        draft.put(free_of_interest=True)
        rate = draft.offer.rate
        stated = draft.offer.instalment_minor or draft.offer.total_minor
        if rate is not None and rate.percent and rate.kind != "flat" and not stated:
            draft.ask(Q.FREE_PART_UNCLEAR, rate.reading)
