"""Many loans as columns: each one's events are copied into the working space, and what it stands at into ``out``."""

from __future__ import annotations

from ashore.kernel.batch import stand_twice
from ashore.kernel.layout import LEFT_TO_LIBRARY, OUT_SIZE, Columns, Numbers, Space


def evaluate_columns(
    low: int,
    high: int,
    terms: Numbers,
    terms_from: Numbers,
    terms_of: Numbers,
    principal: Numbers,
    rate: Numbers,
    instalments: Numbers,
    first_due: Numbers,
    signed: Numbers,
    named: Numbers,
    events_from: Numbers,
    kinds: Numbers,
    days: Numbers,
    known: Numbers,
    amounts: Numbers,
    first: Numbers,
    second: Numbers,
    third: Numbers,
    known_before: int,
    known_at: int,
    before: int,
    day: int,
    e: Columns,
    space: Space,
    out: Numbers,
    how: Numbers,
) -> None:
    """Evaluate the loans ``low`` to ``high`` (not included) on ``before`` and ``day``, from the start of ``out`` and ``how``.

    ``terms`` holds the shared terms one after the other: those of a loan begin at ``terms_from[terms_of[loan]]``, or are
    not the kernel's to compute where that is below zero. ``known_at`` and the two days are ordinals; so are the columns.
    """
    for loan in range(low, high):
        start = terms_from[terms_of[loan]]
        place = loan - low
        if start < 0:
            how[place] = LEFT_TO_LIBRARY
            continue
        begin, count = events_from[loan], events_from[loan + 1] - events_from[loan]
        for k in range(count):
            e[0][k] = kinds[begin + k]
            e[1][k] = days[begin + k]
            e[2][k] = known[begin + k]
            e[3][k] = amounts[begin + k]
            e[4][k] = first[begin + k]
            e[5][k] = second[begin + k]
            e[6][k] = third[begin + k]
        own = (
            principal[loan] + 0,
            rate[loan] + 0,
            instalments[loan] + 0,
            first_due[loan] + 0,
            signed[loan] + 0,
        )
        end = terms_from[terms_of[loan] + 1]
        how[place] = stand_twice(
            terms[start : abs(end)],
            own,
            named[loan] + 0,
            e,
            count,
            known_before,
            known_at,
            before,
            day,
            space,
            out,
            place * 2 * OUT_SIZE,
        )
