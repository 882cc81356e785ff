"""Cash ahead: what falls due by month from the schedules as they stand, and what of it is expected to come in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ashore.book.analytics.assumptions import Assumption, in_force
from ashore.book.analytics.classes import RUNNING_CLASSES, classes_of, is_running
from ashore.book.analytics.results import PPM, Column, plain_rows, table
from ashore.book.analytics.scheduled import FlowEvaluator
from ashore.book.analytics.vintages import month_number, month_start
from ashore.book.analytics.walking import Tell, is_small, walk
from ashore.book.store import BookError
from ashore.kernel import O_CREDIT
from ashore.loan import Parts
from ashore.money import Rounding, divide

if TYPE_CHECKING:
    import pyarrow as pa

MOST_MONTHS = 600
COLUMNS = (
    Column("period", "text"),
    Column("first_day", "day", optional=True),
    *(Column(f"{part}_minor") for part in Parts._fields),
    Column("total_minor"),
    *(Column(f"expected_{part}_minor", optional=True) for part in Parts._fields),
    Column("expected_total_minor", optional=True),
)
ByPeriod = list[list[int]]
"""Amounts by period and part; the periods are those of `FlowBlock`."""


class Flow(NamedTuple):
    """What falls due in a period, by contract and as expected.

    ``period`` is ``overdue`` (due before the day), a month such as ``2026-07``, or ``later``. ``expected`` is None
    without assumptions, and for what is later than the months that were asked for.
    """

    period: str
    first_day: date | None
    due: Parts
    expected: Parts | None


class CashFlow(NamedTuple):
    """The cash ahead of a book on a day: by contract if everybody paid as agreed from now on, and as expected.

    What is due in the day's own month counts from the day itself. Interest is that of the schedules as they stand; penalties
    and interest that lateness will still add are not foreseen. ``credit_minor`` is money of borrowers that is held already:
    so much less will come in.
    """

    as_of: date
    currency: str | None
    credit_minor: int
    flows: tuple[Flow, ...]

    def _rows(self) -> Iterator[tuple[Any, ...]]:
        for flow in self.flows:
            expected = flow.expected
            foreseen = (None,) * 5 if expected is None else (*expected, expected.total)
            yield flow.period, flow.first_day, *flow.due, flow.due.total, *foreseen

    def to_arrow(self) -> pa.Table:
        """One row for each period."""
        return table(COLUMNS, self._rows())

    def to_dict(self) -> dict[str, Any]:
        """The periods as plain data."""
        return {
            "as_of": self.as_of.isoformat(),
            "currency": self.currency,
            "credit_minor": self.credit_minor,
            "periods": plain_rows(COLUMNS, self._rows()),
        }


def cash_flow(
    folder: Path,
    as_of: date,
    known_at: date | None = None,
    tell: Tell | None = None,
    *,
    months: int = 36,
    assumptions: Sequence[Assumption] = (),
) -> CashFlow:
    """What falls due in each of the next ``months`` (the month of ``as_of`` is the first) and later.

    Only loans that run on ``as_of`` count. Raises BookError for a book, or a number of months, that makes no sense.
    """
    if type(months) is not int or not 1 <= months <= MOST_MONTHS:
        raise BookError(field="months", value=months, expected=f"1 to {MOST_MONTHS}")
    book = walk(folder, known_at, tell)
    flows = FlowEvaluator(plain=is_small(book.manifest))
    by_class = [[[0, 0, 0, 0] for _ in range(months + 2)] for _ in RUNNING_CLASSES]
    credit = 0
    for columns in book.slices():
        told = book.standings(columns, as_of)
        running, classes = is_running(told), classes_of(told)
        credit += int(told[running, O_CREDIT].sum())
        for block in flows.flow_blocks(columns, as_of, months, running, known_at):
            _add(by_class, block.flows, classes[block.low : block.high])
    due = [_sum_parts(column) for column in zip(*by_class, strict=True)]
    expected = _expected(by_class, as_of, assumptions) if assumptions else None
    return CashFlow(as_of, book.currency, credit, tuple(_flows(as_of, due, expected)))


def _add(by_class: list[ByPeriod], flows: Any, classes: Any) -> None:
    for at, sums in enumerate(by_class):
        found = flows[classes == at].sum(axis=0).tolist()
        for period, parts in enumerate(found):
            sums[period] = [have + more for have, more in zip(sums[period], parts, strict=True)]


def _sum_parts(rows: Sequence[Sequence[int]]) -> Parts:
    return Parts(*(sum(column) for column in zip(*rows, strict=True)))


def _flows(as_of: date, due: Sequence[Parts], expected: Sequence[Parts] | None) -> Iterator[Flow]:
    """The periods with their names; ``expected`` has none for the last."""
    first, last = month_number(as_of), len(due) - 1
    for at, parts in enumerate(due):
        day = None if at in (0, last) else month_start(first + at - 1)
        name = {0: "overdue", last: "later"}.get(at) or f"{day:%Y-%m}"
        foreseen = None if expected is None or at == last else expected[at]
        yield Flow(name, day, parts, foreseen)


def _expected(
    by_class: Sequence[ByPeriod], as_of: date, assumptions: Sequence[Assumption]
) -> list[Parts]:
    """What is expected in each period but the last, rounded once at the end.

    Each month, of the loans of a class that still pay some stop for good and the others pay what is due; of the principal
    still ahead some is settled early, and with it its interest goes. What is overdue comes in as it is caught up, shown
    in the month in which it does: nothing is expected in the period ``overdue`` itself.
    """
    first, periods = month_number(as_of), len(by_class[0]) - 1
    found = [[Fraction(0)] * 4 for _ in range(periods)]
    for at, flows in enumerate(by_class):
        paying, arrears = Fraction(1), Fraction(1)
        ahead = sum(parts[0] for parts in flows[1:])
        for period in range(1, periods):
            now = in_force(assumptions, max(month_start(first + period - 1), as_of))
            paying *= 1 - Fraction(now.stopped_ppm[at], PPM)
            caught_up = arrears * Fraction(now.caught_up_ppm[at], PPM)
            arrears -= caught_up
            for part in range(4):
                found[period][part] += paying * flows[period][part] + caught_up * flows[0][part]
            ahead -= flows[period][0]
            prepaid = paying * Fraction(now.prepaid_ppm, PPM)
            found[period][0] += prepaid * ahead
            paying -= prepaid
    return [Parts(*(_rounded(amount) for amount in parts)) for parts in found]


def _rounded(amount: Fraction) -> int:
    return divide(amount.numerator, amount.denominator, Rounding.HALF_UP)
