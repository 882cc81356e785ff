"""What an offer lends, and what it says is paid back."""

from __future__ import annotations

from ashore.cost.decode.offer import Draft
from ashore.cost.decode.questions import QuestionCode as Q
from ashore.cost.decode.reading import Reading
from ashore.money import currency

_LEAST = 20
"""Major units: nobody lends less, so a smaller amount was misread ("1 crate", "5 figures")."""


def amounts_of(draft: Draft) -> None:
    principal, received = draft.one("principal"), draft.one("received")
    price, deposit = draft.one("price"), draft.one("deposit")
    if principal:
        draft.put(principal_minor=draft.minor(principal))
    if received:
        draft.put(received_minor=draft.minor(received))
    if deposit:
        _deposit(draft, deposit, principal, price)
    elif price and not principal:
        draft.put(principal_minor=draft.minor(price))
    if received and not principal and draft.offer.principal_minor is None:
        draft.put(principal_minor=draft.offer.received_minor)
    least = _LEAST * 10 ** currency(draft.offer.currency).exponent
    if draft.offer.principal_minor is not None and draft.offer.principal_minor < least:
        draft.ask(Q.NUMBER_UNREAD, principal or price or received)
    base = draft.one("base")
    if base:
        draft.put(base_minor=draft.minor(base))


def _deposit(
    draft: Draft, deposit: Reading, principal: Reading | None, price: Reading | None
) -> None:
    whole = price or principal
    if whole is None:
        return
    if deposit.quantity.kind == "percent":
        down = whole.value * deposit.value / 100 * 10 ** currency(draft.offer.currency).exponent
        down_minor = round(down)
    else:
        down_minor = draft.minor(deposit)
    if principal is None:
        draft.put(principal_minor=draft.minor(whole) - down_minor)
    elif price is None:
        draft.ask(Q.DEPOSIT_UNCLEAR, deposit)
    elif draft.minor(price) - down_minor != draft.minor(principal):
        draft.ask(Q.TOTALS_DISAGREE, deposit)


def instalments_of(draft: Draft) -> None:
    understood, offer = draft.understood, draft.offer
    parted = [
        each for each in understood.all("instalment", "pay", "total") if each.part is not None
    ]
    plain = [each for each in understood.all("instalment", "pay", "total") if each.part is None]
    for each in plain:
        _payment(draft, each)
    balloon = draft.one("balloon")
    if balloon:
        text = understood.text.text
        draft.put(
            balloon_minor=draft.minor(balloon),
            balloon_after="followed by" in text or "then a" in text or "then one" in text,
        )
    if parted:
        _parts(draft, parted)
    for role, name in (
        ("principal_each", "principal_each_minor"),
        ("interest_each", "interest_each_minor"),
    ):
        found = draft.one(role)
        if found:
            draft.put(**{name: draft.minor(found)})
            if role == "interest_each":
                draft.put(interest_per=found.per)
    interest = draft.one("interest")
    if interest:
        draft.put(interest_minor=draft.minor(interest))
    factor = draft.one("factor")
    if factor and offer.principal_minor:
        draft.put(total_minor=round(offer.principal_minor * factor.value))


def _payment(draft: Draft, reading: Reading) -> None:
    offer = draft.offer
    amount = draft.minor(reading)
    lent = offer.principal_minor
    role = reading.role
    if role == "pay":
        if offer.single or offer.count is None:
            role = "total"
            if (
                lent == amount
                and draft.understood.all("rate", "interest", "fee")
                and "plus interest" in draft.understood.text.text
            ):
                return None
        elif lent is None:
            return draft.ask(Q.AMOUNT_MISSING)
        else:
            role = "total" if amount >= lent else "instalment"
            if role == "instalment" and amount * offer.count < lent:
                return draft.ask(Q.PAID_BELOW_RECEIVED, reading)
    name = "total_minor" if role == "total" else "instalment_minor"
    known = getattr(offer, name)
    if known is not None and known != amount:
        return draft.ask(Q.SEVERAL_OFFERS, reading)
    draft.put(**{name: amount})
    return None


def _parts(draft: Draft, parted: list[Reading]) -> None:
    """前6期每期800,后6期每期1500: amounts by part of the term, in order of payment."""
    offer = draft.offer
    firsts = [
        (int(each.part.value), draft.minor(each))
        for each in parted
        if each.part and each.part.unit == "first"
    ]
    rests = [
        (int(each.part.value), draft.minor(each))
        for each in parted
        if each.part and each.part.unit == "rest"
    ]
    lasts = [
        (int(each.part.value), draft.minor(each))
        for each in parted
        if each.part and each.part.unit == "last"
    ]
    months = {each.quantity.unit for each in draft.understood.all("duration")}
    groups = firsts + rests + lasts
    told = sum(count for count, _ in groups)
    if offer.count is None:
        if any(count == 0 for count, _ in groups):
            return draft.ask(Q.TERM_MISSING)
        draft.put(count=told)
    elif any(count == 0 for count, _ in rests):
        left = offer.count - told
        if left <= 0:
            return draft.ask(Q.TOTALS_DISAGREE, parted[-1])
        groups = firsts + [(count or left, amount) for count, amount in rests] + lasts
    elif told < offer.count:
        if offer.instalment_minor is None:
            return draft.ask(Q.TERM_MISSING if months else Q.TOTALS_DISAGREE, parted[-1])
        groups = [*firsts, *rests, (offer.count - told, offer.instalment_minor), *lasts]
    elif told > offer.count:
        return draft.ask(Q.TOTALS_DISAGREE, parted[-1])
    draft.put(instalments=tuple(groups), instalment_minor=None)
    return None
