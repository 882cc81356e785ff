"""A table as a spreadsheet: amounts as numbers in major units, shares in per cent, dates as dates, texts as texts."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from ashore.book.store import BookError
from ashore.money import currency as currency_of

if TYPE_CHECKING:
    import pyarrow as pa

MOST_ROWS = 1_048_575
"""Rows of a sheet under its header."""
CERTAIN = 10**15
"""A spreadsheet keeps numbers in binary, with fifteen decimal digits certain: below this a number comes back as it was."""
MADE = datetime(2020, 1, 1)  # noqa: DTZ001 - spreadsheets know no zones
"""Written into every file, so that the same table gives the same bytes."""
Put = Callable[[int, int, Any], None]


class SheetWriter:
    """Writes batches into one sheet, in bounded memory.

    Columns whose names end in ``_minor`` are amounts: 123456 fen become the number 1234.56, shown with the decimals of the
    currency. It is the binary number nearest to the exact amount, and with at most fifteen digits it reads as exactly that
    amount; a larger number is written as text rather than rounded. ``_ppm`` columns become per cent with four decimals,
    ``_ppb`` columns per cent with seven. Texts stay texts: none is taken for a formula.
    """

    def __init__(self, path: Path, schema: pa.Schema, currency: str | None) -> None:
        import xlsxwriter

        self._book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        self._book.set_properties({"created": MADE})
        self._sheet = self._book.add_worksheet()
        self._exponent = 2 if currency is None else currency_of(currency).exponent
        self._rows = 0
        self._put = [self._column(at, field.name, field.type) for at, field in enumerate(schema)]

    def __enter__(self) -> Self:
        """The writer itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Complete the file, whatever happened: whoever asked throws it away if something did."""
        self._book.close()

    def write(self, batch: pa.RecordBatch) -> None:
        """Add rows. Raises BookError where they are more than a sheet holds."""
        if self._rows + batch.num_rows > MOST_ROWS:
            raise BookError(
                field="out",
                value=f"more than {MOST_ROWS:,} rows",
                expected="fewer in a spreadsheet: write .parquet or .csv instead",
            )
        columns = [column.to_pylist() for column in batch.columns]
        for row in zip(*columns, strict=True):
            self._rows += 1
            for at, value in enumerate(row):
                if value is not None:
                    self._put[at](self._rows, at, value)

    def _column(self, at: int, name: str, kind: Any) -> Put:
        """Write the header of a column; how its values are put into cells."""
        import pyarrow as pa

        bold = self._book.add_format({"bold": True})
        whole = pa.types.is_integer(kind) or (pa.types.is_decimal(kind) and kind.scale == 0)
        header, scale, shown = name, 0, ""
        if whole and name.endswith("_minor"):
            header, scale = name.removesuffix("_minor"), self._exponent
            shown = "#,##0" + ("." + "0" * scale if scale else "")
        elif whole and name.endswith(("_ppm", "_ppb")):
            header, scale = name[:-4], 6 if name.endswith("_ppm") else 9
            shown = "0." + "0" * (scale - 2) + "%"
        self._sheet.write_string(0, at, header, bold)
        self._sheet.set_column(at, at, max(12, len(header) + 2))
        if pa.types.is_temporal(kind):
            return self._date_putter()
        if pa.types.is_integer(kind) or pa.types.is_decimal(kind) or pa.types.is_floating(kind):
            return self._number_putter(scale, shown)
        return lambda row, column, value: self._sheet.write_string(row, column, str(value))

    def _date_putter(self) -> Put:
        shown = self._book.add_format({"num_format": "yyyy-mm-dd"})

        def put(row: int, column: int, value: Any) -> None:
            if isinstance(value, date) and not isinstance(value, datetime):
                self._sheet.write_datetime(row, column, value, shown)
            else:
                self._sheet.write_string(row, column, str(value))

        return put

    def _number_putter(self, scale: int, shown: str) -> Put:
        style = self._book.add_format({"num_format": shown} if shown else {})

        divisor = 10**scale

        def put(row: int, column: int, value: Any) -> None:
            if isinstance(value, float) or (divisor == 1 and abs(value) < CERTAIN):
                self._sheet.write_number(row, column, value, style)
            elif abs(value) < CERTAIN:
                # A quotient of two whole numbers is the number nearest to the exact one.
                self._sheet.write_number(row, column, int(value) / divisor, style)
            else:
                self._sheet.write_string(row, column, f"{Decimal(value).scaleb(-scale):,f}")

        return put
