"""The words of offers, as tables: what stands beside a number says what the number is."""

from __future__ import annotations

import re
from dataclasses import dataclass

FEE_NOUN = (
    r"(?:账户|贷后|平台|信息|担保|综合|融资|账务|技术|代扣|客户|金融|居间|贷款)*"
    r"(?:服务费率?|管理费|担保费率?|咨询费|手续费率?)|综合费|代扣费|"
    r"手续费率?|服务费率?|担保费率?|保险费|保费|会员费|会员卡|管理费|审核费|评估费|平台费|咨询费|中介费|gps费?|材料费|"
    r"开户费|信息费|技术费|家访费|公证费|风险金|保证金|担保金|工本费|资料费|通道费|渠道费|砍头费|好处费|代办费|"
    r"\b(?:(?!(?:and|plus|with|no|an?|the|after|before|less|minus|of)\b)[a-z-]+ ){0,2}fees?\b|"
    r"\b(?:(?!(?:and|plus|with|no|an?|the|finance|of)\b)[a-z-]+ )?charges?\b|"
    r"\binsurance\b|\bpremium\b|\bguarantee\b|"
    r"\bmembership\b|\bcommission\b|\bppi\b"
)

# role, words. On the left the word nearest to the number wins; on the right it must come at once.
_NOUNS: tuple[tuple[str, str], ...] = (
    (
        "received",
        (
            r"到手|实到|实收|到账|实拿|实得|拿到手?|实际放款|下款(?!时|前)|批款|放款(?!时|前)|打款|收到|净得|进账|\breceiv\w*|"
            r"\bget\b|\bgot\b|"
            r"\bgets\b|\bnet\b|\bin hand\b|\bwalk away with\b|\bproceeds\b|\bpaid out\b|"
            r"\bin (?:my|your) (?:account|bank|hand)"
        ),
    ),
    (
        "withheld",
        (
            r"砍头息?|头息|扣(?!款)除?掉?了?|预收|先收|\bdeduct\w*|\bwithh\w+|\btaken? off\b|\btaken out\b|"
            r"\bless\b|\bminus\b|\bkeeps?\b"
        ),
    ),
    ("fee", rf"(?:{FEE_NOUN})(?:合计|总计|总共|一共|共计?|总额)?"),
    (
        "interest",
        (
            r"(?:总利息|利息)(?:合计|总计|总共|一共|共计?|总额)?|付息|还息|息费|年息|月息|日息|周息|"
            r"\binterest\b(?![- ](?:free|only))|\bfinance charge\b|\bcharge for credit\b"
        ),
    ),
    (
        "total",
        (
            r"(?:应|需)?还款?总(?:金)?额|总还款?(?:金)?额?|总共|一共|合计|总计|共计|总还|共还|总额|本息|总价|连本带利|本利|共需?(?=还|"
            r"付|$)|总(?=还|付)|"
            r"\btotal (?:of payments|repayable|payable|payments?|cost|amount|to pay|to repay|"
            r"repayment)\b|\btotal\b|\baltogether\b|\bin all\b|\boverall\b"
        ),
    ),
    (
        "instalment",
        (
            r"月供|期供|周供|日供|月还|周还|日还|月付|\b(?:instal?lments?|(?:re)?payments?) (?:of|are|is|at|"
            r":)|\b(?:instal?lments?|(?:re)?payments?)(?=:| ?$)|\bemi\b"
        ),
    ),
    (
        "pay",
        (
            r"(?:应|实)?还款?(?:总)?(?:金额|额)|还款?|归还|付|支付|交|扣款|应缴|\b(?:re)?pay(?:s|"
            r"ing)?(?: back)?\b|\bpay(?:s|ing)? (?:it |"
            r"them )?back\b|\bowe\b|\bdue\b|\bsettle\b|\bgive (?:them )?back\b|\breturn\b|"
            r"\bback\b"
        ),
    ),
    ("deposit", r"首付款?|定金|订金|\bdeposit\b|\bdown ?-?payment\b|\bdown\b"),
    (
        "balloon",
        (
            r"尾款|尾付|气球|残值|\bballoon(?: payment)?\b|\bfinal (?:lump|payment|instal?lment)|"
            r"\blast payment\b|\bresidual\b|\bgfv\b|\bguaranteed future value\b|\bfinal\b"
        ),
    ),
    (
        "price",
        (
            r"售价|现价|价格|车价|裸车价?|车款|货款|房款|全价|商品价?|手机|电脑|\bprices?d?\b|\bcosts?\b|\bpurchase\b|"
            r"\bbuy\b|"
            r"\bcash price\b"
        ),
    ),
    ("factor", r"\bfactor(?: rate)?\b|\bbuy rate\b"),
    (
        "principal",
        (
            r"(?:贷款|借款|融资|分期|合同)(?:总额|总金额|金额|本金|额度?)|还本(?!付息)|借款?|贷款?|本金|分期金额|分期|账单|消费|合同|金额|"
            r"融资|\bborrow\w*|\bloan\b|\blend|\blent\b|\bprincipal\b|\bfinanc\w+|\bamount\b|"
            r"\badvance\b|\bcredit of\b"
        ),
    ),
)
NOUNS = tuple((role, re.compile(words)) for role, words in _NOUNS)

