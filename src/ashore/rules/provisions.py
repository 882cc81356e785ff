"""What is to be set aside for a loan of a class."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from ashore.money import muldiv
from ashore.rules.decision import Finding, basis
from ashore.rules.errors import InvalidQuestion, UnknownRule, at_least
from ashore.rules.marks import Text
from ashore.rules.packs import Packs


def specific_provision(
    packs: Packs, jurisdiction: str, loan_class: str, balance_minor: int, day: date
) -> Finding[int]:
    """The specific provision on a balance, in minor units, rounded half up once.

    A quarter of a substandard loan of 8,000.00:

    >>> from ashore.rules import standard_packs
    >>> specific_provision(standard_packs(), "CN", "substandard", 8_000_00, date(2025, 6, 1)).value
    200000
    """
    at_least("balance_minor", balance_minor, 0)
    found = packs.on(day).select(jurisdiction, kind="provision-rates")
    if not found:
        raise UnknownRule(field="jurisdiction", value=jurisdiction, expected="one with such rates")
    (rule, *_) = found
    classes = rule.parameter("classes").value
    assert isinstance(classes, tuple)
    if loan_class not in classes:
        raise InvalidQuestion(field="loan_class", value=loan_class, expected=", ".join(classes))
    rate = rule.parameter(loan_class)
    assert isinstance(rate.value, Decimal)
    above, below = rate.value.as_integer_ratio()
    inputs = {"class": loan_class, "balance_minor": balance_minor, "day": day}
    why = Text(f"{loan_class}：{rate.shown('zh-CN')}", f"{loan_class}: {rate.shown()}")
    return Finding(muldiv(balance_minor, above, 100 * below), basis(rule, inputs, loan_class), why)
