"""Cash ahead as columns: what falls due month by month."""

from __future__ import annotations

from ashore.book.analytics import CashFlow, Flow
from ashore.book.pictures.figure import Figure, Style
from ashore.book.pictures.numbers import ceiling, short_amount
from ashore.book.pictures.svg import WIDTH, Canvas, text_width
from ashore.money import format_minor

LEFT, TOP, BOTTOM, HEIGHT = 44, 28, 24, 220
FLOOR = HEIGHT - BOTTOM
LAYERS = (("principal", "good"), ("interest", "soft"), ("fee", "late"), ("penalty", "late"))


def cash_flow_figure(found: CashFlow, style: Style) -> Figure:
    """A column for each month ahead: principal, interest upon it, fees at the top. What is overdue or later is in the twin."""
    words = style.words
    months = [flow for flow in found.flows if flow.first_day is not None]
    top = ceiling(max((flow.due.total for flow in months), default=0))
    canvas = Canvas(HEIGHT, words("cash_says"))
    _legend(canvas, months, style)
    for half in range(3):
        y = FLOOR - (FLOOR - TOP) * half / 2
        canvas.line(LEFT, y, WIDTH, y)
        amount = short_amount(top * half // 2, style.currency, style.locale)
        canvas.text(LEFT - 5, y + 4, amount, "", "end")
    width, free = (WIDTH - LEFT) / max(len(months), 1), 0.0
    for at, flow in enumerate(months):
        _column(canvas, flow, LEFT + width * at, width, top)
        x = LEFT + width * at
        if x >= free and x + text_width(flow.period) < WIDTH:
            canvas.text(x, FLOOR + 15, flow.period)
            free = x + 1.6 * text_width(flow.period)
    header = tuple(
        words(key) for key in ("cash_period", "principal", "interest", "cash_rest", "cash_total")
    )
    rows = tuple(_row(flow, style) for flow in found.flows)
    return Figure(words("cash"), words("cash_note"), canvas.render(), header, rows)


def _column(canvas: Canvas, flow: Flow, x: float, width: float, top: int) -> None:
    y = float(FLOOR)
    for name, kind in LAYERS:
        height = (FLOOR - TOP) * max(getattr(flow.due, name), 0) / top
        if height:
            y -= height
            canvas.rect(x + width * 0.1, y, width * 0.8, height, kind)


def _legend(canvas: Canvas, months: list[Flow], style: Style) -> None:
    x = float(LEFT)
    for name, kind in LAYERS[:3]:
        if any(getattr(flow.due, name) for flow in months):
            canvas.rect(x, 5, 9, 9, kind)
            said = style.words(name)
            canvas.text(x + 13, 14, said)
            x += 13 + text_width(said) + 12


def _row(flow: Flow, style: Style) -> tuple[str, ...]:
    period = flow.period if flow.first_day else style.words(f"cash_{flow.period}")
    amounts = (
        *(flow.due.principal, flow.due.interest),
        *(flow.due.fee + flow.due.penalty, flow.due.total),
    )
    return period, *(format_minor(minor, style.currency, style.locale) for minor in amounts)
