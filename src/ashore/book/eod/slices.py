"""One slice of a book on one day: sums by product and class, and rows for the loans of which there is something to say."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from ashore.book.compiled import further_function
from ashore.book.eod import tables
from ashore.book.eod.adding import (
    BROKEN,
    CELL_SIZE,
    DUE_AHEAD,
    DUE_TODAY,
    MOVED,
    OVERDUE,
    TOTALS,
)
from ashore.book.eod.classes import CLASSES, LAST_DAYS
from ashore.book.evaluating import AsOf, Block, Evaluator
from ashore.book.store import BookError, ShardColumns
from ashore.book.store.rows import DAY_ZERO
from ashore.kernel import (
    O_CHARGED,
    O_CREDIT,
    O_DAYS_PAST_DUE,
    O_DUE_TODAY,
    O_NEXT,
    O_NEXT_DUE,
    O_OLDEST_DUE,
    O_OVERDUE,
    O_PAID,
    O_WAIVED,
    O_WRITTEN_OFF,
)
from ashore.loan import Contract, Reversal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Int64 = NDArray[np.int64]

DEFAULT_PRODUCT = Contract.__dataclass_fields__["product"].default


class Notices(NamedTuple):
    """When borrowers are told: so many days ahead of a demand, and on which days past due."""

    ahead: int
    milestones: tuple[int, ...]


Cell = tuple[str, int, int]
"""Product, code of the class before, code of the class on the day."""
News = tuple[str, int, int]
"""Product, code of the class on the day, value date as an ordinal."""


class SliceDay(NamedTuple):
    """What a slice, or a book, adds up to on a day. Numbers of a cell: see `ashore.book.eod.adding`.

    ``news`` is the part of the day's movements that counts on an earlier, closed day: twenty-two totals each. ``tables``
    are those `BY_LOAN`.
    """

    loans: int
    cells: Mapping[Cell, list[int]]
    news: Mapping[News, list[int]]
    tables: Mapping[str, Any]


def adder(*, plain: bool = False) -> Any:
    """`ashore.book.eod.adding.add_loans`, compiled where Numba is there and ``plain`` is not asked for."""
    return further_function("ashore.book.eod.adding", "add_loans", plain=plain)


class SliceReader:
    """Adds up slices; one for each thread."""

    def __init__(self, notices: Notices, *, plain: bool = False) -> None:
        import numpy as np

        self._evaluator = Evaluator(plain=plain)
        self._add = adder(plain=plain)
        self._notices = notices
        self._last_days = np.array(LAST_DAYS, np.int64)
        self._milestones = np.array(notices.milestones, np.int64)

    def day(self, columns: ShardColumns, day: date, before: int, now: int) -> SliceDay:
        """The slice on ``day`` against the day before, each as known then.

        The first ``before`` loans of the shard were in the book the day before, the first ``now`` on the day.

        Raises BookError naming the loan that makes no sense.
        """
        import numpy as np

        names, product = _products(columns)
        size = len(CLASSES)
        sums = np.zeros(len(names) * size * size * CELL_SIZE, np.int64)
        classes = np.zeros(columns.loans, np.int64)
        rows = _Rows(self._notices, day)
        here_before = min(max(before - columns.first_loan, 0), columns.loans)
        here_now = min(max(now - columns.first_loan, 0), columns.loans)
        for block in self._evaluator.blocks(columns, _as_of(day)):
            low, high = block.low, block.high
            marks, was = np.zeros((2, high - low), np.int64)
            self._add(
                high - low,
                block.told.reshape(-1),
                product[low:high],
                max(here_before - low, 0),
                max(here_now - low, 0),
                day.toordinal(),
                self._notices.ahead,
                self._last_days,
                self._milestones,
                sums,
                marks,
                was,
                classes[low:high],
            )
            _check(block, marks)
            rows.add(block, marks, was, classes[low:high], product[low:high])
        found = self._news(columns, day, here_before)
        return SliceDay(
            here_now,
            _cells(names, sums.reshape(len(names), size, size, CELL_SIZE)),
            _by_value_date(found, names, product, classes),
            rows.tables(columns, names),
        )

    def _news(self, columns: ShardColumns, day: date, here: int) -> Iterator[tuple[int, int, Any]]:
        """Loans of which something was learned on the day that counts earlier, the first such day, and what it moved."""
        import numpy as np

        places, first_days = late_news(columns, day, here)
        if not len(places):
            return
        yesterday = day - timedelta(days=1)
        some = taken(columns, places)
        moved = np.zeros((len(places), TOTALS), np.int64)
        for known_at, sign in ((yesterday, -1), (day, 1)):
            for block in self._evaluator.blocks(some, AsOf(yesterday, known_at=known_at)):
                totals = block.now[:, O_CHARGED : O_CHARGED + TOTALS]
                moved[block.low : block.high] += sign * totals
        yield from zip(places.tolist(), first_days.tolist(), moved, strict=True)


def _as_of(day: date) -> AsOf:
    yesterday = day - timedelta(days=1)
    return AsOf(day, yesterday, day, yesterday)


def _products(columns: ShardColumns) -> tuple[list[str], Int64]:
    """The products of a slice in alphabetical order, and the place of each loan's among them."""
    import numpy as np

    of_terms = [json.loads(text).get("product", DEFAULT_PRODUCT) for text in columns.terms]
    names = sorted(set(of_terms))
    places = np.array([names.index(each) for each in of_terms], np.int64)
    found: Int64 = places[columns.terms_index] if columns.loans else np.zeros(0, np.int64)
    return names, found