# Numbers that are no part of the offer itself. Anywhere on the left, or at once on the right.
_ASIDES: tuple[tuple[str, str, str], ...] = (
    (
        "conditional",
        (
            r"逾期|罚息|违约|滞纳|提前(?!扣|收|支付)|展期|续期|\blate\b|\boverdue\b|\bpenalt\w+|\bmissed\b|"
            r"\bearly\b|\bprepay\w*|\bdefault\b|\bbounced\b|\bextension\b|\bif you miss\b|"
            r"\brollover\b"
        ),
        r"违约金|滞纳金|逾期| late| penalty| prepayment",
    ),
    (
        "limit",
        (
            r"最高|最多|高达|额度|限额|上限|可借|可贷|可申请|起借|不超过|能借|\bup to\b|\bmaximum\b|\bmax\b|"
            r"\bas much as\b|\blimit\b|\bat most\b|\beligible for\b|\bpre-?approved (?:for|"
            r"up)\b|\bminimum\b|\bat least\b|\b(?:purchases|spend|orders|anything) (?:over|of|"
            r"above) ?$"
        ),
        r"以内|封顶|以下|上限|额度| limit| or less| maximum| max\b",
    ),
    (
        "advertised",
        r"低至|最低|最少|\bfrom ?$|\bas low as\b|\bstart\w* (?:at|from)\b|\bstarting\b",
        r"起| ?\+(?! )| or more| and up| upwards",
    ),
    (
        "list_price",
        r"原价|市场价|吊牌价|指导价|\bwas ?$|\brrp\b|\bmsrp\b|\blist price\b|\boriginally\b",
        r"原价",
    ),
    (
        "discount",
        (
            r"立减|减免|减$|抵扣|满减|立省|优惠|红包|返现|返$|省下?了?$|节省|折扣|券|补贴|打$|\bcash ?back\b|\brebate\b|"
            r"\bsav(?:e|ing)\b|"
            r"\bdiscount\b|\bbonus\b|\bvoucher\b|\breward\b"
        ),
        r"优惠|红包|券|补贴|折| off\b| cash ?back| rebate| discount| voucher| bonus",
    ),
    (
        "income",
        (
            r"工资|月薪|收入|年薪|存款|公积金|社保|流水|\bsalary\b|\bincome\b|\bearn\w*|\bwages?\b|"
            r"\bpaycheck of\b"
        ),
        r" salary| income",
    ),
)
ASIDES = tuple(
    (role, re.compile(left), re.compile(rf"(?:{right})")) for role, left, right in _ASIDES
)

GLUE = re.compile(r"^(?:的|元|块|钱| |is|as|a|an|of|the|in|your|my|one-off|once|flat)*")
CONNECTORS = re.compile(
    r" with | plus | and | for | over | then | in (?!hand|my |your )| on | at |"
    r" after | before | starting | but |外加|另外|另收|加上|,"
)

