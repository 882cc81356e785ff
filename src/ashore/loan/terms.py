"""The building blocks of a contract: how it repays, what it charges, what lateness costs. Data, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from ashore.loan.arguments import check_fields
from ashore.loan.errors import InvalidContract
from ashore.money import Rate, check_minor

PPM = 1_000_000
"""Shares of an amount are integers in parts per million: 3 % is 30,000."""


class RepaymentKind(Enum):
    """How the principal comes back."""

    EQUAL_INSTALMENT = "equal_instalment"
    """等额本息: the same amount each time; interest first, the rest is principal."""
    EQUAL_PRINCIPAL = "equal_principal"
    """等额本金: the same principal each time, interest on what is left."""
    INTEREST_FIRST = "interest_first"
    """先息后本: interest each time, all principal with the last instalment."""
    BULLET = "bullet"
    """到期一次还本付息: principal and all interest once, at maturity."""
    FLAT_FEE = "flat_fee"
    """分期手续费: equal principal and a fee on the *first* principal each time; no interest."""
    DRAWDOWN = "drawdown"
    """随借随还: a line; draw and repay on any day, interest by the day on what is outstanding."""
    CUSTOM = "custom"
    """Principal parts and due dates as agreed one by one."""


class InterestMethod(Enum):
    """What the interest of a period is counted on."""

    DECLINING = "declining"
    """The principal still outstanding."""
    FLAT = "flat"
    """The first principal, whatever has been repaid (等本等息)."""


class AdvanceRule(Enum):
    """What money paid before anything is due does."""

    HOLD = "hold"
    """Kept as the borrower's credit and used on each due date; interest stays as planned."""
    NEXT_INSTALMENT = "next_instalment"
    """Pays the principal of the next instalments now, in order; interest falls with the balance."""
    SHORTEN_TERM = "shorten_term"
    """Reduces the principal now; instalments stay as they are and the last ones fall away."""
    REDUCE_INSTALMENT = "reduce_instalment"
    """Reduces the principal now; the remaining instalments are computed anew, on the same dates."""


class GraceMode(Enum):
    """The three readings of "grace days" (宽限期) that contracts use."""

    NONE = "none"
    """No grace: penalty from the due date on."""
    RETROACTIVE = "retroactive"
    """Nothing if paid within the grace days; else penalty from the due date on."""
    SHIFTED = "shifted"
    """Penalty starts to run only after the grace days."""


class FeeWhen(Enum):
    """When a contract fee is charged."""

    UPFRONT = "upfront"
    """With the first disbursement, due the same day, paid by the borrower."""
    WITHHELD = "withheld"
    """Kept back from the first disbursement: the borrower gets less in hand."""
    PERIODIC = "periodic"
    """With every instalment."""
    FIRST_INSTALMENT = "first_instalment"
    """Once, with the first instalment."""
    ON_DISBURSEMENT = "on_disbursement"
    """At each disbursement, due the same day."""
    ON_DUE_DATE_MOVE = "on_due_date_move"
    """Each time a due date is moved."""
    ON_PREPAYMENT = "on_prepayment"
    """When principal is paid before it is due, settlement included (违约金)."""


class RemainingFees(Enum):
    """What becomes of periodic fees not yet due when the loan is settled early."""

    WAIVED = "waived"
    """The running period's fee is paid; later ones fall away."""
    DUE = "due"
    """All of them are paid at settlement, as if the loan had run its term."""


