"""What can be wrong with a pack of rules, or with a question put to one."""

from __future__ import annotations

from ashore.money import AshoreError


class RulesError(AshoreError):
    """Base of all refusals of this room."""

    code = "rules"


class InvalidRule(RulesError):
    """A rule in a file that breaks the schema; ``field`` is file, rule and field: ``cn/cost.toml: CN.CAP.01: severity``."""

    code = "invalid_rule"


class InvalidPeriods(RulesError):
    """Versions of one rule that overlap, leave a gap that nobody owned up to, or do not follow one another."""

    code = "invalid_periods"


class UnknownRule(RulesError):
    """A rule, series, family or jurisdiction that the packs do not hold (on that day)."""

    code = "unknown_rule"


class InvalidQuestion(RulesError):
    """A question that an evaluator cannot read: a naive time, a negative count, a level below one."""

    code = "invalid_question"


def at_least(field: str, value: object, least: int) -> int:
    """``value`` if it is a whole number from ``least`` on; else InvalidQuestion."""
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise InvalidQuestion(field=field, value=value, expected=f"a whole number from {least} on")
    return value
