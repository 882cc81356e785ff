"""Interest through ratios cut to a number of digits: the arithmetic of lenders whose books were computed so.

An exact computation is a cent away from such books where a true half cent falls just below the half: 750.00 at 7 % a
twelfth of a year is 4.375 exactly, and 4.37 there. The rules were found by recomputing a peer's published schedules; the
same functions serve any number of digits. Money stays an integer; only ratios are decimals, under their own context.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, localcontext
from typing import NamedTuple

from ashore.money import RATE_DENOMINATOR, Rounding, Unit

DAYS_IN_UNIT = {Unit.YEARS: 360, Unit.MONTHS: 30, Unit.WEEKS: 7, Unit.DAYS: 1}
UNITS_IN_YEAR = {Unit.YEARS: 1, Unit.MONTHS: 12, Unit.WEEKS: 52}
MODES = {Rounding.HALF_EVEN: ROUND_HALF_EVEN, Rounding.HALF_UP: ROUND_HALF_UP}


@dataclass(frozen=True, slots=True)
class Digits:
    """Ratios of ``digits`` significant digits, and how a period becomes a part of a year.

    ``days_in_month`` 30 or None (actual); ``days_in_year`` 360, 364, 365 or None (actual). ``by_period``: periods of the
    same length count alike, whatever their days. ``feb_29_only``: 366 days only for a period that holds 29 February.
    ``cut_on_1_january``: the night to 1 January belongs to the old year, else to the new one. ``partial``: a drawing
    within a period counts from its day, else from the start of the period. ``older``: the annuity on the nominal rate of
    the period, flat interest on the whole amount drawn, and no second look at the last instalment.
    """

    digits: int = 19
    rounding: Rounding = Rounding.HALF_EVEN
    by_period: bool = False
    days_in_month: int | None = 30
    days_in_year: int | None = 360
    feb_29_only: bool = False
    cut_on_1_january: bool = False
    partial: bool = True
    older: bool = False


class Span(NamedTuple):
    """A repayment period: its nights, and how many units of the rhythm it stands for."""

    start: date
    due: date
    steps: int
    unit: Unit


def to_minor(value: Decimal, rules: Digits) -> int:
    """A decimal amount of minor units as a whole one."""
    return int(value.to_integral_value(rounding=MODES[rules.rounding]))


def _context(rules: Digits) -> Context:
    return Context(prec=rules.digits, rounding=MODES[rules.rounding])


def _cut(value: Decimal, rules: Digits) -> Decimal:
    """A factor to as many decimals as the ratios have digits."""
    wide = Context(prec=2 * rules.digits + 20, rounding=MODES[rules.rounding])
    return value.quantize(Decimal(1).scaleb(-rules.digits), context=wide)


def _holds_29_february(start: date, due: date) -> bool:
    return any(
        isleap(year) and start < date(year, 2, 29) <= due
        for year in range(start.year, due.year + 1)
    )


def _by_years(start: date, end: date, cut_on_1_january: bool) -> list[tuple[int, int]]:
    """(nights, days of their year) for each calendar year that the nights belong to."""
    pieces = []
    while start < end:
        owner = start.year if cut_on_1_january else (start + timedelta(days=1)).year
        cut = date(owner + 1, 1, 1) if cut_on_1_january else date(owner, 12, 31)
        stop = min(cut, end)
        pieces.append(((stop - start).days, 366 if isleap(owner) else 365))
        start = stop
    return pieces


def _year_days(rules: Digits, start: date, due: date) -> int:
    if rules.days_in_year is not None:
        return rules.days_in_year
    leap = _holds_29_february(start, due) if rules.feb_29_only else isleap(start.year)
    return 366 if leap else 365


def _nominal_years(rules: Digits, span: Span) -> Decimal:
    """Years in a period that counts at its nominal length, whatever its days."""
    if rules.by_period and span.unit in UNITS_IN_YEAR:
        return Decimal(span.steps) / UNITS_IN_YEAR[span.unit]
    year = _year_days(rules, span.start, span.due)
    return Decimal(DAYS_IN_UNIT[span.unit] * span.steps) / year


def _actual_years(rules: Digits, span: Span, start: date, end: date) -> Decimal:
    if rules.days_in_year is None and not rules.feb_29_only and start.year != end.year:
        pieces = _by_years(start, end, rules.cut_on_1_january)
        return sum((Decimal(nights) / year for nights, year in pieces), Decimal(0))
    anchor = span.start if rules.feb_29_only else start
    return Decimal((end - start).days) / _year_days(rules, anchor, span.due)


def factor(rules: Digits, span: Span, start: date, end: date, rate_ppb: int) -> Decimal:
    """Interest on 1 from ``start`` to ``end``, both within the period."""
    if start >= end:
        return Decimal(0)
    with localcontext(_context(rules)):
        rate = Decimal(rate_ppb) / RATE_DENOMINATOR
        if not rules.by_period and rules.days_in_month is None:
            return _cut(rate * _actual_years(rules, span, start, end), rules)
        whole, part = (span.due - span.start).days, (end - start).days
        nominal = rate * _nominal_years(rules, span)
        return _cut(nominal if part == whole else nominal * part / whole, rules)


def stretch_interest(
    rules: Digits, span: Span, start: date, end: date, balance: int, rate_ppb: int
) -> Decimal:
    """Unrounded interest from ``start`` to ``end``: the factor to the due date, divided by its days, times the days.

    The order of the three steps is part of the convention: it decides where a half cent falls.
    """
    if start >= end:
        return Decimal(0)
    to_due = factor(rules, span, start, span.due, rate_ppb)
    with localcontext(_context(rules)):
        return balance * to_due / (span.due - start).days * (end - start).days


def add(rules: Digits, amounts: Sequence[Decimal]) -> int:
    """Stretches added unrounded, then rounded once to a minor unit."""
    with localcontext(_context(rules)):
        return to_minor(sum(amounts, Decimal(0)), rules)


def multiple_of(amount: int, multiple: int, rules: Digits) -> int:
    """The nearest multiple, or the amount itself where that would be nothing."""
    if multiple == 1:
        return amount
    return to_minor(Decimal(amount) / multiple, rules) * multiple or amount


def share(amount: int, parts: int, rules: Digits) -> int:
    """An even part of an amount, rounded."""
    with localcontext(_context(rules)):
        return to_minor(Decimal(amount) / parts, rules)


def annuity(principal: int, factors: Sequence[Decimal], rules: Digits) -> int:
    """P x product(1 + f) / F with F_1 = 1, F_k = 1 + F_(k-1) x (1 + f_k), cut at every step."""
    with localcontext(_context(rules)):
        growth, payments = Decimal(1), Decimal(0)
        for each in factors:
            growth *= 1 + each
            payments = 1 + payments * (1 + each)
        return to_minor(principal * growth / payments, rules)


def retune(
    regular: int, count: int, last_total: Callable[[int], int], multiple: int, rules: Digits
) -> int:
    """Spread the last instalment's difference over all of them, while that makes it smaller; three times at most."""
    for _ in range(3):
        gap = last_total(regular) - regular
        if count < 2 or abs(gap) <= count // 2:
            break
        tried = multiple_of(regular + share(gap, count, rules), multiple, rules)
        if abs(last_total(tried) - tried) >= abs(gap):
            break
        regular = tried
    return regular


def flat_parts(rules: Digits, spans: Sequence[Span], drawn: int, rate_ppb: int) -> tuple[int, int]:
    """Flat interest of the older kind on the whole amount drawn: (even part of a period, part of the last period)."""
    factors = [factor(rules, span, span.start, span.due, rate_ppb) for span in spans]
    with localcontext(_context(rules)):
        total = drawn * sum(factors, Decimal(0))
        each = to_minor(total / len(spans), rules)
    return each, to_minor(total, rules) - each * (len(spans) - 1)