def _check(block: Block, marks: Int64) -> None:
    bad = (marks & BROKEN).nonzero()[0]
    if len(bad):
        place = int(bad[0])
        raise BookError(
            field=f"loan {block.columns.contract_id[block.low + place].as_py()}: totals",
            value=block.now[place, O_CHARGED : O_CHARGED + TOTALS].tolist(),
            expected="money that is conserved: what came in is paid, held, refunded or recovered",
        )


def _cells(names: list[str], sums: Any) -> dict[Cell, list[int]]:
    found: dict[Cell, list[int]] = {}
    for product, before, now in zip(*sums[..., 0].nonzero(), strict=True):
        cell = names[product], int(before), int(now)
        found[cell] = sums[product, before, now].tolist()
    return found


def _by_value_date(
    found: Iterator[tuple[int, int, Any]], names: list[str], product: Int64, classes: Int64
) -> dict[News, list[int]]:
    news: dict[News, list[int]] = {}
    for place, first_day, moved in found:
        if moved.any():
            key = names[product[place]], int(classes[place]), first_day
            into = news.setdefault(key, [0] * TOTALS)
            for at, amount in enumerate(moved.tolist()):
                into[at] += amount
    return news


def late_news(columns: ShardColumns, day: date, here: int) -> tuple[Int64, Int64]:
    """The loans, among the first ``here``, of which something recorded on ``day`` counts on an earlier day.

    With each the first day that it counts on, as an ordinal: of a reversal that of the event which never happened, where
    the reversal says which.
    """
    import numpy as np

    today = day.toordinal() - DAY_ZERO
    learned = np.flatnonzero(columns.recorded == today)
    reversal = columns.kind[learned] == Reversal.rank
    late = learned[reversal | (columns.effective[learned] < today)]
    loans = np.searchsorted(columns.event_offsets, late, side="right") - 1
    late, loans = late[loans < here], loans[loans < here]
    days = columns.effective[late].astype(np.int64)
    told = (columns.kind[late] == Reversal.rank) & (columns.first[late] >= 0)
    target = columns.event_offsets[loans[told]] + columns.first[late[told]]
    days[told] = columns.effective[target]
    places, start = np.unique(loans, return_index=True)
    first = np.minimum.reduceat(days, start) if len(places) else days
    return places, np.minimum(first, today - 1) + DAY_ZERO


_BY_LOAN = (
    *("terms_index", "start", "principal_minor", "rate_ppb"),
    *("instalments", "first_due", "instalment_minor"),
)
_BY_EVENT = ("kind", "effective", "recorded", "amount_minor", "first", "second", "third")


def taken(columns: ShardColumns, places: Int64) -> ShardColumns:
    """Some loans of a slice as a slice."""
    import numpy as np
    import pyarrow as pa

    offsets = columns.event_offsets
    counts = np.diff(offsets)[places]
    ends = np.cumsum(counts)
    events = np.repeat(offsets[places] - (ends - counts), counts) + np.arange(counts.sum())
    loan_places, event_places = pa.array(places), pa.array(events)
    return columns._replace(
        contract_id=columns.contract_id.take(loan_places),
        customer=columns.customer.take(loan_places),
        event_offsets=np.concatenate([np.zeros(1, np.int64), ends]),
        event_id=columns.event_id.take(event_places),
        note=columns.note.take(event_places),
        **{name: getattr(columns, name)[places] for name in _BY_LOAN},
        **{name: getattr(columns, name)[events] for name in _BY_EVENT},
    )


