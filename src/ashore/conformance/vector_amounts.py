"""Vectors of single amounts: interest of some days, lateness, caps, subsidies, funds, premiums."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ashore.conformance.vector_reading import (
    START,
    Facts,
    Inputs,
    Vector,
    loan,
    minor,
    percent,
    share_ppm,
    yuan,
)
from ashore.cost import Figure
from ashore.insurance import cooling_off_refund, pro_rata_refund
from ashore.loan import (
    PRINCIPAL_FIRST,
    Contract,
    CustomInstalment,
    Disbursement,
    GraceMode,
    PenaltyTerms,
    Repayment,
    RepaymentKind,
    Standing,
    convention,
    evaluate,
    fold,
    schedule,
)
from ashore.money import RATE_DENOMINATOR, Rate, day_count, days, divide
from ashore.rules import interest_subsidy, standard_packs, subsidy_points
from ashore.wealth import daily_income, purchase, seven_day_yield

DAILY = {360: "cn-daily-360", 365: "cn-daily-365"}
DAY_COUNTS = {
    "act360": "ACT/360",
    "act365": "ACT/365F",
    "act364": "ACT/364",
    "thirty360": "30/360 US",
    "thirty360e": "30E/360",
    "actact": "ACT/ACT ISDA",
}


def _exact(value: Decimal) -> Figure:
    return Figure(value, value)


def drawing(given: Inputs, _case: Vector) -> Facts:
    """Some days of a drawing at a rate by the day."""
    daily = Decimal(str(given["daily_rate"]))
    count, principal = int(given["days"]), minor(given["principal"])
    terms = loan(
        given,
        rate=Rate.per_day(daily, day_basis=360, unit="fraction"),
        repayment=RepaymentKind.DRAWDOWN,
        convention=convention("cn-daily-360"),
        instalments=count // 28 + 2,
    )
    opening = Disbursement(id="1", effective=START, amount_minor=principal)
    found = evaluate(fold(terms, [opening]), START + timedelta(days=count)).outstanding
    rate = _exact(daily)
    return {
        "interest": lambda: yuan(found.interest),
        "total": lambda: yuan(found.total),
        "apr_simple_365_pct": lambda: rate.times(365),
        "apr_simple_360_pct": lambda: rate.times(360),
        "apr_compound_365_pct": lambda: rate.compounded(365),
        "apr_compound_360_pct": lambda: rate.compounded(360),
    }


def counted_days(given: Inputs, _case: Vector) -> Facts:
    """Interest between two dates, by every day count."""
    start, end = date.fromisoformat(given["start"]), date.fromisoformat(given["end"])
    rate, principal = percent(given), minor(given["principal"])

    def by(name: str) -> Callable[[], Decimal]:
        def get() -> Decimal:
            count = day_count(DAY_COUNTS[name])
            weight = principal * rate.ppb * count.units(start, end)
            return yuan(divide(weight, RATE_DENOMINATOR * count.basis))

        return get

    def monthly() -> Decimal:
        terms = loan(given, start=start, first_due=end, repayment=RepaymentKind.BULLET)
        return yuan(schedule(terms).total.interest)

    year = Decimal(rate.ppb) / RATE_DENOMINATOR
    return {
        "days": lambda: days(start, end),
        **{name: by(name) for name in DAY_COUNTS},
        "monthly_rate_interest": monthly,
        "effective_365_rate_of_360_quote_pct": lambda: _exact(year).times(Fraction(365, 360)),
    }


def late(
    principal_minor: int, penalty: PenaltyTerms, days_late: int, basis: int, rate: Rate
) -> Standing:
    """A loan of one instalment, some days past due."""
    due = START + timedelta(days=30)
    terms = _one_payment(principal_minor, rate, due, basis, penalty)
    opening = Disbursement(id="1", effective=START, amount_minor=principal_minor)
    return evaluate(fold(terms, [opening]), due + timedelta(days=days_late))


def _one_payment(
    principal_minor: int, rate: Rate, due: date, basis: int, penalty: PenaltyTerms
) -> Contract:
    return Contract(
        id="vector",
        principal_minor=principal_minor,
        start=START,
        rate=rate,
        repayment=RepaymentKind.CUSTOM,
        instalments=1,
        custom=(CustomInstalment(due, principal_minor),),
        convention=convention(DAILY[basis]),
        penalty=penalty,
        allocation=PRINCIPAL_FIRST,
    )


def penalty_interest(given: Inputs, _case: Vector) -> Facts:
    """Penalty interest on overdue principal at a multiple of the contract rate."""
    multiplier = share_ppm(Fraction(str(given["multiplier"])))
    terms, rate = PenaltyTerms(multiplier_ppm=multiplier), percent(given)
    found = late(
        minor(given["overdue_principal"]), terms, int(given["days"]), int(given["basis"]), rate
    )
    return {
        "penalty_interest": lambda: yuan(found.outstanding.penalty),
        "penalty_rate_pct": lambda: Decimal(rate.times(multiplier, 10**6).percent_per_year()),
    }


def compound_interest(given: Inputs, _case: Vector) -> Facts:
    """Interest on unpaid interest: its principal is paid on the due date, so nothing else runs."""
    basis, interest = int(given["basis"]), minor(given["unpaid_interest"])
    # A fifth of a year at 5 % leaves exactly this interest on a hundred times as much.
    due = START + timedelta(days=basis // 5)
    penalty = PenaltyTerms(rate=percent(given, "rate_pct"), on_interest=True)
    terms = _one_payment(100 * interest, Rate.per_year("5"), due, basis, penalty)
    events = [
        Disbursement(id="1", effective=START, amount_minor=100 * interest),
        Repayment(id="2", effective=due, amount_minor=100 * interest),
    ]
    found = evaluate(fold(terms, events), due + timedelta(days=int(given["days"])))
    assert found.outstanding.principal == 0
    assert found.outstanding.interest == interest
    return {"compound_interest": lambda: yuan(found.outstanding.penalty)}


def grace_days(given: Inputs, case: Vector) -> Facts:
    """Penalty by days past due, in the three readings of grace days."""
    readings = {
        "no_grace": GraceMode.NONE,
        "grace_retroactive_if_missed": GraceMode.RETROACTIVE,
        "grace_shifts_start": GraceMode.SHIFTED,
    }
    rate = percent(given, "penalty_rate_pct")

    def on(days_late: int, reading: str) -> Decimal:
        mode = readings[reading]
        grace = 0 if mode is GraceMode.NONE else int(given["grace_days"])
        terms = PenaltyTerms(rate=rate, grace=mode, grace_days=grace)
        principal, basis = minor(given["principal_part"]), int(given["basis"])
        return yuan(late(principal, terms, days_late, basis, rate).outstanding.penalty)

    def table() -> dict[str, Any]:
        wanted = case["expected"]["by_days_past_due"]
        return {day: {name: on(int(day), name) for name in row} for day, row in wanted.items()}

    return {"by_days_past_due": table}


def private_cap(given: Inputs, _case: Vector) -> Facts:
    """The cap of private lending on the day a contract is made, from the loan prime rate of that day."""
    rule = standard_packs().on(date.fromisoformat(given["as_of"])).get("CN.CAP.01")
    multiple = Decimal(str(rule.parameter("multiple").value))
    return {"cap_pct": lambda: multiple * Decimal(str(given["lpr_1y_pct"]))}


def subsidies(given: Inputs, _case: Vector) -> Facts:
    """The state's subsidy on purchases, each by itself: spent, contract rate, days. Of several programmes the last one."""
    packs = standard_packs()
    programmes = [rule for rule in packs.rules if rule.kind == "interest-subsidy"]
    programme = max(programmes, key=lambda rule: rule.effective_from)
    day = date.fromisoformat(given["as_of"]) if "as_of" in given else programme.effective_from

    def granted(spent: str, rate: str, days: int) -> Decimal:
        found = interest_subsidy(
            packs,
            programme.jurisdiction,
            programme.lender_types[0],
            programme.products[0],
            day,
            spend_minor=minor(spent),
            rate_percent=Decimal(rate),
            days=int(days),
            year_days=int(given["basis"]),
        )
        return yuan(found.value)

    def points(rate: str) -> Decimal:
        exact = subsidy_points(programme, Decimal(rate))
        return Decimal(exact.numerator) / exact.denominator

    return {
        "subsidy": lambda: [granted(*each) for each in given["cases"]],
        "points": lambda: [points(rate) for _, rate, _ in given["cases"]],
        "person_cap_per_lender": lambda: yuan(programme.parameter("per_person").minor),
        "small_purchase_cap_per_lender": lambda: yuan(
            programme.parameter("per_person_small").minor
        ),
    }


