"""Ids made by the application: 64 bits that rise with time and say which virtual shard they belong to.

From the left: a zero, 41 bits of milliseconds since 2025, 12 bits of virtual shard, 10 bits of a serial within the
millisecond. A customer's id carries a shard drawn at random; whatever lies below a customer carries that customer's
shard, so any id alone tells where its row is.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable

SHARDS = 4096
EPOCH_MS = 1_735_689_600_000
"""1 January 2025, UTC."""
_SERIALS = 1024


class Ids:
    """Makes ids, each larger than the last one of the same maker. Safe to share among threads.

    Two makers may meet in a millisecond: the serial starts at a random number, and the primary key decides.

    >>> ids = Ids(now_ms=lambda: EPOCH_MS + 5)
    >>> customer = ids.customer()
    >>> loan = ids.below(customer)
    >>> shard_of(loan) == shard_of(customer), made_at_ms(loan) - EPOCH_MS, loan > customer
    (True, 5, True)
    """

    def __init__(self, now_ms: Callable[[], int] | None = None) -> None:
        self._now_ms = now_ms or (lambda: time.time_ns() // 1_000_000)
        self._lock = threading.Lock()
        self._ms = 0
        self._serial = 0

    def customer(self) -> int:
        """A new customer's id, on a shard drawn at random."""
        return self._next(secrets.randbelow(SHARDS))

    def below(self, customer_id: int) -> int:
        """An id for something of a customer's, on the customer's shard. Customer 0 is the house, on shard 0."""
        return self._next(shard_of(customer_id))

    def _next(self, shard: int) -> int:
        with self._lock:
            now = self._now_ms() - EPOCH_MS
            if now > self._ms:
                self._ms, self._serial = now, secrets.randbelow(_SERIALS // 2)
            else:
                # The clock stands or went back: never below what was given out.
                self._serial += 1
                if self._serial == _SERIALS:
                    self._ms, self._serial = self._ms + 1, 0
            return (self._ms << 22) | (shard << 10) | self._serial


def shard_of(number: int) -> int:
    """The virtual shard of an id."""
    return (number >> 10) % SHARDS


def made_at_ms(number: int) -> int:
    """When an id was made, in milliseconds since 1970."""
    return (number >> 22) + EPOCH_MS
