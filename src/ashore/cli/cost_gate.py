"""`ashore cost gate`: whether an offer is within the caps that bind its lender, and what would be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from ashore.cli.loan import FILE_OR_TERMS, contract_given, with_terms
from ashore.cli.output import REFUSED, emit_json, refusals, table
from ashore.cli.rules import LANG, PACKS
from ashore.cli.rules_shown import said
from ashore.cost import CapGate, ExtraCost, around_from_dict, measured
from ashore.loan import Contract, RepaymentKind
from ashore.money import currency, format_minor
from ashore.rules import MEASURES, load


@click.command("gate")
@FILE_OR_TERMS
@with_terms
@click.option("--jurisdiction", metavar="CODE", default="CN", show_default=True, help="Whose law.")
@click.option(
    "--lender-type", metavar="NAME", required=True, help="Who lends, as consumer-finance."
)
@click.option("--product", metavar="NAME", default="personal", show_default=True, help="What for.")
@PACKS
@LANG
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def gate_(
    path: Path | None,
    jurisdiction: str,
    lender_type: str,
    product: str,
    folders: tuple[Path, ...],
    lang: str,
    as_json: bool,
    **terms: Any,
) -> None:
    """Whether an offer, signed on its start date, is within every cap on cost; and the highest that would be.

    Measured on the figure that the borrower is shown, after rounding. Exit code 1 unless it is allowed.

    \b
    Examples:
      ashore cost gate examples/disclosed-loan.toml --lender-type consumer-finance
      ashore cost gate --principal 500 --rate 24% --instalments 12 --start 2026-09-15 --lender-type bank
    """
    with refusals(as_json):
        contract, document = contract_given(path, terms)
        costs = around_from_dict(document, contract.currency).costs if document else ()
        gate = CapGate(
            packs=load(folders),
            jurisdiction=jurisdiction,
            lender_type=lender_type,
            product=product,
        )
        decision = gate.judge(contract, costs)
        legal = _legal(gate, contract, costs)
        figures = measured(contract, costs)
    if as_json:
        shown = {name: str(percent) for name, percent in figures.items()}
        emit_json({"decision": decision.to_dict(), "figures_percent": shown, "highest": legal})
    else:
        click.echo(f"{decision.outcome.value}: {said(decision.why, lang)}")
        for part in decision.parts:
            rule = f"{part.basis.rule_id} v{part.basis.version}" if part.basis else "-"
            click.echo(f"  {rule}: {part.outcome.value}, {said(part.why, lang)}")
        rows = [[said(MEASURES[name], lang), f"{percent} %"] for name, percent in figures.items()]
        click.echo(table(["measure" if lang == "en" else "口径", "%"], rows))
        for name, highest in legal.items():
            click.echo(f"{_HIGHEST[lang].format(name=name)}: {highest or _NONE[lang]}")
    if not decision.allowed:
        raise SystemExit(REFUSED)


_HIGHEST = {"en": "highest {name} within the caps", "zh-CN": "不超过上限的最高{name}"}
_NONE = {"en": "none", "zh-CN": "无"}


def _legal(
    gate: CapGate, contract: Contract, costs: tuple[ExtraCost, ...]
) -> dict[str, str | None]:
    """The highest rate, and the largest amount a time of each charge, all else as it is; None: none would be allowed."""
    found: dict[str, str | None] = {}
    if not contract.rate_steps and contract.repayment is not RepaymentKind.FLAT_FEE:
        rate = gate.highest_rate(contract, costs)
        found["rate"] = None if rate is None else f"{rate.percent_per_year()}%"
    unit = currency(contract.currency)
    for extra in costs:
        if extra.required and extra.standard.rate is None:
            most = gate.highest_charge(contract, costs, extra.id)
            found[extra.id] = None if most is None else format_minor(most, unit)
    return found
