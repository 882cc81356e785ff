"""The one error base of the house: every refusal names field, value, and what would be right."""

from __future__ import annotations

from datetime import date


class AshoreError(ValueError):
    """Bad input, refused whole: nothing was applied.

    Subclasses name the kind of mistake; ``code`` is its stable name for programs. ``field`` says
    which input was wrong, ``value`` what was given, ``expected`` what would be right.

    >>> error = AshoreError(field="principal_minor", value=-1, expected="an amount above zero")
    >>> str(error)
    'principal_minor = -1: expected an amount above zero'
    """

    code = "invalid"

    def __init__(self, *, field: str, value: object, expected: str) -> None:
        self.field = field
        self.value = value
        self.expected = expected
        super().__init__(f"{field} = {_shown(value)}: expected {expected}")

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments do not survive the default pickling, and errors cross process
        # borders when a book is evaluated by several workers.
        return _rebuild, (type(self), self.field, self.value, self.expected)

    def to_dict(self) -> dict[str, str]:
        """The error as plain data, for JSON output.

        >>> AshoreError(field="days", value=-3, expected="zero or more").to_dict()
        {'code': 'invalid', 'field': 'days', 'value': '-3', 'expected': 'zero or more'}
        """
        return {
            "code": self.code,
            "field": self.field,
            "value": self.value if isinstance(self.value, str) else _shown(self.value),
            "expected": self.expected,
        }


def _shown(value: object) -> str:
    """The value as a person would write it; dates as ISO text, in lists too."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_shown, value)) + "]"
    return repr(value)


def _rebuild(kind: type[AshoreError], field: str, value: object, expected: str) -> AshoreError:
    return kind(field=field, value=value, expected=expected)


class InvalidAmount(AshoreError):
    """An amount that cannot be held: too small, fractional, unreadable or above 2^53 minor."""

    code = "invalid_amount"


class UnknownCurrency(AshoreError):
    """A code that is not an active ISO 4217 currency with 0, 2 or 3 decimals."""

    code = "unknown_currency"


class InvalidDivision(AshoreError):
    """A division without an answer: a divisor not above zero, or no weight to share by."""

    code = "invalid_division"


class InvalidRate(AshoreError):
    """A rate that is negative, absurd, unreadable, or not a whole number of 1e-9 a year."""

    code = "invalid_rate"


class UnknownConvention(AshoreError):
    """A name that no convention, calendar or style bears; ``expected`` lists the known ones."""

    code = "unknown_convention"


class InvalidDate(AshoreError):
    """A date, or a rhythm of dates, that the calendar does not have."""

    code = "invalid_date"


class CalendarHorizon(AshoreError):
    """A day for which a business calendar has no published arrangement, so no answer."""

    code = "calendar_horizon"
