"""Whole-number division with a stated rounding: the only place where money is rounded."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from ashore.money.errors import InvalidDivision


class Rounding(Enum):
    """What happens to the part below one unit.

    >>> [divide(25, 10, mode) for mode in Rounding]
    [3, 2, 3, 2]
    >>> [divide(-25, 10, mode) for mode in Rounding]
    [-3, -2, -3, -2]
    """

    HALF_UP = "half_up"
    """To the nearest; a tie goes away from zero (四舍五入)."""
    HALF_EVEN = "half_even"
    """To the nearest; a tie goes to the even neighbour."""
    UP = "up"
    """Away from zero, whatever the part."""
    DOWN = "down"
    """Towards zero: the part is dropped."""


# Reading a member off the class costs more than the division itself on Python 3.11.
_HALF_UP = Rounding.HALF_UP
_HALF_EVEN = Rounding.HALF_EVEN
_UP = Rounding.UP


def divide(numerator: int, denominator: int, mode: Rounding = Rounding.HALF_UP) -> int:
    """``numerator / denominator`` as a whole number, rounded once, exact at any size.

    Both are plain integers in whatever unit the caller keeps; the result is in units of their
    quotient. Raises InvalidDivision unless ``denominator`` is above zero.

    One day's interest on 8,000.00 yuan at 18 % a year, in fen:

    >>> divide(8_000_00 * 18, 100 * 365, Rounding.HALF_UP)
    395
    """
    if mode is _HALF_UP and numerator >= 0 and denominator > 0:
        # floor(n/d + 1/2); halving an odd d downwards is harmless, since an odd d has no ties.
        return (numerator + (denominator >> 1)) // denominator
    if denominator <= 0:
        raise InvalidDivision(field="denominator", value=denominator, expected="above zero")
    quotient, rest = divmod(abs(numerator), denominator)
    if mode is _HALF_UP:
        quotient += 2 * rest >= denominator
    elif mode is _HALF_EVEN:
        twice = 2 * rest
        quotient += twice > denominator or (twice == denominator and quotient & 1 == 1)
    elif mode is _UP:
        quotient += rest > 0
    return quotient if numerator >= 0 else -quotient


def muldiv(a: int, b: int, c: int, mode: Rounding = Rounding.HALF_UP) -> int:
    """``a * b / c`` with one rounding, after the exact product: every money times rate.

    Raises InvalidDivision unless ``c`` is above zero.

    A 1.5 % fee on 7,000.00 yuan:

    >>> muldiv(7_000_00, 15, 1000)
    10500
    """
    return divide(a * b, c, mode)


def to_multiple(value: int, multiple: int, mode: Rounding = Rounding.HALF_UP) -> int:
    """``value`` moved to a multiple of ``multiple``, in the same unit.

    Raises InvalidDivision unless ``multiple`` is above zero.

    An instalment of 733.44 yuan in whole yuan, never less than computed:

    >>> to_multiple(733_44, 1_00, Rounding.UP)
    73400
    """
    return divide(value, multiple, mode) * multiple


def split(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """``total`` shared in proportion to ``weights``; the shares add up to it exactly.

    Largest remainder (Hamilton's method): everyone gets the share rounded towards zero, and the
    units left over go one each to the largest remainders, the first one first among equals. No
    share is a whole unit off its exact value, and a weight of zero gets nothing. A negative total
    gives the mirror image.

    Raises InvalidDivision when a weight is negative or all are zero.

    100.00 yuan of interest to give back over three debts of 700, 200 and 100 yuan, and 0.05 yuan
    among three equals:

    >>> split(100_00, [700, 200, 100])
    (7000, 2000, 1000)
    >>> split(5, [1, 1, 1])
    (2, 2, 1)
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise InvalidDivision(
            field="weights", value=tuple(weights), expected="none below zero, one above zero"
        )
    size = abs(total)
    parts = [divmod(size * weight, whole) for weight in weights]
    shares = [share for share, _ in parts]
    left = size - sum(shares)
    if left:
        # sorted() is stable, so equal remainders keep their order.
        for at in sorted(range(len(parts)), key=lambda at: -parts[at][1])[:left]:
            shares[at] += 1
    return tuple(shares) if total >= 0 else tuple(-share for share in shares)


def split_even(total: int, n: int) -> tuple[int, ...]:
    """``total`` in ``n`` shares that differ by one unit at most, the larger ones first.

    Raises InvalidDivision unless ``n`` is above zero.

    1,000.00 yuan in three instalments:

    >>> split_even(1_000_00, 3)
    (33334, 33333, 33333)
    """
    if n <= 0:
        raise InvalidDivision(field="n", value=n, expected="one share or more")
    share, left = divmod(abs(total), n)
    sign = 1 if total >= 0 else -1
    return (sign * (share + 1),) * left + (sign * share,) * (n - left)
