"""Vintages as lines: how much of what was drawn in a year is bad after so many months."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from ashore.book.analytics import Vintage, Vintages
from ashore.book.pictures.figure import Figure, Style
from ashore.book.pictures.numbers import ceiling, percent
from ashore.book.pictures.svg import WIDTH, Canvas
from ashore.money import Rounding, divide, format_minor

LEFT, RIGHT, TOP, BOTTOM, HEIGHT = 40, 40, 10, 34, 240
MOST_LINES = 6
FEWEST_LOANS, FEWEST_MONTHS = 10, 6
LINE = 12
TWIN_MONTHS = (3, 6, 9, 12, 18, 24, 36, 48, 60)

Curves = dict[date, list[Vintage]]


def vintages_figure(found: Vintages, style: Style) -> Figure:
    """A line for each of the latest vintages that have enough loans, with its year at the end."""
    words, curves = style.words, _chosen(found)
    months = max((len(curve) for curve in curves.values()), default=1)
    most = max((_ppm(each.bad_30) for curve in curves.values() for each in curve), default=0)
    top = ceiling(max(most // 10_000 + 1, 1))
    canvas = Canvas(HEIGHT, words("vintages_says"))
    _axes(canvas, top, months, words("months_on_book"))
    ends = []
    for at, (first, curve) in enumerate(curves.items()):
        points = [(_x(each.months_on_book, months), _y(_ppm(each.bad_30), top)) for each in curve]
        canvas.path(points, f"line c{at}")
        ends.append((points[-1], f"{first:%Y}", f"c{at}"))
    for (x, _), y, name, kind in _apart(ends):
        canvas.text(min(x + 4, WIDTH - RIGHT + 4), y + 4, name, f"end {kind}")
    note = words("vintages_note").format(fewest=FEWEST_LOANS)
    return Figure(words("vintages"), note, canvas.render(), *_twin(curves, style))


def _chosen(found: Vintages) -> Curves:
    curves: Curves = {}
    for each in found.vintages:
        curves.setdefault(each.drawn_from, []).append(each)
    enough = [
        first
        for first, curve in curves.items()
        if curve[0].loans >= FEWEST_LOANS and len(curve) >= FEWEST_MONTHS
    ]
    return {first: curves[first] for first in enough[-MOST_LINES:]}


def _ppm(share: Fraction) -> int:
    return divide(share.numerator * 1_000_000, share.denominator, Rounding.HALF_UP)


def _x(month: int, months: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * month / max(months - 1, 1)


def _y(ppm: int, top: int) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - ppm / (top * 10_000))


def _axes(canvas: Canvas, top: int, months: int, name: str) -> None:
    for quarter in range(5):
        y = _y(top * 2_500 * quarter, top)
        canvas.line(LEFT, y, WIDTH - RIGHT, y)
        if quarter % 2 == 0:
            canvas.text(
                LEFT - 5, y + 4, percent(top * 2_500 * quarter, 0 if top > 1 else 1), "", "end"
            )
    step = 12 if months > 24 else 6 if months > 12 else 3
    for month in range(0, months, step):
        canvas.text(_x(month, months), HEIGHT - BOTTOM + 15, str(month), "", "middle")
    canvas.text((WIDTH - RIGHT + LEFT) / 2, HEIGHT - 5, name, "", "middle")


End = tuple[tuple[float, float], str, str]


def _apart(ends: list[End]) -> list[tuple[tuple[float, float], float, str, str]]:
    """Names at the ends of lines, moved down where they would lie upon one another."""
    placed: list[tuple[tuple[float, float], float, str, str]] = []
    for point, name, kind in sorted(ends, key=lambda end: end[0][1]):
        y = point[1]
        while any(
            abs(point[0] - other[0]) < 30 and abs(y - at) < LINE for other, at, _, _ in placed
        ):
            y += 1
        placed.append((point, y, name, kind))
    return placed


def _twin(curves: Curves, style: Style) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    longest = max((len(curve) for curve in curves.values()), default=0)
    months = [month for month in TWIN_MONTHS if month < longest]
    shown = style.words("after_months")
    header = (
        *(style.words(key) for key in ("drawn_in", "count", "drawn")),
        *(shown.format(months=month) for month in months),
    )
    rows = []
    for first, curve in curves.items():
        cells = [
            percent(_ppm(curve[month].bad_30)) if month < len(curve) else "" for month in months
        ]
        amount = format_minor(curve[0].drawn_minor, style.currency, style.locale)
        rows.append((f"{first:%Y}", f"{curve[0].loans:,}", amount, *cells))
    return header, tuple(rows)
