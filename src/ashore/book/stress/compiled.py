"""The inner loops as this machine runs them best: compiled when Numba is there, else as they are."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from typing import Any, NamedTuple

from ashore.book.stress import kernel


class Loops(NamedTuple):
    """The two loops of `ashore.book.stress.kernel`, and how they want their columns.

    ``view`` takes a buffer and a type code of `array` (b, h, q or Q) and gives what the loops can index, without a copy.
    """

    roll_loans: Callable[..., None]
    add_schedules: Callable[..., None]
    view: Callable[[Any, str], Any]
    compiled: bool


@cache
def loops(*, plain: bool = False) -> Loops:
    """The loops, compiled unless ``plain`` or without Numba. Both give the same sums to the last unit."""
    if plain or find_spec("numba") is None:
        return Loops(kernel.roll_loans, kernel.add_schedules, _plain_view, compiled=False)
    return _compile()


def zeros(count: int) -> array[int]:
    """That many 64-bit integers, all nil."""
    return array("q", bytes(8 * count))


def _plain_view(buffer: Any, code: str) -> memoryview[int]:
    return memoryview(buffer).cast("B").cast(code)  # type: ignore[call-overload, no-any-return]


def _compile() -> Loops:
    import numpy as np
    from numba import njit, types
    from numba.extending import register_jitable

    kinds = {"b": types.int8, "h": types.int16, "q": types.int64, "Q": types.uint64}

    def read(code: str) -> Any:
        return types.Array(kinds[code], 1, "C", readonly=True)

    write = types.int64[::1]
    # One signature each: a column of another width would otherwise be compiled again, seconds in the middle of a run.
    roll = types.void(
        read("Q"), read("b"), read("q"), read("h"), *[read("q")] * 2, *[read("Q")] * 2, read("q"),
        types.int64, types.uint64, read("Q"), *[write] * 5,
    )  # fmt: skip
    add = types.void(read("b"), read("q"), read("h"), *[read("q")] * 2, *[write] * 5)
    for helper in (kernel.mix, kernel.part, kernel.monthly, kernel.run_down, kernel.roll_loan):
        register_jitable(helper)

    def compiled(loop: Callable[..., None], signature: Any) -> Any:
        try:
            return njit([signature], nogil=True, cache=True)(loop)
        except RuntimeError:
            # Nowhere to keep what is compiled (NUMBA_CACHE_DIR names a place): each process compiles for itself.
            return njit([signature], nogil=True)(loop)

    def view(buffer: Any, code: str) -> Any:
        return np.frombuffer(buffer, dtype=np.dtype(code))

    return Loops(
        compiled(kernel.roll_loans, roll),
        compiled(kernel.add_schedules, add),
        view,
        compiled=True,
    )
