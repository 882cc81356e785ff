"""``python -m benchmarks [--json]``: the figures, each beside its bar; exit code 1 when one falls short."""

from __future__ import annotations

import argparse
import json
import platform
import resource
import sys
from typing import NamedTuple

from benchmarks import book, cost, eod, loan, stress, tape
from benchmarks.measure import cpu_time


class Figure(NamedTuple):
    """One figure: its name, value, unit, and the bar with its direction (None: no bar, for comparison)."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None

    @property
    def good(self) -> bool:
        """Whether the bar is kept."""
        above = self.at_least is None or self.value >= self.at_least
        below = self.at_most is None or self.value <= self.at_most
        return above and below


def figures() -> list[Figure]:
    """Measure everything."""
    quote = cpu_time(loan.quote, 300)
    floats = cpu_time(loan.float_quote, 300)
    standing = cpu_time(loan.standing, 200)
    explained = cpu_time(loan.standing_explained, 100)
    found = tape.run()
    rolled = stress.run()
    columns = book.run()
    night = eod.run()
    rates = cost.run()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        Figure("quote, 12 instalments", quote.median_us, "us", at_most=1000),
        Figure("quotes per second", quote.per_second, "/s"),
        Figure("the same table with numpy-financial (floats)", floats.median_us, "us"),
        Figure("ratio to numpy-financial", quote.median_us / floats.median_us, "x"),
        Figure("fold + evaluate, 12 payments", standing.median_us, "us"),
        Figure("fold + evaluate + explain", explained.median_us, "us", at_most=5000),
        Figure(f"tape loans checked, {found.tape}", found.checked_per_second, "/s", at_least=2000),
        Figure("tape loans booked (events and month ends)", found.booked_per_second, "/s"),
        Figure("book on disk, a loan with its payments", columns.bytes_per_loan, "B", at_most=60),
        Figure("read and checked, a loan", columns.read_us, "us"),
        Figure("exact schedules", 1e6 / columns.schedule_us, "/s", at_least=4_000_000),
        Figure(
            "loans replayed to one day, 39 % badly overdue",
            1e6 / columns.one_day_us,
            "/s",
            at_least=2_000_000,
        ),
        Figure(
            "two days at once, 10 M loans (from 0.2 M), core-seconds",
            columns.two_days_us * 10,
            "s",
            at_most=15,
        ),
        Figure("the same loan folded by the library", columns.library_us, "us"),
        Figure(
            "the library takes so many times as long",
            columns.library_us / columns.one_day_us,
            "x",
        ),
        Figure("one loan in plain Python, median", columns.plain_p50_us, "us", at_most=50),
        Figure("one loan in plain Python, 99 of 100", columns.plain_p99_us, "us", at_most=150),
        Figure("Numba imported for it", columns.numba_in_plain, "", at_most=0),
        Figure(f"end of day, {night.loans:,} loans, two threads: wall", night.wall_s, "s"),
        Figure(
            "the same in core-seconds (two cores: 2 s for a million, 15 s for ten)",
            night.cpu_s,
            "s",
            at_most=max(4.0, night.loans * 3e-6),
        ),
        Figure("the same, peak memory", night.peak_mb, "MB", at_most=2048),
        Figure("the same, written for a loan", night.written_bytes / night.loans, "B"),
        Figure("stress, a loan a path a month", rolled.compiled_ns, "ns", at_most=4),
        Figure(
            "stress, 10 M loans x 100 x 15 (from 0.5 M), core-seconds",
            rolled.compiled_ns * 15,
            "s",
            at_most=60,
        ),
        Figure("the same simulation in NumPy", rolled.numpy_ns, "ns"),
        Figure(
            "NumPy takes so many times as long",
            rolled.numpy_ns / rolled.compiled_ns,
            "x",
            at_least=5,
        ),
        Figure("the same source in plain Python", rolled.plain_ns, "ns"),
        Figure(
            "stress, mean losses off what is expected", rolled.compiled_off * 100, "%", at_most=1
        ),
        *(
            Figure(f"rates in batch, {periods} payments", 1e6 / us, "/s", at_least=50_000)
            for periods, us in rates.batch_us.items()
        ),
        Figure(
            "the same off the certified ones, at most (1e-12)",
            rates.worst_gap * 1e12,
            "",
            at_most=1000,
        ),
        Figure("rates one by one, certified, 36 payments", 1e6 / rates.exact_us, "/s"),
        Figure("the same by brentq of SciPy (floats)", 1e6 / rates.brentq_us, "/s"),
        Figure("the same by irr of numpy-financial (floats)", 1e6 / rates.financial_us, "/s"),
        Figure("peak memory", peak, "MB"),
    ]


def main() -> int:
    """Print the figures as a table or as JSON."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args()
    found = figures()
    if asked.json:
        facts = [{**figure._asdict(), "good": figure.good} for figure in found]
        print(json.dumps({"python": platform.python_version(), "figures": facts}, indent=2))
    else:
        print(f"Python {platform.python_version()}, one core, CPU time, medians of 7 rounds")
        for figure in found:
            bar = ""
            if figure.at_most is not None:
                bar = f"bar: at most {figure.at_most:,.0f}"
            if figure.at_least is not None:
                bar = f"bar: at least {figure.at_least:,.0f}"
            mark = "" if figure.good else "  SHORT"
            print(f"  {figure.name:<58}{figure.value:>12,.1f} {figure.unit:<3} {bar}{mark}")
    return 0 if all(figure.good for figure in found) else 1


if __name__ == "__main__":
    sys.exit(main())
