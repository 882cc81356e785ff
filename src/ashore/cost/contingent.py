"""What a contract charges only if something happens: shown before signing, part of no rate."""

from __future__ import annotations

from ashore.cost.flows import Collector, ContingentCost, Standard
from ashore.loan import PPM, Contract, FeeTerms, FeeWhen
from ashore.money import Rate, divide

_FEES = {
    FeeWhen.ON_PREPAYMENT: ("提前还款违约金", "Prepayment fee", "prepaid_principal"),
    FeeWhen.ON_DUE_DATE_MOVE: ("还款日变更费", "Due date change fee", "due_date_move"),
}


def contingent_of(contract: Contract, lender: Collector) -> tuple[ContingentCost, ...]:
    """Penalty and compound interest on what is overdue, and the fees of early repayment and moved due dates."""
    found = []
    penalty = contract.penalty
    if penalty is not None:
        rate = penalty.rate or Rate(divide(contract.rate.ppb * penalty.multiplier_ppm, PPM))
        kinds = [("penalty_interest", "罚息", "Penalty interest", "overdue_principal")]
        if penalty.on_interest:
            kinds.append(("compound_interest", "复利", "Compound interest", "overdue_interest"))
        found += [
            ContingentCost(
                id=name,
                collector=lender,
                name_zh=name_zh,
                name_en=name_en,
                standard=Standard(rate=rate),
                on=on,
            )
            for name, name_zh, name_en, on in kinds
        ]
    found += [_fee(fee, lender) for fee in contract.fees if fee.when in _FEES]
    return tuple(found)


def _fee(fee: FeeTerms, lender: Collector) -> ContingentCost:
    name_zh, name_en, on = _FEES[fee.when]
    return ContingentCost(
        id=fee.code,
        collector=lender,
        name_zh=name_zh,
        name_en=name_en,
        standard=Standard(
            share_ppm=fee.share_ppm,
            amount_minor=fee.amount_minor,
            minimum_minor=fee.minimum_minor,
            maximum_minor=fee.maximum_minor,
        ),
        on=on,
    )
