"""The contracts of a generated book, many at once: what is lent, for how long, at what rate, from when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from ashore.book.generate import figures
from ashore.book.generate.draws import Draws
from ashore.book.generate.products import Product, products
from ashore.book.generate.signing import RATE_YEAR, instalments
from ashore.book.generate.types import Bool, Float64, Int16, Int32, Int64
from ashore.book.store.layout import NO_DAY
from ashore.book.store.rows import day_of
from ashore.loan import sign
from ashore.money import Rate

PRODUCT, MONTHS, AMOUNT, WHOLE, RATE, ODD, ODD_BY, START, FIRST, FIRST_BY = range(10)
"""The questions that draw the terms of a loan."""

ODD_RATES = 0.30
ODD_FIRST_PERIODS = 0.10
OWN_DAY = 2 * RATE_YEAR // 100
"""Odd rates lie within two percentage points of a listed one."""
LOOK_BACK_DAYS = 730
"""Loans of the usual mix were made in the two years before the day of the book."""

_MONTHS = np.arange("1900-01", "2200-01", dtype="datetime64[M]")
_FIRST_DAYS: Int32 = _MONTHS.astype("datetime64[D]").astype(np.int64).astype(np.int32)
_LENGTHS: Int32 = np.diff(_FIRST_DAYS)


class Terms(NamedTuple):
    """The contracts of some loans as columns. ``due[k]`` is every loan's due day of period ``k``; ``due[0]`` its start.

    Due days go on after the last instalment, month by month, for what happens then. ``weight[k - 1]`` is rate x days of
    the period that ends with ``due[k]``.
    """

    number: Int64
    product: Int16
    start: Int32
    principal: Int64
    rate: Int64
    months: Int64
    first_due: Int32
    instalment: Int64
    basis: Int64
    due: Int32
    weight: Int64


def choose(table: Sequence[tuple[Any, int]], draw: Float64) -> Int64:
    """The place in a table of (thing, count) that each draw falls on."""
    steps = np.cumsum([count for _, count in table])
    found: Int64 = np.searchsorted(steps, draw * steps[-1], side="right")
    return found


def draw_terms(numbers: Int64, draws: Draws, as_of: int, hard: bool, later: int) -> Terms:
    """The terms of the loans with these numbers, signed; ``later`` months of due days after the last instalment."""
    known = products()
    product = choose([(None, each.share) for each in known], draws.unit(PRODUCT)).astype(np.int16)
    basis = np.array([each.basis for each in known])[product]
    by_month = np.array([each.by_month for each in known])[product]
    listed = figures.HARD_MONTHS if hard else figures.MONTHS
    months = np.array([term for term, _ in listed])[choose(listed, draws.unit(MONTHS))]
    principal, rate = _amounts_and_rates(months, draws)
    start = _starts(months, draws, as_of, hard)
    odd = (draws.unit(FIRST) < ODD_FIRST_PERIODS) & ~by_month
    first_due = np.where(odd, start + draws.whole(FIRST_BY, 10, 50), NO_DAY).astype(np.int32)
    due = _due_days(start, first_due, int(months.max()) + later)
    days = np.where(by_month, 30, np.diff(due, axis=0)).astype(np.int64)
    unsigned = Terms(
        numbers,
        product,
        start,
        principal,
        rate,
        months,
        first_due,
        np.zeros_like(principal),
        basis,
        due,
        days * rate,
    )
    clearing = np.array([each.clearing for each in known])[product]
    return unsigned._replace(instalment=_signed(unsigned, clearing))


def _amounts_and_rates(months: Int64, draws: Draws) -> tuple[Int64, Int64]:
    yuan = np.zeros(len(months))
    rate = np.zeros(len(months), np.int64)
    shortest = 0
    amount, whole, listed = draws.unit(AMOUNT), draws.unit(WHOLE), draws.unit(RATE)
    for term in figures.TERMS:
        rows = (months > shortest) & (months <= term.longest)
        shortest = term.longest
        drawn = np.floor(np.interp(amount[rows], figures.QUANTILES, term.amounts))
        hundreds = np.maximum(np.floor(drawn / 100 + 0.5), 1) * 100
        yuan[rows] = np.where(whole[rows] < term.whole_hundreds, hundreds, drawn)
        percents = np.array([percent for percent, _ in term.rates])
        rate[rows] = percents[choose(term.rates, listed[rows])] * (RATE_YEAR // 100)
    odd = draws.unit(ODD) < ODD_RATES
    rate = np.where(odd, rate + draws.whole(ODD_BY, -OWN_DAY, OWN_DAY), rate)
    return yuan.astype(np.int64) * 100, rate


def _starts(months: Int64, draws: Draws, as_of: int, hard: bool) -> Int32:
    """The days of disbursement: in the hard mix most loans have come to their end, so that most has happened to them."""
    least, most = (months * 24, months * 30 + 360) if hard else (0, LOOK_BACK_DAYS)
    return (as_of - draws.whole(START, least, most)).astype(np.int32)


def _due_days(start: Int32, first_due: Int32, periods: int) -> Int32:
    """Due days counted from the start, or from the first one agreed: never chained, so that a 31st comes back."""
    agreed = first_due != NO_DAY
    seed = np.where(agreed, first_due, start)
    month = np.searchsorted(_FIRST_DAYS, seed, side="right") - 1
    day = seed - _FIRST_DAYS[month]
    due = np.empty((periods + 1, len(start)), np.int32)
    due[0] = start
    for k in range(1, periods + 1):
        at = month + np.where(agreed, k - 1, k)
        due[k] = _FIRST_DAYS[at] + np.minimum(day, _LENGTHS[at] - 1)
    return due


def _signed(terms: Terms, clearing: Bool) -> Int64:
    def exactly(row: int) -> int:
        signed = sign(replace(contract_of(terms, row), instalment_minor=None)).instalment_minor
        assert signed is not None
        return signed

    longest = int(terms.months.max())
    return instalments(
        terms.principal, terms.weight[:longest], terms.basis, terms.months, clearing, exactly
    )


def contract_of(terms: Terms, row: int) -> Any:
    """One of the contracts as an object."""
    known: Product = products()[int(terms.product[row])]
    first_due = int(terms.first_due[row])
    return replace(
        known.contract,
        id=loan_name(int(terms.number[row])),
        principal_minor=int(terms.principal[row]),
        start=day_of(int(terms.start[row])),
        rate=Rate(int(terms.rate[row])),
        instalments=int(terms.months[row]),
        first_due=None if first_due == NO_DAY else day_of(first_due),
        instalment_minor=int(terms.instalment[row]) or None,
    )


def loan_name(number: int) -> str:
    """The id of a generated loan.

    >>> loan_name(17)
    'L0000000017'
    """
    return f"L{number:010d}"