_PERIOD_ZH = "期|个?月|天|日|周|星期|年|次|笔|季"
PER_LEFT = re.compile(
    rf"(?:每一?|每个)(?P<each>{_PERIOD_ZH})|(?<![到定分])(?P<short>[月期周日天年])(?=供|还|付|息|利息|利率|"
    rf"费率|手续费|服务费|管理费|担保费|化|综合|平息|平利率)"
    r"|\b(?P<word>monthly|weekly|daily|annual|yearly)\b|\b(?:each|per|every|"
    r"a) (?P<unit>month|week|day|year|payment|instal)"
)
PER_RIGHT = re.compile(
    rf"^(?: |的|元|块钱?|钱|利息|手续费|服务费|费|息|/|apr|interest|flat|simple|rate|fee|compound|"
    rf"on the outstanding balance)*?(?:(?:/|每|一(?!次)|1(?!次))(?P<each>{_PERIOD_ZH})(?!内|"
    rf"后|起)"
    r"|(?P<after>[月日年周])(?=息|利率|费率|化)"
    r"|(?: ?/ ?|\b(?:per|a|an|each|every) )(?P<unit>month|week|day|year|payment|"
    r"instal)|\b(?P<word>monthly|weekly|daily|yearly|annual)\b|\b(?P<apiece>each|"
    r"apiece|ea)\b(?! (?:month|week|day|year)))"
)
PERIODS = {
    "月": ("month", 1), "个月": ("month", 1), "年": ("month", 12), "季": ("month", 3), "周": ("week", 1),
    "星期": ("week", 1), "天": ("day", 1), "日": ("day", 1), "期": ("time", 1), "次": ("time", 1), "笔": ("time", 1),
    "month": ("month", 1), "monthly": ("month", 1), "week": ("week", 1), "weekly": ("week", 1), "day": ("day", 1),
    "daily": ("day", 1), "year": ("month", 12), "yearly": ("month", 12), "annual": ("month", 12),
    "payment": ("time", 1), "instal": ("time", 1), "each": ("time", 1), "apiece": ("time", 1), "ea": ("time", 1),
}  # fmt: skip

FLAT = re.compile(r"费率|\bflat\b|\badd-?on\b|平息|月费|手续费|服务费|管理费|担保费")
INTEREST = re.compile(r"利率|年化|息|单利|综合成本|\bapr\b|\binterest\b|\brates?\b|\birr\b")
EFFECTIVE = re.compile(r"\bear\b|\baer\b|\beir\b|\beffective\b|\baprc\b|复利")
APR = re.compile(r"\bapr\b|\birr\b|年化综合|综合年化|综合融资成本")
WHOLE_TERM = re.compile(
    r"总费率|总利率|总利息|总手续费|总服务费|of the total|in total|for the (?:whole|entire) term"
)

UP_FRONT = re.compile(
    r"一次性|期初|放款时|放款前|先(?=收|付|交|扣|支)|前期|前置|首期(?:一起|一并|时)|预付|扣|砍头|当场|开通|签约时|提车时|下款前"
    r"|up-?\s?front|at signing|deducted|taken (?:from|out|off)|off the top|"
    r"at the start|in advance|at closing|at the beginning|on day one"
)
ONCE_BY_NATURE = re.compile(
    r"审核费|评估费|开户费|gps|中介费|材料费|工本费|资料费|家访费|公证费|砍头|渠道费|好处费|代办费"
    r"|originat\w+|arrangement|application|admin\w*|set-?up|process\w+|document\w+|"
    r"establishment|booking|acceptance|closing|signing|one-?off|one-?time|broker"
)
AT_END = re.compile(r"到期时?收|最后一期收|at the end|at maturity|with the last")
INCLUDED = re.compile(r"其中|(?<!不)含|包括|\binclud\w*|\bof which\b")
SPREAD = re.compile(r"分摊|平摊|分期收|摊入|按期收|\bspread\b")
FINANCED = re.compile(
    r"计入本金|加入本金|并入本金|added to (?:the|your|my) (?:loan|balance|principal)|rolled into|"
    r"financed (?:in|into)"
)

