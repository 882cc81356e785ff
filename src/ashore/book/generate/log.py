"""The events of some loans, collected as columns while their lives are played, and put in the order of recording."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ashore.book.generate.types import Int8, Int32, Int64

NO_EVENT = -1


class Events(NamedTuple):
    """Events by loan, within a loan as recorded. ``loan`` is a row of the block; -1 in the numbers stands for none."""

    loan: Int32
    kind: Int8
    effective: Int32
    recorded: Int32
    amount: Int64
    first: Int64
    second: Int64
    third: Int64


class Log:
    """Takes events in any order of loans, in the order of happening for each of them."""

    def __init__(self, as_of: int) -> None:
        self._as_of = as_of
        self._pieces: list[list[Any]] = []
        self._events = 0

    def add(
        self,
        kind: int,
        loan: Int64,
        effective: Any,
        amount: Any = 0,
        numbers: tuple[Any, Any, Any] = (NO_EVENT, NO_EVENT, NO_EVENT),
        recorded: Any = None,
    ) -> Int64:
        """Note an event for each of the loans. Returns their entries, which a reversal names as its first number."""
        shape = len(loan)
        entries = np.arange(self._events, self._events + shape)
        self._events += shape
        known = effective if recorded is None else recorded
        columns = (loan, kind, effective, known, amount, *numbers)
        self._pieces.append([np.broadcast_to(each, (shape,)) for each in columns])
        return entries

    def events(self, reversal: int) -> Events:
        """What had been recorded by the day of the book; ``reversal`` is the kind whose first number is an entry."""
        columns = [np.concatenate(each) for each in zip(*self._pieces, strict=True)]
        loan, kind, effective, known, amount, first, second, third = columns
        # One key sorts: the loan, the day of recording, then the order of happening.
        order = np.argsort((loan.astype(np.int64) << 32) + known, kind="stable")
        order = order[(known[order] <= self._as_of) & (effective[order] <= self._as_of)]
        place = np.full(len(loan), NO_EVENT)
        kept = loan[order]
        starts = np.searchsorted(kept, kept)
        place[order] = np.arange(len(order)) - starts
        undone = np.flatnonzero(kind == reversal)
        first[undone] = place[first[undone]]
        return Events(
            kept.astype(np.int32),
            kind[order].astype(np.int8),
            effective[order].astype(np.int32),
            known[order].astype(np.int32),
            *(each[order].astype(np.int64) for each in (amount, first, second, third)),
        )
