"""Commands: what the platform is asked to do, each carried out once and in one transaction."""

from ashore.platform.commands.errors import CommandRefused, KeyTaken, UnknownCustomer
from ashore.platform.commands.running import Answer, Data, Request, Unit, canonical, carry_out

__all__ = [
    "Answer",
    "CommandRefused",
    "Data",
    "KeyTaken",
    "Request",
    "Unit",
    "UnknownCustomer",
    "canonical",
    "carry_out",
]
