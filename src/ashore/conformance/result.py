"""What running a case gives: one check for each expectation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

_STOPPED = re.compile(r"step (\d+), (\w+): (.*)", re.DOTALL)


class Check(NamedTuple):
    """One expectation: the step it stands at, and, where it failed, both sides."""

    step: int
    expect: str
    passed: bool
    expected: Any = None
    actual: Any = None


class Failure(NamedTuple):
    """The step at which a case first went wrong: an operation or an expectation, with both sides."""

    step: int
    name: str
    expected: Any
    actual: Any


def outcome(step: Mapping[str, Any], at: int, wanted: Any, actual: Any, *, passed: bool) -> Check:
    """The check of a step: both sides are kept only where they differ."""
    if passed:
        return Check(at, step["expect"], True)
    return Check(at, step["expect"], False, wanted, actual)


def stopped(at: int, operation: str, problem: Exception) -> str:
    """The sentence that says which operation stopped a case, and by what."""
    return f"step {at}, {operation}: {said(problem)}"


def said(problem: Exception) -> str:
    """An unexpected error in one line."""
    return f"{type(problem).__name__}: {problem}"


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

    @property
    def first_failing_step(self) -> Failure | None:
        """The first step that went wrong, be it an expectation that did not hold or the operation that stopped the case."""
        check = self.first_failure
        halt = _STOPPED.match(self.error) if self.error is not None else None
        if halt is not None and (check is None or int(halt[1]) < check.step):
            wanted = "to be refused" if halt[3].endswith("was not refused") else "to be done"
            return Failure(int(halt[1]), halt[2], wanted, halt[3])
        if check is not None:
            return Failure(check.step, check.expect, check.expected, check.actual)
        return None if self.error is None else Failure(0, "case", "to be played", self.error)
