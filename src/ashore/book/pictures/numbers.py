"""Numbers short enough for a picture."""

from __future__ import annotations

from ashore.money import Currency, Locale, Rounding, divide

STEPS_EN = ((9, "bn"), (6, "m"), (3, "k"))
STEPS_ZH = ((8, "亿"), (4, "万"))


def short_amount(minor: int, unit: Currency, locale: Locale) -> str:
    """An amount in major units with at most one decimal, half up.

    >>> from ashore.money import currency
    >>> [short_amount(620_798_60, currency("CNY"), locale) for locale in ("en", "zh-CN")]
    ['620.8k', '62.1万']
    """
    steps = STEPS_ZH if locale.startswith("zh") else STEPS_EN
    for power, word in steps:
        tenths = divide(abs(minor) * 10, 10 ** (unit.exponent + power), Rounding.HALF_UP)
        if tenths >= 10:
            return ("-" if minor < 0 else "") + _tenths(tenths) + word
    return str(divide(minor, 10**unit.exponent, Rounding.HALF_UP))


def _tenths(tenths: int) -> str:
    whole, rest = divmod(tenths, 10)
    return f"{whole:,}.{rest}" if rest else f"{whole:,}"


def percent(ppm: int | None, decimals: int = 1) -> str:
    """Millionths as a percentage, half up; nothing for None.

    >>> percent(22_415), percent(22_415, 0), percent(None)
    ('2.2 %', '2 %', '')
    """
    if ppm is None:
        return ""
    steps = divide(ppm * 10**decimals, 10_000, Rounding.HALF_UP)
    whole, rest = divmod(steps, 10**decimals)
    return f"{whole}.{rest:0{decimals}d} %" if decimals else f"{whole} %"


def ceiling(value: int) -> int:
    """A round number at or above a value, for the top of a scale: 1, 2, 3, 4, 6 or 8 and zeros.

    >>> [ceiling(value) for value in (0, 7, 23, 801)]
    [1, 8, 30, 1000]
    """
    top = 1
    while True:
        for times in (1, 2, 3, 4, 6, 8):
            if top * times >= value:
                return top * times
        top *= 10
