"""What each kind of event does to a loan's state. One small function a kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ashore.loan.advance import advance, use_credit
from ashore.loan.allocation import TABLES, Part
from ashore.loan.errors import EventRefused, NotDisbursed
from ashore.loan.events import (
    Charge,
    Disbursement,
    DueDateMove,
    Event,
    InterestPause,
    RateChange,
    Recovery,
    Refund,
    Repayment,
    Waiver,
    WriteOff,
)
from ashore.loan.interest import note_balance
from ashore.loan.measure import pause_between
from ashore.loan.pay import (
    add_fee,
    insert_extra,
    pay_billed,
    pay_in_advance,
    settle_part,
)
from ashore.loan.plan import Replan, check_first_instalment, replan
from ashore.loan.rows import Row, RowKind, instalment_rows, is_whole, on_business_day
from ashore.loan.settle import payoff, settle
from ashore.loan.state import WAIVED, WRITTEN_OFF, State, billed_rows, note_change, owed, touch
from ashore.loan.terms import PPM, FeeTerms, FeeWhen, InterestMethod
from ashore.money import divide, step, to_multiple


def apply_event(state: State, event: Event) -> None:
    """Let time pass up to the event's effective day, then do what the event does.

    Raises EventRefused (or a kind of it) when the loan cannot take the event.
    """
    handler = HANDLERS.get(type(event))
    if handler is None:
        raise EventRefused(
            field="event",
            value=type(event).__name__,
            expected="one of " + ", ".join(each.__name__ for each in HANDLERS),
        )
    if not state.rows and not isinstance(event, Disbursement):
        raise NotDisbursed(
            field=type(event).__name__,
            value=event.id,
            expected="a disbursement on or before its day",
        )
    if state.rows:
        advance(state, event.effective)
    handler(state, event)
    if state.credit:
        # Nobody is late with a fee of today while money of theirs is held.
        use_credit(state)


def _refuse(event: Event, field: str, value: object, expected: str) -> None:
    raise EventRefused(field=f"{type(event).__name__}.{field}", value=value, expected=expected)


def _disburse(state: State, event: Disbursement) -> None:
    contract, ticks = state.contract, state.ticks
    amount = event.amount_minor * ticks
    if state.written_off_on is not None:
        _refuse(event, "effective", event.effective, "a loan that is not written off")
    used = state.balance + _billed_principal(state) if contract.revolving else state.drawn
    if used + amount > contract.principal_minor * ticks:
        left = (contract.principal_minor * ticks - used) // ticks
        _refuse(
            event, "amount_minor", event.amount_minor, f"at most {left}, what may still be drawn"
        )
    if state.rows and contract.interest_method is InterestMethod.FLAT:
        _refuse(event, "amount_minor", event.amount_minor, "one disbursement, with flat interest")
    first = not state.rows
    if first:
        state.day = event.effective
        state.rows = instalment_rows(contract, event.effective)
        advance(state, event.effective)
    if state.current >= len(state.rows):
        _refuse(event, "effective", event.effective, "a day before the last due date")
    state.drawn += amount
    down = _down_payment(state, amount, event)
    state.balance += amount - down
    state.flat_base += amount - down
    _contract_fees(state, event, first)
    note_balance(state, state.rows[state.current], event.effective)
    signed = contract.instalment_minor
    if first and signed is not None and event.amount_minor == contract.principal_minor:
        state.instalment = signed * ticks
        replan(state, Replan.KEEP)
        check_first_instalment(state)
    else:
        replan(state, Replan.RESPREAD)


def _billed_principal(state: State) -> int:
    return sum(row.unpaid_principal for row in billed_rows(state))


def _down_payment(state: State, amount: int, event: Disbursement) -> int:
    share = state.contract.down_payment_ppm
    if not share:
        return 0
    contract = state.contract
    rounding = contract.convention.interest_rounding
    down = divide(amount // state.ticks * share, PPM, rounding)
    multiple = contract.instalment_multiple_minor
    if multiple > 1:
        down = to_multiple(down, multiple, rounding) or down
    down *= state.ticks
    row = Row(RowKind.DOWN_PAYMENT, 0, event.effective, event.effective)
    row.principal = down
    row.event = event.id
    insert_extra(state, row)
    return down


def _contract_fees(state: State, event: Disbursement, first: bool) -> None:
    contract = state.contract
    if not contract.fees:
        return
    if first:
        for fee in contract.fees_at(FeeWhen.WITHHELD):
            _withhold(state, fee, event)
        for fee in contract.fees_at(FeeWhen.UPFRONT):
            _charge_fee(state, fee, event.amount_minor, event)
    for fee in contract.fees_at(FeeWhen.ON_DISBURSEMENT):
        _charge_fee(state, fee, event.amount_minor, event)
    periodic = _on_all_drawn(state, FeeWhen.PERIODIC)
    for row in state.rows[state.current :]:
        row.fee = periodic
    if not state.current:
        state.rows[0].fee += _on_all_drawn(state, FeeWhen.FIRST_INSTALMENT)


def _on_all_drawn(state: State, when: FeeWhen) -> int:
    drawn = state.drawn // state.ticks
    return sum(fee.amount(drawn) for fee in state.contract.fees_at(when)) * state.ticks


def _charge_fee(state: State, fee: FeeTerms, base_minor: int, event: Event) -> Row:
    return add_fee(state, fee.amount(base_minor) * state.ticks, event.effective, event.id, fee.code)


def _withhold(state: State, fee: FeeTerms, event: Disbursement) -> None:
    amount = fee.amount(event.amount_minor)
    if amount >= event.amount_minor:
        _refuse(event, "amount_minor", event.amount_minor, f"more than the withheld fee, {amount}")
    row = _charge_fee(state, fee, event.amount_minor, event)
    settle_part(state, row, Part.FEE, row.fee, event.id)
    row.settled = event.effective
    state.withheld += row.fee


def _repay(state: State, event: Repayment) -> None:
    amount = event.amount_minor * state.ticks
    state.received += amount
    if state.written_off_on is not None:
        _recover_amount(state, amount)
        return
    contract = state.contract
    table = contract.allocation if event.allocation is None else TABLES[event.allocation]
    if _ends_the_loan(state, amount + state.credit):
        settle(state, event.id)
        if state.credit:
            use_credit(state)
    amount = pay_billed(state, amount, table, event.id)
    if amount:
        state.credit += pay_in_advance(state, amount, table, event.id)


def _ends_the_loan(state: State, money: int) -> bool:
    """Whether ``money`` settles a loan that still has instalments ahead. A drawdown line stays open."""
    if state.current >= len(state.rows) or state.contract.revolving:
        return False
    return money > state.balance - state.ticks and money >= sum(payoff(state))


def _recover(state: State, event: Recovery) -> None:
    if state.written_off_on is None:
        _refuse(event, "effective", event.effective, "a loan written off before; else a repayment")
    amount = event.amount_minor * state.ticks
    state.received += amount
    _recover_amount(state, amount)


def _recover_amount(state: State, amount: int) -> None:
    lost = sum(sum(row.written_off) for row in (*state.rows, *state.extras))
    share = min(amount, lost - state.recovered)
    state.recovered += share
    state.credit += amount - share


def _charge(state: State, event: Charge) -> None:
    due = event.due or event.effective
    add_fee(state, event.amount_minor * state.ticks, due, event.id, event.name)


def _waive(state: State, event: Waiver) -> None:
    left = event.amount_minor * state.ticks
    part = event.part
    for row in billed_rows(state):
        touch(state, row, state.day)
        share = min(owed(state, row, state.day)[part], left)
        if share <= 0:
            continue
        settle_part(state, row, part, share, event.id, WAIVED)
        note_change(state, row, state.day)
        if not any(owed(state, row, state.day)):
            row.settled = state.day
        left -= share


def _pause(state: State, event: InterestPause) -> None:
    state.timeline.pauses.append(pause_between(event.effective, event.until, event.penalties))
    replan(state, Replan.KEEP)


def _change_rate(state: State, event: RateChange) -> None:
    cap = state.contract.rate_cap
    if cap is not None and event.rate > cap:
        _refuse(
            event,
            "rate",
            event.rate.percent_per_year(),
            f"at most {cap.percent_per_year()} %, the cap",
        )
    state.timeline.change(event.effective, event.rate)
    replan(state, Replan.RESPREAD)


def _move_due_date(state: State, event: DueDateMove) -> None:
    rows = state.rows
    at = next((k for k in range(state.current, len(rows)) if rows[k].due == event.due), None)
    if at is None:
        running = rows[state.current].due if state.current < len(rows) else "none is left"
        _refuse(
            event, "due", event.due, f"the due date of an instalment not due yet (next: {running})"
        )
        return
    contract = state.contract
    moved = rows[at]
    before = rows[at - 1].due if at else moved.start
    if event.new_due <= before:
        _refuse(event, "new_due", event.new_due, f"a day after {before}")
    moved.due = event.new_due
    if event.following:
        for k in range(at + 1, len(rows)):
            rows[k].due = on_business_day(
                contract, step(event.new_due, k - at, contract.every, contract.unit)
            )
    elif at + 1 < len(rows) and rows[at + 1].due <= event.new_due:
        _refuse(event, "new_due", event.new_due, f"a day before {rows[at + 1].due}")
    for k in range(at, len(rows)):
        if k > at:
            rows[k].start = rows[k - 1].due
        rows[k].whole = is_whole(rows[k].start, rows[k].due, contract.every, contract.unit)
    fees = contract.fees_at(FeeWhen.ON_DUE_DATE_MOVE)
    for fee in fees:
        _charge_fee(state, fee, state.drawn // state.ticks, event)
    replan(state, Replan.KEEP)


def _refund(state: State, event: Refund) -> None:
    amount = event.amount_minor * state.ticks
    state.refunded += amount
    held = min(amount, state.credit)
    state.credit -= held
    excess = amount - held
    if excess:
        row = Row(RowKind.RECHARGE, 0, event.effective, event.effective)
        row.principal = excess
        row.event = event.id
        state.recharged += excess
        insert_extra(state, row)


def _write_off(state: State, event: WriteOff) -> None:
    if state.written_off_on is not None:
        _refuse(event, "effective", event.effective, "a loan that is not written off yet")
    if state.current < len(state.rows):
        settle(state, event.id, with_fees=False)
    if state.credit:
        use_credit(state)
    for row in billed_rows(state):
        touch(state, row, state.day)
        for part, amount in enumerate(owed(state, row, state.day)):
            if amount:
                settle_part(state, row, Part(part), amount, event.id, WRITTEN_OFF)
        note_change(state, row, state.day)
        if row.settled is None:
            row.settled = state.day
    state.written_off_on = event.effective


HANDLERS: dict[type[Event], Callable[[State, Any], None]] = {
    Disbursement: _disburse,
    RateChange: _change_rate,
    InterestPause: _pause,
    DueDateMove: _move_due_date,
    Charge: _charge,
    Waiver: _waive,
    Repayment: _repay,
    Refund: _refund,
    WriteOff: _write_off,
    Recovery: _recover,
}
