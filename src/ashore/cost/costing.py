"""From a contract and what others charge around it to exact flows: every fee, deduction, guarantee, membership, premium."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ashore.cost.contingent import contingent_of
from ashore.cost.errors import InvalidCost
from ashore.cost.flows import (
    PRINCIPAL,
    Charging,
    Collector,
    CollectorRole,
    CostedInstalment,
    CostedLoan,
    CostItem,
    CostKind,
    Flow,
    Standard,
)
from ashore.loan import (
    Contract,
    FeeTerms,
    FeeWhen,
    Instalment,
    RepaymentKind,
    RowKind,
    Schedule,
    schedule,
)
from ashore.money import RATE_DENOMINATOR, Rate, Unit, divide, step

LENDER = Collector(CollectorRole.LENDER, "")
"""The lender, where its name is not said."""
INTEREST = "interest"
_PERIODS = {Unit.DAYS: 365, Unit.WEEKS: 52, Unit.MONTHS: 12, Unit.YEARS: 1}
_WHEN = {
    FeeWhen.UPFRONT: Charging.UP_FRONT,
    FeeWhen.WITHHELD: Charging.WITHHELD,
    FeeWhen.PERIODIC: Charging.PER_PERIOD,
    FeeWhen.FIRST_INSTALMENT: Charging.ONCE,
    FeeWhen.ON_DISBURSEMENT: Charging.UP_FRONT,
}


@dataclass(frozen=True, slots=True)
class FeeDescription:
    """What a fee of the contract is called and for whom it is taken; the contract itself knows its code only."""

    name_zh: str
    name_en: str
    kind: CostKind = CostKind.FEE
    collector: Collector | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraCost:
    """A cost beside the contract: a guarantor's fee, a membership, a premium, a deduction.

    A share is of the contract's principal, a rate runs on the principal still in use. ``on`` is the day of a cost that
    is charged once and not with the first instalment.

    60 yuan a month to a guarantor:

    >>> fee = ExtraCost(id="guarantee", kind=CostKind.GUARANTEE, charging=Charging.PER_PERIOD,
    ...     collector=Collector(CollectorRole.GUARANTOR, "Anbao"), name_zh="担保费", name_en="Guarantee fee",
    ...     standard=Standard(amount_minor=60_00))
    >>> fee.required
    True
    """

    id: str
    kind: CostKind
    collector: Collector
    name_zh: str
    name_en: str
    charging: Charging
    standard: Standard
    required: bool = True
    on: date | None = None

    def __post_init__(self) -> None:
        timed = self.charging in (Charging.PER_PERIOD, Charging.PER_DAY)
        if self.standard.rate is not None and not timed:
            raise InvalidCost(
                field="extra.standard",
                value=self.standard.rate.percent_per_year(),
                expected="a share or an amount: a rate goes with per_period or per_day",
            )
        if self.charging is Charging.PER_DAY and self.standard.rate is None:
            raise InvalidCost(
                field="extra.standard", value=self.id, expected="a rate, for a cost by the day"
            )
        if self.on is not None and self.charging is not Charging.ONCE:
            raise InvalidCost(field="extra.on", value=self.on, expected="a day for `once` only")

    def item(self) -> CostItem:
        """The cost item that it is."""
        return CostItem(
            id=self.id,
            kind=self.kind,
            collector=self.collector,
            name_zh=self.name_zh,
            name_en=self.name_en,
            charging=self.charging,
            standard=self.standard,
            required=self.required,
        )


def cost_of(
    contract: Contract,
    extras: Sequence[ExtraCost] = (),
    *,
    lender: Collector = LENDER,
    fees: Mapping[str, FeeDescription] | None = None,
    day_basis: int = 365,
) -> CostedLoan:
    """The exact flows of a contract that is drawn at its start and kept to, with all that is charged around it.

    ``fees`` describes the fees of the contract by code. ``day_basis`` are the days of a year for extras charged by the
    day. Raises InvalidCost, or what `ashore.loan.schedule` raises.

    10,000 yuan at 12 % for a year with 60 yuan a month to a guarantor:

    >>> contract = Contract(id="CN-20", principal_minor=10_000_00, start=date(2025, 1, 15), rate=Rate.per_year("12"),
    ...     repayment=RepaymentKind.EQUAL_INSTALMENT, instalments=12)
    >>> costed = cost_of(contract, [ExtraCost(id="guarantee", kind=CostKind.GUARANTEE, charging=Charging.PER_PERIOD,
    ...     collector=Collector(CollectorRole.GUARANTOR, "Anbao"), name_zh="担保费", name_en="Guarantee fee",
    ...     standard=Standard(amount_minor=60_00))])
    >>> costed.instalments[0].total_minor, costed.cost_by_item()
    (94849, {'interest': 66186, 'guarantee': 72000})
    """
    plan = schedule(contract)
    costs = _Costs(contract, plan)
    if plan.total.interest or contract.rate.ppb:
        costs.interest(lender)
    described = fees or {}
    for fee in contract.fees:
        if fee.when in _WHEN:
            costs.fee(fee, described.get(fee.code, _plain(fee)), lender)
    for extra in extras:
        costs.beside(extra, day_basis)
    return CostedLoan(
        currency=contract.currency,
        signed_on=contract.start,
        flows=costs.flows(),
        items=tuple(costs.items),
        instalments=costs.instalments(),
        every=contract.every,
        unit=contract.unit,
        regular=_regular(contract),
        contingent=contingent_of(contract, lender),
    )


def _plain(fee: FeeTerms) -> FeeDescription:
    return FeeDescription(name_zh="手续费", name_en=fee.code)


def _regular(contract: Contract) -> bool:
    """Whether every instalment ends a whole period after the start."""
    if contract.repayment is RepaymentKind.CUSTOM or contract.length is not None:
        return False
    if contract.counted_from not in (None, contract.start):
        return False
    first = step(contract.start, 1, contract.every, contract.unit)
    return contract.first_due in (None, first)


class _Costs:
    """The flows of one loan while they are put together."""

    def __init__(self, contract: Contract, plan: Schedule) -> None:
        self.contract = contract
        self.rows = [row for row in plan.instalments if row.kind is RowKind.INSTALMENT]
        self.down_minor = sum(
            row.planned.principal for row in plan.instalments if row.kind is RowKind.DOWN_PAYMENT
        )
        self.in_use = [row.balance_minor + row.planned.principal for row in self.rows]
        self.items: list[CostItem] = []
        self.paid: list[Flow] = []

    def interest(self, lender: Collector) -> None:
        """Interest as the schedule has it."""
        contract = self.contract
        daily = contract.repayment is RepaymentKind.DRAWDOWN
        item = CostItem(
            id=INTEREST,
            kind=CostKind.INTEREST,
            collector=lender,
            name_zh="利息",
            name_en="Interest",
            charging=Charging.PER_DAY if daily else Charging.PER_PERIOD,
            standard=Standard(rate=contract.rate),
        )
        self._charge(item, [row.planned.interest for row in self.rows])

    def fee(self, fee: FeeTerms, described: FeeDescription, lender: Collector) -> None:
        """A fee of the contract."""
        item = CostItem(
            id=fee.code,
            kind=described.kind,
            collector=described.collector or lender,
            name_zh=described.name_zh,
            name_en=described.name_en,
            charging=_WHEN[fee.when],
            standard=Standard(
                share_ppm=fee.share_ppm,
                amount_minor=fee.amount_minor,
                minimum_minor=fee.minimum_minor,
                maximum_minor=fee.maximum_minor,
            ),
        )
        self._charge(item, [fee.amount(self.contract.principal_minor)] * len(self.rows))

    def beside(self, extra: ExtraCost, day_basis: int) -> None:
        """A cost beside the contract."""
        rate = extra.standard.rate
        if rate is None:
            amounts = [extra.standard.amount(self.contract.principal_minor)] * len(self.rows)
        else:
            by_day = extra.charging is Charging.PER_DAY
            amounts = [
                _on_use(rate, row, used, self.contract, day_basis if by_day else None)
                for row, used in zip(self.rows, self.in_use, strict=True)
            ]
        self._charge(extra.item(), amounts, extra.on)

    def _charge(self, item: CostItem, amounts: Sequence[int], on: date | None = None) -> None:
        dues = [row.due for row in self.rows]
        if item.charging in (Charging.PER_PERIOD, Charging.PER_DAY):
            days = list(zip(dues, amounts, strict=True))
        elif item.charging in (Charging.UP_FRONT, Charging.WITHHELD):
            days = [(self.contract.start, amounts[0])]
        else:
            due = dues[-1] if item.charging is Charging.AT_END else dues[0]
            days = [(on or due, amounts[0])]
        self.items.append(item)
        self.paid += [Flow(day, -amount, item.id) for day, amount in days if amount]

    def flows(self) -> tuple[Flow, ...]:
        """All flows in order of day, principal first."""
        start = self.contract.start
        found = [Flow(start, self.contract.principal_minor, PRINCIPAL)]
        if self.down_minor:
            found.append(Flow(start, -self.down_minor, PRINCIPAL))
        found += [
            Flow(row.due, -row.planned.principal, PRINCIPAL)
            for row in self.rows
            if row.planned.principal
        ]
        return tuple(sorted([*found, *self.paid], key=lambda flow: flow.on))

    def instalments(self) -> tuple[CostedInstalment, ...]:
        """The instalments with what is paid on each due date."""
        return tuple(
            CostedInstalment(
                row.number,
                row.due,
                row.planned.principal,
                tuple((flow.item, -flow.amount_minor) for flow in self.paid if flow.on == row.due),
            )
            for row in self.rows
        )


def _on_use(rate: Rate, row: Instalment, used: int, contract: Contract, basis: int | None) -> int:
    """A rate on the principal in use over one period: by its days, or as a whole period of the rhythm."""
    if basis is not None:
        return divide(used * rate.ppb * (row.due - row.start).days, basis * RATE_DENOMINATOR)
    return divide(used * rate.ppb * contract.every, _PERIODS[contract.unit] * RATE_DENOMINATOR)
