"""Charges of a loan in servicing: fees and penalties, when they count, and which instalment asks for them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum

from ashore.loan import Part
from ashore.servicing.rows import Row, first_regular_number

Rounded = Callable[[Decimal], int]
"""How a part of a minor unit is rounded."""


class ChargeWhen(Enum):
    """When a charge falls due."""

    DISBURSEMENT = "disbursement"
    DRAWING = "drawing"
    DUE_DATE = "due_date"
    INSTALMENT = "instalment"
    OVERDUE = "overdue"


class ChargeHow(Enum):
    """What a charge is counted on."""

    FLAT = "flat"
    OF_AMOUNT = "of_amount"
    OF_AMOUNT_AND_INTEREST = "of_amount_and_interest"
    OF_INTEREST = "of_interest"


@dataclass(frozen=True, slots=True)
class ChargeTerms:
    """A charge of the product: flat ``amount`` in minor units, or a percentage."""

    key: str
    when: ChargeWhen
    how: ChargeHow
    amount: Decimal
    penalty: bool


class InstalmentPart:
    """What one instalment asks for of a charge that comes with every instalment."""

    __slots__ = ("amount", "paid", "row", "waived")

    def __init__(self, row: Row, amount: int) -> None:
        self.row, self.amount = row, amount
        self.paid = self.waived = 0

    @property
    def outstanding(self) -> int:
        """What is left of it."""
        return self.amount - self.paid - self.waived


class LoanCharge:
    """A charge on one loan. ``entered`` and ``serial`` are its place in the order of entry.

    ``forgone`` is what was waived before it was booked as income; ``placed`` tells that a row asks for it already.
    """

    def __init__(
        self, terms: ChargeTerms, amount: int, due: date | None, entered: date, serial: int
    ) -> None:
        self.terms = terms
        self.amount = amount
        self.due, self.entered, self.serial = due, entered, serial
        self.paid = self.waived = self.lost = 0
        self.forgone = 0
        self.active = True
        self.placed = False
        self.parts: list[InstalmentPart] = []
        self.waived_at: dict[date, int] = {}

    @property
    def part(self) -> Part:
        """Fee or penalty."""
        return Part.PENALTY if self.terms.penalty else Part.FEE

    @property
    def by_instalment(self) -> bool:
        """Whether every instalment asks for its share."""
        return self.terms.when is ChargeWhen.INSTALMENT

    @property
    def counts_on_schedule(self) -> bool:
        """Whether its amount depends on what is lent, so that a drawing of the same day comes first."""
        return self.by_instalment or self.terms.how is not ChargeHow.FLAT

    @property
    def at_drawing(self) -> bool:
        """Whether it is paid out of what is disbursed."""
        return self.terms.when in (ChargeWhen.DISBURSEMENT, ChargeWhen.DRAWING)

    @property
    def outstanding(self) -> int:
        """What is left of it."""
        return self.amount - self.paid - self.waived - self.lost

    def waive(self) -> int:
        """Give up what is left: of the next instalment's share, where it has shares. Returns the amount."""
        part = next((p for p in self.parts if p.outstanding > 0), None)
        if self.by_instalment and part is not None:
            amount = part.outstanding
            self.waived_at[part.row.due] = self.waived_at.get(part.row.due, 0) + amount
        else:
            amount = self.outstanding
        self.waived += amount
        return amount

    @property
    def back_dated(self) -> bool:
        """Whether it was entered after its due date."""
        return self.due is not None and self.due < self.entered

    def due_within(self, start: date, end: date, *, first: bool) -> bool:
        """Whether it falls due after ``start``, up to ``end``; the first period takes all that is due before, too."""
        if self.due is None or self.at_drawing:
            return False
        return self.due <= end and (first or self.due > start)

    def part_of(self, row: Row) -> InstalmentPart | None:
        """What a row asks for of it."""
        return next((part for part in self.parts if part.row is row), None)

    def pay(self, amount: int, row: Row | None) -> int:
        """Pay up to ``amount``, of the row's share where it has shares; returns what was taken."""
        if self.parts:
            part = self.part_of(row) if row is not None else None
            part = part or next((p for p in self.parts if p.outstanding > 0), None)
            if part is None:
                return 0
            taken = min(amount, part.outstanding)
            part.paid += taken
        else:
            taken = min(amount, self.outstanding)
        self.paid += taken
        return taken


def charge_amount(terms: ChargeTerms, principal: int, interest: int, rounded: Rounded) -> int:
    """The amount of a charge on this principal and interest."""
    base = {
        ChargeHow.OF_AMOUNT: principal,
        ChargeHow.OF_AMOUNT_AND_INTEREST: principal + interest,
        ChargeHow.OF_INTEREST: interest,
    }.get(terms.how)
    if base is None:
        return int(terms.amount)
    return rounded(base * terms.amount / 100)