def judgment_debt(given: Inputs, _case: Vector) -> Facts:
    """Doubled interest on a judgment debt: a rate by the day on what stays unpaid."""
    rate = Rate.per_day(str(given["daily"]), day_basis=360, unit="fraction")
    terms = PenaltyTerms(rate=rate)
    found = late(minor(given["base"]), terms, int(given["days"]), 360, Rate(0))
    return {"amount": lambda: yuan(found.outstanding.penalty)}


def card_interest(given: Inputs, _case: Vector) -> Facts:
    """A card purchase of which a part stays unpaid: interest on all of it from posting, or on that part alone."""
    post, due = date.fromisoformat(given["post"]), date.fromisoformat(given["due"])
    end = date.fromisoformat(given["rest_paid"])
    terms = loan(
        {"principal": given["purchase"]},
        start=post,
        first_due=end + timedelta(days=31),
        rate=Rate.per_day(str(given["daily_rate"]), day_basis=360, unit="fraction"),
        repayment=RepaymentKind.DRAWDOWN,
        convention=convention("cn-daily-360"),
        allocation=PRINCIPAL_FIRST,
    )
    drawn = Disbursement(id="1", effective=post, amount_minor=minor(given["purchase"]))
    part = Repayment(id="2", effective=due, amount_minor=minor(given["paid_on_due"]))
    rest = Disbursement(id="1", effective=post, amount_minor=drawn.amount_minor - part.amount_minor)
    full, alone = (evaluate(fold(terms, events), end) for events in ([drawn, part], [rest]))
    return {
        "full_balance_method": lambda: yuan(full.outstanding.interest),
        "unpaid_only_method": lambda: yuan(alone.outstanding.interest),
    }


