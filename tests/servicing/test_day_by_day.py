"""Two independent routes to the same loan: the engine, and the walk through every night in `day_by_day`."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from ashore.loan import Across, Part, Ratios
from ashore.money import Unit
from ashore.servicing.charges import ChargeHow, ChargeTerms, ChargeWhen
from ashore.servicing.desk import Desk, Status
from ashore.servicing.snapshot import look_at
from ashore.servicing.terms import Ahead, Recalculation, ServicingTerms
from ashore.servicing.transaction import Kind
from tests.servicing.day_by_day import Line, Tie, Walker
from tests.servicing.lives import FIXED_LIVES, START, contracts, opened, rules

RHYTHMS = [
    Ratios(every, unit, days_in_month=None, days_in_year=year)
    for every, unit in ((1, Unit.MONTHS), (2, Unit.WEEKS), (10, Unit.DAYS))
    for year in (360, 365, None)
]


class Step(NamedTuple):
    """Something that happens ``wait`` days after the step before it."""

    what: str
    wait: int
    size: int
    choice: int


def steps(*names: str) -> st.SearchStrategy[Step]:
    return st.builds(
        Step,
        st.sampled_from(sorted(names)),
        st.integers(0, 40),
        st.integers(1, 1000),
        st.integers(0, 20),
    )


ALL = ("pay", "pay", "charge", "rate", "pause", "lend", "wait", "pay off")
recalculated = st.lists(steps(*ALL, "pay"), max_size=6)
planned = st.builds(
    lambda changes, payments: [*changes, Step("wait", 25, 0, 0), *payments],
    st.lists(steps("rate", "pause", "lend"), max_size=3),
    st.lists(steps("pay", "charge", "wait", "pay off"), max_size=5),
)


def plain(follows: bool) -> st.SearchStrategy[ServicingTerms]:
    return contracts(
        allocation=st.sampled_from([{None: rule} for rule in rules(Ahead.NEXT)]),
        ratios=st.sampled_from(RHYTHMS),
        multiple_minor=0,
        processing=Across.HORIZONTAL,
        recalculation=Recalculation() if follows else None,
        down_payment=None,
        several_disbursements=True,
    )


class Both:
    """A loan, led by the engine and by the walker alike."""

    def __init__(self, terms: ServicingTerms) -> None:
        self.desk: Desk = opened(terms)
        lines = [Line(row.start, row.due, 0) for row in self.desk.account.rows]
        self.walker = Walker(
            lines,
            Fraction(terms.rate),
            terms.ratios.days_in_year,
            terms.recalculates,
            tuple(part for _, part in terms.allocation[None].order[:4]),
            START,
        )
        self.walker.lend(terms.principal_minor // 2)
        self.paid_on: date | None = None
        self._tell_instalments()

    def _tell_instalments(self) -> None:
        plan = self.desk.account.plan
        assert plan is not None
        for line, period in zip(self.walker.lines, plan.periods, strict=True):
            line.instalment = period.regular
            line.closed = line.closed and sum(line.paid[:2]) >= line.instalment
        self.walker.look()

    def do(self, step: Step) -> None:
        """Do it twice, and compare."""
        today = self.desk.today + timedelta(days=step.wait)
        self.desk.today = today
        self.walker.walk_to(today)
        getattr(self, "_" + step.what.replace(" ", "_"))(step, today)
        self.compare()

    def compare(self) -> None:
        account = self.desk.account
        look_at(account, self.desk.today)
        self.walker.walk_to(self.desk.today)
        rows = [(row.due, tuple(row.charged), tuple(row.paid)) for row in account.rows]
        assert rows == self.walker.table()
        assert account.overpaid == self.walker.overpaid

    def _wait(self, _: Step, today: date) -> None:
        """Only time passes."""
        assert self.desk.today == today

    def _pay(self, step: Step, today: date) -> None:
        if self.desk.status is Status.ACTIVE:
            amount = max(1, self.desk.terms.principal_minor * step.size // 2000)
            self.desk.pay(Kind.REPAYMENT, today, amount)
            self.walker.pay(amount)
            self.paid_on = today

    def _pay_off(self, _: Step, today: date) -> None:
        if self.desk.status is Status.ACTIVE:
            quote = self.desk.payoff(today)
            assert quote == self.walker.quote()
            self.desk.pay(Kind.REPAYMENT, today, quote)
            self.walker.pay(quote)
            assert self.desk.status is Status.CLOSED_OBLIGATIONS_MET

    def _charge(self, step: Step, today: date) -> None:
        due = today + timedelta(days=step.choice)
        if self.desk.status is Status.ACTIVE and due <= self.walker.lines[-1].due:
            penalty = bool(step.size % 2)
            terms = ChargeTerms(
                "fee", ChargeWhen.DUE_DATE, ChargeHow.FLAT, Decimal(step.size), penalty
            )
            self.desk.add_charge(terms, due)
            self.walker.charge(Part.PENALTY if penalty else Part.FEE, due, step.size)

    def _rate(self, step: Step, today: date) -> None:
        since = today
        # It would count before what was paid today, and the walker has handed that out already.
        late = self.paid_on == today
        if late or since <= START or not self.desk.terms.bears_interest:
            return
        if self._runs_on(since):
            rate = Decimal(step.size) / 3000
            self.desk.vary("rate", since, rate=rate)
            self.walker.rates[since] = Fraction(rate)
            self._tell_instalments()

    def _pause(self, step: Step, today: date) -> None:
        since = today + timedelta(days=1 + step.choice)
        if self._runs_on(since) and self.desk.terms.bears_interest:
            days = [since + timedelta(days=k) for k in range(step.size % 30)] or [since]
            self.desk.vary("pause", since, until=days[-1])
            self.walker.paused.update(days)
            self._tell_instalments()

    def _lend(self, step: Step, today: date) -> None:
        left = self.desk.approved_minor - self.desk.account.principal_lent
        if self._runs_on(today + timedelta(days=1)) and left > 0:
            amount = max(1, left * step.size // 1000)
            self.desk.disburse(today, amount)
            self.walker.lend(amount)
            self._tell_instalments()

    def _runs_on(self, day: date) -> bool:
        return self.desk.status is Status.ACTIVE and day < self.walker.lines[-1].due


def live(terms: ServicingTerms, history: list[Step]) -> None:
    """Lead a loan through a history on both routes, as far as there is no tie to dispute."""
    try:
        both = Both(terms)
        both.compare()
        for step in history:
            both.do(step)
    except Tie:
        return


@FIXED_LIVES
@given(plain(follows=True), recalculated)
def test_interest_that_follows_the_money_is_what_the_nights_earned(
    terms: ServicingTerms, history: list[Step]
) -> None:
    live(terms, history)


@FIXED_LIVES
@given(plain(follows=False), planned)
def test_interest_fixed_by_the_plan_is_what_its_nights_earn(
    terms: ServicingTerms, history: list[Step]
) -> None:
    live(terms, history)
