"""Changes of the agreed terms at the desk, and the ends of a loan."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from ashore.loan import Part
from ashore.servicing import (
    accrual,
    recognition,
)
from ashore.servicing.account import Variation
from ashore.servicing.delinquency_pause import why_not_pause, why_not_resume
from ashore.servicing.entering import Entering, Refused, Status
from ashore.servicing.relaying import InterestHandling, ReAgeTerms
from ashore.servicing.restructure import ReAgeing
from ashore.servicing.snapshot import look_at
from ashore.servicing.transaction import DERIVED, Kind


class Changing(Entering):
    """New rates, dates and layouts; pauses; charge-off, write-off and termination."""

    def vary(
        self,
        kind: str,
        since: date,
        *,
        rate: Decimal | None = None,
        until: date | None = None,
        count: int = 0,
    ) -> Variation:
        """Change the terms: ``rate``, ``pause`` (until), ``extend`` or ``grace`` (count), ``due_date`` (until)."""
        self._allow(self._why_not_vary(kind))
        if kind == "pause" and not self.terms.bears_interest:
            raise Refused("a loan without interest has none to pause")
        if kind != "pause" and self.account.rows and since > self.account.maturity:
            raise Refused("no instalment is due on or after that day")
        serial = self.account.next_serial()
        change = Variation(kind, since, serial, self.today, rate=rate, until=until, count=count)
        change.layout_only = not self.terms.recalculates
        self.account.variations.append(change)
        if change.rate:
            self.account.terms = replace(self.terms, given_rate=True)
        self._post()
        self._note_activity()
        return change

    def _why_not_vary(self, kind: str) -> str | None:
        """A loan that is paid or has ended may only turn out to have had another rate."""
        runs = self.status is Status.ACTIVE and not self._has_ended
        return None if runs or kind == "rate" else "only the terms of a running loan can be changed"

    def drop(self, change: Variation) -> None:
        """A change of terms counts as never agreed."""
        change.active = False
        self._post()

    def re_age(self, day: date, ageing: ReAgeing, handling: InterestHandling) -> None:
        """Everything outstanding over new instalments."""
        self._must_run("re-aged")
        agreed = ReAgeTerms(ageing, handling)
        if not agreed.equally:
            self._must_have_a_plan("re-aged at its rate: share the interest in equal parts")
        if ageing.first_due < self.account.disbursed_on:
            raise Refused("the first new due date cannot lie before the disbursement")
        rows = self.account.rows
        if ageing.first_due > day and not any(row.outstanding(Part.PRINCIPAL) > 0 for row in rows):
            raise Refused("no principal is outstanding")
        counts = min(day, ageing.first_due)
        self._post(self._enter(Kind.REAGE, counts, 0, agreed))
        if agreed.equally:
            self._note_activity(since=counts)

    def re_amortise(self, day: date, handling: InterestHandling) -> None:
        """What is overdue over the instalments that are left."""
        self._must_run("re-amortised")
        self._must_have_a_plan("re-amortised: re-age it with the interest in equal parts")
        seen_on = self.account.seen_on
        look_at(self.account, day)
        refusal = self._why_not_re_amortise(day, handling)
        if refusal is not None and seen_on is not None:
            look_at(self.account, seen_on)
        self._allow(refusal)
        self._post(self._enter(Kind.REAMORTIZE, day, 0, handling))
        self._note_activity()

    def _why_not_re_amortise(self, day: date, handling: InterestHandling) -> str | None:
        rows = self.account.rows
        owed = (Part.PRINCIPAL, Part.INTEREST)
        if not any(row.due < day and any(row.outstanding(p) > 0 for p in owed) for row in rows):
            return "no principal or interest is overdue"
        if any(t.terms is not handling for t in self.account.of_kind(Kind.REAMORTIZE)):
            return "a loan is re-amortised again with the interest handling of the first time"
        if not any(row.due > day and row.regular for row in rows):
            return "no instalment is left"
        return None

    def _must_have_a_plan(self, how: str) -> None:
        """Refuse where interest was fixed by the older engine: there is no plan to lay out anew."""
        if self.terms.bears_interest and not self.terms.progressive:
            raise Refused(f"a cumulative schedule with interest cannot be {how}")

    def _must_run(self, how: str) -> None:
        """Refuse on a loan that is not active, charged off or terminated."""
        if self.status is not Status.ACTIVE or self._has_ended:
            raise Refused(f"only a running loan can be {how}")

    def undo(self, kind: Kind) -> None:
        """Undo the last transaction of a kind that can be undone as a whole."""
        found = self.account.of_kind(kind)
        if not found:
            raise Refused(f"there is no {kind.value} to undo")
        self.reverse(max(found, key=lambda t: t.serial))
        if kind in (Kind.REAGE, Kind.REAMORTIZE):
            self._note_activity()

    def end(self, kind: Kind, day: date) -> None:
        """Charge off, write off or terminate: each once, and only a write-off after another end."""
        if self.status is not Status.ACTIVE:
            raise Refused("only a running loan can end")
        if kind is not Kind.WRITE_OFF:
            self._must_run("charged off or terminated")
        if kind is Kind.CHARGE_OFF:
            self._may_charge_off(day)
            accrual.undo_from(self.account, day)
            recognition.recognise(self.account, self.today, self.today)
        entry = self._enter(kind, day, 0)
        self._post(entry)
        if kind is Kind.CHARGE_OFF:
            recognition.expense_rest(self.account, entry, self.today)

    def _may_charge_off(self, day: date) -> None:
        account = self.account
        later = [
            t for t in account.transactions if t.live and t.kind not in DERIVED and t.day > day
        ]
        if later or any(charge.entered > day for charge in account.charges):
            raise Refused("something happened to the loan after that day")

    def pause_delinquency(self, start: date, end: date) -> None:
        """Days from ``start`` to ``end`` do not count as days past due; they may lie in the past."""
        if self.status is not Status.ACTIVE:
            raise Refused("only a running loan can be late")
        pauses, first = self.delinquency.pauses, self.account.disbursed_on
        reason = why_not_pause(pauses, start, end, first)
        if reason is not None:
            raise Refused(reason)
        self.delinquency.pause(start, end)
        if start < self.today:
            self.classify_delinquency()

    def resume_delinquency(self, day: date) -> None:
        """Days count again from ``day``, which is today, on."""
        reason = why_not_resume(self.delinquency.entries, day, self.today)
        if self.status is not Status.ACTIVE or reason is not None:
            raise Refused(reason or "only a running loan can be late")
        self.delinquency.resume(day)
