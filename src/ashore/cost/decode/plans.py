"""From an offer to payments: what comes into the hand and what is paid when, for every reading that is left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from fractions import Fraction

from ashore.cost.decode.lexicon import Per
from ashore.cost.decode.offer import Draft, FeeTerm, Offer, RateTerm, per_year
from ashore.cost.decode.questions import QuestionCode as Q
from ashore.money import currency

_STAND_IN = 10_000
"""Major units that a rate is shown on where no amount is told: the annual cost is the same for any amount."""
_HELD_DAYS = 30


@dataclass(frozen=True, slots=True)
class Plan:
    """Payments of one reading of an offer. ``pays[k]`` is paid k periods of ``per`` after the start."""

    zh: str
    en: str
    received_minor: int
    pays: tuple[int, ...]
    per: Per


def plans(draft: Draft) -> list[Plan]:
    """Every plan that the offer allows: none where something is missing (the draft asks), two where it is ambiguous."""
    offer = _with_stand_in(draft)
    if offer is None:
        return []
    if offer.count is None:
        offer = _any_days(draft, offer)
        if offer is None:
            return []
    if offer.count is None or offer.count < 1 or offer.count > 1200:
        draft.ask(Q.TERM_MISSING)
        return []
    found = _before_fees(draft, offer)
    untimed = any(not fee.timing for fee in offer.fees)
    if (
        [each.code for each in draft.questions] == [Q.FEE_TIMING_UNCLEAR]
        and len(found) == 1
        and untimed
    ):
        return [
            _with_fees(told, replace(found[0], zh=zh, en=en)) for told, zh, en in _timings(offer)
        ]
    return [_with_fees(offer, plan) for plan in found]


def _timings(offer: Offer) -> Iterator[tuple[Offer, str, str]]:
    """The offer with each time that a fee may be charged at, where the text does not say."""
    for timing, zh, en in (
        ("up_front", "费用一开始一次性收", "the fee taken once at the start"),
        ("spread", "费用分摊到每期", "the fee spread over the payments"),
        ("each", "每期都收这笔费用", "the fee charged with each payment"),
    ):
        fees = tuple(fee if fee.timing else replace(fee, timing=timing) for fee in offer.fees)
        if timing != "each" or (offer.count or 0) > 1:
            yield replace(offer, fees=fees), zh, en


def _with_stand_in(draft: Draft) -> Offer | None:
    """The offer with an amount; a rate alone is shown on a round one."""
    offer = draft.offer
    if offer.principal_minor == 0 or offer.base_minor == 0:
        # An offer of nothing is a slip of the pen, and has no rate.
        draft.ask(Q.AMOUNT_MISSING)
        return None
    if offer.principal_minor is not None:
        return offer
    stated = (
        offer.instalment_minor
        or offer.instalments
        or offer.total_minor
        or offer.principal_each_minor
    )
    amounts = any(fee.amount_minor is not None for fee in offer.fees) or (
        offer.interest_each_minor and not offer.base_minor
    )
    if offer.principal_each_minor and offer.count:
        return replace(offer, principal_minor=offer.principal_each_minor * offer.count)
    priced = (
        offer.rate is not None
        or any(fee.percent is not None for fee in offer.fees)
        or offer.base_minor
    )
    if stated or amounts or (not priced and not offer.free_of_interest):
        nothing = not draft.understood.readings
        if not (nothing and draft.questions):
            draft.ask(Q.NOTHING_READ if nothing else Q.AMOUNT_MISSING)
        return None
    draft.assumptions.append("stand_in")
    return replace(offer, principal_minor=_STAND_IN * 10 ** currency(offer.currency).exponent)


def _any_days(draft: Draft, offer: Offer) -> Offer | None:
    """A rate by the day costs the same a year however long the money is kept, if nothing else is charged."""
    by_day = (
        offer.rate is not None
        and (offer.rate.per == Per("day", 1) or offer.method == "drawdown")
        and offer.rate.per is not None
        and offer.rate.kind in ("interest", "declining")
    )
    by_day = by_day or (
        offer.interest_per == Per("day", 1) and offer.interest_each_minor is not None
    )
    stated = offer.instalment_minor or offer.instalments or offer.total_minor
    if by_day and not offer.fees and not stated and not offer.method.startswith("equal"):
        draft.assumptions.append("any_days")
        length = Per("day", _HELD_DAYS)
        return replace(offer, single=True, count=1, length=length, per=length)
    told = stated or offer.rate or offer.fees or offer.interest_each_minor or offer.interest_minor
    draft.ask(Q.TERM_MISSING if told or offer.free_of_interest else Q.REPAYMENT_MISSING)
    return None


def _before_fees(draft: Draft, offer: Offer) -> list[Plan]:
    stated = _stated(draft, offer)
    if stated is not None:
        return stated
    if offer.interest_minor is not None:
        return _spread(offer, offer.interest_minor)
    if offer.interest_each_minor is not None:
        return _interest_each(draft, offer)
    if offer.rate is not None and offer.rate.percent:
        return _by_rate(draft, offer, offer.rate)
    free = offer.free_of_interest or "no_fee" in draft.understood.sayings
    if offer.rate is not None or offer.fees or free:
        if not offer.free_of_interest and offer.rate is None:
            draft.assumptions.append("no_interest")
        return _spread(offer, 0)
    draft.ask(Q.REPAYMENT_MISSING)
    return []


def _stated(draft: Draft, offer: Offer) -> list[Plan] | None:
    """Payments that the offer names itself: these decide, whatever rate is claimed."""
    assert offer.count is not None
    assert offer.principal_minor is not None
    if offer.instalments:
        pays = [amount for count, amount in offer.instalments for _ in range(count)]
    elif offer.instalment_minor is not None:
        pays = [offer.instalment_minor] * offer.count
    elif offer.principal_each_minor is not None and (
        offer.interest_each_minor is not None or any(fee.timing == "each" for fee in offer.fees)
    ):
        pays = [offer.principal_each_minor + (offer.interest_each_minor or 0)] * offer.count
    elif offer.total_minor is not None:
        pays = _even(offer.total_minor, offer.count)
    else:
        return None
    if (offer.free_first or offer.free_last) and not offer.instalments:
        draft.ask(Q.FREE_PART_UNCLEAR)
    if offer.balloon_minor is not None:
        if offer.balloon_after:
            pays.append(offer.balloon_minor)
        else:
            pays[-1] += offer.balloon_minor
    _check(draft, offer, sum(pays))
    return [_plan(offer, pays, "按写明的还款", "as the payments are stated")]


def _check(draft: Draft, offer: Offer, paid: int) -> None:
    """The total, the interest and the payments must tell the same story."""
    assert offer.count is not None
    assert offer.principal_minor is not None
    slack = offer.count * 10 ** currency(offer.currency).exponent
    fees = sum(
        _amount(offer, fee) * (offer.count if fee.timing == "each" else 1)
        for fee in offer.fees
        if fee.timing != "included"
    )
    if (
        offer.total_minor is not None
        and min(abs(paid - offer.total_minor), abs(paid + fees - offer.total_minor)) > slack
    ):
        draft.ask(Q.TOTALS_DISAGREE)
    if offer.interest_each_minor is not None and offer.interest_per != Per("day", 1):
        cost = paid - offer.principal_minor - offer.count * offer.interest_each_minor
        if min(abs(cost), abs(cost + fees), abs(cost - fees)) > slack:
            draft.ask(Q.TOTALS_DISAGREE)
    if offer.interest_minor is not None:
        cost = paid - offer.principal_minor
        if (
            min(
                abs(cost - offer.interest_minor),
                abs(cost + fees - offer.interest_minor),
                abs(cost - fees - offer.interest_minor),
            )
            > slack
        ):
            draft.ask(Q.TOTALS_DISAGREE)


def _even(total: int, count: int) -> list[int]:
    each = total // count
    return [each] * (count - 1) + [total - each * (count - 1)]


def _spread(offer: Offer, cost: int) -> list[Plan]:
    """The amount and a fixed cost in equal parts."""
    assert offer.principal_minor is not None
    assert offer.count is not None
    return [
        _plan(
            offer,
            _even(_lent(offer) + cost, offer.count),
            "本金加费用,平均分期",
            "amount and cost in equal parts",
        )
    ]


def _lent(offer: Offer) -> int:
    """The amount that is owed: what is lent, and fees that are added to it."""
    assert offer.principal_minor is not None
    return offer.principal_minor + sum(
        _amount(offer, fee) for fee in offer.fees if fee.timing == "financed"
    )


def _interest_each(draft: Draft, offer: Offer) -> list[Plan]:
    assert offer.interest_each_minor is not None
    assert offer.principal_minor is not None
    base = offer.base_minor or offer.principal_minor
    per = offer.interest_per or offer.per
    if per.unit == "time":
        per = offer.per
    share = Fraction(offer.interest_each_minor, base)
    kind = "declining" if offer.single or offer.method or per.unit == "day" else "interest_each"
    reading = draft.understood.all("interest_each")[0]
    return _by_rate(draft, offer, RateTerm(share * 100, per, kind, False, False, reading))


def _by_rate(draft: Draft, offer: Offer, rate: RateTerm) -> list[Plan]:
    assert offer.count is not None
    if rate.per is None and not rate.whole_term:
        draft.ask(Q.PERIOD_OF_RATE_UNCLEAR, rate.reading)
        return []
    each = _a_period(offer, rate)
    if (offer.free_first or offer.free_last or offer.balloon_minor) and rate.kind != "flat":
        draft.ask(Q.FREE_PART_UNCLEAR if not offer.balloon_minor else Q.REPAYMENT_UNCLEAR)
        return []
    if offer.single:
        return [
            _plan(
                offer,
                [_round(_lent(offer) * (1 + each))],
                "到期一次还本付息",
                "all at once at the end",
            )
        ]
    flat = _flat(offer, each)
    level = _plan(
        offer,
        list(_level(_lent(offer), each, offer.count)),
        "等额本息,按剩余本金计息",
        "equal instalments, interest on what is still owed",
    )
    first = _plan(
        offer,
        list(_interest_first(_lent(offer), each, offer.count)),
        "先息后本",
        "interest first, the amount at the end",
    )
    if rate.kind == "flat":
        return [flat]
    if rate.kind == "interest" and offer.count > 1:
        draft.ask(Q.FLAT_OR_DECLINING_UNCLEAR, rate.reading)
        return [flat, level]
    if rate.kind == "interest_each" and offer.count > 1:
        draft.ask(Q.REPAYMENT_UNCLEAR, rate.reading)
        return [flat, first]
    if offer.method == "interest_first":
        return [first]
    if offer.method == "equal_principal":
        return [
            _plan(
                offer,
                list(_equal_principal(_lent(offer), each, offer.count)),
                "等额本金",
                "equal principal",
            )
        ]
    if offer.method == "bullet":
        draft.ask(Q.REPAYMENT_UNCLEAR, rate.reading)
    if not offer.method:
        draft.assumptions.append("equal_instalments")
    return [level]


def _a_period(offer: Offer, rate: RateTerm) -> Fraction:
    """The share of the amount that one period costs."""
    if rate.whole_term and rate.per is None:
        return rate.percent / 100 / (offer.count or 1)
    assert rate.per is not None
    if rate.kind == "effective":
        return _root(rate.percent / 100, per_year(offer.per))
    days = {"week": 7, "day": 1}
    if rate.per.unit in days and offer.per.unit in days:
        share = Fraction(
            days[offer.per.unit] * offer.per.count, days[rate.per.unit] * rate.per.count
        )
        return rate.percent / 100 * share
    if rate.per.unit == offer.per.unit:
        return rate.percent / 100 * Fraction(offer.per.count, rate.per.count)
    return rate.percent / 100 * per_year(rate.per) / per_year(offer.per)


def _root(annual: Fraction, periods: Fraction) -> Fraction:
    """The rate a period that compounds to an annual one, to thirty digits."""
    context = Context(prec=40)
    growth = context.divide(Decimal(annual.numerator), Decimal(annual.denominator)) + 1
    power = context.divide(Decimal(periods.denominator), Decimal(periods.numerator))
    return Fraction(context.power(growth, power)) - 1


def _flat(offer: Offer, each: Fraction) -> Plan:
    assert offer.count is not None
    lent = _lent(offer)
    cost = _round(lent * each)
    pays = _even(lent, offer.count)
    for at in range(offer.free_first, offer.count - offer.free_last):
        pays[at] += cost
    return _plan(
        offer,
        pays,
        "每期按最初本金计费",
        "the same charge on the first amount with each instalment",
    )


def _level(lent: int, each: Fraction, count: int) -> Iterator[int]:
    growth = (1 + Fraction(round(each * 10**18), 10**18)) ** count
    pay = _round(lent * each * growth / (growth - 1)) if each else lent // count
    owed = lent
    for _ in range(count - 1):
        owed += _round(owed * each) - pay
        yield pay
    yield owed + _round(owed * each)


def _interest_first(lent: int, each: Fraction, count: int) -> Iterator[int]:
    interest = _round(lent * each)
    yield from [interest] * (count - 1)
    yield lent + interest


def _equal_principal(lent: int, each: Fraction, count: int) -> Iterator[int]:
    owed = lent
    for part in _even(lent, count):
        yield part + _round(owed * each)
        owed -= part


def _round(value: Fraction) -> int:
    """Half up, once."""
    return int((2 * value.numerator + value.denominator) // (2 * value.denominator))


def _plan(offer: Offer, pays: list[int], zh: str, en: str) -> Plan:
    assert offer.principal_minor is not None
    received = offer.principal_minor if offer.received_minor is None else offer.received_minor
    return Plan(zh, en, received, (0, *pays), offer.per)


def _amount(offer: Offer, fee: FeeTerm) -> int:
    assert offer.principal_minor is not None
    if fee.amount_minor is not None:
        return fee.amount_minor
    assert fee.percent is not None
    return _round(offer.principal_minor * fee.percent / 100)


def _with_fees(offer: Offer, plan: Plan) -> Plan:
    """The plan with every fee where it is paid, and the first payment brought forward if it is due at once."""
    pays = list(plan.pays)
    received = plan.received_minor
    last = len(pays) - 1
    for fee in offer.fees:
        amount = _amount(offer, fee)
        if fee.timing == "up_front":
            received -= amount
        elif fee.timing == "each":
            for at in range(1 + offer.free_first, last + 1 - offer.free_last):
                pays[at] += amount
        elif fee.timing == "spread":
            for at, part in enumerate(_even(amount, last), start=1):
                pays[at] += part
        elif fee.timing == "at_end" and not _already(offer, amount):
            pays[last] += amount
    if offer.first_now and len(pays) > 2:
        pays = pays[1:]
    return replace(plan, received_minor=received - pays[0], pays=(0, *pays[1:]))


def _already(offer: Offer, amount: int) -> bool:
    """借500,手续费75,还575: the payment holds the fee already."""
    return (
        offer.total_minor is not None and offer.total_minor == (offer.principal_minor or 0) + amount
    )
