"""Vectors of Chinese consumer loans: schedules, and what they cost by the period and by the year.

Which function answers shows in the inputs that a vector has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ashore.conformance.vector_amounts import AMOUNTS
from ashore.conformance.vector_reading import (
    START,
    Facts,
    Inputs,
    Vector,
    loan,
    minor,
    paid_each_due,
    schedule_rows,
    share_ppm,
    yuan,
)
from ashore.cost import (
    Charging,
    Collector,
    CollectorRole,
    CostKind,
    ExtraCost,
    Figure,
    Standard,
    annual_cost,
    cost_of,
    irr_by_days,
    largest_within,
)
from ashore.loan import (
    Contract,
    FeeTerms,
    FeeWhen,
    Repayment,
    RepaymentKind,
    Schedule,
    convention,
    fold,
    quote_payoff,
    schedule,
)
from ashore.money import Rate

METHODS = {
    "interest_only_bullet": RepaymentKind.INTEREST_FIRST,
    "interest_only": RepaymentKind.INTEREST_FIRST,
}
CLEARING = {360: "cn-daily-360-clearing", 365: "cn-daily-365-clearing"}
_WHOM = Collector(CollectorRole.OTHER, "")


def loan_facts(case: Vector) -> Facts:
    """All that can be said of a vector's inputs, by the names that such vectors use."""
    given = case["inputs"]
    shapes = [each for each in (*AMOUNTS, *LOANS) if each[0] <= given.keys()]
    assert shapes, f"inputs of a kind that is not known: {', '.join(given)}"
    # The one that reads most of the inputs.
    return max(shapes, key=lambda each: len(each[0]))[1](given, case)


def _kind(given: Inputs) -> RepaymentKind:
    name = given.get("method", "equal_instalment")
    return METHODS.get(name) or RepaymentKind(name)


def plain_loan(given: Inputs, _case: Vector | None = None) -> Facts:
    """A schedule and its cost; what others take with each instalment, or at the start, on top."""
    contract = loan(given, repayment=_kind(given), **_dated(given))
    return _facts_of(contract, _extras(given))


def _dated(given: Inputs) -> dict[str, Any]:
    """A loan that counts days from its drawing, with equal payments that clear it."""
    more: dict[str, Any] = {}
    if "drawdown" in given:
        more["start"] = date.fromisoformat(given["drawdown"])
    if "first_due" in given:
        more["first_due"] = date.fromisoformat(given["first_due"])
    if "day_count" in given:
        basis = int("".join(filter(str.isdigit, given["day_count"])))
        more["convention"] = convention(CLEARING[basis])
    return more


def _extra(name: str, charging: Charging, **standard: Any) -> ExtraCost:
    return ExtraCost(
        id=name,
        kind=CostKind.OTHER,
        collector=_WHOM,
        name_zh=name,
        name_en=name,
        charging=charging,
        standard=Standard(**standard),
    )


_CHARGED = {
    "fee_per_period": Charging.PER_PERIOD,
    "guarantee_fee_per_period": Charging.PER_PERIOD,
    "insurance_per_period": Charging.PER_PERIOD,
    "service_fee_per_period": Charging.PER_PERIOD,
    "membership_per_period": Charging.PER_PERIOD,
    "fee_at_drawdown": Charging.UP_FRONT,
    "membership_fee": Charging.UP_FRONT,
    "withheld": Charging.WITHHELD,
    "fee_at_end": Charging.AT_END,
}


def _extras(given: Inputs) -> list[ExtraCost]:
    return [
        _extra(name, charging, amount_minor=minor(given[name]))
        for name, charging in _CHARGED.items()
        if name in given
    ]


def _facts_of(contract: Contract, extras: Sequence[ExtraCost] = ()) -> dict[str, Any]:
    plan = schedule(contract)
    costed = cost_of(contract, extras)
    loan_paid = paid_each_due(plan)
    paid = [each.total_minor for each in costed.instalments]
    beside = sum(paid) - sum(loan_paid)
    facts: dict[str, Callable[[], Any]] = {
        "payment": lambda: yuan(loan_paid[0]),
        "loan_payment": lambda: yuan(loan_paid[0]),
        "total_payment_per_period": lambda: yuan(paid[0]),
        "first_payment": lambda: yuan(paid[0]),
        "last_payment": lambda: yuan(paid[-1]),
        "other_payment": lambda: _all_alike(paid[1:]),
        "payments": lambda: [yuan(each) for each in paid],
        "total_paid": lambda: yuan(plan.total.total + beside),
        "total_interest": lambda: yuan(plan.total.interest),
        "total_fee": lambda: yuan(plan.total.fee + beside),
        "total_cost": lambda: yuan(costed.total_cost_minor),
        "interest_per_period": lambda: yuan(plan.instalments[0].planned.interest),
        "fee_per_period": lambda: _all_alike([row.planned.fee for row in plan.instalments]),
        "legal_principal": lambda: yuan(costed.received_minor),
        "received": lambda: yuan(costed.received_minor),
        "schedule": lambda: schedule_rows(plan),
        "xirr_365_pct": lambda: irr_by_days(costed.net_flows()),
    }
    return {**facts, **_rates(contract, extras)}


def _all_alike(amounts: Sequence[int]) -> Decimal:
    assert len(set(amounts)) == 1, f"amounts that differ: {sorted(set(amounts))}"
    return yuan(amounts[0])


