"""Results added up: by case, by capability, by what was expected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ashore.conformance.result import CaseResult


class Counts(NamedTuple):
    """How many passed and how many failed.

    >>> Counts(2, 1).plus(True)
    Counts(passed=3, failed=1)
    """

    passed: int = 0
    failed: int = 0

    def plus(self, passed: bool) -> Counts:
        """One more."""
        return Counts(self.passed + passed, self.failed + (not passed))


class Score(NamedTuple):
    """Cases, and the single expectations in them."""

    cases: Counts = Counts()
    expectations: Counts = Counts()

    def plus(self, result: CaseResult) -> Score:
        """One more case."""
        held = sum(check.passed for check in result.checks)
        passed, failed = self.expectations
        return Score(
            self.cases.plus(result.passed),
            Counts(passed + held, failed + len(result.checks) - held),
        )

    def to_dict(self) -> dict[str, Any]:
        """The score as plain data."""
        return {"cases": self.cases._asdict(), "expectations": self.expectations._asdict()}


class Summary(NamedTuple):
    """A run in figures. A case counts once by what it is filed under, and once for each capability that it exercises."""

    total: Score
    by_primary: Mapping[str, Score]
    by_capability: Mapping[str, Score]
    by_expectation: Mapping[str, Counts]

    @property
    def cases(self) -> Counts:
        """Whole cases."""
        return self.total.cases

    @property
    def expectations(self) -> Counts:
        """Single expectations."""
        return self.total.expectations

    def to_dict(self) -> dict[str, Any]:
        """The figures as plain data."""
        return {
            **self.total.to_dict(),
            "by_primary": {name: score.to_dict() for name, score in self.by_primary.items()},
            "by_capability": {name: score.to_dict() for name, score in self.by_capability.items()},
            "by_expectation": {
                name: counts._asdict() for name, counts in self.by_expectation.items()
            },
        }


def summarise(results: Iterable[CaseResult]) -> Summary:
    """Add results up."""
    total = Score()
    primaries: defaultdict[str, Score] = defaultdict(Score)
    capabilities: defaultdict[str, Score] = defaultdict(Score)
    expectations: defaultdict[str, Counts] = defaultdict(Counts)
    for result in results:
        total = total.plus(result)
        primaries[result.primary] = primaries[result.primary].plus(result)
        for name in result.capabilities:
            capabilities[name] = capabilities[name].plus(result)
        for check in result.checks:
            expectations[check.expect] = expectations[check.expect].plus(check.passed)
    return Summary(
        total,
        by_primary=dict(sorted(primaries.items())),
        by_capability=dict(sorted(capabilities.items())),
        by_expectation=dict(sorted(expectations.items())),
    )
