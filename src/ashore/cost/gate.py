"""The cap gate: no offer above what its lender may ask on that day, measured on the figure that the borrower is shown.

The rate in the contract is not that figure. Interest is whole fen, and rounding it half up lifts more than half of the
loans at exactly 24 % above 24.00 %: what is gated is the disclosed figure after rounding, in the measure the cap names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_CEILING, Decimal
from fractions import Fraction

from ashore.cost.caps import largest
from ashore.cost.china import annual_cost
from ashore.cost.costing import ExtraCost, cost_of
from ashore.cost.display import annual_cost_shown
from ashore.cost.errors import InvalidCost
from ashore.cost.figures import EXACT
from ashore.cost.flows import PRINCIPAL, CostedLoan, Standard
from ashore.loan import PPM, Contract, OverdueInterest, RepaymentKind
from ashore.money import RATE_DENOMINATOR, Rate
from ashore.rules import Decision, Packs, judge_cost

FINEST_RATE = Rate.per_year("0.01")
"""Rates are offered in hundredths of a percent."""
_MOST_PPB = 100 * RATE_DENOMINATOR


@dataclass(frozen=True, slots=True, kw_only=True)
class CapGate:
    """The caps that bind one kind of lender on one kind of product in one place.

    500 yuan for a year from a consumer finance company: 24 % is within the cap by the contract and above it by the fen.

    >>> from ashore.rules import standard_packs
    >>> gate = CapGate(packs=standard_packs(), jurisdiction="CN", lender_type="consumer-finance", product="personal")
    >>> offer = Contract(id="offer", principal_minor=500_00, start=date(2025, 11, 1), rate=Rate.per_year("24"),
    ...     repayment=RepaymentKind.EQUAL_INSTALMENT, instalments=12)
    >>> gate.judge(offer).why.en
    '24.01 % is above the limit of 24 % (all cost as a simple yearly rate: monthly IRR × 12)'
    >>> gate.highest_rate(offer).percent_per_year()
    '23.99'
    """

    packs: Packs
    jurisdiction: str
    lender_type: str
    product: str

    def judge(self, contract: Contract, extras: Sequence[ExtraCost] = ()) -> Decision:
        """Whether the offer, signed on its start date, is within every cap: allow, deny with the rule, or a human.

        Raises what `cost_of` and `annual_cost` raise for an offer that has no cost.
        """
        return judge_cost(
            self.packs,
            self.jurisdiction,
            self.lender_type,
            self.product,
            contract.start,
            measured(contract, extras),
        )

    def highest_rate(self, contract: Contract, extras: Sequence[ExtraCost] = ()) -> Rate | None:
        """The highest contract rate, in hundredths of a percent, with which the offer passes. None: not even zero does.

        The rate is found by halving and is itself judged; a hundredth more is not allowed. Rounding to the fen may let
        a still higher one pass by chance; such luck is not offered. Raises InvalidCost where one rate is not the price:
        rate steps, flat-fee loans.
        """
        if contract.rate_steps or contract.repayment is RepaymentKind.FLAT_FEE:
            raise InvalidCost(
                field="contract.rate", value=contract.rate.percent_per_year(), expected="one rate"
            )

        def passes(steps: int) -> bool:
            rate = Rate(steps * FINEST_RATE.ppb)
            return self.judge(replace(contract, rate=rate, instalment_minor=None), extras).allowed

        steps = largest(passes, _MOST_PPB // FINEST_RATE.ppb)
        return None if steps is None else Rate(steps * FINEST_RATE.ppb)

    def highest_charge(
        self, contract: Contract, extras: Sequence[ExtraCost], charge: str
    ) -> int | None:
        """The largest amount, in minor units, of one charge beside the contract with which the offer passes.

        ``charge`` is the id of one of ``extras``; its amount a time is what is sought, whatever its standard was. None:
        not even without it does the offer pass. Raises InvalidCost for an unknown id.

        How much may a guarantor take each month beside 12 % on 10,000 yuan?

        >>> from ashore.cost import Charging, Collector, CollectorRole, CostKind
        >>> from ashore.rules import standard_packs
        >>> gate = CapGate(packs=standard_packs(), jurisdiction="CN", lender_type="bank", product="internet-assisted")
        >>> offer = Contract(id="CN-20", principal_minor=10_000_00, start=date(2025, 11, 1), rate=Rate.per_year("12"),
        ...     repayment=RepaymentKind.EQUAL_INSTALMENT, instalments=12)
        >>> fee = ExtraCost(id="guarantee", kind=CostKind.GUARANTEE, charging=Charging.PER_PERIOD, name_zh="担保费",
        ...     name_en="Guarantee fee", collector=Collector(CollectorRole.GUARANTOR, "Anbao"),
        ...     standard=Standard(amount_minor=60_00))
        >>> gate.judge(offer, [fee]).outcome.value, gate.highest_charge(offer, [fee], "guarantee")
        ('deny', 5710)
        """
        if charge not in {extra.id for extra in extras}:
            raise InvalidCost(
                field="charge", value=charge, expected="the id of one of the charges of the offer"
            )

        def passes(amount: int) -> bool:
            standard = Standard(amount_minor=amount)
            tried = [
                replace(extra, standard=standard) if extra.id == charge else extra
                for extra in extras
            ]
            return self.judge(contract, tried).allowed

        return largest(passes, contract.principal_minor)


def measured(contract: Contract, extras: Sequence[ExtraCost] = ()) -> dict[str, Decimal]:
    """The disclosed figures of an offer by measure (`ashore.rules.MEASURES`), in percent, none rounded down.

    A measure that the offer cannot be put into is left out, so that a cap in it goes to a human: compound interest on
    what is overdue has no simple rate, and what counts for US service members is not all in the contract.
    """
    costed = cost_of(contract, extras)
    annual = annual_cost(costed)
    stated = max(contract.rate, *(step.rate for step in contract.rate_steps), contract.rate)
    found = {
        "irr_x12": Decimal(annual_cost_shown(annual.simple)),
        "effective": Decimal(annual_cost_shown(annual.compound)),
        "contract_rate": Decimal(stated.percent_per_year()),
        "total_cost": _percent(Fraction(costed.total_cost_minor, contract.principal_minor), 2),
        "daily_rate": _percent(Fraction(costed.total_cost_minor, _minor_days(costed)), 4),
    }
    overdue = _overdue_rate(contract)
    if overdue is not None:
        found["all_charges"] = max(overdue, found["irr_x12"])
    return found


def _percent(share: Fraction, decimals: int) -> Decimal:
    exact = EXACT.divide(Decimal(100 * share.numerator), Decimal(share.denominator))
    return exact.quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_CEILING, context=EXACT)


def _minor_days(costed: CostedLoan) -> int:
    """Principal in use times the days that it is in use."""
    flows = sorted((flow.on, flow.amount_minor) for flow in costed.flows if flow.item == PRINCIPAL)
    return _weigh(flows)


def _weigh(flows: Iterable[tuple[date, int]]) -> int:
    total = balance = 0
    before: date | None = None
    for day, amount in flows:
        if before is not None:
            total += balance * (day - before).days
        balance += amount
        before = day
    return total


def _overdue_rate(contract: Contract) -> Decimal | None:
    """What a year of lateness costs of the overdue principal, in percent; None where it compounds."""
    runs_on = contract.convention.overdue_interest is OverdueInterest.CONTINUES
    base = contract.rate.ppb if runs_on else 0
    penalty = contract.penalty
    if penalty is None:
        return _ppb_percent(Fraction(base))
    if penalty.on_interest:
        return None
    own = (
        penalty.rate.ppb
        if penalty.rate
        else Fraction(contract.rate.ppb * penalty.multiplier_ppm, PPM)
    )
    return _ppb_percent(base + own)


def _ppb_percent(ppb: Fraction | int) -> Decimal:
    return _percent(Fraction(ppb) / RATE_DENOMINATOR, 6).normalize()
