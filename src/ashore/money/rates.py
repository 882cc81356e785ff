"""Interest rates, exact: an integer count of billionths a year, however they were quoted."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from ashore.money.errors import InvalidRate
from ashore.money.rate_quotes import RateUnit, read_quote

RATE_DENOMINATOR = 10**9
"""Parts of 1 in which an annual rate is counted: 18 % a year is 180,000,000 of them."""

_MAX_PPB = 1_000 * RATE_DENOMINATOR
"""100,000 % a year. More than that is a slip of the pen, such as fen taken for yuan."""

_UNIT_DIVISOR: dict[str, int] = {
    "fraction": 1,
    "percent": 100,
    "permille": 1_000,
    "per_ten_thousand": 10_000,
}

_DAY_BASES = (360, 364, 365, 366)
_SHOWN_DECIMALS = 8


@dataclass(frozen=True, slots=True, order=True)
class Rate:
    """An interest rate. ``ppb``: billionths of the principal a year, an integer from zero.

    A year holds twelve months of rate and ``day_basis`` days of rate; the basis is part of a daily
    quote, so it is always asked for. Quotes are decimal strings, Decimal or int, never float.
    Raises InvalidRate for a rate that is negative, above 100,000 % a year, or not a whole number of
    billionths: a contract rate is never rounded in silence.

    日息万分之五, 5 yuan a day on 10,000 yuan, is 18.25 % a year on 365 days and 18 % on 360:

    >>> Rate.per_day("5", unit="per_ten_thousand", day_basis=365).percent_per_year()
    '18.25'
    >>> Rate.per_day("0.05", day_basis=360) == Rate.per_year("18") == Rate(180_000_000)
    True
    """

    ppb: int

    def __post_init__(self) -> None:
        if type(self.ppb) is not int or not 0 <= self.ppb <= _MAX_PPB:
            raise InvalidRate(
                field="ppb",
                value=self.ppb,
                expected=f"a whole number of billionths a year, 0 to {_MAX_PPB} (100,000 %)",
            )

    @classmethod
    def per_year(cls, value: str | int | Decimal, *, unit: RateUnit = "percent") -> Rate:
        """A rate quoted by the year.

        1,440 yuan a year on 8,000 yuan:

        >>> Rate.per_year("18") == Rate.per_year("0.18", unit="fraction")
        True
        """
        return _exact("rate", value, _quoted(value, unit))

    @classmethod
    def per_month(cls, value: str | int | Decimal, *, unit: RateUnit = "percent") -> Rate:
        """A rate quoted by the month: the annual rate is twelve of them, without compounding.

        48 yuan a month on 8,000 yuan is 7.2 % a year:

        >>> Rate.per_month("0.6").percent_per_year()
        '7.2'
        """
        return _exact("rate", value, _quoted(value, unit) * 12)

    @classmethod
    def per_day(
        cls, value: str | int | Decimal, *, day_basis: int, unit: RateUnit = "percent"
    ) -> Rate:
        """A rate quoted by the day: the annual rate is ``day_basis`` of them.

        4 yuan a day on 8,000 yuan:

        >>> Rate.per_day("0.05", day_basis=365).percent_per_year()
        '18.25'
        """
        return _exact("rate", value, _quoted(value, unit) * _day_basis(day_basis))

    @classmethod
    def whole_term(
        cls, value: str | int | Decimal, *, months: int, unit: RateUnit = "percent"
    ) -> Rate:
        """A rate quoted for the whole term of ``months``: the same share of it every month.

        A fee of 576 yuan on 8,000 yuan over a year, and over half a year:

        >>> Rate.whole_term("7.2", months=12).percent_per_year()
        '7.2'
        >>> Rate.whole_term("7.2", months=6).percent_per_year()
        '14.4'
        """
        if type(months) is not int or months < 1:
            raise InvalidRate(field="months", value=months, expected="one month or more")
        return _exact("rate", value, _quoted(value, unit) * Fraction(12, months))

    @classmethod
    def parse(cls, text: str, *, day_basis: int | None = None) -> Rate:
        """The rate that a person or a contract wrote, in Chinese or English.

        "18%", "年利率18%", "月费率0.6%", "日利率0.05%", "日息万分之五", "万分之五/天",
        "18% a year", "0.05%/day". A percentage without a period is by the year; a rate per thousand
        or per ten thousand needs its period said. A rate by the day needs ``day_basis``. 分 and 厘
        are refused: they mean tenths or hundredths, depending on the period. Raises InvalidRate.

        5 yuan a day on 10,000 yuan:

        >>> Rate.parse("日息万分之五", day_basis=365).percent_per_year()
        '18.25'
        """
        number, unit, period = read_quote(text)
        if period == "year":
            return cls.per_year(number, unit=unit)
        if period == "month":
            return cls.per_month(number, unit=unit)
        if day_basis is None:
            raise InvalidRate(
                field="day_basis", value=None, expected="the days of a rate year for a daily rate"
            )
        return cls.per_day(number, day_basis=day_basis, unit=unit)

    def times(self, numerator: int, denominator: int = 1) -> Rate:
        """This rate times a fraction. Raises InvalidRate if that is not exact.

        Penalty interest of 1.5 times the contract rate: 2,160 instead of 1,440 yuan a year:

        >>> Rate.per_year("18").times(3, 2).percent_per_year()
        '27'
        """
        if type(numerator) is not int or type(denominator) is not int or denominator <= 0:
            raise InvalidRate(
                field="multiplier",
                value=(numerator, denominator),
                expected="a whole number over a whole number above zero",
            )
        value = f"{numerator}/{denominator}"
        return _exact(
            "multiplier", value, Fraction(self.ppb * numerator, RATE_DENOMINATOR * denominator)
        )

    def percent_per_year(self) -> str:
        """Percent a year, as an exact decimal string without trailing zeros.

        >>> Rate(182_500_000).percent_per_year()
        '18.25'
        """
        return _percent(self.ppb, 1)

    def percent_per_month(self) -> str:
        """Percent a month: exact, or rounded half up to 8 decimals with "≈" in front.

        >>> Rate.per_year("7.2").percent_per_month(), Rate.per_year("7").percent_per_month()
        ('0.6', '≈0.58333333')
        """
        return _percent(self.ppb, 12)

    def percent_per_day(self, day_basis: int) -> str:
        """Percent a day on that basis: exact, or rounded half up to 8 decimals with "≈" in front.

        >>> rate = Rate.per_year("18")
        >>> rate.percent_per_day(360), rate.percent_per_day(365)
        ('0.05', '≈0.04931507')
        """
        return _percent(self.ppb, _day_basis(day_basis))


def _quoted(value: str | int | Decimal, unit: str) -> Fraction:
    if unit not in _UNIT_DIVISOR:
        raise InvalidRate(field="unit", value=unit, expected="one of " + ", ".join(_UNIT_DIVISOR))
    return _number(value) / _UNIT_DIVISOR[unit]


def _number(value: object) -> Fraction:
    if type(value) is int:
        return Fraction(value)
    if isinstance(value, Decimal) and value.is_finite() and abs(value.adjusted()) < 32:
        return Fraction(value)
    if isinstance(value, str) and len(value) <= 32:
        digits = value.strip()
        whole, _, part = digits.partition(".")
        if digits.isascii() and whole.isdigit() and (part.isdigit() or "." not in digits):
            return Fraction(digits)
    raise InvalidRate(
        field="rate", value=value, expected="a decimal number such as '18' or '18.25', no float"
    )


def _day_basis(day_basis: int) -> int:
    if type(day_basis) is not int or day_basis not in _DAY_BASES:
        raise InvalidRate(
            field="day_basis",
            value=day_basis,
            expected="the days of a rate year: 360, 364, 365, 366",
        )
    return day_basis


def _exact(field: str, value: object, a_year: Fraction) -> Rate:
    ppb = a_year * RATE_DENOMINATOR
    if ppb.denominator != 1 or not 0 <= ppb <= _MAX_PPB:
        raise InvalidRate(
            field=field,
            value=value,
            expected="0 to 100,000 % a year, in whole billionths (7 decimals of a percent a year)",
        )
    return Rate(ppb.numerator)


def _percent(ppb: int, parts: int) -> str:
    """``ppb`` billionths over ``parts``, in percent."""
    denominator = parts * RATE_DENOMINATOR // 100
    scale = 10**_SHOWN_DECIMALS
    shown, rest = divmod(ppb * scale, denominator)
    if 2 * rest >= denominator:
        shown += 1
    whole, part = divmod(shown, scale)
    if rest:
        return f"≈{whole}.{part:0{_SHOWN_DECIMALS}d}"
    digits = f"{part:0{_SHOWN_DECIMALS}d}".rstrip("0")
    return f"{whole}.{digits}" if digits else str(whole)
