"""The loan before it is disbursed: as if everything went as agreed."""

from __future__ import annotations

from dataclasses import replace

from ashore.servicing.account import Account
from ashore.servicing.charges import LoanCharge
from ashore.servicing.replay import replay
from ashore.servicing.tranches import Tranche, undrawn
from ashore.servicing.transaction import Kind, Transaction


def expected_account(account: Account, amount: int, *, first_drawing_only: bool = False) -> Account:
    """As if it were disbursed as expected, and every instalment paid when it falls due.

    ``amount`` in minor units is drawn at once where no tranches are declared.
    """
    terms = account.terms
    if terms.progressive and terms.recalculation is not None:
        punctual = replace(terms.recalculation, none_on_past_due=True)
        terms = replace(terms, recalculation=punctual)
    twin = Account(terms)
    twin.charges = [
        LoanCharge(c.terms, c.amount, c.due, c.entered, c.serial) for c in account.charges
    ]
    drawings = undrawn(account.tranches) or [Tranche(terms.expected_on, amount)]
    for drawing in drawings[:1] if first_drawing_only else drawings:
        entry = Transaction(
            Kind.DISBURSEMENT,
            drawing.expected_on,
            drawing.amount,
            entered=terms.expected_on,
            serial=twin.next_serial(),
        )
        twin.transactions.append(entry)
    twin.tranches = []
    replay(twin, terms.expected_on)
    return twin
