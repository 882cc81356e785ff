"""Vectors of rules: one input, one answer. What is asked is read from the words of ``rule`` and the names in ``input``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ashore.conformance.result import CaseResult, Check
from ashore.conformance.rule_questions import QUESTIONS, Question, asked_on

_NOT_UNDERSTOOD: tuple[str, ...] = ("no evaluator answers this question",)


def topic(raw: Mapping[str, Any]) -> str | None:
    """What a vector is about: ``rules`` and the question; None for a vector that is not about a rule."""
    if not isinstance(raw.get("rule"), str) or not isinstance(raw.get("input"), dict):
        return None
    if not isinstance(raw.get("expected"), str):
        return None
    found = _question(raw)
    return f"rules: {found.topic}" if found else "rules: not understood"


def run_rule_vector(raw: Mapping[str, Any]) -> CaseResult:
    """Ask the evaluators what the vector asks, and compare the answer with the one that is expected."""
    name = topic(raw) or "rules"
    found = _question(raw)
    actual = found.answer(raw["input"], asked_on(raw)) if found else _NOT_UNDERSTOOD
    passed = _plain(raw["expected"]) in map(_plain, actual)
    check = Check(0, "answer", passed, *(() if passed else (raw["expected"], actual[0])))
    return CaseResult(raw["id"], name, (name,), (check,), None)


def _question(raw: Mapping[str, Any]) -> Question | None:
    words = f" {_plain(raw['rule'])} "
    names = frozenset(raw["input"])
    return next(
        (
            each
            for each in QUESTIONS
            if each.names <= names and any(f" {word} " in words for word in each.words)
        ),
        None,
    )


def _plain(text: str) -> str:
    """A text without punctuation and capitals, so that only its words count; numbers and dates keep theirs."""
    return " ".join(re.sub(r"(?<!\d)[-]|[-](?!\d)|[^\w\s.-]", " ", text.lower()).split())
