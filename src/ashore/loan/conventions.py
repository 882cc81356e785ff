"""Named bundles of habits: how days are counted, when interest is rounded, how the instalment is found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ashore.loan.errors import InvalidContract
from ashore.loan.ratios import Digits
from ashore.money import Rounding

CALCULATION_VERSION = 1
"""Version of the loan arithmetic. A contract keeps the one that it was signed with."""


class PeriodInterest(Enum):
    """How a whole repayment period is weighed."""

    BY_PERIOD = "by_period"
    """Every whole month counts a twelfth of a year, whatever its days; parts of a period count by the day."""
    BY_DAYS = "by_days"
    """By the day count, always."""


class InstalmentRule(Enum):
    """How the equal instalment is found."""

    TEXTBOOK = "textbook"
    """The annuity amount, rounded; the last instalment takes the difference."""
    CLEARING = "clearing"
    """The smallest amount whose equal payments clear the real, rounded schedule: the last one differs by fen."""


class OverdueInterest(Enum):
    """Whether contract interest runs on overdue principal."""

    STOPS = "stops"
    """It stops at the due date; penalty interest, where agreed, replaces it."""
    CONTINUES = "continues"
    """It runs on at the contract rate and is owed with the overdue instalment."""


class DeferredInterest(Enum):
    """How interest whose payment is deferred is paid with the first instalment after the grace."""

    ON_TOP = "on_top"
    """On top of that instalment; instalments within the grace ask for their principal only."""
    WITHIN = "within"
    """Within that instalment; instalments within the grace are whole, all principal."""


class FirstPeriod(Enum):
    """What an odd first period does to an equal instalment."""

    LEVEL = "level"
    """It is part of the annuity: all instalments stay equal."""
    PAYMENT_DIFFERS = "payment_differs"
    """The annuity counts regular periods; the first payment is higher or lower by the interest of the odd days."""


@dataclass(frozen=True, slots=True)
class ConventionSet:
    """The habits that a contract is computed by, pinned at signing.

    ``ticks_per_minor``: amounts inside the engine are integers of this fraction of a minor unit; 1 rounds interest to
    the fen period by period, 1,000,000 carries it on and rounds only the totals. ``digits``: ratios are cut decimals by
    these rules instead of exact fractions. ``whole_drawings``: a drawing within a period counts from the start of the
    period, else from its day. ``older``: with cut ratios, an annuity on the nominal rate of the period, flat interest on
    the whole amount drawn, and no second look at the last instalment.
    """

    name: str
    day_count: str
    period_interest: PeriodInterest
    interest_rounding: Rounding = Rounding.HALF_UP
    instalment_rule: InstalmentRule = InstalmentRule.TEXTBOOK
    instalment_rounding: Rounding = Rounding.HALF_UP
    first_period: FirstPeriod = FirstPeriod.LEVEL
    deferred_interest: DeferredInterest = DeferredInterest.ON_TOP
    overdue_interest: OverdueInterest = OverdueInterest.STOPS
    ticks_per_minor: int = 1
    digits: Digits | None = None
    whole_drawings: bool = False
    older: bool = False


_DAY_COUNTS = {360: "ACT/360", 364: "ACT/364", 365: "ACT/365F", None: "ACT/ACT ISDA"}


def fineract(digits: Digits, *, whole_drawings: bool = False, older: bool = False) -> ConventionSet:
    """The habits of Apache Fineract's loan engines, whose products choose among the rules in ``digits``.

    Found by recomputing its published scenarios; see docs/explanation/conventions.md.

    >>> fineract(Digits(days_in_year=365)).name
    'fineract-by-days-30-365'
    """
    month, year = digits.days_in_month or "actual", digits.days_in_year or "actual"
    habits = [
        "by-period" if digits.by_period else "by-days",
        f"{month}-{year}",
        *(["feb29"] if digits.feb_29_only else []),
        *(["cut1jan"] if digits.cut_on_1_january else []),
        *(["whole-drawings"] if whole_drawings else []),
        *(["older"] if older else []),
    ]
    nominal = digits.by_period or digits.days_in_month is not None
    return ConventionSet(
        name="fineract-" + "-".join(habits),
        day_count=_DAY_COUNTS[digits.days_in_year],
        period_interest=PeriodInterest.BY_PERIOD if nominal else PeriodInterest.BY_DAYS,
        interest_rounding=digits.rounding,
        instalment_rounding=digits.rounding,
        deferred_interest=DeferredInterest.WITHIN,
        digits=digits,
        whole_drawings=whole_drawings,
        older=older,
    )


CONVENTIONS = {
    each.name: each
    for each in (
        # Rates quoted by the year, months alike, parts of a month by days on 360: the habit of
        # most Chinese instalment loans (vectors CN-01 to CN-09, CN-27).
        ConventionSet("cn-monthly", "ACT/360", PeriodInterest.BY_PERIOD),
        ConventionSet(
            "cn-monthly-truncated",
            "ACT/360",
            PeriodInterest.BY_PERIOD,
            interest_rounding=Rounding.DOWN,
        ),
        ConventionSet("cn-daily-360", "ACT/360", PeriodInterest.BY_DAYS),
        ConventionSet("cn-daily-365", "ACT/365F", PeriodInterest.BY_DAYS),
        ConventionSet(
            "cn-daily-360-clearing",
            "ACT/360",
            PeriodInterest.BY_DAYS,
            instalment_rule=InstalmentRule.CLEARING,
        ),
        ConventionSet(
            "cn-daily-365-clearing",
            "ACT/365F",
            PeriodInterest.BY_DAYS,
            instalment_rule=InstalmentRule.CLEARING,
        ),
        ConventionSet("thirty-360", "30/360 US", PeriodInterest.BY_DAYS),
        # The habits of a large US marketplace lender, 2011 to 2018, found on its own loan tapes:
        # instalment rounded up to the cent, interest never rounded month by month.
        ConventionSet(
            "lendingclub",
            "30/360 US",
            PeriodInterest.BY_DAYS,
            instalment_rounding=Rounding.UP,
            first_period=FirstPeriod.PAYMENT_DIFFERS,
            overdue_interest=OverdueInterest.CONTINUES,
            ticks_per_minor=1_000_000,
        ),
        fineract(Digits()),
        fineract(Digits(days_in_month=None, days_in_year=None)),
    )
}


def convention(name: str) -> ConventionSet:
    """The named convention set.

    Raises InvalidContract for a name that is not known.

    >>> convention("cn-daily-360").day_count
    'ACT/360'
    """
    try:
        return CONVENTIONS[name]
    except KeyError:
        raise InvalidContract(
            field="convention", value=name, expected="one of " + ", ".join(sorted(CONVENTIONS))
        ) from None
