"""A loan as the tables of the published scenarios show it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from ashore.loan.allocation import Part
from ashore.loan.servicing.account import Account
from ashore.loan.servicing.drawing import down_payment_of
from ashore.loan.servicing.rows import Row
from ashore.loan.servicing.transaction import Kind, Transaction

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
            (t.day, t.amount, t.kind) for t in account.of_kind(Kind.DISBURSEMENT, Kind.CAPITALIZED_INCOME)
        ]
        drawn += [(day, amount, Kind.DISBURSEMENT) for day, amount in declared]
        drawn.sort(key=lambda each: each[0])
        table: list[Cells] = []
        balance = 0
        before: date | None = None
        for row in account.rows:
            while drawn and self._stands_before(drawn[0][0], row):
                day, amount, kind = drawn.pop(0)
                table.append(self._drawing(day, amount))
                balance += amount
            balance += row.credited[Part.PRINCIPAL] - row.charged[Part.PRINCIPAL]
            table.append(self._instalment(row, balance))
            before = row.due
        for day, amount, _ in drawn:
            table.append(self._drawing(day, amount))
        del before
        return table

    def _stands_before(self, day: date, row: Row) -> bool:
        if row.down_payment:
            return day <= row.due
        return day < row.due or (day == row.due and row.start == row.due)

    def _drawing(self, day: date, amount: int) -> Cells:
        return {
            "nr": None,
            "days": None,
            "date": day.isoformat(),
            "paid_on": None,
            "balance": self.money(amount),
            "principal": None,
            "interest": None,
            "fees": "0.00",
            "penalties": None,
            "due": "0.00",
            "paid": "0.00",
            "in_advance": None,
            "late": None,
            "waived": None,
            "outstanding": None,
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

        def total(values: Iterable[int]) -> str | None:
            return self.money(sum(values))

        return {
            "principal": total(r.charged[Part.PRINCIPAL] for r in rows),
            "interest": total(r.charged[Part.INTEREST] for r in rows),
            "fees": total(r.charged[Part.FEE] for r in rows),
            "penalties": total(r.charged[Part.PENALTY] for r in rows),
            "due": total(sum(r.charged) for r in rows),
            "paid": total(sum(r.paid) for r in rows),
            "in_advance": total(r.early for r in rows),
            "late": total(r.late for r in rows),
            "waived": total(sum(r.waived) for r in rows),
            "outstanding": total(r.left for r in rows),
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
            "principal": self.money(t.portions[Part.PRINCIPAL]),
            "interest": self.money(t.portions[Part.INTEREST]),
            "fees": self.money(t.portions[Part.FEE]),
            "penalties": self.money(t.portions[Part.PENALTY]),
            "balance": self.money(t.balance),
            "overpayment": self.money(t.overpaid),
            "reversed": t.reversed_,
            "replayed": t.replayed,
        }


NAMES: dict[Kind, str] = {}
__all__ = ["View", "down_payment_of"]