# What the whole text says about repayment.
_SAYINGS: tuple[tuple[str, str], ...] = (
    (
        "equal_instalment",
        r"等额本息|等额还款|\bamorti[sz]\w*|\bequal (?:monthly )?(?:instal|payment)",
    ),
    ("equal_principal", r"等额本金|\bequal principal\b"),
    (
        "interest_first",
        (
            r"先息后本|按月付息|按月还息|每月(?:只)?(?:还|付)(?:利)?息|按期付息|到期还本(?!付息)|后还本(?!付息)|每[个]?月付息|"
            r"\binterest[- ]only\b"
        ),
    ),
    (
        "bullet",
        (
            r"到期(?:一次性?)?还?本付息|一次性?还本付息|一次性?还清|到期(?:一次性?)?还清|到期(?:一次性?)?(?:归还|还款|还)(?!本)|利随本清|"
            r"一次性?付清|一次性?归还|\bsingle (?:re)?payment\b|\blump sum\b|\bone payment\b|"
            r"\bin one go\b|\brepaid in full\b|\bpayday\b"
        ),
    ),
    (
        "drawdown",
        r"随借随还|按日计息|按天计息|用[几多]少?天算|用几天|\brevolving\b|\bline of credit\b",
    ),
    (
        "reducing",
        (
            r"单利|按剩余本金|剩余本金|\breducing\b|\bdeclining\b|\boutstanding balance\b|"
            r"\bremaining balance\b|\bdiminishing\b"
        ),
    ),
    (
        "flat",
        (
            r"\bflat\b|\badd-?on\b|平息|等本等息|等额等息|等本等费|按(?:初始|全额|总)本金|on the original (?:amount|"
            r"principal)"
        ),
    ),
    (
        "first_now",
        (
            r"(?:first|1st)(?: [a-z]+){0,2} (?:today|now|at checkout|immediately|up ?front)|"
            r"today and (?:then )?|\bat checkout\b|首期(?:款)?(?:当天|今天|立即|下单时|当场)付?|(?:下单|当天|"
            r"今天)付首期"
        ),
    ),
    (
        "instalments",
        (
            r"分(?=[0-9])|分期|(?<![0-9.])[0-9]+(?:个月|年)内?还[清完]|按月还|月供|每月还|每期|\binstal?lments?\b|"
            r"\bmonthly (?:re)?payments?\b|\bpayments\b"
        ),
    ),
    (
        "after",
        (
            r"[0-9](?:个月|天|周|年|日)(?:以?后|之后|到期)|\bafter [0-9]|\bdue in\b|\bin [0-9]+ (?:days?|"
            r"weeks?)|\b[0-9]+ (?:days?|weeks?|months?) later\b"
        ),
    ),
    (
        "free",
        (
            r"免息|免利息|(?<![0-9.])0利息|零利息|无息|无利息|(?<![0-9.])0息|零息|\binterest[- ]free\b|"
            r"\bno interest\b|\bzero interest\b"
        ),
    ),
    ("no_fee", r"免手续费|(?<![0-9.])0手续费|无手续费|零手续费"),
)
SAYINGS = tuple((name, re.compile(words)) for name, words in _SAYINGS)
FREE = re.compile(
    r"免息|免利息|0息|零息|无息|免手续费|免费|\binterest[- ]free\b|\bfree\b|\bno interest\b"
)
NO_FEE = re.compile(
    r"(?:无|免|没有?|不收|不用|0|零|不含|不另收)(?:任何|其他|其它|额外)*(?:的|前期)?$|\b(?:no|zero|without|any|"
    r"free of)(?: (?:hidden|other|additional|extra|upfront|origination))*,? ?$"
)


@dataclass(frozen=True, slots=True)
class Per:
    """Each how much time: ``count`` of month, week, day, or instalments ("time")."""

    unit: str
    count: int


def per(left: str, right: str) -> Per | None:
    """The period that the words around a number speak of, the nearest one first.

    >>> per("每月还", ""), per("", " a week for "), per("借", "")
    (Per(unit='month', count=1), Per(unit='week', count=1), None)
    """
    match = PER_RIGHT.match(right)
    if match is None:
        found = list(PER_LEFT.finditer(left))
        match = found[-1] if found else None
    if match is None:
        return None
    word = next(value for value in match.groupdict().values() if value)
    return Per(*PERIODS[word])


def noun(text: str) -> tuple[str, re.Match[str]] | None:
    """The role that the last telling word of ``text`` gives to the number behind it.

    >>> noun("服务费到手")[0], noun("weekly payments of ")[0], noun("和")
    ('received', 'instalment', None)
    """
    best: tuple[int, int, str, re.Match[str]] | None = None
    for role, pattern in NOUNS:
        for match in pattern.finditer(text):
            if best is None or (match.end(), len(match[0])) > best[:2]:
                best = (match.end(), len(match[0]), role, match)
    return None if best is None else best[2:]


def noun_at(text: str) -> tuple[str, re.Match[str]] | None:
    """The role that the first words of ``text`` give to the number before it."""
    glue = GLUE.match(text)
    start = glue.end() if glue else 0
    best: tuple[int, str, re.Match[str]] | None = None
    for role, pattern in NOUNS:
        for at in {0, start}:
            match = pattern.match(text, at)
            if match and (best is None or len(match[0]) > best[0]):
                best = (len(match[0]), role, match)
    return None if best is None else best[1:]


KEPT_BACK = re.compile(
    r"(?<![无没不非])(?<!没有)(?<!不会)(?:砍头|先扣|预扣)|利息先|先收|先付利?息|"
    r"\binterest (?:is )?(?:taken|deducted|paid) (?:up ?front|in advance)"
)
"""Interest or a fee taken at the start, whether or not an amount is told."""
REFUND = re.compile(r"(?<!不)可退|(?<!不)退还|后退|返还|(?<!non-)(?<!not )\brefund(?:able|ed)\b")
"""Money that comes back at a time that the reader cannot place."""
