"""Cases from files: one JSON object a line, plain or compressed, alone or in a folder."""

from __future__ import annotations

import difflib
import gzip
import json
import zlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import Enum
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from ashore.conformance import rule_vectors
from ashore.conformance.errors import ConformanceError
from ashore.conformance.vectors import read_vectors, shape, wanted_of

PATTERNS = ("*.jsonl", "*.jsonl.gz", "cases/*.jsonl", "cases/*.jsonl.gz", "*.json")
"""Where a folder holds its cases."""
_GZIP = b"\x1f\x8b"


class CaseKind(Enum):
    """The kinds of cases; each stands in the files under its value."""

    SCENARIO = "cases"
    SCHEDULE = "plain_schedules"
    VECTOR = "emi_calculator"
    RULES = "rules"
    FIGURES = "vectors"


class Case(NamedTuple):
    """One case as read: how it is filed, whether it may be scored, and its data."""

    kind: CaseKind
    id: str
    primary: str
    capabilities: tuple[str, ...]
    resolved: bool
    reasons: tuple[str, ...]
    """Why it is not resolved."""
    data: Mapping[str, Any]

    @property
    def expectations(self) -> list[tuple[int, str]]:
        """Step and name of everything that must hold."""
        if self.kind is CaseKind.FIGURES:
            return list(enumerate(wanted_of(self.data)))
        steps = self.data.get("steps")
        if steps is None:
            return [(0, "schedule" if self.kind is CaseKind.SCHEDULE else "answer")]
        return [(at, step["expect"]) for at, step in enumerate(steps) if "expect" in step]


def case_from_dict(raw: Any, where: str = "case") -> Case:
    """The case in plain data; ``where`` says in a refusal whence it came.

    A case without ``primary`` is filed under ``own``, one without ``capabilities`` exercises what it is filed under, and
    one that does not say is resolved.

    >>> case_from_dict({"id": "A-17", "steps": [{"expect": "status", "value": "ACTIVE"}]}).capabilities
    ('own',)
    >>> case_from_dict({"id": "A-17"})
    Traceback (most recent call last):
    ...
    ashore.conformance.errors.ConformanceError: case = 'A-17': expected `steps`, or `terms`, `disbursement`, `cols` and `rows`
    """
    if not isinstance(raw, dict) or not isinstance(raw.get("id"), str) or not raw["id"]:
        shown = json.dumps(raw, ensure_ascii=False)[:60]
        raise ConformanceError(
            field=where, value=shown, expected="an object with the `id` of a case"
        )
    kind = _kind(raw, where)
    primary = str(raw.get("primary") or ("own" if kind is CaseKind.SCENARIO else kind.value))
    capabilities = _names(raw, "capabilities", where) or (primary,)
    return Case(
        kind=kind,
        id=raw["id"],
        primary=primary,
        capabilities=capabilities,
        resolved=bool(raw.get("resolved", True)),
        reasons=_names(raw, "unresolved", where),
        data={**raw, "primary": primary, "capabilities": capabilities},
    )


