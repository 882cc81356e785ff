"""Why exactly this amount: a tree of lines that add up, each with its event, rule, rate, days and rounding."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from ashore.loan.advance import CREDIT
from ashore.loan.allocation import Part
from ashore.loan.events import Disbursement, Event, Repayment
from ashore.loan.interest import (
    accrued_interest,
    balance_stretches,
    counts_by_period,
    cut_stretches,
    period_weight,
)
from ashore.loan.measure import Stretch
from ashore.loan.rows import Row, RowKind
from ashore.loan.standing import Standing
from ashore.loan.state import PAID, Split, State, late_on, overdue_interest, penalty_charged
from ashore.loan.terms import PPM, GraceMode, InterestMethod
from ashore.money import Rate, Rounding, Unit, day_count, divide


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an explanation; its children, where it has any, add up to its amount.

    ``code`` names what it is (see `ashore.loan.wording`). Interest lines carry the balance they run on, the rate, the
    days and the exact amount before rounding, as a decimal string. Their ``rule`` says how time counts: ``by_day``, on
    ``year_days`` or, where there are none, on the days of the calendar year; ``by_period``, whole months, of which
    ``number`` says how many; ``by_ratio``, the cut ratios of the convention set; ``paused``.
    """

    code: str
    amount_minor: int
    children: tuple[Line, ...] = ()
    number: int | None = None
    name: str = ""
    event: str | None = None
    start: date | None = None
    end: date | None = None
    days: int | None = None
    base_minor: int | None = None
    rate: Rate | None = None
    year_days: int | None = None
    rule: str = ""
    exact: str = ""

    def check(self) -> None:
        """Assert that every level adds up."""
        if self.children:
            total = sum(child.amount_minor for child in self.children)
            assert total == self.amount_minor, f"{self.code}: {total} is not {self.amount_minor}"
        for child in self.children:
            child.check()

    def to_dict(self) -> dict[str, Any]:
        """The line as plain data, empty fields left out."""
        data: dict[str, Any] = {"code": self.code, "amount_minor": self.amount_minor}
        for key in ("number", "name", "event", "days", "year_days", "base_minor", "rule", "exact"):
            value = getattr(self, key)
            if value not in (None, ""):
                data[key] = value
        for key in ("start", "end"):
            value = getattr(self, key)
            if value is not None:
                data[key] = value.isoformat()
        if self.rate is not None:
            data["rate_percent_per_year"] = self.rate.percent_per_year()
        if self.children:
            data["lines"] = [child.to_dict() for child in self.children]
        return data


def explain(standing: Standing) -> Line:
    """Why this is owed on this date, down to every stretch of nights.

    The root is what is owed less credit held; below it the four parts, each as what was charged less what was settled, and
    events that count for nothing because they were reversed: whoever remembers paying finds out what became of it.

    >>> from datetime import date, timedelta
    >>> from ashore.money import Rate
    >>> from ashore.loan import Contract, Disbursement, RepaymentKind, evaluate, fold
    >>> contract = Contract(id="L1", principal_minor=5_000_00, start=date(2025, 3, 1), rate=Rate.per_day("0.05", day_basis=360),
    ...                     repayment=RepaymentKind.DRAWDOWN, instalments=1)
    >>> position = fold(contract, [Disbursement(id="1", effective=date(2025, 3, 1), amount_minor=5_000_00)])
    >>> tree = explain(evaluate(position, date(2025, 3, 18)))
    >>> tree.amount_minor, [(line.code, line.amount_minor) for line in tree.children]
    (504250, [('principal', 500000), ('interest', 4250)])
    """
    state = standing.position.state_on(standing.as_of)
    owed = standing.outstanding
    charged = (
        ("principal", owed.principal, _principal_lines(state, standing)),
        ("interest", owed.interest, _interest_lines(state, standing.as_of)),
        ("fee", owed.fee, _fee_lines(state)),
        ("penalty", owed.penalty, _penalty_lines(state, standing.as_of)),
    )
    events = {each.id: each for each in standing.position.events}
    parts = [_part(code, amount, lines, state, events) for code, amount, lines in charged]
    credit = standing.totals.credit
    if credit:
        parts.append(Line("credit", -credit))
    parts.append(Line("not_counted", 0, tuple(_undone_lines(standing))))
    children = tuple(part for part in parts if part.amount_minor or part.children)
    root = Line("owed", owed.total - credit, children, end=standing.as_of)
    root.check()
    return root


