"""Vectors of figures: one input, the figures that must come out, each within its tolerance.

A file holds ``{"vectors": [...]}``. What a vector is about shows in its shape, never in its name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from ashore.conformance.errors import ConformanceError
from ashore.conformance.result import CaseResult, Check, said
from ashore.conformance.vector_loans import loan_facts
from ashore.conformance.vector_rates import eu_facts, uk_facts, us_facts
from ashore.cost import Figure

Facts = Mapping[str, Callable[[], Any]]
SOLVER_TOLERANCE = Decimal("0.000001")
"""Percentage points that a rate may be off where its vector names no tolerance."""


def shape(raw: Mapping[str, Any]) -> str | None:
    """What a vector is about: ``eu_aprc``, ``us_apr``, ``uk_apr`` or ``cn_loan``; None for another kind of vector.

    >>> shape({"id": "A", "advance": "100", "payment": "101", "days": 365, "expected": {}})
    'uk_apr'
    """
    if not isinstance(raw.get("expected"), Mapping):
        return None
    if isinstance(raw.get("inputs"), Mapping):
        return "cn_loan"
    flows = raw.get("flows")
    if not isinstance(flows, list):
        return "uk_apr" if {"advance", "payment"} <= raw.keys() else None
    if flows and isinstance(flows[0], list):
        return "uk_apr"
    if "unit_period" in raw or any("t" in flow for flow in flows):
        return "us_apr"
    return "eu_aprc"


FACTS: Mapping[str, Callable[[Mapping[str, Any]], Facts]] = {
    "eu_aprc": eu_facts,
    "us_apr": us_facts,
    "uk_apr": uk_facts,
    "cn_loan": loan_facts,
}


def read_vectors(path: Path) -> list[dict[str, Any]]:
    """The vectors of a file as plain data, each with those before it under ``earlier``, for inputs that point to them.

    Raises ConformanceError for a file that is not of this kind.
    """
    try:
        found = json.loads(path.read_text("utf-8"))["vectors"]
        assert isinstance(found, list)
        assert all(isinstance(each, dict) and isinstance(each.get("id"), str) for each in found)
    except (OSError, ValueError, KeyError, TypeError, AssertionError) as error:
        expected = f'an object with "vectors", a list of objects with an id ({said(error)})'
        raise ConformanceError(field="path", value=str(path), expected=expected) from None
    return [{**each, "earlier": found[:at]} for at, each in enumerate(found)]


def run_figures(case: Mapping[str, Any]) -> CaseResult:
    """Compute what a vector expects, figure by figure; one that cannot be computed fails with the reason."""
    facts = FACTS[case["primary"]](case)
    own = case.get("tolerance_pp")
    tolerance = None if own is None else Decimal(str(own))
    checks = []
    for at, (name, wanted) in enumerate(wanted_of(case).items()):
        try:
            actual = facts[name]() if name in facts else None
            # A print may be off by as much as its vector says; what was computed anew may not.
            allowed = SOLVER_TOLERANCE if "recomputed" in name else tolerance
            passed = name in facts and same(wanted, actual, allowed)
        except Exception as problem:  # noqa: BLE001 - whatever stops a figure is its result
            actual, passed = said(problem), False
        shown = None if passed else wanted
        checks.append(Check(at, name, passed, shown, None if passed else plain(actual)))
    return CaseResult(case["id"], case["primary"], tuple(case["capabilities"]), tuple(checks), None)


def wanted_of(case: Mapping[str, Any]) -> dict[str, Any]:
    """All that a vector expects: what it says so of, and for dated unit-periods how they are counted."""
    wanted = dict(case["expected"])
    flows = case.get("flows") or []
    if case["primary"] == "us_apr" and flows and all("date" in flow for flow in flows):
        counted = [[flow["t"], flow["f"]] for flow in flows if "t" in flow and "f" in flow]
        if counted:
            wanted["unit_periods"] = counted
    return wanted


def same(wanted: Any, actual: Any, tolerance: Decimal | None = None) -> bool:
    """Whether a figure is the one wanted: rates within the tolerance, everything else exactly.

    A rate that is shown with few decimals may be off by half of the last one.

    >>> rate = Figure(Decimal("0.13034224"), Decimal("0.13034224"))
    >>> same("13.034224", rate), same("13.03", rate), same("13.04", rate), same("864.00", Decimal("864"))
    (True, True, False, True)
    """
    if isinstance(wanted, Mapping):
        return isinstance(actual, Mapping) and all(
            name in actual and same(each, actual[name], tolerance) for name, each in wanted.items()
        )
    if isinstance(wanted, list):
        return (
            isinstance(actual, (list, tuple))
            and len(wanted) == len(actual)
            and all(same(*pair, tolerance) for pair in zip(wanted, actual, strict=True))
        )
    if isinstance(actual, Figure):
        aim = Decimal(str(wanted))
        half = Decimal((0, (5,), int(aim.as_tuple().exponent) - 1))
        allowed = max(SOLVER_TOLERANCE, half) if tolerance is None else tolerance
        return abs(100 * actual.value - aim) <= allowed
    if isinstance(actual, Decimal) and not isinstance(wanted, bool):
        return Decimal(str(wanted)) == actual
    return bool(wanted == actual)


def plain(actual: Any) -> Any:
    """A figure as a person reads it."""
    if isinstance(actual, Figure):
        return actual.percent(10)
    if isinstance(actual, Mapping):
        return {name: plain(each) for name, each in actual.items()}
    if isinstance(actual, (list, tuple)):
        return [plain(each) for each in actual]
    return actual if actual is None or isinstance(actual, (int, str)) else str(actual)
