"""What the schedules of a slice still ask for, by month: by the kernel, by the library where the kernel leaves them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from ashore.book.analytics.walking import refused
from ashore.book.compiled import flow_teller
from ashore.book.evaluating import BLOCK, Evaluator
from ashore.book.folding import AnyContract, demands
from ashore.book.store import ShardColumns
from ashore.book.store.one_loan import loan_of
from ashore.kernel import ALWAYS, DONE, OUT_SIZE
from ashore.loan import Event
from ashore.money import AshoreError

if TYPE_CHECKING:
    from ashore.book.analytics.walking import Int64


class FlowBlock(NamedTuple):
    """Consecutive loans and what they still ask for: ``flows[loan, period, part]`` in minor units.

    Periods: 0 what was due before the day; 1 the rest of the day's own month, the day included; the months after it; at
    last all that is later. Parts: principal, interest, fee, penalty.
    """

    low: int
    high: int
    flows: Int64


class FlowEvaluator(Evaluator):
    """Tells what the schedules of slices still ask for; one for each thread, since it owns the working space."""

    def __init__(self, *, plain: bool = False) -> None:
        super().__init__(plain=plain)
        self._flows = flow_teller(plain=plain)

    def flow_blocks(
        self, columns: ShardColumns, day: date, months: int, asked: Int64, known_at: date | None
    ) -> Iterator[FlowBlock]:
        """The loans of a slice whose ``asked`` is true, a block at a time; the others ask for nothing.

        Raises BookError naming the loan whose history the library refuses.
        """
        import numpy as np

        inputs = self._inputs(columns)
        events, space = self._space(columns)
        scratch, how = self._room(2 * OUT_SIZE), self._room(BLOCK)
        wanted: Any = asked.astype(np.int8)
        if self._plain:
            wanted = wanted.tolist()
        known = ALWAYS if known_at is None else known_at.toordinal()
        numbers = (known, day.toordinal(), months)
        for low in range(0, columns.loans, BLOCK):
            high = min(low + BLOCK, columns.loans)
            out = self._room((high - low) * (months + 2) * 4)
            self._flows(low, high, *inputs, wanted, *numbers, events, space, scratch, out, how)
            found = np.asarray(out, np.int64).reshape(high - low, months + 2, 4)
            for place in np.flatnonzero(np.asarray(how[: high - low]) != DONE).tolist():
                found[place] = self._flows_by_library(columns, low + place, day, months, known_at)
            yield FlowBlock(low, high, found)

    def _flows_by_library(
        self, columns: ShardColumns, place: int, day: date, months: int, known_at: date | None
    ) -> list[list[int]]:
        self.left_to_library += 1
        loan = loan_of(columns, place, self._reader)
        try:
            return library_flows(loan.contract, loan.events, day, months, known_at)
        except AshoreError as error:
            raise refused(place, columns, error) from None


def library_flows(
    contract: AnyContract, events: tuple[Event, ...], day: date, months: int, known_at: date | None
) -> list[list[int]]:
    """What one loan's schedule still asks for, from its instalments: a row of four parts for each period."""
    found = [[0, 0, 0, 0] for _ in range(months + 2)]
    for due, unpaid in demands(contract, events, day, known_at):
        period = 0
        if due >= day:
            ahead = 12 * (due.year - day.year) + due.month - day.month
            period = min(ahead, months) + 1
        for part, amount in enumerate(unpaid):
            found[period][part] += amount
    return found
