"""What may be reported on someone, for how long it stands, and when a dispute is to be answered."""

from __future__ import annotations

from datetime import date, timedelta

from ashore.rules.decision import Decision, Finding, Outcome, basis, no_rule, strictest
from ashore.rules.errors import UnknownRule
from ashore.rules.marks import Text
from ashore.rules.packs import Packs
from ashore.rules.parameter import Duration
from ashore.rules.rule import Rule


def may_report_adverse(
    packs: Packs, jurisdiction: str, noticed: date | None, day: date
) -> Decision:
    """Whether adverse information may be reported on a day, the person having been told on an earlier one, or that day.

    >>> from ashore.rules import standard_packs
    >>> may_report_adverse(standard_packs(), "CN", None, date(2025, 6, 1)).outcome.value
    'deny'
    """

    def judge(rule: Rule) -> Decision:
        on = basis(rule, {"noticed": noticed, "day": day}, "notice_first")
        told = noticed is not None and noticed <= day
        if rule.parameter("notice_first").value and not told:
            return Decision(Outcome.DENY, on, Text("尚未告知本人", "the person was not told first"))
        return Decision(Outcome.ALLOW, on, Text("已告知本人", "the person was told"))

    rules = packs.on(day).select(jurisdiction, kind="adverse-notice")
    return strictest(
        map(judge, rules),
        no_rule(f"{jurisdiction} 报送不良信息", f"adverse reports in {jurisdiction}"),
    )


def adverse_deleted_on(
    packs: Packs, jurisdiction: str, ended: date | None, day: date
) -> Finding[date | None]:
    """The day on which an adverse record is deleted; None while what it records has not ended: the clock has not started.

    >>> from ashore.rules import standard_packs
    >>> adverse_deleted_on(standard_packs(), "CN", date(2025, 6, 1), date(2025, 6, 1)).value
    datetime.date(2030, 6, 2)
    """
    rule = _one(packs, jurisdiction, "adverse-record", day)
    keep = rule.parameter("keep").value
    assert isinstance(keep, Duration)
    on = basis(rule, {"ended": ended, "day": day}, "keep")
    if ended is None:
        return Finding(
            None, on, Text("尚未终止，期限未起算", "not ended: the clock has not started")
        )
    gone = keep.after(ended) + timedelta(1)
    return Finding(gone, on, Text(f"{gone} 起删除", f"deleted on {gone}"))


def dispute_answer_by(packs: Packs, jurisdiction: str, received: date) -> Finding[date]:
    """The last day on which a dispute received on a day may be answered.

    >>> from ashore.rules import standard_packs
    >>> dispute_answer_by(standard_packs(), "CN", date(2025, 6, 1)).value
    datetime.date(2025, 6, 21)
    """
    rule = _one(packs, jurisdiction, "dispute", received)
    within = rule.parameter("answer").value
    assert isinstance(within, Duration)
    last = within.after(received)
    on = basis(rule, {"received": received}, "answer")
    return Finding(last, on, Text(f"{last} 前（含）书面答复", f"answered in writing by {last}"))


def _one(packs: Packs, jurisdiction: str, kind: str, day: date) -> Rule:
    found = packs.on(day).select(jurisdiction, kind=kind)
    if not found:
        raise UnknownRule(
            field="jurisdiction", value=jurisdiction, expected=f"one with a rule of kind {kind}"
        )
    return found[0]
