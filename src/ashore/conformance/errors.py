"""Why cases cannot be had."""

from __future__ import annotations

from ashore.money import AshoreError


class ConformanceError(AshoreError):
    """A set of cases that is not there or cannot be read, or a case that it does not hold."""

    code = "conformance"
