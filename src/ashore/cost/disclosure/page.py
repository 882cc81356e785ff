"""A disclosure as one HTML page that needs nothing else: built as a tree, so that no text can become markup."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files
from xml.etree.ElementTree import Element, SubElement, tostring

from ashore.cost.disclosure.model import (
    Cell,
    CellKind,
    CheckQuestion,
    Disclosure,
    Row,
    Section,
    SectionKind,
)

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_RIGHT = (CellKind.MONEY, CellKind.RATE, CellKind.COUNT)
_PARTS = ("principal", "interest", "other")
_HIGH, _WIDE = 170, 600


def to_html(disclosure: Disclosure) -> str:
    """The document as a page: for a phone first, light and dark, without a script and without a request to anyone."""
    html = Element("html", lang=disclosure.language)
    head = SubElement(html, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": _POLICY})
    _say(head, "title", disclosure.title)
    style = files("ashore.cost.disclosure") / "style.css"
    _say(head, "style", style.read_text(encoding="utf-8"))
    main = SubElement(SubElement(html, "body"), "main")
    _say(main, "h1", disclosure.title)
    _say(main, "p", disclosure.source, "soft")
    parties = SubElement(main, "dl", {"class": "parties"})
    for row in disclosure.parties:
        _say(parties, "dt", row.cells[0].text)
        _say(parties, "dd", row.cells[1].text)
    _say(main, "p", disclosure.headline, "headline")
    if "reading" in disclosure.words:
        _say(main, "p", disclosure.words["reading"])
    for section in disclosure.sections:
        _section(main, section, disclosure)
    version = f"{disclosure.words['version']} {disclosure.template} {disclosure.template_version}"
    _say(SubElement(main, "footer"), "p", version, "soft")
    return "<!doctype html>\n" + tostring(html, encoding="unicode", method="html") + "\n"


def _say(parent: Element, tag: str, text: str, kind: str = "") -> Element:
    element = SubElement(parent, tag, {"class": kind} if kind else {})
    element.text = text
    return element


def _section(main: Element, section: Section, disclosure: Disclosure) -> None:
    part = SubElement(main, "section", id=section.key)
    if section.kind is SectionKind.CLOSING:
        _say(part, "p", section.intro, "closing")
        return
    _say(part, "h2", section.title)
    if section.intro:
        _say(part, "p", section.intro)
    layout: dict[SectionKind, Callable[[Element, Section, Disclosure], None]] = {
        SectionKind.BOX: _lines,
        SectionKind.LINES: _lines,
        SectionKind.TABLE: _table,
        SectionKind.PICTURE: _picture,
        SectionKind.CHECK: _check,
    }
    layout[section.kind](part, section, disclosure)
    if section.note and section.kind is not SectionKind.CHECK:
        _say(part, "p", section.note, "note")


def _lines(part: Element, section: Section, _: Disclosure) -> None:
    lines = SubElement(part, "dl", {"class": section.kind.value})
    for row in section.rows:
        line = SubElement(lines, "div", {"class": "total"} if row.total else {})
        _say(line, "dt", row.cells[0].text)
        _say(line, "dd", row.cells[1].text, "figure")
        if row.note:
            _say(line, "dd", row.note, "note")


def _table(part: Element, section: Section, _: Disclosure) -> None:
    if not section.rows:
        return
    table = SubElement(part, "table", {"class": section.key})
    heads = SubElement(SubElement(table, "thead"), "tr")
    for at, text in enumerate(section.columns):
        head = _say(heads, "th", text, "number" if _numeric(section, at) else "")
        head.set("scope", "col")
    body = SubElement(table, "tbody")
    for row in section.rows:
        _row(body, row, section)


def _numeric(section: Section, at: int) -> bool:
    return at > 0 and any(row.cells[at].kind in _RIGHT for row in section.rows)


def _row(body: Element, row: Row, section: Section) -> None:
    line = SubElement(body, "tr", {"class": "total"} if row.total else {})
    for at, cell in enumerate(row.cells):
        head = at == 0
        element = SubElement(line, "th" if head else "td", {"scope": "row"} if head else {})
        if _numeric(section, at):
            element.set("class", "number")
        if cell.text:
            element.set("data-label", section.columns[at])
            _cell(element, cell)


def _cell(element: Element, cell: Cell) -> None:
    span = _say(element, "span", cell.text)
    if cell.value is not None:
        span.set("data-value", str(cell.value))


def _picture(part: Element, section: Section, disclosure: Disclosure) -> None:
    bars = section.bars
    legend = SubElement(part, "ul", {"class": "legend"})
    for name, text in zip(_PARTS, section.legend, strict=True):
        item = SubElement(legend, "li")
        swatch = SubElement(item, "svg", {"viewBox": "0 0 10 10", "aria-hidden": "true"})
        SubElement(swatch, "rect", {"class": name, "width": "10", "height": "10"})
        swatch.tail = text
    svg = SubElement(
        part,
        "svg",
        {"viewBox": f"0 0 {_WIDE} {_HIGH + 24}", "role": "img", "aria-label": section.title},
    )
    most = max(bar.total_minor for bar in bars)
    slot = _WIDE / len(bars)
    for at, bar in enumerate(bars):
        group = SubElement(svg, "g")
        _say(group, "title", bar.text)
        top = float(_HIGH)
        for name in _PARTS:
            tall = getattr(bar, f"{name}_minor") / most * (_HIGH - 4)
            top -= tall
            if tall:
                box = {"x": at * slot + slot * 0.15, "y": top, "width": slot * 0.7, "height": tall}
                where = {key: f"{value:.2f}" for key, value in box.items()}
                SubElement(group, "rect", {"class": name, **where})
        if at % max(1, -(-len(bars) // 12)) == 0:
            place = {"x": f"{at * slot + slot / 2:.1f}", "y": str(_HIGH + 18)}
            _say(group, "text", bar.label).attrib.update({**place, "text-anchor": "middle"})
    ends = {"x1": "0", "x2": str(_WIDE), "y1": str(_HIGH), "y2": str(_HIGH)}
    SubElement(svg, "line", {"class": "base", **ends})
    more = SubElement(part, "details")
    _say(more, "summary", disclosure.words["amounts"])
    _table(more, section, disclosure)


def _check(part: Element, section: Section, _: Disclosure) -> None:
    part.set("class", "check")
    questions = SubElement(part, "ol")
    for question in section.questions:
        _question(questions, question)
    answers = SubElement(part, "details")
    _say(answers, "summary", section.note)
    right = SubElement(answers, "ol")
    for question in section.questions:
        letter = "ABC"[question.answer]
        _say(right, "li", f"{letter}. {question.options[question.answer].text}")


def _question(parent: Element, question: CheckQuestion) -> None:
    item = SubElement(parent, "li")
    _say(item, "p", question.text)
    options = SubElement(item, "ol")
    for option in question.options:
        _say(options, "li", option.text)
