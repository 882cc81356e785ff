"""The tapes of a US marketplace lender, 2007 to 2018: one row of totals a loan.

The lender's habits, as measured on its published tapes: the equal instalment is rounded up to the cent; interest is a
twelfth of the yearly rate on the balance, never rounded month by month; loans from October 2014 on begin with a first
period two to five days short, whose first payment is lower by the interest of those days; a loan paid off early pays
interest on 30/360 for the days since its last instalment.

A row has no dates within a month and no single payments, so the history is found backwards from its totals: the number
of instalments paid as agreed, the short days, the days to the pay-off. Every one of them must be a whole number, and the
engine must then give the last payment and the total interest; where it does not, the row is counted as another history.
"""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from ashore.book.loans import Loan
from ashore.book.tape.reading import Row, RowError, cents, number, text, whole
from ashore.book.tape.tape_loan import Expected, History, TapeLoan
from ashore.loan import (
    AdvanceRule,
    Charge,
    Contract,
    Disbursement,
    Event,
    Recovery,
    Repayment,
    RepaymentKind,
    WriteOff,
    convention,
    textbook_instalment,
)
from ashore.money import InvalidRate, Rate, Rounding, Unit, add_months, divide, muldiv

NAME = "lendingclub"
COLUMNS = (
    "funded_amnt",
    "term_m",
    "int_rate",
    "installment",
    "issue_d",
    "loan_status",
    "out_prncp",
    "total_pymnt",
    "total_rec_prncp",
    "total_rec_int",
    "total_rec_late_fee",
    "recoveries",
    "last_pymnt_d",
    "last_pymnt_amnt",
)
MONTHS = {
    name: at
    for at, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), start=1)
}
YEARS = {str(year) for year in range(1990, 2100)}
STATUSES = {
    "Fully Paid": "paid",
    "Charged Off": "written_off",
    "Default": "written_off",
    "Issued": "running",
    "Current": "running",
    "In Grace Period": "running",
    "Late (16-30 days)": "running",
    "Late (31-120 days)": "running",
}
OLDER_POLICY = "Does not meet the credit policy. Status:"
SHORT_FIRST_PERIODS_SINCE = date(2014, 10, 1)
DAYS_TO_WRITE_OFF = 150
CONVENTION = convention("lendingclub")
PER_DAY = 360 * 10**9


class _Terms(NamedTuple):
    principal: int
    rate: Rate
    instalments: int
    instalment: int
    issued: date

    def interest(self, balance: int, days: int) -> int:
        """Interest on a balance for days of a 360-day year, in cents: good enough to tell which day it was."""
        return muldiv(balance * days, self.rate.ppb, PER_DAY)


class _Paid(NamedTuple):
    """What a row says was paid: all of it, the last payment, and when that was (the month)."""

    received: int
    last: int
    last_month: date | None


def read(at: int, row: Row) -> TapeLoan:
    """One row as a loan. Raises RowError, or another AshoreError, that names the field."""
    terms = _terms(row)
    computed = textbook_instalment(
        terms.principal, [terms.rate.ppb] * terms.instalments, 12 * 10**9, Rounding.UP
    )
    expected = _expected(row, terms)
    status = _status(row)
    last_month = _last_month(row, terms.issued)
    last = cents(row, "last_pymnt_amnt") if last_month else 0
    regular = expected.received - expected.recovered - expected.fees_paid
    paid = _Paid(regular, last, last_month)
    if status == "paid":
        loan, history = _paid_off(at, terms, paid, expected)
    else:
        loan, history = _unpaid(at, terms, paid, expected, status)
    return TapeLoan(at, loan, computed, history, status, expected)


def _terms(row: Row) -> _Terms:
    return _Terms(
        principal=cents(row, "funded_amnt", minimum=1),
        rate=_rate(row),
        instalments=whole(row, "term_m", minimum=1, maximum=120),
        instalment=cents(row, "installment", minimum=1),
        issued=_month(row, "issue_d"),
    )


def _month(row: Row, field: str) -> date:
    """``Dec-2014`` as the first day of that month."""
    value = text(row, field)
    name, _, year = value.partition("-")
    if name not in MONTHS or year not in YEARS:
        raise RowError(field=field, value=value, expected="a month such as Dec-2014")
    return date(int(year), MONTHS[name], 1)


def _last_month(row: Row, issued: date) -> date | None:
    """The month of the last payment, where there was one."""
    if not row["last_pymnt_d"]:
        return None
    month = _month(row, "last_pymnt_d")
    if month < issued:
        raise RowError(
            field="last_pymnt_d",
            value=row["last_pymnt_d"],
            expected=f"the month of issue, {row['issue_d']}, or later",
        )
    return month


def _status(row: Row) -> str:
    status = text(row, "loan_status")
    known = STATUSES.get(status.removeprefix(OLDER_POLICY))
    if known is None:
        raise RowError(field="loan_status", value=status, expected="one of " + ", ".join(STATUSES))
    return known


