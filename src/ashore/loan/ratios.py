"""Interest through ratios cut to a number of digits: the arithmetic of lenders whose books were computed so.

An exact computation is a cent away from such books where a true half cent falls just below the half: 750.00 at 7 % a
twelfth of a year is 4.375 exactly, and 4.37 there. The rules were found by recomputing a peer's published schedules; the
same functions serve any number of digits. Money stays an integer; only ratios are decimals, under their own context.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Context, Decimal, localcontext
from functools import cached_property, lru_cache
from typing import NamedTuple

from ashore.money import Rounding, Unit, divide, to_multiple

_MODES = {Rounding.HALF_EVEN: ROUND_HALF_EVEN, Rounding.HALF_UP: ROUND_HALF_UP}


@dataclass(frozen=True, kw_only=True)
class Digits:
    """Ratios of ``digits`` significant digits, and how a period becomes a part of a year.

    ``days_in_month`` 30 or None (actual); ``days_in_year`` 360, 364, 365 or None (actual). ``by_period``: periods of the
    same length count alike, whatever their days. ``feb_29_only``: 366 days only for a period that holds 29 February.
    ``cut_on_1_january``: the night to 1 January belongs to the old year, else to the new one.

    >>> rules = Digits()
    >>> rules.annuity(8_000_00, [Decimal("0.015")] * 12)
    73344
    >>> rules.in_multiples(73344, 1_00), rules.share(8_000_00, 12)
    (73300, 66667)
    """

    digits: int = 19
    rounding: Rounding = Rounding.HALF_EVEN
    by_period: bool = False
    days_in_month: int | None = 30
    days_in_year: int | None = 360
    feb_29_only: bool = False
    cut_on_1_january: bool = False

    @cached_property
    def context(self) -> Context:
        """The context that every ratio is computed in."""
        return Context(prec=self.digits, rounding=_MODES[self.rounding])

    @cached_property
    def _wide(self) -> Context:
        return Context(prec=2 * self.digits + 20, rounding=_MODES[self.rounding])

    @cached_property
    def _quantum(self) -> Decimal:
        return Decimal(1).scaleb(-self.digits)

    def cut(self, value: Decimal) -> Decimal:
        """A factor to as many decimals as the ratios have digits."""
        return value.quantize(self._quantum, context=self._wide)

    def to_minor(self, value: Decimal) -> int:
        """A decimal amount of minor units as a whole one."""
        return int(value.to_integral_value(rounding=_MODES[self.rounding]))

    def to_multiple(self, amount: int, multiple: int) -> int:
        """The nearest multiple of an amount of minor units; 0 stands for no multiple agreed."""
        return to_multiple(amount, multiple or 1, self.rounding)

    def in_multiples(self, amount: int, multiple: int) -> int:
        """The nearest multiple, or the amount itself where that would be nothing."""
        rounded = self.to_multiple(amount, multiple)
        return rounded if rounded or amount <= 0 else amount

    def share(self, amount: int, parts: int) -> int:
        """An even part of an amount, rounded."""
        return divide(amount, parts, self.rounding)

    def interest(self, balance: int, to_due: Decimal, nights: int, nights_to_due: int) -> Decimal:
        """Unrounded interest of some nights: what it would be to the due date, divided by those nights, times its own.

        The order of the three steps is part of the convention: it decides where a half cent falls.
        """
        cut = self.context
        whole = cut.multiply(Decimal(balance), to_due)
        return cut.multiply(cut.divide(whole, Decimal(nights_to_due)), Decimal(nights))

    def total(self, values: Iterable[Decimal]) -> Decimal:
        """A sum in the context of the ratios."""
        with localcontext(self.context):
            return sum(values, Decimal(0))

    def add(self, amounts: Iterable[Decimal]) -> int:
        """Amounts added unrounded, then rounded once to a minor unit."""
        return self.to_minor(self.total(amounts))

    def evenly(self, amount: int, passed: int, nights: int) -> int:
        """What is earned after ``passed`` nights of an amount that is earned evenly over ``nights``."""
        return self.to_minor(self.interest(amount, Decimal(1), passed, nights))

    def annuity(self, principal: int, factors: Iterable[Decimal]) -> int:
        """P x product(1 + f) / F with F_1 = 1, F_k = 1 + F_(k-1) x (1 + f_k), cut at every step."""
        with localcontext(self.context):
            growth, payments = Decimal(1), Decimal(0)
            for each in factors:
                growth *= 1 + each
                payments = 1 + payments * (1 + each)
            return self.to_minor(growth * principal / payments)


@dataclass(frozen=True)
class Ratios(Digits):
    """The rules at one rhythm, a period every ``every`` ``unit``: what nights are turned into ratios with."""

    every: int
    unit: Unit


@lru_cache(maxsize=256)
def ratios_at(rules: Digits, every: int, unit: Unit) -> Ratios:
    """The rules at a rhythm."""
    return Ratios(every, unit, **{each.name: getattr(rules, each.name) for each in fields(Digits)})


class Gap(NamedTuple):
    """How far the last of some equal instalments is from the others, and how many of them can share the difference."""

    amount: int
    parts: int


def retune(
    rules: Digits,
    regular: int,
    gap: Gap,
    count: int,
    lay_out: Callable[[int], Gap],
    multiple: int,
) -> int:
    """Spread the last instalment's difference over all of ``count``, while that makes it smaller; three times at most.

    ``lay_out`` lays the plan out with another regular amount and tells the gap that it leaves. A difference of half a
    minor unit an instalment stays.
    """
    for _ in range(3):
        if not abs(gap.amount) > count // 2 > 0:
            break
        tried = rules.in_multiples(regular + rules.share(gap.amount, gap.parts), multiple)
        if tried == regular:
            break
        left = lay_out(tried)
        if abs(left.amount) >= abs(gap.amount):
            break
        regular, gap = tried, left
    return regular
