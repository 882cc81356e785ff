"""What every test may ask for: the shared data, and how hard to try to find a counter-example."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

CI = os.environ.get("CI") == "true"
PROPERTY_EXAMPLES = 10_000
SHARED = Path(__file__).resolve().parents[2] / "shared"

# Generating a whole loan life is slow by design; and a busy machine says nothing about the code.
COMMON = settings(deadline=None, print_blob=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("dev", COMMON, max_examples=200)
# No memory of earlier failures: with the seed of the run, CI draws the same examples on any machine.
settings.register_profile("ci", COMMON, max_examples=1_000, database=None)
settings.load_profile("ci" if CI else "dev")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In CI, a test marked ``property`` sees at least 10,000 examples, so it must leave their number to the profile."""
    if not CI:
        return
    marked = {
        item.function
        for item in items
        if isinstance(item, pytest.Function) and item.get_closest_marker("property")
    }
    for test in marked:
        if is_hypothesis_test(test):
            settings(max_examples=PROPERTY_EXAMPLES)(test)


def pytest_report_header(config: pytest.Config) -> str:
    """The line that says how to draw the same examples again."""
    seed = config.getoption("--hypothesis-seed")
    profile = "ci" if CI else "dev"
    return f"examples: profile {profile}, {f'seed {seed}' if seed else 'drawn afresh'}"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real tapes and conformance vectors, a sibling of the repository; CI fails without it."""
    if SHARED.is_dir():
        return SHARED
    reason = "needs the shared data: a folder named 'shared' beside the repository"
    if CI:
        pytest.fail(reason)
    pytest.skip(reason)
