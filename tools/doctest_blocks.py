"""For the reference pages: the examples in docstrings become code blocks.

A session that begins with ``>>>`` is plain text to Markdown, which takes its prompt for a quotation and a list in its
output for a link.
"""

from __future__ import annotations

import re
from typing import Any

import griffe

SESSION = re.compile(r"^( *)>>> .*(?:\n(?! *$).*)*", re.MULTILINE)


def fenced(text: str) -> str:
    """The text with each session, up to its blank line, between fences."""
    return SESSION.sub(lambda found: f"{found[1]}```pycon\n{found[0]}\n{found[1]}```", text)


class DoctestBlocks(griffe.Extension):
    """Applied to every docstring as it is loaded."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        """Rewrite the docstring of one object."""
        if obj.docstring:
            obj.docstring.value = fenced(obj.docstring.value)
