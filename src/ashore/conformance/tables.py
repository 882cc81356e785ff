"""Expectations of a scenario against what the loan shows: tables row by row, values one by one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ashore.conformance import deferred_tables, journal_tables
from ashore.conformance.matching import Cells, Step, closest, match_rows, rows_of, same
from ashore.conformance.result import Check

if TYPE_CHECKING:
    from ashore.conformance.player import Player


def _check(step: Step, at: int, wanted: Any, actual: Any, passed: bool) -> Check:
    if passed:
        return Check(at, step["expect"], True)
    return Check(at, step["expect"], False, wanted, actual)


def _value(read: Callable[[Player], Any]) -> Callable[[Player, int, Step], Check]:
    def check(player: Player, at: int, step: Step) -> Check:
        actual = read(player)
        return _check(step, at, step["value"], actual, same(step["value"], actual))

    return check


def _table(
    step: Step, at: int, table: Sequence[Cells], *, exact: bool, rows: Sequence[Cells] | None = None
) -> Check:
    missing, left = match_rows(rows_of(step) if rows is None else rows, table)
    if not missing and (not exact or not left):
        return Check(at, step["expect"], True)
    if missing:
        return Check(at, step["expect"], False, missing, [closest(row, left) for row in missing])
    return Check(
        at, step["expect"], False, [], [{c: each.get(c) for c in step["cols"]} for each in left]
    )


def _schedule(player: Player, at: int, step: Step) -> Check:
    table = player.loan_table()
    periods = sum(row["nr"] is not None for row in table)
    check = _table(step, at, table, exact=False)
    if check.passed and periods != step["periods"]:
        return Check(at, step["expect"], False, step["periods"], periods)
    return check


def _totals(player: Player, at: int, step: Step) -> Check:
    actual = player.loan_totals()
    wanted = step["values"]
    wrong = {k: v for k, v in wanted.items() if not same(v, actual.get(k))}
    return _check(step, at, wrong, {k: actual.get(k) for k in wrong}, not wrong)


def _transactions(player: Player, at: int, step: Step) -> Check:
    table = player.view.transactions()
    if "only" in step:
        table = [row for row in table if row["type"] in step["only"]]
    if "excluding" in step:
        table = [row for row in table if row["type"] not in step["excluding"]]
    rows = rows_of(step)
    key = str((step.get("only"), step.get("excluding")))
    if step.get("since_last"):
        rows = [*player.seen.get(key, []), *rows]
    player.seen[key] = rows
    return _table(step, at, table, exact=bool(step.get("complete")), rows=rows)


def _charges(player: Player, at: int, step: Step) -> Check:
    return _table(step, at, player.view.charges(), exact=bool(step.get("complete")))


def _preview_schedule(player: Player, at: int, step: Step) -> Check:
    assert player.preview is not None, "nothing was previewed"
    table = player.preview.schedule()
    check = _table(step, at, table, exact=False)
    periods = sum(row["nr"] is not None for row in table)
    if check.passed and periods != step["periods"]:
        return Check(at, step["expect"], False, step["periods"], periods)
    return check


def _preview_totals(player: Player, at: int, step: Step) -> Check:
    assert player.preview is not None, "nothing was previewed"
    actual = player.preview.totals()
    wrong = {k: v for k, v in step["values"].items() if not same(v, actual.get(k))}
    return _check(step, at, wrong, {k: actual.get(k) for k in wrong}, not wrong)


def _nothing_left(player: Player) -> bool:
    return player.loan.account.outstanding == 0


EXPECTATIONS: dict[str, Callable[[Player, int, Step], Check]] = {
    "schedule": _schedule,
    "schedule_totals": _totals,
    "preview_schedule": _preview_schedule,
    "preview_totals": _preview_totals,
    "transactions": _transactions,
    "charges": _charges,
    "status": _value(
        lambda p: {"WITHDRAWN_BY_CLIENT": "WITHDRAWN"}.get(p.loan.status.name, p.loan.status.name)
    ),
    "outstanding": _value(lambda p: p.view.money(p.loan.account.outstanding)),
    "overpaid": _value(lambda p: p.view.money(p.loan.account.overpaid)),
    "fully_settled": _value(_nothing_left),
    "all_installments_paid": _value(lambda p: all(row.met for row in p.loan.account.rows)),
    "last_closed_business_date": _value(
        lambda p: p.loan.closed_to.isoformat() if p.loan.closed_to else None
    ),
    "active_terms": _value(lambda p: sum(row.regular for row in p.loan.account.rows)),
    **deferred_tables.EXPECTATIONS,
    **journal_tables.EXPECTATIONS,
}
