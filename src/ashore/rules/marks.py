"""How sure a rule is, how binding it is, and what it is about."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple


class Text(NamedTuple):
    """A sentence in the two languages of the house."""

    zh: str
    en: str


class Confidence(Enum):
    """How the text of a rule, or of one parameter, was come by. What is unverified is shown as unverified."""

    DOCUMENT = "D"
    """The text itself was read."""
    PRESS = "P"
    """Only a press report or a law firm's summary was read."""
    MEMORY = "M"
    """No text was read at all."""

    @property
    def text(self) -> Text:
        """The mark in words.

        >>> Confidence.MEMORY.text.en
        'unverified, from memory'
        """
        return _CONFIDENCE[self]


_CONFIDENCE = {
    Confidence.DOCUMENT: Text("已核对原文", "read in the text itself"),
    Confidence.PRESS: Text(
        "未核对原文，据新闻或律所摘要", "not verified, from a press or law-firm summary"
    ),
    Confidence.MEMORY: Text("未核实，凭记忆", "unverified, from memory"),
}


class Severity(Enum):
    """How binding a rule is."""

    MUST = "must"
    """Law, or the order of a regulator."""
    SHOULD = "should"
    """A recommended standard, a guideline, or a presumption that can be rebutted."""
    SELF_REGULATION = "self-regulation"
    """A rule that an association gives its members, or that the lender gives itself."""

    @property
    def text(self) -> Text:
        """The severity in words.

        >>> Severity.SHOULD.text.zh
        '推荐性'
        """
        return _SEVERITY[self]


_SEVERITY = {
    Severity.MUST: Text("强制", "must"),
    Severity.SHOULD: Text("推荐性", "should"),
    Severity.SELF_REGULATION: Text("自律", "self-regulation"),
}


class Family(Enum):
    """What a rule is about."""

    COST = "cost"
    CLASSIFICATION = "classification"
    PROVISIONING = "provisioning"
    HARDSHIP = "hardship"
    CONTACT = "contact"
    PRIVACY = "privacy"
    CREDIT_REPORTING = "credit-reporting"
    SUITABILITY = "suitability"
    INSURANCE = "insurance"
    RELIEF = "relief"

    @property
    def text(self) -> Text:
        """The family in words.

        >>> Family.RELIEF.text.en
        'relief programmes'
        """
        return _FAMILY[self]


_FAMILY = {
    Family.COST: Text("融资成本与上限", "cost and caps"),
    Family.CLASSIFICATION: Text("风险分类", "classification"),
    Family.PROVISIONING: Text("拨备", "provisioning"),
    Family.HARDSHIP: Text("困难帮扶", "hardship"),
    Family.CONTACT: Text("催收联系", "contact"),
    Family.PRIVACY: Text("个人信息与留存", "privacy and retention"),
    Family.CREDIT_REPORTING: Text("征信", "credit reporting"),
    Family.SUITABILITY: Text("适当性", "suitability"),
    Family.INSURANCE: Text("保险", "insurance"),
    Family.RELIEF: Text("纾困与修复项目", "relief programmes"),
}