def _rate(row: Row) -> Rate:
    value = number(row, "int_rate")
    try:
        return Rate.per_year(str(value))
    except InvalidRate as error:
        raise RowError(field="int_rate", value=row["int_rate"], expected=error.expected) from None


def _expected(row: Row, terms: _Terms) -> Expected:
    fields = ("total_rec_prncp", "total_rec_int", "total_rec_late_fee", "recoveries")
    principal, interest, fees, recovered = (cents(row, field) for field in fields)
    parts = sum((number(row, field) for field in fields), Decimal(0))
    difference = abs(number(row, "total_pymnt") - parts)
    return Expected(
        instalment=terms.instalment,
        received=principal + interest + fees + recovered,
        principal_paid=principal,
        interest_paid=interest,
        fees_paid=fees,
        recovered=recovered,
        outstanding_principal=cents(row, "out_prncp"),
        identity=difference < Decimal("0.01"),
    )


def _contract(at: int, terms: _Terms, short_days: int, due_day: int) -> Contract:
    """The contract, its first due date a month after the issue month, on ``due_day``."""
    seed = terms.issued.replace(day=due_day)
    return Contract(
        id=f"LC{at:06d}",
        currency="USD",
        principal_minor=terms.principal,
        start=seed + timedelta(days=short_days),
        first_due=add_months(seed, 1),
        rate=terms.rate,
        repayment=RepaymentKind.EQUAL_INSTALMENT,
        instalments=terms.instalments,
        unit=Unit.MONTHS,
        convention=CONVENTION,
        advance=AdvanceRule.SHORTEN_TERM,
        instalment_minor=terms.instalment,
        product=f"personal-{terms.instalments}",
    )


class _Payments:
    """The events of a loan, numbered in the order in which they are dated."""

    def __init__(self, contract: Contract, short_minor: int) -> None:
        self.contract = contract
        self.short_minor = short_minor
        self.events: list[Event] = [
            Disbursement(id="0000", effective=contract.start, amount_minor=contract.principal_minor)
        ]

    def due(self, k: int) -> date:
        """The k-th due date, from 1."""
        assert self.contract.first_due is not None
        return add_months(self.contract.first_due, k - 1)

    def pay(self, day: date, amount: int) -> None:
        """A payment, if there is any money."""
        if amount > 0:
            at = f"{len(self.events):04d}"
            self.events.append(Repayment(id=at, effective=day, amount_minor=amount))

    def as_agreed(self, count: int) -> None:
        """The first ``count`` instalments on their due dates; the first one lower by the short days' interest."""
        amount = self.contract.instalment_minor or 0
        for k in range(1, count + 1):
            self.pay(self.due(k), amount - (self.short_minor if k == 1 else 0))

    def loan(self) -> Loan:
        """The finished loan."""
        return Loan(self.contract, tuple(self.events))


class _Regular(NamedTuple):
    """Instalments paid as agreed before the last payment, the short days, and what these took off the first one."""

    instalments: int
    short_days: int
    short_minor: int


