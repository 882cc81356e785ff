"""One loan on two days: straight where it goes straight, replayed where it does not.

A loan's events are seven columns (see `ashore.kernel.EventNumbers`) and its working space eleven runs of numbers (see
`ashore.kernel.Room`); both are given as plain tuples.
"""

from __future__ import annotations

from ashore.kernel.crosswise import walk_across
from ashore.kernel.layout import (
    ALONG,
    BENT,
    DONE,
    HOLD,
    OUT_SIZE,
    REFUSED,
    REVERSAL,
    T_ADVANCE,
    T_STRAIGHT,
    UNORDERED,
    Columns,
    Loan,
    Numbers,
    Space,
)
from ashore.kernel.replay import begin_loan, put_in_order, replay
from ashore.kernel.straight import goes_straight, walk


def has_news(e: Columns, end: int, known_before: int, known_at: int, before: int) -> bool:
    """Whether something was learned since ``known_before`` that counts on a day up to ``before``."""
    if known_before >= known_at:
        return False
    kinds, days, known = e[0], e[1], e[2]
    for at in range(end):
        learned = known_before < known[at] <= known_at
        if learned and (days[at] <= before or kinds[at] == REVERSAL):
            return True
    return False


def goes_along(
    loan: Loan,
    e: Columns,
    end: int,
    known_at: int,
    before: int,
    day: int,
    space: Space,
    out: Numbers,
    at: int,
) -> bool:
    """`stand` for a loan that runs straight; False for any other."""
    m = space[1]
    if m[T_STRAIGHT] == BENT or loan[4] == 0:
        return False
    apart = 0 if m[T_ADVANCE] == HOLD else 1
    count = goes_straight(e, end, loan[0], known_at, day, apart)
    if count < 1:
        return False
    if m[T_STRAIGHT] == ALONG:
        return walk(m, space[0], loan, count, e, before, day, out, at)
    return walk_across(m, space[0], loan, count, e, before, day, out, at)


def stand_bent(
    loan: Loan,
    named: int,
    e: Columns,
    end: int,
    known_at: int,
    before: int,
    day: int,
    space: Space,
    out: Numbers,
    at: int,
) -> int:
    """`stand` for any history: its events put in order and replayed."""
    m = space[1]
    count = put_in_order(e, end, known_at, day, named, space[2], space[3])
    if count == -1:
        return UNORDERED
    if count < 0:
        return REFUSED
    begin_loan(m, loan, end)
    return replay(space, count, e, before, day, out, at)


def stand(
    loan: Loan,
    named: int,
    e: Columns,
    end: int,
    known_at: int,
    before: int,
    day: int,
    space: Space,
    out: Numbers,
    at: int,
) -> int:
    """What one loan stands at on ``before`` (0: not asked) and on ``day``, as known on ``known_at``: how it went.

    The two standings are written to ``out[at:]`` and ``out[at + OUT_SIZE:]``.
    """
    if goes_along(loan, e, end, known_at, before, day, space, out, at):
        return DONE
    return stand_bent(loan, named, e, end, known_at, before, day, space, out, at)


def stand_twice(
    loan: Loan,
    named: int,
    e: Columns,
    end: int,
    known_before: int,
    known_at: int,
    before: int,
    day: int,
    space: Space,
    out: Numbers,
    at: int,
) -> int:
    """A loan on ``before`` as known on ``known_before``, and on ``day`` as known on ``known_at``.

    One pass, unless something learned between the two changed the past.
    """
    if not has_news(e, end, known_before, known_at, before):
        return stand(loan, named, e, end, known_at, before, day, space, out, at)
    how = stand(loan, named, e, end, known_before, 0, before, space, out, at)
    if how != DONE:
        return how
    for place in range(OUT_SIZE):
        out[at + place] = out[at + OUT_SIZE + place]
    return stand(loan, named, e, end, known_at, 0, day, space, out, at)
