"""What the loans of a slice stand at on two days: by the kernel, by the library where the kernel leaves them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from ashore.book.compiled import evaluator
from ashore.book.folding import position_of
from ashore.book.store import ShardColumns
from ashore.book.store.errors import BookError
from ashore.book.store.one_loan import loan_of
from ashore.book.store.rows import ContractReader
from ashore.kernel import (
    ALWAYS,
    DONE,
    OUT_SIZE,
    STATE_SIZE,
    T_FEES,
    computes,
    sizes,
    terms_numbers,
    told,
)
from ashore.loan import Contract, Event
from ashore.money import AshoreError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Int64 = NDArray[np.int64]

BLOCK = 4_096
"""Loans evaluated at once: what is told of them stays in the processor's cache until it is added up."""


class AsOf(NamedTuple):
    """A day, the day before that is compared with it, and what was known on each.

    ``before`` None asks for ``day`` alone; ``known_at`` None for all that is known.
    """

    day: date
    before: date | None = None
    known_at: date | None = None
    known_before: date | None = None

    @property
    def numbers(self) -> tuple[int, int, int, int]:
        """Known before, known at, the day before, the day: as the kernel counts days."""
        known_at = ALWAYS if self.known_at is None else self.known_at.toordinal()
        known_before = known_at if self.known_before is None else self.known_before.toordinal()
        before = 0 if self.before is None else self.before.toordinal()
        return known_before, known_at, before, self.day.toordinal()


class Block(NamedTuple):
    """Consecutive loans and what they stand at: ``told[i, 0]`` before, ``told[i, 1]`` on the day (see `ashore.kernel`).

    ``told`` is overwritten by the next block.
    """

    columns: ShardColumns
    low: int
    high: int
    told: Int64

    @property
    def before(self) -> Int64:
        """What the loans stood at the day before."""
        return self.told[:, 0]

    @property
    def now(self) -> Int64:
        """What the loans stand at on the day."""
        return self.told[:, 1]


class Evaluator:
    """Evaluates slices of a book; one for each thread, since it owns the working space.

    ``plain`` runs the kernel as plain Python although Numba is there.
    """

    def __init__(self, *, plain: bool = False) -> None:
        self._run = evaluator(plain=plain)
        self._plain = self._run is evaluator(plain=True)
        self._patterns: dict[str, list[int] | None] = {}
        self._reader = ContractReader()
        self.left_to_library = 0
        """How many loans the library has folded so far."""

    def blocks(self, columns: ShardColumns, as_of: AsOf) -> Iterator[Block]:
        """The loans of a slice, a block at a time.

        Raises BookError naming the loan whose history the library refuses.
        """
        import numpy as np

        inputs = self._inputs(columns)
        events, space = self._space(columns)
        out = self._room(BLOCK * 2 * OUT_SIZE)
        how = self._room(BLOCK)
        numbers = as_of.numbers
        for low in range(0, columns.loans, BLOCK):
            high = min(low + BLOCK, columns.loans)
            size = (high - low) * 2 * OUT_SIZE
            self._run(low, high, *inputs, *numbers, events, space, out, how)
            found = np.asarray(out[:size], np.int64).reshape(high - low, 2, OUT_SIZE)
            left = np.flatnonzero(np.asarray(how[: high - low]) != DONE)
            for place in left.tolist():
                found[place] = self._by_library(columns, low + place, as_of)
            yield Block(columns, low, high, found)

    def _inputs(self, columns: ShardColumns) -> tuple[Any, ...]:
        import numpy as np

        terms: list[int] = []
        starts: list[int] = []
        for text, loan in zip(columns.terms, _first_users(columns), strict=True):
            found = self._terms(columns, text, loan)
            starts.append(len(terms) if found is not None else -1 - len(terms))
            terms.extend(found or ())
        starts.append(len(terms))
        named = np.zeros(columns.loans, np.int8)
        if columns.event_id.null_count < len(columns.event_id):
            told = np.flatnonzero(columns.event_id.is_valid().to_numpy(zero_copy_only=False))
            named[np.searchsorted(columns.event_offsets, told, side="right") - 1] = 1
        arrays: tuple[Any, ...] = (
            np.array(terms, np.int64),
            np.array(starts, np.int64),
            columns.terms_index,
            columns.principal_minor,
            columns.rate_ppb,
            columns.instalments,
            columns.first_due,
            columns.instalment_minor,
            named,
            columns.event_offsets,
            columns.kind,
            columns.effective,
            columns.recorded,
            columns.amount_minor,
            columns.first,
            columns.second,
            columns.third,
        )
        # Plain Python is exact on its own integers only, and faster on them.
        return tuple(each.tolist() for each in arrays) if self._plain else arrays

    def _room(self, size: int) -> Any:
        """Zeros to write into."""
        import numpy as np

        return [0] * size if self._plain else np.zeros(size, np.int64)

    def _terms(self, columns: ShardColumns, text: str, loan: int) -> list[int] | None:
        """The kernel's numbers for a text of terms; None where the kernel leaves them to the library."""
        if text not in self._patterns:
            contract = None
            if loan >= 0:
                contract = loan_of(columns, loan, self._reader).contract
            self._patterns[text] = None
            if isinstance(contract, Contract) and computes(contract):
                self._patterns[text] = terms_numbers(contract)
        return self._patterns[text]

    def terms_at_work(self, columns: ShardColumns, text: str) -> Int64:
        """The terms in the place where a loan at work has them, everything else zero: for a function of the kernel.

        Raises KeyError for terms that the kernel leaves to the library.
        """
        import numpy as np

        found = self._terms(columns, text, _first_users(columns)[columns.terms.index(text)])
        if found is None:
            raise KeyError(text)
        return np.array([0] * STATE_SIZE + found, np.int64)

    def _space(self, columns: ShardColumns) -> tuple[Any, Any]:
        import numpy as np

        most = int(np.diff(columns.event_offsets).max(initial=0))
        rows = int(columns.instalments.max(initial=0))
        fees = max(
            (found[T_FEES - STATE_SIZE] for found in self._patterns.values() if found), default=0
        )
        events = tuple(self._room(most + 1) for _ in range(7))
        space = tuple(self._room(size) for size in sizes(rows, most, fees))
        return events, space

    def _by_library(self, columns: ShardColumns, place: int, as_of: AsOf) -> list[list[int]]:
        self.left_to_library += 1
        loan = loan_of(columns, place, self._reader)
        try:
            now = position_of(loan.contract, loan.events, as_of.known_at)
            found = told(now.on(as_of.day))
            if as_of.before is None:
                return [[0] * OUT_SIZE, found]
            known = as_of.known_before or as_of.known_at
            if _is_news(loan.events, known, as_of.known_at):
                now = position_of(loan.contract, loan.events, known)
            return [told(now.on(as_of.before)), found]
        except AshoreError as error:
            raise BookError(
                field=f"loan {loan.id}: {error.field}", value=error.value, expected=error.expected
            ) from None


def _is_news(events: Iterable[Event], before: date | None, now: date | None) -> bool:
    """Whether anything was learned in between."""
    if before == now or before is None:
        return False
    return any(each.known_on > before and (now is None or each.known_on <= now) for each in events)


def _first_users(columns: ShardColumns) -> list[int]:
    """The first loan that uses each text of terms, or -1."""
    import numpy as np

    first = np.full(len(columns.terms), -1)
    first[columns.terms_index[::-1]] = np.arange(columns.loans)[::-1]
    users: list[int] = first.tolist()
    return users
