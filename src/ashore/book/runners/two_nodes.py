"""Two Ray nodes on one machine, to try what a cluster does: ``python -m ashore.book.runners.two_nodes``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ashore.book.runners.on_daft import SILENCE


@contextmanager
def two_nodes(processors: int = 1) -> Iterator[Any]:
    """A head and a second node with so many processors each, as Ray's ``Cluster``; both are stopped at the end.

    ``address`` of what is given is where the cluster is reached, ``worker_nodes`` holds the second node.
    """
    os.environ.update(SILENCE)
    import ray
    from ray.cluster_utils import Cluster

    # Only the second node's store is small enough for a test machine when it is said for both.
    size = {"num_cpus": processors, "object_store_memory": 100 << 20}
    cluster = Cluster(initialize_head=True, head_node_args={**size, "include_dashboard": False})
    try:
        cluster.add_node(**size)
        yield cluster
    finally:
        # This process first: a cluster refuses to stop a node that its own process leans on.
        ray.shutdown()
        cluster.shutdown()


def main() -> None:
    """Start the nodes, say where they are, and stop them when the input ends."""
    with two_nodes() as cluster:
        sys.stdout.write(f"{cluster.address}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
