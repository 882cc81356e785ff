"""What a disclosure needs to know beside the contract and its cost: who, what for, and what the lender has settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from ashore.cost.disclosure.errors import InvalidDisclosure

LONGEST = 200
"""Characters of a name: a longer one is no name, and would break the page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """Names and the lender's own settings. What is left out is not shown.

    ``lender`` and ``borrower`` are names as they are to be printed. ``issued_on`` is the day of the document (default: the
    start of the contract). ``measure`` is how the Chinese figure is read: ``simple`` (rate a period times periods) or
    ``compound``. ``reading_seconds`` is how long the lender makes the reader wait; no rule known gives a length.
    ``withdrawal_days`` is the right of withdrawal where the borrower has one.

    >>> Particulars(lender="Ashore Consumer Finance", reading_seconds=15).measure
    'simple'
    """

    lender: str = ""
    borrower: str = ""
    purpose: str = ""
    issued_on: date | None = None
    measure: Literal["simple", "compound"] = "simple"
    reading_seconds: int | None = None
    withdrawal_days: int | None = None

    def __post_init__(self) -> None:
        for name in ("lender", "borrower", "purpose"):
            value = getattr(self, name)
            if not isinstance(value, str) or len(value) > LONGEST or not value.isprintable():
                raise InvalidDisclosure(
                    field=name,
                    value=value,
                    expected=f"printable text of at most {LONGEST} characters",
                )
        if self.issued_on is not None and type(self.issued_on) is not date:
            raise InvalidDisclosure(field="issued_on", value=self.issued_on, expected="a date")
        if self.measure not in ("simple", "compound"):
            raise InvalidDisclosure(
                field="measure", value=self.measure, expected="simple or compound"
            )
        for name, most in (("reading_seconds", 3_600), ("withdrawal_days", 366)):
            value = getattr(self, name)
            if value is not None and (type(value) is not int or not 1 <= value <= most):
                raise InvalidDisclosure(field=name, value=value, expected=f"1 to {most}")
