"""Random numbers by counting: the same loan of the same seed always draws the same, in whatever order loans are made.

The generator is splitmix64 (Steele, Lea and Flood, 2014) asked at a place instead of step by step.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ashore.book.generate.types import Float64, Int64, UInt64

_STEP = np.uint64(0x9E3779B97F4A7C15)
_FIRST, _SECOND = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)
_30, _27, _31, _11 = (np.uint64(shift) for shift in (30, 27, 31, 11))


def mix(values: UInt64) -> UInt64:
    """The output function of splitmix64, modulo 2^64.

    >>> int(mix(np.array([0x9E3779B97F4A7C15], np.uint64))[0]) == 0xE220A8397B1DCDAF   # its first number from seed 0
    True
    """
    values = (values ^ (values >> _30)) * _FIRST
    values = (values ^ (values >> _27)) * _SECOND
    return values ^ (values >> _31)


class Draws:
    """The random numbers of some loans: one for each of any number of questions.

    >>> one = Draws(7, np.array([1, 2, 3])).unit(5)
    >>> bool(one[2] == Draws(7, np.array([3])).unit(5)[0])
    True
    """

    def __init__(self, seed: int, numbers: Int64) -> None:
        start = np.array([seed % 2**64], np.uint64)
        self._base = mix(mix(start + _STEP) + numbers.astype(np.uint64) * _STEP)

    def unit(self, question: int, rows: Any = None) -> Float64:
        """A number from 0 up to, not including, 1 for each loan (or each of the ``rows``)."""
        base = self._base if rows is None else self._base[rows]
        bits = mix(base + np.uint64(question * int(_STEP) % 2**64)) >> _11
        found: Float64 = bits.astype(np.float64) * 2.0**-53
        return found

    def whole(self, question: int, least: Any, most: Any, rows: Any = None) -> Int64:
        """A whole number from ``least`` to ``most``, both included, for each loan."""
        found: Int64 = least + np.floor(self.unit(question, rows) * (most - least + 1)).astype(
            np.int64
        )
        return found
