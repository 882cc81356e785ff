"""Loans of every shape to disclose: they repay, charge and number in different ways."""

from __future__ import annotations

from datetime import date

from ashore.cost import (
    Cell,
    CellKind,
    Charging,
    Collector,
    CollectorRole,
    CostedLoan,
    CostKind,
    Disclosure,
    ExtraCost,
    FeeDescription,
    Particulars,
    Standard,
    cost_of,
    disclose,
)
from ashore.loan import (
    Contract,
    FeeTerms,
    FeeWhen,
    PenaltyTerms,
    RepaymentKind,
    convention,
)
from ashore.money import Locale, Rate, Unit

LAWS = ("CN", "EU", "US")
LANGUAGES: tuple[Locale, ...] = ("zh-CN", "en")
HOSTILE = "张三 <script>alert(1)</script> #panic() *b* $x$ \"'&"
START = date(2026, 9, 15)

_GUARANTEE = ExtraCost(
    id="guarantee",
    kind=CostKind.GUARANTEE,
    collector=Collector(CollectorRole.GUARANTOR, "安澜融资担保有限公司"),
    name_zh="担保费",
    name_en="Guarantee fee",
    charging=Charging.PER_PERIOD,
    standard=Standard(amount_minor=20_00),
)
_MEMBERSHIP = ExtraCost(
    id="membership",
    kind=CostKind.MEMBERSHIP,
    collector=Collector(CollectorRole.PLATFORM, HOSTILE),
    name_zh="会员费",
    name_en="Membership",
    charging=Charging.ONCE,
    standard=Standard(amount_minor=99_00),
    required=False,
)

CONTRACTS = {
    "instalments": Contract(
        id="L-1",
        principal_minor=8_000_00,
        start=START,
        rate=Rate.per_year("18"),
        repayment=RepaymentKind.EQUAL_INSTALMENT,
        instalments=12,
        fees=(
            FeeTerms(code="service", when=FeeWhen.WITHHELD, share_ppm=30_000),
            FeeTerms(code="prepayment", when=FeeWhen.ON_PREPAYMENT, share_ppm=10_000),
        ),
        penalty=PenaltyTerms(on_interest=True),
    ),
    "flat-fee": Contract(
        id="L-2",
        principal_minor=12_000_00,
        start=START,
        rate=Rate.per_year("0"),
        repayment=RepaymentKind.FLAT_FEE,
        instalments=12,
        fees=(FeeTerms(code="fee", when=FeeWhen.PERIODIC, share_ppm=6_000),),
    ),
    "interest-first": Contract(
        id="L-3",
        principal_minor=30_000_00,
        start=START,
        rate=Rate.per_year("12"),
        repayment=RepaymentKind.INTEREST_FIRST,
        instalments=6,
        convention=convention("cn-daily-360"),
        penalty=PenaltyTerms(),
    ),
    "bullet": Contract(
        id="L-4",
        currency="USD",
        principal_minor=500_00,
        start=START,
        rate=Rate.per_year("36"),
        repayment=RepaymentKind.BULLET,
        instalments=1,
        fees=(FeeTerms(code="origination fee", when=FeeWhen.UPFRONT, amount_minor=25_00),),
    ),
    "fortnights": Contract(
        id="L-5",
        currency="EUR",
        principal_minor=3_000_00,
        start=START,
        rate=Rate.per_year("24"),
        repayment=RepaymentKind.EQUAL_PRINCIPAL,
        instalments=26,
        every=2,
        unit=Unit.WEEKS,
    ),
    "free": Contract(
        id="L-6",
        principal_minor=3_000_00,
        start=START,
        rate=Rate.per_year("0"),
        repayment=RepaymentKind.EQUAL_INSTALMENT,
        instalments=3,
    ),
}

PARTICULARS = Particulars(
    lender="海湾消费金融有限公司",
    borrower=HOSTILE,
    purpose="个人消费贷款",
    reading_seconds=15,
    withdrawal_days=14,
)


def costed(name: str) -> CostedLoan:
    """A loan of the table with its costs; the first one with costs of others around it."""
    extras = (_GUARANTEE, _MEMBERSHIP) if name == "instalments" else ()
    described = {"service": FeeDescription("服务费", "Service fee")}
    return cost_of(CONTRACTS[name], extras, fees=described)


def document(
    name: str = "instalments",
    law: str = "CN",
    language: Locale = "zh-CN",
    particulars: Particulars = PARTICULARS,
) -> Disclosure:
    """The disclosure of a loan of the table."""
    return disclose(
        CONTRACTS[name], costed(name), law=law, language=language, particulars=particulars
    )


def minor(cell: Cell) -> int:
    """The amount of a cell that holds money."""
    assert cell.kind is CellKind.MONEY
    assert isinstance(cell.value, int)
    return cell.value
