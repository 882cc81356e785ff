"""A kernel over all partitions of a book: everything is done once, or nothing is published."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing

from ashore.book.runners.kernels import Kernel
from ashore.book.runners.local import threads
from ashore.book.runners.partitions import Partition, PartitionError, check_names
from ashore.book.runners.sink import Result, Sink
from ashore.book.runners.tasks import Runner, read_answer, task_of


def map_partitions(
    kernel: Kernel,
    source: Sequence[Partition],
    sink: Sink,
    runner: Runner | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Result]:
    """Run a kernel on every partition and publish the results, in the order of the source.

    Each result is a file of its own, named by what it was made of and moved into place when it is whole. So a run that was
    killed is started again in the same way and goes on where it was, a worker that dies or is taken for dead changes nothing,
    and whichever ``runner`` is used (threads, unless given), the bytes are the same. The list of results is written when the
    last one is there; the results of an earlier run of that name stand until then.

    ``progress`` hears how many partitions are done, of how many.

    Raises PartitionError that names partition, file and column for a checksum, column or name that is wrong, and for what the
    kernel refuses. Nothing is published then.
    """
    check_names(source)
    sink.prepare()
    identity = kernel.identity()
    tasks = [task_of(kernel, identity, each, sink) for each in source]
    found: dict[str, Result] = {}
    carry_out = runner if runner is not None and tasks else threads()
    # Closed on an error: the runner begins no further task.
    with closing(carry_out(tasks)) as answers:
        for answer in answers:
            result = read_answer(answer)
            found[result.partition] = result
            if progress is not None:
                progress(len(found), len(tasks))
    missing = [each.name for each in source if each.name not in found]
    if missing:
        raise PartitionError(field="runner", value=missing, expected="an answer for each partition")
    results = [found[each.name] for each in source]
    sink.publish(results)
    return results
