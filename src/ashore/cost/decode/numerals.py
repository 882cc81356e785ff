"""Numbers in words, Chinese and English, written as digits."""

from __future__ import annotations

import re
from decimal import Decimal

from ashore.cost.decode.canonical import Canonical

_DIGITS = {name: value for value, name in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "俩": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
}
_PLACES = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUPS = {"万": 10**4, "亿": 10**8}
_NUMERAL = "零〇一二两俩三四五六七八九壹贰叁肆伍陆柒捌玖十拾百佰千仟万亿"

# One character alone is a number only before a unit; 一次性, 一共, 统一 are words.
_UNITS = "个|期|年|月|天|日|周|星期|礼拜|元|块|圆|毛|角|成|季|分(?!期|批|钟)|厘|次(?!性|付|还|结|收|支|扣)|岁"
_WORDS = re.compile(
    f"(?<![0-9.{_NUMERAL}])(?:"
    f"(?P<long>[{_NUMERAL}]{{2,}}(?:点[零〇一二三四五六七八九]+)?|[{_NUMERAL}]点[零〇一二三四五六七八九]+)"
    f"|(?P<short>[零〇一二两俩三四五六七八九十百千万]|[壹贰叁肆伍陆柒捌玖])(?={_UNITS}))"
)
# 一万一天 is 10,000 and one day, not 11,000 days.
_RUN_ON = re.compile(
    f"(?P<number>[{_NUMERAL}]*[万千])(?P<one>[一两二三四五六七八九])(?=天|个月|期|周|年(?!利率|化|费|息)|月(?!利|费|息|供|还))"
)
_NOT_NUMBERS = {"千万", "万一", "百万", "万千", "一一", "千百", "亿万", "三七", "四六", "五一"}
_MIXED = re.compile(
    "(?<![0-9.])(?P<digits>[0-9]+(?:\\.[0-9]+)?)(?P<scale>[十百千万亿]|kw?(?![a-z])|w(?![a-z]))"
    "(?:(?P<more>[0-9]{1,4})(?P<place>[千百十])?(?![0-9.%]|期|个|天|年|月|日|周|‰))?"
)
_SCALES = {"十": 10, "k": 10**3, "百": 100, "千": 10**3, "万": 10**4, "w": 10**4, "亿": 10**8}

_PARTS_OF = re.compile(
    f"(?P<whole>[百千万])分之(?P<count>[0-9]+(?:\\.[0-9]+)?|[{_NUMERAL}]+(?:点(?:[{_NUMERAL}]+?(?=一[天日月年期个])|[{_NUMERAL}]+))?)"
)
# 日息万五, 千6: said short for 万分之五, 千分之六.
_SHORT_PARTS = re.compile(
    f"(?<![0-9{_NUMERAL}])(?P<whole>[万千])(?P<count>[0-9](?:\\.[0-9]+)?|"
    f"[一二两三四五六七八九])(?![0-9.{_NUMERAL}元块期个])"
)
_WHOLES = {"百": 1, "千": 10, "万": 100}

_ENGLISH = {
    name: value
    for value, name in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
} | dict(
    zip(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(),
        range(20, 100, 10),
        strict=True,
    )
)
_NAMES = "|".join(sorted(_ENGLISH, key=len, reverse=True))
_ENGLISH_NUMBER = re.compile(
    rf"\b(?P<first>(?!one\b(?! (?:month|year|week|day|payment|instal|hundred|"
    rf"thousand)))(?:{_NAMES}))(?:[- ](?P<second>one|two|three|four|five|six|seven|"
    rf"eight|nine))?\b"
)
_ENGLISH_SCALE = re.compile(
    r"(?<![\w.])(?P<digits>[0-9]+(?:\.[0-9]+)?) ?(?P<scale>hundred|thousand|grand|k|"
    r"lakhs?|lacs?|million)\b"
)
_ENGLISH_SCALES = {
    "hundred": 100,
    "thousand": 1000,
    "grand": 1000,
    "k": 1000,
    "lakh": 100_000,
    "lac": 100_000,
    "million": 10**6,
}


