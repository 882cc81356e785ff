"""A tape row as a loan: contract, events, and what the tape says must come out of them. Profiles by lender."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import Enum
from typing import NamedTuple

from ashore.book.loans import Loan
from ashore.book.tape.reading import Row, TapeError


class History(Enum):
    """How much of a loan's history the totals of its row tell."""

    AS_AGREED = "as_agreed"
    """Every instalment but the last payment as agreed: the whole history follows from the totals."""
    ENDED_BADLY = "ended_badly"
    """Instalments as agreed until they stopped, then written off."""
    RUNNING = "running"
    """Instalments as agreed up to the snapshot."""
    OTHER = "other"
    """Extra or partial payments that the totals do not show: the money is dated as well as it can be."""


class Expected(NamedTuple):
    """What the tape says of one loan, minor units."""

    instalment: int
    received: int
    principal_paid: int
    interest_paid: int
    fees_paid: int
    recovered: int
    outstanding_principal: int
    identity: bool
    """Whether the tape's total received is the sum of its parts, to the cent."""


class TapeLoan(NamedTuple):
    """One row of a tape, read."""

    number: int
    loan: Loan
    computed_instalment_minor: int
    history: History
    status: str
    expected: Expected

    @property
    def paid_off(self) -> bool:
        """Whether the tape says that the loan was paid in full."""
        return self.status == "paid"


class Profile(NamedTuple):
    """How to read one lender's tape: the columns it needs and the function of a row (number, row)."""

    name: str
    columns: Sequence[str]
    read: Callable[[int, Row], TapeLoan]


def profile_names() -> tuple[str, ...]:
    """The lenders whose tapes can be read."""
    return ("lendingclub",)


def profile(name: str) -> Profile:
    """The named profile.

    Raises TapeError for a name that is not known.
    """
    from ashore.book.tape import lendingclub

    if name != lendingclub.NAME:
        raise TapeError(
            field="profile", value=name, expected="one of " + ", ".join(profile_names())
        )
    return Profile(lendingclub.NAME, lendingclub.COLUMNS, lendingclub.read)
