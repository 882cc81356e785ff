"""Why a contract or an event is refused. Each error names the field, the value and what would be right."""

from __future__ import annotations

from ashore.money import AshoreError


class InvalidContract(AshoreError):
    """Terms that make no sense together, or that the convention set does not offer."""

    code = "invalid_contract"


class InvalidEvent(AshoreError):
    """An event whose own fields make no sense, whatever the loan."""

    code = "invalid_event"


class EventRefused(AshoreError):
    """A well-formed event that this loan cannot take; the loan is as it was before."""

    code = "event_refused"


class NotDisbursed(EventRefused):
    """Something was to happen to a loan before its first disbursement."""

    code = "not_disbursed"


class UnknownEvent(EventRefused):
    """A reversal of an event that the loan does not have."""

    code = "unknown_event"


class DuplicateEvent(EventRefused):
    """An event id that the loan has already, with other contents."""

    code = "duplicate_event"
