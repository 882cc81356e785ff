"""What lateness costs generated loans, to the fen, while what is overdue does not change."""

from __future__ import annotations

import numpy as np

from ashore.book.generate.products import products
from ashore.book.generate.signing import interest
from ashore.book.generate.terms import Terms
from ashore.book.generate.types import Int64
from ashore.loan import PPM, GraceMode, PenaltyTerms


class Lateness:
    """The penalty terms of the loans of a block, as columns."""

    def __init__(self, terms: Terms) -> None:
        agreed = [each.contract.penalty or PenaltyTerms(multiplier_ppm=0) for each in products()]
        self._basis = terms.basis
        multiplier = np.array([each.multiplier_ppm for each in agreed])[terms.product]
        self._rate = terms.rate * multiplier // PPM
        self._days = np.array([each.grace_days for each in agreed])[terms.product]
        shifted = [each.grace is GraceMode.SHIFTED for each in agreed]
        self._shifted = np.array(shifted)[terms.product]
        self._compound = np.array([each.on_interest for each in agreed])[terms.product]

    def penalty(self, rows: Int64, principal: Int64, own: Int64, late: Int64) -> Int64:
        """Penalty interest on ``principal`` and compound interest on ``own``, ``late`` days after the due date."""
        grace, shifted = self._days[rows], self._shifted[rows]
        days = np.where(shifted, np.maximum(late - grace, 0), np.where(late <= grace, 0, late))
        weight = self._rate[rows] * days
        found = interest(principal, weight, self._basis[rows])
        return found + np.where(self._compound[rows], interest(own, weight, self._basis[rows]), 0)
