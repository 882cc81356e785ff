"""An offer as typed terms: what was read, put together, with a question wherever it does not hold together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

from ashore.cost.decode.lexicon import APR, EFFECTIVE, FLAT, INTEREST, WHOLE_TERM, Per
from ashore.cost.decode.questions import Question
from ashore.cost.decode.questions import QuestionCode as Q
from ashore.cost.decode.reading import Reading, Understood
from ashore.money import currency

MONTHLY = Per("month", 1)
_LEAST = 20
"""Major units: nobody lends less, so a smaller amount was misread ("1 crate", "5 figures")."""


@dataclass(frozen=True, slots=True)
class RateTerm:
    """A rate as the offer states it. ``percent`` for every ``per``; ``per`` is None for the whole term or unsaid.

    ``kind``: "flat" (on the first amount all along), "declining" (on what is still owed), "interest" (the text does not
    say which), "effective" (a compound annual rate). ``is_apr``: the text calls it APR.
    """

    percent: Fraction
    per: Per | None
    kind: str
    is_apr: bool
    whole_term: bool
    reading: Reading


@dataclass(frozen=True, slots=True)
class FeeTerm:
    """A fee: an amount in minor units or a percentage of the amount lent; when it is paid.

    ``timing``: "up_front" (kept back or paid at once), "each" (with every instalment), "at_end", "spread", "financed"
    (added to what is lent), "included" (already in the instalments), or "" where the text does not say.
    """

    amount_minor: int | None
    percent: Fraction | None
    timing: str
    reading: Reading


@dataclass(frozen=True, slots=True)
class Offer:
    """The terms of one offer. Amounts in minor units of ``currency``; None where the text does not say.

    ``count`` instalments, one every ``per``. ``instalments`` are (how many, amount) in order of payment. ``single``: one
    payment at the end of ``length``. ``free_first`` and ``free_last`` instalments carry no interest or periodic fee.
    """

    currency: str
    principal_minor: int | None = None
    received_minor: int | None = None
    count: int | None = None
    per: Per = MONTHLY
    length: Per | None = None
    single: bool = False
    method: str = ""
    instalments: tuple[tuple[int, int], ...] = ()
    instalment_minor: int | None = None
    principal_each_minor: int | None = None
    interest_each_minor: int | None = None
    interest_per: Per | None = None
    total_minor: int | None = None
    interest_minor: int | None = None
    balloon_minor: int | None = None
    balloon_after: bool = False
    rate: RateTerm | None = None
    later_rate: RateTerm | None = None
    fees: tuple[FeeTerm, ...] = ()
    base_minor: int | None = None
    free_first: int = 0
    free_last: int = 0
    first_now: bool = False
    free_of_interest: bool = False


@dataclass(slots=True)
class Draft:
    """An offer while it is put together: the questions that came up and what was taken as given."""

    understood: Understood
    offer: Offer
    questions: list[Question] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)

    def ask(self, code: Q, reading: Reading | None = None) -> None:
        """Note a question, once."""
        span = None if reading is None else self.understood.span(reading.quantity)
        if all(each.code is not code for each in self.questions):
            self.questions.append(Question(code, span))

    def put(self, **terms: object) -> None:
        """Set terms of the offer."""
        self.offer = replace(self.offer, **terms)  # type: ignore[arg-type]

    def minor(self, reading: Reading) -> int:
        """Money in minor units; parts of a minor unit are asked about, never dropped."""
        amount = reading.value * 10 ** currency(self.offer.currency).exponent
        if amount.denominator != 1:
            self.ask(Q.NUMBER_UNREAD, reading)
            return round(amount)
        return amount.numerator


def assemble(understood: Understood, language: str) -> Draft:
    """The offer that a text makes, as far as it goes. See `questions` of the result for what it does not say."""
    draft = Draft(understood, Offer(_currency(understood, language)))
    if draft.offer.currency and not any(each.quantity.currency for each in understood.readings):
        draft.assumptions.append("currency")
    _asides(draft)
    _length(draft)
    _amounts(draft)
    _instalments(draft)
    _rates(draft)
    _fees(draft)
    _free(draft)
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


def _length(draft: Draft) -> None:
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


def _one(draft: Draft, *roles: str) -> Reading | None:
    found = draft.understood.all(*roles)
    if len({each.value for each in found}) > 1:
        draft.ask(Q.SEVERAL_OFFERS, found[-1])
    return found[0] if found else None


def _amounts(draft: Draft) -> None:
    principal, received = _one(draft, "principal"), _one(draft, "received")
    price, deposit = _one(draft, "price"), _one(draft, "deposit")
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
    base = _one(draft, "base")
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


def _instalments(draft: Draft) -> None:
    understood, offer = draft.understood, draft.offer
    parted = [
        each for each in understood.all("instalment", "pay", "total") if each.part is not None
    ]
    plain = [each for each in understood.all("instalment", "pay", "total") if each.part is None]
    for each in plain:
        _payment(draft, each)
    balloon = _one(draft, "balloon")
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
        found = _one(draft, role)
        if found:
            draft.put(**{name: draft.minor(found)})
            if role == "interest_each":
                draft.put(interest_per=found.per)
    interest = _one(draft, "interest")
    if interest:
        draft.put(interest_minor=draft.minor(interest))
    factor = _one(draft, "factor")
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


def _rates(draft: Draft) -> None:
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


def per_year(per: Per) -> Fraction:
    """How many of these a year has."""
    return Fraction({"month": 12, "week": 52, "day": 365, "time": 12}[per.unit], per.count)


def _rate(draft: Draft, reading: Reading) -> RateTerm:
    words, sayings = reading.words, draft.understood.sayings
    apr = APR.search(words) is not None
    per = reading.per
    if per is None and (apr or EFFECTIVE.search(words) or "年化" in words):
        per = Per("month", 12)
    english = not any("㐀" <= each <= "鿿" for each in draft.understood.text.text)
    if per is None and english and not WHOLE_TERM.search(words):
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
        or (FLAT.search(words) and not INTEREST.search(words))
        or WHOLE_TERM.search(words)
    ):
        kind = "flat"
    elif any(each in sayings for each in declining) or draft.offer.single:
        kind = "declining"
    elif apr or (per is not None and (per.unit == "day" or per == Per("month", 12))):
        # Rates by the year and by the day are charged on what is owed; a rate by the month may be either.
        kind = "declining"
        draft.assumptions.append("declining")
    return RateTerm(reading.value, per, kind, apr, WHOLE_TERM.search(words) is not None, reading)


def _fees(draft: Draft) -> None:
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


def _free(draft: Draft) -> None:
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


def _loose_ends(draft: Draft) -> None:
    for each in draft.understood.readings:
        if each.part is not None and each.role not in ("instalment", "pay", "total", "rate"):
            draft.ask(Q.NUMBER_UNREAD, each)
    sayings = draft.understood.sayings
    methods = ("equal_principal", "interest_first", "equal_instalment", "bullet", "drawdown")
    draft.put(
        method=next((each for each in methods if each in sayings), ""),
        first_now="first_now" in sayings,
    )
