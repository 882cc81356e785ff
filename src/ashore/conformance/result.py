"""What running a case gives: one check for each expectation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Check(NamedTuple):
    """One expectation: the step it stands at, and, where it failed, both sides."""

    step: int
    expect: str
    passed: bool
    expected: Any = None
    actual: Any = None


def outcome(step: Mapping[str, Any], at: int, wanted: Any, actual: Any, *, passed: bool) -> Check:
    """The check of a step: both sides are kept only where they differ."""
    if passed:
        return Check(at, step["expect"], True)
    return Check(at, step["expect"], False, wanted, actual)


class CaseResult(NamedTuple):
    """One case: its checks, and the error that stopped it, if one did."""

    id: str
    primary: str
    capabilities: tuple[str, ...]
    checks: tuple[Check, ...]
    error: str | None

    @property
    def passed(self) -> bool:
        """Whether every expectation held and nothing stopped the case."""
        return self.error is None and all(check.passed for check in self.checks)

    @property
    def first_failure(self) -> Check | None:
        """The first expectation that did not hold."""
        return next((check for check in self.checks if not check.passed), None)