@dataclass(frozen=True, slots=True)
class FeeTerms:
    """A fee of the contract: a fixed amount, or a share of a base, within limits.

    The base is the principal drawn (the amount prepaid, for a prepayment fee).

    >>> FeeTerms(code="service", when=FeeWhen.PERIODIC, share_ppm=6_000).amount(12_000_00)
    7200
    """

    code: str
    when: FeeWhen
    amount_minor: int = 0
    share_ppm: int = 0
    minimum_minor: int = 0
    maximum_minor: int | None = None

    def __post_init__(self) -> None:
        check_fields(self, InvalidContract, "fee.")
        if not self.code:
            raise InvalidContract(field="fee.code", value=self.code, expected="a name for the fee")
        check_minor("fee.amount_minor", self.amount_minor)
        check_minor("fee.minimum_minor", self.minimum_minor)
        if self.maximum_minor is not None:
            check_minor("fee.maximum_minor", self.maximum_minor, minimum=self.minimum_minor)
        if not 0 <= self.share_ppm <= PPM:
            raise InvalidContract(
                field="fee.share_ppm", value=self.share_ppm, expected="0 to 1,000,000"
            )
        if not self.amount_minor and not self.share_ppm:
            raise InvalidContract(
                field="fee", value=self.code, expected="an amount_minor or a share_ppm above zero"
            )

    def amount(self, base_minor: int) -> int:
        """The fee on ``base_minor``, half up to the minor unit."""
        fee = self.amount_minor + (2 * base_minor * self.share_ppm + PPM) // (2 * PPM)
        fee = max(fee, self.minimum_minor)
        return fee if self.maximum_minor is None else min(fee, self.maximum_minor)


@dataclass(frozen=True, slots=True)
class PenaltyTerms:
    """What lateness costs.

    Penalty interest (罚息) runs on overdue principal at ``multiplier_ppm`` of the contract rate, or at ``rate`` where
    the contract names one. Compound interest (复利) runs at the same rate on overdue interest when ``on_interest``.
    ``cap_of_instalment_ppm`` limits the penalty of one instalment to that share of the instalment.
    """

    multiplier_ppm: int = 1_500_000
    rate: Rate | None = None
    on_interest: bool = False
    grace_days: int = 0
    grace: GraceMode = GraceMode.NONE
    cap_of_instalment_ppm: int | None = None

    def __post_init__(self) -> None:
        check_fields(self, InvalidContract, "penalty.")
        if not 0 <= self.multiplier_ppm <= 10 * PPM:
            raise InvalidContract(
                field="penalty.multiplier_ppm",
                value=self.multiplier_ppm,
                expected="0 to 10,000,000 (1,500,000 is one and a half times the contract rate)",
            )
        if not 0 <= self.grace_days <= 366:
            raise InvalidContract(
                field="penalty.grace_days", value=self.grace_days, expected="0 to 366 days"
            )
        if (self.grace is GraceMode.NONE) != (self.grace_days == 0):
            raise InvalidContract(
                field="penalty.grace",
                value=(self.grace.value, self.grace_days),
                expected="a reading (retroactive or shifted) together with grace days above zero",
            )
        cap = self.cap_of_instalment_ppm
        if cap is not None and cap < 0:
            raise InvalidContract(
                field="penalty.cap_of_instalment_ppm", value=cap, expected="zero or more"
            )


@dataclass(frozen=True, slots=True)
class GraceTerms:
    """Relief at the start of a loan, in whole periods.

    ``principal``: periods that pay interest only. ``interest_payment``: periods whose interest is paid later, with
    the first instalment after them. ``interest_free``: periods that earn no interest.
    """

    principal: int = 0
    interest_payment: int = 0
    interest_free: int = 0

    def __post_init__(self) -> None:
        check_fields(self, InvalidContract, "grace.")


@dataclass(frozen=True, slots=True)
class SettlementTerms:
    """What early settlement (提前结清) does to periodic fees that are not due yet."""

    remaining_fees: RemainingFees = RemainingFees.WAIVED

    def __post_init__(self) -> None:
        check_fields(self, InvalidContract, "settlement.")


@dataclass(frozen=True, slots=True)
class RateStep:
    """From ``start`` on (that night included) the loan runs at ``rate``."""

    start: date
    rate: Rate

    def __post_init__(self) -> None:
        check_fields(self, InvalidContract, "rate_steps.")


@dataclass(frozen=True, slots=True)
class CustomInstalment:
    """One agreed due date with the principal to be repaid on it; interest is computed."""

    due: date
    principal_minor: int

    def __post_init__(self) -> None:
        check_fields(self, InvalidContract, "custom.")
