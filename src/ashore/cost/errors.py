"""Why a cost or a rate cannot be given. Each error names the input, its value and what would be right."""

from __future__ import annotations

from decimal import Decimal

from ashore.money import AshoreError


class InvalidCost(AshoreError):
    """A cost item, an extra or a flow that makes no sense."""

    code = "invalid_cost"


class NoRate(AshoreError):
    """No rate above -100 % makes what is received worth what is paid; ``reason`` says why."""

    code = "no_rate"

    @property
    def reason(self) -> str:
        """Why there is none."""
        return str(self.value)


class SeveralRates(AshoreError):
    """More than one rate solves the equation, and nothing in the flows says which one is meant.

    ``candidates`` are the solutions as fractions of one a period, in rising order.
    """

    code = "several_rates"

    @property
    def candidates(self) -> tuple[Decimal, ...]:
        """The solutions in rising order."""
        assert isinstance(self.value, tuple)
        return self.value
