"""Which part of a debt a payment settles first: twelve cells in an order, as data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

from ashore.loan.errors import InvalidContract


class Part(IntEnum):
    """The four parts of a debt, numbered as in `ashore.loan.Parts`."""

    PRINCIPAL = 0
    INTEREST = 1
    FEE = 2
    PENALTY = 3


class Timing(IntEnum):
    """How a demand lies to the day of payment."""

    PAST_DUE = 0
    DUE = 1
    IN_ADVANCE = 2


class Across(Enum):
    """Which way a payment walks through the instalments."""

    HORIZONTAL = "horizontal"
    """Finish the oldest instalment, all its parts, before the next one."""
    VERTICAL = "vertical"
    """Finish one part across all instalments before the next part."""


@dataclass(frozen=True, slots=True)
class AllocationTable:
    """An order of the cells {past due, due, in advance} x {penalty, fee, interest, principal}.

    >>> LENDER.parts(Timing.PAST_DUE)
    (<Part.PENALTY: 3>, <Part.FEE: 2>, <Part.INTEREST: 1>, <Part.PRINCIPAL: 0>)
    """

    name: str
    cells: tuple[tuple[Timing, Part], ...]
    across: Across = Across.HORIZONTAL

    def __post_init__(self) -> None:
        if len(self.cells) != 12 or len(set(self.cells)) != 12:
            raise InvalidContract(
                field="allocation.cells",
                value=self.name,
                expected="each of the twelve cells (3 timings x 4 parts) exactly once",
            )

    def timings(self) -> tuple[Timing, ...]:
        """The timings in the order in which they first appear."""
        return tuple(dict.fromkeys(timing for timing, _ in self.cells))

    def parts(self, timing: Timing) -> tuple[Part, ...]:
        """The order of the parts within one timing."""
        return tuple(part for when, part in self.cells if when is timing)


def table(name: str, order: tuple[Part, ...], across: Across) -> AllocationTable:
    """A table with the same order of parts for past due, due and in advance."""
    cells = tuple((timing, part) for timing in Timing for part in order)
    return AllocationTable(name=name, cells=cells, across=across)


LENDER = table("lender", (Part.PENALTY, Part.FEE, Part.INTEREST, Part.PRINCIPAL), Across.HORIZONTAL)
"""Oldest instalment first; within it penalty, fee, interest, principal. What most lenders' contracts say."""

CIVIL_CODE_561 = table(
    "civil_code_561", (Part.FEE, Part.INTEREST, Part.PENALTY, Part.PRINCIPAL), Across.VERTICAL
)
"""Civil Code of the PRC, article 561, where nothing was agreed: costs, then interest, then the principal debt."""

PRINCIPAL_FIRST = table(
    "principal_first", (Part.PRINCIPAL, Part.INTEREST, Part.FEE, Part.PENALTY), Across.VERTICAL
)
"""Hardship: every yuan reduces the debt that interest runs on before it pays for the past."""

TABLES = {each.name: each for each in (LENDER, CIVIL_CODE_561, PRINCIPAL_FIRST)}


def allocation(name: str) -> AllocationTable:
    """The named table.

    Raises InvalidContract for a name that is not known.
    """
    try:
        return TABLES[name]
    except KeyError:
        raise InvalidContract(
            field="allocation", value=name, expected="one of " + ", ".join(sorted(TABLES))
        ) from None
