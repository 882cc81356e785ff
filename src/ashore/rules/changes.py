"""What changed between two days: rules that began, ended, or stand in another version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from typing import Any, NamedTuple

from ashore.rules.packs import Packs
from ashore.rules.parameter import Parameter
from ashore.rules.rule import Rule


class ChangeKind(Enum):
    """How a rule differs between two days."""

    BEGAN = "began"
    ENDED = "ended"
    CHANGED = "changed"


class Change(NamedTuple):
    """One rule, as it stood on the first day and on the second; None where it did not bind."""

    kind: ChangeKind
    before: Rule | None
    after: Rule | None

    @property
    def rule(self) -> Rule:
        """The rule that changed: as it stands on the second day, or stood on the first."""
        found = self.after or self.before
        assert found is not None
        return found

    def parameters(self, lang: str = "en") -> tuple[tuple[str, str, str], ...]:
        """Parameters that read differently: name, before, after; a dash where there was none."""
        before = self.before.parameters if self.before else {}
        after = self.after.parameters if self.after else {}
        rows = [
            (name, _shown(before, name, lang), _shown(after, name, lang))
            for name in dict.fromkeys([*before, *after])
        ]
        return tuple(row for row in rows if row[1] != row[2])

    def to_dict(self) -> dict[str, Any]:
        """The change as plain data."""
        return {
            "rule": self.rule.id,
            "kind": self.kind.value,
            "before": self.before.version if self.before else None,
            "after": self.after.version if self.after else None,
            "parameters": [
                {"name": name, "before": before, "after": after}
                for name, before, after in self.parameters()
            ],
        }


def _shown(parameters: Mapping[str, Parameter], name: str, lang: str) -> str:
    return parameters[name].shown(lang) if name in parameters else "-"


def changes(packs: Packs, first: date, second: date) -> tuple[Change, ...]:
    """Every rule that is not the same version on both days, by id.

    >>> from ashore.rules import standard_packs
    >>> for change in changes(standard_packs(), date(2025, 3, 20), date(2025, 3, 21)):
    ...     print(change.rule.id, change.kind.value, change.parameters()[0])
    CN.LIM.01 changed ('amount', 'at most 200000 CNY', 'at most 300000 CNY')
    CN.LIM.02 changed ('term', 'at most 60 months', 'at most 84 months')
    """
    before, after = packs.on(first).rules, packs.on(second).rules
    found = []
    for rule_id in sorted({*before, *after}):
        old, new = before.get(rule_id), after.get(rule_id)
        if old is new:
            continue
        kind = (
            ChangeKind.BEGAN
            if old is None
            else ChangeKind.ENDED
            if new is None
            else ChangeKind.CHANGED
        )
        found.append(Change(kind, old, new))
    return tuple(found)
