"""How loans roll from month to month: counts of what loans did, and what a scenario makes of them.

The counts are those of LendingClub's payment history up to November 2018: month-end status against the month-end status
before, over about 38 million loan-months (output of GitHub basilvetas/lending-club-analysis, markov-model-new.ipynb). Its
statuses are not buckets of 30 days, so six rows of ours are read out of its rows:

- "In Grace Period" and "Late (16-30 days)" together are 1-30 days. A current loan that is late at the next month end is one
  instalment behind, whatever its status says.
- "Late (31-120 days)" is three buckets. New entries (295,000) times three months, less the share that is cured or closed each
  month (5.8 %), give 837,000 loan-months; 820,000 were counted. So each bucket is cured at the rate of the whole, the rest of
  the first two rolls on, and what becomes "Default" or "Charged Off" does so from the last.
- "Default" is 121 days and more. "Fully Paid" counts loans that came to their end too, so the share that closes early is
  somewhat high; "Issued" is no state of a running loan.
"""

from __future__ import annotations

from collections.abc import Sequence

from ashore.book.stress.kernel import CURRENT, DEFAULTED, STATES
from ashore.money import AshoreError

STATE_NAMES = ("closed", "current", "1-30", "31-60", "61-90", "91-120", "121+", "written off")
LIVE = range(CURRENT, DEFAULTED + 1)
PROBABILITY_ONE = 1 << 32

# As published: the row is the status of a month end, the column that of the next. Columns: Current, In Grace Period,
# Late (16-30 days), Late (31-120 days), Default, Charged Off, Fully Paid.
LENDINGCLUB_COUNTS = {
    "Current": (35_679_469, 9_517, 260_336, 96_651, 4, 1_245, 898_628),
    "In Grace Period": (436, 28, 96, 64, 0, 0, 15),
    "Late (16-30 days)": (49_741, 459, 23_156, 198_158, 0, 7_354, 3_462),
    "Late (31-120 days)": (38_013, 83, 5_512, 546_017, 46_625, 180_232, 3_840),
    "Default": (220, 0, 5, 770, 2_861, 45_449, 135),
}


class ScenarioError(AshoreError):
    """A scenario, or a count of rolls, that makes no sense."""

    code = "scenario"


def lendingclub_rolls() -> tuple[tuple[int, ...], ...]:
    """The counts above as rolls between our states: one row for each state from current to 121 days and more.

    >>> current, *_ = lendingclub_rolls()
    >>> dict(zip(STATE_NAMES, current))["1-30"]
    366504
    """
    found = LENDINGCLUB_COUNTS
    to, grace, late, later, default, lost, closed = found["Current"]
    current = (closed, to, grace + late + later, 0, 0, 0, 0, default + lost)
    both = [
        sum(each) for each in zip(found["In Grace Period"], found["Late (16-30 days)"], strict=True)
    ]
    first = (both[6], both[0], both[1] + both[2], both[3], 0, 0, 0, both[4] + both[5])
    to, grace, late, stayed, default, lost, closed = found["Late (31-120 days)"]
    rest = stayed + default + lost
    second = (closed, to, grace + late, 0, rest, 0, 0, 0)
    third = (closed, to, grace + late, 0, 0, rest, 0, 0)
    # What stayed in the status stayed in its first two buckets: the last shares its rest as the others were counted.
    fourth = (
        *(each * (default + lost) for each in (closed, to, grace + late)),
        *(0, 0, 0, default * rest, lost * rest),
    )
    to, grace, late, later, stayed, lost, closed = found["Default"]
    last = (closed, to, grace + late, 0, 0, later, stayed, lost)
    return current, first, second, third, fourth, last


def check_rolls(rows: Sequence[Sequence[int]]) -> tuple[tuple[int, ...], ...]:
    """Rows of counts that loans can follow, or ScenarioError.

    Six rows (current to 121 days and more) of eight counts. A month without payment makes a loan one instalment more late,
    so no row reaches over a bucket, but to written off.
    """
    if len(rows) != len(LIVE):
        raise ScenarioError(field="rolls", value=len(rows), expected="six rows, current to 121+")
    for state, row in zip(LIVE, rows, strict=True):
        field = f"rolls, row {STATE_NAMES[state]}"
        if len(row) != STATES or any(type(each) is not int or each < 0 for each in row):
            raise ScenarioError(field=field, value=list(row), expected="eight counts, none below 0")
        if not 0 < sum(row) < 1 << 60:
            raise ScenarioError(
                field=field, value=sum(row), expected="a sum above 0 and below 2^60"
            )
        if any(row[state + 2 : DEFAULTED + 1]):
            raise ScenarioError(
                field=field, value=list(row), expected="nothing that skips a bucket of lateness"
            )
    return tuple(tuple(row) for row in rows)


def weighted(
    rows: Sequence[Sequence[int]], worse_ppm: int, better_ppm: int, close_ppm: int
) -> list[list[int]]:
    """Rows of counts with the odds of getting worse, of getting better, and of closing early multiplied.

    Each multiplier is in millionths. The odds against staying change, so every multiplier gives rows that add up.
    """
    return [
        [
            count * _multiplier(state, new, worse_ppm, better_ppm, close_ppm)
            for new, count in enumerate(row)
        ]
        for state, row in zip(LIVE, rows, strict=True)
    ]


def _multiplier(state: int, new: int, worse_ppm: int, better_ppm: int, close_ppm: int) -> int:
    if new == 0:
        return close_ppm
    if new == state:
        return 1_000_000
    return worse_ppm if new > state else better_ppm


def thresholds(row: Sequence[int]) -> list[int]:
    """Where a draw of 32 bits must be below to go at most so far, from closed to written off.

    The last state with any weight has 2^32, which every draw is below. A row without weight sends nobody anywhere new.
    """
    whole = sum(row)
    if whole == 0:
        return [PROBABILITY_ONE] * len(row)
    found, so_far = [], 0
    for each in row:
        so_far += each
        found.append((so_far << 32) // whole)
    return found
