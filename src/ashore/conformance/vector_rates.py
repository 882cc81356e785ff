"""Vectors of official rates: flows in years, in dated unit-periods, or single payments after days and months."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from ashore.cost import (
    Equation,
    Figure,
    Interval,
    Point,
    UnitPeriod,
    apr,
    aprc,
    aprc_of_times,
    is_irregular,
    series_day,
    solve,
    unit_period_of,
    unit_periods_between,
    us_rule_apr,
)

Vector = Mapping[str, Any]
Facts = Mapping[str, Callable[[], Any]]
_RECEIVED = {"drawdown", "advance"}
_FRACTIONS = 10_000
"""Fractions of unit-periods are printed with fifteen digits; the true ones have small denominators."""


def whole_amounts(texts: Iterable[Any]) -> list[int]:
    """Decimal amounts as whole numbers of one small unit: rates do not depend on which.

    >>> whole_amounts(["1000", "33.615"])
    [1000000, 33615]
    """
    amounts = [Decimal(str(text)) for text in texts]
    digits = max((-int(amount.as_tuple().exponent) for amount in amounts), default=0)
    return [int(amount.scaleb(max(digits, 0))) for amount in amounts]


def fraction(value: Any) -> Fraction:
    """An exact fraction: ``[401, 4380]``, ``"365/255"``, ``"0.5"`` or a whole number."""
    if isinstance(value, (list, tuple)):
        return Fraction(int(value[0]), int(value[1]))
    return Fraction(str(value))


def _signed(flows: Sequence[Vector]) -> list[int]:
    sizes = whole_amounts(flow["amount"] for flow in flows)
    return [
        size if flow["kind"] in _RECEIVED else -size
        for size, flow in zip(sizes, flows, strict=True)
    ]


def eu_facts(case: Vector) -> Facts:
    """An equation with times in years, as series of equal amounts; or with dates."""
    flows = case["flows"]
    amounts = _signed(flows)
    if all("date" in flow for flow in flows):
        figure = _once(lambda: aprc(zip(map(_day, flows), amounts, strict=True)))
    else:
        times = [
            (fraction(flow["start"]) + k * fraction(flow.get("step", 0)), amount)
            for flow, amount in zip(flows, amounts, strict=True)
            for k in range(int(flow.get("count", 1)))
        ]
        figure = _once(lambda: aprc_of_times(times))
    return _Rates(case["expected"], lambda _name: figure())


def us_facts(case: Vector) -> Facts:
    """Dated advances and payments of Regulation Z; or their unit-periods alone."""
    flows = case["flows"]
    amounts = _signed(flows)
    given = case.get("unit_period")
    unit = None if given is None else unit_period(str(given))
    if not all("date" in flow for flow in flows):
        points = [
            Point(amount, int(flow.get("t", 0)), _part(flow.get("f", 0)))
            for flow, amount in zip(flows, amounts, strict=True)
        ]
        a_year = _per_year(case, unit)
        rate = _once(lambda: solve(Equation(points, simple_part=True)).times(a_year))
        return _Rates(case["expected"], lambda _name: rate())
    days = [_day(flow) for flow in flows]
    dated = list(zip(days, amounts, strict=True))
    advances = [day for day, amount in dated if amount > 0]
    payments = [day for day, amount in dated if amount < 0]
    found = _once(lambda: apr(dated, unit))
    on, start = series_day(payments), min(days)

    def counted() -> list[list[Any]]:
        used = unit or unit_period_of(advances, payments)
        times = [unit_periods_between(start, day, used, max(day.day, on)) for day in days]
        return [
            [whole, _as_printed(part, flow.get("f"))]
            for (whole, part), flow in zip(times, flows, strict=True)
        ]

    more: dict[str, Callable[[], Any]] = {
        "unit_periods": counted,
        "irregular": lambda: is_irregular(found().points),
    }
    return _Rates(
        case["expected"],
        lambda name: us_rule_apr(dated, unit).apr if "us_rule" in name else found().apr,
        more,
    )


def _part(text: Any) -> Fraction:
    return fraction(text).limit_denominator(_FRACTIONS)


def _as_printed(part: Fraction, printed: Any) -> Any:
    """The printed fraction where it is the same one, else ours."""
    return printed if printed is not None and _part(printed) == part else str(part)


def unit_period(text: str) -> UnitPeriod:
    """A unit-period as written: "1 month", "semimonth", "4 week", "255 days", "year".

    >>> str(unit_period("4 week")), str(unit_period("semimonth"))
    ('4 weeks', '1 semimonth')
    """
    *count, name = text.replace("-", "").split()
    found = UnitPeriod(int(count[0]) if count else 1, Interval(name.rstrip("s").lower()))
    return UnitPeriod(1, Interval.YEAR) if found == UnitPeriod(12, Interval.MONTH) else found


def _per_year(case: Vector, unit: UnitPeriod | None) -> Fraction:
    if "unit_periods_per_year" in case:
        return fraction(case["unit_periods_per_year"])
    assert unit is not None, "a unit_period or its number a year"
    return unit.per_year


def uk_facts(case: Vector) -> Facts:
    """One advance and payments after days or equal months, or dated flows; the name of a figure says its day basis."""
    if "flows" in case:
        days = [date.fromisoformat(day) for day, _ in case["flows"]]
        dated = list(zip(days, whole_amounts(text for _, text in case["flows"]), strict=True))
        start = min(days)
        times = [((day - start).days, amount) for day, amount in dated]
        # The sources of such figures divide days by 365; by the law whole months are equal (`equal_months`).
        lawful = _once(lambda: aprc(dated))
        return _Rates(
            case["expected"],
            lambda name: lawful() if "equal_month" in name else _after_days(times, _basis(name)),
        )
    advance, payment = whole_amounts([case["advance"], case["payment"]])
    count = int(case.get("count", case.get("payments", 0)))
    for key, a_year in (("months", 12), ("weeks", 52), ("years", 1)):
        if key in case:
            periods = int(case[key])
            # A payment below the advance can only be one of a series, one each period.
            series = count or (periods if payment < advance else 1)
            every = Fraction(periods, series * a_year)
            flows = [(Fraction(0), advance)]
            flows += [(every * k, -payment) for k in range(1, series + 1)]
            found = aprc_of_times(flows)
            return _Rates(case["expected"], lambda _name, found=found: found)  # type: ignore[misc]
    single = [(0, advance), (int(case["days"]), -payment)]
    return _Rates(
        case["expected"],
        # The library that such figures come from has years of 365.25 days.
        lambda name: _after_days(single, _basis("365_25" if "library" in name else name)),
    )


def _basis(name: str) -> Fraction:
    return Fraction(1461, 4) if "365_25" in name else Fraction(366 if "366" in name else 365)


def _after_days(flows: Iterable[tuple[int, int]], basis: Fraction) -> Figure:
    return aprc_of_times((Fraction(day) / basis, amount) for day, amount in flows)


class _Rates(dict[str, Callable[[], Any]]):
    """Every expected name that is a rate, by the function that knows how to read the name, and more facts beside."""

    def __init__(
        self,
        expected: Mapping[str, Any],
        figure: Callable[[str], Figure],
        more: Mapping[str, Callable[[], Any]] | None = None,
    ) -> None:
        super().__init__({name: _named(figure, name) for name in expected if "pct" in name})
        self.update(more or {})


def _named(figure: Callable[[str], Figure], name: str) -> Callable[[], Any]:
    if "one_decimal" in name:
        return lambda: figure(name).percent(1)
    if "two_decimal" in name:
        return lambda: figure(name).percent(2)
    return lambda: figure(name)


def _once(compute: Callable[[], Any]) -> Callable[[], Any]:
    """A figure that is computed when first asked for."""
    found: list[Any] = []

    def get() -> Any:
        if not found:
            found.append(compute())
        return found[0]

    return get


def _day(flow: Vector) -> date:
    return date.fromisoformat(flow["date"])
