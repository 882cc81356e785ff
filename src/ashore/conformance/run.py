"""Runs cases of every kind, on all cores."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import Any

from ashore.conformance.instalments import run_vector
from ashore.conformance.player import run_case
from ashore.conformance.reading import Case, CaseKind
from ashore.conformance.result import CaseResult, Check, said
from ashore.conformance.rule_vectors import run_rule_vector
from ashore.conformance.schedules import run_schedule
from ashore.conformance.vectors import run_figures

RUNNERS: Mapping[CaseKind, Callable[[Mapping[str, Any]], CaseResult]] = {
    CaseKind.SCENARIO: run_case,
    CaseKind.SCHEDULE: run_schedule,
    CaseKind.VECTOR: run_vector,
    CaseKind.RULES: run_rule_vector,
    CaseKind.FIGURES: run_figures,
}
FEW = 16
"""So many cases are played sooner than other processes start."""


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def run_one(case: Case) -> CaseResult:
    """Run one case. Data that the runner cannot read fails the case, with all that it expects."""
    try:
        return RUNNERS[case.kind](case.data)
    except Exception as problem:  # noqa: BLE001 - whatever stops a case is its result
        error = said(problem)
        checks = tuple(Check(at, name, False, None, error) for at, name in case.expectations)
        return CaseResult(case.id, case.primary, case.capabilities, checks, error)


def run(cases: Sequence[Case], workers: int | None = None) -> Iterator[CaseResult]:
    """Run the cases that are resolved, on all cores unless told otherwise; results come as they are ready, in any order.

    A few cases, or one worker, are run in this process. Else other processes are started, so that a program that calls this
    needs the usual guard: ``if __name__ == "__main__":``.
    """
    scored = [case for case in cases if case.resolved]
    workers = min(workers or cores(), len(scored))
    if workers <= 1 or len(scored) <= FEW:
        yield from map(run_one, scored)
        return
    # The long ones first, so that no core is left alone with one of them at the end.
    scored.sort(key=lambda case: len(case.data.get("steps") or ()), reverse=True)
    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"))
    try:
        for done in as_completed([pool.submit(run_one, case) for case in scored]):
            yield done.result()
    finally:
        pool.shutdown(cancel_futures=True)
