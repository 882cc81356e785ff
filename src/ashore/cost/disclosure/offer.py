"""One offer looked at for disclosure: the contract, its cost, its payments and its two worked examples."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from ashore.cost.costing import INTEREST
from ashore.cost.disclosure.errors import InvalidDisclosure
from ashore.cost.disclosure.particulars import Particulars
from ashore.cost.disclosure.worked import EarlyExample, LateExample, early_example, late_example
from ashore.cost.flows import PRINCIPAL, CostedLoan, CostItem, CostKind, Flow
from ashore.loan import Contract


class Payment(NamedTuple):
    """What the borrower pays on one day, by what it is for, required costs only."""

    due: date
    principal_minor: int
    interest_minor: int
    other_minor: int

    @property
    def total_minor(self) -> int:
        """All that is paid on the day."""
        return self.principal_minor + self.interest_minor + self.other_minor


@dataclass(frozen=True)
class Offer:
    """A contract and what it costs. Raises InvalidDisclosure where the two are not of the same loan."""

    contract: Contract
    costed: CostedLoan
    particulars: Particulars

    def __post_init__(self) -> None:
        contract, costed = self.contract, self.costed
        drawn = sum(
            flow.amount_minor
            for flow in costed.flows
            if flow.item == PRINCIPAL and flow.amount_minor > 0
        )
        same = (contract.currency, contract.start, contract.principal_minor, contract.instalments)
        if same != (costed.currency, costed.signed_on, drawn, len(costed.instalments)):
            raise InvalidDisclosure(
                field="costed", value=contract.id, expected="the cost of this contract"
            )

    @cached_property
    def payments(self) -> tuple[Payment, ...]:
        """Every day on which the borrower pays more than they receive."""
        interest = {item.id for item in self.costed.items if item.kind is CostKind.INTEREST}
        days: defaultdict[date, list[int]] = defaultdict(lambda: [0, 0, 0])
        for flow in self.costed.counted():
            part = 0 if flow.item == PRINCIPAL else 1 if flow.item in interest else 2
            days[flow.on][part] -= flow.amount_minor
        return tuple(Payment(day, *days[day]) for day in sorted(days) if sum(days[day]) > 0)

    @property
    def runs(self) -> list[tuple[int, Payment, Payment]]:
        """Payments of the same amount in a row: how many, the first and the last of them."""
        found = []
        for _, same in groupby(self.payments, key=lambda each: each.total_minor):
            run = list(same)
            found.append((len(run), run[0], run[-1]))
        return found

    @property
    def required(self) -> tuple[CostItem, ...]:
        """The items without which there is no loan."""
        return tuple(item for item in self.costed.items if item.required)

    @property
    def optional(self) -> tuple[CostItem, ...]:
        """The items that the borrower may decline."""
        return tuple(item for item in self.costed.items if not item.required)

    def amount(self, item: CostItem) -> int:
        """What an item costs over the life of the loan."""
        return -sum(flow.amount_minor for flow in self.costed.flows if flow.item == item.id)

    def alone(self, item: CostItem) -> Sequence[tuple[date, int]]:
        """The flows of the loan if this item were all that it costs."""
        return [
            (flow.on, flow.amount_minor)
            for flow in self.costed.flows
            if flow.item in (PRINCIPAL, item.id)
        ]

    def beside_after(self, day: date) -> tuple[tuple[CostItem, ...], int]:
        """Required items beside the contract that are still charged after a day, and how much."""
        own = {INTEREST, *(fee.code for fee in self.contract.fees)}
        beside = {item.id: item for item in self.required if item.id not in own}
        left: list[Flow] = [
            flow for flow in self.costed.flows if flow.item in beside and flow.on > day
        ]
        ids = list(dict.fromkeys(flow.item for flow in left))
        return tuple(beside[each] for each in ids), -sum(flow.amount_minor for flow in left)

    def beside_paid(self, first: date, last: date) -> int:
        """Required costs beside the contract that are charged from a day to another."""
        own = {INTEREST, PRINCIPAL, *(fee.code for fee in self.contract.fees)}
        return -sum(
            flow.amount_minor
            for flow in self.costed.counted()
            if flow.item not in own and first <= flow.on <= last
        )

    @cached_property
    def late(self) -> LateExample:
        """The instalment paid late; costs beside the contract that are due with it are paid late too, and no dearer."""
        seen = late_example(self.contract)
        beside = self.beside_paid(seen.due, seen.due)
        return seen._replace(
            amount_minor=seen.amount_minor + beside, pay_minor=seen.pay_minor + beside
        )

    @cached_property
    def early(self) -> EarlyExample:
        """The loan settled early; costs beside the contract are paid up to the day, and none of them with it."""
        seen = early_example(self.contract)
        first = self.contract.start + timedelta(days=1)
        return seen._replace(paid_minor=seen.paid_minor + self.beside_paid(first, seen.on))
