"""The life of a loan that `docs/explanation/servicing.md` draws."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ashore.loan import Part, Ratios
from ashore.money import Unit
from ashore.servicing import Desk, Recalculation, ServicingTerms, TransactionKind


def _desk() -> Desk:
    terms = ServicingTerms(
        currency="CNY",
        digits=2,
        principal_minor=1_000_00,
        submitted_on=date(2025, 1, 1),
        expected_on=date(2025, 1, 1),
        rate=Decimal("0.12"),
        instalments=3,
        ratios=Ratios(every=1, unit=Unit.MONTHS, days_in_month=30, days_in_year=360),
        recalculation=Recalculation(),
    )
    desk = Desk(terms, date(2025, 1, 1))
    desk.approve(1_000_00, date(2025, 1, 1))
    desk.disburse(date(2025, 1, 1), 1_000_00)
    return desk


def _rows(desk: Desk) -> list[tuple[int, int, int]]:
    return [
        (row.charged[Part.PRINCIPAL], row.charged[Part.INTEREST], sum(row.paid))
        for row in desk.account.rows
    ]


def test_three_instalments_one_ten_days_late() -> None:
    desk = _desk()
    desk.today = date(2025, 2, 1)
    desk.pay(TransactionKind.REPAYMENT, date(2025, 2, 1), 340_02)
    desk.today = date(2025, 3, 11)
    desk.close_of_business()
    desk.pay(TransactionKind.REPAYMENT, date(2025, 3, 11), 340_02)

    # 333.32 at 12 % for 10 of the 31 nights of a month of a twelfth: 1.07 more than the 3.37 that were planned.
    assert _rows(desk) == [(330_02, 10_00, 340_02), (333_32, 6_70, 340_02), (336_66, 4_44, 0)]
    assert [row.met_on for row in desk.account.rows] == [date(2025, 2, 1), date(2025, 3, 11), None]


def test_a_payment_that_turns_up_later_is_put_in_its_place() -> None:
    desk = _desk()
    desk.today = date(2025, 2, 1)
    desk.pay(TransactionKind.REPAYMENT, date(2025, 2, 1), 340_02)
    desk.today = date(2025, 3, 11)
    desk.close_of_business()
    late = desk.pay(TransactionKind.REPAYMENT, date(2025, 3, 11), 340_02)
    desk.today = date(2025, 3, 12)
    desk.pay(TransactionKind.REPAYMENT, date(2025, 3, 1), 340_02)

    assert _rows(desk)[1:] == [(333_32, 6_70, 340_02), (336_66, 1_09, 337_75)]
    assert desk.account.rows[1].met_on == date(2025, 3, 1)
    assert late.replayed
    assert desk.account.overpaid == 2_27
    adjustments = desk.account.of_kind(TransactionKind.ACCRUAL_ADJUSTMENT)
    assert [t.amount for t in adjustments] == [86]
