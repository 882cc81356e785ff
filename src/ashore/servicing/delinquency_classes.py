"""Classes of lateness by days past due. Data, and how a number of days finds its class."""

from __future__ import annotations

from typing import NamedTuple


class DelinquencyClass(NamedTuple):
    """From ``first_day`` to ``last_day`` past due, both included; None: no end."""

    name: str
    first_day: int
    last_day: int | None


BY_LOWER_EDGE = (
    DelinquencyClass("RANGE_1", 1, 3),
    DelinquencyClass("RANGE_3", 4, 30),
    DelinquencyClass("RANGE_30", 31, 60),
    DelinquencyClass("RANGE_60", 61, 90),
    DelinquencyClass("RANGE_90", 91, 120),
    DelinquencyClass("RANGE_120", 121, 150),
    DelinquencyClass("RANGE_150", 151, 180),
    DelinquencyClass("RANGE_180", 181, 240),
    DelinquencyClass("RANGE_240", 241, None),
)
"""The classes of the peer platform's published scenarios (README of that data set), each named after its lower edge."""


def class_of(days: int, classes: tuple[DelinquencyClass, ...]) -> DelinquencyClass | None:
    """The class that holds ``days`` past due; None where none does.

    >>> class_of(31, BY_LOWER_EDGE).name
    'RANGE_30'
    >>> class_of(0, BY_LOWER_EDGE) is None
    True
    """
    for each in classes:
        if each.first_day <= days and (each.last_day is None or days <= each.last_day):
            return each
    return None
