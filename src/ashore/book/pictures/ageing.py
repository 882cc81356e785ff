"""Ageing as bars: the principal that running loans owe, by days past due."""

from __future__ import annotations

from ashore.book.analytics import Ageing
from ashore.book.pictures.figure import Figure, Style
from ashore.book.pictures.numbers import percent, short_amount
from ashore.book.pictures.svg import WIDTH, Canvas
from ashore.money import Rounding, divide, format_minor

LEFT, RIGHT, ROW = 62, 92, 24


def ageing_figure(found: Ageing, style: Style) -> Figure:
    """A bar for each range of days past due; those that are late in a warm colour."""
    words = style.words
    whole = sum(age.principal_minor for age in found.ages)
    most = max((age.principal_minor for age in found.ages), default=0) or 1
    canvas = Canvas(ROW * len(found.ages) + 4, words("ageing_says"))
    room = WIDTH - LEFT - RIGHT
    shares = []
    for at, age in enumerate(found.ages):
        y = at * ROW
        ppm = divide(age.principal_minor * 1_000_000, whole, Rounding.HALF_UP) if whole else None
        shares.append(percent(ppm))
        canvas.text(LEFT - 6, y + 16, age.name, "strong", "end")
        length = room * age.principal_minor / most
        canvas.rect(
            LEFT, y + 4, max(length, 1.0) if age.loans else 0, ROW - 8, "late" if at else "good"
        )
        amount = short_amount(age.principal_minor, style.currency, style.locale)
        canvas.text(LEFT + length + 5, y + 16, f"{amount} · {shares[-1]}" if age.loans else "–")
    rows = tuple(
        (
            age.name,
            f"{age.loans:,}",
            *(format_minor(minor, style.currency, style.locale) for minor in age[3:]),
            share,
        )
        for age, share in zip(found.ages, shares, strict=True)
    )
    header = tuple(words(key) for key in ("days", "count", "principal", "overdue", "share"))
    return Figure(words("days_past_due"), words("ageing_note"), canvas.render(), header, rows)