def _part(
    code: str,
    amount: int,
    lines: list[tuple[Line, int]],
    state: State,
    events: dict[str, Event],
) -> Line:
    """A part of the debt: its charged lines, then what settled it, all as whole minor units that add up."""
    part = Part[code.upper()]
    settled: dict[tuple[str, date, str], int] = {}
    for split in state.splits:
        if split.part is part:
            key = (split.event, split.day, _how(split, events))
            settled[key] = settled.get(key, 0) - split.amount
    lines = lines + [
        (Line(kind, 0, event=event, start=day, base_minor=_paid_in_all(kind, events, event)), ticks)
        for (event, day, kind), ticks in settled.items()
    ]
    return _add_up(Line(code, amount), lines, state.ticks)


def _paid_in_all(kind: str, events: dict[str, Event], event: str) -> int | None:
    """The whole payment that a piece of the debt was settled from."""
    payment = events.get(event)
    return payment.amount_minor if kind == PAID and isinstance(payment, Repayment) else None


def _undone_lines(standing: Standing) -> Iterator[Line]:
    """What was recorded, and reversed."""
    for event, reversal in standing.position.undone:
        if event.effective <= standing.as_of:
            yield Line(
                "reversed_payment" if isinstance(event, Repayment) else "reversed",
                0,
                event=event.id,
                start=event.effective,
                end=reversal.effective,
                base_minor=event.amount_minor if isinstance(event, Repayment) else None,
            )


def _how(split: Split, events: dict[str, Event]) -> str:
    """The code of the line that says how a piece of a debt was settled."""
    if isinstance(events.get(split.event), Disbursement):
        return "withheld"
    return "paid_from_credit" if split.event == CREDIT and split.kind == PAID else split.kind


def _add_up(node: Line, lines: Iterable[tuple[Line, int]], scale: int) -> Line:
    """Give every line its minor amount by cumulative rounding; what the node has beyond them is a rounding line."""
    children = []
    so_far = shown = 0
    for line, ticks in lines:
        so_far += ticks
        amount = divide(so_far, scale, Rounding.HALF_UP) - shown
        shown += amount
        if line.code == "rounding" and not amount:
            continue
        if line.children:
            gap = amount - sum(child.amount_minor for child in line.children)
            more = (Line("rounding", gap),) if gap else ()
            line = replace(line, children=line.children + more)
        children.append(replace(line, amount_minor=amount))
    if shown != node.amount_minor:
        children.append(Line("rounding", node.amount_minor - shown))
    return replace(node, children=tuple(children))


def _principal_lines(state: State, standing: Standing) -> list[tuple[Line, int]]:
    lines = [
        (
            Line("drawn", 0, event=event.id, start=event.effective),
            event.amount_minor * state.ticks,
        )
        for event in standing.position.events
        if isinstance(event, Disbursement) and event.effective <= standing.as_of
    ]
    lines += [
        (Line("recharged", 0, event=row.event, start=row.due), row.principal)
        for row in state.extras
        if row.kind is RowKind.RECHARGE
    ]
    return lines


def _interest_lines(state: State, as_of: date) -> list[tuple[Line, int]]:
    lines = []
    for at, row in enumerate(state.rows[: state.current + 1]):
        running = at == state.current
        if running:
            ticks = accrued_interest(state, row, as_of)
            ticks = max(ticks, row.paid[1] + row.waived[1]) - row.carried
        else:
            ticks = row.own if row.deferred else row.interest - row.carried
        if ticks:
            until = as_of if running else row.due
            lines.append((_period_line(state, row, until, ticks), ticks))
    for row in _late_rows(state):
        extra = overdue_interest(state, late_on(state, row, as_of))
        if extra:
            pieces = _late_pieces(row, as_of, state.timeline.stretches, principal=True)
            end = row.settled or as_of
            line = Line("overdue_interest", 0, number=row.number, start=row.due, end=end)
            lines.append((_stretched(state, line, pieces, extra), extra))
    return lines