def place(charge: LoanCharge, rows: list[Row], disbursed_on: date, rounded: Rounded) -> None:
    """Add a charge to the rows that ask for it; one due after the last row gets an additional row."""
    charge.placed = True
    if charge.terms.when is ChargeWhen.DUE_DATE:
        _make_room(charge, rows)
    if charge.by_instalment:
        charge.parts = []
    principal = sum(row.charged[Part.PRINCIPAL] for row in rows)
    interest = sum(row.charged[Part.INTEREST] for row in rows)
    number = first_regular_number(rows)
    start = disbursed_on
    for row in rows:
        if row.down_payment:
            continue
        first = row.number == number
        amount = 0
        if charge.by_instalment:
            if not row.recalculated and not row.additional:
                amount = charge_amount(
                    charge.terms,
                    row.charged[Part.PRINCIPAL],
                    row.charged[Part.INTEREST],
                    rounded,
                )
                share = InstalmentPart(row, amount)
                share.waived = min(amount, charge.waived_at.get(row.due, 0))
                row.waived[charge.part] += share.waived
                charge.parts.append(share)
        elif charge.due_within(start, row.due, first=first):
            if charge.terms.when is ChargeWhen.OVERDUE or charge.terms.how is ChargeHow.FLAT:
                amount = charge.amount
            else:
                amount = charge_amount(charge.terms, principal, interest, rounded)
            row.waived[charge.part] += charge.waived
        row.add(charge.part, row.met_on, amount)
        start = row.due
    if charge.by_instalment:
        charge.amount = sum(part.amount for part in charge.parts)


def place_again(charge: LoanCharge, rows: list[Row], held: Row | None) -> None:
    """A charge whose row fell away is asked for, with what is paid and waived of it, by the row that holds its due date.

    What was paid of it stays with the row that ``held`` the money paid early.
    """
    _make_room(charge, rows)
    number = first_regular_number(rows)
    target = next(
        row
        for row in rows
        if not row.down_payment
        and charge.due_within(row.start, row.due, first=row.number == number)
    )
    payer = held or target
    payer.charged[charge.part] += charge.paid
    payer.paid[charge.part] += charge.paid
    payer.note_change(payer.due)
    target.waived[charge.part] += charge.waived
    target.add(charge.part, target.met_on, charge.amount - charge.paid)


def share_again(
    charge: LoanCharge, rows: list[Row], held: Row | None, day: date, rounded: Rounded
) -> None:
    """A charge for each instalment: rows that are gone leave what was paid and waived, each new row asks for its own."""
    kept = [part for part in charge.parts if any(row is part.row for row in rows)]
    gone = [part for part in charge.parts if part not in kept]
    new = [row for row in rows if row.regular and row is not held and row.due > day]
    for row in new:
        amount = charge_amount(
            charge.terms, row.charged[Part.PRINCIPAL], row.charged[Part.INTEREST], rounded
        )
        share = InstalmentPart(row, amount)
        share.waived = min(amount, charge.waived_at.get(row.due, 0))
        row.waived[charge.part] += share.waived
        row.add(charge.part, row.met_on, amount)
        kept.append(share)
    paid, waived = sum(part.paid for part in gone), sum(part.waived for part in gone)
    payer = held or new[0]
    if paid or waived:
        share = InstalmentPart(payer, paid + waived)
        share.paid, share.waived = paid, waived
        payer.charged[charge.part] += share.amount
        payer.paid[charge.part] += paid
        payer.waived[charge.part] += waived
        payer.note_change(day)
        kept.append(share)
    charge.parts = kept
    charge.amount = sum(part.amount for part in kept)


def _make_room(charge: LoanCharge, rows: list[Row]) -> None:
    last = [row for row in rows if not row.down_payment][-1]
    if charge.due is None or charge.due <= last.due:
        return
    if last.additional:
        last.due = charge.due
        return
    row = Row(rows[-1].number + 1, last.due, charge.due)
    row.additional = True
    rows.append(row)


def charges_of(charges: list[LoanCharge], row: Row, *, first: bool) -> list[LoanCharge]:
    """The charges that a row asks for."""
    return [
        charge
        for charge in charges
        if charge.active
        and charge.placed
        and (charge.part_of(row) is not None or charge.due_within(row.start, row.due, first=first))
    ]


def settle_charges(
    charges: list[LoanCharge],
    amount: int,
    row: Row | None,
    noted: list[tuple[LoanCharge, int, int | None]],
) -> None:
    """Pay charges with what a transaction gave for them: the earliest due first, shares of instalments by due date."""
    while amount > 0:
        charge = _earliest_unpaid(charges)
        if charge is None:
            return
        taken = charge.pay(amount, row)
        if not taken:
            return
        noted.append((charge, taken, row.number if row is not None else None))
        amount -= taken


def _earliest_unpaid(charges: list[LoanCharge]) -> LoanCharge | None:
    found: LoanCharge | None = None
    found_due: date | None = None
    for charge in charges:
        if charge.outstanding <= 0 or charge.at_drawing:
            continue
        due = charge.due
        if charge.by_instalment:
            unpaid = next((p for p in charge.parts if p.outstanding > 0), None)
            if unpaid is None:
                continue
            due = unpaid.row.due
        if due is not None and (found_due is None or due < found_due):
            found, found_due = charge, due
    return found


def unsettle_charges(charges: list[LoanCharge], amount: int) -> None:
    """Take payments of charges back, the latest due first."""
    for charge in sorted(charges, key=lambda c: c.due or date.min, reverse=True):
        taken = min(amount, charge.paid)
        charge.paid -= taken
        amount -= taken