def _names(raw: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    found = raw.get(key) or []
    if not isinstance(found, list) or not all(isinstance(name, str) for name in found):
        expected = f"`{key}` as a list of names"
        raise ConformanceError(field=where, value=raw["id"], expected=expected)
    return tuple(found)


def _kind(raw: Mapping[str, Any], where: str) -> CaseKind:
    steps = raw.get("steps")
    if steps is None:
        if all(key in raw for key in ("terms", "disbursement", "cols", "rows")):
            return CaseKind.SCHEDULE
        expected = "`steps`, or `terms`, `disbursement`, `cols` and `rows`"
        raise ConformanceError(field=where, value=raw["id"], expected=expected)
    if not isinstance(steps, list) or not all(_is_step(step) for step in steps):
        expected = "`steps` as a list of objects, each with either `op` or `expect`"
        raise ConformanceError(field=where, value=raw["id"], expected=expected)
    return CaseKind.VECTOR if raw.get("primary") == CaseKind.VECTOR.value else CaseKind.SCENARIO


def _is_step(step: Any) -> bool:
    return isinstance(step, dict) and ("op" in step) != ("expect" in step)


def read_cases(path: Path) -> list[Case]:
    """All cases of a file, or of the files of a folder and of its ``cases`` in it, in the order of the files' names.

    Raises ConformanceError for a path that is not there, a folder without cases, and a line that is not a case.
    """
    if path.is_dir():
        files = sorted(chain.from_iterable(path.glob(pattern) for pattern in PATTERNS))
    elif path.is_file():
        files = [path]
    else:
        raise ConformanceError(field="path", value=str(path), expected="a folder or file of cases")
    if path.is_dir():
        files = [file for file in files if file.suffix != ".json" or _holds_vectors(file)]
    cases = [case for file in files for case in _read(file)]
    if not cases:
        expected = f"cases, one JSON object a line or vectors, in {', '.join(PATTERNS)}"
        raise ConformanceError(field="path", value=str(path), expected=expected)
    return cases


def _holds_vectors(path: Path) -> bool:
    """Whether a file of a folder is a set of vectors; an index or other data beside the cases is none."""
    return '"vectors"' in path.read_text("utf-8", errors="replace")


def _vector(raw: dict[str, Any], where: str) -> Case:
    """A vector of a rule or of figures, filed under what its own fields say that it is about."""
    asked = rule_vectors.topic(raw)
    if asked is not None:
        return Case(CaseKind.RULES, raw["id"], asked, (asked,), True, (), raw)
    found = shape(raw)
    return Case(
        kind=CaseKind.FIGURES,
        id=raw["id"],
        primary=found or "other",
        capabilities=(found or "other",),
        resolved=found is not None,
        reasons=() if found else (f"{where}: a vector of a kind that is not computed here",),
        data={**raw, "primary": found or "other", "capabilities": (found or "other",)},
    )


def _read(path: Path) -> Iterator[Case]:
    if path.suffix == ".json":
        yield from (_vector(raw, path.name) for raw in read_vectors(path))
        return
    for number, line in enumerate(_lines(path), start=1):
        if not line.strip():
            continue
        where = f"{path.name}, line {number}"
        try:
            raw = json.loads(line)
        except ValueError as error:
            shown = line.strip()[:60]
            expected = f"one JSON object on one line ({error})"
            raise ConformanceError(field=where, value=shown, expected=expected) from None
        yield case_from_dict(raw, where)


def _lines(path: Path) -> list[str]:
    try:
        found = path.read_bytes()
        if found.startswith(_GZIP):
            found = gzip.decompress(found)
        return found.decode("utf-8").split("\n")
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        expected = f"text in UTF-8, plain or compressed by gzip ({error})"
        raise ConformanceError(field="path", value=str(path), expected=expected) from None


def select(
    cases: Sequence[Case], ids: Collection[str] = (), capabilities: Collection[str] = ()
) -> list[Case]:
    """The cases with one of the ids that exercise, or are filed under, one of the capabilities; none given: all.

    Raises ConformanceError for a name that no case bears, and where no case bears both.
    """
    known = {case.id for case in cases}
    for name in ids:
        if name not in known:
            raise _unknown("case", name, known)
    tags = {tag for case in cases for tag in (case.primary, *case.capabilities)}
    for name in capabilities:
        if name not in tags:
            raise _unknown("capability", name, tags)
    found = [
        case
        for case in cases
        if (not ids or case.id in ids)
        and (not capabilities or not {case.primary, *case.capabilities}.isdisjoint(capabilities))
    ]
    if not found:
        expected = "a case that exercises the capability"
        raise ConformanceError(field="case", value=", ".join(ids), expected=expected)
    return found


def _unknown(field: str, name: str, known: Collection[str]) -> ConformanceError:
    near = difflib.get_close_matches(name, known, n=3, cutoff=0.5) or sorted(known)[:3]
    return ConformanceError(
        field=field, value=name, expected=f"one of the set, such as {', '.join(near)}"
    )
