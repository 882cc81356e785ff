"""The one error base of the house: every refusal names the field, the value, and what would be right."""

from __future__ import annotations


class AshoreError(ValueError):
    """Bad input, refused whole: nothing was applied.

    Subclasses name the kind of mistake; ``code`` is its stable name for programs. ``field`` says which input was
    wrong, ``value`` what was given, ``expected`` what would be right.

    >>> error = AshoreError(field="principal_minor", value=-1, expected="an amount above zero")
    >>> str(error)
    'principal_minor = -1: expected an amount above zero'
    """

    code = "invalid"

    def __init__(self, *, field: str, value: object, expected: str) -> None:
        self.field = field
        self.value = value
        self.expected = expected
        super().__init__(f"{field} = {value!r}: expected {expected}")

    def to_dict(self) -> dict[str, str]:
        """The error as plain data, for JSON output.

        >>> AshoreError(field="days", value=-3, expected="zero or more").to_dict()
        {'code': 'invalid', 'field': 'days', 'value': '-3', 'expected': 'zero or more'}
        """
        return {
            "code": self.code,
            "field": self.field,
            "value": str(self.value),
            "expected": self.expected,
        }


class InvalidAmount(AshoreError):
    """An amount of money that cannot be held: negative, fractional or above 2^53 minor units."""

    code = "invalid_amount"
