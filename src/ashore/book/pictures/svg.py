"""SVG put together on the server: shapes and words with classes, coloured by the page's style sheet, no script."""

from __future__ import annotations

from html import escape

WIDTH = 360
"""Units across; a phone shows about one pixel a unit, so that words of 11 units can be read there."""
GLYPH = 6.2
WIDE_GLYPH = 11
"""How wide a letter and a Chinese character are, about, at the size of words in pictures."""


class Canvas:
    """A picture that grows downwards: shapes are added, then it is rendered with what it shows said in a sentence."""

    def __init__(self, height: int, says: str) -> None:
        self._height = height
        self._says = says
        self._shapes: list[str] = []

    def rect(
        self, x: float, y: float, width: float, height: float, kind: str, *, strength: int = 100
    ) -> None:
        """A rectangle; ``strength`` is its opacity in per cent."""
        self._shapes.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{max(height, 0):.1f}" '
            f'class="{kind}"{_opacity(strength)}/>'
        )

    def line(self, x: float, y: float, to_x: float, to_y: float, kind: str = "grid") -> None:
        """A straight line."""
        self._shapes.append(
            f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" class="{kind}"/>'
        )

    def path(self, points: list[tuple[float, float]], kind: str) -> None:
        """A line through points."""
        joined = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self._shapes.append(f'<polyline points="{joined}" class="{kind}"/>')

    def text(self, x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> None:
        """Words whose base line begins (``start``), has its middle or ends (``end``) at a point."""
        styled = f' class="{kind}"' if kind else ""
        self._shapes.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{styled}>{escape(words)}</text>'
        )

    def render(self) -> str:
        """The picture as an element of a page."""
        return (
            f'<svg viewBox="0 0 {WIDTH} {self._height}" role="img" aria-label="{escape(self._says)}">'
            + "".join(self._shapes)
            + "</svg>"
        )


def _opacity(strength: int) -> str:
    return "" if strength >= 100 else f' fill-opacity="0.{strength:02d}"'


def text_width(words: str) -> float:
    """How wide words are, about.

    >>> text_width("31-60") < text_width("已核销已核销")
    True
    """
    return sum(GLYPH if ord(letter) < 0x2E80 else WIDE_GLYPH for letter in words)
