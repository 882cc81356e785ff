"""`ashore quote`, `schedule`, `explain`, `payoff`: one loan, from options or from a TOML document."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import click
from click.core import ParameterSource

from ashore.cli.output import DAY, emit_json, refusals, table
from ashore.loan import (
    CONVENTIONS,
    Contract,
    Event,
    InvalidContract,
    Life,
    Parts,
    RepaymentKind,
    Schedule,
    contract_from_dict,
    evaluate,
    explain,
    fold,
    life_from_dict,
    quote_payoff,
    schedule,
    text,
)
from ashore.money import Locale, currency, format_minor

Command = TypeVar("Command", bound=Callable[..., Any])
FILE = click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
FILE_OR_TERMS = click.argument(
    "path", metavar="[FILE]", required=False, type=click.Path(path_type=Path)
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
LANG = click.option(
    "--lang", type=click.Choice(["en", "zh-CN"]), default="en", show_default=True, help="Language."
)
KNOWN_AT = click.option("--known-at", type=DAY, help="Only what was recorded by this date.")
TERMS = (
    click.option("--principal", help="Amount borrowed, such as 8000."),
    click.option("--rate", help='Rate: "18%" (a year), "1.5% a month", 月利率1.5%, 日息万分之五.'),
    click.option("--instalments", type=int, help="How many instalments."),
    click.option(
        "--repayment",
        type=click.Choice([kind.value for kind in RepaymentKind if kind.value != "custom"]),
        default="equal_instalment",
        show_default=True,
        help="How it is repaid.",
    ),
    click.option("--start", type=DAY, help="Day of disbursement."),
    click.option(
        "--first-due", type=DAY, help="First due date, if not one period after the start."
    ),
    click.option("--currency", "code", default="CNY", show_default=True, help="ISO 4217 code."),
    click.option(
        "--convention",
        type=click.Choice(sorted(CONVENTIONS)),
        default="cn-monthly",
        show_default=True,
        help="How days are counted and interest is rounded.",
    ),
    click.option("--day-basis", type=int, help="Days of a year for a rate by the day: 360 or 365."),
)


class Document(NamedTuple):
    """A loan read from a TOML file, with what the file says about itself and about its disclosure."""

    contract: Contract
    events: tuple[Event, ...]
    as_of: date | None
    titles: dict[str, str]
    disclosure: dict[str, Any]

    def title(self, locale: str) -> str:
        """The document's title in a language, or the loan's id."""
        return self.titles.get(locale, self.contract.id)


def read_life(path: Path) -> Document:
    """A TOML document: ``contract``, ``events``, and perhaps ``as_of``, ``title`` and ``disclosure``.

    Raises InvalidContract for a file that is not there or is not TOML, and what `life_from_dict` raises.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        raise InvalidContract(
            field="file", value=str(path), expected="a TOML file with a table [contract]"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InvalidContract(field=path.name, value=str(error), expected="valid TOML") from None
    as_of = _day(data.pop("as_of", None))
    titles = _titles(data.pop("title", {}))
    disclosure = data.pop("disclosure", {})
    life: Life = life_from_dict(data)
    return Document(life.contract, life.events, as_of, titles, disclosure)


def _day(value: Any) -> date | None:
    """The document's ``as_of``: a TOML date or its ISO text."""
    if value is None or type(value) is date:
        return value
    if isinstance(value, str):
        with suppress(ValueError):
            return date.fromisoformat(value)
    raise InvalidContract(field="as_of", value=value, expected="a date such as 2025-01-15")


def _titles(value: Any) -> dict[str, str]:
    if isinstance(value, dict) and all(isinstance(text, str) for text in value.values()):
        return value
    raise InvalidContract(field="title", value=value, expected="a table of texts by language")


def with_terms(command: Command) -> Command:
    """The options that describe a contract."""
    for option in reversed(TERMS):
        command = option(command)
    return command


def contract_given(path: Path | None, given: dict[str, Any]) -> tuple[Contract, dict[str, Any]]:
    """The contract of the options or of a file, and what the file says about its disclosure."""
    if path is not None:
        _only_the_file(given)
        document = read_life(path)
        return document.contract, document.disclosure
    for name in ("principal", "rate", "instalments", "start"):
        if given[name] is None:
            raise InvalidContract(field=name, value=None, expected=f"--{name}, or a TOML file")
    unit = currency(given["code"])
    terms = {
        "id": "quote",
        "principal": str(given["principal"]),
        "rate": given["rate"],
        "instalments": given["instalments"],
        "repayment": given["repayment"],
        "start": given["start"],
        "first_due": given["first_due"],
        "currency": unit.code,
        "convention": given["convention"],
        "day_basis": given["day_basis"],
    }
    terms = {key: value for key, value in terms.items() if value is not None}
    return contract_from_dict(terms), {}


def _only_the_file(given: dict[str, Any]) -> None:
    """Refuse terms given beside a file: they would be read by nobody."""
    context = click.get_current_context()
    for option in context.command.params:
        if (
            option.name in given
            and context.get_parameter_source(option.name) is not ParameterSource.DEFAULT
        ):
            raise click.UsageError(f"{option.opts[0]} and FILE: give the terms in one of them.")


def _money(minor: int, code: str) -> dict[str, Any]:
    """An amount for JSON: minor units and a decimal string."""
    plain = format_minor(minor, currency(code), style="plain").replace(",", "")
    return {"minor": minor, "amount": plain}


def _parts(parts: Parts, code: str) -> dict[str, Any]:
    return {name: _money(value, code) for name, value in parts._asdict().items()}


def _quote_facts(plan: Schedule) -> dict[str, Any]:
    contract = plan.contract
    code = contract.currency
    first = next(row for row in plan.instalments if row.number == 1)
    return {
        "convention": contract.convention.name,
        "calculation_version": contract.calculation_version,
        "currency": code,
        "principal": _money(contract.principal_minor, code),
        "in_hand": _money(plan.in_hand_minor, code),
        "rate_percent_per_year": contract.rate.percent_per_year(),
        "instalments": contract.instalments,
        "first_payment": _money(first.planned.total, code),
        "first_due": first.due.isoformat(),
        "last_due": plan.instalments[-1].due.isoformat(),
        "total": _parts(plan.total, code),
        "total_to_pay": _money(plan.total.total, code),
    }


@click.command()
@FILE_OR_TERMS
@with_terms
@JSON
def quote(path: Path | None, as_json: bool, **terms: Any) -> None:
    """What a loan costs: instalment, interest, fees, all that is to be paid.

    The terms come from the options, or from a TOML file with a table [contract].

    \b
    Examples:
      ashore quote --principal 8000 --rate 18% --instalments 12 --start 2025-01-15
      ashore quote examples/flat-fee.toml --json
    """
    with refusals(as_json):
        plan = schedule(contract_given(path, terms)[0])
        facts = _quote_facts(plan)
        if as_json:
            emit_json(facts)
            return
        unit = currency(plan.contract.currency)
        for label, minor in (
            ("borrowed", plan.contract.principal_minor),
            ("in hand", plan.in_hand_minor),
            ("first payment", facts["first_payment"]["minor"]),
            ("interest in all", plan.total.interest),
            ("fees in all", plan.total.fee),
            ("to pay in all", plan.total.total),
        ):
            click.echo(f"{label:<16}{format_minor(minor, unit, 'en'):>18}")


@click.command("schedule")
@FILE_OR_TERMS
@with_terms
@JSON
def schedule_(path: Path | None, as_json: bool, **terms: Any) -> None:
    """The schedule of a contract: every due date with principal, interest, fee and the balance after it.

    The terms come from the options, or from a TOML file with a table [contract].

    \b
    Example: ashore schedule --principal 8000 --rate 18% --instalments 12 --start 2025-01-15
    """
    with refusals(as_json):
        plan = schedule(contract_given(path, terms)[0])
        code = plan.contract.currency
        if as_json:
            rows = [
                {
                    "kind": row.kind.value,
                    "number": row.number,
                    "due": row.due.isoformat(),
                    "planned": _parts(row.planned, code),
                    "to_pay": _money(row.planned.total, code),
                    "balance": _money(row.balance_minor, code),
                }
                for row in plan.instalments
            ]
            emit_json({**_quote_facts(plan), "rows": rows})
            return
        unit = currency(code)
        lines = []
        for row in plan.instalments:
            amounts = (*row.planned[:3], row.planned.total, row.balance_minor)
            name = str(row.number) if row.number else row.kind.value.replace("_", " ")
            shown = [format_minor(amount, unit, "en", "plain") for amount in amounts]
            lines.append([name, row.due.isoformat(), *shown])
        click.echo(
            table(
                ["no.", "due", "principal", "interest", "fee", "to pay", "balance"], lines, left=2
            )
        )


@click.command("explain")
@FILE
@click.option("--as-of", type=DAY, help="The date that is asked about (default: the document's).")
@KNOWN_AT
@LANG
@click.option(
    "--depth",
    type=click.IntRange(min=0),
    default=99,
    show_default="all",
    help="How many levels to show.",
)
@JSON
def explain_(
    path: Path, as_of: date | None, known_at: date | None, lang: Locale, depth: int, as_json: bool
) -> None:
    """Why this is owed: every amount down to event, rule, rate and days.

    FILE is a TOML document with a table [contract] and a list [[events]].

    \b
    Examples:
      ashore explain examples/borrowed-8000-owes-7000.toml
      ashore explain examples/borrowed-8000-owes-7000.toml --lang zh-CN --depth 2
    """
    with refusals(as_json):
        document = read_life(path)
        position = fold(document.contract, document.events, known_at)
        day = as_of or document.as_of or position.last_event_on or document.contract.start
        standing = evaluate(position, day)
        line = explain(standing)
        code = document.contract.currency
        if as_json:
            emit_json(
                {
                    "as_of": day.isoformat(),
                    "currency": code,
                    "status": standing.status.value,
                    "days_past_due": standing.days_past_due,
                    "overdue": _money(standing.overdue.total, code),
                    "owed": _money(line.amount_minor, code),
                    "explanation": line.to_dict(),
                }
            )
            return
        for each in text(line, lang, code, depth):
            click.echo(each)


@click.command()
@FILE
@click.option("--on", "day", type=DAY, required=True, help="The day of paying.")
@KNOWN_AT
@JSON
def payoff(path: Path, day: date, known_at: date | None, as_json: bool) -> None:
    """What it takes to be free on a day: paying this closes the loan.

    FILE is a TOML document with a table [contract] and a list [[events]].

    \b
    Example: ashore payoff examples/equal-instalment.toml --on 2025-06-27
    """
    with refusals(as_json):
        document = read_life(path)
        found = quote_payoff(fold(document.contract, document.events, known_at), day)
        code = document.contract.currency
        if as_json:
            emit_json(
                {
                    "on": day.isoformat(),
                    "currency": code,
                    "parts": _parts(found.parts, code),
                    "credit": _money(found.credit_minor, code),
                    "pay": _money(found.pay_minor, code),
                    "saved_interest": _money(found.saved_interest_minor, code),
                }
            )
            return
        unit = currency(code)
        for label, minor in (
            *found.parts._asdict().items(),
            ("credit held", -found.credit_minor),
            ("to pay", found.pay_minor),
            ("interest saved", found.saved_interest_minor),
        ):
            click.echo(f"{label:<16}{format_minor(minor, unit, 'en'):>18}")
