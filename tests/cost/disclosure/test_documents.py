"""Pages and PDFs: every figure is in them, no text becomes markup, fonts are inside, and what was shown is sealed."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from ashore.cost import (
    Disclosure,
    InvalidDisclosure,
    MissingCharacter,
    Particulars,
    Seal,
    around_from_dict,
    seal,
    to_html,
    to_pdf,
    verify,
)
from ashore.money import Locale
from tests.cost.disclosure.offers import CONTRACTS, HOSTILE, LANGUAGES, LAWS, document

FOLDER = files("ashore.cost") / "disclosure"
DOCUMENTS = [(law, language) for law in LAWS for language in LANGUAGES]


class Text(HTMLParser):
    """The tags and the text of a page, as a browser sees them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.said: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def _texts(shown: Disclosure) -> list[str]:
    """Everything that a document says."""
    said = [shown.title, shown.headline, shown.source]
    said += [cell.text for row in shown.parties for cell in row.cells]
    for section in shown.sections:
        said += [section.title, section.intro, section.note]
        said += [row.note for row in section.rows]
        said += [cell.text for row in section.rows for cell in row.cells]
        for question in section.questions:
            said += [question.text, *(option.text for option in question.options)]
    return [each for each in said if each]


@pytest.mark.parametrize("name", ["common", "cn", "eu", "us"])
def test_every_text_exists_in_both_languages_and_takes_the_same_values(name: str) -> None:
    data = tomllib.loads((FOLDER / "wording" / f"{name}.toml").read_text(encoding="utf-8"))
    for key, texts in data["words"].items():
        zh, en = texts
        assert zh, key
        assert en, key
        assert set(re.findall(r"{(\w+)}", zh)) == set(re.findall(r"{(\w+)}", en)), key


@pytest.mark.parametrize(("law", "language"), DOCUMENTS)
def test_a_page_says_all_and_asks_nobody_for_anything(law: str, language: Locale) -> None:
    shown = document(law=law, language=language)
    page = to_html(shown)
    seen = Text(page)
    said = {each.strip() for each in seen.said}
    assert [each for each in _texts(shown) if each not in said] == []
    assert seen.tags.isdisjoint({"script", "link", "iframe", "img", "b"})
    assert "http:" not in page
    assert "https:" not in page
    assert to_html(shown) == page


@pytest.mark.parametrize(("law", "language"), DOCUMENTS)
def test_a_pdf_says_all_is_pdf_a_and_carries_its_fonts(law: str, language: Locale) -> None:
    shown = document(law=law, language=language)
    made = to_pdf(shown)
    assert to_pdf(shown) == made
    assert b"<pdfaid:part>2</pdfaid:part>" in made
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in made
    reader = PdfReader(BytesIO(made))
    text = "".join("".join(page.extract_text() for page in reader.pages).split())
    lost = [each for each in _texts(shown) if "".join(each.split()) not in text]
    # A cell that is broken over lines may be read with its neighbour in between; a figure never is.
    figures = {
        cell.text
        for s in shown.sections
        for row in s.rows
        for cell in row.cells
        if cell.value is not None
    }
    assert figures.isdisjoint(lost)
    assert "".join(HOSTILE.split()) in text
    fonts = _fonts(reader)
    assert fonts
    for name, descriptor in fonts.items():
        assert "NotoSansCJKsc" in name
        assert {"/FontFile3", "/FontFile2"} & descriptor


def _fonts(reader: PdfReader) -> dict[str, set[str]]:
    """The fonts of a PDF with the keys of their descriptors."""
    found = {}
    for page in reader.pages:
        resources: Any = page["/Resources"]
        for font in resources["/Font"].values():
            for child in font.get_object()["/DescendantFonts"]:
                inner = child.get_object()
                found[str(inner["/BaseFont"])] = set(inner["/FontDescriptor"].get_object())
    return found


@pytest.mark.parametrize("name", CONTRACTS)
def test_every_shape_of_loan_can_be_set(name: str) -> None:
    for law in LAWS:
        reader = PdfReader(BytesIO(to_pdf(document(name, law, "en"))))
        assert len(reader.pages) >= 2


