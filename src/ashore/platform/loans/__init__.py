"""Loans on the platform: contracts and events kept for good, and the verbs of lending."""

from ashore.platform.loans.errors import UnknownEntry, UnknownLoan
from ashore.platform.loans.services import (
    charge,
    disburse,
    receive_money,
    refund,
    reverse,
    sign_contract,
    waive,
    write_off,
)
from ashore.platform.loans.store import LoanRecord, load, loans_of

__all__ = [
    "LoanRecord",
    "UnknownEntry",
    "UnknownLoan",
    "charge",
    "disburse",
    "load",
    "loans_of",
    "receive_money",
    "refund",
    "reverse",
    "sign_contract",
    "waive",
    "write_off",
]
