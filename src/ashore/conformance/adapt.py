"""Terms as the published scenarios spell them, as terms of a loan in servicing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from ashore.loan import Across, Part, Ratios, Timing
from ashore.money import Unit
from ashore.servicing import (
    Ahead,
    AllocationRule,
    ChargeHow,
    ChargeOffBehaviour,
    ChargeTerms,
    ChargeWhen,
    DownPayment,
    EarlyPayment,
    IncomeType,
    OverApplied,
    PayoffInterest,
    Recalculation,
    Rest,
    ServicingTerms,
)
from ashore.servicing import TransactionKind as Kind

PARTS = {
    "PENALTY": Part.PENALTY,
    "FEE": Part.FEE,
    "INTEREST": Part.INTEREST,
    "PRINCIPAL": Part.PRINCIPAL,
}
_TIMINGS = {"PAST_DUE": Timing.PAST_DUE, "DUE": Timing.DUE, "IN_ADVANCE": Timing.IN_ADVANCE}
_AHEAD = {
    "NEXT_INSTALLMENT": Ahead.NEXT,
    "LAST_INSTALLMENT": Ahead.LAST,
    "NEXT_LAST_INSTALLMENT": Ahead.NEXT_LAST,
    "REAMORTIZATION": Ahead.SPREAD,
}
_PEN, _FEE, _INT, _PRI = Part.PENALTY, Part.FEE, Part.INTEREST, Part.PRINCIPAL
FIXED_ORDERS: dict[str, tuple[tuple[Part, ...], tuple[Part, ...]]] = {
    "PENALTY_FEE_INTEREST_PRINCIPAL": ((_PEN, _FEE, _INT, _PRI), ()),
    "INTEREST_PRINCIPAL_PENALTIES_FEES_ORDER": ((_INT, _PRI, _PEN, _FEE), ()),
    "PRINCIPAL_INTEREST_PENALTIES_FEES_ORDER": ((_PRI, _INT, _PEN, _FEE), ()),
    "DUE_PENALTY_INTEREST_PRINCIPAL_FEE_IN_ADVANCE_PENALTY_INTEREST_PRINCIPAL_FEE": (
        (_PEN, _INT, _PRI, _FEE),
        (_PEN, _INT, _PRI, _FEE),
    ),
    "DUE_PENALTY_FEE_INTEREST_PRINCIPAL_IN_ADVANCE_PRINCIPAL_PENALTY_FEE_INTEREST": (
        (_PEN, _FEE, _INT, _PRI),
        (_PRI, _PEN, _FEE, _INT),
    ),
}
CHARGE_WHEN = {
    "DISBURSEMENT": ChargeWhen.DISBURSEMENT,
    "TRANCHE_DISBURSEMENT": ChargeWhen.DRAWING,
    "SPECIFIED_DUE_DATE": ChargeWhen.DUE_DATE,
    "INSTALLMENT": ChargeWhen.INSTALMENT,
    "OVERDUE": ChargeWhen.OVERDUE,
}
_EARLY = {
    "ADJUST_LAST_UNPAID_PERIOD": EarlyPayment.LAST_INSTALMENT,
    "REDUCE_EMI_AMOUNT": EarlyPayment.SMALLER_INSTALMENTS,
    "REDUCE_NUMBER_OF_INSTALLMENTS": EarlyPayment.FEWER_INSTALMENTS,
    "RESCHEDULE_NEXT_REPAYMENTS": EarlyPayment.NEXT_INSTALMENTS,
}
CHARGE_HOW = {
    "FLAT": ChargeHow.FLAT,
    "PERCENT_OF_AMOUNT": ChargeHow.OF_AMOUNT,
    "PERCENT_OF_DISBURSED_AMOUNT": ChargeHow.OF_AMOUNT,
    "PERCENT_OF_AMOUNT_AND_INTEREST": ChargeHow.OF_AMOUNT_AND_INTEREST,
    "PERCENT_OF_INTEREST": ChargeHow.OF_INTEREST,
}


def day(text: str) -> date:
    """An ISO date."""
    return date.fromisoformat(text)


def minor(amount: str | None, digits: int) -> int:
    """A decimal string as minor units."""
    return int(Decimal(amount or 0).scaleb(digits))


def charge_terms(raw: Mapping[str, Any], digits: int) -> ChargeTerms:
    """The terms of a charge."""
    how = CHARGE_HOW[raw["how"]]
    amount = Decimal(raw["amount"])
    return ChargeTerms(
        key=raw["key"],
        when=CHARGE_WHEN[raw["when"]],
        how=how,
        amount=amount.scaleb(digits) if how is ChargeHow.FLAT else amount,
        penalty=raw["penalty"],
    )


def _actual(value: str) -> int | None:
    return None if value == "ACTUAL" else int(value)


def yearly_rate(terms: Mapping[str, Any]) -> Decimal:
    """The yearly rate as a fraction, from one quoted per year, month or whole term."""
    percent = Decimal(terms["rate_percent"])
    if terms["rate_period"] == "MONTH":
        percent *= 12
    elif terms["rate_period"] == "WHOLE_TERM":
        percent = percent / terms["term_length"] * 12
    return percent / 100


def allocation(terms: Mapping[str, Any]) -> dict[Kind | None, AllocationRule]:
    """The allocation rules by kind; None is the default."""
    rules: dict[Kind | None, AllocationRule] = {}
    for kind, rule in (terms.get("allocation_rules") or {}).items():
        cells = tuple(_cell(text) for text in rule["order"])
        key = None if kind == "DEFAULT" else Kind[kind]
        rules[key] = AllocationRule(cells, _AHEAD[rule["future"]])
    return rules


def _cell(text: str) -> tuple[Timing, Part]:
    timing, _, part = text.rpartition("_")
    return _TIMINGS[timing], PARTS[part]


def _recalculation(raw: Mapping[str, Any] | None) -> Recalculation | None:
    if raw is None:
        return None
    return Recalculation(
        rest=Rest.PERIOD if raw["rest_frequency"] == "SAME_AS_REPAYMENT" else Rest.DAILY,
        payoff=PayoffInterest.TILL_DAY
        if raw["payoff_interest"] == "TILL_PRE_CLOSE_DATE"
        else PayoffInterest.TILL_REST,
        none_on_past_due=raw["no_interest_on_past_due"],
        early_payment=_EARLY[raw["early_payment_effect"]],
        compounds_interest=raw["compounding"] in ("INTEREST", "INTEREST_AND_FEE"),
        settled_rows_wait=True,
        equal_shares_only=True,
        forgives_unplaced=True,
    )


def _over_applied(raw: Mapping[str, Any] | None, digits: int) -> OverApplied | None:
    if not raw:
        return None
    if raw["kind"] == "percentage":
        return OverApplied(percent=Decimal(raw["number"]))
    return OverApplied(flat_minor=minor(raw["number"], digits))


def _tranches(terms: Mapping[str, Any], digits: int) -> tuple[tuple[date, int], ...]:
    """The tranches that are declared at the start.

    Where each drawing is charged, the source declares the first one only, though its terms name the later ones too: it
    shows one charge, approves less than all of them, and adds them when their day has come.
    """
    found = [
        (day(each["date"]), minor(each["amount"], digits)) for each in terms.get("tranches") or ()
    ]
    charged = any(c["when"] == "TRANCHE_DISBURSEMENT" for c in terms.get("charges") or ())
    return tuple(found[:1] if charged else found)


def _income(raw: Mapping[str, Any] | None) -> IncomeType | None:
    return IncomeType[raw["income_type"]] if raw else None


def ratios(terms: Mapping[str, Any]) -> Ratios:
    """How nights become parts of a year; cumulative schedules count 365 days in every year that others count as it is."""
    older = terms["schedule_type"] == "CUMULATIVE"
    return Ratios(
        every=terms["repay_every"],
        unit=Unit(terms["repay_unit"].lower()),
        days_in_month=_actual(terms["days_in_month"]),
        days_in_year=_actual(terms["days_in_year"]) or (365 if older else None),
        by_period=terms["interest_calculation_period"] == "SAME_AS_REPAYMENT_PERIOD",
        feb_29_only=terms["days_in_year_rule"] == "FEB_29_PERIOD_ONLY",
        cut_on_1_january=terms["interest_from_disbursement_day"],
    )


def servicing_terms(terms: Mapping[str, Any]) -> ServicingTerms:
    """The terms of a scenario."""
    digits = terms["currency"]["digits"]
    down = terms["down_payment"]
    order, advance = FIXED_ORDERS.get(terms["allocation"], ((), ()))
    by_period = terms["interest_calculation_period"] == "SAME_AS_REPAYMENT_PERIOD"
    submitted = day(terms["submitted_on"])
    from_submission = terms["due_dates_counted_from"] == "SUBMITTED_ON_DATE"
    limit = terms.get("max_outstanding")
    credit = (terms.get("credit_rules") or {}).get("CHARGEBACK", ())
    return ServicingTerms(
        currency=terms["currency"]["code"],
        digits=digits,
        principal_minor=minor(terms["principal"], digits),
        submitted_on=submitted,
        expected_on=day(terms["expected_disbursement"]),
        rate=yearly_rate(terms),
        ratios=ratios(terms),
        instalments=terms["installments"],
        progressive=terms["schedule_type"] == "PROGRESSIVE",
        flat=terms["interest_method"] == "FLAT",
        whole_drawings=by_period and not terms["partial_period_interest"],
        multiple_minor=minor(terms["installment_multiple_of"], digits),
        length=terms["fixed_length"],
        seed=submitted if from_submission else None,
        principal_grace=terms["grace_principal"],
        interest_grace=terms["grace_interest_payment"],
        interest_free=terms["grace_interest_charged"],
        processing=Across[terms["schedule_processing"]],
        allocation=allocation(terms),
        fixed_order=order,
        due_first=bool(advance),
        advance_order=advance,
        credit_order=tuple(PARTS[part] for part in credit),
        recalculation=_recalculation(terms["interest_recalculation"]),
        down_payment=DownPayment(Decimal(down["percent"]), down["auto"]) if down else None,
        several_disbursements=terms["multi_disburse"],
        max_outstanding_minor=minor(limit, digits) if limit else None,
        max_tranches=terms.get("max_tranches"),
        tranches_declared=bool(terms.get("tranches_declared_up_front")),
        tranches=_tranches(terms, digits),
        full_term_tranches=bool(terms.get("tranche_gets_full_term")),
        over_applied=_over_applied(terms.get("over_applied"), digits),
        interest_refunds=frozenset(Kind[k] for k in terms.get("interest_refund_types") or ()),
        charge_off=ChargeOffBehaviour[terms["charge_off_behaviour"]],
        recasts_paid_principal=True,
        accrual_activity=bool(terms.get("accrual_activity_posting")),
        accrues=terms["accounting"] == "ACCRUAL_PERIODIC",
        capitalised_income=_income(terms.get("capitalized_income")),
        buy_down_fee=_income(terms.get("buy_down_fee")),
        buy_down_by_merchant=(terms.get("buy_down_fee") or {}).get("merchant", True),
        instalment_delinquency=bool(terms.get("installment_level_delinquency")),
        arrears_grace_days=terms["grace_arrears_days"] or 0,
    )