def test_a_character_that_no_font_has_is_named_and_nothing_is_printed() -> None:
    rare = document(particulars=Particulars(borrower="张㛃𠮷"))
    with pytest.raises(MissingCharacter) as refused:
        to_pdf(rare)
    assert refused.value.value == "㛃𠮷"
    assert "㛃𠮷" in to_html(rare)


def test_a_folder_of_further_fonts_is_looked_at_and_sealed(tmp_path: Path) -> None:
    shown = document()
    (tmp_path / "more.otf").write_bytes((FOLDER / "fonts" / "NotoSansCJKsc-Bold.otf").read_bytes())
    made = {"pdf": to_pdf(shown, fonts=tmp_path)}
    sealed = seal(shown, made, fonts=tmp_path)
    assert verify(sealed, shown, made, fonts=tmp_path) == ()
    assert verify(sealed, shown, made) == ("fonts",)


def test_the_fonts_have_every_character_of_the_wording() -> None:
    words = "".join(
        (FOLDER / "wording" / f"{name}.toml").read_text(encoding="utf-8")
        for name in ("common", "cn", "eu", "us")
    )
    every = replace(document(particulars=Particulars()), title="".join(sorted(set(words) - {"\n"})))
    assert to_pdf(every).startswith(b"%PDF-")


def test_a_seal_agrees_with_what_was_shown_and_names_what_changed() -> None:
    shown = document()
    made = {"html": to_html(shown).encode(), "pdf": to_pdf(shown)}
    sealed = Seal.from_dict(seal(shown, made).to_dict())
    assert verify(sealed, shown, made) == ()
    changed = replace(shown, headline=shown.headline.replace("7", "8"))
    assert verify(sealed, changed, made) == ("data",)
    assert verify(sealed, shown, {**made, "pdf": made["pdf"] + b"\n"}) == ("document.pdf",)
    assert verify(sealed, shown, {"pdf": made["pdf"]}) == ("document.html",)
    assert verify(replace(sealed, template_sha256="0" * 64), shown, made) == ("template",)
    assert verify(replace(sealed, template_version="0"), shown, made) == ("template",)
    assert verify(replace(sealed, fonts_sha256="0" * 64), shown, made) == ("fonts",)


def test_languages_and_laws_have_seals_of_their_own() -> None:
    seals = {str(seal(document(law=law, language=each), {}).to_dict()) for law, each in DOCUMENTS}
    assert len(seals) == len(DOCUMENTS)


@pytest.mark.parametrize("data", [{}, {"template": "cost-cn"}])
def test_a_seal_that_is_none_is_refused(data: dict[str, str]) -> None:
    with pytest.raises(InvalidDisclosure, match="the fields"):
        Seal.from_dict(data)


@pytest.mark.parametrize(
    ("data", "named"),
    [
        ({"lendr": "x"}, "lendr"),
        ({"costs": {}}, "a list of costs"),
        ({"costs": [{"id": "g"}]}, "an id and a name"),
        ({"costs": [{"id": "g", "name_zh": "费", "kind": "tax"}]}, "one of interest"),
        ({"fees": {"service": {"name": "x"}}}, "only"),
        ({"issued_on": "soon"}, "a date"),
    ],
)
def test_a_document_with_a_mistake_is_refused_by_name(data: dict[str, object], named: str) -> None:
    with pytest.raises(InvalidDisclosure, match=named):
        around_from_dict(data, "CNY")


def _luminance(colour: str) -> float:
    """Relative luminance of a colour (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_every_text_has_contrast_in_light_and_in_dark() -> None:
    style = (FOLDER / "style.css").read_text(encoding="utf-8")
    themes = re.findall(r":root {(.*?)}", style, re.DOTALL)
    assert len(themes) == 2
    for theme in themes:
        colours = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", theme))
        for ground in ("ground", "tint"):
            for ink in ("ink", "soft", "accent"):
                assert _contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
        for part in ("principal", "interest", "other"):
            assert _contrast(colours[part], colours["ground"]) >= 3, part
