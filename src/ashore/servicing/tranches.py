"""The tranches of a loan paid out in parts: promised for a day, drawn on a day, undone. Minor units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(eq=False, slots=True)
class Tranche:
    """A part of the principal: promised for ``expected_on``, drawn on ``drawn_on`` (None: not yet).

    ``net_minor`` is what the borrower had last been paid when the tranche was added to a running loan (None for those
    promised at the start). Nothing is computed from it; the peer shows it.
    """

    expected_on: date
    amount: int
    drawn_on: date | None = None
    net_minor: int | None = None


def undrawn(tranches: Iterable[Tranche]) -> list[Tranche]:
    """The tranches that are promised and not drawn, in the order in which they are taken up.

    The earliest first; of several promised for one day the largest first.
    """
    waiting = [tranche for tranche in tranches if tranche.drawn_on is None]
    return sorted(waiting, key=lambda tranche: (tranche.expected_on, -tranche.amount))


def choose(tranches: Iterable[Tranche], amount: int) -> Tranche | None:
    """The tranche that a disbursement of ``amount`` is the drawing of: the next one promised, whatever its amount.

    Of several promised for that day, one of just this amount.
    """
    waiting = undrawn(tranches)
    if not waiting:
        return None
    first = waiting[0]
    same_day = (each for each in waiting if each.expected_on == first.expected_on)
    return next((each for each in same_day if each.amount == amount), first)


def draw(tranches: list[Tranche], day: date, amount: int, expected_on: date) -> Tranche:
    """Note a disbursement: the tranche it draws becomes of that amount; without one, it is a tranche of its own."""
    tranche = choose(tranches, amount)
    if tranche is None:
        tranche = Tranche(expected_on, amount)
        tranches.append(tranche)
    tranche.amount, tranche.drawn_on = amount, day
    return tranche


def drop_drawn(tranches: list[Tranche], day: date, amount: int) -> None:
    """Forget the tranche drawn last on ``day`` with ``amount``: an undone drawing is not promised again."""
    drawn = [t for t in tranches if t.drawn_on == day and t.amount == amount]
    if drawn:
        tranches.remove(drawn[-1])


def undo_all(tranches: list[Tranche], *, declared: bool) -> None:
    """All disbursements are undone: declared tranches are promised again, with the amounts last drawn."""
    if not declared:
        tranches.clear()
    for tranche in tranches:
        tranche.drawn_on = None
