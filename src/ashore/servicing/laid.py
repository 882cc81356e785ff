"""What the last layout of a cumulative schedule left behind: the next one keeps the instalments that lie before its cause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ashore.servicing.account import Variation
    from ashore.servicing.transaction import Transaction


@dataclass(frozen=True, slots=True)
class LaidRow:
    """One instalment as laid out, in minor units.

    ``instalment`` is the regular amount from the next one on, ``ahead`` what was paid ahead and still lowers later ones.
    """

    due: date
    principal: int
    interest: int
    instalment: int
    ahead: int


@dataclass(frozen=True, slots=True)
class Laid:
    """A layout: its instalments, the day it was made on, and the transactions and changes of terms it knew of."""

    rows: tuple[LaidRow, ...]
    on: date
    entries: frozenset[Transaction]
    changes: frozenset[Variation]