def week_of_a_fund(given: Inputs, _case: Vector) -> Facts:
    """The seven-day yield from the income of seven days."""
    incomes = [Fraction(str(each)) for each in given["income_per_10k_units"]]
    compound, simple = (_exact(seven_day_yield(incomes, compound=each)) for each in (True, False))
    return {
        "seven_day_yield_compound_pct": lambda: Decimal(compound.percent(3)),
        "seven_day_yield_simple_pct": lambda: Decimal(simple.percent(3)),
        "raw_compound": lambda: compound,
        "raw_simple": lambda: simple,
    }


def income_of_a_fund(given: Inputs, case: Vector) -> Facts:
    """The income of units over the days given, or over those that the last vector with some gave."""
    held = next(
        each["inputs"]["income_per_10k_units"]
        for each in ({"inputs": given}, *reversed(case["earlier"]))
        if "income_per_10k_units" in each.get("inputs", {})
    )
    units = minor(given["units"])
    return {"income": lambda: yuan(sum(daily_income(units, Fraction(str(each))) for each in held))}


def fund_purchase(given: Inputs, _case: Vector) -> Facts:
    """Fund units bought with the fee outside the amount."""
    found = purchase(
        minor(given["gross"]),
        fee=Fraction(str(given["rate"])),
        net_asset_value=Fraction(str(given["nav"])),
    )
    return {
        "net_amount": lambda: yuan(found.net_minor),
        "fee": lambda: yuan(found.fee_minor),
        "units": lambda: yuan(found.units_hundredths),
    }


def premium_refund(given: Inputs, _case: Vector) -> Facts:
    """A premium that goes back in part, or whole within the cooling-off days."""
    premium = minor(given["premium"])
    return {
        "pro_rata_refund": lambda: yuan(
            pro_rata_refund(
                premium,
                cover_days=int(given["cover_days"]),
                elapsed_days=int(given["elapsed"]),
            )
        ),
        "cooling_off_refund": lambda: yuan(cooling_off_refund(premium)),
    }


def by_the_year(given: Inputs, _case: Vector) -> Facts:
    """A rate a month by the year, simple and compound."""
    month = _exact(Decimal(str(given["irr_monthly_pct"])) / 100)
    return {
        "simple_pct": lambda: month.times(12),
        "compound_pct": lambda: month.compounded(12),
    }


AMOUNTS: tuple[tuple[frozenset[str], Callable[[Inputs, Vector], Mapping[str, Any]]], ...] = (
    (frozenset({"principal", "daily_rate", "days"}), drawing),
    (frozenset({"principal", "annual_rate_pct", "start", "end"}), counted_days),
    (frozenset({"overdue_principal", "annual_rate_pct", "multiplier", "days"}), penalty_interest),
    (frozenset({"unpaid_interest", "rate_pct", "days"}), compound_interest),
    (frozenset({"principal_part", "penalty_rate_pct", "grace_days"}), grace_days),
    (frozenset({"lpr_1y_pct"}), private_cap),
    (frozenset({"cases", "basis"}), subsidies),
    (frozenset({"base", "days", "daily"}), judgment_debt),
    (frozenset({"purchase", "post", "due", "paid_on_due"}), card_interest),
    (frozenset({"units"}), income_of_a_fund),
    (frozenset({"income_per_10k_units"}), week_of_a_fund),
    (frozenset({"units", "income_per_10k_units"}), income_of_a_fund),
    (frozenset({"gross", "rate", "nav"}), fund_purchase),
    (frozenset({"premium", "cover_days", "elapsed"}), premium_refund),
    (frozenset({"irr_monthly_pct"}), by_the_year),
)
