"""`ashore cost decode` and `ashore cost compare`: offers in anyone's words, and what they really cost."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path

import click

from ashore.cli.loan import JSON
from ashore.cli.output import emit_json, refusals, table
from ashore.cost import (
    Comparison,
    Decoded,
    OfferFigures,
    compare,
    comparison_to_dict,
    decode,
    decoded_to_dict,
)
from ashore.money import Locale, currency, format_minor

LANG = click.option(
    "--lang",
    type=click.Choice(["en", "zh-CN"]),
    help="Language of the answer; by default that of the offer.",
)
_LONGEST_FILE_BYTES = 16_384
_UNITS = {"month": ("个月", "month"), "week": ("周", "week"), "day": ("天", "day")}


@click.command("decode")
@click.argument("offer", nargs=-1, required=True)
@click.option("--payments", is_flag=True, help="Print every payment too.")
@JSON
@LANG
def decode_(offer: tuple[str, ...], payments: bool, as_json: bool, lang: Locale | None) -> None:
    """What an OFFER costs: its words, a file that holds them, or - for standard input.

    \b
    ashore cost decode 借8000,分12期,每期766
    ashore cost decode "APR 24.9% over 36 months"
    """
    with refusals(as_json):
        decoded = decode(_words(" ".join(offer)))
    if as_json:
        emit_json(decoded_to_dict(decoded))
        return
    zh = _is_chinese(decoded, lang)
    click.echo("\n".join(_lines(decoded, zh, payments)))


@click.command("compare")
@click.argument("offers", nargs=-1, required=True)
@JSON
@LANG
def compare_(offers: tuple[str, ...], as_json: bool, lang: Locale | None) -> None:
    """Two or more OFFERS side by side, the cheapest first: each its words in quotes, or a file.

    \b
    ashore cost compare "借1万,月费率0.6%,12期" "借1万,年利率8%,等额本息12期"
    """
    with refusals(as_json):
        comparison = compare([_words(each) for each in offers])
    if as_json:
        emit_json(comparison_to_dict(comparison))
        return
    click.echo("\n".join(_compared(comparison, _is_chinese(comparison.offers[0], lang))))


def _words(given: str) -> str:
    """The offer itself, or what the file of that name holds."""
    if given == "-":
        return sys.stdin.buffer.read(_LONGEST_FILE_BYTES).decode("utf-8", errors="replace")
    path = Path(given)
    try:
        is_file = path.is_file()
    except OSError:  # an offer may be longer than the name of any file
        return given
    if not is_file:
        return given
    with path.open("rb") as file:
        return file.read(_LONGEST_FILE_BYTES).decode("utf-8", errors="replace")


def _is_chinese(decoded: Decoded, lang: Locale | None) -> bool:
    return (decoded.language == "zh") if lang is None else lang == "zh-CN"


def _lines(decoded: Decoded, zh: bool, payments: bool) -> list[str]:
    lines = ["读到的:" if zh else "Read:"]
    lines += [
        f"  {each.span.of(decoded.text).strip()}  {each.zh if zh else each.en}"
        for each in decoded.readings
    ]
    if not decoded.readings:
        lines = []
    if decoded.figures is not None:
        lines += ["", *_figures(decoded.figures, zh)]
        if payments:
            lines += ["", _payments(decoded.figures, zh)]
    if decoded.questions:
        lines += ["", "还不能算,先要知道:" if zh else "No figure yet. First:"]
    for question in decoded.questions:
        about = "" if question.span is None else f"“{question.span.of(decoded.text).strip()}” "
        lines.append(f"  {about}{question.zh if zh else question.en} [{question.code.value}]")
        lines += [
            f"    {each.zh if zh else each.en}: {each.annual_percent} %"
            for each in question.candidates
        ]
    if decoded.assumptions and decoded.figures is not None:
        lines += ["", "没写明、这样取的:" if zh else "Not said, taken as:"]
        lines += [f"  {each.zh if zh else each.en}" for each in decoded.assumptions]
    return lines


def _figures(figures: OfferFigures, zh: bool) -> list[str]:
    def money(minor: int) -> str:
        return format_minor(minor, currency(figures.currency), "zh-CN" if zh else "en")

    rows = [
        ("到手" if zh else "In hand", money(figures.received_minor)),
        ("总共还" if zh else "Paid in all", money(figures.paid_minor)),
        ("成本" if zh else "Cost", money(figures.cost_minor)),
        ("真实年化(单利)" if zh else "True annual cost, simple", figures.simple.percent(2) + " %"),
        (
            "真实年化(复利)" if zh else "True annual cost, compound",
            figures.compound.percent(2) + " %",
        ),
        ("按平息算每年" if zh else "As a flat rate a year", _two(figures.flat_percent) + " %"),
    ]
    if figures.true_to_flat is not None:
        rows.append(
            ("真实年化是平息的几倍" if zh else "True over flat", _two(figures.true_to_flat))
        )
    if figures.claim is not None:
        rows.append(
            ("写明的年利率" if zh else "Claimed rate a year", _two(figures.claim.percent) + " %")
        )
        rows.append(("那其实是" if zh else "Which is", _claim(figures.claim.what, zh)))
    return [table(("", ""), rows).lstrip("\n")]


def _claim(what: str, zh: bool) -> str:
    said = {
        "true": ("真实的年化", "the true rate"),
        "flat": (
            "平息(按最初本金算),不是真实年化",
            "a flat rate on the first amount, not the true one",
        ),
        "other": ("不是全部成本", "not all that it costs"),
    }
    return said[what][0] if zh else said[what][1]


def _payments(figures: OfferFigures, zh: bool) -> str:
    unit = _UNITS[figures.per.unit][0 if zh else 1]
    after = f"第几{unit}" if zh else f"After {unit}s"
    money = currency(figures.currency)
    rows = [
        (
            str(each.periods * figures.per.count),
            format_minor(each.paid_minor, money, "zh-CN" if zh else "en"),
            format_minor(each.paid_so_far_minor, money, "zh-CN" if zh else "en"),
        )
        for each in figures.payments
    ]
    return table((after, "还款" if zh else "Payment", "累计" if zh else "So far"), rows)


def _two(value: Fraction) -> str:
    return f"{float(value):.2f}"


def _compared(comparison: Comparison, zh: bool) -> list[str]:
    rows = []
    for at in comparison.ranked:
        decoded = comparison.offers[at]
        figures = decoded.figures
        assert figures is not None
        money = currency(figures.currency)
        locale: Locale = "zh-CN" if zh else "en"
        rows.append(
            (
                _short(decoded.text),
                figures.simple.percent(2) + " %",
                figures.compound.percent(2) + " %",
                format_minor(figures.received_minor, money, locale),
                format_minor(figures.paid_minor, money, locale),
                format_minor(figures.cost_minor, money, locale),
            )
        )
    header = (
        ("方案", "年化(单利)", "年化(复利)", "到手", "总共还", "成本")
        if zh
        else ("Offer", "Simple", "Compound", "In hand", "Paid in all", "Cost")
    )
    lines = [table(header, rows)] if rows else []
    if len(rows) > 1 and not comparison.same_terms:
        lines.append(
            "金额或期限不同:比年化,不要比成本。"
            if zh
            else "Amounts or terms differ: compare the annual cost, not the cost in money."
        )
    for decoded in comparison.offers:
        if decoded.figures is None:
            lines += [f"{_short(decoded.text)}:"]
            lines += [f"  {each.zh if zh else each.en}" for each in decoded.questions]
    return lines


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 32 else flat[:31] + "…"
