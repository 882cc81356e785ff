"""Many loans as columns: each one's events are copied into the working space, and what it stands at into ``out``."""

from __future__ import annotations

from ashore.kernel.batch import goes_along, has_news, stand_twice
from ashore.kernel.layout import (
    CHARGE,
    DONE,
    DUE_DATE_MOVE,
    EPOCH,
    LEFT_TO_LIBRARY,
    NO_DAY,
    OUT_SIZE,
    OWN_TERMS_SIZE,
    PAUSE,
    S_TERMS_FROM,
    STATE_SIZE,
    T_FEES,
    TERMS_SIZE,
    Columns,
    Loan,
    Numbers,
    Space,
)


def set_terms(m: Numbers, terms: Numbers, start: int) -> None:
    """Put the shared terms that begin at ``terms[start]`` in their place; the tables that have names are always the same."""
    end = OWN_TERMS_SIZE
    if m[S_TERMS_FROM] == 0 or m[T_FEES] + terms[start + T_FEES - STATE_SIZE] > 0:
        end = TERMS_SIZE
    for k in range(end):
        m[STATE_SIZE + k] = terms[start + k]
    m[S_TERMS_FROM] = start + 1


def own_numbers(
    loan: int,
    principal: Numbers,
    rate: Numbers,
    instalments: Numbers,
    first_due: Numbers,
    signed: Numbers,
) -> Loan:
    """What a loan has of its own, out of the columns."""
    seed = first_due[loan] + EPOCH
    return (
        principal[loan] + 0,
        rate[loan] + 0,
        instalments[loan] + 0,
        0 if first_due[loan] == NO_DAY else seed,
        signed[loan] + 0,
    )


def copy_event(
    at: int,
    k: int,
    kinds: Numbers,
    days: Numbers,
    known: Numbers,
    amounts: Numbers,
    first: Numbers,
    second: Numbers,
    third: Numbers,
    e: Columns,
) -> None:
    """One event of the columns as the ``k``-th of a loan: days become ordinals, those among its numbers too."""
    kind = kinds[at] + 0
    e[0][k] = kind
    e[1][k] = days[at] + EPOCH
    e[2][k] = known[at] + EPOCH
    e[3][k] = amounts[at]
    e[4][k] = first[at]
    e[5][k] = second[at]
    e[6][k] = third[at]
    if kind in (PAUSE, DUE_DATE_MOVE, CHARGE):
        e[4][k] += EPOCH
        if kind == DUE_DATE_MOVE:
            e[5][k] += EPOCH


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
    not the kernel's to compute where that is below zero. Days of the columns count from 1 January 1970; ``known_before``,
    ``known_at``, ``before`` (0: not asked) and ``day`` are ordinals.
    """
    for loan in range(low, high):
        start = terms_from[terms_of[loan]]
        place = loan - low
        if start < 0:
            how[place] = LEFT_TO_LIBRARY
            continue
        m = space[1]
        if m[S_TERMS_FROM] != start + 1:
            set_terms(m, terms, start)
        begin, count = events_from[loan], events_from[loan + 1] - events_from[loan]
        for k in range(count):
            copy_event(begin + k, k, kinds, days, known, amounts, first, second, third, e)
        own = own_numbers(loan, principal, rate, instalments, first_due, signed)
        told_at = place * 2 * OUT_SIZE
        news = has_news(e, count, known_before, known_at, before)
        if not news and goes_along(own, e, count, known_at, before, day, space, out, told_at):
            how[place] = DONE
            continue
        how[place] = stand_twice(
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
            told_at,
        )
