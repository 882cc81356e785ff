"""A text whose every character still knows which characters of the original it came from."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple


class Span(NamedTuple):
    """Where something stands in the text as it was typed: characters ``start`` up to ``end``."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """The characters themselves.

        >>> Span(1, 5).of("借8000元")
        '8000'
        """
        return text[self.start : self.end]


class Canonical(NamedTuple):
    """A rewritten text; character i came from ``origins[i]`` of the original."""

    text: str
    origins: tuple[Span, ...]

    @classmethod
    def of(cls, text: str) -> Canonical:
        """The text before any rewriting.

        >>> Canonical.of("借8").origins
        (Span(start=0, end=1), Span(start=1, end=2))
        """
        return cls(text, tuple(Span(at, at + 1) for at in range(len(text))))

    def span(self, start: int, end: int) -> Span:
        """The part of the original that characters ``start`` up to ``end`` came from.

        >>> Canonical.of("借一万元").sub(re.compile("一万"), lambda _: "10000").span(1, 6)
        Span(start=1, end=3)
        """
        if start >= end:
            at = self.origins[start].start if start < len(self.origins) else self._end()
            return Span(at, at)
        return Span(self.origins[start].start, self.origins[end - 1].end)

    def sub(self, pattern: re.Pattern[str], write: Callable[[re.Match[str]], str]) -> Canonical:
        """Every match rewritten. What is written came from the whole match."""
        pieces: list[str] = []
        origins: list[Span] = []
        at = 0
        for match in pattern.finditer(self.text):
            written = write(match)
            if written == match[0]:
                continue
            pieces += [self.text[at : match.start()], written]
            origins += self.origins[at : match.start()]
            origins += [self.span(match.start(), match.end())] * len(written)
            at = match.end()
        pieces.append(self.text[at:])
        origins += self.origins[at:]
        return Canonical("".join(pieces), tuple(origins))

    def _end(self) -> int:
        return self.origins[-1].end if self.origins else 0
