"""CPU time of a call, several rounds, the median."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import NamedTuple


class Timing(NamedTuple):
    """Microseconds of CPU time for one call: the median of the rounds, the lowest and the highest."""

    median_us: float
    lowest_us: float
    highest_us: float

    @property
    def per_second(self) -> float:
        """Calls in one second of CPU time."""
        return 1e6 / self.median_us


def cpu_time(call: Callable[[], object], calls: int, rounds: int = 7) -> Timing:
    """Time ``calls`` calls in each of ``rounds`` rounds, after one round that is not counted."""
    found = []
    for at in range(rounds + 1):
        start = time.process_time_ns()
        for _ in range(calls):
            call()
        spent = (time.process_time_ns() - start) / calls / 1000
        if at:
            found.append(spent)
    return Timing(statistics.median(found), min(found), max(found))
