"""The report page: complete, escaped, and in two languages."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from ashore.book import (
    Loan,
    Plan,
    generate_book,
    read_book,
    standings,
    summarise,
    summarise_book,
)
from ashore.cli import main
from ashore.loan import Contract, Disbursement, PenaltyTerms, Repayment, RepaymentKind
from ashore.money import Rate

JAN = date(2025, 1, 15)


def loan(name: str, paid: int) -> Loan:
    contract = Contract(
        id=name,
        principal_minor=12_000_00,
        start=JAN,
        rate=Rate.per_year("12"),
        repayment=RepaymentKind.EQUAL_PRINCIPAL,
        instalments=12,
        penalty=PenaltyTerms(),
    )
    events = [Disbursement(id="d", effective=JAN, amount_minor=12_000_00)]
    due = [1_120_00, 1_110_00, 1_100_00]
    dates = [date(2025, 2, 15), date(2025, 3, 15), date(2025, 4, 15)]
    for at in range(paid):
        events.append(Repayment(id=f"p{at}", effective=dates[at], amount_minor=due[at]))  # type: ignore[arg-type]
    return Loan(contract, tuple(events))


def test_loans_are_counted_by_days_past_due() -> None:
    loans = [loan("a", 3), loan("b", 2), loan("c", 1), loan("d", 0)]
    as_of = date(2025, 4, 20)
    found = summarise(standings(loans, as_of), as_of, "CNY")
    ages = {age.name: (age.loans, age.principal_minor) for age in found.ages if age.loans}
    assert ages == {
        "0": (1, 9_000_00),
        "1-30": (1, 10_000_00),
        "31-60": (1, 11_000_00),
        "61-90": (1, 12_000_00),
    }
    assert found.statuses == {"active": 1, "overdue": 3}
    assert found.totals.received == 3 * 1_120_00 + 2 * 1_110_00 + 1_100_00


class Page(HTMLParser):
    """The tags that stay open, and the text of the page."""

    VOID = frozenset({"meta", "br", "hr", "img", "link", "input", "col"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text: list[str] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.outside += [
            value
            for name, value in attrs
            if name in ("src", "href") and value and value.startswith("http")
        ]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data.strip())


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("demo") / "out"
    result = CliRunner().invoke(main, ["book", "demo", "--out", str(out)])
    assert result.exit_code == 0, result.output
    assert f"report: {out / 'report.en.html'}" in result.output
    return out


@pytest.mark.parametrize(
    ("name", "words"),
    [
        (
            "report.en.html",
            [
                "¥7,000.00",
                "Penalty and compound interest",
                "To pay all of it off today takes ¥7,012.00",
                "came back on 14 April 2026 and does not count",
                "400",
                "hledger",
            ],
        ),
        (
            "report.zh-CN.html",
            [
                "¥7,000.00",
                "罚息与复利",
                "今天全部结清要付 ¥7,012.00",
                "已于 2026年4月14日 退回，不计入",
                "400",
                "hledger",
            ],
        ),
    ],
)
def test_the_demo_tells_the_story_and_shows_the_book(
    demo: Path, name: str, words: list[str]
) -> None:
    page = Page()
    page.feed((demo / name).read_text("utf-8"))
    assert page.open == []
    assert page.outside == []
    text = " ".join(page.text)
    for word in words:
        assert word in text


def test_the_demo_keeps_the_book_and_the_exported_ledgers(demo: Path) -> None:
    assert (demo / "book/book.json").is_file()
    assert {path.name for path in (demo / "books").iterdir()} == {
        "books.beancount",
        "books.hledger",
        "books.ledger",
    }


def test_running_the_demo_again_gives_the_same_page(demo: Path, tmp_path: Path) -> None:
    CliRunner().invoke(main, ["book", "demo", "--out", str(tmp_path / "again")])
    for name in ("report.en.html", "report.zh-CN.html"):
        assert (tmp_path / "again" / name).read_bytes() == (demo / name).read_bytes()


SVG_TEXTS = {
    "report.en.html": ["Vintages", "months on book", "How lateness rolls", "Cash ahead", "181-360"],
    "report.zh-CN.html": ["放款年份与账龄", "账龄（月）", "逾期迁徙", "未来现金流", "核销"],
}


@pytest.mark.parametrize("name", SVG_TEXTS)
def test_every_picture_has_a_table_that_says_the_same(demo: Path, name: str) -> None:
    text = (demo / name).read_text("utf-8")
    assert text.count("<svg ") == text.count('<details class="twin">') == 4
    assert text.count('role="img" aria-label="') == 4
    assert "<script" not in text
    page = Page()
    page.feed(text)
    said = " ".join(page.text)
    for words in SVG_TEXTS[name]:
        assert words in said
    # The sample on 1 March 2019: of 796,291.46 owed 620,798.60 is on time, in the picture and in its twin.
    assert "78.0 %" in said
    assert "US$620,798.60" in said


def test_pictures_take_their_colours_from_the_page(demo: Path) -> None:
    text = (demo / "report.en.html").read_text("utf-8")
    pictures = text[text.index("<figure") : text.rindex("</figure>")]
    assert 'class="' in pictures
    assert "fill=" not in pictures
    assert "style=" not in pictures


@pytest.mark.parametrize("known_at", [None, date(2026, 5, 1)])
def test_a_book_added_up_from_columns_is_what_its_standings_add_up_to(
    tmp_path: Path, known_at: date | None
) -> None:
    generate_book(tmp_path / "book", Plan(300, 3, date(2026, 6, 30), "usual", 2))
    as_of = date(2026, 5, 31)
    told: list[int] = []
    found = summarise_book(tmp_path / "book", as_of, known_at, told.append)
    loans = list(read_book(tmp_path / "book"))
    assert found.to_dict() == summarise(standings(loans, as_of, known_at), as_of, "CNY").to_dict()
    assert sum(told) == found.loans == len(loans)
