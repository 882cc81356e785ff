"""A second, slow reading of a loan in servicing: somebody who writes down every night what is outstanding.

It shares nothing with the engine but plain data: the contract, the dates of the rows, and the size of the regular
instalments, which it is told after every operation that sets them anew. Everything else is found by walking through the
nights: each earns balance x rate / days of the year as a fraction, each period is rounded once, half to even, and money
is handed out by a loop over what is past due, due, and ahead.

Covered: progressive loans, their interest following the money from day to day or fixed by the plan; payment instalment
by instalment, the next one first when paid ahead, the four parts in any order; years of 360, 365 or the calendar's
days; several disbursements; payments early, late, in part and too large; fees and penalties with a due date; changes of
rate from today on; interest pauses; pay-off. Where interest is fixed, changes of terms come before the first payment.

Left out: months of 30 days, periods that count alike, flat interest, grace, down payments, instalments in multiples,
payment part by part, money ahead to the last or to all instalments, everything that lays the schedule out anew, and
entries dated back.
"""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from ashore.loan import Part

NIGHT = timedelta(days=1)
PRINCIPAL, INTEREST, FEE, PENALTY = Part


class Tie(Exception):
    """Half a unit: ratios of limited digits may fall on either side, so there is nothing to compare."""


NEAR = Fraction(1, 10**9)
"""Nearer to half a unit than this, the digits that the engine keeps cannot tell on which side an amount lies."""


def half_even(amount: Fraction) -> int:
    """The nearest whole number, unless it is a tie or too near to one."""
    if abs(amount % 1 - Fraction(1, 2)) < NEAR:
        raise Tie
    return round(amount)


@dataclass
class Line:
    """An instalment: its dates, its regular size, its charges, what was paid; ``closed`` once it was paid in full."""

    start: date
    due: date
    instalment: int
    asked: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    paid: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    closed: bool = False

    def open(self, part: Part) -> int:
        """What is asked for and not paid."""
        return self.asked[part] - self.paid[part]


@dataclass
class Walker:
    """The loan on the morning of ``today``. ``year`` is 360, 365, or None for the calendar's own years."""

    lines: list[Line]
    rate: Fraction
    year: int | None
    follows: bool
    order: tuple[Part, ...]
    today: date
    lent: dict[date, int] = field(default_factory=dict)
    rates: dict[date, Fraction] = field(default_factory=dict)
    paused: set[date] = field(default_factory=set)
    nights: dict[date, int] = field(default_factory=dict)
    overpaid: int = 0

    # Time

    def walk_to(self, day: date) -> None:
        """Live through the nights before ``day``."""
        while self.today < day:
            self.nights[self.today] = self.principal
            self.today += NIGHT
        self.look()

    @property
    def principal(self) -> int:
        """Principal outstanding."""
        return sum(self.lent.values()) - sum(line.paid[PRINCIPAL] for line in self.lines)

    def rate_of(self, night: date) -> Fraction:
        """What the night that begins on this day earns on 1."""
        if night + NIGHT in self.paused:
            return Fraction(0)
        since = max((day for day in self.rates if day <= night + NIGHT), default=None)
        rate = self.rate if since is None else self.rates[since]
        # The night to 1 January belongs to the new year.
        ends = night + NIGHT
        days = 366 if isleap(ends.year if ends.month == ends.day == 1 else night.year) else 365
        return rate / (self.year or days)

    # What is asked for

    def look(self, *, cut: bool = False) -> None:
        """Find principal and interest of every line as seen today; ``cut``: no night after today earns anything."""
        carried, left = 0, self.principal
        unplanned = sum(self.lent.values())
        given = self.lent if not self.follows else {}
        planned = 0
        for line in self.lines:
            earned = Fraction(0)
            night = line.start
            while night < line.due:
                if not self.follows:
                    balance = sum(x for day, x in given.items() if day <= night) - planned
                elif night < self.today:
                    balance = self.nights[night]
                else:
                    balance = 0 if cut else left
                earned += balance * self.rate_of(night)
                night += NIGHT
            interest = half_even(earned) + carried
            principal, due = self._split(line, interest, unplanned if not self.follows else left)
            carried = interest - due
            line.asked[PRINCIPAL], line.asked[INTEREST] = principal, due
            left -= principal - line.paid[PRINCIPAL]
            unplanned -= principal
            planned += principal
        if self.follows:
            self._hand_up()

    def _hand_up(self) -> None:
        """Interest of lines that have nothing left to repay is asked for by the last one that has."""
        for before, line in zip(self.lines[-2::-1], self.lines[:0:-1], strict=True):
            if sum(line.paid) or line.asked[PRINCIPAL]:
                break
            before.asked[INTEREST] += line.asked[INTEREST]
            line.asked[INTEREST] = 0

    def _last(self) -> Line:
        """The last line that has an instalment takes what is left."""
        return next((x for x in reversed(self.lines) if x.instalment), self.lines[-1])

    def _split(self, line: Line, interest: int, left: int) -> tuple[int, int]:
        """Principal and interest of a line, of which ``left`` principal can be asked for (less what is paid of it)."""
        before = line.paid[PRINCIPAL] if self.follows else 0
        if line.closed and self.follows:
            return line.paid[PRINCIPAL], line.paid[INTEREST]
        if line is self._last():
            return left + before, max(interest, line.paid[INTEREST] if self.follows else 0)
        due = min(interest, line.instalment)
        if self.follows:
            due = max(due, line.paid[INTEREST])
            if before > line.instalment - interest:
                # Principal paid ahead leaves no room for it: all of it moves on.
                due = line.paid[INTEREST]
        principal = min(line.instalment - due, left + before)
        return max(principal, before), due

    # What happens

    def lend(self, amount: int) -> None:
        """Principal paid out today."""
        self.lent[self.today] = self.lent.get(self.today, 0) + amount

    def charge(self, part: Part, due: date, amount: int) -> None:
        """A fee or penalty, asked for by the line whose period holds its due date."""
        first = self.lines[0]
        line = next(
            x for x in self.lines if x.start < due <= x.due or (x is first and due <= x.due)
        )
        line.asked[part] += amount
        if self.overpaid:
            amount, self.overpaid = self.overpaid, 0
            self.pay(amount)

    def pay(self, amount: int) -> None:
        """Hand money out: what is past due, what is due, then the next line ahead."""
        self.look()
        for line in [x for x in self.lines if x.due < self.today]:
            amount = self._pay_line(line, amount)
        for line in [x for x in self.lines if x.due == self.today]:
            amount = self._pay_line(line, amount)
        for line in [x for x in self.lines if x.due > self.today]:
            if not amount:
                break
            if self.follows:
                self.look(cut=True)
            amount = self._pay_line(line, amount)
            self.look()
        self.overpaid += amount

    def _pay_line(self, line: Line, amount: int) -> int:
        for part in self.order:
            taken = min(amount, line.open(part))
            line.paid[part] += taken
            amount -= taken
        line.closed = not line.open(PRINCIPAL) and not line.open(INTEREST)
        return amount

    def quote(self) -> int:
        """What settles the loan today."""
        self.look(cut=self.follows)
        owed = sum(line.open(part) for line in self.lines for part in Part)
        self.look()
        return owed

    def table(self) -> list[tuple[object, ...]]:
        """The lines, to be compared."""
        return [(line.due, tuple(line.asked), tuple(line.paid)) for line in self.lines]
