"""Published lives of loans as data: read them, play them through the engine, count what came out as it must.

A case is terms, dated operations, and what must hold in between. A set of cases is another engine's, or a lender's own before
a migration; the format is one JSON object a line. Four kinds are known: whole cases, opening schedules, vectors of the
instalment calculator, and vectors of figures (official rates, and the arithmetic of consumer loans).

Examples
--------
>>> thirds = {
...     "id": "thirds",
...     "primary": "emi_calculator",
...     "steps": [
...         {"op": "split_equally", "amount": "100.00", "parts": 3},
...         {"expect": "part", "index": 0, "value": "33.33"},
...         {"expect": "part", "index": 2, "value": "33.33"},
...     ],
... }
>>> (result,) = run([case_from_dict(thirds)])
>>> result.passed
False
>>> result.first_failing_step
Failure(step=2, name='part', expected={'value': '33.33'}, actual={'value': '33.34'})
>>> summarise([result]).expectations
Counts(passed=1, failed=1)
"""

from ashore.conformance.difference import Difference, differences
from ashore.conformance.errors import ConformanceError
from ashore.conformance.loans import serviced_loan
from ashore.conformance.reading import (
    Case,
    CaseKind,
    case_from_dict,
    read_cases,
    select,
)
from ashore.conformance.result import CaseResult, Check, Failure
from ashore.conformance.run import cores, run, run_one
from ashore.conformance.tally import Counts, Score, Summary, summarise

__all__ = [
    "Case",
    "CaseKind",
    "CaseResult",
    "Check",
    "ConformanceError",
    "Counts",
    "Difference",
    "Failure",
    "Score",
    "Summary",
    "case_from_dict",
    "cores",
    "differences",
    "read_cases",
    "run",
    "run_one",
    "select",
    "serviced_loan",
    "summarise",
]
