"""The loan that a published life leaves: its terms and what was entered, to be kept in a book."""

from __future__ import annotations

from ashore.conformance.errors import ConformanceError
from ashore.conformance.player import Player
from ashore.conformance.reading import Case, CaseKind
from ashore.servicing import ServicedLoan, serviced_desk


def serviced_loan(case: Case, product: str = "loan") -> ServicedLoan:
    """The loan of a scenario after all its operations, its id that of the case.

    Raises ConformanceError for a case that is no scenario, creates no loan or cannot be played, and where its business
    date goes backwards: what was known on a day would then not be told by the days of recording.
    """
    if case.kind is not CaseKind.SCENARIO:
        raise ConformanceError(field="case", value=case.id, expected="a scenario: a whole life")
    player = Player()
    for at, step in enumerate(case.data["steps"]):
        if "op" in step:
            try:
                player.play(step)
            except Exception as problem:
                said = f"an operation that can be done ({type(problem).__name__}: {problem})"
                where = f"{case.id}: step {at}"
                raise ConformanceError(field=where, value=step["op"], expected=said) from problem
    if player.desk is None:
        raise ConformanceError(field="case", value=case.id, expected="a scenario with a loan")
    loan = player.desk.log.loan(case.id, product)
    days = [entry.known_on for entry in loan.entries]
    if days != sorted(days):
        said = "a business date that never goes backwards"
        raise ConformanceError(field="case", value=case.id, expected=said)
    serviced_desk(loan)
    return loan
