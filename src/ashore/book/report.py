"""The book's report: one page of HTML in one language, everything on it computed from contracts and events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from ashore.book.analytics import Ageing, CashFlow, Rolls, Vintages
from ashore.book.pictures import (
    Figure,
    Style,
    ageing_figure,
    cash_flow_figure,
    rolls_figure,
    vintages_figure,
)
from ashore.book.summary import Summary
from ashore.book.tape import CheckReport
from ashore.book.wording import WORDS
from ashore.loan import (
    Line,
    Standing,
    Status,
    explain,
    quote_payoff,
    sentence,
    written_date,
)
from ashore.money import Locale, currency, format_minor

NOTHING = "–"
"""An amount of zero in a table: what is there stands out."""


class Verdict(NamedTuple):
    """What one outside program said of the exported books. ``ok`` is None where the program is not installed."""

    program: str
    ok: bool | None
    message: str


class AccountRow(NamedTuple):
    """One line of the trial balance, and the same amount added up from the loans."""

    code: str
    name_en: str
    name_zh: str
    ledger_minor: int
    loans_minor: int


class Story(NamedTuple):
    """One loan told in full."""

    title: str
    standing: Standing


class Analyses(NamedTuple):
    """What of the book is shown in pictures."""

    ageing: Ageing
    vintages: Vintages
    rolls: Rolls
    cash_flow: CashFlow


class Report(NamedTuple):
    """All that the page shows."""

    title: str
    source: str
    summary: Summary
    check: CheckReport | None
    bad_rows: int
    unlike: int
    accounts: Sequence[AccountRow]
    journals: int
    verdicts: Sequence[Verdict]
    story: Story | None
    other_language: str
    analyses: Analyses | None = None


def render(report: Report, locale: Locale) -> str:
    """The page as HTML text, self-contained: no script, no other file."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("ashore.book", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    unit = currency(report.summary.currency)

    def money(minor: int) -> str:
        return format_minor(minor, unit, locale) if minor else NOTHING

    def words(key: str) -> str:
        return _words(key, locale)

    template = environment.get_template("report.html")
    return template.render(
        report=report,
        locale=locale,
        words=words,
        money=money,
        nothing=NOTHING,
        percent=_percent,
        date=lambda day: written_date(day, locale),
        story=None if report.story is None else _story(report.story, locale),
        figures=_figures(report, Style(locale, unit, words)),
        reconciled=all(row.ledger_minor == row.loans_minor for row in report.accounts),
    )


def _words(key: str, locale: Locale) -> str:
    return WORDS[key][0 if locale.startswith("zh") else 1]


def _percent(share: float | None) -> str:
    """A share as a percentage, cut after two decimals so that 99.996 % is not shown as 100 %."""
    if share is None:
        return "-"
    return f"{int(share * 10_000) / 100:.2f} %"


def _figures(report: Report, style: Style) -> list[Figure]:
    found = report.analyses
    if found is None:
        return []
    return [
        ageing_figure(found.ageing, style),
        vintages_figure(found.vintages, style),
        rolls_figure(found.rolls, style),
        cash_flow_figure(found.cash_flow, style),
    ]


def _story(story: Story, locale: Locale) -> dict[str, Any]:
    standing = story.standing
    unit = currency(standing.contract.currency)

    def money(minor: int) -> str:
        return format_minor(minor, unit, locale) if minor else NOTHING

    return {
        "title": story.title,
        "standing": standing,
        "money": money,
        "tree": _tree(explain(standing), locale, standing.contract.currency),
        "instalments": standing.instalments,
        **_free_today(standing, locale, money),
    }


def _free_today(standing: Standing, locale: Locale, money: Callable[[int], str]) -> dict[str, Any]:
    """What it takes to be free on the day, and a sentence on why that is not quite what is owed."""
    if standing.status is Status.PENDING:
        return {"free_minor": 0, "free_note": ""}
    quote = quote_payoff(standing.position, standing.as_of)
    more = quote.pay_minor - (standing.outstanding.total - standing.totals.credit)
    fee = _words("free_today_fee", locale).format(fee=money(more)) if more > 0 else ""
    note = _words("free_today_note", locale).format(
        pay=money(quote.pay_minor), fee=fee, saved=money(quote.saved_interest_minor)
    )
    return {"free_minor": quote.pay_minor, "free_note": note if quote.saved_interest_minor else ""}


def _tree(line: Line, locale: Locale, code: str) -> dict[str, Any]:
    """A line and those below it as the template shows them."""
    unit = currency(code)
    return {
        "text": sentence(line, locale, unit),
        "amount": format_minor(line.amount_minor, unit, locale),
        "negative": line.amount_minor < 0,
        "children": [_tree(child, locale, code) for child in line.children],
    }
