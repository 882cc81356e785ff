"""Random flows of loans, and what they are worth, computed in another way than the library does."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal, localcontext
from fractions import Fraction

from hypothesis import strategies as st

from ashore.cost import Point

START = date(2025, 1, 15)


def worths(points: list[Point], rate: Decimal, *, simple_part: bool = False) -> list[Decimal]:
    """The discounted amounts, term by term in 60 digits, powers by the logarithm."""
    with localcontext() as context:
        context.prec = 60
        log, found = (1 + rate).ln(), []
        for amount, whole, part in points:
            share = Decimal(part.numerator) / Decimal(part.denominator)
            if simple_part:
                found.append(amount * (-whole * log).exp() / (1 + share * rate))
            else:
                found.append(amount * (-(whole + share) * log).exp())
        return found


@st.composite
def loans(draw: st.DrawFn, parts: bool = True) -> list[Point]:
    """Money received, once or in parts, then paid back in any uneven way, at a cost or below it."""
    received = draw(st.lists(st.integers(1_00, 500_000_00), min_size=1, max_size=3))
    times = draw(
        st.lists(st.integers(1, 240), min_size=1, max_size=24, unique=True).map(sorted),
    )
    count = len(times)
    total = sum(received)
    # Between half and four times as much comes back: all rates that a lender could mean, and some below zero.
    back = draw(st.integers(total // 2 + count, total * 4 + count))
    cuts = sorted(draw(st.lists(st.integers(1, back - 1), min_size=count - 1, max_size=count - 1)))
    amounts = [b - a for a, b in zip([0, *cuts], [*cuts, back], strict=True)]
    first = times[0]
    share = draw(st.fractions(0, Fraction(29, 30), max_denominator=30)) if parts else Fraction(0)
    points = [
        Point(amount, 0, Fraction(k, 100) if parts else Fraction(0))
        for k, amount in enumerate(received)
    ]
    points += [
        Point(-amount, time - first + 1, share)
        for time, amount in zip(times, amounts, strict=True)
        if amount
    ]
    return points


@st.composite
def dated(draw: st.DrawFn) -> list[tuple[date, int]]:
    """One drawing and payments on any days after it, at a cost."""
    received = draw(st.integers(100_00, 500_000_00))
    gaps = draw(st.lists(st.integers(1, 400), min_size=1, max_size=12))
    extra = draw(st.integers(1, received))
    flows, day, left = [(START, received)], START, received + extra
    for at, gap in enumerate(gaps, start=1):
        day += timedelta(days=gap)
        paid = left if at == len(gaps) else left // (len(gaps) - at + 1)
        flows.append((day, -paid))
        left -= paid
    return flows
