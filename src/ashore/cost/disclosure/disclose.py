"""From a contract and its cost to the document that the borrower is shown before signing."""

from __future__ import annotations

from ashore.cost.disclosure import cn, eu, shared, us
from ashore.cost.disclosure.model import Cell, Disclosure, Row
from ashore.cost.disclosure.offer import Offer
from ashore.cost.disclosure.particulars import Particulars
from ashore.cost.disclosure.words import Words
from ashore.cost.flows import CostedLoan
from ashore.loan import Contract
from ashore.money import Locale

_SECTIONS = {"CN": cn.sections, "EU": eu.sections, "US": us.sections}
_NOBODY = Particulars()
_LAYOUT_WORDS = ("amounts", "page", "version")


def disclose(
    contract: Contract,
    costed: CostedLoan,
    *,
    law: str = "CN",
    language: Locale = "zh-CN",
    particulars: Particulars = _NOBODY,
) -> Disclosure:
    """The cost of a loan as the document that a law wants, in a language.

    ``costed`` is what `cost_of` makes of the contract, with every cost around it. Every figure of the document is the
    cost core's or the loan engine's; the same figures stand in both languages.

    The rule that the document cites is the one in force on the day of issue.

    Raises InvalidDisclosure for an unknown law or language, a day before any rule, or a cost that is not this
    contract's, and NoRate or SeveralRates where the flows have no single rate.

    >>> from datetime import date
    >>> from ashore.cost import cost_of
    >>> from ashore.loan import FeeTerms, FeeWhen, RepaymentKind
    >>> from ashore.money import Rate
    >>> contract = Contract(id="L1", principal_minor=8_000_00, start=date(2026, 9, 15), rate=Rate.per_year("18"),
    ...     repayment=RepaymentKind.EQUAL_INSTALMENT, instalments=12,
    ...     fees=(FeeTerms(code="service", when=FeeWhen.WITHHELD, share_ppm=30_000),))
    >>> document = disclose(contract, cost_of(contract), language="en")
    >>> document.headline
    'You get ¥7,760.00. You pay back ¥8,801.29. The loan costs you ¥1,041.29.'
    >>> document.row("box", "yearly").cells[1].text
    '23.91%'
    """
    issued = particulars.issued_on or contract.start
    words = Words(law, language, contract.currency, issued)
    offer = Offer(contract, costed, particulars)
    named = {
        "lender": particulars.lender,
        "borrower": particulars.borrower,
        "purpose": particulars.purpose,
        "contract": contract.id,
    }
    parties = [Row(key, (words.text(key), Cell(name))) for key, name in named.items() if name]
    parties.append(Row("issued", (words.text("issued"), words.day(issued))))
    seconds = particulars.reading_seconds
    layout = {key: words(key) for key in _LAYOUT_WORDS}
    if seconds is not None:
        layout["reading"] = words("reading", seconds=seconds)
    return Disclosure(
        template=f"cost-{law.lower()}",
        template_version=words.version,
        law=law,
        language=language,
        currency=contract.currency,
        issued_on=issued.isoformat(),
        contract_id=contract.id,
        title=words("title"),
        source=words.source,
        parties=tuple(parties),
        headline=shared.headline(offer, words),
        sections=_SECTIONS[law](offer, words),
        reading_seconds=seconds,
        words=layout,
    )
