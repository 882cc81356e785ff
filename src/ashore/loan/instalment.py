"""The equal instalment: how much, paid n times, repays a loan."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import gcd

from ashore.money import Rounding, divide


def textbook_instalment(
    principal_minor: int,
    weights: Sequence[int],
    denominator: int,
    rounding: Rounding,
    first_interest: int | None = None,
) -> int:
    """The annuity amount for periods whose interest is ``balance x weight / denominator``, exact, rounded once.

    With factors f_k = weight_k / denominator the amount is P (1 + f_1) x product(1 + f_k, k > 1) / F_n, where F_1 = 1 and
    F_k = 1 + F_(k-1) x (1 + f_k): the general annuity formula, which for equal periods is P i / (1 - (1+i)^-n).
    ``first_interest`` replaces P f_1 where the first period has begun already and its interest is known. Big integers
    throughout: no quotient is cut before the last one.

    >>> textbook_instalment(8_000_00, [15] * 12, 1000, Rounding.HALF_UP)   # 1.5 % a month
    73344
    """
    common = gcd(denominator, *weights)
    unit = denominator // common
    if first_interest is None:
        debt, scale = principal_minor * (unit + weights[0] // common), unit
    else:
        debt, scale = principal_minor + first_interest, 1
    payments, payments_scale = 1, 1
    for weight in weights[1:]:
        factor = unit + weight // common
        debt *= factor
        payments_scale *= unit
        payments = payments_scale + payments * factor
    return divide(debt, payments * scale, rounding)


def clearing_instalment(guess: int, remainder: Callable[[int], int]) -> int:
    """The smallest instalment whose schedule is cleared by equal payments, searched from ``guess``.

    ``remainder(amount)`` is how much the last payment would exceed ``amount`` with the real, rounded schedule; it falls as
    ``amount`` rises, so stepping and halving is exact.
    """
    low, high, stride = guess, guess, 1
    if remainder(guess) > 0:
        while remainder(high) > 0:
            low, stride = high, stride * 4
            high = guess + stride
    else:
        while low > 0 and remainder(low) <= 0:
            high, stride = low, stride * 4
            low = max(guess - stride, 0)
    while high - low > 1:
        middle = (low + high) // 2
        if remainder(middle) > 0:
            low = middle
        else:
            high = middle
    return high