def _period_line(state: State, row: Row, until: date, ticks: int) -> Line:
    """Interest of one instalment's nights, stretch by stretch."""
    line = Line(
        "period_interest",
        0,
        number=row.number,
        start=row.start,
        end=until,
        days=(until - row.start).days,
    )
    if state.contract.interest_method is InterestMethod.FLAT:
        balances = [(row.start, until, state.flat_base)]
    else:
        balances = balance_stretches(row, until)
    if state.ratios is not None:
        return _stretched(state, line, _cut_pieces(state, row, balances), ticks)
    pieces: list[_Piece] = []
    whole = counts_by_period(state, row) and until == row.due
    if whole and balances:
        low = min(balance for _, _, balance in balances)
        numerator, denominator = period_weight(state, row)
        rate = state.timeline.rate_on(row.start)
        stretch = Stretch(row.start, row.due, rate, 0)
        pieces.append(_Piece(stretch, low, Fraction(low * numerator, denominator), "by_period"))
        balances = [(start, end, b - low) for start, end, b in balances if b != low]
    for start, end, balance in balances:
        for stretch in state.timeline.stretches(start, end):
            pieces.append(_Piece(stretch, balance, Fraction(balance * stretch.weight), "by_day"))
    return _stretched(state, line, pieces, ticks)


def _cut_pieces(state: State, row: Row, balances: list[tuple[date, date, int]]) -> list[_Piece]:
    """The stretches of a period whose interest goes through cut ratios, each with what these ratios make of it."""
    older = state.contract.convention.older
    if older and state.contract.interest_method is InterestMethod.FLAT:
        stretch = Stretch(row.start, row.due, state.timeline.rate_on(row.start), 0)
        return [_Piece(stretch, state.drawn, Fraction(row.own * state.denominator), "by_ratio")]
    return [
        _Piece(stretch, balance, Fraction(interest) * state.denominator, "by_ratio")
        for stretch, balance, interest in cut_stretches(state, row, balances)
    ]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch with the balance it runs on and the interest before division and rounding."""

    stretch: Stretch
    balance: int
    weighted: Fraction
    rule: str


def _stretched(state: State, line: Line, pieces: list[_Piece], ticks: int) -> Line:
    """The line with one child for each piece; cumulative rounding, so that the children add up to the row's interest."""
    children: list[tuple[Line, int]] = []
    total, shown = Fraction(0), 0
    for piece in pieces:
        exact = piece.weighted / state.denominator
        total += exact
        amount = divide(total.numerator, total.denominator, Rounding.HALF_UP) - shown
        shown += amount
        children.append((_piece_line(state, piece, exact), amount))
    if shown != ticks:
        gap = ticks - shown
        beyond = "kept" if gap > 0 else "limited"
        children.append((Line("rounding" if abs(gap) <= state.ticks else beyond, 0), gap))
    minor = divide(ticks, state.ticks, Rounding.HALF_UP)
    return _add_up(replace(line, amount_minor=minor), children, state.ticks)


def _piece_line(state: State, piece: _Piece, exact: Fraction) -> Line:
    start, end, ppb, _ = piece.stretch
    contract = state.contract
    months = contract.every * 12 if contract.unit is Unit.YEARS else contract.every
    return Line(
        "stretch",
        0,
        number=months if piece.rule == "by_period" else None,
        start=start,
        end=end,
        days=_counted_days(state, piece),
        year_days=_year_days(state) if piece.rule == "by_day" else None,
        base_minor=divide(piece.balance, state.ticks, Rounding.HALF_UP),
        rate=Rate(ppb),
        rule=piece.rule if ppb else "paused",
        exact=_decimal(exact / state.ticks),
    )


def _year_days(state: State) -> int | None:
    """Days of a year where the convention set has a fixed number of them; None where it looks at the calendar."""
    basis = day_count(state.contract.convention.day_count).basis
    return basis if basis <= 366 else None


def _counted_days(state: State, piece: _Piece) -> int:
    """The days that the day count has for a stretch: 30 for any month of 30/360."""
    start, end = piece.stretch.start, piece.stretch.end
    if piece.rule == "by_day" and _year_days(state) is not None:
        return day_count(state.contract.convention.day_count).units(start, end)
    return (end - start).days


