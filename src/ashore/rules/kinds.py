"""Kinds of rules: what an evaluator reads from one, so that a file without it is refused when it is loaded.

A rule of kind ``duty`` is held and shown, and no evaluator decides it.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from ashore.rules.marks import Family
from ashore.rules.measures import MEASURES

DUTY = "duty"
MONEY = "money"
"""Stands in a kind for any currency."""


class Kind(NamedTuple):
    """Family, and the parameters that must be there with their units (``money``: any currency); the others may be.

    ``limits``: which of them say what is within and what is not. ``class_unit``: ``classes`` lists names, and each has a
    parameter of its own in that unit.
    """

    family: Family
    required: Mapping[str, tuple[str, ...]]
    optional: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    limits: tuple[str, ...] = ()
    class_unit: str = ""
    ladder: bool = False
    """Each class but the first has a limit, from the mildest to the gravest."""


_DAYS = ("days",)
_SPAN = ("days", "weeks", "months", "years")

KINDS: dict[str, Kind] = {
    "cost-cap": Kind(
        Family.COST,
        {"measure": ("text",)},
        {"limit": ("percent",), "multiple": ("times",), "index": ("text",)},
        ("limit", "multiple"),
    ),
    "loan-limit": Kind(
        Family.COST,
        {},
        {
            "amount": (MONEY,),
            "term": ("months",),
            "bullet_term": ("months",),
            "self_directed": (MONEY,),
            "guaranteed_share": ("percent",),
        },
        ("amount", "term", "bullet_term", "self_directed", "guaranteed_share"),
    ),
    "dpd-class": Kind(
        Family.CLASSIFICATION, {"classes": ("list",)}, class_unit="days", ladder=True
    ),
    "loss-class": Kind(
        Family.CLASSIFICATION, {"classes": ("list",)}, class_unit="percent", ladder=True
    ),
    "dpd-stage": Kind(
        Family.CLASSIFICATION,
        {"days_past_due": _DAYS, "stage": ("level",)},
        limits=("days_past_due",),
    ),
    "dpd-default": Kind(Family.CLASSIFICATION, {"days_past_due": _DAYS}, limits=("days_past_due",)),
    "default-materiality": Kind(
        Family.CLASSIFICATION,
        {"amount": (MONEY,), "share": ("percent",)},
        limits=("amount", "share"),
    ),
    "upgrade": Kind(
        Family.CLASSIFICATION,
        {"periods": ("periods",), "time": ("months",)},
        limits=("periods", "time"),
    ),
    "provision-rates": Kind(
        Family.PROVISIONING, {"classes": ("list",)}, {"general": ("percent",)}, class_unit="percent"
    ),
    "plan-term": Kind(Family.HARDSHIP, {"term": ("months",)}, limits=("term",)),
    "moratorium": Kind(
        Family.HARDSHIP,
        {"length": _DAYS, "again_after": ("months",), "after_crisis": _DAYS},
        limits=("length",),
    ),
    "penalty-rate": Kind(
        Family.HARDSHIP,
        {"add_from": ("percent",), "add_to": ("percent",)},
        limits=("add_from", "add_to"),
    ),
    "repricing": Kind(Family.HARDSHIP, {"days_past_due": _DAYS, "notice": _DAYS}),
    "contact-hours": Kind(
        Family.CONTACT, {"opens": ("time",), "closes": ("time",)}, limits=("opens", "closes")
    ),
    "contact-count": Kind(
        Family.CONTACT,
        {"limit": ("count",), "within": _DAYS, "per": ("text",), "counts": ("text",)},
        limits=("limit",),
    ),
    "contact-pause": Kind(Family.CONTACT, {"pause": _DAYS, "per": ("text",)}),
    "contact-persons": Kind(
        Family.CONTACT, {"may_discuss": ("list",), "may_locate": ("list",)}, {"ask": ("list",)}
    ),
    "contact-hold": Kind(Family.CONTACT, {"states": ("list",)}),
    "contact-ban": Kind(Family.CONTACT, {"channels": ("list",), "actors": ("list",)}),
    "retention": Kind(
        Family.PRIVACY,
        {"keep": _SPAN, "data": ("list",), "starts": ("text",)},
    ),
    "adverse-record": Kind(Family.CREDIT_REPORTING, {"keep": ("years",)}),
    "adverse-notice": Kind(Family.CREDIT_REPORTING, {"notice_first": ("yes/no",)}),
    "dispute": Kind(Family.CREDIT_REPORTING, {"answer": _DAYS}),
    "risk-match": Kind(Family.SUITABILITY, {}, {"override_from": ("level",)}),
    "questionnaire": Kind(
        Family.SUITABILITY,
        {"per_day": ("count",), "per_year": ("count",), "validity": ("months",)},
        limits=("per_day", "per_year", "validity"),
    ),
    "fast-redemption": Kind(Family.SUITABILITY, {"amount": (MONEY,)}, limits=("amount",)),
    "cooling-off": Kind(Family.INSURANCE, {"length": _DAYS}, limits=("length",)),
    "suspension": Kind(
        Family.INSURANCE, {"after_reminder": _DAYS, "after_due": _DAYS, "revive": ("years",)}
    ),
    "insurer-deadline": Kind(Family.INSURANCE, {"length": _DAYS, "step": ("text",)}),
    "no-tying": Kind(Family.INSURANCE, {"tied": ("list",)}),
    "credit-repair": Kind(
        Family.RELIEF,
        {
            "amount": (MONEY,),
            "arose_from": ("date",),
            "arose_to": ("date",),
            "repaid_by": ("date",),
            "at_once_if_repaid_by": ("date",),
            "hidden_from": ("date",),
        },
        limits=("amount", "arose_from", "arose_to", "repaid_by", "at_once_if_repaid_by"),
    ),
    "interest-subsidy": Kind(
        Family.RELIEF,
        {
            "points": ("percentage points",),
            "share_of_rate": ("percent",),
            "spend": (MONEY,),
            "per_person": (MONEY,),
            "small_spend": (MONEY,),
            "per_person_small": (MONEY,),
        },
        limits=("spend", "per_person", "per_person_small"),
    ),
}
"""Every kind that an evaluator reads. A ``list`` of classes names further parameters: one for each class but the first."""

WORDS: dict[str, tuple[str, ...]] = {
    "measure": tuple(MEASURES),
    "per": ("debtor", "number", "debt"),
    "counts": ("talk", "unanswered", "placed"),
    "starts": ("made", "ended", "last-activity"),
}
"""What a parameter of that name may say, where an evaluator reads it."""
