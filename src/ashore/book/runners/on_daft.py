"""Daft: on the cores of this machine, or on the machines of a Ray cluster. Needs the extra ``ashore[cluster]``."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Sequence
from importlib import import_module
from typing import Any

from ashore.book.runners.tasks import Runner, RunnerError, Task

# Both report how they are used, Daft as soon as it is imported. Not from a lender's machines.
SILENCE = {"DO_NOT_TRACK": "true", "RAY_USAGE_STATS_ENABLED": "0"}


def daft_native(count: int | None = None) -> Runner:
    """Run with Daft's own engine on this machine, on that many threads or as many as there are processors.

    A process that has begun with one of Daft's engines cannot change to the other.
    """
    return _runner(lambda daft: daft.set_runner_native(num_threads=count), spread=False)


def daft_on_ray(address: str) -> Runner:
    """Run with Daft on the Ray cluster at an address (``host:port`` of its head).

    Every machine needs this release of Ashore, the same pyarrow, and the folders of source and sink under the same paths.
    Tasks of a worker or machine that dies are given to others.
    """
    return _runner(lambda daft: daft.set_runner_ray(address, noop_if_initialized=True), spread=True)


def _runner(choose: Callable[[Any], object], *, spread: bool) -> Runner:
    def run(tasks: Sequence[Task]) -> Generator[str]:
        daft = _imported("ray" if spread else "daft")
        choose(daft)

        def answers_of(number: Any) -> list[str]:
            return [tasks[each].attempt() for each in number.to_pylist()]

        batches = daft.func.batch(return_dtype=daft.DataType.string(), batch_size=1)
        attempt: Any = batches(answers_of)
        numbers = daft.from_pydict({"number": list(range(len(tasks)))})
        if spread:
            numbers = numbers.into_partitions(len(tasks))
        answers = numbers.select(attempt(daft.col("number")).alias("answer"))
        for row in answers.iter_rows():
            yield row["answer"]

    return run


def _imported(needed: str) -> Any:
    """Daft, told first to keep to itself."""
    os.environ.update(SILENCE)
    # `map_partitions` says how far it is.
    os.environ.setdefault("DAFT_PROGRESS_BAR", "0")
    try:
        import daft

        import_module(needed)
    except ModuleNotFoundError as error:
        raise RunnerError(
            field=str(error.name), value="not installed", expected="pip install 'ashore[cluster]'"
        ) from None
    return daft
