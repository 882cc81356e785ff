"""Random contracts and random lives of loans on the desk, for the properties that must hold for all of them.

An `Act` is plain data: what is done, how long after the act before it, how far it is dated back, and two numbers that
say how much and to which of those that can be chosen. What it means depends only on the loan as it stands, so the same
acts done on two desks are the same acts.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations
from typing import Any, NamedTuple

from hypothesis import settings
from hypothesis import strategies as st

from ashore.ledger import HOUSE_CHART, OperationBook
from ashore.loan import Across, Part, Ratios, Timing
from ashore.money import Unit
from ashore.servicing import deferred
from ashore.servicing.charges import ChargeHow, ChargeTerms, ChargeWhen, LoanCharge
from ashore.servicing.desk import Desk, Refused, Status
from ashore.servicing.relaying import InterestHandling
from ashore.servicing.restructure import ReAgeing
from ashore.servicing.terms import (
    Ahead,
    AllocationRule,
    ChargeOffBehaviour,
    DownPayment,
    IncomeType,
    Recalculation,
    ServicingTerms,
)
from ashore.servicing.transaction import MONEY_IN, Kind, Transaction
from tests.conftest import CI

FIXED_LIVES = settings(max_examples=2_000 if CI else 200, derandomize=True)
"""The same lives on every machine: of 10,000 fresh ones one or two still break a claim, see `docs/status.md`."""
START = date(2024, 1, 31)
DAY = timedelta(days=1)
RATIOS = (
    Ratios(1, Unit.MONTHS),
    Ratios(1, Unit.MONTHS, days_in_month=None, days_in_year=None),
    Ratios(1, Unit.MONTHS, days_in_month=None, days_in_year=365),
    Ratios(15, Unit.DAYS, days_in_month=None, days_in_year=360),
    Ratios(2, Unit.WEEKS, days_in_month=None, days_in_year=365),
)
RATES = [Decimal(rate) for rate in ("0", "0.07", "0.12", "0.0999", "0.24", "0.3599")]
REFUNDS = frozenset({Kind.MERCHANT_ISSUED_REFUND, Kind.PAYOUT_REFUND})


class Act(NamedTuple):
    """Something done to a loan."""

    what: str
    wait: int = 0
    back: int = 0
    size: int = 500
    choice: int = 0


def rules(*aheads: Ahead) -> list[AllocationRule]:
    """Oldest first; within each timing the parts in any order; money ahead goes where ``aheads`` say."""
    timings = (Timing.PAST_DUE, Timing.DUE, Timing.IN_ADVANCE)
    return [
        AllocationRule(tuple((timing, part) for timing in timings for part in parts), ahead)
        for parts in permutations(Part)
        for ahead in aheads
    ]


ANY_RULE = rules(*Ahead)
CREDIT_ORDERS = [(), *permutations(Part)]
DOWN_PAYMENTS = [
    DownPayment(percent, auto)
    for percent in (Decimal(25), Decimal("33.3"))
    for auto in (True, False)
]
FOLLOWS = [Recalculation(), Recalculation(none_on_past_due=True)]
"""Interest that follows the money from day to day."""

ANY: dict[str, st.SearchStrategy[Any]] = {
    "digits": st.sampled_from([2, 2, 0]),
    "principal_minor": st.integers(1_000, 2_000_000),
    "rate": st.sampled_from(RATES),
    "ratios": st.sampled_from(RATIOS),
    "instalments": st.integers(1, 6),
    "multiple_minor": st.sampled_from([0, 0, 0, 100]),
    "processing": st.sampled_from(Across),
    "allocation": st.sampled_from([{None: rule} for rule in ANY_RULE]),
    "credit_order": st.just(()) | st.sampled_from(CREDIT_ORDERS),
    "recalculation": st.sampled_from([None, *FOLLOWS]),
    "down_payment": st.sampled_from([None] * 8 + DOWN_PAYMENTS),
    "several_disbursements": st.booleans(),
    "interest_refunds": st.sampled_from([frozenset(), REFUNDS]),
    "charge_off": st.sampled_from(ChargeOffBehaviour),
    "accrual_activity": st.booleans(),
    "capitalised_income": st.sampled_from([None, None, *IncomeType]),
    "buy_down_fee": st.sampled_from([None, *IncomeType]),
}


def contracts(**chosen: Any) -> st.SearchStrategy[ServicingTerms]:
    """Any progressive contract, small enough to be run often; ``chosen`` values, or strategies for them."""
    drawn = {
        name: value if isinstance(value, st.SearchStrategy) else st.just(value)
        for name, value in {**ANY, **chosen}.items()
    }
    return st.fixed_dictionaries(drawn).map(_contract)


def _contract(chosen: dict[str, Any]) -> ServicingTerms:
    currency = "CNY" if chosen["digits"] else "JPY"
    return ServicingTerms(currency=currency, submitted_on=START, expected_on=START, **chosen)


class WatchedDesk(Desk):
    """A desk whose books are kept."""

    def __init__(self, terms: ServicingTerms, today: date) -> None:
        super().__init__(terms, today)
        self.books = OperationBook(HOUSE_CHART)

    def keep_books(self) -> None:
        """Book what was done."""
        self.books.note(self.account.transactions)


def opened(terms: ServicingTerms) -> WatchedDesk:
    """The loan on its first day: lent in full, or half of it where more may be lent or capitalised later."""
    desk = WatchedDesk(terms, START)
    desk.approve(terms.principal_minor, START)
    more = terms.several_disbursements or terms.capitalised_income is not None
    desk.disburse(START, terms.principal_minor // 2 if more else terms.principal_minor)
    return desk


# What can be done


def payments(desk: Desk) -> list[Transaction]:
    """The live payments that somebody can take back, as entered."""
    kinds = (MONEY_IN | {Kind.RECOVERY_REPAYMENT}) - {
        Kind.INTEREST_REFUND,
        Kind.CHARGE_ADJUSTMENT,
        Kind.DOWN_PAYMENT,
    }
    return [t for t in desk.account.transactions if t.live and t.kind in kinds]


def _chosen(found: list[Any], act: Act) -> Any:
    if not found:
        raise Refused("nothing to choose from")
    return found[act.choice % len(found)]


def _laid_anew(desk: Desk) -> bool:
    """Whether the loan was charged off, written off or terminated: from then on nothing is dated back."""
    return bool(desk.account.of_kind(Kind.CHARGE_OFF, Kind.WRITE_OFF, Kind.CONTRACT_TERMINATION))


def _day(desk: Desk, act: Act) -> date:
    if _laid_anew(desk):
        return desk.today
    return max(desk.account.disbursed_on, desk.today - act.back * DAY)


def _part(whole: int, act: Act) -> int:
    """A part of an amount, at least one unit."""
    return max(1, whole * act.size // 1000)


def _pays(kind: Kind) -> Callable[[Desk, Act], object]:
    def pay(desk: Desk, act: Act) -> object:
        if desk.status is not Status.ACTIVE:
            raise Refused("paid already")
        return desk.pay(kind, _day(desk, act), _part(desk.terms.principal_minor, act))

    return pay


def _pay_off(desk: Desk, _: Act) -> object:
    if desk.status is not Status.ACTIVE:
        raise Refused("paid already")
    return desk.pay(Kind.REPAYMENT, desk.today, desk.payoff(desk.today))


def _disburse(desk: Desk, act: Act) -> object:
    left = desk.approved_minor - desk.account.principal_lent
    if left <= 0 or not desk.terms.several_disbursements or _laid_anew(desk):
        raise Refused("nothing left to disburse")
    return desk.disburse(_day(desk, act), _part(left, act))


def _charge(desk: Desk, act: Act) -> object:
    penalty = bool(act.choice % 2)
    terms = ChargeTerms(
        "late fee", ChargeWhen.DUE_DATE, ChargeHow.FLAT, Decimal(1 + act.size), penalty
    )
    return desk.add_charge(
        terms, desk.today + (act.choice - 5) * DAY if act.choice > 3 else desk.today
    )


def _instalment_fee(desk: Desk, act: Act) -> object:
    how, amount = ChargeHow.FLAT, Decimal(1 + act.size)
    if not desk.terms.recalculates and act.choice % 2:
        how, amount = ChargeHow.OF_AMOUNT, Decimal(1)
    return desk.add_charge(ChargeTerms("fee", ChargeWhen.INSTALMENT, how, amount, False), None)


def _open_charges(desk: Desk) -> list[LoanCharge]:
    return [c for c in desk.account.charges if c.active and c.outstanding > 0]


def _waive(desk: Desk, act: Act) -> object:
    return desk.waive(_chosen(_open_charges(desk), act))


def _adjust_charge(desk: Desk, act: Act) -> object:
    charge = _chosen([c for c in desk.account.charges if c.active and c.amount > 0], act)
    return desk.adjust_charge(charge, _part(charge.amount, act))


def _charge_back(desk: Desk, act: Act) -> object:
    def left(target: Transaction) -> int:
        taken = [t for t in desk.account.of_kind(Kind.CHARGEBACK) if t.related is target]
        return target.amount - sum(t.amount for t in taken)

    target = _chosen([t for t in payments(desk) if t.kind is Kind.REPAYMENT and left(t) > 0], act)
    return desk.charge_back(target, desk.today, _part(left(target), act))


def _refund_credit(desk: Desk, act: Act) -> object:
    return desk.refund_credit(desk.today, _part(desk.account.overpaid, act))


def _must_run(desk: Desk) -> None:
    if desk.status is not Status.ACTIVE or _laid_anew(desk):
        raise Refused("paid already, or laid out anew")


def _from_today(desk: Desk) -> date:
    return max(desk.today, desk.account.disbursed_on + DAY)


def _rate(desk: Desk, act: Act) -> object:
    _must_run(desk)
    return desk.vary("rate", _from_today(desk), rate=RATES[act.size % len(RATES)])


def _pause(desk: Desk, act: Act) -> object:
    _must_run(desk)
    since = _day(desk, act) + DAY
    return desk.vary("pause", since, until=since + (act.size % 30) * DAY)


def _extend(desk: Desk, act: Act) -> object:
    _must_run(desk)
    return desk.vary("extend", _from_today(desk), count=1 + act.choice % 3)


def _due_date(desk: Desk, act: Act) -> object:
    _must_run(desk)
    ahead = [row.due for row in desk.account.rows if row.regular and row.due > desk.today]
    due = _chosen(ahead, act)
    return desk.vary("due_date", due, until=due + (1 + act.size % 20) * DAY)


def _re_age(desk: Desk, act: Act) -> object:
    ageing = ReAgeing(desk.today + (1 + act.choice) * DAY, 1, Unit.MONTHS, 1 + act.size % 6)
    handlings = list(InterestHandling)[:4]
    handling = handlings[act.choice % len(handlings)]
    return desk.re_age(desk.today, ageing, handling)


def _re_amortise(desk: Desk, act: Act) -> object:
    split = (InterestHandling.DEFAULT, InterestHandling.EQUAL_SPLIT)[act.choice % 2]
    return desk.re_amortise(desk.today, split)


def _ends(kind: Kind) -> Callable[[Desk, Act], object]:
    def end(desk: Desk, _: Act) -> object:
        return desk.end(kind, desk.today)

    return end


def _undo(desk: Desk, act: Act) -> object:
    kinds = (Kind.REAGE, Kind.REAMORTIZE, Kind.CHARGE_OFF, Kind.CONTRACT_TERMINATION)
    return desk.undo(kinds[act.choice % len(kinds)])


def _reverse(desk: Desk, act: Act) -> object:
    if _laid_anew(desk):
        raise Refused("laid out anew")
    return desk.reverse(_chosen(payments(desk), act))


def _close(desk: Desk, _: Act) -> object:
    return desk.close_of_business()


def _undo_waiver(desk: Desk, act: Act) -> object:
    return desk.undo_waiver(_chosen(desk.account.of_kind(Kind.WAIVE_CHARGES), act))


def _pay_charge(desk: Desk, act: Act) -> object:
    charge = _chosen(_open_charges(desk), act)
    return desk.pay_charge(charge, desk.today, _part(charge.outstanding, act))


def _charge_overdue(desk: Desk, act: Act) -> object:
    """From now on every instalment that is not paid on its day is charged, at the close of that day."""
    how, amount = ChargeHow.FLAT, Decimal(1 + act.size)
    if act.choice % 2:
        how, amount = ChargeHow.OF_AMOUNT_AND_INTEREST, Decimal(5)
    terms = ChargeTerms("overdue", ChargeWhen.OVERDUE, how, amount, True)
    return desk.charge_overdue(terms)


def _left_to_lend(desk: Desk) -> int:
    left = desk.approved_minor - desk.account.principal_lent
    if left <= 0:
        raise Refused("nothing left to lend")
    return left


def _capitalise(desk: Desk, act: Act) -> object:
    amount = _part(_left_to_lend(desk), act)
    return desk.charge_income(deferred.CAPITALISED, _day(desk, act), amount)


def _buy_down(desk: Desk, act: Act) -> object:
    amount = _part(desk.terms.principal_minor, act)
    return desk.charge_income(deferred.BUY_DOWN, _day(desk, act), amount)


def _give_back_income(desk: Desk, act: Act) -> object:
    incomes = desk.account.of_kind(Kind.CAPITALIZED_INCOME, Kind.BUY_DOWN_FEE)
    income = _chosen(incomes, act)
    left = deferred.net(desk.account, income)
    return desk.give_back_income(income, max(income.day, _day(desk, act)), _part(left, act))


def _promise(desk: Desk, act: Act) -> object:
    if not desk.terms.several_disbursements:
        raise Refused("lent at once")
    return desk.add_tranche(desk.today + act.choice * DAY, _part(_left_to_lend(desk), act))


def _undo_last_drawing(desk: Desk, _: Act) -> object:
    if len(desk.account.disbursements) < 2 or _laid_anew(desk):
        raise Refused("the first one stays")
    return desk.undo_last_disbursement()


def _recover(desk: Desk, act: Act) -> object:
    if desk.status is not Status.CLOSED_WRITTEN_OFF:
        raise Refused("nothing is lost")
    return desk.pay(Kind.REPAYMENT, desk.today, _part(desk.terms.principal_minor, act))


def _pause_delinquency(desk: Desk, act: Act) -> object:
    start = desk.today + (act.choice - 10) * DAY
    return desk.pause_delinquency(start, start + (1 + act.size % 40) * DAY)


def _resume_delinquency(desk: Desk, _: Act) -> object:
    return desk.resume_delinquency(desk.today)


def _correct(desk: Desk, act: Act) -> object:
    if _laid_anew(desk):
        raise Refused("laid out anew")
    target = _chosen(payments(desk), act)
    return desk.correct(target, _day(desk, act), _part(target.amount, act))


def _refund_cash(desk: Desk, act: Act) -> object:
    paid = sum(sum(row.paid) for row in desk.account.rows)
    return desk.pay(Kind.REFUND_BY_CASH, desk.today, _part(paid, act))


ACTS: dict[str, Callable[[Desk, Act], object]] = {
    "repay": _pays(Kind.REPAYMENT),
    "goodwill": _pays(Kind.GOODWILL_CREDIT),
    "merchant refund": _pays(Kind.MERCHANT_ISSUED_REFUND),
    "payout refund": _pays(Kind.PAYOUT_REFUND),
    "waive interest": _pays(Kind.INTEREST_PAYMENT_WAIVER),
    "refund interest": _pays(Kind.INTEREST_REFUND),
    "pay off": _pay_off,
    "disburse": _disburse,
    "charge": _charge,
    "instalment fee": _instalment_fee,
    "waive": _waive,
    "adjust charge": _adjust_charge,
    "charge back": _charge_back,
    "refund credit": _refund_credit,
    "rate": _rate,
    "pause": _pause,
    "extend": _extend,
    "due date": _due_date,
    "re-age": _re_age,
    "re-amortise": _re_amortise,
    "charge off": _ends(Kind.CHARGE_OFF),
    "write off": _ends(Kind.WRITE_OFF),
    "terminate": _ends(Kind.CONTRACT_TERMINATION),
    "undo": _undo,
    "reverse": _reverse,
    "close": _close,
    "undo waiver": _undo_waiver,
    "pay charge": _pay_charge,
    "charge overdue": _charge_overdue,
    "capitalise": _capitalise,
    "buy down": _buy_down,
    "give back income": _give_back_income,
    "promise": _promise,
    "undo last drawing": _undo_last_drawing,
    "recover": _recover,
    "pause delinquency": _pause_delinquency,
    "resume delinquency": _resume_delinquency,
    "correct": _correct,
    "refund cash": _refund_cash,
}


def do(desk: Desk, act: Act) -> bool:
    """Do it; whether the desk took it."""
    desk.today += act.wait * DAY
    if act.what == "wait":
        return True
    try:
        ACTS[act.what](desk, act)
    except Refused:
        return False
    return True


PAYING = {"repay", "goodwill", "waive interest", "pay off", "reverse", "close"}
REFUNDING = {"merchant refund", "payout refund", "refund interest", "refund credit", "charge back"}
CHARGING = {"charge", "instalment fee", "waive", "undo waiver", "adjust charge", "pay charge"}
ENDING = {"charge off", "write off", "terminate", "undo", "recover"}
INCOME = {"capitalise", "buy down", "give back income"}
FAMILIES = [
    PAYING | REFUNDING | {"charge", "adjust charge", "correct", "refund cash"},
    PAYING | CHARGING | {"charge overdue", "refund cash"},
    PAYING | {"disburse", "promise", "undo last drawing", "charge", "charge back", "refund credit"},
    PAYING | {"rate", "pause", "extend", "due date", "disburse"},
    PAYING | {"re-age", "re-amortise", "undo", "charge"},
    PAYING | ENDING | {"charge", "refund credit", "charge overdue"},
    PAYING | INCOME | {"disburse", "charge off", "write off", "undo", "refund credit"},
    PAYING | {"pause delinquency", "resume delinquency", "charge overdue", "write off", "re-age"},
    set(ACTS),
]
"""Acts that meet often in a life: rare combinations come up in few examples if everything may come next."""


def acts_among(names: set[str]) -> st.SearchStrategy[Act]:
    """Acts of these kinds; repayments more often than others."""
    often = ["repay"] * 4 if "repay" in names else []
    numbers = st.tuples(
        st.sampled_from([*sorted(names), *often]),
        st.integers(0, 40),
        st.sampled_from([0, 0, 0, 3, 20]),
        st.integers(1, 1000),
        st.integers(0, 20),
    )
    return numbers.map(Act._make)


def lives(most: int = 6, **chosen: Any) -> st.SearchStrategy[tuple[ServicingTerms, list[Act]]]:
    """A contract, and acts on it that often meet."""
    families = [st.lists(acts_among(names), min_size=1, max_size=most) for names in FAMILIES]
    return st.tuples(contracts(**chosen), st.one_of(families))