def _regular(terms: _Terms, before_last: int) -> _Regular | None:
    """What was paid before the last payment as whole instalments, less the interest of whole short days."""
    count = -(-before_last // terms.instalment) if before_last > 0 else 0
    short = count * terms.instalment - before_last
    a_day = terms.principal * terms.rate.ppb
    days = divide(short * PER_DAY, a_day, Rounding.HALF_UP) if a_day else 0
    most = 5 if terms.issued >= SHORT_FIRST_PERIODS_SINCE else 0
    if days > most or abs(short - terms.interest(terms.principal, days)) > 1:
        return None
    return _Regular(count, days, short)


def _balance_after(terms: _Terms, count: int, extra_at: int = 0, extra: int = 0) -> int:
    """About what is outstanding after ``count`` instalments, in cents: to tell which day the loan was paid off.

    ``extra`` is a further payment of principal with instalment ``extra_at``.
    """
    balance = terms.principal * 1000
    instalment = terms.instalment * 1000
    twelfth = 12 * 10**9
    for k in range(1, count + 1):
        balance -= instalment - balance * terms.rate.ppb // twelfth
        if k == extra_at:
            balance -= extra * 1000
    return balance // 1000


def _days_after(terms: _Terms, balance: int, paid: int) -> int | None:
    """The whole number of days, up to 31, whose interest brings ``balance`` to ``paid``; None if there is none."""
    a_day = balance * terms.rate.ppb
    if balance <= 0 or a_day <= 0:
        return 0 if balance == paid else None
    days = divide((paid - balance) * PER_DAY, a_day, Rounding.HALF_UP)
    close = abs(balance + terms.interest(balance, days) - paid) <= 2
    return days if 0 <= days <= 31 and close else None


def _paid_off(at: int, terms: _Terms, paid: _Paid, expected: Expected) -> tuple[Loan, History]:
    """A loan paid in full: instalments as agreed, then a last payment that may hold an instalment and the pay-off."""
    regular = _regular(terms, paid.received - paid.last)
    if regular is None or expected.fees_paid or expected.recovered:
        return _as_well_as_can_be(at, terms, paid, expected), History.OTHER
    count, short_days, short_minor = regular
    balance = _balance_after(terms, count)
    days = _days_after(terms, balance, paid.last)
    with_last_due = 0
    if days is None:
        with_last_due = min(terms.instalment, paid.last)
        after = _balance_after(terms, count + 1)
        days = _days_after(terms, after, paid.last - with_last_due) if after > 0 else 0
    base = count + (1 if with_last_due else 0)
    payments = _Payments(_contract(at, terms, short_days, _due_day(terms, base, days)), short_minor)
    payments.as_agreed(count)
    # A loan that ends with its first payment has the short days taken off that one.
    last = paid.last if count else paid.last - short_minor
    if with_last_due and days:
        with_last_due -= paid.last - last
        payments.pay(payments.due(base), with_last_due)
        payments.pay(_plus_days(payments, base, days), last - with_last_due)
    else:
        payments.pay(_plus_days(payments, base, days or 0), last)
    return payments.loan(), History.AS_AGREED


def _due_day(terms: _Terms, base: int, days: int | None) -> int:
    """The day of the month for all due dates: the 1st, unless the pay-off would fall on 29 or 30 February."""
    month = add_months(terms.issued, base).month
    return 15 if month == 2 and days in (28, 29) else 1


def _plus_days(payments: _Payments, base: int, days: int) -> date:
    """``days`` of a 30-day month after the ``base``-th due date (for 0: after a month before the first one)."""
    due = payments.due(base)
    months, rest = divmod(due.day - 1 + days, 30)
    return add_months(due.replace(day=1), months).replace(day=rest + 1)


def _as_well_as_can_be(at: int, terms: _Terms, paid: _Paid, expected: Expected) -> Loan:
    """Instalments as far as the money goes, late fees with the last of them, the rest with the last payment."""
    extra = None if expected.fees_paid else _one_extra_payment(at, terms, paid)
    if extra is not None:
        return extra
    payments = _Payments(_contract(at, terms, 0, 1), 0)
    last_month = paid.last_month or terms.issued
    months = (last_month.year - terms.issued.year) * 12 + last_month.month - terms.issued.month
    before = max(0, paid.received - paid.last)
    count = min(before // terms.instalment, max(0, months - 1), terms.instalments)
    payments.as_agreed(count)
    last_day = max(payments.due(max(1, months)), payments.due(count + 1))
    if expected.fees_paid:
        payments.events.append(
            Charge(id="fee", effective=last_day, amount_minor=expected.fees_paid, name="late fee")
        )
    rest = paid.received - count * terms.instalment + expected.fees_paid
    payments.pay(last_day, rest)
    return payments.loan()


def _one_extra_payment(at: int, terms: _Terms, paid: _Paid) -> Loan | None:
    """A history with one extra payment of principal, on the due date that makes the last payment come out.

    One of several histories that the totals allow, so the row is not counted as reproduced; but the loan ends.
    """
    if paid.last_month is None:
        return None
    issued, ended = terms.issued, paid.last_month
    months = (ended.year - issued.year) * 12 + ended.month - issued.month
    for count in (months - 1, months):
        extra = paid.received - paid.last - count * terms.instalment
        if not 1 <= count < terms.instalments or extra <= 0:
            continue
        for k in range(1, count + 1):
            balance = _balance_after(terms, count, extra_at=k, extra=extra)
            days = _days_after(terms, balance, paid.last)
            if days is None:
                continue
            payments = _Payments(_contract(at, terms, 0, _due_day(terms, count, days)), 0)
            payments.as_agreed(count)
            payments.pay(payments.due(k), extra)
            payments.pay(_plus_days(payments, count, days), paid.last)
            return payments.loan()
    return None


def _unpaid(
    at: int, terms: _Terms, paid: _Paid, expected: Expected, status: str
) -> tuple[Loan, History]:
    """A loan that is running at the snapshot, or that stopped and was written off."""
    payments = _Payments(_contract(at, terms, 0, 1), 0)
    count, rest = divmod(paid.received, terms.instalment)
    count = min(count, terms.instalments)
    rest = paid.received - count * terms.instalment
    payments.as_agreed(count)
    stopped = payments.due(min(count + 1, terms.instalments))
    if expected.fees_paid:
        fee = Charge(id="fee", effective=stopped, amount_minor=expected.fees_paid, name="late fee")
        payments.events.append(fee)
    payments.pay(stopped, rest + expected.fees_paid)
    if status == "running":
        return payments.loan(), History.RUNNING
    lost_on = stopped + timedelta(days=DAYS_TO_WRITE_OFF)
    payments.events.append(WriteOff(id="write-off", effective=lost_on))
    if expected.recovered:
        day = lost_on + timedelta(days=30)
        payments.events.append(
            Recovery(id="recovery", effective=day, amount_minor=expected.recovered)
        )
    return payments.loan(), History.ENDED_BADLY
