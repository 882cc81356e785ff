"""A book walked through slice by slice, and what every question on its columns needs: terms, first drawings, sums."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ashore.book.evaluating import AsOf, Evaluator
from ashore.book.store import UNSAID, BookError, Manifest, ShardColumns, read_manifest, shard_slices
from ashore.book.store.one_loan import loan_of
from ashore.book.store.rows import ContractReader
from ashore.kernel import (
    DISBURSEMENT,
    EPOCH,
    O_CHARGED,
    O_PAID,
    O_RECHARGED,
    O_WAIVED,
    O_WRITTEN_OFF,
    OUT_SIZE,
    REVERSAL,
)
from ashore.loan import Disbursement, live_events
from ashore.money import AshoreError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Int64 = NDArray[np.int64]

NEVER = 2**31 - 1
"""Instead of the day of the first drawing of a loan that is not drawn."""
Tell = Callable[[int], None]
"""Told how many more loans are done."""


class Walk(NamedTuple):
    """A book to be walked through, and what is to be known of it: ``known_at`` None for all that is known."""

    folder: Path
    manifest: Manifest
    known_at: date | None
    evaluator: Evaluator
    tell: Tell | None

    @property
    def currency(self) -> str | None:
        """The book's currency; None where the book is empty."""
        return self.manifest.currency

    def slices(self) -> Iterator[ShardColumns]:
        """The slices of all shards, one after the other."""
        for shard in range(self.manifest.shards):
            for columns in shard_slices(self.folder, self.manifest, shard):
                yield columns
                if self.tell is not None:
                    self.tell(columns.loans)

    def standings(self, columns: ShardColumns, day: date) -> Int64:
        """What the loans of a slice stand at on ``day``: a row of `OUT_SIZE` numbers for each."""
        import numpy as np

        found = np.empty((columns.loans, OUT_SIZE), np.int64)
        for block in self.evaluator.blocks(columns, AsOf(day, None, self.known_at)):
            found[block.low : block.high] = block.now
        return found

    def two_standings(self, columns: ShardColumns, before: date, day: date) -> Int64:
        """What they stand at on ``before`` (``[:, 0]``) and on ``day`` (``[:, 1]``), by the same knowledge."""
        import numpy as np

        found = np.empty((columns.loans, 2, OUT_SIZE), np.int64)
        for block in self.evaluator.blocks(columns, AsOf(day, before, self.known_at)):
            found[block.low : block.high] = block.told
        return found


def walk(folder: Path, known_at: date | None = None, tell: Tell | None = None) -> Walk:
    """A book ready to be walked through. Raises BookError for a folder that is no book."""
    return Walk(folder, read_manifest(folder), known_at, Evaluator(), tell)


def outstanding(told: Int64, part: int = 0) -> Int64:
    """What is owed of a part (0 principal, 1 interest, 2 fee, 3 penalty), interest to the day included."""
    settled = told[:, O_PAID + part] + told[:, O_WAIVED + part] + told[:, O_WRITTEN_OFF + part]
    owed: Int64 = told[:, O_CHARGED + part] - settled
    return owed


def drawn(told: Int64) -> Int64:
    """Principal drawn so far."""
    found: Int64 = told[:, O_CHARGED] - told[:, O_RECHARGED]
    return found


def first_drawn(columns: ShardColumns, day: date, known_at: date | None) -> Int64:
    """The day on which each loan was first drawn, from 1 January 1970, as known and up to ``day``; `NEVER` where not."""
    import numpy as np

    last = day.toordinal() - EPOCH
    known = NEVER if known_at is None else known_at.toordinal() - EPOCH
    counts = (columns.kind == DISBURSEMENT) & (columns.recorded <= known)
    counts &= columns.effective <= last
    loan = np.searchsorted(columns.event_offsets, np.flatnonzero(counts), side="right") - 1
    found = np.full(columns.loans, NEVER, np.int64)
    np.minimum.at(found, loan, columns.effective[counts].astype(np.int64))
    reader = ContractReader()
    for place in _drawings_undone(columns):
        events = live_events(loan_of(columns, place, reader).events, known_at)
        days = [each.effective for each in events if isinstance(each, Disbursement)]
        found[place] = min(
            (each.toordinal() - EPOCH for each in days if each <= day), default=NEVER
        )
    return found


def _drawings_undone(columns: ShardColumns) -> list[int]:
    """Loans in which a reversal may undo a drawing."""
    import numpy as np

    reversals = np.flatnonzero(columns.kind == REVERSAL)
    loans = np.searchsorted(columns.event_offsets, reversals, side="right") - 1
    target = columns.first[reversals]
    said = target != UNSAID
    undone = columns.event_offsets[loans] + np.where(said, target, 0)
    chosen = ~said | np.isin(columns.kind[undone], (DISBURSEMENT, REVERSAL))
    found: list[int] = np.unique(loans[chosen]).tolist()
    return found


def months_of(days: Int64) -> Int64:
    """Days from 1 January 1970 as months from January 1970."""
    import numpy as np

    months: Int64 = days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return months


def add_up(groups: Int64, amounts: Int64, size: int) -> Int64:
    """The sum of the amounts of each group, exact: ``groups`` are 0 to ``size`` - 1."""
    import numpy as np

    found = np.zeros(size, np.int64)
    np.add.at(found, groups, amounts)
    return found


def refused(place: int, columns: ShardColumns, error: AshoreError) -> BookError:
    """The error of a loan that the library refuses, naming the loan."""
    name: Any = columns.contract_id[place].as_py()
    return BookError(
        field=f"loan {name}: {error.field}", value=error.value, expected=error.expected
    )
