"""Whole numbers: a product divided once, the equal instalment, a run of zeros. The functions that have a compiled twin."""

from __future__ import annotations

from collections.abc import Sequence

from ashore.kernel.layout import DOWN, HALF_EVEN, HALF_UP, Numbers


def rounded(quotient: int, rest: int, divisor: int, mode: int) -> int:
    """A quotient with its remainder, rounded to a whole number: nothing here is below zero."""
    if mode == HALF_UP:
        if rest >= divisor - rest:
            return quotient + 1
        return quotient
    if mode == DOWN or rest == 0:
        return quotient
    if mode == HALF_EVEN:
        if rest > divisor - rest or (rest == divisor - rest and quotient % 2 == 1):
            return quotient + 1
        return quotient
    return quotient + 1


def muldiv(a: int, b: int, c: int, mode: int) -> int:
    """``a x b / c``, rounded once: a third of 1,000.00 yuan at 1.5 % is muldiv(100_000, 15, 3_000, 0).

    >>> muldiv(100_000, 15, 3_000, 0)
    500
    """
    if mode == HALF_UP:
        # To the nearest: an odd ``c`` has no ties, so half of it may be cut.
        return (a * b + (c >> 1)) // c
    quotient, rest = divmod(a * b, c)
    return rounded(quotient, rest, c, mode)


def level(debt: int, m: Sequence[int], weights: int, scales: int, n: int, opening: int) -> int:
    """The amount that, paid ``n`` times, repays ``debt``; the k-th period's interest is weight / scale of the balance.

    The weights begin at ``m[weights]``, the scales at ``m[scales]``. ``opening`` is the interest of a first period that has
    begun already, or -1. Exact, rounded half up once; the compiled twin proves the same amount in floating point or
    answers -1. For the formula see `ashore.loan.textbook_instalment`.

    >>> level(8_000_00, [15] * 12 + [1000] * 12, 0, 12, 12, -1)   # 1.5 % a month
    73344
    """
    if opening >= 0:
        owed, scale = debt + opening, 1
    else:
        owed, scale = debt * (m[scales] + m[weights]), m[scales]
    payments, payments_scale = 1, 1
    for k in range(1, n):
        factor = m[scales + k] + m[weights + k]
        owed *= factor
        payments_scale *= m[scales + k]
        payments = payments_scale + payments * factor
    quotient, rest = divmod(owed, payments * scale)
    return rounded(quotient, rest, payments * scale, HALF_UP)


def clear(m: Numbers, start: int, end: int) -> None:
    """Zeros from ``m[start]`` up to, not including, ``m[end]``.

    >>> numbers = [1, 2, 3, 4]
    >>> clear(numbers, 1, 3)
    >>> numbers
    [1, 0, 0, 4]
    """
    m[start:end] = [0] * (end - start)
