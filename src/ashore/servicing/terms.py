"""The terms of a loan whose schedule follows the money. Data, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum

from ashore.loan import LENDER, Across, Part, Ratios, Timing
from ashore.servicing.delinquency_classes import BY_LOWER_EDGE, DelinquencyClass
from ashore.servicing.transaction import Kind


class Ahead(Enum):
    """Where money goes that is paid before anything is due."""

    NEXT = "next"
    """The next open instalment, then the one after it."""
    LAST = "last"
    """The last open instalment, then the one before it."""
    NEXT_LAST = "next_last"
    """The running instalment, then from the end."""
    SPREAD = "spread"
    """All open instalments alike."""


class Rest(Enum):
    """Up to when a payment changes the interest of the running period."""

    DAILY = "daily"
    PERIOD = "period"


class PayoffInterest(Enum):
    """Up to when a pay-off owes interest."""

    TILL_DAY = "till_day"
    TILL_REST = "till_rest"


class EarlyPayment(Enum):
    """What money beyond the regular instalment does to the ones to come."""

    LAST_INSTALMENT = "last_instalment"
    """The last open one takes the difference."""
    SMALLER_INSTALMENTS = "smaller_instalments"
    """As many as before, each of them smaller."""
    FEWER_INSTALMENTS = "fewer_instalments"
    """The same amount, as long as anything is left."""
    NEXT_INSTALMENTS = "next_instalments"
    """The next ones ask for less, until the money is used up."""


class ChargeOffBehaviour(Enum):
    """What a charge-off does to the schedule."""

    REGULAR = "regular"
    """Nothing: the loan is marked, the schedule runs on."""
    ZERO_INTEREST = "zero_interest"
    """Interest ends with the charge-off; instalments stay, all principal."""
    ACCELERATE_MATURITY = "accelerate_maturity"
    """Everything falls due on the day of the charge-off."""


class IncomeType(Enum):
    """What deferred income is recognised as."""

    INTEREST = "interest"
    FEE = "fee"


Cell = tuple[Timing, Part]


@dataclass(frozen=True, slots=True)
class AllocationRule:
    """The order of the twelve cells, and where money paid ahead goes."""

    order: tuple[Cell, ...]
    ahead: Ahead = Ahead.NEXT


OLDEST_FIRST = AllocationRule(LENDER.cells)
"""Where the terms name no rule: past due, then due, then ahead; in each, charges before interest before principal."""


@dataclass(frozen=True, slots=True)
class Recalculation:
    """Interest runs on what is really outstanding, from day to day.

    ``settled_rows_wait``: an instalment paid ahead asks for no more after a new rate until something else is entered; the
    schedule in between asks for less than is owed. Otherwise the schedule always asks for all. ``equal_shares_only``:
    interest shared in equal parts beside a new amortisation loses, or gains, what its rounded share times the count is away
    from it. Otherwise the last part takes the difference. ``forgives_unplaced``: interest earned on a loan whose rows were all
    settled meanwhile, principal first, is asked for by none of them. Otherwise the last row asks for it.
    """

    rest: Rest = Rest.DAILY
    payoff: PayoffInterest = PayoffInterest.TILL_DAY
    none_on_past_due: bool = False
    early_payment: EarlyPayment = EarlyPayment.LAST_INSTALMENT
    compounds_interest: bool = False
    settled_rows_wait: bool = False
    equal_shares_only: bool = False
    forgives_unplaced: bool = False


@dataclass(frozen=True, slots=True)
class DownPayment:
    """A percentage of each disbursement due at once, ``auto`` booked as paid at once."""

    percent: Decimal
    auto: bool


@dataclass(frozen=True, slots=True)
class OverApplied:
    """How much more than applied for may be approved or disbursed."""

    percent: Decimal | None = None
    flat_minor: int = 0

    def limit(self, applied_minor: int) -> int:
        """The most that may be disbursed of a loan applied for with this amount."""
        if self.percent is not None:
            return int(applied_minor + applied_minor * self.percent / 100)
        return applied_minor + self.flat_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class ServicingTerms:
    """All that a loan's servicing depends on, amounts in minor units, rates as fractions of a year.

    ``recasts_paid_principal``: where a charge-off ends interest, the interest that a running instalment paid ahead has earned
    takes the place of principal that it was paid already. Otherwise the instalment asks for it beside that principal.
    """

    currency: str
    digits: int
    principal_minor: int
    submitted_on: date
    expected_on: date
    rate: Decimal
    ratios: Ratios
    instalments: int
    progressive: bool = True
    flat: bool = False
    whole_drawings: bool = False
    multiple_minor: int = 0
    length: int | None = None
    seed: date | None = None
    principal_grace: int = 0
    interest_grace: int = 0
    interest_free: int = 0
    processing: Across = Across.HORIZONTAL
    allocation: dict[Kind | None, AllocationRule] = field(default_factory=dict)
    fixed_order: tuple[Part, ...] = ()
    due_first: bool = False
    advance_order: tuple[Part, ...] = ()
    credit_order: tuple[Part, ...] = ()
    recalculation: Recalculation | None = None
    down_payment: DownPayment | None = None
    several_disbursements: bool = False
    max_outstanding_minor: int | None = None
    max_tranches: int | None = None
    tranches_declared: bool = False
    tranches: tuple[tuple[date, int], ...] = ()
    full_term_tranches: bool = False
    over_applied: OverApplied | None = None
    interest_refunds: frozenset[Kind] = frozenset()
    charge_off: ChargeOffBehaviour = ChargeOffBehaviour.REGULAR
    recasts_paid_principal: bool = False
    accrual_activity: bool = False
    accrues: bool = True
    capitalised_income: IncomeType | None = None
    buy_down_fee: IncomeType | None = None
    buy_down_by_merchant: bool = True
    instalment_delinquency: bool = False
    given_rate: bool = False
    arrears_grace_days: int = 0
    delinquency_classes: tuple[DelinquencyClass, ...] = BY_LOWER_EDGE

    @property
    def bears_interest(self) -> bool:
        """Whether the loan has a rate, or was given one later."""
        return self.rate > 0 or self.given_rate

    def down_payment_of(self, amount: int) -> int:
        """The down payment of a disbursement, in minor units."""
        if self.down_payment is None:
            return 0
        part = self.ratios.context.multiply(Decimal(amount), self.down_payment.percent) / 100
        multiple = self.multiple_minor or 1
        return self.ratios.to_minor(part / multiple) * multiple

    @property
    def recalculates(self) -> bool:
        """Whether interest follows the money."""
        return self.recalculation is not None and self.bears_interest
