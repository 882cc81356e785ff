"""The plan: principal and interest of the instalments not due yet, laid out anew whenever something changes."""

from __future__ import annotations

from enum import Enum

from ashore.loan.conventions import DeferredInterest, FirstPeriod, InstalmentRule
from ashore.loan.errors import InvalidContract
from ashore.loan.instalment import clearing_instalment, textbook_instalment
from ashore.loan.interest import own_interest, part_in, period_weight
from ashore.loan.ratios import Digits, Gap, retune
from ashore.loan.rows import Row
from ashore.loan.state import State
from ashore.loan.terms import InterestMethod, RepaymentKind
from ashore.money import Rounding, divide, split, step, to_multiple

AT_END = (RepaymentKind.INTEREST_FIRST, RepaymentKind.BULLET, RepaymentKind.DRAWDOWN)


class Replan(Enum):
    """What gives way when the balance, the rate or a date changes."""

    RESPREAD = "respread"
    """The instalments: computed anew over the same dates."""
    KEEP = "keep"
    """The end: instalments stay, the last ones fall away or take the difference."""
    PRINCIPAL = "principal"
    """Only the interest: every principal part stays where it is."""


def replan(state: State, how: Replan) -> None:
    """Lay out ``rows[current:]`` for the state's balance. Afterwards their unpaid principal adds up to the balance."""
    rows = state.rows[state.current :]
    if not rows:
        assert not state.balance, "principal without an instalment to repay it"
        return
    if how is Replan.RESPREAD:
        _respread(state, rows)
    _lay_out(state, rows, keep_principal=how is Replan.PRINCIPAL)
    if how is Replan.KEEP and not state.contract.revolving:
        _drop_empty(state)


def _amortising(state: State, rows: list[Row]) -> list[Row]:
    """The rows that may take principal: after the grace on principal, and not prepaid already."""
    grace = state.contract.grace.principal
    found = [
        row
        for row in rows
        if row.number > grace and not (row.paid[0] and row.paid[0] == row.principal)
    ]
    return found or rows[-1:]


def _respread(state: State, rows: list[Row]) -> None:
    """Find the equal instalment, or every row's share of principal, for the balance of now."""
    kind = state.contract.repayment
    free = _amortising(state, rows)
    if kind in AT_END:
        return
    if kind is RepaymentKind.EQUAL_INSTALMENT:
        state.instalment = _equal_instalment(state, rows, free)
        return
    minor, rest = divmod(state.balance, state.ticks)
    if kind is RepaymentKind.CUSTOM:
        weights = [state.contract.custom[row.number - 1].principal_minor for row in free]
        shares = split(minor, weights if any(weights) else [1] * len(free))
    else:
        shares = (_even_share(state, minor, len(free)),) * len(free)
    for row in rows:
        row.target = 0
    for row, amount in zip(free, shares, strict=True):
        row.target = amount * state.ticks
    free[-1].target += rest


def _even_share(state: State, minor: int, parts: int) -> int:
    """An even part of the principal, to the contract's multiple."""
    multiple, rules = state.contract.instalment_multiple_minor, state.ratios
    if rules is not None:
        return rules.in_multiples(rules.share(minor, parts), multiple)
    return _to_multiple(divide(minor, parts, Rounding.HALF_UP), multiple, Rounding.HALF_UP)


def _to_multiple(amount: int, multiple: int, rounding: Rounding) -> int:
    """The multiple nearest by the rounding mode, or the amount itself where that would be nothing."""
    return amount if multiple == 1 else to_multiple(amount, multiple, rounding) or amount


