"""What the results have in common: rows of a small table with a name, a currency, and columns of pinned types."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from ashore.money import Rounding, divide

if TYPE_CHECKING:
    import pyarrow as pa

PPM = 1_000_000


class Analysis(Protocol):
    """A result on a day: rows that can be had as a table and as plain data.

    In both, names that end in ``_minor`` are amounts in minor units, those in ``_ppm`` shares in millionths.
    """

    @property
    def as_of(self) -> date:
        """The day that was asked about."""

    @property
    def currency(self) -> str | None:
        """The currency of all amounts; None for a book without loans."""

    def to_arrow(self) -> pa.Table:
        """The rows as a table."""

    def to_dict(self) -> dict[str, Any]:
        """All of it as plain data for JSON."""


def share_ppm(part: int, whole: int) -> int | None:
    """A share in millionths, half up; None of nothing.

    >>> share_ppm(1, 3)
    333333
    """
    return None if whole == 0 else divide(part * PPM, whole, Rounding.HALF_UP)


def fraction_ppm(share: Fraction) -> int:
    """A fraction in millionths, half up."""
    return divide(share.numerator * PPM, share.denominator, Rounding.HALF_UP)


class Column(NamedTuple):
    """A column of a result: ``kind`` is text, day or whole; ``optional`` may be missing in a row."""

    name: str
    kind: str = "whole"
    optional: bool = False


def table(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> pa.Table:
    """Rows as an Arrow table whose types are those of the columns, whatever the values."""
    import pyarrow as pa

    kinds = {"text": pa.string(), "day": pa.date32(), "whole": pa.int64()}
    schema = pa.schema(
        [pa.field(each.name, kinds[each.kind], nullable=each.optional) for each in columns]
    )
    found = [list(row) for row in rows]
    arrays = [pa.array([row[at] for row in found], field.type) for at, field in enumerate(schema)]
    return pa.Table.from_arrays(arrays, schema=schema)


def plain_rows(columns: Sequence[Column], rows: Iterable[Sequence[Any]]) -> list[dict[str, Any]]:
    """Rows as plain data, dates as text."""
    return [
        {
            column.name: value.isoformat() if isinstance(value, date) else value
            for column, value in zip(columns, row, strict=True)
        }
        for row in rows
    ]
