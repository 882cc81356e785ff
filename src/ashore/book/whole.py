"""A whole book added up from its columns, in memory that does not grow with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from ashore.book.compiled import WORTH_COMPILING
from ashore.book.evaluating import AsOf, Evaluator
from ashore.book.store import BookError, read_manifest, shard_slices
from ashore.book.summary import AGES, NOT_AGED, Age, Summary, add_totals
from ashore.kernel import (
    O_CHARGED,
    O_DAYS_PAST_DUE,
    O_OVERDUE,
    O_PAID,
    O_STATUS,
    O_WAIVED,
    O_WRITTEN_OFF,
    status_told,
    totals_told,
)
from ashore.loan import Totals


def summarise_book(
    folder: Path,
    as_of: date,
    known_at: date | None = None,
    tell: Callable[[int], None] = lambda _loans: None,
) -> Summary:
    """What `ashore.book.summarise` says of the standings of all loans, without an object for each.

    ``tell`` is called with numbers of loans as they are done.

    Raises BookError for a book without loans, and for a loan that makes no sense.
    """
    manifest = read_manifest(folder)
    if manifest.currency is None:
        raise BookError(field="currency", value=[], expected="a book in one currency")
    evaluator = Evaluator(plain=manifest.loans < WORTH_COMPILING)
    asked = AsOf(as_of, known_at=known_at)
    sums = _Sums()
    for shard in range(manifest.shards):
        for columns in shard_slices(folder, manifest, shard):
            for block in evaluator.blocks(columns, asked):
                sums.add(block.now)
            tell(columns.loans)
    return Summary(
        as_of, manifest.currency, manifest.loans, sums.statuses(), sums.totals, tuple(sums.ages)
    )


class _Sums:
    """Statuses, totals and ages of the loans so far."""

    def __init__(self) -> None:
        self.totals = Totals()
        self.ages = [Age(first, last, 0, 0, 0) for first, last in AGES]
        self._statuses: Counter[int] = Counter()

    def add(self, now: Any) -> None:
        """Add loans: one row of the kernel's numbers each."""
        import numpy as np

        self.totals = add_totals(self.totals, totals_told(now.sum(axis=0).tolist()))
        status = now[:, O_STATUS]
        self._statuses.update(dict(enumerate(np.bincount(status).tolist())))
        aged = np.isin(status, [at for at in range(6) if status_told(at) not in NOT_AGED])
        late = now[:, O_DAYS_PAST_DUE]
        principal = now[:, O_CHARGED] - now[:, O_PAID] - now[:, O_WAIVED] - now[:, O_WRITTEN_OFF]
        overdue = now[:, O_OVERDUE : O_OVERDUE + 4].sum(axis=1)
        for at, age in enumerate(self.ages):
            inside = aged & (late >= age.first_day)
            if age.last_day is not None:
                inside &= late <= age.last_day
            self.ages[at] = age._replace(
                loans=age.loans + int(inside.sum()),
                principal_minor=age.principal_minor + int(principal[inside].sum()),
                overdue_minor=age.overdue_minor + int(overdue[inside].sum()),
            )

    def statuses(self) -> dict[str, int]:
        """How many loans there are of each status that occurs."""
        return {status_told(at).value: count for at, count in self._statuses.items() if count}
