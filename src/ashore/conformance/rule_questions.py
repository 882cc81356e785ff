"""The questions that vectors of rules ask, each put to the evaluator that answers it, and its answer in words.

An answer is a list of spellings: the first is shown, and any of them counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from ashore.money import add_months, currency, parse_minor
from ashore.rules import (
    Answer,
    Call,
    Contact,
    Decision,
    Outcome,
    assessment_holds,
    class_by_days,
    class_by_due_date,
    credit_repair,
    in_default,
    may_assess,
    may_contact,
    may_redeem_fast,
    may_sell,
    presumed_stage,
    standard_packs,
)

Input = Mapping[str, Any]
Answers = tuple[str, ...]
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_NOON = time(12)
_DAY = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


class Question(NamedTuple):
    """``words``: one of them stands in the vector's ``rule``; ``names``: all of them in its ``input``."""

    topic: str
    words: Answers
    names: frozenset[str]
    answer: Callable[[Input, date], Answers]


def asked_on(raw: Mapping[str, Any]) -> date:
    """The day on which a vector is asked: the first that ``effective`` names, or, if none, the last on which a rule began."""
    found = _DAY.search(str(raw.get("effective", "")))
    if found:
        return date(int(found[1]), int(found[2]), int(found[3] or 1))
    return max(rule.effective_from for rule in standard_packs().rules)


def _day(value: Any) -> date:
    return date.fromisoformat(str(value))


def _minor(value: Any) -> int:
    return parse_minor(str(value), currency("CNY"))


def _verdict(decision: Decision, yes: str = "allow", no: str = "deny") -> str:
    """A decision in the vector's words; what is neither keeps its own, which no vector expects by chance."""
    return {Outcome.ALLOW: yes, Outcome.DENY: no}.get(decision.outcome, decision.outcome.value)


# Classification


def _five_classes(given: Input, day: date) -> Answers:
    found = class_by_days(standard_packs(), "CN", given["days_past_due"], day).value
    return ("no floor from days past due", found) if found == "normal" else (found,)


def _stage(given: Input, day: date) -> Answers:
    found = presumed_stage(standard_packs(), given["days_past_due"], day).value
    return ("stage 1 (backstop silent)", "stage 1") if found == 1 else (f"stage {found} presumed",)


def _default(given: Input, day: date) -> Answers:
    decision = in_default(standard_packs(), given["days_past_due"], given.get("material"), day)
    if decision.outcome is Outcome.NEEDS_HUMAN:
        return ("in default if material",)
    return (
        ("in default",)
        if decision.outcome is Outcome.DENY
        else ("not in default by days", "not in default")
    )


def _india(given: Input, day: date) -> Answers:
    packs = standard_packs()
    if "days_past_due" in given:
        return (class_by_days(packs, "IN", given["days_past_due"], day).value,)
    return (class_by_due_date(packs, "IN", _day(given["due"]), _day(given["day_end"])).value,)


# Contact


def _contact(place: str, lender: str, at: datetime) -> Contact:
    """A call to a debtor whose local time is ``at``: the zone is theirs, whichever it is."""
    return Contact(place, lender, "personal", "B", "L", at, (UTC,), number="N")


def _hours(place: str) -> Callable[[Input, date], Answers]:
    def answer(given: Input, day: date) -> Answers:
        at = datetime.combine(day, time.fromisoformat(given["time"]), UTC)
        asked = replace(_contact(place, "bank", at), agreed_hours=bool(given.get("agreed", False)))
        return _yes_no(may_contact(standard_packs(), asked))

    return answer


def _nth(result: Answer) -> Callable[[Input, date], Answers]:
    """The so-many-th call of one day in China, after that many of a kind."""

    def answer(given: Input, day: date) -> Answers:
        at = datetime.combine(day, _NOON, UTC)
        nth = given["ordinal"]
        before = [_call(at - timedelta(minutes=each), result) for each in range(1, nth)]
        said = _yes_no(may_contact(standard_packs(), _contact("CN", "bank", at), before))
        return tuple(f"{word} {_ordinal(nth)}" for word in said) + said

    return answer


def _ordinal(nth: int) -> str:
    return _ORDINALS[nth - 1] if nth <= len(_ORDINALS) else f"{nth}th"


def _call(at: datetime, result: Answer) -> Call:
    return Call("B", "L", "N", at, result)


def _calls_in_a_week(given: Input, day: date) -> Answers:
    at = datetime.combine(day + timedelta(7), _NOON, UTC)
    before = [
        _call(at - timedelta(minutes=each), Answer.UNANSWERED) for each in range(1, given["calls"])
    ]
    decision = may_contact(standard_packs(), _contact("US", "bank", at), before)
    return (_verdict(decision, "presumed compliant", "presumed violation"),)


