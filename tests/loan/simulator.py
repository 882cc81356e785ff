"""A second, slow reading of what a loan owes: a clerk who walks through every night with a pencil.

It shares nothing with the engine but the plain data: contract, events and allocation tables. There are no weights, no
stretches, no lazy time. Each morning due dates pass, then the day's events happen in their order, then the night earns
balance x rate / 360 or / 365 as a fraction. Interest is rounded half up once, when its period ends; penalty and
compound interest of a late instalment are each the rounded sum of their nights.

Left out: waiver, refund, write-off and recovery, due-date moves, flat interest and flat fees, down payment, grace
periods, fees on prepayment, rate caps, business calendars, and all convention sets but the two that count days.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import takewhile
from typing import NamedTuple

from ashore.loan import TABLES as TABLES_BY_NAME
from ashore.loan import (
    Across,
    AdvanceRule,
    AllocationTable,
    Charge,
    Contract,
    Disbursement,
    Event,
    FeeWhen,
    GraceMode,
    InterestPause,
    Part,
    RateChange,
    RemainingFees,
    Repayment,
    RepaymentKind,
    Reversal,
    Timing,
)
from ashore.money import Unit

ORDER = (Disbursement, RateChange, InterestPause, Charge, Repayment)
AT_END = (RepaymentKind.INTEREST_FIRST, RepaymentKind.BULLET, RepaymentKind.DRAWDOWN)
YEAR = {"cn-daily-360": 360, "cn-daily-365": 365}
NIGHT = timedelta(days=1)
PRINCIPAL, INTEREST, FEE, PENALTY = Part
Four = tuple[int, int, int, int]


class Picture(NamedTuple):
    """What is compared on a date. The parts are principal, interest, fee and penalty; ``plan`` what lies ahead."""

    paid: Four
    outstanding: Four
    overdue: Four
    days_past_due: int
    credit: int
    plan: list[tuple[date, int, int, int]]


@dataclass
class Demand:
    """An instalment (``number`` from 1) or a fee of its own (``number`` 0), and what was paid of it."""

    number: int
    start: date
    due: date
    principal: int = 0
    interest: int = 0
    fee: int = 0
    share: int = 0
    paid: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    late_principal: Fraction = Fraction(0)
    late_interest: Fraction = Fraction(0)

    @property
    def open_principal(self) -> int:
        """Principal not paid yet."""
        return self.principal - self.paid[PRINCIPAL]

    @property
    def open_interest(self) -> int:
        """Interest not paid yet."""
        return self.interest - self.paid[INTEREST]


def half_up(amount: Fraction | int) -> int:
    """The whole number nearest to an amount that is not negative; a half goes up."""
    return int(amount + Fraction(1, 2))


def simulate(
    contract: Contract, events: Iterable[Event], as_of: date, known_at: date | None = None
) -> Picture:
    """The loan at the end of ``as_of``, found by living through every day before it."""
    todo = _that_count([e for e in events if known_at is None or e.known_on <= known_at])
    day = todo[0].effective
    loan = Clerk(contract, day)
    while True:
        loan.morning(day)
        while todo and todo[0].effective == day:
            loan.take(todo.pop(0))
        if day == as_of:
            return loan.picture()
        loan.night()
        day += NIGHT


def _that_count(events: list[Event]) -> list[Event]:
    """The events that no standing reversal undoes, by day, kind and id."""

    def stands(event: Event) -> bool:
        undoing = [e for e in events if isinstance(e, Reversal) and e.target == event.id]
        return not any(stands(reversal) for reversal in undoing)

    found = [e for e in events if not isinstance(e, Reversal) and stands(e)]
    return sorted(found, key=lambda e: (e.effective, ORDER.index(type(e)), e.id))


def due_days(contract: Contract) -> list[date]:
    """All due dates, each counted from the first disbursement or from the first due date."""
    if contract.custom:
        return [each.due for each in contract.custom]
    n = contract.instalments
    if contract.first_due is not None:
        return [_later(contract, contract.first_due, k) for k in range(n)]
    return [_later(contract, contract.start, k) for k in range(1, n + 1)]


def _later(contract: Contract, seed: date, steps: int) -> date:
    count = steps * contract.every
    if contract.unit is not Unit.MONTHS:
        return seed + timedelta(days=count if contract.unit is Unit.DAYS else 7 * count)
    year, month = divmod(12 * seed.year + seed.month - 1 + count, 12)
    return date(year, month + 1, min(seed.day, monthrange(year, month + 1)[1]))


class Clerk:
    """The books of one loan, kept by hand."""

    def __init__(self, contract: Contract, day: date) -> None:
        self.contract = contract
        self.day = day
        self.year = YEAR[contract.convention.name]
        self.rates = {date.min: contract.rate.ppb}
        self.rates.update({step.start: step.rate.ppb for step in contract.rate_steps})
        self.pauses: list[InterestPause] = []
        self.ahead: list[Demand] = []
        start = day
        for number, due in enumerate(due_days(contract), start=1):
            self.ahead.append(Demand(number, start, due))
            start = due
        self.extras_ahead: list[Demand] = []
        self.billed: list[Demand] = []
        self.balance = self.drawn = self.credit = self.instalment = 0
        self.earned = Fraction(0)
        self.balance_moved = False

    # --- nights ----------------------------------------------------------------------------------

    def rate(self, night: date) -> int:
        """Billionths a year in the night after a day, pauses aside."""
        return self.rates[max(start for start in self.rates if start <= night)]

    def paused(self, night: date, penalties: bool = False) -> bool:
        """Whether the night after a day earns nothing."""
        return any(
            p.effective <= night <= p.until and (p.penalties or not penalties) for p in self.pauses
        )

    def factor(self, start: date, end: date) -> Fraction:
        """What one unit of principal earns from ``start`` to ``end``, night by night."""
        nights = (start + NIGHT * k for k in range((end - start).days))
        rates = (0 if self.paused(night) else self.rate(night) for night in nights)
        return Fraction(sum(rates), self.year * 10**9)

    def night(self) -> None:
        """The night after today: interest on the balance, penalties on what is late."""
        self.earned += self.balance * self.factor(self.day, self.day + NIGHT)
        terms = self.contract.penalty
        if terms is None or self.paused(self.day, penalties=True):
            return
        rate = Fraction(self.rate(self.day) * terms.multiplier_ppm, 10**6)
        a_night = (rate if terms.rate is None else terms.rate.ppb) / Fraction(self.year * 10**9)
        wait = terms.grace_days if terms.grace is GraceMode.SHIFTED else 0
        for row in self.billed:
            if self.day >= row.due + NIGHT * wait and (row.open_principal or row.open_interest):
                row.late_principal += row.open_principal * a_night
                row.late_interest += row.open_interest * a_night * terms.on_interest

    # --- due dates and what is owed --------------------------------------------------------------

    def morning(self, day: date) -> None:
        """A new day: what falls due today is billed, and money held is used for it."""
        self.day = day
        for row in [row for row in self.extras_ahead if row.due == day]:
            self.extras_ahead.remove(row)
            self.bill(row)
        if self.ahead and self.ahead[0].due == day:
            row = self.ahead.pop(0)
            row.interest = half_up(self.earned)
            self.balance -= row.open_principal
            self.earned, self.balance_moved = Fraction(0), False
            self.bill(row)
        self.use_credit()

    def bill(self, row: Demand) -> None:
        """Put a demand among those that are due, oldest first, instalments before fees of the day."""
        self.billed.append(row)
        self.billed.sort(key=lambda each: (each.due, each.number == 0))

    def penalty(self, row: Demand) -> int:
        """Penalty and compound interest of a late instalment up to today."""
        terms = self.contract.penalty
        if terms is None or not (row.late_principal or row.late_interest):
            return 0
        if terms.grace is GraceMode.RETROACTIVE and self.in_grace(row):
            return 0
        charged = half_up(row.late_principal) + half_up(row.late_interest)
        if terms.cap_of_instalment_ppm is None:
            return charged
        instalment = row.principal + row.interest + row.fee
        return min(charged, instalment * terms.cap_of_instalment_ppm // 10**6)

    def in_grace(self, row: Demand) -> bool:
        """Whether today is one of the row's grace days."""
        terms = self.contract.penalty
        return terms is not None and self.day <= row.due + NIGHT * terms.grace_days

    def owed(self, row: Demand) -> list[int]:
        """The four parts of a billed demand that are not paid."""
        charged = (row.principal, row.interest, row.fee, self.penalty(row))
        return [amount - paid for amount, paid in zip(charged, row.paid, strict=True)]

    # --- events ----------------------------------------------------------------------------------

    def take(self, event: Event) -> None:
        """Let one event happen today."""
        if isinstance(event, Disbursement):
            self.disburse(event.amount_minor)
        elif isinstance(event, RateChange):
            self.rates[self.day] = event.rate.ppb
            self.plan_anew()
        elif isinstance(event, InterestPause):
            self.pauses.append(event)
            self.keep_instalments()
        elif isinstance(event, Charge):
            self.charge(event.amount_minor, event.due or self.day)
            self.use_credit()
        elif isinstance(event, Repayment):
            name = event.allocation
            table = self.contract.allocation if name is None else TABLES_BY_NAME[name]
            self.repay(event.amount_minor, table)

    def disburse(self, amount: int) -> None:
        """Pay out, charge the contract's fees, and lay out the plan."""
        contract, first = self.contract, not self.drawn
        self.drawn += amount
        self.move_balance(amount)
        for fee in contract.fees:
            if fee.when is FeeWhen.ON_DISBURSEMENT or (first and fee.when is FeeWhen.UPFRONT):
                self.charge(fee.amount(amount), self.day)
            if first and fee.when is FeeWhen.WITHHELD:
                self.charge(fee.amount(amount), self.day).paid[FEE] = fee.amount(amount)
        for row in self.ahead:
            row.fee = self.fees_on_drawn(FeeWhen.PERIODIC)
            if row.number == 1:
                row.fee += self.fees_on_drawn(FeeWhen.FIRST_INSTALMENT)
        if first and contract.instalment_minor and amount == contract.principal_minor:
            self.instalment = contract.instalment_minor
            self.keep_instalments()
        else:
            self.plan_anew()
        self.use_credit()

    def fees_on_drawn(self, when: FeeWhen) -> int:
        """The fees that go with instalments, on all that has been drawn."""
        return sum(fee.amount(self.drawn) for fee in self.contract.fees if fee.when is when)

    def charge(self, amount: int, due: date) -> Demand:
        """A fee of its own, due today or later."""
        row = Demand(0, due, due, fee=amount)
        if due == self.day:
            self.bill(row)
        else:
            self.extras_ahead.append(row)
        return row

    def move_balance(self, change: int) -> None:
        """Principal comes or goes today."""
        self.balance += change
        self.balance_moved |= self.day > self.ahead[0].start

    # --- payments --------------------------------------------------------------------------------

    def repay(self, amount: int, table: AllocationTable) -> None:
        """Money comes in: it ends the loan, or settles what is due and then what is not due yet."""
        if self.ahead and not self.contract.revolving and amount + self.credit >= self.payoff():
            self.end()
        self.use_credit()
        left = self.settle(amount, table)
        if self.ahead and self.contract.advance is not AdvanceRule.HOLD:
            for part in table.parts(Timing.IN_ADVANCE):
                if part is INTEREST:
                    left -= self.pay_earned(left)
                elif part is PRINCIPAL:
                    left -= self.prepay(min(left, self.balance))
        self.credit += left

    def use_credit(self) -> None:
        """Money held for the borrower settles what is due."""
        self.credit = self.settle(self.credit, self.contract.allocation)

    def settle(self, amount: int, table: AllocationTable) -> int:
        """Pay what is past due, then what is due today, in the table's order. Returns what is left."""
        for timing in table.timings():
            if timing is not Timing.IN_ADVANCE and amount:
                late = timing is Timing.PAST_DUE
                rows = [row for row in self.billed if (row.due < self.day) == late]
                amount = self.settle_rows(amount, rows, table.parts(timing), table.across)
        return amount

    def settle_rows(
        self, amount: int, rows: list[Demand], parts: tuple[Part, ...], across: Across
    ) -> int:
        """Pay these demands, one demand or one part after the other. Returns what is left."""
        owed = {id(row): self.owed(row) for row in rows}
        cells = [(row, part) for row in rows for part in parts]
        if across is Across.VERTICAL:
            cells.sort(key=lambda cell: parts.index(cell[1]))
        for row, part in cells:
            share = min(amount, owed[id(row)][part])
            row.paid[part] += share
            amount -= share
        terms = self.contract.penalty
        if terms is not None and terms.grace is GraceMode.RETROACTIVE:
            for row in rows:
                if self.in_grace(row) and not row.open_principal and not row.open_interest:
                    row.late_principal = row.late_interest = Fraction(0)
        return amount

    def pay_earned(self, most: int) -> int:
        """Pay the interest earned so far in the running period."""
        row = self.ahead[0]
        share = min(half_up(self.earned) - row.paid[INTEREST], most)
        row.paid[INTEREST] += share
        return share

    def prepay(self, amount: int) -> int:
        """Pay principal before it is due, as the contract's advance rule says."""
        if not amount:
            return 0
        rule = self.contract.advance
        self.move_balance(-amount)
        if rule is AdvanceRule.NEXT_INSTALMENT:
            left = amount
            for row in self.ahead:
                share = min(left, row.open_principal)
                row.paid[PRINCIPAL] += share
                left -= share
            self.lay_out(keep_principal=True)
            return amount
        paid = Demand(0, self.day, self.day, principal=amount)
        paid.paid[PRINCIPAL] = amount
        self.bill(paid)
        if rule is AdvanceRule.SHORTEN_TERM:
            self.keep_instalments()
        else:
            self.plan_anew()
        return amount

    def payoff(self) -> int:
        """All that must be paid today to be free."""
        due = sum(sum(self.owed(row)) for row in self.billed)
        later = sum(row.fee for row in self.extras_ahead)
        interest = half_up(self.earned) - self.ahead[0].paid[INTEREST]
        return due + later + self.balance + interest + self.closing_fee()

    def closing_fee(self) -> int:
        """Fees of instalments ahead that are paid when the loan ends early."""
        waived = self.contract.settlement.remaining_fees is RemainingFees.WAIVED
        return sum(row.fee for row in (self.ahead[:1] if waived else self.ahead))

    def end(self) -> None:
        """Make one last demand of all that lies ahead, due today."""
        row, fee = self.ahead[0], self.closing_fee()
        for later in self.ahead[1:]:
            row.paid[PRINCIPAL] += later.paid[PRINCIPAL]
        for extra in self.extras_ahead:
            extra.due = self.day
            self.bill(extra)
        row.due, row.fee = self.day, fee
        row.principal = row.paid[PRINCIPAL] + self.balance
        row.interest = half_up(self.earned)
        self.bill(row)
        self.ahead, self.extras_ahead, self.balance = [], [], 0
        self.earned = Fraction(0)

    # --- the plan --------------------------------------------------------------------------------

    def plan_anew(self) -> None:
        """Find the instalment or the shares of principal for the balance of now, and lay them out."""
        open_rows = [r for r in self.ahead if not r.paid[PRINCIPAL] or r.open_principal]
        rows = open_rows or self.ahead[-1:]
        kind = self.contract.repayment
        if rows and kind is RepaymentKind.EQUAL_INSTALMENT:
            self.instalment = self.level_instalment(rows)
        elif rows and kind not in AT_END:
            for row in self.ahead:
                row.share = 0
            for row, share in zip(rows, self.shares(rows), strict=True):
                row.share = share
        self.lay_out()

    def level_instalment(self, rows: list[Demand]) -> int:
        """The amount A that leaves nothing: the debt after each payment is ``debt - times x A``, unrounded."""
        debt, times = Fraction(self.balance), Fraction(0)
        for row in rows:
            factor = self.factor(row.start, row.due)
            if row is self.ahead[0] and (self.balance_moved or row.paid[INTEREST]):
                debt += self.interest_ahead(row, self.balance) - row.paid[INTEREST]
            else:
                debt += debt * factor
            times += times * factor + 1
        return half_up(debt / times)

    def shares(self, rows: list[Demand]) -> list[int]:
        """Equal shares of principal, or shares as the custom instalments lie to each other."""
        if self.contract.repayment is not RepaymentKind.CUSTOM:
            return [half_up(Fraction(self.balance, len(rows)))] * len(rows)
        agreed = [self.contract.custom[row.number - 1].principal_minor for row in rows]
        agreed = agreed if any(agreed) else [1] * len(rows)
        exact = [Fraction(self.balance * weight, sum(agreed)) for weight in agreed]
        shares = [int(share) for share in exact]
        by_rest = sorted(range(len(rows)), key=lambda at: shares[at] - exact[at])
        for at in by_rest[: self.balance - sum(shares)]:
            shares[at] += 1
        return shares

    def interest_ahead(self, row: Demand, balance: int) -> int:
        """Interest of an instalment not due yet if nothing else happens."""
        if row is self.ahead[0]:
            return half_up(self.earned + balance * self.factor(self.day, row.due))
        return half_up(balance * self.factor(row.start, row.due))

    def keep_instalments(self) -> None:
        """Lay out the same instalments over the balance of now; the last ones may fall away."""
        self.lay_out()
        if self.contract.revolving:
            return
        empty = takewhile(
            lambda r: not (r.principal or r.interest or any(r.paid)), reversed(self.ahead[1:])
        )
        for row in list(empty):
            self.ahead.remove(row)

    def lay_out(self, *, keep_principal: bool = False) -> None:
        """Interest on the balance before each instalment, principal by the contract; the last takes the rest."""
        balance, kind = self.balance, self.contract.repayment
        for row in self.ahead:
            row.interest = self.interest_ahead(row, balance)
            if row is self.ahead[-1]:
                part = balance
            elif keep_principal:
                part = row.open_principal
            elif kind in AT_END:
                part = 0
            elif kind is RepaymentKind.EQUAL_INSTALMENT:
                part = self.instalment - row.open_interest - row.paid[PRINCIPAL]
            else:
                part = row.share - row.paid[PRINCIPAL]
            part = min(max(part, 0), balance)
            row.principal = row.paid[PRINCIPAL] + part
            balance -= part

    # --- the answer ------------------------------------------------------------------------------

    def picture(self) -> Picture:
        """Everything that is compared, at the end of today."""
        paid = _four(row.paid for row in (*self.billed, *self.ahead))
        interest = half_up(self.earned) + sum(row.interest for row in self.billed)
        fees = sum(row.fee for row in self.billed)
        charged = (self.drawn, interest, fees, sum(map(self.penalty, self.billed)))
        late = [(row.due, self.owed(row)) for row in self.billed if row.due < self.day]
        since = min((due for due, owed in late if any(owed)), default=self.day)
        return Picture(
            paid=paid,
            outstanding=_four([charged, [-amount for amount in paid]]),
            overdue=_four(owed for _, owed in late),
            days_past_due=(self.day - since).days,
            credit=self.credit,
            plan=[(row.due, row.principal, row.interest, row.fee) for row in self.ahead],
        )


def _four(rows: Iterable[Iterable[int]]) -> Four:
    """Part by part sums."""
    total = [0, 0, 0, 0]
    for row in rows:
        total = [a + b for a, b in zip(total, row, strict=True)]
    return (total[0], total[1], total[2], total[3])
