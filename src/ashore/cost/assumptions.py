"""What the European rate assumes where a contract leaves the flows open (2008/48/EC Annex I part II, 2014/17/EU Annex I part II).

The flows that come out are what `aprc_of_times` takes: times in years, drawdowns positive, payments negative.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from ashore.cost.errors import InvalidCost
from ashore.cost.figures import EXACT
from ashore.money import RATE_DENOMINATOR, Rate, check_minor, split_even

TimedFlow = tuple[Fraction, int]
CONSUMER_CEILING_MINOR = 1_500_00
"""The credit where its ceiling is not known yet: 1,500 euros (part II (i))."""
MORTGAGE_CEILING_MINOR = 170_000_00
"""The same for a mortgage: 170,000 euros (2014/17/EU part II (h))."""
OVERDRAFT_MONTHS = 3
"""How long an overdraft of unknown duration lasts."""
OPEN_END_MONTHS = 12


@dataclass(frozen=True, slots=True)
class MonthlyRate:
    """A borrowing rate by the month: ``nominal`` is a twelfth of the annual rate, else its twelfth root.

    >>> MonthlyRate(Rate.per_year("12"), nominal=True).interest(1_000_00)
    1000
    >>> MonthlyRate(Rate.per_year("12"), nominal=False).interest(1_000_00)
    949
    """

    annual: Rate
    nominal: bool = True

    def interest(self, balance_minor: int) -> int:
        """Interest of a month on a balance, half up to the minor unit."""
        year = EXACT.divide(Decimal(self.annual.ppb), Decimal(RATE_DENOMINATOR))
        if self.nominal:
            month = EXACT.divide(year, Decimal(12))
        else:
            twelfth = EXACT.divide(Decimal(1), Decimal(12))
            month = EXACT.subtract(EXACT.power(EXACT.add(year, Decimal(1)), twelfth), Decimal(1))
        return int(EXACT.multiply(Decimal(balance_minor), month).to_integral_value(ROUND_HALF_UP))


def _drawn(credit_minor: int, fee_minor: int) -> list[TimedFlow]:
    check_minor("credit_minor", credit_minor, minimum=1)
    check_minor("fee_minor", fee_minor)
    # Freedom of drawdown: all of it, at once (part II (a)).
    return [(Fraction(0), credit_minor), *([(Fraction(0), -fee_minor)] if fee_minor else [])]


def open_end_credit(
    credit_minor: int | None, rates: Sequence[MonthlyRate], fee_minor: int = 0
) -> tuple[TimedFlow, ...]:
    """Credit without a fixed duration: all drawn at once, repaid within a year in twelve equal parts with interest.

    ``credit_minor`` None: the ceiling is not known. ``rates`` are the rates of the months, the last one going on.

    >>> from ashore.cost.aprc import aprc_of_times
    >>> card = open_end_credit(30_000_00, [MonthlyRate(Rate.per_year("7"), nominal=False)], 600_00)
    >>> aprc_of_times(card).percent(1)
    '11.2'
    """
    credit = CONSUMER_CEILING_MINOR if credit_minor is None else credit_minor
    flows = _drawn(credit, fee_minor)
    balance = credit
    for month, part in enumerate(reversed(split_even(credit, OPEN_END_MONTHS)), start=1):
        interest = _of_month(rates, month).interest(balance)
        flows.append((Fraction(month, 12), -part - interest))
        balance -= part
    return tuple(flows)


def overdraft(
    credit_minor: int | None,
    rates: Sequence[MonthlyRate],
    fee_minor: int = 0,
    months: int | None = None,
) -> tuple[TimedFlow, ...]:
    """An overdraft: all drawn, interest by the month, repaid at the end; for three months where that is not known.

    >>> overdraft(3_000_00, [MonthlyRate(Rate.per_year("12"))])[-1] == (Fraction(1, 4), -3_030_00)
    True
    """
    credit = CONSUMER_CEILING_MINOR if credit_minor is None else credit_minor
    last = OVERDRAFT_MONTHS if months is None else months
    if last < 1:
        raise InvalidCost(field="months", value=months, expected="one month or more")
    flows = _drawn(credit, fee_minor)
    for month in range(1, last + 1):
        owed = _of_month(rates, month).interest(credit) + (credit if month == last else 0)
        flows.append((Fraction(month, 12), -owed))
    return tuple(flows)


def _of_month(rates: Sequence[MonthlyRate], month: int) -> MonthlyRate:
    if not rates:
        raise InvalidCost(field="rates", value=rates, expected="a rate of the first month at least")
    return rates[min(month, len(rates)) - 1]


def after_introduction(introductory: Rate, indexed_today: Rate) -> Rate:
    """The rate assumed after an introductory one: what its index gives today, never below the introductory rate.

    >>> after_introduction(Rate.per_year("5"), Rate.per_year("4.5")).percent_per_year()
    '5'
    """
    return max(introductory, indexed_today)


def highest(rates: Sequence[Rate]) -> Rate:
    """The rate assumed where drawings have different rates and their mix is not known: the highest.

    >>> highest([Rate.per_year("9"), Rate.per_year("18")]).percent_per_year()
    '18'
    """
    if not rates:
        raise InvalidCost(field="rates", value=rates, expected="one rate or more")
    return max(rates)
