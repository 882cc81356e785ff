"""JSON documents that hold a list ``vectors``: one input, one answer each. Which kind a vector is, its own fields say."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ashore.conformance import rule_vectors

TOPICS: Mapping[str, Callable[[Mapping[str, Any]], str | None]] = {
    "rules": rule_vectors.topic,
}
"""By kind of case: what a vector is about, None if it is not of that kind."""


class Vector(NamedTuple):
    """A vector with the kind that it is of and what it is about."""

    kind: str
    topic: str
    data: Mapping[str, Any]


def vectors(text: str) -> list[Vector]:
    """The vectors of a document whose kind is known; none if it is no such document."""
    try:
        document = json.loads(text)
    except ValueError:
        return []
    listed = document.get("vectors") if isinstance(document, dict) else None
    if not isinstance(listed, list):
        return []
    return [found for each in listed if (found := _vector(each)) is not None]


def _vector(raw: Any) -> Vector | None:
    if not isinstance(raw, dict) or not isinstance(raw.get("id"), str):
        return None
    for kind, read in TOPICS.items():
        topic = read(raw)
        if topic is not None:
            return Vector(kind, topic, raw)
    return None
