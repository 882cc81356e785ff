"""The immutable terms of one loan."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ashore.loan.allocation import LENDER, AllocationTable
from ashore.loan.arguments import check_fields
from ashore.loan.conventions import CALCULATION_VERSION, ConventionSet, convention
from ashore.loan.errors import InvalidContract
from ashore.loan.terms import (
    PPM,
    AdvanceRule,
    CustomInstalment,
    FeeTerms,
    FeeWhen,
    GraceTerms,
    InterestMethod,
    PenaltyTerms,
    RateStep,
    RepaymentKind,
    SettlementTerms,
)
from ashore.money import Rate, Roll, Unit, business_calendar, check_minor, currency

MAX_INSTALMENTS = 1_200
ONE_ROW = (RepaymentKind.BULLET,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """One loan as signed: 8,000 yuan at 18 % a year in twelve equal monthly instalments, say.

    Amounts are minor units, shares parts per million, dates local to the borrower. ``start`` is the day of the first
    disbursement as agreed; due dates are counted from the actual one, or from ``first_due``. ``principal_minor`` is the
    most that may be drawn (for a drawdown line: outstanding at one time).

    ``instalment_minor`` is the equal instalment as signed; `sign` computes and stores it; instalments are rounded to
    ``instalment_multiple_minor``. Due dates are counted from ``counted_from`` where that is not the first disbursement;
    ``length``, in units, moves the last one. ``calculation_version`` pins the arithmetic.

    Raises InvalidContract (or InvalidAmount) naming the term that makes no sense.

    >>> Contract(id="L1", principal_minor=8_000_00, start=date(2025, 1, 15), rate=Rate.per_year("18"),
    ...          repayment=RepaymentKind.EQUAL_INSTALMENT, instalments=12).convention.name
    'cn-monthly'
    """

    id: str
    principal_minor: int
    start: date
    rate: Rate
    repayment: RepaymentKind
    instalments: int
    currency: str = "CNY"
    every: int = 1
    unit: Unit = Unit.MONTHS
    first_due: date | None = None
    convention: ConventionSet = field(default_factory=lambda: convention("cn-monthly"))
    calculation_version: int = CALCULATION_VERSION
    interest_method: InterestMethod = InterestMethod.DECLINING
    rate_steps: tuple[RateStep, ...] = ()
    rate_cap: Rate | None = None
    grace: GraceTerms = GraceTerms()
    down_payment_ppm: int = 0
    fees: tuple[FeeTerms, ...] = ()
    penalty: PenaltyTerms | None = None
    allocation: AllocationTable = LENDER
    advance: AdvanceRule = AdvanceRule.REDUCE_INSTALMENT
    settlement: SettlementTerms = SettlementTerms()
    custom: tuple[CustomInstalment, ...] = ()
    instalment_minor: int | None = None
    instalment_multiple_minor: int = 1
    counted_from: date | None = None
    length: int | None = None
    calendar: str | None = None
    roll: Roll = Roll.FOLLOWING
    product: str = "loan"

    def __post_init__(self) -> None:
        check_fields(self, InvalidContract)
        _check_shape(self)
        _check_rates(self)
        _check_reliefs(self)
        _check_custom(self)

    @property
    def revolving(self) -> bool:
        """Whether repaid principal may be drawn again."""
        return self.repayment is RepaymentKind.DRAWDOWN

    def fees_at(self, when: FeeWhen) -> tuple[FeeTerms, ...]:
        """The fees of the contract that are charged at ``when``."""
        return tuple(fee for fee in self.fees if fee.when is when)


def _refuse(term: str, value: Any, expected: str) -> None:
    raise InvalidContract(field=term, value=value, expected=expected)


def _check_shape(contract: Contract) -> None:
    if not contract.id:
        _refuse("id", contract.id, "a name for the loan")
    currency(contract.currency)
    check_minor("principal_minor", contract.principal_minor, minimum=1)
    if not 1 <= contract.instalments <= MAX_INSTALMENTS:
        _refuse("instalments", contract.instalments, f"1 to {MAX_INSTALMENTS}")
    if contract.repayment in ONE_ROW and contract.instalments != 1:
        _refuse("instalments", contract.instalments, "1: all is due at maturity")
    if not 1 <= contract.every <= 366:
        _refuse("every", contract.every, "1 to 366 units")
    if contract.first_due is not None and contract.first_due <= contract.start:
        _refuse("first_due", contract.first_due, f"a day after the start, {contract.start}")
    if contract.counted_from is not None and contract.counted_from > contract.start:
        # The nights between the two would earn nothing.
        _refuse("counted_from", contract.counted_from, f"at most the start, {contract.start}")
    if contract.instalment_minor is not None:
        check_minor("instalment_minor", contract.instalment_minor, minimum=1)
        if contract.repayment is not RepaymentKind.EQUAL_INSTALMENT:
            _refuse("instalment_minor", contract.instalment_minor, "only with equal_instalment")
    check_minor("instalment_multiple_minor", contract.instalment_multiple_minor, minimum=1)
    if contract.length is not None and contract.length <= contract.every * (
        contract.instalments - 1
    ):
        _refuse(
            "length",
            contract.length,
            f"more than {contract.every * (contract.instalments - 1)} {contract.unit.value}",
        )
    if contract.calculation_version != CALCULATION_VERSION:
        _refuse(
            "calculation_version",
            contract.calculation_version,
            f"{CALCULATION_VERSION}, the one version that this release computes",
        )
    if contract.calendar is not None:
        business_calendar(contract.calendar)


def _check_rates(contract: Contract) -> None:
    cap = contract.rate_cap
    for rate in (contract.rate, *(step.rate for step in contract.rate_steps)):
        if cap is not None and rate > cap:
            _refuse("rate", rate.percent_per_year(), f"at most the cap, {cap.percent_per_year()} %")
    starts = [step.start for step in contract.rate_steps]
    if starts != sorted(set(starts)):
        _refuse("rate_steps", starts, "dates in rising order, each once")
    if contract.repayment is RepaymentKind.FLAT_FEE and contract.rate.ppb:
        _refuse("rate", contract.rate.percent_per_year(), "0: a flat-fee loan charges a fee only")
    if contract.interest_method is InterestMethod.FLAT and contract.repayment not in (
        RepaymentKind.EQUAL_INSTALMENT,
        RepaymentKind.EQUAL_PRINCIPAL,
    ):
        _refuse("interest_method", "flat", "declining, for this way of repaying")


def _check_reliefs(contract: Contract) -> None:
    grace = contract.grace
    for term in ("principal", "interest_payment", "interest_free"):
        periods = getattr(grace, term)
        if not 0 <= periods < contract.instalments and periods:
            _refuse(f"grace.{term}", periods, f"0 to {contract.instalments - 1} periods")
    if not 0 <= contract.down_payment_ppm < PPM:
        _refuse("down_payment_ppm", contract.down_payment_ppm, "0 to 999,999")
    if contract.down_payment_ppm and contract.revolving:
        _refuse("down_payment_ppm", contract.down_payment_ppm, "0 on a drawdown line")
    if contract.advance is not AdvanceRule.REDUCE_INSTALMENT and contract.revolving:
        _refuse("advance", contract.advance.value, "reduce_instalment on a drawdown line")
    codes = [fee.code for fee in contract.fees]
    if len(codes) != len(set(codes)):
        _refuse("fees", codes, "each fee code once")
    withheld = sum(
        fee.amount(contract.principal_minor) for fee in contract.fees_at(FeeWhen.WITHHELD)
    )
    if withheld >= contract.principal_minor:
        _refuse("fees", withheld, "withheld fees below the principal")


def _check_custom(contract: Contract) -> None:
    if contract.repayment is not RepaymentKind.CUSTOM:
        if contract.custom:
            _refuse(
                "custom", len(contract.custom), "no custom instalments for this way of repaying"
            )
        return
    for term in ("first_due", "length"):
        if getattr(contract, term) is not None:
            _refuse(term, getattr(contract, term), "none: the custom instalments have their dates")
    dues = [each.due for each in contract.custom]
    if len(dues) != contract.instalments or dues != sorted(set(dues)):
        _refuse("custom", dues, f"{contract.instalments} rising due dates")
    if dues[0] <= contract.start:
        _refuse("custom", dues[0], f"due dates after the start, {contract.start}")
    for each in contract.custom:
        check_minor("custom.principal_minor", each.principal_minor)
    total = sum(each.principal_minor for each in contract.custom)
    if total != contract.principal_minor:
        _refuse("custom", total, f"principal parts adding up to {contract.principal_minor}")
