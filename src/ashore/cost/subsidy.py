"""The state's interest subsidy on consumer loans (财政贴息), as a programme in data."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from ashore.money import RATE_DENOMINATOR, Rate, check_minor, divide


@dataclass(frozen=True, slots=True, kw_only=True)
class SubsidyProgramme:
    """A subsidy: points a year, at most a share of the contract rate, on purchases up to a limit.

    ``person_cap_minor`` is the most a person gets from one lender, ``small_purchase_cap_minor`` the most of it for
    purchases below ``purchase_limit_minor``.
    """

    points: Rate
    most_of_rate_percent: int
    purchase_limit_minor: int
    person_cap_minor: int
    small_purchase_cap_minor: int

    def rate(self, contract_rate: Rate) -> Rate:
        """The points that a contract gets.

        >>> CHINA_2025.rate(Rate.per_year("1.8")).percent_per_year()
        '0.9'
        """
        share = divide(contract_rate.ppb * self.most_of_rate_percent, 100)
        return min(self.points, Rate(share))

    def amount(self, purchase_minor: int, contract_rate: Rate, days: int, day_basis: int) -> int:
        """The subsidy on one purchase for so many days, half up, before the caps of the person.

        80,000 yuan for a year count as 50,000:

        >>> CHINA_2025.amount(80_000_00, Rate.per_year("3"), 360, 360)
        50000
        """
        check_minor("purchase_minor", purchase_minor)
        base = min(purchase_minor, self.purchase_limit_minor)
        return divide(base * self.rate(contract_rate).ppb * days, day_basis * RATE_DENOMINATOR)

    def points_percent(self, contract_rate: Rate) -> Decimal:
        """The same points in percent."""
        return Decimal(self.rate(contract_rate).percent_per_year())


CHINA_2025 = SubsidyProgramme(
    points=Rate.per_year("1"),
    most_of_rate_percent=50,
    purchase_limit_minor=50_000_00,
    person_cap_minor=3_000_00,
    small_purchase_cap_minor=1_000_00,
)
"""2025-09-01 to 2026-08-31: one point, at most half the contract rate, purchases above 50,000 count as 50,000."""
