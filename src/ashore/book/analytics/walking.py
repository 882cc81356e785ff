"""A book walked through slice by slice, and what every question on its columns needs: terms, first drawings, sums."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ashore.book.evaluating import AsOf, Evaluator
from ashore.book.folding import drawings, standings_on
from ashore.book.store import UNSAID, BookError, Manifest, ShardColumns, read_manifest, shard_slices
from ashore.book.store.layout import ROW_GROUP_LOANS
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
    told,
)
from ashore.money import AshoreError
from ashore.servicing import Entry

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Int64 = NDArray[np.int64]

NEVER = 2**31 - 1
"""Instead of the day of the first drawing of a loan that is not drawn."""
Tell = Callable[[int], None]
"""Told how many more loans are done."""


FEW_LOANS = 2_000
"""A book of fewer is computed in plain Python: that is done before the compiler would be."""
MANY_DAYS_LOANS = 8_192
"""Loans that are taken at once to be told on many days."""


class DaysEvaluator(Evaluator):
    """Evaluates slices on one pair of days after the other; what the library has to fold, it folds once for all of them."""

    def __init__(self, *, plain: bool = False) -> None:
        super().__init__(plain=plain)
        self._days: list[date] = []
        self._of: ShardColumns | None = None
        self._known: dict[int, dict[date, Int64]] = {}

    def expect(self, days: Iterable[date]) -> None:
        """The days, rising, on which every slice is to be told from now on."""
        self._days = list(days)
        self._known = {}

    def _by_library(self, columns: ShardColumns, place: int, as_of: AsOf) -> Any:
        if as_of.day not in self._days:
            return super()._by_library(columns, place, as_of)
        if columns is not self._of:
            self._of, self._known = columns, {}
        if place not in self._known:
            self._known[place] = self._fold_once(columns, place, as_of.known_at)
        found = self._known[place]
        return [[0] * OUT_SIZE if as_of.before is None else found[as_of.before], found[as_of.day]]

    def _fold_once(
        self, columns: ShardColumns, place: int, known_at: date | None
    ) -> dict[date, Int64]:
        import numpy as np

        self.left_to_library += 1
        loan = loan_of(columns, place, self._reader)
        try:
            found = standings_on(loan.contract, loan.events, self._days, known_at)
            return {each.as_of: np.array(told(each), np.int64) for each in found}
        except AshoreError as error:
            raise refused(place, columns, error) from None


class Walk(NamedTuple):
    """A book to be walked through, and what is to be known of it: ``known_at`` None for all that is known."""

    folder: Path
    manifest: Manifest
    known_at: date | None
    evaluator: DaysEvaluator
    tell: Tell | None

    @property
    def currency(self) -> str | None:
        """The book's currency; None where the book is empty."""
        return self.manifest.currency

    def slices(self, days: Sequence[date] = ()) -> Iterator[ShardColumns]:
        """The slices of all shards, one after the other; smaller ones to be told on many ``days``, which must rise."""
        self.evaluator.expect(days)
        loans = MANY_DAYS_LOANS if len(days) > 2 else ROW_GROUP_LOANS
        for shard in range(self.manifest.shards):
            for columns in shard_slices(self.folder, self.manifest, shard, loans):
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

    def day_by_day(self, columns: ShardColumns, days: Sequence[date]) -> Iterator[Int64]:
        """What they stand at on each of several rising days; two days are computed in one pass."""
        for before, day in zip(days[::2], days[1::2], strict=False):
            told = self.two_standings(columns, before, day)
            yield told[:, 0]
            yield told[:, 1]
        if len(days) % 2:
            yield self.standings(columns, days[-1])


def walk(folder: Path, known_at: date | None = None, tell: Tell | None = None) -> Walk:
    """A book ready to be walked through. Raises BookError for a folder that is no book."""
    manifest = read_manifest(folder)
    return Walk(folder, manifest, known_at, DaysEvaluator(plain=is_small(manifest)), tell)


def is_small(manifest: Manifest) -> bool:
    """Whether the book is done sooner in plain Python than the kernel would be compiled."""
    return manifest.loans < FEW_LOANS


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
        held = loan_of(columns, place, reader)
        days = drawings(held.contract, held.events, known_at)
        found[place] = min(
            (each.toordinal() - EPOCH for each in days if each <= day), default=NEVER
        )
    return found


def _drawings_undone(columns: ShardColumns) -> list[int]:
    """Loans in which a reversal may undo a drawing, and those in servicing, whose entries tell."""
    import numpy as np

    reversals = np.flatnonzero(columns.kind == REVERSAL)
    loans = np.searchsorted(columns.event_offsets, reversals, side="right") - 1
    target = columns.first[reversals]
    said = target != UNSAID
    undone = columns.event_offsets[loans] + np.where(said, target, 0)
    chosen = ~said | np.isin(columns.kind[undone], (DISBURSEMENT, REVERSAL))
    entries = np.flatnonzero(columns.kind == Entry.rank)
    serviced = np.searchsorted(columns.event_offsets, entries, side="right") - 1
    found: list[int] = np.unique(np.concatenate([loans[chosen], serviced])).tolist()
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
