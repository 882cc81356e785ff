"""What a loan costs, as exact flows of money: who pays whom, when, and for what. Data, no rate of return yet."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from enum import Enum

from ashore.cost.errors import InvalidCost
from ashore.money import Rate, Unit, check_minor, currency

PRINCIPAL = "principal"
"""The ``item`` of a flow that is principal: drawn or repaid."""
PPM = 1_000_000


class CostKind(Enum):
    """What a cost is charged for."""

    INTEREST = "interest"
    """利息"""
    FEE = "fee"
    """手续费"""
    SERVICE_FEE = "service_fee"
    """服务费"""
    GUARANTEE = "guarantee"
    """担保费"""
    INSURANCE = "insurance"
    """保险费"""
    MEMBERSHIP = "membership"
    """会员费"""
    ASSESSMENT = "assessment"
    """评估费"""
    OTHER = "other"
    """其他"""


class CollectorRole(Enum):
    """Who takes a cost in."""

    LENDER = "lender"
    PLATFORM = "platform"
    GUARANTOR = "guarantor"
    INSURER = "insurer"
    OTHER = "other"


class Charging(Enum):
    """How a cost is charged."""

    PER_PERIOD = "per_period"
    """With every instalment."""
    PER_DAY = "per_day"
    """By the day on the principal in use, paid with the instalments."""
    UP_FRONT = "up_front"
    """Paid by the borrower on the day of the drawing."""
    WITHHELD = "withheld"
    """Kept back from the drawing: the borrower gets less in hand."""
    ONCE = "once"
    """Once: with the first instalment, or on a day of its own."""
    AT_END = "at_end"
    """With the last instalment."""


@dataclass(frozen=True, slots=True)
class Collector:
    """Who takes a cost in, by role and name."""

    role: CollectorRole
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Standard:
    """By what measure a cost is charged: a rate on the principal in use, a share of the principal, a fixed amount.

    A share and an amount may come together (30 yuan and 1 % of the principal), and limits may hold them.

    >>> Standard(share_ppm=6_000).amount(12_000_00)
    7200
    """

    rate: Rate | None = None
    share_ppm: int = 0
    amount_minor: int = 0
    minimum_minor: int = 0
    maximum_minor: int | None = None

    def __post_init__(self) -> None:
        check_minor("standard.amount_minor", self.amount_minor)
        check_minor("standard.minimum_minor", self.minimum_minor)
        if self.maximum_minor is not None:
            check_minor("standard.maximum_minor", self.maximum_minor, minimum=self.minimum_minor)
        if type(self.share_ppm) is not int or not 0 <= self.share_ppm <= PPM:
            raise InvalidCost(
                field="standard.share_ppm", value=self.share_ppm, expected="0 to 1,000,000"
            )
        if self.rate is not None and (self.share_ppm or self.amount_minor):
            raise InvalidCost(
                field="standard", value=self, expected="a rate alone, or a share and an amount"
            )

    def amount(self, principal_minor: int) -> int:
        """One charge of a share and an amount, half up to the minor unit. A rate has no single amount."""
        if self.rate is not None:
            raise InvalidCost(
                field="standard.rate",
                value=self.rate.percent_per_year(),
                expected="a share or an amount: a rate is charged for a time",
            )
        fee = self.amount_minor + (2 * principal_minor * self.share_ppm + PPM) // (2 * PPM)
        fee = max(fee, self.minimum_minor)
        return fee if self.maximum_minor is None else min(fee, self.maximum_minor)


@dataclass(frozen=True, slots=True, kw_only=True)
class CostItem:
    """One cost of a loan under normal performance: what for, who takes it, how and by what measure it is charged.

    ``required``: without it there is no loan. Only such items are the cost of the credit; one that the borrower may
    leave out is listed but not counted.
    """

    id: str
    kind: CostKind
    collector: Collector
    name_zh: str
    name_en: str
    charging: Charging
    standard: Standard
    required: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ContingentCost:
    """A cost that arises only if something happens: lateness, early repayment, a moved due date.

    ``on`` names what it is charged on: ``overdue_principal``, ``overdue_interest``, ``prepaid_principal``,
    ``due_date_move``. It is shown before signing and is in no rate.
    """

    id: str
    collector: Collector
    name_zh: str
    name_en: str
    standard: Standard
    on: str


@dataclass(frozen=True, slots=True)
class Flow:
    """Money that moves on a day. ``amount_minor`` is positive when the borrower receives it, negative when they pay it.

    ``item`` is the id of the cost item that it belongs to, or ``"principal"``.
    """

    on: date
    amount_minor: int
    item: str


@dataclass(frozen=True, slots=True)
class CostedInstalment:
    """A due date, its principal, and the amount of each cost item that is paid with it."""

    number: int
    due: date
    principal_minor: int
    parts: tuple[tuple[str, int], ...]

    @property
    def total_minor(self) -> int:
        """What the borrower pays on the date."""
        return self.principal_minor + sum(amount for _, amount in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class CostedLoan:
    """A loan with all that it costs: exact flows, the items that they belong to, and the instalments they make up.

    ``every`` and ``unit`` are the rhythm of the instalments; ``regular`` says that they fall on the start and whole
    periods after it, so that periods may be counted instead of days. Made by `cost_of`, or by hand from an offer.

    Amounts are minor units. Received, paid and cost count what is required to get the loan; ``optional_minor`` is the
    rest. Raises InvalidCost for a flow of an item that is not listed.
    """

    currency: str
    signed_on: date
    flows: tuple[Flow, ...]
    items: tuple[CostItem, ...]
    instalments: tuple[CostedInstalment, ...]
    every: int = 1
    unit: Unit = Unit.MONTHS
    regular: bool = True
    contingent: tuple[ContingentCost, ...] = ()

    def __post_init__(self) -> None:
        currency(self.currency)
        known = {item.id for item in self.items}
        if len(known) != len(self.items) or PRINCIPAL in known:
            raise InvalidCost(
                field="items",
                value=[item.id for item in self.items],
                expected=f"each id once, and none named {PRINCIPAL!r}",
            )
        for flow in self.flows:
            if flow.item != PRINCIPAL and flow.item not in known:
                raise InvalidCost(
                    field="flow.item", value=flow.item, expected="an item of the loan, or principal"
                )

    def counted(self) -> tuple[Flow, ...]:
        """The flows of the principal and of every item that is required to get the loan."""
        left_out = {item.id for item in self.items if not item.required}
        return tuple(flow for flow in self.flows if flow.item not in left_out)

    def net_flows(self) -> tuple[tuple[date, int], ...]:
        """What the borrower receives less what they pay, day by day in order, days without money left out."""
        return net(self.counted())

    @property
    def received_minor(self) -> int:
        """What the borrower has in hand on the days of drawing, costs kept back or paid on the same day taken off."""
        return sum(amount for _, amount in self.net_flows() if amount > 0)

    @property
    def total_paid_minor(self) -> int:
        """All that the borrower pays after that."""
        return -sum(amount for _, amount in self.net_flows() if amount < 0)

    @property
    def total_cost_minor(self) -> int:
        """What the loan costs: all paid less all received."""
        return -sum(flow.amount_minor for flow in self.counted())

    @property
    def optional_minor(self) -> int:
        """What the items cost that the borrower may leave out."""
        return -sum(flow.amount_minor for flow in self.flows) - self.total_cost_minor

    def cost_by_item(self, *, required: bool = True) -> dict[str, int]:
        """The cost of each item that is (or is not) required, by id, in the order of the items."""
        found = {item.id: 0 for item in self.items if item.required is required}
        for flow in self.flows:
            if flow.item in found:
                found[flow.item] -= flow.amount_minor
        return found

    def cost_by_collector(self, *, required: bool = True) -> dict[Collector, int]:
        """What each collector takes in for the items that are (or are not) required."""
        found: dict[Collector, int] = {}
        costs = self.cost_by_item(required=required)
        for item in self.items:
            if item.id in costs:
                found[item.collector] = found.get(item.collector, 0) + costs[item.id]
        return found


def net(flows: tuple[Flow, ...]) -> tuple[tuple[date, int], ...]:
    """Flows added up by day, in order, days without money left out.

    >>> day = date(2025, 1, 15)
    >>> net((Flow(day, 8_000_00, "principal"), Flow(day, -240_00, "service"))) == ((day, 7_760_00),)
    True
    """
    days: defaultdict[date, int] = defaultdict(int)
    for flow in flows:
        days[flow.on] += flow.amount_minor
    return tuple((day, days[day]) for day in sorted(days) if days[day])
