"""Which days are to be closed: dates alone decide, so that no holiday and no change of clocks can skip or double one."""

from __future__ import annotations

from datetime import date

from ashore.book.eod.closing import NIGHT
from ashore.book.eod.errors import EndOfDayError
from ashore.book.store import BookError, Manifest


def missing_days(manifest: Manifest, closed: list[date], day: date) -> tuple[date, ...]:
    """The days from the last closed one up to ``day``; none where it is closed. Raises EndOfDayError where it cannot be."""
    _check_appended(manifest)
    if manifest.currency is None:
        raise EndOfDayError(field="book", value="no loan", expected="a book with loans")
    if manifest.closed_to is None or day > manifest.closed_to:
        last = manifest.closed_to
        first = "append the day first" if last is None else f"append the days after {last} first"
        raise EndOfDayError(
            field="date",
            value=day,
            expected=f"a day of which everything is in the book: {first}, empty or not",
        )
    if not closed:
        return (day,)
    if day < closed[0]:
        raise EndOfDayError(
            field="date",
            value=day,
            expected=f"{closed[0]} or later: the first day that was closed",
        )
    missed = (day - closed[-1]).days
    return tuple(closed[-1] + NIGHT * (k + 1) for k in range(missed))


def _check_appended(manifest: Manifest) -> None:
    """Refuse a book whose appended days are not one after the other, up to the day that it is closed to."""
    days = sorted(date.fromisoformat(each) for each in manifest.days)
    expected = [days[0] + NIGHT * k for k in range(len(days))] if days else []
    if days != expected or (days and manifest.closed_to != days[-1]):
        missing = next((day for day in expected if day not in days), manifest.closed_to)
        raise BookError(
            field="days",
            value=f"{missing} is missing",
            expected="every day from the first that was appended: put book.json back from a copy",
        )
