"""Ageing and principal at risk: the running loans of a book by days past due on one day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ashore.book.analytics.classes import classes_of, is_running
from ashore.book.analytics.results import Column, plain_rows, share_ppm, table
from ashore.book.analytics.walking import Tell, add_up, outstanding, walk
from ashore.book.summary import AGES, Age
from ashore.kernel import O_DAYS_PAST_DUE, O_OVERDUE

if TYPE_CHECKING:
    import pyarrow as pa

AT_RISK_FROM = (1, 31, 61, 91)
"""PAR1, PAR30, PAR60 and PAR90 begin on these days past due: PAR30 is what is more than 30 days past due."""


AGE_COLUMNS = (
    Column("days_past_due", "text"),
    Column("first_day"),
    Column("last_day", optional=True),
    Column("loans"),
    Column("principal_minor"),
    Column("overdue_minor"),
)
RISK_COLUMNS = (
    Column("par", "text"),
    Column("first_day"),
    Column("loans"),
    Column("principal_minor"),
    Column("share_ppm", optional=True),
)


class Ageing(NamedTuple):
    """Running loans by days past due: how many, the principal they owe in all, what of it and of the rest is overdue."""

    as_of: date
    currency: str | None
    ages: tuple[Age, ...]

    def to_arrow(self) -> pa.Table:
        """One row for each range."""
        return table(AGE_COLUMNS, ((age.name, *age) for age in self.ages))

    def to_dict(self) -> dict[str, Any]:
        """The ranges as plain data."""
        return {
            "as_of": self.as_of.isoformat(),
            "currency": self.currency,
            "ages": plain_rows(AGE_COLUMNS, ((age.name, *age) for age in self.ages)),
        }


class Risk(NamedTuple):
    """Loans that are past due since ``first_day`` days or more, and all the principal that they still owe."""

    first_day: int
    loans: int
    principal_minor: int

    @property
    def name(self) -> str:
        """``PAR1``, ``PAR30``: what is past due at all, what is more than 30 days past due."""
        return f"PAR{max(self.first_day - 1, 1)}"


class AtRisk(NamedTuple):
    """Principal at risk: of the principal that running loans owe, how much is owed by loans that are late.

    Not counted: loans written off, settled or not drawn.
    """

    as_of: date
    currency: str | None
    loans: int
    principal_minor: int
    risks: tuple[Risk, ...]

    def share(self, risk: Risk) -> Fraction | None:
        """The part of the principal that is at risk; None where nothing is owed."""
        whole = self.principal_minor
        return Fraction(risk.principal_minor, whole) if whole else None

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        for risk in self.risks:
            yield risk.name, *risk, share_ppm(risk.principal_minor, self.principal_minor)

    def to_arrow(self) -> pa.Table:
        """One row for each PAR."""
        return table(RISK_COLUMNS, self._rows())

    def to_dict(self) -> dict[str, Any]:
        """The whole and each PAR as plain data."""
        return {
            "as_of": self.as_of.isoformat(),
            "currency": self.currency,
            "loans": self.loans,
            "principal_minor": self.principal_minor,
            "at_risk": plain_rows(RISK_COLUMNS, self._rows()),
        }


def ageing(
    folder: Path, as_of: date, known_at: date | None = None, tell: Tell | None = None
) -> Ageing:
    """The running loans of a book by days past due. Raises BookError for a book that makes no sense."""
    book = walk(folder, known_at, tell)
    sums: Counter[tuple[int, str]] = Counter()
    for columns in book.slices():
        told = book.standings(columns, as_of)
        told = told[is_running(told)]
        classes = classes_of(told)
        overdue = told[:, O_OVERDUE : O_OVERDUE + 4].sum(axis=1)
        for name, amounts in (
            ("loans", classes * 0 + 1),
            ("principal", outstanding(told)),
            ("overdue", overdue),
        ):
            for at, total in enumerate(add_up(classes, amounts, len(AGES)).tolist()):
                sums[at, name] += total
    ages = (
        Age(first, last, sums[at, "loans"], sums[at, "principal"], sums[at, "overdue"])
        for at, (first, last) in enumerate(AGES)
    )
    return Ageing(as_of, book.currency, tuple(ages))


def at_risk(
    folder: Path, as_of: date, known_at: date | None = None, tell: Tell | None = None
) -> AtRisk:
    """PAR1, PAR30, PAR60 and PAR90 of a book. Raises BookError for a book that makes no sense."""
    book = walk(folder, known_at, tell)
    loans: Counter[int] = Counter()
    principal: Counter[int] = Counter()
    for columns in book.slices():
        told = book.standings(columns, as_of)
        told = told[is_running(told)]
        late, owed = told[:, O_DAYS_PAST_DUE], outstanding(told)
        for first in (0, *AT_RISK_FROM):
            loans[first] += int((late >= first).sum())
            principal[first] += int(owed[late >= first].sum())
    risks = tuple(Risk(first, loans[first], principal[first]) for first in AT_RISK_FROM)
    return AtRisk(as_of, book.currency, loans[0], principal[0], risks)
