"""How many instalments an offer has, how far apart, or how long until the one payment."""

from __future__ import annotations

from fractions import Fraction

from ashore.cost.decode.lexicon import Per
from ashore.cost.decode.offer import MONTHLY, Draft
from ashore.cost.decode.questions import QuestionCode as Q
from ashore.cost.decode.reading import Understood


def length_of(draft: Draft) -> None:
    """How many instalments, how far apart, or how long until the one payment."""
    understood = draft.understood
    lengths = understood.all("duration", "duration_free")
    counts = {
        int(each.value)
        for each in lengths + understood.all("count")
        if each.quantity.unit == "time"
    }
    counts |= {int(each.value) for each in understood.all("count")}
    spans = {(each.quantity.unit, each.value) for each in lengths if each.quantity.unit != "time"}
    if "first_now" in understood.sayings and len(counts) > 1:
        counts.discard(1)
    per = _rhythm(understood)
    if len(counts) > 1 or len(spans) > 1:
        draft.ask(Q.SEVERAL_OFFERS, lengths[-1] if lengths else None)
        return
    count = next(iter(counts), None)
    if not spans:
        draft.put(count=count, per=per or MONTHLY)
        if count and per is None:
            draft.assumptions.append("monthly")
        return
    unit, value = next(iter(spans))
    if value.denominator != 1:
        draft.ask(Q.NUMBER_UNREAD, lengths[0])
        return
    length = Per(unit, int(value))
    single = _single(draft, length, count, per)
    if single:
        if length.unit == "week":
            length = Per("day", 7 * length.count)
        draft.put(single=True, length=length, count=1, per=length)
        return
    if per is None:
        per = _between(length, count) if count else Per(unit, 1)
    fits = _fits(length, per)
    if fits is None or (count is not None and count != fits):
        draft.ask(Q.TOTALS_DISAGREE, lengths[0])
        return
    draft.put(count=fits, per=per, length=length)


def _between(length: Per, count: int) -> Per:
    each, rest = divmod(length.count, count)
    return Per(length.unit, each) if not rest and each else Per(length.unit, 1)


def _fits(length: Per, per: Per) -> int | None:
    """How many periods a length holds: 52 weeks hold 52 weeks or 12 months, a year 12 months or 52 weeks."""
    if length.unit == per.unit:
        return None if length.count % per.count else length.count // per.count
    a_year = {"month": 12, "week": 52, "day": 365}
    held = Fraction(length.count, a_year[length.unit]) * Fraction(a_year[per.unit], per.count)
    return int(held) if held.denominator == 1 else None


def _rhythm(understood: Understood) -> Per | None:
    every = understood.all("every")
    if every:
        return Per(every[0].quantity.unit, int(every[0].value))
    for each in understood.readings:
        if each.quantity.rhythm:
            return Per(*each.quantity.rhythm)
    for each in understood.all("instalment", "principal_each", "pay", "fee_each", "interest_each"):
        if (
            each.per
            and each.per.unit != "time"
            and not (each.role.endswith("_each") and each.per.count > 1)  # 保险费每年300元
            and not (each.role == "interest_each" and each.per.unit == "day")
        ):
            return each.per
    text = understood.text.text
    for words, per in (
        ("按周", Per("week", 1)),
        ("weekly", Per("week", 1)),
        ("按月", MONTHLY),
        ("每月", MONTHLY),
        ("monthly", MONTHLY),
        ("daily", Per("day", 1)),
    ):
        if words in text and not (words == "daily" and "rate" in text):
            return per
    return None


def _single(draft: Draft, length: Per, count: int | None, per: Per | None) -> bool:
    """Whether all is paid back at once at the end of the length."""
    understood, sayings = draft.understood, draft.understood.sayings
    if count is not None and count > 1:
        return False
    told = [
        each
        for each in understood.all("instalment", "principal_each", "fee_each", "interest_each")
        if not (each.role == "interest_each" and each.per == Per("day", 1) and length.unit == "day")
    ]
    if "bullet" in sayings and not told:
        return True
    if (
        told
        or "instalments" in sayings
        or any(
            each in sayings for each in ("equal_instalment", "equal_principal", "interest_first")
        )
    ):
        return length == Per("month", 1) and not told
    if (
        count == 1
        or "after" in sayings
        or length.unit in ("day", "week")
        or length == Per("month", 1)
    ):
        return True
    if (
        "free" not in sayings
        and understood.all("pay", "total", "interest", "fee")
        and not understood.all("rate")
        and per is None
    ):
        draft.ask(Q.REPAYMENT_UNCLEAR)
    return False
