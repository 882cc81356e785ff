"""The law of a place as dated data: packs of rules, and evaluators that answer from them with the rule and its version."""

from ashore.rules.caps import Cap, cap_for, caps_for, judge_cost
from ashore.rules.packs import InForce, Packs, load, standard_packs

__all__ = [
    "Cap",
    "InForce",
    "Packs",
    "cap_for",
    "caps_for",
    "judge_cost",
    "load",
    "standard_packs",
]