def _after_a_talk(given: Input, day: date) -> Answers:
    del day
    talk = _call(datetime.combine(_day(given["conversation"]), _NOON, UTC), Answer.TALK)
    at = datetime.combine(_day(given["call"]), _NOON, UTC) + timedelta(hours=1)
    decision = may_contact(standard_packs(), _contact("US", "bank", at), [talk])
    if decision.outcome is Outcome.ALLOW:
        return "allowed", "allow", "presumed compliant"
    return (_verdict(decision, no="presumed violation"),)


def _yes_no(decision: Decision) -> Answers:
    """Allow or deny, in the words that vectors use for them."""
    said = _verdict(decision)
    words = {"allow": ("allow", "allowed"), "deny": ("deny", "denied", "refuse", "refused")}
    return words.get(said, (said,))


# Suitability and relief


def _levels(given: Input, day: date) -> Answers:
    product, customer = given["product"], given["customer"]
    decision = may_sell(standard_packs(), "CN", "bank-wealth", product, customer, day)
    return (_verdict(decision, "match", "refuse"),)


def _attempt(spread: bool) -> Callable[[Input, date], Answers]:
    """The so-many-th questionnaire: all on one day, or on days of their own within 12 months."""

    def answer(given: Input, day: date) -> Answers:
        earlier = [day - timedelta(20 * each if spread else 0) for each in range(given["attempt"])]
        decision = may_assess(standard_packs(), "CN", "bank-wealth", tuple(earlier[1:]), day)
        return _yes_no(decision)

    return answer


def _age(given: Input, day: date) -> Answers:
    months, days = 0, 0
    for sign, count, unit in re.findall(r"([+-]?)\s*(\d+)\s*(day|month|year)", str(given["age"])):
        step = int(count) * (-1 if sign == "-" else 1)
        months += {"year": 12 * step, "month": step}.get(unit, 0)
        days += step if unit == "day" else 0
    sold = add_months(day, months) + timedelta(days)
    if assessment_holds(standard_packs(), "CN", "bank-wealth", day, sold).allowed:
        return "valid", "allow", "allowed", "still valid", "no reassessment"
    return ("reassess before sale",)


def _fast_redemption(given: Input, day: date) -> Answers:
    already = _minor(given.get("already", "0"))
    decision = may_redeem_fast(standard_packs(), "CN", _minor(given["amount"]), already, day)
    return _yes_no(decision)


def _repair(given: Input, day: date) -> Answers:
    del day
    repaid = given["repaid_in_full"]
    found = credit_repair(
        standard_packs(),
        "CN",
        _minor(given["overdue_amount"]),
        _day(given["overdue_arose"]),
        _day(repaid) if repaid else None,
    ).value
    if found.hidden_from:
        return (f"hidden from {found.hidden_from}",)
    return (f"hidden by {found.hidden_by}",) if found.hidden_by else ("not eligible",)


def _ask(topic: str, words: str, names: str, answer: Callable[[Input, date], Answers]) -> Question:
    return Question(topic, tuple(words.split(",")), frozenset(names.split()), answer)


QUESTIONS = (
    _ask("five classes", "five category,five class,china", "days_past_due", _five_classes),
    _ask("accounting stage", "ifrs", "days_past_due", _stage),
    _ask("default", "crr,basel", "days_past_due", _default),
    _ask("India's classes", "india,sma,npa,rbi", "days_past_due", _india),
    _ask("India's classes", "india,sma,npa,rbi", "due day_end", _india),
    _ask("hours", "china", "time", _hours("CN")),
    _ask("hours", "us,reg f", "time", _hours("US")),
    _ask("hours", "india,rbi", "time", _hours("IN")),
    _ask("talks a day", "conversations,conversation,talks", "ordinal", _nth(Answer.TALK)),
    _ask("dials a day", "dial,dials,unanswered", "ordinal", _nth(Answer.UNANSWERED)),
    _ask("calls in 7 days", "reg f,us", "calls", _calls_in_a_week),
    _ask("call after a talk", "reg f,us", "conversation call", _after_a_talk),
    _ask("product and customer", "product level,customer level", "product customer", _levels),
    _ask("questionnaires a day", "one day,a day,per day", "attempt", _attempt(False)),
    _ask("questionnaires in 12 months", "12 months,year", "attempt", _attempt(True)),
    _ask("age of a questionnaire", "questionnaire", "age", _age),
    _ask("fast redemption", "money fund,t 0", "amount", _fast_redemption),
    _ask(
        "credit repair",
        "credit repair",
        "overdue_amount overdue_arose repaid_in_full",
        _repair,
    ),
)
"""Every question that is understood; the first that fits is asked."""
