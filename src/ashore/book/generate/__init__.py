"""Books of loans that nobody took, drawn from published figures: for tests, benchmarks and demonstrations."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ashore.book.generate.plan import MIXES, Mix, Plan
from ashore.book.store import Manifest

__all__ = ["MIXES", "Mix", "Plan", "generate_book"]


def generate_book(
    folder: Path, plan: Plan, tell: Callable[[int], None] = lambda _loans: None
) -> Manifest:
    """Make a book of loans that nobody took, and return its manifest.

    Same plan, same bytes; memory does not grow with the number of loans; published whole or not at all. ``tell`` is called
    with the number of loans made since it was last called. The book is closed to ``plan.as_of``: the next day may be
    appended. Every loan can be folded, and its instalment is what `ashore.loan.sign` gives.

    Raises BookError when ``folder`` exists already, or for a plan that makes no sense.
    """
    plan.check()
    from ashore.book.generate.generating import make_book

    return make_book(folder, plan, tell)