def plain(value: Decimal) -> str:
    """A number without exponent or trailing zeros.

    >>> plain(Decimal("1.20")), plain(Decimal("1E+4"))
    ('1.2', '10000')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def chinese_number(word: str) -> Decimal | None:
    """The number that Chinese characters spell, as spoken: 一万二 is 12,000. None if none.

    >>> [str(chinese_number(word)) for word in ("八千", "两万五", "一百零五", "十二", "七百六十六")]
    ['8000', '25000', '105', '12', '766']
    """
    whole, point, part = word.partition("点")
    if point:
        spelt = _spoken(whole)
        if spelt is None or not part or any(each not in _DIGITS for each in part):
            return None
        return Decimal(f"{spelt}.{''.join(str(_DIGITS[each]) for each in part)}")
    spelt = _spoken(whole)
    return None if spelt is None else Decimal(spelt)


def _spoken(word: str) -> int | None:
    if len(word) > 1 and all(each in _DIGITS for each in word):
        return int("".join(str(_DIGITS[each]) for each in word))  # 一二三: said digit by digit
    total = section = 0
    digit: int | None = None
    last = 1
    for each in word:
        if each in _DIGITS:
            if digit:
                return None
            digit = _DIGITS[each]
            if digit == 0:
                last = 1
        elif each in _PLACES:
            last = _PLACES[each]
            section += (1 if digit is None else digit) * last
            digit = None
        else:
            last = _GROUPS[each]
            total = (total + section + (digit or 0) or 1) * last
            section, digit = 0, None
    # A last digit without its place counts in the place below the last one said.
    return total + section + (digit or 0) * (last // 10 if last > 10 else 1)


def digits(text: Canonical) -> Canonical:
    """Every number of ``text`` in digits. ``text`` is in small letters and simplified characters.

    >>> digits(Canonical.of("借一万二分十二期日息万分之五")).text
    '借12000分12期日息0.05%'
    >>> digits(Canonical.of("borrow 1.5k for twelve months")).text
    'borrow 1500 for 12 months'
    """
    text = text.sub(_PARTS_OF, _parts_of)
    text = text.sub(_SHORT_PARTS, lambda m: m[0] if m[0] in _NOT_NUMBERS else _parts_of(m))
    text = text.sub(_RUN_ON, lambda m: f"{m['number']} {m['one']}")
    text = text.sub(_MIXED, _mixed)
    text = text.sub(_WORDS, _word)
    text = text.sub(_ENGLISH_NUMBER, _english)
    return text.sub(
        _ENGLISH_SCALE,
        lambda m: plain(Decimal(m["digits"]) * _ENGLISH_SCALES[m["scale"].rstrip("s")]),
    )


def _parts_of(match: re.Match[str]) -> str:
    count = match["count"]
    number = Decimal(count) if count[0].isdigit() else chinese_number(count)
    return match[0] if number is None else plain(number / _WHOLES[match["whole"]]) + "%"


def _mixed(match: re.Match[str]) -> str:
    scale = _SCALES[match["scale"][0]]
    value = Decimal(match["digits"]) * scale
    if match["more"]:
        more = Decimal(match["more"])
        if match["place"]:
            more *= _SCALES[match["place"]]
        elif len(match["more"]) == 1:
            more *= scale // 10
        value += more
    elif match["scale"] == "kw":
        return match[0]
    return plain(value)


def _word(match: re.Match[str]) -> str:
    word = match["long"] or match["short"]
    if word in _NOT_NUMBERS:
        return match[0]
    number = chinese_number(word)
    return match[0] if number is None else plain(number)


def _english(match: re.Match[str]) -> str:
    first = _ENGLISH[match["first"]]
    if match["second"] is None:
        return str(first)
    if first < 20:
        return match[0]
    return str(first + _ENGLISH[match["second"]])
