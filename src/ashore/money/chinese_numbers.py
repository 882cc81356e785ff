"""Numbers written in Chinese characters, as contracts write rates (万分之五, 百分之十八点二五)."""

from __future__ import annotations

from functools import cache

_DIGITS = "零一二三四五六七八九"
_PLACES = ((100, "百"), (10, "十"), (1, ""))


def decimal_from_chinese(text: str) -> str | None:
    """The decimal string that ``text`` spells, 0 to 999 with any decimals; None if it spells none.

    Only the full spelling counts: 一百五 is 150 in speech and 105 to a careless reader.

    A daily charge of 万分之五 on 10,000 yuan is five yuan, because:

    >>> decimal_from_chinese("五"), decimal_from_chinese("十八点二五")
    ('5', '18.25')
    >>> decimal_from_chinese("一百零八"), decimal_from_chinese("一百五")
    ('108', None)
    """
    whole, point, part = text.replace("〇", "零").partition("点")
    value = _spellings().get("一" + whole if whole.startswith("十") else whole)
    if value is None or (point and not part) or any(c not in _DIGITS for c in part):
        return None
    return f"{value}{'.' if point else ''}{''.join(str(_DIGITS.index(c)) for c in part)}"


@cache
def _spellings() -> dict[str, int]:
    # Spelling a number has one answer, reading one has many traps: so all are spelt, once.
    return {_spell(number): number for number in range(1000)} | {"两": 2}


def _spell(number: int) -> str:
    spelt = ""
    for place, name in _PLACES:
        digit = number // place % 10
        if digit:
            spelt += _DIGITS[digit] + name
        elif spelt and not spelt.endswith("零"):
            spelt += "零"
    return spelt.rstrip("零") or "零"
