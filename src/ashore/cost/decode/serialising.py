"""A decoded offer as plain data: what a page or an API passes on."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from ashore.cost.decode.comparing import Comparison
from ashore.cost.decode.decoding import Decoded
from ashore.cost.decode.figures import OfferFigures
from ashore.cost.decode.questions import Question


def decoded_to_dict(decoded: Decoded) -> dict[str, Any]:
    """An offer with its readings, figures, questions and assumptions.

    Money in minor units, rates in percent as decimal strings, spans as [start, end] in characters of the text.

    >>> from ashore.cost.decode.decoding import decode
    >>> decoded_to_dict(decode("借8000,分12期,每期766"))["figures"]["annual_percent_simple"]
    '26.45'
    """
    return {
        "text": decoded.text,
        "language": decoded.language,
        "readings": [
            {
                "role": each.role,
                "zh": each.zh,
                "en": each.en,
                "span": list(each.span),
                "text": each.span.of(decoded.text),
            }
            for each in decoded.readings
        ],
        "figures": None if decoded.figures is None else _figures(decoded.figures),
        "questions": [_question(each, decoded.text) for each in decoded.questions],
        "assumptions": [each._asdict() for each in decoded.assumptions],
    }


def comparison_to_dict(comparison: Comparison) -> dict[str, Any]:
    """A comparison: the offers, and their places from the cheapest."""
    return {
        "offers": [decoded_to_dict(each) for each in comparison.offers],
        "ranked": list(comparison.ranked),
        "same_terms": comparison.same_terms,
    }


def _figures(figures: OfferFigures) -> dict[str, Any]:
    claim = figures.claim
    return {
        "currency": figures.currency,
        "received_minor": figures.received_minor,
        "paid_minor": figures.paid_minor,
        "cost_minor": figures.cost_minor,
        "annual_percent_simple": figures.simple.percent(2),
        "annual_percent_compound": figures.compound.percent(2),
        "flat_percent": percent(figures.flat_percent),
        "true_to_flat": None if figures.true_to_flat is None else percent(figures.true_to_flat),
        "claim": None
        if claim is None
        else {
            "percent": percent(claim.percent),
            "what": claim.what,
            "true_to_claimed": None if claim.ratio is None else percent(claim.ratio),
        },
        "every": {"count": figures.per.count, "unit": figures.per.unit},
        "payments": [each._asdict() for each in figures.payments],
    }


def percent(value: Fraction) -> str:
    """A fraction with two decimals, half up.

    >>> percent(Fraction(719, 100)), percent(Fraction(2, 3))
    ('7.19', '0.67')
    """
    hundredths = (200 * value.numerator + value.denominator) // (2 * value.denominator)
    whole, part = divmod(abs(hundredths), 100)
    return f"{'-' if hundredths < 0 else ''}{whole}.{part:02d}"


def _question(question: Question, text: str) -> dict[str, Any]:
    span = question.span
    return {
        "code": question.code.value,
        "zh": question.zh,
        "en": question.en,
        "span": None if span is None else list(span),
        "text": None if span is None else span.of(text),
        "candidates": [each._asdict() for each in question.candidates],
    }
