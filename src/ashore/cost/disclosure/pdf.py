"""A disclosure as PDF/A-2b: typeset by typst from data, with its fonts embedded, always the same bytes."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from importlib.resources import as_file, files
from pathlib import Path
from typing import Final

from ashore.cost.disclosure.errors import LayoutFailed, MissingCharacter
from ashore.cost.disclosure.model import Disclosure

STANDARD: Final = "a-2b"
FAMILY = "Noto Sans CJK SC"
WEIGHTS = {400, 700}
_UNSHOWN = re.compile(r'the text `"(.+?)"` could not be displayed')


def to_pdf(disclosure: Disclosure, *, fonts: Path | None = None) -> bytes:
    """The document as PDF/A-2b. The same document, fonts and release of typst give the same bytes.

    Needs the extra ``ashore[pdf]``. The text goes to the typesetter as JSON, never as markup. The package carries Noto
    Sans CJK SC with all characters of GB 2312; ``fonts`` is a folder of further fonts for rarer ones. Fonts of the
    machine are not looked at.

    Raises MissingCharacter, naming them, for characters that no font has (PDF/A forbids the empty box), and
    LayoutFailed for whatever else the typesetter refuses.
    """
    import typst

    folder = files("ashore.cost.disclosure")
    issued = datetime.fromisoformat(disclosure.issued_on).replace(tzinfo=UTC)
    with as_file(folder / "fonts") as own:
        known = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(path) for path in (own, fonts) if path is not None],
        )
        # With no font at all the typesetter sets nothing and says nothing.
        if {font.weight for font in known.fonts() if font.family == FAMILY} < WEIGHTS:
            raise LayoutFailed(field="fonts", value=FAMILY, expected="the fonts of the package")
        families = sorted(set(known.families()) - {FAMILY})
        compiler = typst.Compiler(
            (folder / "document.typ").read_bytes(),
            font_paths=known,
            ignore_system_fonts=True,
            sys_inputs={
                "data": disclosure.canonical().decode(),
                "fonts": "\n".join((FAMILY, *families)),
            },
        )
        try:
            made = compiler.compile(format="pdf", pdf_standards=STANDARD, timestamp=issued)
        except typst.TypstError as error:
            raise _refusal(error.message, error.diagnostic) from None
    assert isinstance(made, bytes)
    return made


def _refusal(message: str, diagnostic: str) -> MissingCharacter | LayoutFailed:
    missing = sorted(set("".join(_UNSHOWN.findall(diagnostic))))
    if missing:
        return MissingCharacter(
            field="text",
            value="".join(missing),
            expected="characters of GB 2312 or Latin, or a folder with a font that has them, given as `fonts`",
        )
    return LayoutFailed(field="document", value=message, expected="a document that can be set")
