"""Who may be contacted when, how, how often and by whom."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ashore.rules import (
    Actor,
    Answer,
    Call,
    Channel,
    Contact,
    Decision,
    InvalidQuestion,
    Outcome,
    Purpose,
    may_contact,
    standard_packs,
)

PACKS = standard_packs()
CHINA = timezone(timedelta(hours=8))
EAST, WEST = timezone(timedelta(hours=-5)), timezone(timedelta(hours=-8))
NOON = datetime(2026, 3, 2, 12, tzinfo=CHINA)
CN = Contact("CN", "bank", "personal", "B", "L-1", NOON, (CHINA,), number="139")
US = replace(CN, jurisdiction="US", at=datetime(2025, 6, 9, 12, tzinfo=EAST), zones=(EAST,))
ALLOW, DENY, HUMAN, UNKNOWN = Outcome.ALLOW, Outcome.DENY, Outcome.NEEDS_HUMAN, Outcome.UNKNOWN


def asked(contact: Contact, *calls: Call) -> Decision:
    return may_contact(PACKS, contact, calls)


def call(contact: Contact, ago: timedelta, answer: Answer, **changed: str) -> Call:
    who = {"debtor": contact.debtor, "debt": contact.debt, "number": contact.number} | changed
    return Call(who["debtor"], who["debt"], who["number"], contact.at - ago, answer)


def times(contact: Contact, count: int, answer: Answer, **changed: str) -> list[Call]:
    return [call(contact, timedelta(minutes=each + 1), answer, **changed) for each in range(count)]


@pytest.mark.property
@given(st.times())
def test_china_is_open_from_eight_to_just_before_ten(at: time) -> None:
    found = asked(replace(CN, at=datetime.combine(NOON.date(), at, CHINA)))
    assert found.allowed == (time(8) <= at < time(22))


@pytest.mark.property
@given(st.times())
def test_the_united_states_are_open_from_eight_to_nine_both_included(at: time) -> None:
    found = asked(replace(US, at=datetime.combine(US.at.date(), at, EAST)))
    assert found.allowed == (time(8) <= at <= time(21))


@pytest.mark.property
@given(st.integers(0, 365 * 24 * 60))
def test_an_unknown_zone_allows_only_what_every_candidate_allows(minutes: int) -> None:
    moment = datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
    either = [asked(replace(US, at=moment, zones=(zone,))).allowed for zone in (EAST, WEST)]
    both = asked(replace(US, at=moment, zones=(EAST, WEST)))
    assert both.allowed == all(either)


def test_a_zone_that_nobody_knows_needs_a_human() -> None:
    assert asked(replace(US, zones=())).outcome is HUMAN


def test_a_time_without_zone_is_refused() -> None:
    with pytest.raises(InvalidQuestion):
        replace(CN, at=datetime(2026, 3, 2, 12))  # noqa: DTZ001


def test_hours_can_be_agreed_and_a_letter_has_none() -> None:
    night = replace(CN, at=NOON.replace(hour=23))
    assert asked(night).outcome is DENY
    assert asked(replace(night, agreed_hours=True)).outcome is ALLOW
    assert asked(replace(night, channel=Channel.LETTER)).outcome is ALLOW
    assert asked(replace(night, channel=Channel.SMS)).outcome is DENY


def test_the_fourth_talk_of_a_day_with_a_debtor_is_denied_whoever_made_the_others() -> None:
    assert asked(CN, *times(CN, 2, Answer.TALK)).outcome is ALLOW
    denied = asked(CN, *times(CN, 3, Answer.TALK, debt="L-2", number="138"))
    assert denied.denied_by == ("CN.COL.02",)
    assert asked(CN, *times(CN, 3, Answer.TALK, debtor="C")).outcome is ALLOW


def test_the_seventh_unanswered_dial_of_a_day_to_a_number_is_denied() -> None:
    assert asked(CN, *times(CN, 5, Answer.UNANSWERED)).outcome is ALLOW
    denied = asked(CN, *times(CN, 6, Answer.UNANSWERED))
    assert denied.denied_by == ("CN.COL.03",)
    assert denied.basis is not None
    assert denied.basis.severity.value == "self-regulation"
    assert asked(CN, *times(CN, 6, Answer.UNANSWERED, number="138")).outcome is ALLOW
    assert asked(CN, *times(CN, 6, Answer.NOT_CONNECTED)).outcome is ALLOW


def test_a_day_ends_at_the_borrowers_midnight() -> None:
    morning = replace(CN, at=NOON.replace(hour=9))
    yesterday = times(replace(morning, at=NOON.replace(hour=0)), 3, Answer.TALK)
    assert asked(morning, *yesterday).outcome is ALLOW


def test_a_message_is_not_a_call() -> None:
    assert asked(replace(CN, channel=Channel.SMS), *times(CN, 9, Answer.TALK)).outcome is ALLOW


def test_the_eighth_call_in_seven_days_for_one_debt_is_denied() -> None:
    week = [call(US, timedelta(days=each % 7, minutes=1), Answer.UNANSWERED) for each in range(7)]
    assert asked(US, *week[:6]).outcome is ALLOW
    assert asked(US, *week).denied_by == ("US.COL.02",)
    assert asked(replace(US, debt="L-2"), *week).outcome is ALLOW
    assert asked(replace(US, consented=True), *week).outcome is ALLOW
    earlier = [each._replace(at=each.at - timedelta(days=1)) for each in week]
    assert asked(US, *earlier).outcome is ALLOW


@pytest.mark.parametrize(("days", "outcome"), [(0, DENY), (6, DENY), (7, ALLOW)])
def test_after_a_talk_the_debt_rests_for_seven_days_of_which_it_is_the_first(
    days: int, outcome: Outcome
) -> None:
    talk = call(US, timedelta(days=days, minutes=1), Answer.TALK)
    assert asked(US, talk).outcome is outcome
    assert asked(replace(US, debt="L-2"), talk).outcome is ALLOW


@pytest.mark.parametrize(
    ("person", "purpose", "lost", "refused", "outcome"),
    [
        ("guarantor", Purpose.COLLECT, False, False, ALLOW),
        ("contact-person", Purpose.COLLECT, True, False, DENY),
        ("contact-person", Purpose.LOCATE, False, False, DENY),
        ("contact-person", Purpose.LOCATE, True, False, ALLOW),
        ("contact-person", Purpose.LOCATE, True, True, DENY),
        ("unrelated", Purpose.COLLECT, True, False, DENY),
        ("related", Purpose.COLLECT, False, False, HUMAN),
        ("neighbour", Purpose.COLLECT, False, False, DENY),
    ],
)
def test_third_persons_in_china(
    person: str, purpose: Purpose, lost: bool, refused: bool, outcome: Outcome
) -> None:
    contact = replace(CN, person=person, purpose=purpose, debtor_lost=lost, person_refused=refused)
    assert asked(contact).outcome is outcome


def test_an_attorney_stands_for_the_debtor() -> None:
    assert asked(replace(US, represented=True)).denied_by == ("US.COL.06",)
    assert asked(replace(US, represented=True, person="attorney")).outcome is ALLOW


def test_a_vendor_uses_no_private_phone_and_nobody_a_public_notice() -> None:
    vendor = replace(CN, actor=Actor.VENDOR, channel=Channel.PRIVATE_PHONE)
    assert asked(vendor).denied_by == ("CN.COL.06",)
    assert asked(replace(CN, channel=Channel.PUBLIC_NOTICE)).denied_by == ("CN.COL.15",)


def test_states_hold_collection_back_where_a_rule_says_so() -> None:
    card = replace(CN, product="credit-card", states=frozenset({"plan-kept"}))
    assert asked(card).denied_by == ("CN.COL.13",)
    uk = replace(CN, jurisdiction="UK", states=frozenset({"breathing-space", "disputed"}))
    assert set(asked(uk).denied_by) == {"UK.COL.02", "UK.COL.03"}


def test_reasonable_hours_need_a_human_and_a_place_without_rules_is_unknown() -> None:
    assert asked(replace(CN, jurisdiction="UK")).outcome is HUMAN
    assert asked(replace(CN, jurisdiction="EU")).outcome is UNKNOWN


def test_a_service_message_is_no_collection() -> None:
    night = replace(CN, at=NOON.replace(hour=23), purpose=Purpose.SERVICE)
    assert asked(night).outcome is ALLOW


def test_rules_of_a_day_before_they_began_do_not_count() -> None:
    before = replace(CN, at=datetime(2025, 2, 27, 23, tzinfo=CHINA))
    assert asked(before).outcome is UNKNOWN
    assert asked(replace(before, at=before.at + timedelta(days=1))).outcome is DENY


def test_a_denial_names_every_rule_that_said_no_and_can_be_stored() -> None:
    night = replace(CN, at=NOON.replace(hour=23), person="unrelated")
    decision = asked(night)
    assert set(decision.denied_by) >= {"CN.COL.01", "CN.COL.04"}
    stored = decision.to_dict()
    assert all(part["basis"]["version"] >= 1 for part in stored["parts"])
    assert all(part["why"]["zh"] and part["why"]["en"] for part in stored["parts"])
