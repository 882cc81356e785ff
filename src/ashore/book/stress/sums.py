"""What the paths of a book add up to, and how pieces of a book are put together: by addition, in any order."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ashore.book.stress.columns import (
    MOST_TOGETHER,
    ColumnsError,
    buffer,
    check_columns,
)
from ashore.book.stress.compiled import Loops, zeros
from ashore.book.stress.kernel import AHEAD, STATES
from ashore.book.stress.tables import Tables

if TYPE_CHECKING:
    import pyarrow as pa


TABLES = ("together", "cash", "events", "all_owed", "all_paid", "all_open")


@dataclass(slots=True)
class Sums:
    """Integer sums over loans, so that parts of a book may be added in any order and give the same.

    ``together``, ``cash`` and ``events`` are what `kernel.roll_loans` adds up; ``all_owed``, ``all_paid`` and ``all_open``
    the schedules by state, from which the expected course of the book follows.
    """

    paths: int
    months: int
    loans: int = 0
    balance_minor: int = 0
    together: array[int] = field(init=False)
    cash: array[int] = field(init=False)
    events: array[int] = field(init=False)
    all_owed: array[int] = field(init=False)
    all_paid: array[int] = field(init=False)
    all_open: array[int] = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nil."""
        cells, schedules = self.paths * self.months, STATES * (self.months + AHEAD)
        self.together = zeros(self.months)
        self.cash, self.events = zeros(cells), zeros(3 * cells)
        self.all_owed, self.all_paid, self.all_open = (zeros(schedules) for _ in range(3))

    @classmethod
    def of(cls, paths: int, months: int, row: Mapping[str, Any]) -> Sums:
        """Sums that were written down by name."""
        found = cls(paths, months, row["loans"], row["balance_minor"])
        for name in TABLES:
            setattr(found, name, array("q", row[name]))
        return found

    def grow(self, loans: int, balance_minor: int) -> None:
        """Count more loans, or raise ColumnsError when the book becomes too large for 64 bits."""
        together = self.balance_minor + balance_minor
        if together > MOST_TOGETHER:
            raise ColumnsError(
                field="balance_minor", value=together, expected=f"at most {MOST_TOGETHER} together"
            )
        self.loans += loans
        self.balance_minor = together

    def add(self, other: Sums) -> None:
        """Take in what another part of the book adds up to.

        Raises ColumnsError when the book becomes too large for 64 bits.
        """
        self.grow(other.loans, other.balance_minor)
        for name in TABLES:
            mine, theirs = getattr(self, name), getattr(other, name)
            for at, each in enumerate(theirs):
                if each:
                    mine[at] += each


def roll_batch(batch: pa.RecordBatch, using: Tables, loops: Loops, into: Sums) -> None:
    """Roll the loans of a batch and add them to sums.

    Raises ColumnsError for columns or loans that make no sense; nothing is added then.
    """
    check_columns(batch)
    loans, balance = _live(batch)
    into.grow(loans, balance)
    if loans == 0:
        return
    view = loops.view
    columns = [
        view(buffer(batch, "state"), "b"),
        view(buffer(batch, "balance_minor"), "q"),
        view(buffer(batch, "months_left"), "h"),
        view(
            buffer(batch, "rate_ppb")
            if "rate_ppb" in batch.schema.names
            else zeros(batch.num_rows),
            "q",
        ),
        view(using.rises, "q"),
    ]
    scratch = [view(zeros(into.months + AHEAD), "q") for _ in range(2)]
    loops.roll_loans(
        view(buffer(batch, "loan"), "Q"),
        *columns,
        *(view(table, "Q") for table in (using.rolls, using.stays)),
        view(using.levels, "q"),
        using.loss_ppm,
        using.key,
        view(using.steps, "Q"),
        *scratch,
        *(view(sums, "q") for sums in (into.together, into.cash, into.events)),
    )
    loops.add_schedules(
        *columns,
        *scratch,
        *(view(sums, "q") for sums in (into.all_owed, into.all_paid, into.all_open)),
    )


def _live(batch: pa.RecordBatch) -> tuple[int, int]:
    """How many loans still owe and are not written off, and what they owe."""
    import pyarrow.compute as pc

    state, balance = batch.column("state"), batch.column("balance_minor")
    live = pc.and_(pc.greater(state, 0), pc.less(state, STATES - 1))
    owing = pc.filter(balance, pc.and_(live, pc.greater(balance, 0)))
    return len(owing), pc.sum(owing).as_py() or 0
