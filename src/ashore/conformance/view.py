"""A loan as the tables of the published scenarios show it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from ashore.loan import Part
from ashore.servicing import Account, ChargeHow, ChargeWhen, LoanCharge, Row, Transaction
from ashore.servicing import TransactionKind as Kind

Cells = dict[str, Any]


class View:
    """Formats amounts and dates, and builds the rows of each table."""

    def __init__(self, account: Account) -> None:
        self.account = account
        self.digits = account.terms.digits

    def money(self, amount: int | None) -> str | None:
        """Minor units as a decimal string."""
        if amount is None:
            return None
        sign, scale = ("-" if amount < 0 else ""), 10**self.digits
        whole, rest = divmod(abs(amount), scale)
        return f"{sign}{whole}.{rest:0{self.digits}d}" if self.digits else f"{sign}{whole}"

    # Schedule

    def schedule(self, declared: Iterable[tuple[date, int]] = ()) -> list[Cells]:
        """All rows: drawings without a number, then instalments, by date."""
        account = self.account
        drawn = [
            (t.day, t.amount, t.kind)
            for t in account.of_kind(Kind.DISBURSEMENT, Kind.CAPITALIZED_INCOME)
        ]
        drawn += [(day, amount, Kind.DISBURSEMENT) for day, amount in declared]
        drawn.sort(key=lambda each: each[0])
        table: list[Cells] = []
        balance = 0
        for row in account.rows:
            while drawn and self._stands_before(drawn[0][0], row):
                day, amount, _ = drawn.pop(0)
                table.append(self._drawing(day, amount))
                balance += amount
            balance += row.credited[Part.PRINCIPAL] - row.charged[Part.PRINCIPAL]
            table.append(self._instalment(row, balance))
        table += [self._drawing(day, amount) for day, amount, _ in drawn]
        return table

    def _stands_before(self, day: date, row: Row) -> bool:
        terms = self.account.terms
        if row.down_payment or (terms.flat and not terms.progressive):
            return day <= row.due
        return day < row.due or (day == row.due and row.start == row.due)

    def _kept_back(self, day: date) -> tuple[int, int]:
        """Charges paid out of the disbursement of a day: what they ask for and what was paid."""
        account = self.account
        charges = [
            c
            for c in account.charges
            if c.active
            and (
                (c.terms.when is ChargeWhen.DISBURSEMENT and day == account.disbursed_on)
                or (c.terms.when is ChargeWhen.DRAWING and c.due == day)
            )
        ]
        return sum(c.amount for c in charges), sum(c.paid for c in charges)

    def _drawing(self, day: date, amount: int) -> Cells:
        asked, paid = self._kept_back(day)
        return {
            "nr": None,
            "days": None,
            "date": day.isoformat(),
            "paid_on": None,
            "balance": self.money(amount),
            "principal": None,
            "interest": None,
            "fees": self.money(asked),
            "penalties": None,
            "due": self.money(asked),
            "paid": self.money(paid),
            "in_advance": None,
            "late": None,
            "waived": None,
            "outstanding": self.money(asked - paid),
        }

    def _instalment(self, row: Row, balance: int) -> Cells:
        charged = row.charged
        return {
            "nr": row.number,
            "days": (row.due - row.start).days,
            "date": row.due.isoformat(),
            "paid_on": row.met_on.isoformat() if row.met and row.met_on else None,
            "balance": self.money(max(0, balance)),
            "principal": self.money(charged[Part.PRINCIPAL]),
            "interest": self.money(charged[Part.INTEREST]),
            "fees": self.money(charged[Part.FEE]),
            "penalties": self.money(charged[Part.PENALTY]),
            "due": self.money(sum(charged)),
            "paid": self.money(sum(row.paid)),
            "in_advance": self.money(row.early),
            "late": self.money(row.late),
            "waived": self.money(sum(row.waived)),
            "outstanding": self.money(row.left),
        }

    def totals(self) -> Cells:
        """Sums over the schedule."""
        rows = self.account.rows

        kept = [c for c in self.account.charges if c.active and c.at_drawing]
        asked, got = sum(c.amount for c in kept), sum(c.paid for c in kept)

        def total(values: Iterable[int], more: int = 0) -> str | None:
            return self.money(sum(values) + more)

        return {
            "principal": total(r.charged[Part.PRINCIPAL] for r in rows),
            "interest": total(r.charged[Part.INTEREST] for r in rows),
            "fees": total((r.charged[Part.FEE] for r in rows), asked),
            "penalties": total(r.charged[Part.PENALTY] for r in rows),
            "due": total((sum(r.charged) for r in rows), asked),
            "paid": total((sum(r.paid) for r in rows), got),
            "in_advance": total(r.early for r in rows),
            "late": total(r.late for r in rows),
            "waived": total(sum(r.waived) for r in rows),
            "outstanding": total((r.left for r in rows), asked - got),
        }

    # Transactions

    def listed(self) -> list[Transaction]:
        """The transactions of the account in listing order."""
        found = [t for t in self.account.transactions if not t.void]
        return sorted(found, key=lambda t: (t.day, t.serial))

    def transactions(self) -> list[Cells]:
        """One row for each transaction."""
        return [self._transaction(t) for t in self.listed()]

    def _transaction(self, t: Transaction) -> Cells:
        return {
            "date": t.day.isoformat(),
            "type": NAMES.get(t.kind, t.kind.name),
            "amount": self.money(t.amount),
            **{column: self.money(t.portions[part]) for column, part in _PORTIONS},
            "balance": self.money(t.balance),
            "overpayment": self.money(t.overpaid),
            "reversed": t.reversed_,
            "replayed": t.replayed,
        }

    # Charges

    def charges(self) -> list[Cells]:
        """One row for each charge that stands."""
        return [self._charge(charge) for charge in self.account.charges if charge.active]

    def _charge(self, charge: LoanCharge) -> Cells:
        terms = charge.terms
        return {
            "name": charge_name(terms.key),
            "penalty": terms.penalty,
            "when": _WHEN[terms.when],
            "due_on": charge.due.isoformat() if charge.due else None,
            "how": "DISBURSEMENT_AMOUNT"
            if terms.when is ChargeWhen.DRAWING and terms.how is ChargeHow.OF_AMOUNT
            else _HOW[terms.how],
            "due": self.money(charge.amount),
            "paid": self.money(charge.paid),
            "waived": self.money(charge.waived),
            "outstanding": self.money(charge.outstanding),
        }


def charge_name(key: str) -> str:
    """The name in the table of charges for the key that the terms use."""
    return _CHARGE_NAMES.get(key) or key.removeprefix("CHARGE_").removeprefix("LOAN_")


_CHARGE_NAMES = {
    "LOAN_INSTALLMENT_FEE_FLAT": "INSTALLMENT_FLAT_FEE",
    "LOAN_INSTALLMENT_FEE_PERCENTAGE_AMOUNT": "INSTALLMENT_PERCENTAGE_AMOUNT_FEE",
    "LOAN_INSTALLMENT_FEE_PERCENTAGE_INTEREST": "INSTALLMENT_PERCENTAGE_INTEREST_FEE",
    "LOAN_INSTALLMENT_FEE_PERCENTAGE_AMOUNT_PLUS_INTEREST": "INSTALLMENT_PERCENTAGE_AMOUNT_INTEREST_FEE",
    "LOAN_PERCENTAGE_LATE_FEE": "LATE_FEE",
    "LOAN_PERCENTAGE_LATE_FEE_AMOUNT_PLUS_INTEREST": "LATE_FEE_AMOUNT_INTEREST",
    "LOAN_PERCENTAGE_PROCESSING_FEE": "PROCESSING_FEE",
}
_WHEN = {
    ChargeWhen.DISBURSEMENT: "DISBURSEMENT",
    ChargeWhen.DRAWING: "TRANCHE_DISBURSEMENT",
    ChargeWhen.DUE_DATE: "SPECIFIED_DUE_DATE",
    ChargeWhen.INSTALMENT: "INSTALLMENT_FEE",
    ChargeWhen.OVERDUE: "OVERDUE_FEES",
}
_HOW = {
    ChargeHow.FLAT: "FLAT",
    ChargeHow.OF_AMOUNT: "AMOUNT",
    ChargeHow.OF_AMOUNT_AND_INTEREST: "LOAN_AMOUNT_INTEREST",
    ChargeHow.OF_INTEREST: "INTEREST",
}
_PORTIONS = (
    ("principal", Part.PRINCIPAL),
    ("interest", Part.INTEREST),
    ("fees", Part.FEE),
    ("penalties", Part.PENALTY),
)
NAMES = {
    Kind.REAGE: "RE_AGE",
    Kind.REAMORTIZE: "RE_AMORTIZE",
    Kind.WRITE_OFF: "CLOSE_AS_WRITTEN_OFF",
    Kind.WAIVE_CHARGES: "WAIVE_LOAN_CHARGES",
    Kind.REPAYMENT_AT_DISBURSEMENT: "REPAYMENT_AT_TIME_OF_DISBURSEMENT",
}