class _Rows:
    """Collects the rows of a slice's tables."""

    def __init__(self, notices: Notices, day: date) -> None:
        self._milestones = notices.milestones
        self._day = day.toordinal()
        self._places: dict[str, list[Any]] = {name: [] for name in tables.BY_LOAN}
        self._numbers: dict[str, list[Any]] = {name: [] for name in tables.BY_LOAN}
        self._products: dict[str, list[Any]] = {name: [] for name in tables.BY_LOAN}

    def add(self, block: Block, marks: Int64, was: Int64, now: Int64, product: Int64) -> None:
        """The rows of a block, read before the next block overwrites it."""
        rows_of: tuple[tuple[str, int, Callable[[Int64], list[Any]]], ...] = (
            (tables.MOVES, MOVED, lambda rows: self._moves(block, rows, was, now)),
            (tables.DUE_AHEAD, DUE_AHEAD, lambda rows: self._ahead(block, rows)),
            (tables.DUE_TODAY, DUE_TODAY, lambda rows: self._today(block, rows)),
            (tables.OVERDUE, OVERDUE, lambda rows: self._overdue(block, rows)),
        )
        for name, mark, numbers in rows_of:
            rows = (marks & mark).nonzero()[0]
            if len(rows):
                self._places[name].append(rows + block.low)
                self._products[name].append(product[rows])
                self._numbers[name].append(numbers(rows))

    def _moves(self, block: Block, rows: Int64, was: Int64, now: Int64) -> list[Int64]:
        before, after = block.before[rows], block.now[rows]
        return [was[rows], now[rows], *_side(before), *_side(after)]

    def _ahead(self, block: Block, rows: Int64) -> list[Int64]:
        now = block.now[rows]
        return [now[:, O_NEXT_DUE], *_parts(now, O_NEXT)]

    def _today(self, block: Block, rows: Int64) -> list[Int64]:
        import numpy as np

        now = block.now[rows]
        return [np.full(len(rows), self._day), *_parts(now, O_DUE_TODAY)]

    def _overdue(self, block: Block, rows: Int64) -> list[Int64]:
        import numpy as np

        now = block.now[rows]
        late = now[:, O_DAYS_PAST_DUE]
        steps = np.array(self._milestones, np.int64)
        reached = steps[np.searchsorted(steps, late, side="right") - 1]
        return [now[:, O_OLDEST_DUE], late, reached, *_parts(now, O_OVERDUE)]

    def tables(self, columns: ShardColumns, names: list[str]) -> dict[str, Any]:
        """The tables of the slice."""
        return {name: self._table(name, columns, names) for name in tables.BY_LOAN}

    def _table(self, name: str, columns: ShardColumns, names: list[str]) -> Any:
        import numpy as np
        import pyarrow as pa
        import pyarrow.compute as pc

        fields = tables.schema(name)
        if not self._places[name]:
            return fields.empty_table()
        places = pa.array(np.concatenate(self._places[name]))
        contracts = columns.contract_id.take(places)
        products = pa.array(names).take(pa.array(np.concatenate(self._products[name])))
        numbers = [np.concatenate(each) for each in zip(*self._numbers[name], strict=True)]
        found = [contracts, pc.coalesce(columns.customer.take(places), contracts), products]
        for values, field in zip(numbers, list(fields)[3:], strict=True):
            found.append(_typed(values, field.type))
        return pa.table(found, schema=fields)


def _side(told: Any) -> list[Any]:
    """Days past due, principal, outstanding and overdue amount."""
    charged, settled = told[:, O_CHARGED : O_CHARGED + 4], [O_PAID, O_WAIVED, O_WRITTEN_OFF]
    left = charged - sum(told[:, start : start + 4] for start in settled)
    overdue = told[:, O_OVERDUE : O_OVERDUE + 4].sum(axis=1)
    return [told[:, O_DAYS_PAST_DUE], left[:, 0], left.sum(axis=1), overdue]


def _parts(told: Any, start: int) -> list[Any]:
    """The four parts of an amount, and the money held for the borrower."""
    return [*told[:, start : start + 4].T, told[:, O_CREDIT]]


def _typed(values: Any, kind: Any) -> Any:
    """Whole numbers as a column: as they are, as days, or as names of classes."""
    import numpy as np
    import pyarrow as pa

    if pa.types.is_string(kind):
        return pa.array(CLASSES).take(pa.array(values))
    if pa.types.is_date32(kind):
        return pa.array((values - DAY_ZERO).astype(np.int32)).view(kind)
    if pa.types.is_int32(kind):
        return pa.array(values.astype(np.int32))
    return pa.array(np.ascontiguousarray(values))