def _equal_instalment(state: State, rows: list[Row], free: list[Row]) -> int:
    """The equal instalment in ticks, a whole number of minor units."""
    contract, ticks = state.contract, state.ticks
    convention = contract.convention
    if state.ratios is not None:
        return _cut_instalment(state, rows, free, state.ratios)
    multiple = contract.instalment_multiple_minor
    if contract.interest_method is InterestMethod.FLAT:
        total = state.balance + sum(own_interest(state, row) for row in free)
        amount = divide(total, len(free) * ticks, convention.instalment_rounding)
        return _to_multiple(amount, multiple, convention.instalment_rounding) * ticks
    weights = [_regular_weight(state, row) for row in free]
    common = 1
    for _, denominator in weights:
        common *= denominator
    amount = textbook_instalment(
        divide(state.balance, ticks, Rounding.HALF_UP),
        [numerator * (common // denominator) for numerator, denominator in weights],
        state.denominator * common,
        convention.instalment_rounding,
        _known_interest(state, rows[0]) if free[0] is rows[0] else None,
    )
    if convention.instalment_rule is InstalmentRule.CLEARING:
        amount = clearing_instalment(
            amount, lambda guess: _last_total(state, rows, guess * ticks) - guess * ticks
        )
    return _to_multiple(amount, multiple, convention.instalment_rounding) * ticks


def _cut_instalment(state: State, rows: list[Row], free: list[Row], rules: Digits) -> int:
    """The equal instalment through cut ratios: annuity, multiple, and a second look at the last instalment."""
    contract, older = state.contract, state.contract.convention.older
    multiple = contract.instalment_multiple_minor
    if contract.interest_method is InterestMethod.FLAT:
        if older:
            amount = rules.share(state.balance, len(free)) + own_interest(state, rows[0])
        else:
            interest = sum(own_interest(state, row) for row in free)
            amount = rules.share(state.balance + interest, len(free))
        return rules.in_multiples(amount, multiple)
    amount = rules.annuity(state.balance, [part_in(state, row) for row in free])
    amount = rules.in_multiples(amount, multiple)
    if older:
        return amount

    def lay_out(guess: int) -> Gap:
        return Gap(_last_total(state, rows, guess) - guess, len(free))

    return retune(rules, amount, lay_out(amount), len(free), lay_out, multiple)


def _known_interest(state: State, first: Row) -> int | None:
    """Interest still to be paid with a first period that has begun: part of it ran on another balance, or is paid."""
    paid = first.paid[1] + first.waived[1]
    if not paid and len(first.changes) == 1:
        return None
    return divide(own_interest(state, first) - paid, state.ticks, Rounding.HALF_UP)


def _regular_weight(state: State, row: Row) -> tuple[int, int]:
    """The weight of a row in the annuity: its own, or a regular period's where the first payment may differ."""
    if row.free:
        return 0, 1
    convention = state.contract.convention
    if row.whole or convention.first_period is FirstPeriod.LEVEL:
        return period_weight(state, row)
    start = step(row.due, -1, state.contract.every, state.contract.unit)
    return state.timeline.rate_on(row.start) * state.measure.day_units(start, row.due), 1


def _last_total(state: State, rows: list[Row], instalment: int) -> int:
    """What the last payment would be with this instalment, in ticks."""
    before = state.instalment
    state.instalment = instalment
    _lay_out(state, rows, keep_principal=False)
    state.instalment = before
    last = rows[-1]
    return last.unpaid_principal + last.unpaid_interest


def _lay_out(state: State, rows: list[Row], *, keep_principal: bool) -> None:
    """Interest of every row on the balance before it; principal by the shape; the last row takes the rest."""
    balance = state.balance
    carried = rows[0].carried
    last = rows[-1]
    level = state.contract.repayment is RepaymentKind.EQUAL_INSTALMENT
    at_end = state.contract.repayment in AT_END
    grace = state.contract.grace.principal
    for row in rows:
        if row is not rows[0]:
            row.changes = [(row.start, balance)]
        own = row.own = own_interest(state, row)
        row.carried = carried
        if row.deferred:
            # What was paid of it all the same stays with this row.
            row.interest = row.paid[1] + row.waived[1]
            carried = max(0, carried + own - row.interest)
        else:
            # Interest once paid stays earned, even where a later pause makes the period cheaper.
            row.interest = max(carried + own, row.paid[1] + row.waived[1])
            carried = 0
        settled = row.paid[0] + row.waived[0]
        if row is last:
            due = balance
        elif keep_principal:
            due = row.principal - settled
        elif at_end or row.number <= grace:
            due = 0
        elif level:
            interest = _level_interest(state, row) - row.paid[1] - row.waived[1]
            due = state.instalment - interest - settled
        else:
            due = row.target - settled
        due = min(max(due, 0), balance)
        row.principal = settled + due
        balance -= due
        if state.ticks > 1:
            _to_whole_minor(state, row)


def _level_interest(state: State, row: Row) -> int:
    """The interest that leaves the principal part of an equal instalment."""
    convention = state.contract.convention
    if convention.deferred_interest is DeferredInterest.WITHIN:
        return row.interest
    if row.whole or row.free or convention.first_period is FirstPeriod.LEVEL:
        return row.own
    numerator, denominator = _regular_weight(state, row)
    balance = row.changes[-1][1]
    return divide(
        balance * numerator, state.denominator * denominator, convention.interest_rounding
    )


def _to_whole_minor(state: State, row: Row) -> None:
    """What a borrower is asked for is a whole number of minor units: the interest takes the difference."""
    if row.deferred:
        return
    total = row.principal + row.interest
    whole = divide(total, state.ticks, state.contract.convention.interest_rounding) * state.ticks
    if row.interest + whole - total < row.paid[1] + row.waived[1]:
        whole += state.ticks
    row.interest += whole - total
    row.own += whole - total


def _drop_empty(state: State) -> None:
    """Rows at the end that ask for nothing any more fall away; one row always stays while it runs."""
    rows = state.rows
    while len(rows) > state.current + 1:
        last = rows[-1]
        if last.principal or last.interest or last.carried or any(last.paid) or any(last.waived):
            return
        rows.pop()


def check_first_instalment(state: State) -> None:
    """Refuse a contract whose stored instalment does not even pay the interest."""
    contract = state.contract
    if contract.instalment_minor is None:
        return
    first = state.rows[contract.grace.principal]
    if state.instalment <= first.own and len(state.rows) > 1:
        raise InvalidContract(
            field="instalment_minor",
            value=contract.instalment_minor,
            expected=f"more than the interest of a period, {first.own // state.ticks}",
        )
