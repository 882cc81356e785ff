"""`ashore cost disclose`: the cost of a loan as the document that a borrower is shown before signing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from ashore.cli.loan import FILE_OR_TERMS, contract_given, with_terms
from ashore.cli.output import refusals
from ashore.cost import (
    Disclosure,
    Seal,
    around_from_dict,
    cost_of,
    disclose,
    seal,
    to_html,
    to_pdf,
    verify,
)
from ashore.money import AshoreError, Locale

LOCALES: dict[str, Locale] = {"zh": "zh-CN", "en": "en"}
SUFFIXES = {".html": "html", ".pdf": "pdf", ".json": "json"}


class SealBroken(AshoreError):
    """What is shown now is not what was sealed."""

    code = "seal_broken"


def render(document: Disclosure, form: str, fonts: Path | None = None) -> bytes:
    """The document in a format: ``html``, ``pdf`` or ``json``."""
    if form == "html":
        return to_html(document).encode()
    if form == "pdf":
        return to_pdf(document, fonts=fonts)
    plain = json.dumps(document.to_dict(), indent=2, sort_keys=True, ensure_ascii=False)
    return f"{plain}\n".encode()


@click.command("disclose")
@FILE_OR_TERMS
@with_terms
@click.option(
    "--law",
    type=click.Choice(["cn", "eu", "us"]),
    default="cn",
    show_default=True,
    help="Whose document: China's cost table, an EU information sheet, the US box.",
)
@click.option(
    "--lang", type=click.Choice(list(LOCALES)), default="zh", show_default=True, help="Language."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["html", "pdf", "json"]),
    help="Format, if the name of the file does not say it.",
)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="File to write.")
@click.option("--fonts", type=click.Path(path_type=Path), help="Folder of further fonts (PDF).")
@click.option("--seal", "seal_to", type=click.Path(path_type=Path), help="Write the seal here.")
@click.option(
    "--check-seal", type=click.Path(path_type=Path), help="Refuse unless it agrees with this seal."
)
def disclose_(
    path: Path | None,
    law: str,
    lang: str,
    form: str | None,
    out: Path,
    fonts: Path | None,
    seal_to: Path | None,
    check_seal: Path | None,
    **terms: Any,
) -> None:
    """The cost of a loan as the document that a borrower is shown before signing.

    The terms come from the options, or from a TOML file with a table [contract]; its table [disclosure] names the
    parties and the costs around the contract.

    \b
    Examples:
      ashore cost disclose examples/disclosed-loan.toml --out cost.html
      ashore cost disclose examples/disclosed-loan.toml --lang en --out cost.pdf --seal cost.seal.json
      ashore cost disclose examples/disclosed-loan.toml --lang en --out again.pdf --check-seal cost.seal.json
    """
    form = form or SUFFIXES.get(out.suffix.lower())
    if form is None:
        raise click.UsageError("--format html, pdf or json: the name of the file does not say it.")
    with refusals(as_json=False):
        contract, said = contract_given(path, terms)
        around = around_from_dict(said, contract.currency)
        costed = cost_of(contract, around.costs, lender=around.lender, fees=around.fees)
        document = disclose(
            contract,
            costed,
            law=law.upper(),
            language=LOCALES[lang],
            particulars=around.particulars,
        )
        made = render(document, form, fonts)
        if check_seal is not None:
            _agree(check_seal, document, {form: made}, fonts)
        out.write_bytes(made)
        if seal_to is not None:
            facts = seal(document, {form: made}, fonts=fonts).to_dict()
            seal_to.write_text(
                json.dumps(facts, indent=2, sort_keys=True, ensure_ascii=False) + "\n",
                encoding="utf-8",
            )
        click.echo(document.headline)
        click.echo(f"{out}: {len(made):,} bytes")


def _agree(
    path: Path, document: Disclosure, documents: dict[str, bytes], fonts: Path | None
) -> None:
    """Refuse, naming the parts, where the seal in a file does not fit."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        data = None
    sealed = Seal.from_dict(data if isinstance(data, dict) else {})
    differing = verify(sealed, document, documents, fonts=fonts)
    if differing:
        raise SealBroken(field="seal", value=list(differing), expected="what was sealed, unchanged")
