"""What each number of an offer is: a role, decided by the words beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from ashore.cost.decode.canonical import Canonical, Span
from ashore.cost.decode.lexicon import (
    ASIDES,
    AT_END,
    CONNECTORS,
    EFFECTIVE,
    FEE_NOUN,
    FINANCED,
    FLAT,
    FREE,
    INCLUDED,
    INTEREST,
    KEPT_BACK,
    NO_FEE,
    ONCE_BY_NATURE,
    PER_RIGHT,
    SAYINGS,
    SPREAD,
    UP_FRONT,
    WHOLE_TERM,
    Per,
    noun,
    noun_at,
    per,
)
from ashore.cost.decode.quantities import Quantity, quantities

ASIDE = {"conditional", "limit", "advertised", "list_price", "discount", "income"}
_FEE_WORD = re.compile(FEE_NOUN)
_PER_AMOUNT = re.compile(r"(?:fee |interest |charge )?(?:per|for every|for each|on every)")


@dataclass(slots=True)
class Reading:
    """One number of the offer: its role, its quantity, and each how long it is meant.

    ``words`` are the words around it; ``part`` is the part of the term that it holds for, if it does not hold for all.
    """

    role: str
    quantity: Quantity
    per: Per | None = None
    words: str = ""
    part: Quantity | None = None
    timing: str = ""

    @property
    def value(self) -> Fraction:
        """Money in major units, a rate in percent, or a count."""
        return self.quantity.value


class Aside(NamedTuple):
    """A number that is not part of the offer, and why."""

    why: str
    quantity: Quantity


@dataclass(slots=True)
class Understood:
    """All that was read from a text, before it is put together."""

    text: Canonical
    readings: list[Reading] = field(default_factory=list)
    asides: list[Aside] = field(default_factory=list)
    unread: list[Quantity] = field(default_factory=list)
    sayings: dict[str, Span] = field(default_factory=dict)
    free: list[Quantity] = field(default_factory=list)
    fees_without_amount: list[Span] = field(default_factory=list)

    def all(self, *roles: str) -> list[Reading]:
        """The readings of these roles, in the order of the text."""
        return [each for each in self.readings if each.role in roles]

    def span(self, quantity: Quantity) -> Span:
        """Where a quantity stands in the original text."""
        return self.text.span(quantity.start, quantity.end)


def read(text: Canonical) -> Understood:
    """The role of every number in a text, and what else the text says."""
    found = quantities(text)
    result = Understood(text)
    for name, pattern in SAYINGS:
        match = pattern.search(text.text)
        if match:
            result.sayings[name] = text.span(match.start(), match.end())
    _single_periods(found)
    part: Quantity | None = None
    for at, quantity in enumerate(found):
        if at and quantity.clause != found[at - 1].clause and quantity.kind != "part":
            part = part if part is not None and _carries(part, quantity) else None
        if quantity.kind == "part":
            part = quantity
            if FREE.search(quantity.right) or FREE.search(quantity.left):
                result.free.append(quantity)
                part = None
            continue
        _assign(result, found, at, part)
    _free_months(result)
    _bare_money(result)
    result.fees_without_amount = _loose_fees(result)
    return result


def _carries(part: Quantity, quantity: Quantity) -> bool:
    """后6期,每期1500: a part that stands alone in its clause speaks of the next one."""
    return part.clause == quantity.clause - 1 and not part.right


def _single_periods(found: list[Quantity]) -> None:
    """一期766 and 1个月还2400,还一年: "one month" beside money is a rhythm where another length is told."""
    lengths = [each for each in found if each.kind == "duration" and each.value != 1]
    parts = [each for each in found if each.kind == "part"]
    kept = []
    for at, each in enumerate(found):
        alone = (
            each.kind == "duration"
            and each.value == 1
            and (each.unit == "time" or lengths or parts)
        )
        if not alone:
            kept.append(each)
            continue
        after = found[at + 1] if at + 1 < len(found) else None
        before = found[at - 1] if at else None
        unit = {"time": "期", "month": "月", "week": "周", "day": "天"}[each.unit]
        if after and after.kind in ("money", "percent") and after.clause == each.clause:
            after.left = f"每{unit}" + after.left
        elif before and before.kind in ("money", "percent") and before.clause == each.clause:
            before.right = f"每{unit}"
            before.closed = True
    found[:] = kept


def _assign(result: Understood, found: list[Quantity], at: int, part: Quantity | None) -> None:
    quantity = found[at]
    before = found[at - 1] if at else None
    after = found[at + 1] if at + 1 < len(found) else None
    if quantity.kind in ("noise", "choice", "range", "fen"):
        result.asides.append(Aside(quantity.kind, quantity))
        return
    own = _own(quantity)
    for why, left, right in ASIDES:
        if left.search(quantity.left) or right.match(own):
            result.asides.append(Aside(why, quantity))
            return
    if quantity.kind in ("duration", "every"):
        result.readings.append(Reading(quantity.kind, quantity, words=quantity.left + "|" + own))
        return
    reading = Reading("", quantity, per(_near(quantity.left), own), quantity.left + "|" + own, part)
    if (
        after is not None
        and after.kind == "every"
        and after.clause == quantity.clause
        and not quantity.right.strip()
    ):
        reading.per = Per(after.unit, int(after.value))
    if before is not None and before.kind == "every" and before.clause == quantity.clause:
        reading.per = reading.per or Per(before.unit, int(before.value))
    if quantity.kind == "percent":
        reading.role = _percent_role(quantity, own, reading)
    else:
        reading.role = _money_role(quantity, own, reading, before, after)
    _settle(result, reading)
    if reading.role == "interest" and quantity.value == 0:
        return  # 0利息: a saying, not an amount
    reading.timing = _timing(reading)
    if _is_part_of(result, reading):
        result.asides.append(Aside("part", quantity))
        return
    result.readings.append(reading)


def _settle(result: Understood, reading: Reading) -> None:
    """Roles that hang on what was read before: parts of an instalment, parts of the term, interest kept back."""
    quantity = reading.quantity
    if quantity.kind != "money":
        return
    last = result.readings[-1] if result.readings else None
    if (
        reading.role in ("fee", "interest")
        and last is not None
        and last.role.endswith("_each")
        and not UP_FRONT.search(reading.words)
        and not re.search("总|共|合计|total", quantity.left)
        and (last.role == "principal_each" or quantity.clause == last.quantity.clause)
    ):
        # 每期本金500元,利息80元: the interest is that of each instalment too.
        reading.role, reading.per = reading.role + "_each", last.per
    if reading.part is not None and reading.role in (
        "",
        "interest_each",
        "interest",
        "principal_each",
    ):
        reading.role = "pay"
    if (
        reading.role in ("interest", "interest_each")
        and quantity.value
        and KEPT_BACK.search(quantity.left)
    ):
        reading.role = "withheld"  # 先收一期利息80: out of the money in hand, whatever it is called


def _is_part_of(result: Understood, reading: Reading) -> bool:
    """每期910元,其中本金833元,利息77元: what the instalment holds is no payment of its own."""
    if reading.quantity.kind != "money" or reading.role not in (
        "principal",
        "principal_each",
        "interest",
        "interest_each",
    ):
        return False
    last = result.asides[-1] if result.asides else None
    goes_on = (
        last is not None
        and last.why == "part"
        and last.quantity.clause >= reading.quantity.clause - 1
    )
    return reading.timing == "included" or goes_on


def _own(quantity: Quantity) -> str:
    """The words on the right that belong to this number and not to the next."""
    match = CONNECTORS.search(quantity.right)
    text = quantity.right[: match.start()] if match else quantity.right
    chinese = any("㐀" <= each <= "鿿" for each in text)
    if chinese and not quantity.closed:
        # In Chinese the word before a number names it: 借5000到手3500.
        return text if text.startswith(("/", "以内", "起", "以下")) or not text else ""
    return text


def _near(left: str) -> str:
    match = list(CONNECTORS.finditer(left))
    return left[match[-1].end() :] if match else left


def _percent_role(quantity: Quantity, own: str, reading: Reading) -> str:
    left, words = quantity.left, _near(quantity.left) + "|" + own
    named = noun(_near(left)) or noun_at(own.lstrip()) or noun(left)
    role = named[0] if named else ""
    if role in ("withheld", "deposit") and not FLAT.search(words):
        return str(role)
    feeish = _FEE_WORD.search(words) is not None
    if EFFECTIVE.search(words) or (INTEREST.search(words) and not feeish):
        return "rate"
    if feeish:
        once = UP_FRONT.search(words) or ONCE_BY_NATURE.search(words)
        return "rate" if reading.per and not once else "fee"
    if FLAT.search(words) or reading.per or WHOLE_TERM.search(words):
        return "rate"
    if role == "withheld":
        return "withheld"
    return "rate" if quantity.unit == "" and not role else ("rate" if role != "received" else "")


def _money_role(
    quantity: Quantity, own: str, reading: Reading, before: Quantity | None, after: Quantity | None
) -> str:
    left = quantity.left
    special = _of_other(quantity, before, after)
    if special:
        return special
    near = noun(_near(left))
    rhythm = PER_RIGHT.match(own)
    by_right = (
        noun_at(own) or noun_at(own.lstrip()) or (noun_at(own[rhythm.end() :]) if rhythm else None)
    )
    # Words beyond a connector name the number only where nothing nearer does.
    chinese = any("㐀" <= each <= "鿿" for each in left)
    by_left = near or (noun(left) if chinese and not by_right else None)
    if re.match(r"^ ?(?:plus interest|利息另算|加利息|,plus interest)", quantity.right):
        return "principal"
    role = by_left[0] if by_left else ""
    if by_right and (
        not role
        or role == "pay"
        or (role in ("principal", "received") and by_right[0] in ("interest", "fee"))
    ):
        role = by_right[0]
    if role in ("fee", "interest", "principal", "withheld") and reading.per:
        if role == "principal":
            if re.search("本金|还本|principal", left + own):
                return "principal_each"
            return "instalment" if re.search("还|付|供|pay", left) else "principal"
        return f"{role}_each" if role != "withheld" else "instalment"
    if reading.per and role in ("", "pay", "instalment", "total"):
        return "instalment"
    return role


def _of_other(quantity: Quantity, before: Quantity | None, after: Quantity | None) -> str:
    """Forms of two numbers: 4 × $25, 12 payments of $95, $15 per $100, 每1万元每天2.5元."""
    gap = quantity.left.strip()
    following = quantity.right.strip()
    bare = quantity.currency is None and quantity.value.denominator == 1
    if (
        following == "×"
        and after is not None
        and after.kind == "money"
        and bare
        and quantity.value <= 360
    ) and (before is None or before.kind != "money" or before.right.strip() != "×"):
        smaller = after.currency is not None or after.value > quantity.value
        if smaller:
            quantity.unit = "time"
            return "count"
    if gap == "×" and before is not None and before.kind == "money":
        return "instalment" if before.unit == "time" else "count"
    if following == "×" and after is not None and after.kind in ("money", "duration"):
        return "instalment"
    if (
        gap in ("of", "at", "@", "×", "of just", "of only")
        and before is not None
        and before.unit == "time"
    ):
        return "instalment"
    if _PER_AMOUNT.fullmatch(following) and after is not None and after.kind == "money":
        return "cost_of_base"
    if (
        gap.endswith(("per", "for every", "for each", "on every"))
        and before is not None
        and before.kind == "money"
    ):
        return "base"
    if gap.endswith("每") and quantity.value in (100, 1000, 10000):
        return "base"
    return ""


def _timing(reading: Reading) -> str:
    words = reading.words
    if INCLUDED.search(reading.quantity.left):
        return "included"
    if FINANCED.search(words):
        return "financed"
    if reading.role == "withheld" or UP_FRONT.search(words):
        return "up_front"
    if AT_END.search(words):
        return "at_end"
    if SPREAD.search(words):
        return "spread"
    if ONCE_BY_NATURE.search(words):
        return "up_front"
    return ""


def _free_months(result: Understood) -> None:
    """免息 beside a count of instalments that the whole term is longer than: which ones are free is not said."""
    for reading in result.all("duration"):
        if FREE.search(reading.quantity.right) or reading.quantity.left.endswith("免息"):
            reading.role = "duration_free"
    lengths = list(result.all("duration"))
    for reading in result.all("duration_free"):
        if not lengths or reading.quantity.unit == "time":
            continue


def _bare_money(result: Understood) -> None:
    """Money that no word names: the amount that is lent, or the instalment, if only one answer makes sense."""
    bare = [each for each in result.readings if each.quantity.kind == "money" and not each.role]
    lent = result.all("principal", "received", "price")
    told = result.all(
        "instalment", "total", "pay", "interest", "rate", "fee", "interest_each", "fee_each", "base"
    )
    if len(bare) == 1 and not lent:
        bare[0].role = "principal"
    elif len(bare) == 2 and not lent and not result.all("instalment", "total", "pay"):
        small, large = sorted(bare, key=lambda each: each.value)
        counts = [each.value for each in result.all("duration")]
        if len(counts) == 1 and large.value <= small.value * counts[0] <= 3 * large.value:
            large.role, small.role = "principal", "instalment"
    elif len(bare) == 1 and not [
        each for each in told if each.role in ("instalment", "total", "pay")
    ]:
        bare[0].role = "pay"
    deposits = result.all("deposit")
    for each in bare:
        if not each.role and deposits and lent and each.value == lent[0].value + deposits[0].value:
            each.role = "price"
        if not each.role:
            result.readings.remove(each)
            result.unread.append(each.quantity)


def _root(words: str) -> str:
    """The name of the fee in some words: 手续 of 手续费率, fee of origination fee."""
    match = _FEE_WORD.search(words)
    if match is None:
        return ""
    return (
        re.sub(r"费率?$", "", match[0])
        if not match[0].isascii()
        else match[0].split(" ")[-1].rstrip("s")
    )


def _loose_fees(result: Understood) -> list[Span]:
    """Fees that the text speaks of without an amount: what they cost is not known."""
    text = result.text.text
    covered = [
        (
            each.quantity.start - len(each.quantity.left),
            each.quantity.end + len(each.quantity.right),
        )
        for each in result.readings
        if each.quantity.kind in ("money", "percent")
        and (
            each.role
            in ("fee", "fee_each", "withheld", "rate", "received", "cost_of_base", "interest")
        )
    ]
    aside = [
        (
            each.quantity.start - len(each.quantity.left),
            each.quantity.end + len(each.quantity.right),
        )
        for each in result.asides
        if each.why in ("conditional", "income", "noise")
    ]
    free = [(each.start, each.end + len(each.right)) for each in result.free]
    named = {
        _root(each.words)
        for each in result.readings
        if each.role in ("fee", "fee_each", "withheld", "rate")
    } - {""}
    found = []
    for match in _FEE_WORD.finditer(text):
        if result.all("instalment", "total") and re.search(
            r"(?<!不)含$|包括$|including $", text[: match.start()]
        ):
            continue  # 每期766,含手续费: the payments are stated, and hold it
        if _root(match[0]) in named:
            continue  # 每期手续费率0.72%,手续费按期收取: the fee that has its amount already
        inside = any(
            start <= match.start() and match.end() <= end for start, end in covered + aside + free
        )
        said_none = NO_FEE.search(text[: match.start()]) or NO_FEE.search(
            text[: match.start()] + match[0][: match[0].rfind(" ") + 1]
        )
        low = text[match.end() :].startswith(
            ("全免", "减免", "免", "为0", "0", ":无", "无", " free", "-free", "is not")
        )
        first = match[0].split(" ")[0]
        if not (inside or said_none or low or first in ("no", "zero", "without", "late")):
            found.append(result.text.span(match.start(), match.end()))
    return found
