"""Carrying out a command: one transaction, once. A request that comes again gets the answer that it got the first time.

The key belongs to the customer and is bound to the route and to the body. One customer's commands queue behind each
other, so no two of them decide on the same state; different customers do not meet.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db import transaction

from ashore.platform.books import refusals
from ashore.platform.commands.errors import KeyTaken, UnknownCustomer
from ashore.platform.database import Statement
from ashore.platform.ids import Ids

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked, by whom, and when: ``today`` is the business day, ``at`` the instant in microseconds since 1970."""

    customer_id: int
    key: str
    route: str
    body: Data
    actor_id: int
    today: date
    at: int

    @property
    def body_hash(self) -> bytes:
        """SHA-256 of the route and the body, in one canonical form."""
        return sha256(canonical([self.route, self.body]).encode()).digest()


class Answer(NamedTuple):
    """What a command answers. ``repeated``: it had been carried out before, and this is the answer of then."""

    data: Data
    repeated: bool


class Unit(NamedTuple):
    """What the work of a command has in hand: the open transaction, the request, and a maker of ids."""

    connection: BaseDatabaseWrapper
    request: Request
    ids: Ids

    def new_id(self) -> int:
        """An id for something of this customer's."""
        return self.ids.below(self.request.customer_id)


def canonical(data: Any) -> str:
    """Plain data as text, always the same for the same data.

    >>> canonical({"b": 1, "a": "元"})
    '{"a":"元","b":1}'
    """
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


_LOCK = Statement(
    "SELECT 1 FROM customers_customer WHERE id = ?",
    postgresql="SELECT 1 FROM customers_customer WHERE id = ? FOR NO KEY UPDATE",
)
_KNOWN = Statement(
    "SELECT route, body_hash, answer FROM commands_command WHERE customer_id = ? AND idem_key = ?"
)
_DONE = Statement(
    "INSERT INTO commands_command (customer_id, idem_key, route, body_hash, answer, actor_id, created_at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)


def carry_out(
    connection: BaseDatabaseWrapper,
    ids: Ids,
    request: Request,
    work: Callable[[Unit], Data],
    *,
    dry_run: bool = False,
) -> Answer:
    """Carry out ``work`` for ``request`` in one transaction, or answer as the first time.

    ``dry_run``: everything is done and checked, and nothing is kept. What ``work`` raises leaves nothing behind. Raises
    UnknownCustomer, KeyTaken, BooksRefused.
    """
    with refusals(), transaction.atomic(using=connection.alias):
        if _LOCK.run(connection, (request.customer_id,)).fetchone() is None:
            raise UnknownCustomer(
                field="customer_id", value=request.customer_id, expected="the id of a customer"
            )
        known = _KNOWN.run(connection, (request.customer_id, request.key)).fetchone()
        body_hash = request.body_hash
        if known is not None:
            route, known_hash, answer = known
            if (route, bytes(known_hash)) != (request.route, body_hash):
                raise KeyTaken(
                    field="key", value=request.key, expected="a key of its own for every request"
                )
            return Answer(json.loads(answer), repeated=True)
        data = work(Unit(connection, request, ids))
        _DONE.run(
            connection,
            (
                request.customer_id,
                request.key,
                request.route,
                body_hash,
                canonical(data),
                request.actor_id,
                request.at,
            ),
        )
        if dry_run:
            transaction.set_rollback(True, using=connection.alias)
    return Answer(data, repeated=False)
