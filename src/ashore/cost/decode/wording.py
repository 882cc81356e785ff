"""The words for what was read and what was taken as given, in Chinese and English."""

from __future__ import annotations

ROLES: dict[str, tuple[str, str]] = {
    "principal": ("借款金额", "amount lent"),
    "received": ("到手金额", "money in hand"),
    "withheld": ("放款时扣除", "kept back at the start"),
    "withheld_each": ("每期扣款", "taken each time"),
    "fee": ("费用", "fee"),
    "fee_each": ("每期费用", "fee with each instalment"),
    "interest": ("利息", "interest"),
    "interest_each": ("每期利息", "interest each period"),
    "principal_each": ("每期本金", "principal in each instalment"),
    "instalment": ("每期还款", "instalment"),
    "total": ("还款总额", "total to pay"),
    "pay": ("还款", "payment"),
    "deposit": ("首付", "deposit"),
    "balloon": ("尾款", "final payment"),
    "price": ("价格", "price"),
    "factor": ("还款倍数", "factor"),
    "base": ("计费基数", "per this amount"),
    "cost_of_base": ("每单位费用", "charge per amount"),
    "rate": ("利率或费率", "rate"),
    "count": ("期数", "number of payments"),
    "duration": ("期限或期数", "term"),
    "duration_free": ("免息期限", "term free of interest"),
    "every": ("还款间隔", "time between payments"),
    "free": ("免息的部分", "part free of interest"),
}
ASIDES: dict[str, tuple[str, str]] = {
    "noise": ("与借款条件无关", "not a term of the loan"),
    "conditional": ("只在逾期或提前还款时收", "only if paid late or early"),
    "limit": ("额度或上限,不是借款金额", "a limit, not what is lent"),
    "advertised": ("广告里的最低值", "the lowest advertised"),
    "list_price": ("原价,不是借款金额", "a list price, not what is lent"),
    "discount": ("优惠", "a discount"),
    "income": ("收入", "income"),
    "choice": ("可选的期数", "a choice"),
    "part": ("每期还款的组成部分", "part of an instalment"),
    "range": ("范围", "a range"),
    "fen": ("分、厘", "分 or 厘"),
}
ASSUMPTIONS: dict[str, tuple[str, str]] = {
    "currency": ("没写币种,按语言取。", "No currency is named; it was taken from the language."),
    "monthly": (
        "没写多久一期,按一期一个月。",
        "How far instalments are apart is not said; taken as a month.",
    ),
    "stand_in": (
        "没写金额,按10,000示例;年化成本与金额无关。",
        "No amount is named; shown on 10,000. The annual cost is the same for any amount.",
    ),
    "any_days": (
        "没写借多久,按30天示例;按日计息时年化成本与天数无关。",
        "No term is named; shown on 30 days. With interest by the day the annual cost is the same for any number.",
    ),
    "rate_a_year": (
        "利率没写每年还是每月,按年。",
        "The rate names no period; taken as a yearly one.",
    ),
    "apr_compound": (
        "英国和欧盟的APR是复利年化。",
        "An APR in the United Kingdom and the European Union is a compound rate.",
    ),
    "declining": ("利息按剩余本金算。", "Interest is taken to be charged on what is still owed."),
    "equal_instalments": (
        "没写还款方式,按等额本息。",
        "How it is repaid is not said; taken as equal instalments.",
    ),
    "no_interest": (
        "除写明的费用外,没有别的利息。",
        "Nothing is charged beside the fees that are named.",
    ),
}
