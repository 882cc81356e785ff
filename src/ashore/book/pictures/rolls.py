"""The roll matrix as a grid: from which class to which principal went in a month, the darker the more."""

from __future__ import annotations

from ashore.book.analytics import RUNNING_CLASSES, Rolls
from ashore.book.pictures.figure import Figure, Style
from ashore.book.pictures.numbers import percent
from ashore.book.pictures.svg import WIDTH, Canvas, text_width
from ashore.loan import written_date
from ashore.money import Rounding, divide

LEFT, TOP, ROW = 54, 38, 26
TO = (*RUNNING_CLASSES, "closed", "written_off")
CELL = (WIDTH - LEFT) / len(TO)


def rolls_figure(found: Rolls, style: Style) -> Figure:
    """A row for each class at the beginning of a month, a column for each class at its end, shares of principal."""
    words = style.words
    canvas = Canvas(TOP + ROW * len(RUNNING_CLASSES) + 2, words("rolls_says"))
    canvas.text(LEFT - 6, 10, words("rolls_from"), "", "end")
    canvas.text(LEFT + 2, 10, words("rolls_to"))
    for column, name in enumerate(TO):
        _column_name(canvas, LEFT + CELL * (column + 0.5), style.class_name(name))
    rows = []
    for row, from_class in enumerate(RUNNING_CLASSES):
        y = TOP + ROW * row
        canvas.text(LEFT - 6, y + 17, from_class, "strong", "end")
        shares = [_ppm(found, from_class, to_class) for to_class in TO]
        for column, ppm in enumerate(shares):
            _cell(canvas, column, y, ppm, worse=column > row and TO[column] != "closed")
        rows.append((from_class, *(percent(ppm or None) for ppm in shares)))
    header = (words("rolls_from"), *(style.class_name(name) for name in TO))
    first, last = (written_date(day, style.locale) for day in (found.days[0], found.days[-1]))
    note = words("rolls_note").format(months=len(found.days) - 1, first=first, last=last)
    return Figure(words("rolls"), note, canvas.render(), header, tuple(rows))


def _column_name(canvas: Canvas, x: float, name: str) -> None:
    """The name of a column, in two lines where it is wider than the column."""
    first, dash, last = name.partition("-")
    if not dash or text_width(name) < CELL:
        canvas.text(x, 32, name, "small", "middle")
        return
    canvas.text(x, 23, first + dash, "small", "middle")
    canvas.text(x, 32, last, "small", "middle")


def _ppm(found: Rolls, from_class: str, to_class: str) -> int | None:
    share = found.share(from_class, to_class)
    if share is None:
        return None
    return divide(share.numerator * 1_000_000, share.denominator, Rounding.HALF_UP)


def _cell(canvas: Canvas, column: int, y: float, ppm: int | None, *, worse: bool) -> None:
    x = LEFT + CELL * column
    canvas.rect(x + 0.5, y + 0.5, CELL - 1, ROW - 1, "cell")
    if ppm:
        strength = 12 + 48 * ppm // 1_000_000
        canvas.rect(
            x + 0.5, y + 0.5, CELL - 1, ROW - 1, "late" if worse else "good", strength=strength
        )
        shown = "<1" if ppm < 5_000 else percent(ppm, 0).removesuffix(" %")
        canvas.text(x + CELL / 2, y + 17, shown, "strong small", "middle")
