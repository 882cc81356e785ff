"""What is booked for each transaction of one loan: once, mirrored when it is undone, anew when a replay splits it anew."""

from __future__ import annotations

from collections.abc import Iterable

from ashore.ledger.journal import Posting
from ashore.ledger.servicing.charts import OperationChart
from ashore.ledger.servicing.entries import Share, entries, mirror, shares
from ashore.ledger.servicing.facts import Fact, LoanFacts, loan_facts
from ashore.servicing import Transaction
from ashore.servicing import TransactionKind as Kind


class _Booked:
    """The postings of one transaction, with what they were derived from."""

    __slots__ = ("after_charge_off", "moved", "postings", "reversed_")

    def __init__(
        self, moved: tuple[Share, ...], postings: tuple[Posting, ...], *, after_charge_off: bool
    ) -> None:
        self.moved, self.postings, self.reversed_ = moved, postings, False
        self.after_charge_off = after_charge_off


class OperationBook:
    """The journal of one loan by transaction, kept up by `note` after every operation.

    What the loan is when a transaction is booked decides its accounts; what it becomes later (marked as fraud, charged
    off) does not touch what is booked, but an undone charge-off does: what came after it is booked as if it had never been. A
    transaction that a replay splits anew is booked anew, as the loan is then; one
    that a replay leaves nothing to do is not booked at all.
    """

    def __init__(self, chart: OperationChart) -> None:
        self.chart = chart
        self._booked: dict[int, _Booked] = {}

    def note(self, known: Iterable[Transaction], standing: frozenset[Fact] = frozenset()) -> None:
        """Book what is new among all the transactions ``known`` of the loan; ``standing`` as in `loan_facts`."""
        known = list(known)
        charged_off = any(entry.live and entry.kind is Kind.CHARGE_OFF for entry in known)
        for entry in known:
            if entry.void:
                self._booked.pop(entry.serial, None)
                continue
            booked = self._booked.get(entry.serial)
            moved = tuple(shares(entry, LoanFacts()))
            undone = booked is not None and booked.after_charge_off and not charged_off
            if booked is None or ((booked.moved != moved or undone) and not entry.reversed_):
                facts = loan_facts(entry, known, standing)
                booked = _Booked(
                    moved,
                    entries(entry, facts, self.chart),
                    after_charge_off=Fact.CHARGED_OFF in facts.holds,
                )
                self._booked[entry.serial] = booked
            if entry.reversed_ and not booked.reversed_:
                booked.postings += mirror(booked.postings)
                booked.reversed_ = True

    def of(self, entry: Transaction) -> tuple[Posting, ...]:
        """The postings of a transaction, those of its reversal after them."""
        booked = self._booked.get(entry.serial)
        return booked.postings if booked is not None else ()
