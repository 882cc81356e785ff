"""The evaluated book as a table: one row for each loan, what it stands at on a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ashore.book.analytics.walking import (
    NEVER,
    Tell,
    Walk,
    drawn,
    first_drawn,
    outstanding,
    walk,
)
from ashore.book.folding import TermWords, words_of
from ashore.book.store import ShardColumns
from ashore.book.store.one_loan import loan_of
from ashore.book.store.rows import ContractReader
from ashore.kernel import (
    EPOCH,
    O_CREDIT,
    O_DAYS_PAST_DUE,
    O_DUE_TODAY,
    O_NEXT,
    O_NEXT_DUE,
    O_OLDEST_DUE,
    O_OVERDUE,
    O_PAID,
    O_RECEIVED,
    O_RECOVERED,
    O_REFUNDED,
    O_STATUS,
    O_WAIVED,
    O_WITHHELD,
    O_WRITTEN_OFF,
    status_told,
)

if TYPE_CHECKING:
    import pyarrow as pa

    from ashore.book.analytics.walking import Int64

PARTS = ("principal", "interest", "fee", "penalty")
_BY_PART = {
    "overdue": O_OVERDUE,
    "due_today": O_DUE_TODAY,
    "next": O_NEXT,
    "paid": O_PAID,
    "waived": O_WAIVED,
    "written_off": O_WRITTEN_OFF,
}
_WHOLE = {
    "received_minor": O_RECEIVED,
    "withheld_minor": O_WITHHELD,
    "credit_minor": O_CREDIT,
    "refunded_minor": O_REFUNDED,
    "recovered_minor": O_RECOVERED,
}
STATUSES = tuple(status_told(number).value for number in range(6))


@cache
def positions_schema() -> pa.Schema:
    """The columns of `positions`: amounts in minor units (int64), days as dates; docs/reference/files.md has each."""
    import pyarrow as pa

    text, word = pa.string(), pa.dictionary(pa.int32(), pa.string())
    day, money = pa.date32(), pa.int64()
    of_parts = [f"{name}_{part}_minor" for name in ("outstanding", *_BY_PART) for part in PARTS]
    return pa.schema(
        [
            pa.field("contract_id", text, nullable=False),
            pa.field("customer", text, nullable=False),
            *(
                pa.field(name, word, nullable=False)
                for name in ("product", "convention", "repayment", "status")
            ),
            pa.field("start", day, nullable=False),
            pa.field("drawn_on", day),
            pa.field("principal_minor", money, nullable=False),
            pa.field("rate_ppb", pa.int64(), nullable=False),
            pa.field("instalments", pa.int16(), nullable=False),
            pa.field("days_past_due", pa.int32(), nullable=False),
            pa.field("oldest_due", day),
            pa.field("next_due", day),
            *(
                pa.field(name, money, nullable=False)
                for name in ("drawn_minor", *of_parts, *_WHOLE)
            ),
        ]
    )


Terms = TermWords
"""What a text of terms says of all loans that share it."""


class TermsReader:
    """The words of texts of terms; each text is read once."""

    def __init__(self) -> None:
        self._known: dict[str, Terms] = {}
        self._reader = ContractReader()

    def of(self, columns: ShardColumns) -> list[Terms]:
        """The words of every text of a slice, in the order of ``columns.terms``."""
        import numpy as np

        used, users = np.unique(columns.terms_index, return_index=True)
        for index, loan in zip(used.tolist(), users.tolist(), strict=True):
            text = columns.terms[index]
            if text not in self._known:
                contract = loan_of(columns, loan, self._reader).contract
                self._known[text] = words_of(contract)
        nobody = Terms("", "", "")
        return [self._known.get(text, nobody) for text in columns.terms]


def positions(
    folder: Path, as_of: date, known_at: date | None = None, tell: Tell | None = None
) -> pa.RecordBatchReader:
    """What every loan of a book stands at on ``as_of``, as known on ``known_at``: a stream, some 65,536 loans at a time.

    Columns: `positions_schema`. A loan not drawn yet stands there as pending, with zeros. Raises BookError for a folder
    that is no book and, while reading, for whatever of it makes no sense.
    """
    import pyarrow as pa

    book = walk(folder, known_at, tell)
    return pa.RecordBatchReader.from_batches(positions_schema(), _batches(book, as_of))


def _batches(book: Walk, as_of: date) -> Iterator[pa.RecordBatch]:
    reader = TermsReader()
    for columns in book.slices():
        told = book.standings(columns, as_of)
        yield _batch(columns, told, first_drawn(columns, as_of, book.known_at), reader)


def _batch(
    columns: ShardColumns, told: Int64, drawn_on: Int64, reader: TermsReader
) -> pa.RecordBatch:
    import pyarrow as pa
    import pyarrow.compute as pc

    terms = reader.of(columns)
    columns_by_name: dict[str, Any] = {
        "contract_id": columns.contract_id,
        "customer": pc.coalesce(columns.customer, columns.contract_id),
        **{name: _words(columns, terms, name) for name in Terms._fields},
        "status": pa.DictionaryArray.from_arrays(
            pa.array(told[:, O_STATUS].astype("int32")), pa.array(STATUSES)
        ),
        "start": _days(columns.start),
        "drawn_on": _days(drawn_on, drawn_on == NEVER),
        "principal_minor": columns.principal_minor,
        "rate_ppb": columns.rate_ppb,
        "instalments": columns.instalments,
        "days_past_due": told[:, O_DAYS_PAST_DUE].astype("int32"),
        "oldest_due": _told_days(told[:, O_OLDEST_DUE]),
        "next_due": _told_days(told[:, O_NEXT_DUE]),
        **_amounts(told),
    }
    schema = positions_schema()
    return pa.RecordBatch.from_arrays(
        [_array(columns_by_name[field.name], field.type) for field in schema], schema=schema
    )


def _amounts(told: Int64) -> dict[str, Int64]:
    found = {"drawn_minor": drawn(told)}
    for at, part in enumerate(PARTS):
        found[f"outstanding_{part}_minor"] = outstanding(told, at)
        for name, place in _BY_PART.items():
            found[f"{name}_{part}_minor"] = told[:, place + at]
    found.update({name: told[:, place] for name, place in _WHOLE.items()})
    return found


def _array(values: Any, kind: Any) -> Any:
    import pyarrow as pa

    return values if isinstance(values, pa.Array) else pa.array(values, kind)


def _words(columns: ShardColumns, terms: list[Terms], name: str) -> Any:
    """A word of the terms for each loan, as a dictionary without doubles."""
    import numpy as np
    import pyarrow as pa

    words = [getattr(each, name) for each in terms]
    distinct = sorted(set(words))
    place = np.array([distinct.index(word) for word in words], np.int32)
    return pa.DictionaryArray.from_arrays(
        pa.array(place[columns.terms_index]), pa.array(distinct, pa.string())
    )


def _days(days: Any, none: Any = None) -> Any:
    import pyarrow as pa

    return pa.array(days.astype("int32"), pa.int32(), mask=none).cast(pa.date32())


def _told_days(days: Int64) -> Any:
    return _days(days - EPOCH, days == 0)
