"""Rates in batch are those of the exact solver, loan by loan, and loans without one are named."""

from __future__ import annotations

from math import isnan

import numpy as np
import numpy_financial as npf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashore.book import irr_batch
from ashore.cost import NoRate, irr

ROWS = st.integers(1, 24).flatmap(
    lambda periods: st.lists(
        st.tuples(
            st.integers(1_00, 10**9),
            st.lists(st.integers(0, 10**8), min_size=periods, max_size=periods),
        ).map(lambda row: [row[0], *(-paid for paid in row[1])]),
        min_size=1,
        max_size=8,
    )
)


@given(ROWS)
def test_the_batch_gives_what_the_exact_solver_gives(rows: list[list[int]]) -> None:
    found = irr_batch(np.array(rows))
    for at, row in enumerate(rows):
        try:
            exact = float(irr(row).value)
        except NoRate:
            assert at in found.none
            assert isnan(found.rates[at])
        else:
            assert abs(found.rates[at] - exact) <= 1e-9 * max(1, abs(exact))


def test_loans_of_other_shapes_are_solved_too() -> None:
    rows = [
        [10_000_00, *[-900_00] * 12],
        [5_000_00, 5_000_00, *[-1_000_00] * 11],  # two drawings
        [-150_00, 30_000_00, *[-2_800_00] * 11],  # a fee before the drawing
        [10_000_00, *[0] * 12],  # nothing comes back
        [1_000, -3_600, 4_310, -1_716, *[0] * 9],  # two rates
    ]
    found = irr_batch(np.array(rows))
    assert found.none == (3,)
    assert found.several == (4,)
    for at in (0, 1, 2):
        assert found.rates[at] == pytest.approx(float(irr(rows[at]).value), abs=1e-12)


def test_a_floating_point_library_gives_the_same() -> None:
    draw = np.random.default_rng(7)
    rows = -draw.integers(50_00, 300_00, (200, 25))
    rows[:, 0] = draw.integers(1_000_00, 3_000_00, 200)
    wanted = [npf.irr(row) for row in rows.astype(np.float64)]
    assert np.abs(irr_batch(rows).rates - wanted).max() < 1e-9


def test_more_loans_than_a_block_stay_in_their_order() -> None:
    rows = np.array([[1_000_00, -1_000_00 - at] for at in range(3_000)])
    assert np.abs(irr_batch(rows).rates - np.arange(3_000) / 1_000_00).max() < 1e-12
