"""The law of a place as dated data: packs of rules, and evaluators that answer from them with the rule and its version.

A rule is an entry of a TOML file with a period, parameters with their boundaries, a source, and a mark of how sure it is.
`standard_packs` loads those that come with Ashore, `load` a lender's own on top; `Packs.on` gives the rules in force on a
day. Nothing here reads a clock.

May a private lender ask 13 % on 8,000.00 yuan? In 2021 it might; after the prime rate fell, no longer:

>>> from datetime import date
>>> from decimal import Decimal
>>> asked = {"contract_rate": Decimal("13"), "all_charges": Decimal("13")}
>>> for day in (date(2021, 3, 1), date(2025, 6, 1)):
...     decision = judge_cost(standard_packs(), "CN", "private", "personal", day, asked)
...     print(decision.outcome.value, decision.rule_id, decision.basis.version, decision.why.en)
allow CN.CAP.01 2 13 % is within the limit of 15.40 % (the yearly rate that the contract states)
deny CN.CAP.01 2 13 % is above the limit of 12.00 % (the yearly rate that the contract states)
"""

from ashore.rules.bureau import adverse_deleted_on, dispute_answer_by, may_report_adverse
from ashore.rules.caps import Cap, cap_for, caps_for, judge_cost
from ashore.rules.changes import Change, ChangeKind, changes
from ashore.rules.classify import (
    class_by_days,
    class_by_due_date,
    class_by_loss,
    in_default,
    is_material,
    may_upgrade,
)
from ashore.rules.contact import may_contact
from ashore.rules.contacts import Actor, Answer, Call, Channel, Contact, Purpose
from ashore.rules.cover import (
    cover_suspended_on,
    insurer_must_by,
    may_make_depend,
    may_withdraw,
)
from ashore.rules.decision import Basis, Decision, Finding, Outcome
from ashore.rules.errors import (
    InvalidPeriods,
    InvalidQuestion,
    InvalidRule,
    RulesError,
    UnknownRule,
)
from ashore.rules.hardship import (
    judge_penalty_rate,
    judge_plan_term,
    may_reprice,
    may_start_moratorium,
    moratorium_ends,
)
from ashore.rules.limits import judge_limits
from ashore.rules.marks import Confidence, Family, Severity, Text
from ashore.rules.measures import MEASURES
from ashore.rules.packs import InForce, Packs, load, standard_packs
from ashore.rules.parameter import Bound, Duration, Parameter
from ashore.rules.provisions import specific_provision
from ashore.rules.relief import Repair, credit_repair, interest_subsidy, subsidy_points
from ashore.rules.retention import Handling, handling, keep_until
from ashore.rules.rule import Rule
from ashore.rules.series import Point, Series
from ashore.rules.staging import presumed_stage
from ashore.rules.suitability import assessment_holds, may_assess, may_redeem_fast, may_sell

__all__ = [
    "MEASURES",
    "Actor",
    "Answer",
    "Basis",
    "Bound",
    "Call",
    "Cap",
    "Change",
    "ChangeKind",
    "Channel",
    "Confidence",
    "Contact",
    "Decision",
    "Duration",
    "Family",
    "Finding",
    "Handling",
    "InForce",
    "InvalidPeriods",
    "InvalidQuestion",
    "InvalidRule",
    "Outcome",
    "Packs",
    "Parameter",
    "Point",
    "Purpose",
    "Repair",
    "Rule",
    "RulesError",
    "Series",
    "Severity",
    "Text",
    "UnknownRule",
    "adverse_deleted_on",
    "assessment_holds",
    "cap_for",
    "caps_for",
    "changes",
    "class_by_days",
    "class_by_due_date",
    "class_by_loss",
    "cover_suspended_on",
    "credit_repair",
    "dispute_answer_by",
    "handling",
    "in_default",
    "insurer_must_by",
    "interest_subsidy",
    "is_material",
    "judge_cost",
    "judge_limits",
    "judge_penalty_rate",
    "judge_plan_term",
    "keep_until",
    "load",
    "may_assess",
    "may_contact",
    "may_make_depend",
    "may_redeem_fast",
    "may_report_adverse",
    "may_reprice",
    "may_sell",
    "may_start_moratorium",
    "may_upgrade",
    "may_withdraw",
    "moratorium_ends",
    "presumed_stage",
    "specific_provision",
    "standard_packs",
    "subsidy_points",
]
