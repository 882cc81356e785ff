"""Cut the fonts of the disclosure PDFs out of Noto Sans CJK: ``python tools/subset_fonts.py FOLDER_OF_THE_COLLECTIONS``.

Needs fontTools (MIT), which Ashore itself does not; the source is Debian's package fonts-noto-cjk. Regular, which shows
names, gets all of GB 2312; bold, which shows the wording and the figures, its first level only.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools import subset  # type: ignore[import-not-found, unused-ignore]
from fontTools.ttLib import TTCollection, TTFont  # type: ignore[import-not-found, unused-ignore]

TARGET = Path(__file__).parents[1] / "src/ashore/cost/disclosure/fonts"
FAMILY = "Noto Sans CJK SC"
MARKS = "€£¥₩₹–—‘’“”…·•−×÷≤≥№〔〕✓"
LAST_ROW = {"Regular": 0xF7, "Bold": 0xD7}
"""Last row of GB 2312 taken: 0xD7 ends the 3,755 common characters, 0xF7 the 6,763 of both levels."""


def characters(last_row: int) -> set[str]:
    """Latin letters with their accents, punctuation, and GB 2312 up to a row."""
    found = {chr(code) for span in ((0x20, 0x7F), (0xA0, 0x180)) for code in range(*span)}
    for row in (*range(0xA1, 0xAA), *range(0xB0, last_row + 1)):
        for cell in range(0xA1, 0xFF):
            found.update(bytes((row, cell)).decode("gb2312", errors="ignore"))
    return found | set(MARKS)


def cut(folder: Path, weight: str) -> Path:
    """One weight, subset and written."""
    source = folder / f"NotoSansCJK-{weight}.ttc"
    names = [font["name"].getDebugName(1) for font in TTCollection(source).fonts]
    regular = next(at for at, name in enumerate(names) if name == FAMILY)
    options = subset.Options()
    options.layout_features = ["kern", "tnum", "locl", "ccmp", "mark", "mkmk"]
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.hinting = False
    options.drop_tables += ["vhea", "vmtx", "VORG", "BASE"]
    font = TTFont(source, fontNumber=regular, recalcTimestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(sorted(characters(LAST_ROW[weight]))))
    cutter.subset(font)
    target = TARGET / f"NotoSansCJKsc-{weight}.otf"
    subset.save_font(font, target, options)
    return target


if __name__ == "__main__":
    TARGET.mkdir(exist_ok=True)
    for each in LAST_ROW:
        made = cut(Path(sys.argv[1]), each)
        sys.stdout.write(f"{made.name} {made.stat().st_size} bytes\n")
