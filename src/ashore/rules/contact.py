"""Whether a borrower, or someone about them, may be contacted: who, how, when, how often, by whom."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from ashore.rules.contact_checks import (
    check_ban,
    check_count,
    check_hold,
    check_hours,
    check_pause,
    check_persons,
)
from ashore.rules.contacts import Call, Contact, Purpose
from ashore.rules.decision import Decision, Outcome, no_rule, strictest
from ashore.rules.marks import Text
from ashore.rules.packs import Packs
from ashore.rules.rule import Rule

Check = Callable[[Rule, Contact, Sequence[Call]], Decision]
CHECKS: Mapping[str, Check] = {
    "contact-hours": check_hours,
    "contact-count": check_count,
    "contact-pause": check_pause,
    "contact-persons": check_persons,
    "contact-hold": check_hold,
    "contact-ban": check_ban,
}


def may_contact(packs: Packs, contact: Contact, calls: Sequence[Call] = ()) -> Decision:
    """Whether a contact may be made, asked before it is made, with every call made before by anyone for the lender.

    The decision is that of the rule that stops most; ``parts`` holds every rule's, so a denial can be logged whole.
    Days and hours are the borrower's: where the zone is not known, every candidate must allow. Purposes other than
    collecting and tracing are not judged here. Where nothing is held for the place, the answer is unknown.

    Raises InvalidQuestion for a time without zone.

    A call from a call centre at 22:30 in Shanghai:

    >>> from datetime import datetime, timedelta, timezone
    >>> from ashore.rules import standard_packs
    >>> china = timezone(timedelta(hours=8))
    >>> late = Contact("CN", "bank", "personal", "B-7", "L-1", datetime(2025, 6, 2, 22, 30, tzinfo=china), (china,))
    >>> decision = may_contact(standard_packs(), late)
    >>> decision.outcome.value, decision.rule_id, decision.basis.severity.value
    ('deny', 'CN.COL.01', 'should')
    """
    if contact.purpose is Purpose.SERVICE:
        why = Text(
            "非催收联系，不适用催收规则", "no collection: the rules on collecting do not apply"
        )
        return Decision(Outcome.ALLOW, None, why)
    rules = packs.on(_day(contact))
    found = [
        rule
        for kind in CHECKS
        for rule in rules.select(
            contact.jurisdiction,
            kind=kind,
            lender_type=contact.lender_type,
            product=contact.product,
        )
    ]
    return strictest(
        (CHECKS[rule.kind](rule, contact, calls) for rule in found),
        no_rule(
            f"{contact.jurisdiction} 催收联系", f"contact to collect in {contact.jurisdiction}"
        ),
    )


def _day(contact: Contact) -> date:
    """The day whose rules count: the borrower's; the latest of the candidates where a zone is not known."""
    days = contact.local_days()
    return max(days) if days else contact.at.date()
