"""Opening schedules: terms as the peer spells them as a contract of ours, its schedule as a table of the peer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ashore.conformance.adapt import minor, ratios
from ashore.conformance.result import CaseResult, Check
from ashore.loan import (
    Contract,
    GraceTerms,
    InterestMethod,
    RepaymentKind,
    RowKind,
    fineract,
    schedule,
)
from ashore.money import Rate, Unit, currency

METHODS = {"DECLINING_BALANCE": InterestMethod.DECLINING, "FLAT": InterestMethod.FLAT}
KINDS = {
    "EQUAL_INSTALLMENTS": RepaymentKind.EQUAL_INSTALMENT,
    "EQUAL_PRINCIPAL": RepaymentKind.EQUAL_PRINCIPAL,
}


def rate(terms: Mapping[str, Any]) -> Rate:
    """The yearly rate behind a rate quoted per year, month or whole term."""
    percent = terms["rate_percent"]
    if terms["rate_period"] == "MONTH":
        return Rate.per_month(percent)
    if terms["rate_period"] == "WHOLE_TERM":
        assert terms["term_unit"] == "MONTHS"
        return Rate.whole_term(percent, months=terms["term_length"])
    return Rate.per_year(percent)


def contract(terms: Mapping[str, Any], start: date, principal_minor: int) -> Contract:
    """The contract that these terms describe, drawn whole on ``start``."""
    exponent = currency(terms["currency"]["code"]).exponent
    multiple = minor(terms["installment_multiple_of"], exponent)
    down = terms["down_payment"]
    by_period = terms["interest_calculation_period"] != "DAILY"
    whole = by_period and not terms["partial_period_interest"]
    older = terms["schedule_type"] == "CUMULATIVE"
    from_submission = terms["due_dates_counted_from"] == "SUBMITTED_ON_DATE"
    return Contract(
        id="peer",
        currency=terms["currency"]["code"],
        principal_minor=principal_minor,
        start=start,
        rate=rate(terms),
        repayment=KINDS[terms["amortization"]],
        instalments=terms["installments"],
        every=terms["repay_every"],
        unit=Unit(terms["repay_unit"].lower()),
        convention=fineract(ratios(terms), whole_drawings=whole, older=older),
        interest_method=METHODS[terms["interest_method"]],
        grace=GraceTerms(
            principal=terms["grace_principal"],
            interest_payment=terms["grace_interest_payment"],
            interest_free=terms["grace_interest_charged"],
        ),
        down_payment_ppm=int(Decimal(down["percent"]) * 10_000) if down else 0,
        instalment_minor=minor(terms["fixed_installment"], exponent) or None,
        instalment_multiple_minor=multiple or 1,
        counted_from=date.fromisoformat(terms["submitted_on"]) if from_submission else None,
        length=terms["fixed_length"],
    )


def opening_rows(case: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The schedule of a case as our engine draws it up: the drawing, then the instalments, by the case's columns."""
    exponent = case["terms"]["currency"]["digits"]
    drawn = case["disbursement"]
    start, amount = date.fromisoformat(drawn["date"]), minor(drawn["amount"], exponent)
    plan = schedule(contract(case["terms"], start, amount))

    def text(value: int) -> str:
        return f"{Decimal(value).scaleb(-exponent):.{exponent}f}"

    rows: list[dict[str, Any]] = [{"date": start.isoformat(), "balance": text(amount)}]
    for number, row in enumerate(plan.instalments, start=1):
        down = row.kind is RowKind.DOWN_PAYMENT
        rows.append(
            {
                "nr": number,
                "days": 0 if down else (row.due - row.start).days,
                "date": row.due.isoformat(),
                "balance": text(row.balance_minor),
                "principal": text(row.planned.principal),
                "interest": text(row.planned.interest),
            }
        )
    return [{name: row.get(name) for name in case["cols"]} for row in rows]


def run_schedule(case: Mapping[str, Any]) -> CaseResult:
    """Draw up one schedule and compare it with the case, every cell as it is written there."""
    wanted = [dict(zip(case["cols"], row, strict=True)) for row in case["rows"]]
    actual = opening_rows(case)
    passed = wanted == actual
    sides = (None, None) if passed else (wanted, actual)
    check = Check(0, "schedule", passed, *sides)
    return CaseResult(case["id"], case["primary"], tuple(case["capabilities"]), (check,), None)
