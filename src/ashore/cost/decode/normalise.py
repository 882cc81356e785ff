"""One way of writing: width, letters, characters, blanks, punctuation and numbers made the same."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from ashore.cost.decode.canonical import Canonical
from ashore.cost.decode.numerals import digits, plain
from ashore.cost.decode.traditional import SIMPLIFIED

CJK = "㐀-鿿"
_SIGNS = str.maketrans(
    {
        "。": ";",
        "；": ";",
        "！": ";",
        "!": ";",
        "？": ";",
        "?": ";",
        "\n": ";",
        "、": ",",
        "·": ",",
        "•": ";",
        "|": ",",
        "—": "-",
        "–": "-",
        "−": "-",
        "~": "-",
        "〜": "-",
        "×": "×",
        "✕": "×",
        "✖": "×",
        "*": "×",
        "(": " ",
        ")": " ",
        "[": " ",
        "]": " ",
        "【": " ",
        "】": " ",
        "“": " ",
        "”": " ",
        '"': " ",
        "「": " ",
        "」": " ",
        "’": "'",
        "：": ":",
        "￥": "¥",
    }
)

# name, what is written, what stands instead. Applied in this order, before numbers are read.
_SPELLINGS: tuple[tuple[str, str, str], ...] = (
    ("blanks beside Chinese", rf"(?<=[{CJK}]) +| +(?=[{CJK}])", ""),
    ("blanks", r" {2,}", " "),
    ("blanks beside signs", r" +(?=[,;:%])|(?<=[,;:]) +", ""),
    ("blanks after a currency sign", r"(?<=[¥$£€₹]) +", ""),
    ("thousands", r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))", ""),
    ("times", r"(?<=[0-9元期]) ?[x×] ?(?=[¥$£€]?[0-9])|(?<=[0-9]) ?x(?= )", "×"),
    ("pcm", r" ?(?<![a-z])p\.?c\.?m\b\.?|\bper calendar month\b", " per month"),
    ("p.a.", r"\bp\.a\b\.?|\bpa\b|\bper annum\b|\bannually\b|\byearly\b", "per year"),
    ("p.m.", r"(?<=%) ?p\.?m\b\.?", " per month"),
    ("p.w.", r"(?<=[0-9]) ?p\.?w\b\.?", " per week"),
    ("mo", r"/ ?(?:mo|mth|m)\b\.?", "/month"),
    ("wk", r"/ ?(?:wk|w)\b\.?", "/week"),
    ("yr", r"/ ?(?:yr|y)\b\.?", "/year"),
    ("a stop in a sentence", r"(?<=[a-z%0-9])\.(?= |$)", ";"),
    ("percent", r" ?\b(?:percent|per cent|pct)\b", "%"),
    (
        "fortnightly",
        r"\bfortnightly\b|\bbi-?weekly\b|\b(?:every|each|per) (?:other week|fortnight)\b",
        "every 2 weeks",
    ),
    ("a fortnight", r"\b(?:a|one) fortnight\b", "2 weeks"),
    ("quarterly", r"\bquarterly\b|\bevery quarter\b", "every 3 months"),
    ("half a year", r"\bhalf a year\b", "6 months"),
    ("year and a half", r"\b(?:a|one) year and a half\b", "18 months"),
    ("a couple", r"\ba couple of\b", "2"),
    ("一次", r"分[一1]次(?=还|付)", "一次"),
    (
        "ten thousand, bare",
        r"(?<![0-9零一二两三四五六七八九十百千几每])万元?(?=日|每|一天)",
        "每10000元",
    ),
    ("per ten thousand", r"每([一1])?(万|千|百)(?=元|块|,|每|一|日|月|借)", r"每1\2"),
    ("隔周", r"每?隔周|每?双周", "每2周"),
    ("季", r"(?:每|按)(?:个)?季度?", "每3个月"),
    ("年半", r"([一两二三四1-9])年半", r"\1年6个月"),
    ("半年", r"半年", "6个月"),
    ("半月", r"半个?月", "15天"),
    ("俩月", r"[俩两]个?月", "2个月"),
    ("whole", r"整(?=[,;元]|$)", ""),
)
_AFTER: tuple[tuple[str, str, str], ...] = (
    ("年 and 月", r"([0-9]+)年(?:零|又)?6个月", "{months}"),
    ("per mille", r"([0-9]+(?:\.[0-9]+)?)(‰|‱)", "{percent}"),
    ("points", r"([0-9]+(?:\.[0-9]+)?)个(?:百分)?点", r"\1%"),
    ("tenths", r"([0-9](?:\.[0-9])?)成", "{tenths}"),
    ("mao", r"(?<![0-9块])([0-9](?:\.[0-9])?)[毛角]钱?", "{mao}"),
    ("kuai and mao", r"([0-9]+)块([0-9])(?![0-9.%期个天年月])[毛角]?", r"\1.\2块"),
    ("nothing", r"(?<![0-9.])0(?=利息|息|手续费|服务费|费用|首付|担保|抵押|元首付|门槛)", "零"),
    ("times", r"(?<=[0-9元期块个月]) ?[x×] ?(?=[¥$£€]?[0-9])", "×"),
    ("hundred thousand", r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))", ""),
)


def _compiled(table: tuple[tuple[str, str, str], ...]) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(pattern), written) for _, pattern, written in table)


_BEFORE_NUMBERS, _AFTER_NUMBERS = _compiled(_SPELLINGS), _compiled(_AFTER)


def normalise(text: str) -> Canonical:
    """``text`` in one way of writing, every character knowing where it came from.

    >>> normalise("借款８，０００元，分十二期，每期還７６６").text
    '借款8000元,分12期,每期还766'
    >>> normalise("  Borrow  $ 1,500 ,  APR 24.9 percent p.a.").text
    'borrow $1500,apr 24.9% per year'
    """
    canonical = Canonical.of(text).sub(re.compile(r"(?s)."), _same_form)
    canonical = canonical.sub(re.compile(r"^ +| +$"), lambda _: "")
    for pattern, written in _BEFORE_NUMBERS:
        canonical = canonical.sub(pattern, lambda match, to=written: match.expand(to))  # type: ignore[misc]
    canonical = digits(canonical)
    for pattern, written in _AFTER_NUMBERS:
        canonical = canonical.sub(pattern, lambda match, to=written: _computed(match, to))  # type: ignore[misc]
    return canonical


def _same_form(match: re.Match[str]) -> str:
    character = match[0]
    if character in "½‰‱":
        return {"½": ".5"}.get(character, character)
    if character == "\n":
        return ";"
    form = unicodedata.normalize("NFKC", character).translate(SIMPLIFIED).translate(_SIGNS).lower()
    return " " if form.isspace() or form in {"\u200b", "\ufeff"} else form


def _computed(match: re.Match[str], written: str) -> str:
    if written == "{months}":
        return f"{int(match[1]) * 12 + 6}个月"
    if written == "{percent}":
        return plain(Decimal(match[1]) / (10 if match[2] == "‰" else 100)) + "%"
    if written == "{tenths}":
        return plain(Decimal(match[1]) * 10) + "%"
    if written == "{mao}":
        return plain(Decimal(match[1]) / 10) + "元"
    return match.expand(written)
