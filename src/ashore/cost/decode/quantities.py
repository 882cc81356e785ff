"""The quantities of an offer: money, percentages, durations, counts; and the numbers that are none of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from ashore.cost.decode.canonical import Canonical

Kind = Literal["noise", "percent", "every", "part", "duration", "fen", "money", "range", "choice"]

_MONTHS = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|april|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_UNIT_ZH = "个月|月|年|个季度|季度|周|个?星期|个?礼拜|天|日|期|次|笔"
_UNIT_EN = (
    r"months?|mos?|mths?|years?|yrs?|weeks?|wks?|days?|instal?lments?|(?:re)?payments?|pmts?|times"
)
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_SHORT = r"[0-9]{1,2}(?![0-9.])"
_SIGN = r"us\$|hk\$|nt\$|s\$|a\$|c\$|rm|usd|cny|rmb|gbp|eur|hkd|sgd|myr|aud|cad|inr|rs\.?|[¥$£€₹]"
_NAME = (
    r"元|块钱|块|人民币|刀|美元|美金|欧元|英镑|港币|港元|日元|usd|dollars?|bucks|pounds?|quid|euros?|rmb|"
    r"cny|eur|gbp|hkd|sgd|myr|yuan|ringgit|rupees"
)

# kind, name, pattern; the first that matches at a place wins. Applied to text that is normalised.
_TABLE: tuple[tuple[Kind, str, str], ...] = (
    (
        "choice",
        "choice",
        (
            rf"[0-9]{{1,2}}(?:期|个?月)?(?:(?:[/或]| or ){_SHORT})+(?:期|个月|月| ?-?months?|"
            rf" instal\w+| payments)|{_SHORT}(?:, ?{_SHORT}){{2,}}(?:期|个月)|"
            rf"{_SHORT}期?[/或]{_SHORT}期"
        ),
    ),
    (
        "noise",
        "date",
        (
            r"20[0-9]{2}年[0-9]{1,2}月(?:[0-9]{1,2}[日号])?|"
            r"20[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|20[0-9]{2}年(?!利)"
        ),
    ),
    ("noise", "date", r"[0-9]{1,2}月[0-9]{1,2}[日号]|[0-9]{1,2}/[0-9]{1,2}/[0-9]{2,4}"),
    (
        "noise",
        "date",
        (
            rf"(?:{_MONTHS}) [0-9]{{1,2}}(?:st|nd|rd|th)?(?![0-9.%])\b(?:,? ?20[0-9]{{2}})?|"
            rf"[0-9]{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{_MONTHS})\b(?: 20[0-9]{{2}})?|"
            rf"(?:{_MONTHS}) 20[0-9]{{2}}"
        ),
    ),
    (
        "noise",
        "date",
        (
            r"(?:in|since|until|from|of) 20[0-9]{2}\b(?![0-9.])|(?:每月|每个月|月)[0-9]{1,2}[日号]|"
            r"[0-9]{1,2}号|\b[0-9]{1,2}(?:st|nd|rd|th)\b(?! (?:month|payment|instal))"
        ),
    ),
    (
        "noise",
        "telephone",
        (
            r"(?<![0-9.])1[3-9][0-9]{9}(?![0-9])|"
            r"(?<![0-9])1[3-9][0-9][- ][0-9]{4}[- ][0-9]{4}|[48]00-?[0-9]{3,4}-?[0-9]{3,4}|"
            r"(?<![0-9])0[0-9]{2,3}-[0-9]{7,8}|(?:1-)?\(?[0-9]{3}\)?[- ][0-9]{3}[- ][0-9]{4}|"
            r"(?<![0-9])0[0-9]{2,4} [0-9]{3,4} [0-9]{3,4}|\+[0-9][0-9 -]{7,}"
        ),
    ),
    (
        "noise",
        "telephone",
        (
            r"(?:微信|vx|v信|qq群?|加v|扣扣|wechat|电话|手机号|热线|call|tel|phone|whatsapp|"
            r"text)[^0-9,;]{0,8}[0-9][0-9 -]{4,}"
        ),
    ),
    (
        "noise",
        "number of a licence",
        r"(?:编号|合同号|备案号|许可证|nmls|frn|licen[sc]e|ref|ref\.|no\.|#)[^0-9,;]{0,8}[0-9]{3,}",
    ),
    (
        "noise",
        "time",
        (
            r"[0-9]+(?:\.[0-9]+)?(?:-[0-9]+)? ?(?:分钟|小时|秒钟?|mins?\b|minutes?|hours?|hrs?\b|"
            r"seconds?)|7×24小?时?|24/7|[0-9]{1,2}:[0-9]{2}"
        ),
    ),
    (
        "noise",
        "people",
        (
            r"[0-9]+(?:-[0-9]+)?(?:周?岁|位|人|家|名|万人|件|步|个工作日|工作日)|[0-9]+ (?:working|"
            r"business) days?|[0-9]+(?:-[0-9]+)? ?(?:years? old|people|customers|stars?\b)|"
            r"(?:aged?|over) (?:18|21)(?:-[0-9]+)?\b(?!\.)(?! ?(?:months|weeks|days|%))|18\+"
        ),
    ),
    (
        "noise",
        "score",
        (
            r"(?:信用分|芝麻分|芝麻信用分?|credit score|score|fico)[^0-9,;]{0,12}[0-9]+\+?|"
            r"[0-9]{3}\+? (?:credit score|fico)"
        ),
    ),
    (
        "noise",
        "praise",
        (
            r"[0-9]+%(?:的?(?:通过|成功|真实|靠谱)|100%(?:下款|放款)| (?:approval|approved|acceptance|"
            r"guaranteed|online|satisfaction|safe))|100% "
        ),
    ),
    ("noise", "law", r"lpr的?[0-9]+倍|[0-9]+倍lpr"),
    ("noise", "once", r"(?<![0-9])1次(?!性)"),
    ("noise", "product", r"iphone ?[0-9]+|[0-9]+(?:g|gb|寸)\b|第1(?=步|名|家)|top ?[0-9]+"),
    ("range", "percent", rf"{_NUMBER}%? ?(?:-|到|至|to) ?{_NUMBER}%"),
    (
        "range",
        "duration",
        (
            rf"{_NUMBER} ?(?:个月|期|天|年)?(?:-|到|至| to ){_NUMBER} ?(?:个月|期|天|年|months?|years?|"
            rf"days?|weeks?)(?!日)"
        ),
    ),
    (
        "range",
        "money",
        rf"(?:{_SIGN})?{_NUMBER}元?(?:-|到(?!手|账)|至| to )(?:{_SIGN})?{_NUMBER}(?:元|块)?(?![%0-9])",
    ),
    ("percent", "percent", rf"{_NUMBER}%"),
    (
        "every",
        "every",
        (
            r"(?:每|按)(?:隔)?(?P<ze>[0-9]+)个?(?P<zu>天|日|周|星期|月)(?!利|息|费)|"
            r"every (?P<ee>[0-9]+) ?-?(?P<eu>days?|weeks?|months?)(?: on)?"
        ),
    ),
    (
        "part",
        "first",
        (
            r"首(?=[0-9])(?P<zf0>[0-9]+)个?(?:期|月|年|周|天)|前(?P<zf>[0-9]+)个?(?:期|月|年|周|天)|(?:首|"
            r"第1)个?(?:期|月(?!供)|年|周)(?!付)|第1笔|\bfirst (?:(?P<ef>[0-9]+) )?(?:months?|payments?|"
            r"instal?lments?|weeks?|years?|days?)\b"
        ),
    ),
    (
        "part",
        "last",
        (
            r"(?:最后|末)(?P<zl>[0-9]+)个?(?:期|月|年|周|天)|(?:末|尾|最后[1一]?)期|最后一?个月|\b(?:last|"
            r"final) (?:(?P<el>[0-9]+) )(?:months?|payments?|instal?lments?|weeks?)\b"
        ),
    ),
    (
        "part",
        "rest",
        (
            r"(?:后面?|其余|剩余|剩下|余下|之后|其他|后续)的?(?P<zr>[0-9]+)个?(?:期|月|年|周|天)|(?:其余|剩余|剩下|余下|"
            r"其他)(?:各|每)?期?|(?:之后|以后|后续|后面)(?=每|各|月|日|年|按|,)|\b(?:remaining|next|following|"
            r"other) (?:(?P<er>[0-9]+) )(?:monthly )?(?:months?|payments?|instal?lments?|"
            r"weeks?)\b|\bthen (?P<et>[0-9]+) (?:(?:months?|payments?|instal?lments?|"
            r"weeks?) )?(?:of|at)\b|\bthen\b(?! (?:[a-z]+ )?(?:balloon|final))|\bthereafter\b|"
            r"\bafter that\b|\bafterwards\b"
        ),
    ),
    ("part", "rest", r"第(?P<zn>[2-9]|[1-9][0-9])个?(?:期|月)(?![-到至起])"),
    ("part", "range", r"第(?P<ra>[0-9]+)期?[-到至]第?(?P<rb>[0-9]+)个?(?:期|月)"),
    (
        "duration",
        "duration",
        (
            rf"(?P<zd>{_NUMBER})(?P<zdu>{_UNIT_ZH})(?!息|(?<=[年月日天])(?:利率|费率)|供|还款日)|"
            rf"(?P<ed>{_NUMBER})(?:[ -]| ?× ?)?(?:(?:equal|fixed|easy|more|level|low|"
            rf"consecutive|regular|interest[- ]free|scheduled|further) ?-?)*(?:(?P<ea>monthly|"
            rf"weekly|daily|annual|every 2 weeks|"
            rf"every 3 months) )?(?:equal )?(?P<edu>{_UNIT_EN})\b"
        ),
    ),
    (
        "duration",
        "number of",
        r"(?:期数|number of (?:payments|instal?lments))[:=是为]? ?(?P<pi>[0-9]+)(?![0-9.%])(?:期|个月)?",
    ),
    (
        "duration",
        "pay in",
        (
            r"\b(?:pay|split|paid) (?:it )?in (?:to )?(?P<pi>[0-9]+)\b(?! ?(?:months?|days?|"
            r"weeks?|years?))"
        ),
    ),
    (
        "fen",
        "fen",
        r"[0-9]{1,2}(?:\.[0-9]+)?(?:分[0-9]厘?(?![0-9期个])|分(?![期批钟之付0-9])|厘)(?:利|息)?",
    ),
    (
        "money",
        "money",
        rf"(?:(?P<sign>{_SIGN}) ?)?(?P<amount>{_NUMBER}) ?(?P<name>(?:{_NAME})(?![a-z]))?",
    ),
)
_PATTERNS = tuple((kind, name, re.compile(f"(?:{pattern})")) for kind, name, pattern in _TABLE)

_UNITS = {
    "月": ("month", 1),
    "年": ("month", 12),
    "季": ("month", 3),
    "周": ("week", 1),
    "星": ("week", 1),
    "礼": ("week", 1),
    "天": ("day", 1),
    "日": ("day", 1),
    "期": ("time", 1),
    "次": ("time", 1),
    "笔": ("time", 1),
    "mo": ("month", 1),
    "mt": ("month", 1),
    "ye": ("month", 12),
    "yr": ("month", 12),
    "we": ("week", 1),
    "wk": ("week", 1),
    "da": ("day", 1),
}
_CURRENCIES = {
    "$": "USD", "us$": "USD", "hk$": "HKD", "nt$": "TWD", "s$": "SGD", "a$": "AUD", "c$": "CAD",
    "rm": "MYR", "¥": "CNY", "£": "GBP", "€": "EUR", "₹": "INR", "rs": "INR", "rs.": "INR", "元": "CNY",
    "块钱": "CNY", "块": "CNY", "人民币": "CNY", "rmb": "CNY", "yuan": "CNY", "刀": "USD", "美元": "USD",
    "美金": "USD", "dollar": "USD", "dollars": "USD", "bucks": "USD", "欧元": "EUR", "euro": "EUR",
    "euros": "EUR", "英镑": "GBP", "pound": "GBP", "pounds": "GBP", "quid": "GBP", "港币": "HKD",
    "港元": "HKD", "日元": "JPY", "ringgit": "MYR", "rupees": "INR",
}  # fmt: skip
_PER_BEFORE = {
    "monthly": ("month", 1),
    "weekly": ("week", 1),
    "daily": ("day", 1),
    "annual": ("month", 12),
}


@dataclass(slots=True)
class Quantity:
    """A number of the text and what it is a number of. ``start`` and ``end`` are places in the canonical text.

    ``value`` is in percent, in major units of money, or a count; ``unit`` is month, week, day or time (an instalment),
    and for a part of the term which part it is.
    """

    kind: Kind
    name: str
    start: int
    end: int
    value: Fraction = Fraction(0)
    unit: str = ""
    currency: str | None = None
    rhythm: tuple[str, int] | None = None
    left: str = ""
    right: str = ""
    closed: bool = True
    """Whether a sentence break, and not another quantity, ends ``right``."""
    clause: int = 0


def quantities(text: Canonical) -> list[Quantity]:
    """Every number of a text, in order, each with the words on its left and right up to the next number or stop."""
    found = list(_scan(text.text))
    _contexts(text.text, found)
    return found


def _scan(text: str) -> Iterator[Quantity]:
    at = 0
    while at < len(text):
        for kind, name, pattern in _PATTERNS:
            match = pattern.match(text, at)
            if match and match.end() > at and not _inside_word(text, at):
                start = at + len(match[0]) - len(match[0].lstrip())
                end = match.end() - (len(match[0]) - len(match[0].rstrip()))
                quantity = Quantity(kind, name, start, end)
                _value(quantity, match)
                yield quantity
                at = match.end()
                break
        else:
            at += 1


def _inside_word(text: str, at: int) -> bool:
    here = text[at]
    if (
        here.isascii()
        and here.isalpha()
        and at
        and text[at - 1].isascii()
        and text[at - 1].isalnum()
    ):
        return True
    return here.isdigit() and at > 0 and text[at - 1].isascii() and text[at - 1].isalpha()


def _value(quantity: Quantity, match: re.Match[str]) -> None:
    group = match.groupdict()
    if quantity.kind == "percent":
        quantity.value = Fraction(match[0][:-1])
    elif quantity.kind == "money":
        quantity.value = Fraction(group["amount"])
        quantity.currency = _CURRENCIES.get(group["sign"] or group["name"] or "") or (
            (group["sign"] or group["name"] or "").upper() or None
        )
    elif quantity.kind == "every":
        quantity.value = Fraction(group["ze"] or group["ee"])
        unit, times = _UNITS[(group["zu"] or group["eu"][:2])[0 if group["zu"] else slice(None)]]
        quantity.value *= times
        quantity.unit = unit
    elif quantity.kind == "part":
        _part(quantity, group, match[0])
    elif quantity.kind == "duration":
        _duration(quantity, group)


def _part(quantity: Quantity, group: dict[str, str | None], match: str) -> None:
    quantity.unit = quantity.name
    count = next((value for key, value in group.items() if value and key not in ("ra", "rb")), None)
    if quantity.name == "range":
        assert group["ra"]
        assert group["rb"]
        quantity.value = Fraction(int(group["rb"]) - int(group["ra"]) + 1)
        quantity.unit = "first" if group["ra"] == "1" else "rest"
    elif group.get("zn"):
        quantity.value = Fraction(1)
    elif count:
        quantity.value = Fraction(count)
    else:
        quantity.value = Fraction(0 if quantity.name == "rest" else 1)
    if "年" in match or "year" in match:
        quantity.value *= 12


def _duration(quantity: Quantity, group: dict[str, str | None]) -> None:
    if group.get("pi"):
        quantity.value, quantity.unit = Fraction(group["pi"] or 0), "time"
        return
    if group["zd"]:
        word = (group["zdu"] or "").lstrip("个")[0]
        unit, times = _UNITS[word]
        quantity.value = Fraction(group["zd"]) * times
    else:
        unit, times = _UNITS.get((group["edu"] or "")[:2], ("time", 1))
        quantity.value = Fraction(group["ed"] or 0) * times
        if group["ea"]:
            every = {"every 2 weeks": ("week", 2), "every 3 months": ("month", 3)}
            quantity.rhythm = (_PER_BEFORE | every)[group["ea"]]
    quantity.unit = unit


_STOPS = re.compile(r"[,;]| but | and then ")


def _contexts(text: str, found: list[Quantity]) -> None:
    clause = 0
    for at, quantity in enumerate(found):
        before = found[at - 1].end if at else 0
        gap = text[before : quantity.start]
        stops = list(_STOPS.finditer(gap))
        quantity.left = gap[stops[-1].end() :] if stops else gap
        if at:
            clause += bool(stops)
            found[at - 1].right = gap[: stops[0].start()] if stops else gap
            found[at - 1].closed = bool(stops)
        quantity.clause = clause
    if found:
        gap = text[found[-1].end :]
        stop = _STOPS.search(gap)
        found[-1].right = gap[: stop.start()] if stop else gap
