"""One thing that happened to a loan in servicing, and how it was split."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import TYPE_CHECKING, Any

from ashore.loan import Part

if TYPE_CHECKING:
    from ashore.servicing.charges import LoanCharge
    from ashore.servicing.rows import Row


class Kind(Enum):
    """The kinds of transaction."""

    DISBURSEMENT = "disbursement"
    DOWN_PAYMENT = "down_payment"
    REPAYMENT = "repayment"
    GOODWILL_CREDIT = "goodwill_credit"
    MERCHANT_ISSUED_REFUND = "merchant_issued_refund"
    PAYOUT_REFUND = "payout_refund"
    INTEREST_PAYMENT_WAIVER = "interest_payment_waiver"
    INTEREST_REFUND = "interest_refund"
    CHARGE_ADJUSTMENT = "charge_adjustment"
    CHARGE_PAYMENT = "charge_payment"
    WAIVE_CHARGES = "waive_charges"
    WAIVE_INTEREST = "waive_interest"
    REFUND_BY_CASH = "refund_by_cash"
    CREDIT_BALANCE_REFUND = "credit_balance_refund"
    CHARGEBACK = "chargeback"
    CHARGE_OFF = "charge_off"
    WRITE_OFF = "write_off"
    RECOVERY_REPAYMENT = "recovery_repayment"
    CONTRACT_TERMINATION = "contract_termination"
    REAGE = "reage"
    REAMORTIZE = "reamortize"
    CAPITALIZED_INCOME = "capitalized_income"
    CAPITALIZED_INCOME_ADJUSTMENT = "capitalized_income_adjustment"
    CAPITALIZED_INCOME_AMORTIZATION = "capitalized_income_amortization"
    CAPITALIZED_INCOME_AMORTIZATION_ADJUSTMENT = "capitalized_income_amortization_adjustment"
    BUY_DOWN_FEE = "buy_down_fee"
    BUY_DOWN_FEE_ADJUSTMENT = "buy_down_fee_adjustment"
    BUY_DOWN_FEE_AMORTIZATION = "buy_down_fee_amortization"
    BUY_DOWN_FEE_AMORTIZATION_ADJUSTMENT = "buy_down_fee_amortization_adjustment"
    ACCRUAL = "accrual"
    ACCRUAL_ADJUSTMENT = "accrual_adjustment"
    ACCRUAL_ACTIVITY = "accrual_activity"
    REPAYMENT_AT_DISBURSEMENT = "repayment_at_disbursement"


MONEY_IN = frozenset(
    {
        Kind.REPAYMENT,
        Kind.DOWN_PAYMENT,
        Kind.GOODWILL_CREDIT,
        Kind.MERCHANT_ISSUED_REFUND,
        Kind.PAYOUT_REFUND,
        Kind.INTEREST_PAYMENT_WAIVER,
        Kind.INTEREST_REFUND,
        Kind.CHARGE_ADJUSTMENT,
        Kind.CHARGE_PAYMENT,
        Kind.CAPITALIZED_INCOME_ADJUSTMENT,
    }
)
"""What settles instalments as a repayment does: not a recovery, as nothing is asked for any more."""

DERIVED = frozenset(
    {
        Kind.ACCRUAL,
        Kind.ACCRUAL_ADJUSTMENT,
        Kind.ACCRUAL_ACTIVITY,
        Kind.CAPITALIZED_INCOME_AMORTIZATION,
        Kind.CAPITALIZED_INCOME_AMORTIZATION_ADJUSTMENT,
        Kind.BUY_DOWN_FEE,
        Kind.BUY_DOWN_FEE_ADJUSTMENT,
        Kind.BUY_DOWN_FEE_AMORTIZATION,
        Kind.BUY_DOWN_FEE_AMORTIZATION_ADJUSTMENT,
    }
)
"""What is booked beside the schedule and never moves it."""


class Transaction:
    """One entry of a loan's account: amount and split in minor units.

    ``day`` is when it counts, ``entered`` when it was entered, ``serial`` its place in the order of entry.
    ``balance`` is the principal outstanding after it, as last known. ``reversed_`` was undone by a person; ``void`` by a
    replay that found nothing left for it to do. ``replayed`` tells that a back-dated change split it anew, last on
    ``replayed_on``. ``places`` are the parts of each row that it settled. ``label`` is what staff filed it under: the
    reason of a charge-off or write-off, the class of an income. ``shares`` tell of an amortisation which deferred incomes
    it earns, and how much of each; less than nothing takes back what was earned too early.
    """

    __slots__ = (
        "amount",
        "asked",
        "balance",
        "channel",
        "charge_parts",
        "day",
        "entered",
        "kind",
        "label",
        "overpaid",
        "places",
        "portions",
        "related",
        "replayed",
        "replayed_on",
        "reversed_",
        "serial",
        "shares",
        "terms",
        "void",
    )

    def __init__(
        self, kind: Kind, day: date, amount: int, *, entered: date, serial: int, terms: Any = None
    ) -> None:
        self.kind, self.day, self.amount = kind, day, amount
        self.asked = amount
        self.entered, self.serial = entered, serial
        self.terms = terms
        self.channel = self.label = ""
        self.related: Transaction | None = None
        self.portions = [0, 0, 0, 0]
        self.overpaid = self.balance = 0
        self.places: list[tuple[Row, list[int]]] = []
        self.shares: list[tuple[Transaction, int]] = []
        self.charge_parts: list[tuple[LoanCharge, int, int | None]] = []
        self.reversed_ = self.void = self.replayed = False
        self.replayed_on: date | None = None

    @property
    def live(self) -> bool:
        """Whether it counts."""
        return not self.reversed_ and not self.void

    @property
    def split(self) -> tuple[int, ...]:
        """What a replay compares: amount, the four portions, the overpaid part."""
        return (self.amount, *self.portions, self.overpaid)

    def reset(self) -> None:
        """Forget the split, before the transaction is applied again."""
        self.amount = self.asked
        self.portions = [0, 0, 0, 0]
        self.overpaid = 0
        self.places = []
        self.charge_parts = []
        self.void = False

    def place(self, row: Row) -> list[int]:
        """The parts of a row that it settles, to be added to."""
        for known, parts in self.places:
            if known is row:
                return parts
        parts = [0, 0, 0, 0]
        self.places.append((row, parts))
        return parts

    @property
    def settled(self) -> list[int]:
        """The parts of rows that it settles, all rows together."""
        return [sum(parts[part] for _, parts in self.places) for part in Part]

    @property
    def owed_again(self) -> list[int]:
        """The parts that money given back leaves owing: what it credits, less what the borrower's credit settles at once."""
        if sum(self.portions) + self.overpaid == self.amount:
            return self.portions
        return [credited - paid for credited, paid in zip(self.portions, self.settled, strict=True)]

    def set_parts(self, principal: int, interest: int, fee: int, penalty: int) -> None:
        """Set portions and amount together."""
        self.portions = [principal, interest, fee, penalty]
        self.amount = principal + interest + fee + penalty

    @property
    def principal(self) -> int:
        """Its principal portion."""
        return self.portions[Part.PRINCIPAL]

    @property
    def interest(self) -> int:
        """Its interest portion."""
        return self.portions[Part.INTEREST]
