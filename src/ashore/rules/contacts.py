"""What is asked about a contact, and what is remembered of calls: facts, no rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import Enum
from typing import NamedTuple

from ashore.rules.errors import InvalidQuestion


class Channel(Enum):
    """How someone is contacted."""

    VOICE = "voice"
    VISIT = "visit"
    SMS = "sms"
    EMAIL = "email"
    LETTER = "letter"
    APP = "app"
    PRIVATE_PHONE = "private-phone"
    PRIVATE_CHAT = "private-chat"
    PUBLIC_NOTICE = "public-notice"


class Purpose(Enum):
    """What a contact is for."""

    COLLECT = "collect"
    LOCATE = "locate"
    """To find a debtor who is lost; nothing is said of the debt."""
    SERVICE = "service"
    """Anything that does not ask for money that is late."""


class Actor(Enum):
    """Who makes the contact."""

    LENDER = "lender"
    VENDOR = "vendor"


class Answer(Enum):
    """What became of a call."""

    TALK = "talk"
    """Connected and identified, with a person or by a voice bot."""
    UNANSWERED = "unanswered"
    NOT_CONNECTED = "not-connected"
    """Never rang: counts for nothing."""


class Call(NamedTuple):
    """A call that was made, by the lender or by any vendor. ``consented``: to this call, directly and before it."""

    debtor: str
    debt: str
    number: str
    at: datetime
    answer: Answer
    consented: bool = False


CALLS = frozenset({Channel.VOICE, Channel.PRIVATE_PHONE})


@dataclass(frozen=True, slots=True)
class Contact:
    """A contact that someone wants to make at an instant.

    ``zones``: where the borrower may be; several where it is not known. ``person``: ``debtor``, ``guarantor``, ``related``
    (answers for the debt, such as a spouse for a household debt), ``contact-person``, ``unrelated``, ``attorney``, ...
    ``states``: what holds contact back, such as ``breathing-space``, ``disputed``, ``plan-kept``.
    ``agreed_hours``: the debtor agreed to this hour, and the agreement is logged.
    """

    jurisdiction: str
    lender_type: str
    product: str
    debtor: str
    debt: str
    at: datetime
    zones: tuple[tzinfo, ...]
    channel: Channel = Channel.VOICE
    number: str = ""
    purpose: Purpose = Purpose.COLLECT
    actor: Actor = Actor.LENDER
    person: str = "debtor"
    debtor_lost: bool = False
    """Unreachable, dead or incapable."""
    person_refused: bool = False
    """This person has said no before; there is no second time."""
    represented: bool = False
    """The debtor has an attorney."""
    consented: bool = False
    """The debtor consented to this very call."""
    agreed_hours: bool = False
    states: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Refuse a time that does not say where it is."""
        if self.at.tzinfo is None:
            raise InvalidQuestion(field="at", value=str(self.at), expected="a time with a zone")

    def local(self) -> tuple[datetime, ...]:
        """The time where the borrower may be."""
        return tuple(self.at.astimezone(zone) for zone in self.zones)

    def local_days(self) -> tuple[date, ...]:
        """The day where the borrower may be."""
        return tuple(time.date() for time in self.local())
