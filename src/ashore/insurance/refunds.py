"""Premium that goes back to the insured."""

from __future__ import annotations

from ashore.money import AshoreError, check_minor, muldiv


class InvalidCover(AshoreError):
    """A cover that ends before it begins, or a charge above its premium."""

    code = "invalid_cover"


def pro_rata_refund(premium_minor: int, *, cover_days: int, elapsed_days: int) -> int:
    """The premium less the part earned to the day of cancellation, half up (Insurance Law art. 54, property cover).

    Raises InvalidCover unless 0 <= ``elapsed_days`` <= ``cover_days``.

    >>> pro_rata_refund(100_00, cover_days=365, elapsed_days=365)
    0
    """
    check_minor("premium_minor", premium_minor)
    if cover_days < 1 or not 0 <= elapsed_days <= cover_days:
        raise InvalidCover(
            field="elapsed_days",
            value=elapsed_days,
            expected=f"0 to {cover_days} days of a cover of one day or more",
        )
    return premium_minor - muldiv(premium_minor, elapsed_days, cover_days)


def cooling_off_refund(premium_minor: int, production_cost_minor: int = 0) -> int:
    """The whole premium within the cooling-off days (犹豫期), less at most a small cost of making the policy.

    >>> cooling_off_refund(365_00, 10_00)
    35500
    """
    check_minor("premium_minor", premium_minor)
    check_minor("production_cost_minor", production_cost_minor)
    if production_cost_minor > premium_minor:
        raise InvalidCover(
            field="production_cost_minor",
            value=production_cost_minor,
            expected="at most the premium",
        )
    return premium_minor - production_cost_minor
