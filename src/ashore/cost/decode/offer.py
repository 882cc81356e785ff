"""An offer as typed terms, and the draft of one while it is put together."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

from ashore.cost.decode.lexicon import Per
from ashore.cost.decode.questions import Question
from ashore.cost.decode.questions import QuestionCode as Q
from ashore.cost.decode.reading import Reading, Understood
from ashore.money import currency

MONTHLY = Per("month", 1)


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
        amount: Fraction = reading.value * 10 ** currency(self.offer.currency).exponent
        if amount.denominator != 1:
            self.ask(Q.NUMBER_UNREAD, reading)
            return round(amount)
        return amount.numerator

    def one(self, *roles: str) -> Reading | None:
        """The one reading of these roles; two different ones are two offers."""
        found = self.understood.all(*roles)
        if len({each.value for each in found}) > 1:
            self.ask(Q.SEVERAL_OFFERS, found[-1])
        return found[0] if found else None


def per_year(per: Per) -> Fraction:
    """How many of these a year has."""
    return Fraction({"month": 12, "week": 52, "day": 365, "time": 12}[per.unit], per.count)
