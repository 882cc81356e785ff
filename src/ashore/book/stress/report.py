"""What a stress run says: for each month and for all of them, the mean over the paths and an interval."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from ashore.book.stress.expected import Flows, expected
from ashore.book.stress.sums import Sums
from ashore.book.stress.tables import StressPlan
from ashore.money import Rounding, add_months, divide

FIGURES = Flows._fields


class Interval(NamedTuple):
    """A figure over the paths: its mean, and the values that 5, 50 and 95 % of the paths do not exceed.

    ``expected`` is what the chances give without a draw, at the middle of the scenario's spread. Rounded half up.
    """

    mean: int
    p5: int
    p50: int
    p95: int
    expected: int

    @classmethod
    def over(cls, values: Sequence[int], expected: Fraction) -> Interval:
        """The interval of one value a path, beside what is expected without a draw.

        >>> Interval.over([10, 40, 20, 30], Fraction(49, 2))
        Interval(mean=25, p5=10, p50=20, p95=40, expected=25)
        """
        rising = sorted(values)
        ranks = (-(-len(rising) * percent // 100) - 1 for percent in (5, 50, 95))
        p5, p50, p95 = (rising[rank] for rank in ranks)
        mean = divide(sum(rising), len(rising), Rounding.HALF_UP)
        return cls(
            mean, p5, p50, p95, divide(expected.numerator, expected.denominator, Rounding.HALF_UP)
        )


@dataclass(frozen=True, slots=True)
class StressReport:
    """A plan and what came of it. Keys of ``total`` and of each month: those of `Flows`.

    ``defaults`` counts loans that reach 121 days or are written off before, ``default_balance_minor`` is their principal,
    ``losses_minor`` what is lost of the principal written off, ``cash_minor`` all that is received: instalments, early
    closing and what is recovered, undiscounted.
    """

    plan: StressPlan
    loans: int
    balance_minor: int
    total: dict[str, Interval]
    months: tuple[dict[str, Interval], ...]

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data, for JSON output."""
        plan = self.plan
        ends = [add_months(plan.as_of, month + 1).isoformat() for month in range(plan.months)]
        return {
            "scenario": plan.scenario.name,
            "source": plan.scenario.source,
            "as_of": plan.as_of.isoformat(),
            "paths": plan.paths,
            "months": plan.months,
            "seed": plan.seed,
            "loans": self.loans,
            "balance_minor": self.balance_minor,
            "total": _plain(self.total),
            "by_month": [
                {"until": end, **_plain(found)}
                for end, found in zip(ends, self.months, strict=True)
            ],
        }


def _plain(found: dict[str, Interval]) -> dict[str, dict[str, int]]:
    return {name: interval._asdict() for name, interval in found.items()}


def stress_report(plan: StressPlan, sums: Sums) -> StressReport:
    """What the sums of a whole book say."""
    means = expected(plan, sums)
    by_month = [
        _intervals([_cell(sums, path, month) for path in range(plan.paths)], means[month])
        for month in range(plan.months)
    ]
    per_path = [
        _add(_cell(sums, path, month) for month in range(plan.months)) for path in range(plan.paths)
    ]
    all_months = Flows(*(sum(column, Fraction(0)) for column in zip(*means, strict=True)))
    total = _intervals(per_path, all_months)
    return StressReport(plan, sums.loans, sums.balance_minor, total, tuple(by_month))


def _cell(sums: Sums, path: int, month: int) -> tuple[int, ...]:
    cell = path * sums.months + month
    return *sums.events[3 * cell : 3 * cell + 3], sums.cash[cell] + sums.together[month]


def _add(cells: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    return tuple(map(sum, zip(*cells, strict=True)))


def _intervals(values: Sequence[tuple[int, ...]], means: Flows) -> dict[str, Interval]:
    columns = zip(*values, strict=True)
    return {
        name: Interval.over(column, mean)
        for name, column, mean in zip(FIGURES, columns, means, strict=True)
    }
