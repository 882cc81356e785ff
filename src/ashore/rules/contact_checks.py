"""One check for each kind of contact rule. A rule decides on its own; `contact` puts them together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta, tzinfo

from ashore.rules.contacts import CALLS, Answer, Call, Channel, Contact, Purpose
from ashore.rules.decision import Decision, Outcome, basis
from ashore.rules.marks import Text
from ashore.rules.parameter import Duration
from ashore.rules.rule import Rule

_COUNTED = {
    "talk": frozenset({Answer.TALK}),
    "unanswered": frozenset({Answer.UNANSWERED}),
    "placed": frozenset({Answer.TALK, Answer.UNANSWERED}),
}


def check_hours(rule: Rule, contact: Contact, calls: Sequence[Call]) -> Decision:
    """The hour, in every zone in which the borrower may be. A letter arrives at no hour."""
    del calls
    local = contact.local()
    on = basis(
        rule,
        {"at": contact.at, "local": local, "agreed_hours": contact.agreed_hours},
        "opens",
        "closes",
    )
    opens, closes = rule.parameter("opens"), rule.parameter("closes")
    if contact.channel is Channel.LETTER:
        return Decision(Outcome.ALLOW, on, Text("信函不受时段限制", "a letter has no hour"))
    if contact.agreed_hours:
        return Decision(Outcome.ALLOW, on, Text("已约定时段", "the hour was agreed"))
    for each in (opens, closes):
        if each.missing is not None:
            return Decision(Outcome.NEEDS_HUMAN, on, each.missing)
    if not local:
        why = Text(
            "借款人所在时区不明，须给出可能的时区", "the zone is not known: give the candidates"
        )
        return Decision(Outcome.NEEDS_HUMAN, on, why)
    shut = [
        each for each in local if not (opens.admits(each.time()) and closes.admits(each.time()))
    ]
    span = f"{opens.shown()}, {closes.shown()}"
    if shut:
        when = shut[0].strftime("%H:%M:%S")
        why = Text(
            f"当地时间 {when} 不在允许时段", f"{when} local time is outside the hours ({span})"
        )
        return Decision(Outcome.DENY, on, why)
    return Decision(Outcome.ALLOW, on, Text("在允许时段内", f"within the hours ({span})"))


def check_count(rule: Rule, contact: Contact, calls: Sequence[Call]) -> Decision:
    """How often: the call that is asked about is one more than those made, counted by debtor, number or debt."""
    per, counts = str(rule.parameter("per").value), str(rule.parameter("counts").value)
    within, limit = rule.parameter("within").value, rule.parameter("limit")
    assert isinstance(within, Duration)
    if contact.channel not in CALLS:
        return _free(rule, contact, "只计电话", "only calls are counted")
    if contact.consented and counts == "placed":
        return _free(rule, contact, "本人已同意本次拨打", "the debtor consented to this call")
    same = [call for call in calls if _same(per, call, contact) and _counted(counts, call)]
    made = max(
        (_on(same, contact, zone, within.count) for zone in contact.zones), default=len(same)
    )
    inputs = {"at": contact.at, per: _key(per, contact), "made": made}
    on = basis(rule, inputs, "limit", "within", "per", "counts")
    nth = made + 1
    if limit.admits(nth):
        return Decision(
            Outcome.ALLOW, on, Text(f"{within.count} 天内第 {nth} 次", f"number {nth} in {within}")
        )
    why = Text(
        f"{within.count} 天内第 {nth} 次，{limit.shown('zh-CN')}",
        f"number {nth} in {within} for the {per}: {limit.shown()}",
    )
    return Decision(Outcome.DENY, on, why)


def check_pause(rule: Rule, contact: Contact, calls: Sequence[Call]) -> Decision:
    """Silence after a talk: the day of the talk is day 1."""
    per, pause = str(rule.parameter("per").value), rule.parameter("pause").value
    assert isinstance(pause, Duration)
    if contact.channel not in CALLS:
        return _free(rule, contact, "只计电话", "only calls are counted")
    if contact.consented:
        return _free(rule, contact, "本人已同意本次拨打", "the debtor consented to this call")
    before = [
        call
        for call in calls
        if call.answer is Answer.TALK and _same(per, call, contact) and call.at <= contact.at
    ]
    on = basis(rule, {"at": contact.at, per: _key(per, contact)}, "pause", "per")
    for zone in contact.zones or (contact.at.tzinfo,):
        today = contact.at.astimezone(zone).date()
        for call in before:
            free = pause.after(call.at.astimezone(zone).date())
            if today < free:
                why = Text(
                    f"上次通话后，{free} 起方可拨打", f"after the last talk, not before {free}"
                )
                return Decision(Outcome.DENY, on, why)
    return Decision(Outcome.ALLOW, on, Text("近期无通话", "no talk so near"))


def check_persons(rule: Rule, contact: Contact, calls: Sequence[Call]) -> Decision:
    """Whom: those with whom the debt may be spoken of, and those who may only be asked for a debtor who is lost."""
    del calls
    discuss, locate = (_names(rule, name) for name in ("may_discuss", "may_locate"))
    person = contact.person
    inputs = {
        "person": person,
        "purpose": contact.purpose,
        "debtor_lost": contact.debtor_lost,
        "person_refused": contact.person_refused,
        "represented": contact.represented,
    }
    on = basis(rule, inputs, "may_discuss", "may_locate")
    if contact.represented and "attorney" in discuss and person != "attorney":
        why = Text("债务人有律师，只可联系律师", "the debtor has an attorney: contact the attorney")
        return Decision(Outcome.DENY, on, why)
    if person in discuss:
        return Decision(Outcome.ALLOW, on, Text("可与其谈及债务", "the debt may be spoken of"))
    if person in _names(rule, "ask"):
        why = Text("该第三人须由人判断", "a person decides about this third person")
        return Decision(Outcome.NEEDS_HUMAN, on, why)
    if person not in locate or contact.purpose is not Purpose.LOCATE:
        return Decision(Outcome.DENY, on, Text("不得向该人催收", "nothing may be collected there"))
    if contact.person_refused:
        return Decision(Outcome.DENY, on, Text("该人已拒绝，永久停止", "this person has refused"))
    if not contact.debtor_lost:
        return Decision(Outcome.DENY, on, Text("债务人并未失联", "the debtor can be reached"))
    return Decision(Outcome.ALLOW, on, Text("仅可请其转告", "only to pass a message"))


def check_hold(rule: Rule, contact: Contact, calls: Sequence[Call]) -> Decision:
    """States in which nothing is collected at all."""
    del calls
    on = basis(rule, {"states": contact.states}, "states")
    held = sorted(contact.states & set(_names(rule, "states")))
    if held:
        return Decision(
            Outcome.DENY, on, Text(f"{'、'.join(held)} 期间停止催收", f"held by {', '.join(held)}")
        )
    return Decision(Outcome.ALLOW, on, Text("没有停止催收的事由", "nothing holds it back"))


def check_ban(rule: Rule, contact: Contact, calls: Sequence[Call]) -> Decision:
    """Channels that are never used."""
    del calls
    on = basis(rule, {"channel": contact.channel, "actor": contact.actor}, "channels", "actors")
    banned = contact.channel.value in _names(rule, "channels")
    if banned and contact.actor.value in _names(rule, "actors"):
        return Decision(Outcome.DENY, on, Text("该方式被禁止", "this channel is banned"))
    return Decision(Outcome.ALLOW, on, Text("该方式未被禁止", "this channel is not banned"))


def _free(rule: Rule, contact: Contact, zh: str, en: str) -> Decision:
    inputs = {"channel": contact.channel, "consented": contact.consented}
    return Decision(Outcome.ALLOW, basis(rule, inputs), Text(zh, en))


def _names(rule: Rule, name: str) -> tuple[str, ...]:
    found = rule.parameters.get(name)
    return found.value if found is not None and isinstance(found.value, tuple) else ()


def _counted(counts: str, call: Call) -> bool:
    return call.answer in _COUNTED[counts] and not (counts == "placed" and call.consented)


def _key(per: str, of: Contact | Call) -> str:
    return {"debtor": of.debtor, "number": of.number, "debt": f"{of.debtor}/{of.debt}"}[per]


def _same(per: str, call: Call, contact: Contact) -> bool:
    return _key(per, call) == _key(per, contact)


def _on(calls: Sequence[Call], contact: Contact, zone: tzinfo, days: int) -> int:
    """How many calls fall on the last ``days`` local days, today among them."""
    today = contact.at.astimezone(zone).date()
    first: date = today - timedelta(days - 1)
    return sum(
        call.at <= contact.at and first <= call.at.astimezone(zone).date() <= today
        for call in calls
    )
