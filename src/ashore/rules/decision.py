"""What an evaluator answers: a decision or a finding, with the rule, its version and what it was asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import Enum
from typing import Any, Generic, TypeVar

from ashore.rules.marks import Confidence, Severity, Text
from ashore.rules.rule import Rule

T = TypeVar("T")


class Outcome(Enum):
    """What a rule says to what was asked. Ordered from the one that stops most."""

    DENY = "deny"
    NEEDS_HUMAN = "needs human"
    UNKNOWN = "unknown"
    """No rule is held, or it has a figure that nobody found."""
    ALLOW = "allow"


_ORDER = (Outcome.DENY, Outcome.NEEDS_HUMAN, Outcome.UNKNOWN, Outcome.ALLOW)


@dataclass(frozen=True, slots=True)
class Basis:
    """Which rule an answer rests on, and what it was asked: enough to judge it again in ten years."""

    rule_id: str
    version: int
    confidence: Confidence
    severity: Severity
    source: str
    inputs: Mapping[str, str]

    def to_dict(self) -> dict[str, Any]:
        """The basis as plain data."""
        return {
            "rule": self.rule_id,
            "version": self.version,
            "confidence": self.confidence.value,
            "severity": self.severity.value,
            "source": self.source,
            "inputs": dict(self.inputs),
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """Allow, deny, needs human or unknown, and why. ``basis`` is None only where no rule is held.

    ``parts``: where several rules were asked, what each of them said; the decision is then the one that stops most.
    """

    outcome: Outcome
    basis: Basis | None
    why: Text
    parts: tuple[Decision, ...] = ()

    @property
    def allowed(self) -> bool:
        """Whether to go on."""
        return self.outcome is Outcome.ALLOW

    @property
    def rule_id(self) -> str | None:
        """The rule that decided."""
        return self.basis.rule_id if self.basis else None

    @property
    def denied_by(self) -> tuple[str, ...]:
        """Every rule that said no."""
        return tuple(
            part.basis.rule_id
            for part in self.parts or (self,)
            if part.outcome is Outcome.DENY and part.basis
        )

    def to_dict(self) -> dict[str, Any]:
        """The decision as plain data, to be stored beside what it decided."""
        return {
            "outcome": self.outcome.value,
            "basis": self.basis.to_dict() if self.basis else None,
            "why": self.why._asdict(),
            "parts": [part.to_dict() for part in self.parts],
        }


@dataclass(frozen=True, slots=True)
class Finding(Generic[T]):
    """A value that a rule gives, such as a class or a date, and why."""

    value: T
    basis: Basis
    why: Text


def basis(rule: Rule, inputs: Mapping[str, object], *parameters: str) -> Basis:
    """The basis of an answer that leans on a rule and on some of its parameters, whose weakest mark it bears."""
    return Basis(
        rule.id,
        rule.version,
        rule.weakest(*parameters),
        rule.severity,
        rule.source,
        {name: plain(value) for name, value in inputs.items()},
    )


def plain(value: object) -> str:
    """An input as text."""
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, (tuple, list, frozenset, set)):
        return ", ".join(sorted(map(plain, value)))
    return str(value)


def no_rule(zh: str, en: str) -> Decision:
    """Unknown, because the packs hold no rule on it."""
    return Decision(
        Outcome.UNKNOWN,
        None,
        Text(f"规则包中没有相应规则：{zh}", f"the packs hold no rule on this: {en}"),
    )


def strictest(decisions: Iterable[Decision], nothing: Decision) -> Decision:
    """The decision of several rules: the one that stops most, with all of them as its parts; ``nothing`` if there is none."""
    parts = tuple(decisions)
    if not parts:
        return nothing
    first = min(parts, key=lambda each: _ORDER.index(each.outcome))
    return Decision(first.outcome, first.basis, first.why, parts)
