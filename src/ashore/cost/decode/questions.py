"""What has to be known before a figure can be given, as typed questions in two languages."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from ashore.cost.decode.canonical import Span


class QuestionCode(StrEnum):
    """Why an offer cannot be decoded as it stands."""

    NOTHING_READ = "NOTHING_READ"
    AMOUNT_MISSING = "AMOUNT_MISSING"
    TERM_MISSING = "TERM_MISSING"
    REPAYMENT_MISSING = "REPAYMENT_MISSING"
    REPAYMENT_UNCLEAR = "REPAYMENT_UNCLEAR"
    PERIOD_OF_RATE_UNCLEAR = "PERIOD_OF_RATE_UNCLEAR"
    FLAT_OR_DECLINING_UNCLEAR = "FLAT_OR_DECLINING_UNCLEAR"
    FEN_LI_UNCLEAR = "FEN_LI_UNCLEAR"
    FEE_TIMING_UNCLEAR = "FEE_TIMING_UNCLEAR"
    FEE_AMOUNT_MISSING = "FEE_AMOUNT_MISSING"
    FEE_IN_RATE_UNCLEAR = "FEE_IN_RATE_UNCLEAR"
    FREE_PART_UNCLEAR = "FREE_PART_UNCLEAR"
    STAGES_UNCLEAR = "STAGES_UNCLEAR"
    DEPOSIT_UNCLEAR = "DEPOSIT_UNCLEAR"
    DISCOUNT_UNCLEAR = "DISCOUNT_UNCLEAR"
    ADVERTISED_FROM = "ADVERTISED_FROM"
    SEVERAL_OFFERS = "SEVERAL_OFFERS"
    TOTALS_DISAGREE = "TOTALS_DISAGREE"
    PAID_BELOW_RECEIVED = "PAID_BELOW_RECEIVED"
    NUMBER_UNREAD = "NUMBER_UNREAD"


Q = QuestionCode
_TEXTS: dict[QuestionCode, tuple[str, str]] = {
    Q.NOTHING_READ: (
        "没有读到借款条件。借多少、分几期、每期还多少?",
        "No terms of a loan were read. How much is lent, over how many instalments, and how much is each?",
    ),
    Q.AMOUNT_MISSING: (
        "实际借(到手)多少钱?额度、原价都不是借款金额。",
        "How much is lent, or comes into your hand? A limit or a list price is not that amount.",
    ),
    Q.TERM_MISSING: (
        "分几期,或者借多久?",
        "Over how many instalments, or for how long?",
    ),
    Q.REPAYMENT_MISSING: (
        "怎么还:每期还多少,或者利率、手续费是多少?",
        "What is paid back: how much an instalment, or at what rate or fee?",
    ),
    Q.REPAYMENT_UNCLEAR: (
        "是按期还,还是到期一次还清?",
        "Is it paid back in instalments, or all at once at the end?",
    ),
    Q.PERIOD_OF_RATE_UNCLEAR: (
        "这个利率是每天、每月、每年,还是整个借期的?",
        "Is this rate for a day, a month, a year, or the whole term?",
    ),
    Q.FLAT_OR_DECLINING_UNCLEAR: (
        "利息按最初的本金算(每期一样),还是按剩余本金算?",
        "Is interest charged on the first amount all along, or on what is still owed?",
    ),
    Q.FEN_LI_UNCLEAR: (
        "“分”“厘”是百分之几?月息1分多指每月1%,年息1分多指每年10%,请写成百分比。",
        "What percentage do 分 and 厘 stand for here? By the month 1分 is mostly 1 %, by the year 10 %.",
    ),
    Q.FEE_TIMING_UNCLEAR: (
        "这笔费用是一开始一次性收(或从放款里扣),还是分摊到每期,或者每期都收这么多?",
        "Is this fee taken once at the start, spread over the instalments, or charged with each of them?",
    ),
    Q.FEE_AMOUNT_MISSING: (
        "提到的费用是多少,什么时候收?",
        "How much is the fee that is spoken of, and when is it charged?",
    ),
    Q.FEE_IN_RATE_UNCLEAR: (
        "这个年化(APR)已经包含这笔费用,还是费用另收?",
        "Does the APR already include this fee, or does the fee come on top?",
    ),
    Q.FREE_PART_UNCLEAR: (
        "免息的是哪几期?免息期间还不还本金?",
        "Which instalments are free of interest, and is principal repaid in them?",
    ),
    Q.STAGES_UNCLEAR: (
        "利率变动前后,每期各还多少?",
        "How much is each instalment before and after the rate changes?",
    ),
    Q.DEPOSIT_UNCLEAR: (
        "首付是从这个金额里付,还是贷款金额已经扣除首付?",
        "Is the deposit paid out of this amount, or is this what is lent after the deposit?",
    ),
    Q.DISCOUNT_UNCLEAR: (
        "优惠、返现、退款什么时候给,给多少?",
        "When is the discount, cash back or refund given, and how much is it?",
    ),
    Q.ADVERTISED_FROM: (
        "“起”“低至”“最高”是广告说法。你自己拿到的利率、金额是多少?",
        '"From", "as low as" and "up to" are advertising. Which rate and amount are offered to you?',
    ),
    Q.SEVERAL_OFFERS: (
        "这里有几种选择。请一次写一种(一个期数、一个利率)。",
        "There is more than one choice here. Write one at a time: one number of instalments, one rate.",
    ),
    Q.TOTALS_DISAGREE: (
        "这些数字对不上(每期金额、期数、总额)。哪一个是对的?",
        "These numbers do not agree (instalment, number of them, total). Which one is right?",
    ),
    Q.PAID_BELOW_RECEIVED: (
        "这样读,还的钱比借的还少。是不是漏了几期或者一笔尾款?",
        "Read like this, less is paid back than was lent. Is an instalment or a final payment missing?",
    ),
    Q.NUMBER_UNREAD: (
        "这个数字是什么意思?",
        "What is this number?",
    ),
}


class Candidate(NamedTuple):
    """One way to read an offer that has several: what it would mean, and the annual cost in percent, simple."""

    zh: str
    en: str
    annual_percent: str


class Question(NamedTuple):
    """A question that must be answered before there is a figure.

    ``span`` is the part of the text that it is about, if it is about one; ``candidates`` are the answers that were
    thought of, each with the annual cost that it would give.
    """

    code: QuestionCode
    span: Span | None = None
    candidates: tuple[Candidate, ...] = ()

    @property
    def zh(self) -> str:
        """The question in Chinese."""
        return _TEXTS[self.code][0]

    @property
    def en(self) -> str:
        """The question in English.

        >>> Question(QuestionCode.TERM_MISSING).en
        'Over how many instalments, or for how long?'
        """
        return _TEXTS[self.code][1]
