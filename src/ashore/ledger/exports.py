"""The books as text for outside programs: Beancount, hledger, Ledger. Closing balances stand in it as assertions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

from ashore.ledger.accounts import CHART, account
from ashore.ledger.journal import Journal
from ashore.ledger.ledger import Ledger
from ashore.money import currency


def decimal(minor: int, exponent: int) -> str:
    """Minor units as a plain decimal, exact.

    >>> decimal(-800005, 2)
    '-8000.05'
    """
    sign, digits = ("-" if minor < 0 else ""), str(abs(minor)).rjust(exponent + 1, "0")
    if not exponent:
        return sign + digits
    return f"{sign}{digits[:-exponent]}.{digits[-exponent:]}"


def beancount(ledger: Ledger) -> Iterator[str]:
    """The ledger for Beancount, in order of book date.

    A balance there is asserted at the start of a day: the next. ``~ 0`` takes away its tolerance of a minor unit.
    """
    unit, journals = currency(ledger.currency), _by_day(ledger)
    yield f'option "operating_currency" "{unit.code}"'
    if not journals:
        return
    first, last = journals[0].book_date, journals[-1].book_date
    yield f"{first} commodity {unit.code}"
    for each in CHART:
        yield f"{first} open {each.path} {unit.code}"
        yield f'  code: "{each.code}"'
        yield f'  name-zh: "{each.name_zh}"'
    for journal in journals:
        yield f'{journal.book_date} * "{journal.tag}" "journal {journal.id}"'
        yield f"  value-date: {journal.value_date}"
        for code, amount in journal.postings:
            yield f"  {account(code).path}  {decimal(amount, unit.exponent)} {unit.code}"
    for code, amount in ledger.trial_balance().balances.items():
        day = last + timedelta(days=1)
        closing = decimal(amount, unit.exponent)
        yield f"{day} balance {account(code).path}  {closing} ~ 0 {unit.code}"


def hledger(ledger: Ledger) -> Iterator[str]:
    """The ledger for hledger: accounts declared, closing balances asserted in a last transaction of zeros."""
    unit = currency(ledger.currency)
    style = decimal(1000 * 10**unit.exponent, unit.exponent)
    mark = "" if unit.exponent else "."
    yield f"commodity {style}{mark} {unit.code}"
    for each in CHART:
        yield f"account {each.path}  ; code: {each.code}, name: {each.name_zh}"
    yield from _plain_text(ledger)


def ledger_cli(ledger: Ledger) -> Iterator[str]:
    """The ledger for Ledger (the program of 2003 that the others descend from)."""
    unit = currency(ledger.currency)
    yield f"commodity {unit.code}"
    for each in CHART:
        yield f"account {each.path}"
        yield f"    note {each.code} {each.name_zh}"
    yield from _plain_text(ledger)


def _plain_text(ledger: Ledger) -> Iterator[str]:
    unit, journals = currency(ledger.currency), _by_day(ledger)
    for journal in journals:
        yield f"{journal.book_date}={journal.value_date} * ({journal.id}) {journal.tag}"
        for code, amount in journal.postings:
            yield f"    {account(code).path}  {decimal(amount, unit.exponent)} {unit.code}"
    if not journals:
        return
    zero = decimal(0, unit.exponent)
    yield f"{journals[-1].book_date} * closing balances"
    for code, amount in ledger.trial_balance().balances.items():
        closing = decimal(amount, unit.exponent)
        yield f"    {account(code).path}  {zero} {unit.code} = {closing} {unit.code}"


def _by_day(ledger: Ledger) -> list[Journal]:
    return sorted(ledger.journals, key=lambda journal: (journal.book_date, journal.id))


FORMATS: dict[str, Callable[[Ledger], Iterator[str]]] = {
    "beancount": beancount,
    "hledger": hledger,
    "ledger": ledger_cli,
}


def export(ledger: Ledger, name: str) -> Iterator[str]:
    """The ledger as lines of text in one of ``FORMATS``: same ledger, same bytes.

    >>> next(export(Ledger("CNY"), "beancount"))
    'option "operating_currency" "CNY"'
    """
    yield from FORMATS[name](ledger)
