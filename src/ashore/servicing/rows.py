"""One row of the schedule: what an instalment asks for, and what has become of it."""

from __future__ import annotations

from datetime import date

from ashore.loan import Part


class Row:
    """An instalment, down payment, or an additional row for what falls due after the last one. Minor units.

    ``early`` was paid before, ``late`` after the due date. ``credited`` was added back (chargeback). ``met`` tells
    that nothing is outstanding, ``met_on`` since when.
    """

    __slots__ = (
        "additional",
        "charged",
        "credited",
        "down_payment",
        "due",
        "early",
        "late",
        "lost",
        "met",
        "met_on",
        "number",
        "paid",
        "re_aged",
        "recalculated",
        "start",
        "waived",
    )

    def __init__(self, number: int, start: date, due: date) -> None:
        self.number, self.start, self.due = number, start, due
        self.charged = [0, 0, 0, 0]
        self.paid = [0, 0, 0, 0]
        self.waived = [0, 0, 0, 0]
        self.lost = [0, 0, 0, 0]
        self.credited = [0, 0, 0, 0]
        self.early = self.late = 0
        self.met = False
        self.met_on: date | None = None
        self.additional = self.down_payment = self.re_aged = self.recalculated = False

    def outstanding(self, part: Part) -> int:
        """What is left of one part."""
        return self.charged[part] - self.paid[part] - self.waived[part] - self.lost[part]

    @property
    def left(self) -> int:
        """All that is left of it."""
        return sum(self.charged) - sum(self.paid) - sum(self.waived) - sum(self.lost)

    @property
    def regular(self) -> bool:
        """Whether it is an instalment of the plan."""
        return not self.additional and not self.down_payment

    def settle(self, day: date | None) -> None:
        """Note whether anything is left, as found on ``day``."""
        self.met = self.left == 0
        self.met_on = day if self.met else None

    def note_change(self, day: date) -> None:
        """As `settle`, keeping the day of a row that was settled already."""
        if self.met != (self.left == 0):
            self.settle(day)

    def pay(self, part: Part, day: date, amount: int) -> int:
        """Pay up to ``amount`` of one part; returns what was taken."""
        if not amount:
            return 0
        taken = min(amount, self.outstanding(part))
        self.paid[part] += taken
        self.settle(day)
        if day < self.due:
            self.early += taken
        elif day > self.due:
            self.late += taken
        return taken

    def unpay(self, part: Part, day: date, amount: int) -> int:
        """Give back up to ``amount`` of what was paid of one part; returns what was given."""
        taken = min(amount, self.paid[part])
        self.paid[part] -= taken
        self.settle(day)
        if part is not Part.PENALTY:
            if day < self.due:
                self.early -= taken
            elif day > self.due:
                self.late -= taken
        return taken

    def add(self, part: Part, day: date | None, amount: int) -> None:
        """Ask for more (or less) of one part."""
        self.charged[part] += amount
        self.settle(day)

    def write_off(self, day: date) -> list[int]:
        """Give up all that is left as lost; returns it by part."""
        lost = [self.outstanding(part) for part in Part]
        self.lost = lost[:]
        self.settle(day)
        return lost


def first_regular_number(rows: list[Row]) -> int:
    """The number of the first row that is not a down payment."""
    return min(row.number for row in rows if not row.down_payment)


def holds(row: Row, day: date, *, first: bool) -> bool:
    """Whether ``day`` is after the row's start, up to its due date; the first row takes all days before, too."""
    return day <= row.due and (first or day > row.start)