def _decimal(minor: Fraction) -> str:
    """Exact minor units to six decimals, cut."""
    scaled = minor.numerator * 10**6 // minor.denominator
    whole, rest = divmod(scaled, 10**6)
    return f"{whole}.{rest:06d}"


def _late_rows(state: State) -> list[Row]:
    rows = [*state.rows[: state.current], *state.extras[: state.next_extra]]
    return sorted((row for row in rows if row.late), key=lambda row: (row.due, row.number))


def _late_pieces(
    row: Row,
    as_of: date,
    stretches: Callable[[date, date], list[Stretch]],
    *,
    principal: bool,
    since: date | None = None,
) -> list[_Piece]:
    """What lateness ran on: the unpaid principal (or interest) of the row, from each change to the next."""
    pieces = []
    for at, (start, unpaid_principal, unpaid_interest) in enumerate(row.late):
        end = row.late[at + 1][0] if at + 1 < len(row.late) else as_of
        start = start if since is None else max(start, since)
        base = unpaid_principal if principal else unpaid_interest
        if start < end and base:
            for stretch in stretches(start, end):
                pieces.append(_Piece(stretch, base, Fraction(base * stretch.weight), "by_day"))
    return pieces


def _fee_lines(state: State) -> list[tuple[Line, int]]:
    lines = [
        (Line("fee_charged", 0, name=row.name, event=row.event, start=row.due), row.fee)
        for row in state.extras[: state.next_extra]
        if row.fee
    ]
    lines += [
        (Line("instalment_fee", 0, number=row.number, start=row.due), row.fee)
        for row in state.rows[: state.current]
        if row.fee
    ]
    return lines


def _penalty_lines(state: State, as_of: date) -> list[tuple[Line, int]]:
    lines: list[tuple[Line, int]] = []
    terms = state.contract.penalty
    if terms is None:
        return lines
    for row in _late_rows(state):
        since = None
        if terms.grace is GraceMode.SHIFTED:
            since = row.due + timedelta(days=terms.grace_days)
        charged = penalty_charged(state, row, late_on(state, row, as_of), as_of)
        if not charged:
            continue
        stretches = state.timeline.penalty_stretches
        pieces = _late_pieces(row, as_of, stretches, principal=True, since=since)
        compound = []
        if terms.on_interest:
            compound = _late_pieces(row, as_of, stretches, principal=False, since=since)
        lines.append((_penalty_line(state, row, as_of, charged, pieces, compound), charged))
    return lines


def _times(state: State) -> str:
    """How many times the contract rate the penalty rate is, where that is how it was agreed and no cap cuts it."""
    terms = state.contract.penalty
    if terms is None or terms.rate is not None or state.contract.rate_cap is not None:
        return ""
    whole, part = divmod(terms.multiplier_ppm, PPM)
    return f"{whole}.{part:06d}".rstrip("0").rstrip(".")


def _penalty_line(
    state: State,
    row: Row,
    as_of: date,
    charged: int,
    pieces: list[_Piece],
    compound: list[_Piece],
) -> Line:
    """Penalty interest and compound interest of one late instalment, each rounded once."""
    code, end = ("late_instalment", as_of) if row.settled is None else ("was_late", row.settled)
    days = (end - row.due).days
    node = Line(code, 0, number=row.number, start=row.due, end=end, days=days)
    rounding = state.contract.convention.interest_rounding
    children = []
    left = charged
    for code, found in (("penalty_interest", pieces), ("compound_interest", compound)):
        weighted = sum((piece.weighted for piece in found), Fraction(0)) / state.denominator
        weighted /= state.ticks
        amount = divide(weighted.numerator, weighted.denominator, rounding) * state.ticks
        amount = min(left, amount)
        left -= amount
        if amount:
            named = Line(code, 0, name=_times(state))
            children.append((_stretched(state, named, found, amount), amount))
    minor = divide(charged, state.ticks, Rounding.HALF_UP)
    return _add_up(replace(node, amount_minor=minor), children, state.ticks)
