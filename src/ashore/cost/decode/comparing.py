"""Offers side by side, the cheapest first, those with an open question last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ashore.cost.decode.decoding import Decoded, decode
from ashore.cost.errors import InvalidCost


@dataclass(frozen=True, slots=True)
class Comparison:
    """Decoded offers in the order given, and ``ranked``: their places in that order, cheapest a year first.

    Offers without figures are not ranked. ``same_terms`` says whether all ranked offers lend the same for as many
    payments, so that their costs in money may be compared too and not only by the year.
    """

    offers: tuple[Decoded, ...]
    ranked: tuple[int, ...]
    same_terms: bool


def compare(texts: Sequence[str]) -> Comparison:
    """Two or more offers decoded and ranked by the simple annual cost. Raises InvalidCost for fewer than two.

    720 yuan of fee on 10,000, or 8 % a year on what is still owed: the second costs less.

    >>> compare(["借1万,月费率0.6%,12期", "借1万,年利率8%,等额本息12期"]).ranked
    (1, 0)
    """
    if len(texts) < 2:
        raise InvalidCost(field="offers", value=len(texts), expected="two offers or more")
    offers = tuple(decode(text) for text in texts)
    costed = [(each.figures, at) for at, each in enumerate(offers) if each.figures is not None]
    costed.sort(key=lambda pair: pair[0].simple.value)
    terms = {
        (each.currency, offers[at].offer.principal_minor, len(each.payments), each.per)
        for each, at in costed
    }
    return Comparison(offers, tuple(at for _, at in costed), len(terms) == 1)
