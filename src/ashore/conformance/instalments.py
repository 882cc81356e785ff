"""Vectors of the instalment calculator: operations on a bare plan, and what each period must be afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ashore.conformance.result import CaseResult, Check, outcome, said, stopped
from ashore.loan import Ratios
from ashore.money import Rounding, Unit, step
from ashore.servicing import Period, Plan, moves, outlook, restructure

Step = Mapping[str, Any]
_ROUNDINGS = {"HALF_EVEN": Rounding.HALF_EVEN, "HALF_UP": Rounding.HALF_UP}


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _actual(value: str) -> int | None:
    return None if value == "ACTUAL" else int(value)


class Bench:
    """The plans of one vector, by name, and the amounts that its expectations speak of."""

    def __init__(self) -> None:
        self.plans: dict[str, Plan] = {}
        self.scale: dict[str, int] = {}
        self.parts: list[Decimal] = []
        self.down_payment = Decimal(0)
        self.paid_down = 0

    def minor(self, step_: Step, key: str = "amount") -> int:
        """An amount of a step in minor units; a computed one is taken from the plan itself."""
        value = step_[key]
        model = step_.get("model", "m1")
        if isinstance(value, Mapping):
            return self._computed(value)
        text = str(value).strip("'")
        if text == "ZERO":
            return 0
        return int(Decimal(text).scaleb(self.scale.get(model, 2)))

    def _computed(self, value: Mapping[str, Any]) -> int:
        plan = self.plans[value["model"]]
        due = outlook.due_on(
            plan,
            _day(value["period_from"]),
            _day(value["period_due"]),
            _day(value["date"]),
            vertical=False,
        )
        amount = due.principal if value["field"] == "principal" else due.interest
        return -amount if value.get("negated") else amount


def _new_schedule(bench: Bench, step_: Step) -> None:
    settings = step_["settings"]
    ratios = Ratios(
        every=settings["repay_every"],
        unit=Unit(settings["repay_unit"].lower()),
        days_in_month=_actual(settings["days_in_month"]),
        days_in_year=_actual(settings["days_in_year"]),
        by_period=settings["interest_calculation_period"] == "SAME_AS_REPAYMENT_PERIOD",
        feb_29_only=settings.get("day_count_rule") == "FEB_29_PERIOD_ONLY",
        cut_on_1_january=settings["interest_from_disbursement_day"],
        digits=settings["precision"],
        rounding=_ROUNDINGS[settings["rounding"]],
    )
    percent = str(settings["annual_rate_percent"]).replace("ZERO", "0")
    rate = ratios.context.divide(Decimal(percent), Decimal(100))
    plan = Plan([Period(_day(a), _day(b)) for a, b in step_["periods"]], ratios, rate)
    plan.flat = settings["interest_method"] == "FLAT"
    plan.whole_drawings = ratios.by_period and not settings["partial_period_interest"]
    plan.principal_grace = settings.get("grace_principal", 0)
    plan.interest_grace = settings.get("grace_interest_payment", 0)
    bench.down_payment = Decimal(settings.get("down_payment_percent", 0))
    digits = settings["currency_digits"]
    multiple = settings["installment_multiple_of"]
    plan.multiple = int(Decimal(str(multiple)).scaleb(digits)) if multiple else 0
    if settings.get("full_term_tranche"):
        plan.tranche_terms = settings.get("installments") or len(plan.periods)
    bench.plans[step_["model"]] = plan
    bench.scale[step_["model"]] = digits


def _dates(step_: Step) -> tuple[date, date, date]:
    return _day(step_["period_from"]), _day(step_["period_due"]), _day(step_["date"])


def _change_due_date(plan: Plan, step_: Step) -> None:
    due, new = _day(step_["old"]), _day(step_["new"])
    target = plan.period_on(due)
    assert target is not None
    left = len(plan.periods) - plan.periods.index(target) - 1
    ratios = plan.ratios
    dues = [step(new, k, ratios.every, ratios.unit) for k in range(1, left + 1)]
    # The source gives its calculator a total length of nothing here, and counts the days of the move in units.
    dues[-1] = step(plan.first.start, (new - due).days, 1, ratios.unit)
    moves.move_due_date(plan, due, new, dues)


def _reage_equal(plan: Plan, step_: Step) -> None:
    day = _day(step_["date"])
    terms = restructure.ReAgeing(
        _day(step_["first_due"]),
        step_["every"],
        Unit(step_["unit"].lower()),
        step_["installments"],
    )
    payable = step_["interest_handling"].endswith("PAYABLE_INTEREST")
    shared = restructure.amount_to_share(plan, day, payable_only=payable)
    nothing = restructure.split_evenly(plan.ratios, 0, step_["installments"])
    restructure.re_age_equally(plan, day, terms, shared, 0, nothing)


def _split_equally(bench: Bench, step_: Step) -> None:
    multiple = step_.get("multiple_of")
    split = restructure.split_evenly(
        Ratios(1, Unit.MONTHS),
        bench.minor(step_),
        step_["parts"],
        int(multiple * 100) if multiple else 0,
    )
    bench.parts = [Decimal(part).scaleb(-2) for part in split.parts]


def _copy(bench: Bench, step_: Step) -> None:
    bench.plans[step_["to"]] = bench.plans[step_["model"]].copy()


def _disburse(bench: Bench, step_: Step) -> None:
    plan, amount = bench.plans[step_["model"]], bench.minor(step_)
    bench.paid_down = plan.ratios.to_minor(amount * bench.down_payment / 100)
    moves.draw(plan, _day(step_["date"]), amount - bench.paid_down)


def _change_rate(plan: Plan, step_: Step) -> None:
    rate = plan.ratios.context.divide(Decimal(step_["rate_percent"]), Decimal(100))
    moves.change_rate(plan, _day(step_["date"]), rate)


def _pause(plan: Plan, step_: Step) -> None:
    moves.pause_interest(plan, _day(step_["start"]), _day(step_["end"]))


def _add_periods(plan: Plan, step_: Step) -> None:
    moves.extend(plan, _day(step_["date"]), step_["count"], plan.first.start, len(plan.periods))


ON_THE_BENCH: Mapping[str, Callable[[Bench, Step], None]] = {
    "new_schedule": _new_schedule,
    "split_equally": _split_equally,
    "set_date": lambda _bench, _step: None,
    "copy": _copy,
    "disburse": _disburse,
}
ON_A_PLAN: Mapping[str, Callable[[Plan, Step], None]] = {
    "change_rate": _change_rate,
    "interest_pause": _pause,
    "add_periods": _add_periods,
    "change_due_date": _change_due_date,
    "reage_equal": _reage_equal,
}
WITH_AN_AMOUNT: Mapping[str, Callable[[Plan, Step, int], None]] = {
    "pay_principal": lambda p, s, amount: moves.pay_principal(p, *_dates(s), amount),
    "pay_interest": lambda p, s, amount: moves.pay_interest(p, *_dates(s), amount),
    "correct_balance": lambda p, s, amount: moves.correct_balance(p, _day(s["date"]), amount),
    "credit_principal": lambda p, s, amount: moves.credit(p, _day(s["date"]), principal=amount),
    "credit_interest": lambda p, s, amount: moves.credit(p, _day(s["date"]), interest=amount),
}


def _operate(bench: Bench, step_: Step) -> None:
    op = step_["op"]
    if op in ON_THE_BENCH:
        ON_THE_BENCH[op](bench, step_)
    elif op in ON_A_PLAN:
        ON_A_PLAN[op](bench.plans[step_["model"]], step_)
    else:
        WITH_AN_AMOUNT[op](bench.plans[step_["model"]], step_, bench.minor(step_))


def _period_facts(bench: Bench, step_: Step) -> dict[str, Any]:
    plan = bench.plans[step_["model"]]
    plan.figure()
    digits = bench.scale[step_["model"]]
    period = plan.periods[step_["period"]]

    def units(value: int | Decimal) -> Decimal:
        return Decimal(value).scaleb(-digits)

    facts = {
        "installment": units(period.amount),
        "interest": units(period.due_interest),
        "principal": units(period.due_principal),
        "balance": units(period.balance_after),
        "fully_paid": period.settled,
        "total_outstanding": units(
            sum(p.open_principal + p.open_interest for p in plan.periods[step_["period"] + 1 :])
        ),
    }
    if "part" in step_:
        stretch = period.stretches[step_["part"]]
        facts["rate_factor"] = stretch.part
        facts["part_interest"] = units(plan.interest_of(period, stretch))
    return facts


def _facts(bench: Bench, step_: Step) -> dict[str, Any]:
    expect = step_["expect"]
    if expect == "part":
        return {"value": bench.parts[step_["index"]]}
    plan = bench.plans[step_["model"]]
    digits = bench.scale[step_["model"]]
    if expect == "down_payment":
        paid = Decimal(bench.paid_down).scaleb(-digits)
        return {"amount": paid, "balance": Decimal(plan.principal_open).scaleb(-digits)}
    if expect == "period":
        return _period_facts(bench, step_)
    if expect == "total_interest":
        return {"value": Decimal(plan.interest_due).scaleb(-digits)}
    if expect == "due_on":
        due = outlook.due_on(plan, *_dates(step_), vertical=False)
        return {
            "principal": Decimal(due.principal).scaleb(-digits),
            "interest": Decimal(due.interest).scaleb(-digits),
        }
    if expect == "daily_interest":
        return _daily_interest(plan, digits, step_)
    raise KeyError(f"unknown expectation {expect}")


def _daily_interest(plan: Plan, digits: int, step_: Step) -> dict[str, Any]:
    start, due = _day(step_["from"]), _day(step_["period_due"])
    period = next(p for p in plan.periods if p.due == due)

    def till(day: int) -> int:
        end = step(start, day, 1, Unit.DAYS)
        return outlook.interest_till(plan, period.start, due, end, credited=True)

    day = step_["day"]
    return {
        "interest_to_day": Decimal(till(day)).scaleb(-digits),
        "day_interest": Decimal(till(day) - till(day - 1)).scaleb(-digits),
    }


_NAMES = frozenset("expect model period part index date period_from period_due from day".split())


def _same(expected: Any, actual: Any, tolerance: Decimal) -> bool:
    if isinstance(expected, bool) or isinstance(actual, bool):
        return bool(expected) == bool(actual)
    return bool(abs(Decimal(str(expected)) - actual) <= tolerance)


def _compare(bench: Bench, at: int, step_: Step) -> Check:
    facts = _facts(bench, step_)
    wanted = {k: v for k, v in step_.items() if k not in _NAMES and k != "tolerance"}
    tolerance = Decimal(str(step_.get("tolerance", 0)))
    actual = {k: facts.get(k) for k in wanted}
    passed = all(_same(v, actual[k], tolerance) for k, v in wanted.items())
    shown = {k: None if v is None else str(v) for k, v in actual.items()}
    return outcome(step_, at, wanted, shown, passed=passed)


def run_vector(case: Mapping[str, Any]) -> CaseResult:
    """Run one vector; what stops it is told in ``error``, and every expectation after it counts as failed."""
    bench = Bench()
    checks: list[Check] = []
    error: str | None = None
    for at, step_ in enumerate(case["steps"]):
        is_operation = "op" in step_
        try:
            if is_operation and error is None:
                _operate(bench, step_)
            elif not is_operation and error is None:
                checks.append(_compare(bench, at, step_))
            elif not is_operation:
                checks.append(Check(at, step_["expect"], False, None, error))
        except Exception as problem:  # noqa: BLE001 - whatever stops a vector is its result
            if is_operation:
                error = stopped(at, step_["op"], problem)
            else:
                checks.append(Check(at, step_["expect"], False, None, said(problem)))
    capabilities = tuple(case["capabilities"])
    return CaseResult(case["id"], case["primary"], capabilities, tuple(checks), error)
