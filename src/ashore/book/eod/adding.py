"""What the loans of a block add to the sums of a day, and which of them are worth a row: in the common subset.

A cell of the sums stands for the loans of one product, one class the day before and one class on the day: how many, what
is overdue of them, their totals the day before, their totals on the day (see `ashore.loan.Totals`).
"""

from __future__ import annotations

from ashore.kernel import (
    CLOSED,
    LATE,
    O_CHARGED,
    O_CREDIT,
    O_DAYS_PAST_DUE,
    O_DUE_TODAY,
    O_NEXT_DUE,
    O_OVERDUE,
    O_PAID,
    O_RECEIVED,
    O_RECHARGED,
    O_RECOVERED,
    O_REFUNDED,
    O_STATUS,
    O_WAIVED,
    O_WITHHELD,
    O_WRITTEN_OFF,
    OUT_SIZE,
    OVERPAID,
    PENDING,
    WRITTEN_OFF,
)

Numbers = list[int]

TOTALS = 22
"""Numbers of a loan's totals, from `O_CHARGED` on."""
CELL_LOANS = 0
CELL_OVERDUE = 1
CELL_BEFORE = 2
CELL_NOW = 24
CELL_SIZE = 46

MOVED = 1
DUE_AHEAD = 2
DUE_TODAY = 4
OVERDUE = 8
BROKEN = 16
"""Marks of a loan: another class, a demand ahead, one due today, late by a milestone; or its money is not conserved."""


def class_of(told: Numbers, at: int, last_days: Numbers) -> int:
    """The class of a loan: its code in `ashore.book.eod.classes.CLASSES`."""
    status = told[at + O_STATUS]
    if status == PENDING:
        return 0
    if status == WRITTEN_OFF:
        return len(last_days) + 2
    if status == CLOSED:
        return len(last_days) + 3
    if status == OVERPAID:
        return len(last_days) + 3
    return 1 + passed(told[at + O_DAYS_PAST_DUE] - 1, last_days)


def passed(day: int, steps: Numbers) -> int:
    """How many of the rising steps are at most ``day``."""
    count = 0
    while count < len(steps) and steps[count] <= day:
        count += 1
    return count


def conserved(told: Numbers, at: int) -> bool:
    """Whether no money appears or disappears, and nothing is paid that was not charged."""
    flow = told[at + O_RECEIVED] + told[at + O_WITHHELD] + told[at + O_RECHARGED]
    flow -= told[at + O_RECOVERED] + told[at + O_CREDIT] + told[at + O_REFUNDED]
    good = True
    for part in range(4):
        settled = told[at + O_PAID + part]
        flow -= settled
        settled += told[at + O_WAIVED + part] + told[at + O_WRITTEN_OFF + part]
        good = good and settled <= told[at + O_CHARGED + part]
    return good and flow == 0


def marks_of(told: Numbers, at: int, day: int, ahead: int, milestones: Numbers) -> int:
    """Which notices a loan is given on the day."""
    now = at + OUT_SIZE
    found = 0
    due = told[now + O_NEXT_DUE]
    # Announced when it comes near: the day before it was further off, or another demand was next.
    news = told[at + O_NEXT_DUE] != due or due == day + ahead
    if due != 0 and due <= day + ahead and news:
        found += DUE_AHEAD
    today = 0
    for part in range(4):
        today += told[now + O_DUE_TODAY + part]
    if today != 0:
        found += DUE_TODAY
    if told[now + O_STATUS] == LATE:
        reached = passed(told[now + O_DAYS_PAST_DUE], milestones)
        if reached > passed(told[at + O_DAYS_PAST_DUE], milestones):
            found += OVERDUE
    return found


def add_loans(
    count: int,
    told: Numbers,
    products: Numbers,
    here_before: int,
    here_now: int,
    day: int,
    ahead: int,
    last_days: Numbers,
    milestones: Numbers,
    sums: Numbers,
    marks: Numbers,
    classes_before: Numbers,
    classes_now: Numbers,
) -> None:
    """Add the first ``here_now`` of ``count`` loans to the sums; those from ``here_before`` on were not there before.

    ``told`` holds two standings a loan, before and on the day; ``marks`` and the classes have a place for each loan.
    """
    classes = len(last_days) + 4
    for k in range(count):
        at = k * 2 * OUT_SIZE
        now = at + OUT_SIZE
        if k >= here_before:
            for place in range(OUT_SIZE):
                told[at + place] = 0
        if k >= here_now:
            for place in range(OUT_SIZE):
                told[now + place] = 0
            marks[k] = 0
            classes_before[k] = 0
            classes_now[k] = 0
            continue
        before, after = class_of(told, at, last_days), class_of(told, now, last_days)
        classes_before[k] = before
        classes_now[k] = after
        cell = ((products[k] * classes + before) * classes + after) * CELL_SIZE
        sums[cell + CELL_LOANS] += 1
        for part in range(4):
            sums[cell + CELL_OVERDUE] += told[now + O_OVERDUE + part]
        for place in range(TOTALS):
            sums[cell + CELL_BEFORE + place] += told[at + O_CHARGED + place]
            sums[cell + CELL_NOW + place] += told[now + O_CHARGED + place]
        mark = marks_of(told, at, day, ahead, milestones)
        if before != after:
            mark += MOVED
        if not (conserved(told, at) and conserved(told, now)):
            mark += BROKEN
        marks[k] = mark
