"""The running totals of a serviced loan: what the books of a portfolio are derived from, as for any other loan.

Both identities of `ashore.loan.Totals` hold: no unit of money appears or disappears, nothing is paid that was not charged.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from ashore.loan import Part, Parts, Totals
from ashore.servicing import outlook
from ashore.servicing.account import Account
from ashore.servicing.charges import ChargeHow
from ashore.servicing.rows import Row
from ashore.servicing.terms import ChargeOffBehaviour, IncomeType
from ashore.servicing.transaction import MONEY_IN, Kind, Transaction

NO_CASH = frozenset(
    {
        Kind.GOODWILL_CREDIT,
        Kind.INTEREST_PAYMENT_WAIVER,
        Kind.INTEREST_REFUND,
        Kind.CHARGE_ADJUSTMENT,
        Kind.CAPITALIZED_INCOME_ADJUSTMENT,
    }
)
"""What settles instalments without money coming in: the lender gives it up."""
MONEY_OUT = (Kind.CREDIT_BALANCE_REFUND, Kind.CHARGEBACK, Kind.REFUND_BY_CASH)
ENDS = (Kind.CHARGE_OFF, Kind.WRITE_OFF)
Amounts = list[int]


def what_ended(account: Account) -> Transaction | None:
    """The charge-off or write-off from which on the loan is lost to the books; None while it is not."""
    return min(account.of_kind(*ENDS), key=_place, default=None)


def running_totals(account: Account, day: date) -> Totals:
    """Everything since the start up to ``day``, of an account that holds nothing later and was looked at on that day."""
    ended = what_ended(account)
    money = account.of_kind(*MONEY_IN)
    given_up = [entry for entry in money if entry.kind in NO_CASH]
    cash = [entry for entry in money if entry.kind not in NO_CASH]
    recovered = [entry for entry in cash if ended is not None and _place(entry) > _place(ended)]
    waived = _sum(row.waived for row in account.rows)
    # A payment that was taken back has not settled interest, fees and penalties after all; its principal is lent again.
    credited = _portions(account.of_kind(Kind.CHARGEBACK))
    credited[Part.PRINCIPAL] = 0
    recharged = sum(row.credited[Part.PRINCIPAL] for row in account.rows)
    free, later = _portions(given_up), _portions(recovered)
    paid = [
        amount - back - gift - after
        for amount, back, gift, after in zip(
            _sum(row.paid for row in account.rows), credited, free, later, strict=True
        )
    ]
    kept_back = _kept_back(account)
    paid = _plus(paid, kept_back)
    waived = _plus(waived, free)
    until = day if ended is None else min(day, ended.day)
    charged = _charged(account, until, credited, kept_back, later if ended else None)
    charged = [
        max(amount, settled) for amount, settled in zip(charged, _plus(paid, waived), strict=True)
    ]
    lost = [0, 0, 0, 0]
    if ended is not None:
        lost = [c - p - w for c, p, w in zip(charged, paid, waived, strict=True)]
    recoveries = account.of_kind(Kind.RECOVERY_REPAYMENT)
    own = sum(entry.amount for entry in (*cash, *recoveries))
    return Totals(
        Parts(*charged),
        Parts(*paid),
        Parts(*waived),
        Parts(*lost),
        received=own + sum(entry.amount for entry in given_up) - sum(free),
        withheld=sum(kept_back),
        recharged=recharged,
        recovered=sum(later) + sum(entry.amount for entry in recoveries),
        credit=account.overpaid,
        refunded=sum(entry.amount for entry in account.of_kind(*MONEY_OUT)),
    )


def _place(entry: Transaction) -> tuple[date, int]:
    return entry.day, entry.serial


def _sum(amounts: Iterable[Amounts]) -> Amounts:
    found = [0, 0, 0, 0]
    for each in amounts:
        found = _plus(found, each)
    return found


def _plus(left: Amounts, right: Amounts) -> Amounts:
    return [a + b for a, b in zip(left, right, strict=True)]


def _portions(entries: Iterable[Transaction]) -> Amounts:
    return _sum(entry.portions for entry in entries)


def _kept_back(account: Account) -> Amounts:
    """What was charged and kept back when money was lent: charges on disbursement, and income that was capitalised."""
    found = _portions(account.of_kind(Kind.REPAYMENT_AT_DISBURSEMENT))
    earned_as = account.terms.capitalised_income
    part = Part.INTEREST if earned_as is IncomeType.INTEREST else Part.FEE
    found[part] += sum(entry.amount for entry in account.of_kind(Kind.CAPITALIZED_INCOME))
    return found


# What was charged by a day


def _charged(
    account: Account, day: date, credited: Amounts, kept_back: Amounts, later: Amounts | None
) -> Amounts:
    """Principal lent, and what rows have asked for by ``day``; of those still to come what is earned or settled of them.

    ``later`` is what was paid after the loan was lost: it makes nothing earned.
    """
    found = [0, 0, 0, 0]
    for row in account.rows:
        settled = [paid + waived for paid, waived in zip(row.paid, row.waived, strict=True)]
        found[Part.PRINCIPAL] += row.charged[Part.PRINCIPAL]
        asked = row.due <= day
        earned = row.charged[Part.INTEREST] if asked else earned_by(account, row, day)
        found[Part.INTEREST] += earned if later else max(earned, settled[Part.INTEREST])
        for part in (Part.FEE, Part.PENALTY):
            charge = row.charged[part] if asked else _charges_by(account, row, part, day)
            found[part] += charge if later else max(charge, settled[part])
    return _plus([a - b for a, b in zip(found, credited, strict=True)], kept_back)


def earned_by(account: Account, row: Row, day: date) -> int:
    """Interest that a row which is still to fall due has earned by ``day``. Minor units."""
    if row.down_payment or not row.start < day < row.due:
        return 0
    plan = account.plan
    planned = plan is not None and plan.spanning(row.start, row.due) is not None
    if account.follows_money and plan is not None and planned:
        return outlook.interest_till(plan, row.start, row.due, day, credited=True)
    cut = account.of_kind(Kind.CHARGE_OFF)
    if cut and account.terms.charge_off is not ChargeOffBehaviour.REGULAR:
        return row.charged[Part.INTEREST]
    nights, length = (day - row.start).days, (row.due - row.start).days
    return account.terms.ratios.share(row.charged[Part.INTEREST] * nights, length)


def _charges_by(account: Account, row: Row, part: Part, day: date) -> int:
    """Charges with a due date of their own up to ``day``, in a row that falls due later."""
    found = sum(
        charge.amount
        for charge in account.charges
        if charge.active
        and charge.placed
        and charge.part is part
        and not charge.by_instalment
        and charge.terms.how is ChargeHow.FLAT
        and charge.due is not None
        and charge.due <= day
        and charge.due_within(row.start, row.due, first=row is account.rows[0])
    )
    return min(found, row.charged[part])