def _rates(contract: Contract, extras: Sequence[ExtraCost]) -> dict[str, Any]:
    def rate(name: str) -> Callable[[], Figure]:
        return lambda: getattr(annual_cost(cost_of(contract, extras)), name)

    return {
        "irr_per_period_pct": rate("per_period"),
        "apr_simple_x12_pct": rate("simple"),
        "apr_compound_pct": rate("compound"),
    }


def instalment_fee(given: Inputs, _case: Vector) -> Facts:
    """A fee on the first principal, with every instalment or all with the first one; equal principal, no interest."""
    each = Fraction(str(given.get("fee_rate_per_period", 0)))
    periods = int(given["periods"])
    whole = Fraction(str(given["total_fee_rate"])) if "total_fee_rate" in given else each * periods
    collected = given.get("fee_collected", "each period")
    when = {
        "each period": FeeWhen.PERIODIC,
        "first instalment": FeeWhen.FIRST_INSTALMENT,
        "at drawdown": FeeWhen.WITHHELD,
        "withheld": FeeWhen.WITHHELD,
        "up front": FeeWhen.UPFRONT,
    }[collected]
    share = whole / periods if when is FeeWhen.PERIODIC else whole
    fee = FeeTerms(code="fee", when=when, share_ppm=share_ppm(share))
    contract = loan(given, repayment=RepaymentKind.FLAT_FEE, fees=(fee,))
    flat = whole * 12 / periods

    def cost() -> Figure:
        return annual_cost(cost_of(contract)).simple

    return {
        **_facts_of(contract),
        "flat_annualised_pct": lambda: _share_figure(flat),
        "ratio_true_to_flat": lambda: _ratio(cost(), flat),
    }


def _share_figure(share: Fraction) -> Figure:
    value = Decimal(share.numerator) / Decimal(share.denominator)
    return Figure(value, value)


def _ratio(figure: Figure, flat: Fraction) -> Decimal:
    ratio = figure.times(1 / flat).value
    return ratio.quantize(Decimal("0.0001"))


def deducted(given: Inputs, case: Vector) -> Facts:
    """A fee kept back from the principal of the contract."""
    return plain_loan({**given, "principal": given["contract_principal"]}, case)


def capped(given: Inputs, _case: Vector) -> Facts:
    """The largest fee a period that keeps a loan under a cap, on the measure that the cap names."""
    contract = loan(given, repayment=_kind(given))
    measure = "simple" if "12" in given["cap_measure"].replace("^12", "") else "compound"

    def with_fee(fee: int) -> list[ExtraCost]:
        return [_extra("fee", Charging.PER_PERIOD, amount_minor=fee)]

    def most() -> int:
        return largest_within(
            Rate.per_year(given["cap_pct"]),
            lambda fee: getattr(annual_cost(cost_of(contract, with_fee(fee))), measure),
            contract.principal_minor,
        )

    def at(fee: int) -> dict[str, Any]:
        return {name: get() for name, get in _rates(contract, with_fee(fee)).items()}

    return {
        "max_fee": lambda: yuan(most()),
        "at_max": lambda: at(most()),
        "one_fen_more": lambda: at(most() + 1),
    }


def settled_early(given: Inputs, case: Vector) -> Facts:
    """A loan of the set, paid as planned for some periods and settled some days after."""
    base = next(each for each in case["earlier"] if each["id"] == given["base"])
    terms = base["inputs"]
    plan = schedule(loan(terms, repayment=_kind(terms), **_dated(terms)))
    quote = quote_payoff(*_paid_for(plan, int(given["after_period"]), int(given["extra_days"])))
    return {
        "outstanding_principal": lambda: yuan(quote.parts.principal),
        "interest": lambda: yuan(quote.parts.interest),
        "settlement": lambda: yuan(quote.pay_minor),
        "interest_saved_vs_schedule": lambda: yuan(quote.saved_interest_minor),
    }


def _paid_for(plan: Schedule, periods: int, days: int) -> tuple[Any, date]:
    events: list[Any] = list(plan.position.events)
    for row in plan.instalments[:periods]:
        paid = Repayment(id=f"p{row.number}", effective=row.due, amount_minor=row.planned.total)
        events.append(paid)
    last = plan.instalments[periods - 1].due if periods else START
    return fold(plan.contract, events), date.fromordinal(last.toordinal() + days)


def near_a_cap(given: Inputs, case: Vector) -> Facts:
    """A plain loan, and the same with its interest rounded in the two ways."""
    habits = {"half_up": "cn-monthly", "interest_truncated": "cn-monthly-truncated"}

    def by(name: str) -> Callable[[], dict[str, Any]]:
        def get() -> dict[str, Any]:
            contract = loan(given, repayment=_kind(given), convention=convention(habits[name]))
            wanted = case["expected"].get(name, {})
            return {key: fact() for key, fact in _facts_of(contract).items() if key in wanted}

        return get

    return {**plain_loan(given), **{name: by(name) for name in habits}}


Shape = tuple[frozenset[str], Callable[[Inputs, Vector], Mapping[str, Any]]]
LOANS: tuple[Shape, ...] = (
    (frozenset({"principal", "periods"}), near_a_cap),
    (frozenset({"contract_principal", "withheld", "periods"}), deducted),
    (frozenset({"principal", "periods", "fee_rate_per_period"}), instalment_fee),
    (frozenset({"principal", "periods", "total_fee_rate"}), instalment_fee),
    (frozenset({"principal", "periods", "cap_pct", "cap_measure"}), capped),
    (frozenset({"base", "after_period", "extra_days"}), settled_early),
)
