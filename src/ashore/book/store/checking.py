"""Columns of a shard that make no sense, found before anything is computed from them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ashore.book.store.errors import BookError
from ashore.book.store.layout import CONTRACTS, EVENTS, NO_DAY, UNSAID, shard_name
from ashore.book.store.rows import (
    ALLOCATIONS,
    KINDS,
    NO_AMOUNT,
    ContractReader,
    ContractRow,
    day_of,
)
from ashore.book.store.serviced_rows import mixed_up
from ashore.loan import (
    Charge,
    Disbursement,
    DueDateMove,
    Event,
    InterestPause,
    Part,
    RateChange,
    Repayment,
    Reversal,
    Waiver,
)
from ashore.money import MAX_MINOR, RATE_DENOMINATOR, AshoreError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ashore.book.store.columns import ShardColumns

    Rows = NDArray[np.int64]

MAX_RATE = 1_000 * RATE_DENOMINATOR
FIRST_DAY, LAST_DAY = -719_162, 2_932_896
"""The first and the last day that a date can be, as days from 1 January 1970."""


def check_slice(columns: ShardColumns, shard: int, known: set[str]) -> None:
    """Refuse loans and events whose fields make no sense by themselves.

    ``known`` are texts of terms that have been checked; those of this slice are added.

    Raises BookError naming shard, loan and field, with the value that was found.
    """
    _check_loans(columns, shard)
    _check_events(columns, shard)
    _check_terms(columns, shard, known)


def _check_loans(columns: ShardColumns, shard: int) -> None:
    def refuse(name: str, bad: Rows, expected: str) -> None:
        if len(bad):
            loan = columns.contract_id[int(bad[0])].as_py()
            value = getattr(columns, name)[bad[0]]
            _refuse(shard, CONTRACTS, f"loan {loan}", name, value, expected)

    def limit(name: str, least: int, most: int, expected: str) -> None:
        refuse(name, _outside(getattr(columns, name), least, most), expected)

    limit("principal_minor", 1, MAX_MINOR, f"1 to {MAX_MINOR}")
    limit("rate_ppb", 0, MAX_RATE, f"0 to {MAX_RATE}")
    limit("instalments", 1, 1_200, "1 to 1200")
    limit("start", FIRST_DAY, LAST_DAY, "a date")
    limit("instalment_minor", 0, MAX_MINOR, f"1 to {MAX_MINOR}")
    limit("first_due", NO_DAY, LAST_DAY, "a date")
    early = (columns.first_due != NO_DAY) & (columns.first_due <= columns.start)
    refuse("first_due", early.nonzero()[0], "a day after the start")


def _outside(values: Any, least: int, most: int) -> Rows:
    """The rows whose value lies outside the limits; nearly always none, so that the extremes are looked at first."""
    import numpy as np

    if not len(values) or (values.min() >= least and values.max() <= most):
        return np.empty(0, np.int64)
    return np.flatnonzero((values < least) | (values > most))


def _refuse(shard: int, kind: str, which: str, name: str, value: Any, expected: str) -> None:
    shown = value.item() if hasattr(value, "item") else value
    raise BookError(
        field=f"{shard_name(shard)}/{kind}: {which}: {name}", value=shown, expected=expected
    )


def _check_events(columns: ShardColumns, shard: int) -> None:
    import numpy as np

    def refuse(name: str, bad: Rows, expected: str) -> None:
        if len(bad):
            at = int(bad[0])
            loan = int(np.searchsorted(columns.event_offsets, at, side="right")) - 1
            place = at - int(columns.event_offsets[loan]) + 1
            which = f"loan {columns.contract_id[loan].as_py()}, event {place}"
            _refuse(shard, EVENTS, which, name, getattr(columns, name)[at], expected)

    kind, amount = columns.kind, columns.amount_minor
    refuse("kind", _outside(kind, 0, len(KINDS) - 1), f"0 to {len(KINDS) - 1}")
    for name in ("effective", "recorded"):
        refuse(name, _outside(getattr(columns, name), FIRST_DAY, LAST_DAY), "a date")
    still = np.isin(np.arange(len(KINDS)), tuple(NO_AMOUNT))
    bad = _outside(amount, 1, MAX_MINOR)
    refuse("amount_minor", bad[~still[kind[bad]]], f"1 to {MAX_MINOR}")
    refuse("kind", mixed_up(columns), "entries on a loan in servicing, and on no other")
    own = np.flatnonzero((kind == Repayment.rank) & (columns.first != UNSAID))
    unknown = _outside(columns.first[own], 0, len(ALLOCATIONS) - 1)
    refuse("first", own[unknown], "the place of an allocation table, from 0")
    rare = np.flatnonzero((kind != Disbursement.rank) & (kind != Repayment.rank))
    if len(rare):
        moved = still[kind[rare]] & (amount[rare] != 0)
        refuse("amount_minor", rare[moved], "0: this kind moves no money")
        _check_numbers(columns, rare, refuse)


def _check_numbers(
    columns: ShardColumns, rows: Rows, refuse: Callable[[str, Rows, str], None]
) -> None:
    """The numbers that say more about an event of a rarer kind."""
    import numpy as np

    kind, day = columns.kind[rows], columns.effective[rows]
    first, second, third = columns.first[rows], columns.second[rows], columns.third[rows]
    loan = np.searchsorted(columns.event_offsets, rows, side="right") - 1
    place = rows - columns.event_offsets[loan]
    limits: tuple[tuple[str, type[Event], Any, str], ...] = (
        ("first", RateChange, _out(first, 0, MAX_RATE), f"a rate, 0 to {MAX_RATE}"),
        (
            "first",
            InterestPause,
            _out(first, day, LAST_DAY - 1),
            "a last day, not before the first",
        ),
        ("second", InterestPause, _out(second, 0, 1), "0 or 1"),
        ("first", DueDateMove, _out(first, day, LAST_DAY), "a due date, not before the move"),
        ("second", DueDateMove, _out(second, day, LAST_DAY), "a due date, not before the move"),
        ("second", DueDateMove, second == first, "another due date"),
        ("third", DueDateMove, _out(third, 0, 1), "0 or 1"),
        ("first", Charge, _out(first, day, LAST_DAY), "a due date, not before the charge"),
        ("first", Waiver, _out(first, 0, len(Part) - 1), f"a part, 0 to {len(Part) - 1}"),
        ("first", Reversal, _out(first, UNSAID, place - 1), "the place of an earlier event"),
    )
    for name, each, bad, expected in limits:
        refuse(name, rows[bad & (kind == each.rank)], expected)


def _out(values: Any, least: Any, most: Any) -> Any:
    return (values < least) | (values > most)


def _check_terms(columns: ShardColumns, shard: int, known: set[str]) -> None:
    """Every text of terms must make a contract with the columns of the first loan that uses it."""
    import numpy as np

    reader = ContractReader()
    first = np.full(len(columns.terms), -1)
    first[columns.terms_index[::-1]] = np.arange(columns.loans)[::-1]
    for text, loan in zip(columns.terms, first.tolist(), strict=True):
        if loan < 0 or text in known:
            continue
        known.add(text)
        first_due = int(columns.first_due[loan])
        row = ContractRow(
            columns.contract_id[loan].as_py(),
            None,
            text,
            day_of(int(columns.start[loan])),
            int(columns.principal_minor[loan]),
            int(columns.rate_ppb[loan]),
            int(columns.instalments[loan]),
            None if first_due == NO_DAY else day_of(first_due),
            int(columns.instalment_minor[loan]) or None,
        )
        try:
            reader.read(row)
        except AshoreError as error:
            which = f"loan {row.contract_id}"
            _refuse(shard, CONTRACTS, which, error.field, error.value, error.expected)
