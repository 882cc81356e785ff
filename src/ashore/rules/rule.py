"""One version of one rule, as it stands in a pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ashore.rules.errors import InvalidRule
from ashore.rules.marks import Confidence, Family, Severity, Text
from ashore.rules.parameter import Parameter

ANY = "any"
"""Stands for every lender type, or every product."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule as data. ``effective_to`` is its last day, None while no end is known; the mark of the rule is that of its
    text, and a parameter or the period may have a weaker one of its own.

    ``gap`` says why nothing was in force between the version before and this one.
    """

    id: str
    version: int
    jurisdiction: str
    family: Family
    kind: str
    lender_types: tuple[str, ...]
    products: tuple[str, ...]
    effective_from: date
    effective_to: date | None
    period_confidence: Confidence
    parameters: Mapping[str, Parameter]
    source: str
    confidence: Confidence
    severity: Severity
    title: Text
    summary: Text
    gap: Text | None
    file: str

    def in_force(self, day: date) -> bool:
        """Whether the rule binds on a day; both ends of its period do."""
        return self.effective_from <= day and (
            self.effective_to is None or day <= self.effective_to
        )

    def binds(self, lender_type: str, product: str) -> bool:
        """Whether the rule is meant for a lender and a product; ``any`` in the rule is meant for all."""
        return (ANY in self.lender_types or lender_type in self.lender_types) and (
            ANY in self.products or product in self.products
        )

    def parameter(self, name: str) -> Parameter:
        """The parameter of that name. Raises InvalidRule if the rule has none, as a kind asks for its own."""
        try:
            return self.parameters[name]
        except KeyError:
            raise InvalidRule(
                field=f"{self.file}: {self.id}: parameters",
                value=sorted(self.parameters),
                expected=f"a parameter {name}",
            ) from None

    def weakest(self, *names: str) -> Confidence:
        """The weakest mark among the rule's and those of the parameters that an answer leans on."""
        marks = [self.confidence, *(self.parameter(name).confidence for name in names)]
        return max(marks, key=_STRENGTH.index)

    def to_dict(self) -> dict[str, Any]:
        """The rule as plain data."""
        return {
            "id": self.id,
            "version": self.version,
            "jurisdiction": self.jurisdiction,
            "family": self.family.value,
            "kind": self.kind,
            "lender_types": list(self.lender_types),
            "products": list(self.products),
            "effective_from": self.effective_from.isoformat(),
            "effective_to": self.effective_to.isoformat() if self.effective_to else None,
            "period_confidence": self.period_confidence.value,
            "parameters": [each.to_dict() for each in self.parameters.values()],
            "source": self.source,
            "confidence": self.confidence.value,
            "confidence_text": self.confidence.text._asdict(),
            "severity": self.severity.value,
            "title": self.title._asdict(),
            "summary": self.summary._asdict(),
            "gap": self.gap._asdict() if self.gap else None,
            "file": self.file,
        }


_STRENGTH = (Confidence.DOCUMENT, Confidence.PRESS, Confidence.MEMORY)
