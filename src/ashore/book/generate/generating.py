"""A book of loans that nobody took, as large as wanted: made shard by shard, published whole or not at all."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ashore.book.generate.draws import Draws
from ashore.book.generate.lives import MONTHS_AFTER, live
from ashore.book.generate.log import NO_EVENT, Events
from ashore.book.generate.plan import Plan
from ashore.book.generate.products import products
from ashore.book.generate.terms import Terms, draw_terms, loan_name
from ashore.book.generate.types import Bool, Int16, Int64
from ashore.book.store.layout import (
    CONTRACTS,
    EVENTS,
    NO_DAY,
    ROW_GROUP_LOANS,
    schema,
    shard_of,
)
from ashore.book.store.manifest import BookFile, Manifest
from ashore.book.store.publishing import publish
from ashore.book.store.rows import day_number, json_text
from ashore.book.store.shard_writer import ShardWriter
from ashore.book.store.writing import new_folder
from ashore.loan import Charge

SHARD_LOANS = 500_000
SHARED_CUSTOMERS, NEIGHBOURS = 40, 4
SHARES_A_CUSTOMER = 0.35
"""Of four neighbours in number, those who draw below this are one customer's loans."""
NOTE = json_text({"name": "reminder"})


def make_book(folder: Path, plan: Plan, tell: Callable[[int], None]) -> Manifest:
    """See `ashore.book.generate_book`."""
    shards = -(-plan.loans // SHARD_LOANS) if plan.shards is None else plan.shards
    with new_folder(folder, shards) as work:
        homes = _homes(plan, shards)
        files: list[BookFile] = []
        for shard in range(shards):
            with ShardWriter(work, shard) as writer:
                for numbers in _blocks(homes, shard):
                    contracts, events = block(numbers, plan)
                    writer.add(contracts, _moved(events, writer.loans))
                    tell(len(numbers))
                files += writer.close()
        facts = {"source": f"generated: {plan.mix} mix, {plan.loans} loans, seed {plan.seed}"}
        manifest = Manifest("CNY", shards, tuple(files), closed_to=plan.as_of, facts=facts)
        publish(work, manifest)
    return manifest


def _homes(plan: Plan, shards: int) -> Int16:
    """The shard of every loan, two bytes each."""
    homes = np.zeros(plan.loans, np.int16)
    if shards == 1:
        return homes
    for start in range(0, plan.loans, ROW_GROUP_LOANS):
        numbers = np.arange(start + 1, min(start + ROW_GROUP_LOANS, plan.loans) + 1)
        shares = _shares(Draws(plan.seed, numbers))
        homes[start : start + len(numbers)] = [
            shard_of(customer_name(number) if shared else loan_name(number), shards)
            for number, shared in zip(numbers.tolist(), shares.tolist(), strict=True)
        ]
    return homes


def _shares(draws: Draws) -> Bool:
    """The loans whose customer may have others."""
    found: Bool = draws.unit(SHARED_CUSTOMERS) < SHARES_A_CUSTOMER
    return found


def customer_name(number: int) -> str:
    """The customer of a loan that has neighbours.

    >>> customer_name(4) == customer_name(7) == "C0000000001"
    True
    """
    return f"C{number // NEIGHBOURS:010d}"


def _blocks(homes: Int16, shard: int) -> Iterator[Int64]:
    """The numbers of a shard's loans, a row group at a time."""
    numbers = np.flatnonzero(homes == shard) + 1
    for start in range(0, len(numbers), ROW_GROUP_LOANS):
        yield numbers[start : start + ROW_GROUP_LOANS]


def block(numbers: Int64, plan: Plan) -> tuple[Any, Any]:
    """The tables of some loans: contracts, and events whose ``loan`` counts from 0."""
    draws = Draws(plan.seed, numbers)
    as_of, hard = day_number(plan.as_of), plan.mix == "hard"
    terms = draw_terms(numbers, draws, as_of, hard, MONTHS_AFTER)
    events = live(terms, draws, as_of, hard)
    return _contracts(terms, _shares(draws)), _events(events)


def _contracts(terms: Terms, shares: Bool) -> Any:
    texts = pa.array([each.terms for each in products()])
    columns = (
        _names("L", terms.number),
        _names("C", terms.number // NEIGHBOURS, ~shares),
        pa.DictionaryArray.from_arrays(pa.array(terms.product.astype(np.int32)), texts),
        pa.array(terms.start).view(pa.date32()),
        pa.array(terms.principal),
        pa.array(terms.rate),
        pa.array(terms.months.astype(np.int16)),
        pa.array(terms.first_due, mask=terms.first_due == NO_DAY).view(pa.date32()),
        pa.array(terms.instalment),
    )
    return pa.table(list(columns), schema=schema(CONTRACTS))


def _names(letter: str, numbers: Int64, missing: Bool | None = None) -> Any:
    """Names of a letter and ten digits, written side by side without a Python text each."""
    texts = np.empty((len(numbers), 11), np.uint8)
    texts[:, 0] = ord(letter)
    rest = numbers.copy()
    for at in range(10, 0, -1):
        texts[:, at] = ord("0") + rest % 10
        rest //= 10
    offsets = np.arange(0, 11 * len(numbers) + 1, 11, dtype=np.int32)
    names = pa.StringArray.from_buffers(
        len(numbers), pa.py_buffer(offsets), pa.py_buffer(texts.tobytes())
    )
    if missing is None:
        return names
    return pc.if_else(pa.array(missing), pa.scalar(None, pa.string()), names)


def _events(events: Events) -> Any:
    size = len(events.loan)
    notes = np.where(events.kind == Charge.rank, 0, NO_EVENT).astype(np.int32)
    columns = (
        pa.array(events.loan),
        pa.array(events.kind),
        pa.array(events.effective).view(pa.date32()),
        _optional(events.recorded, events.recorded == events.effective).view(pa.date32()),
        pa.array(events.amount),
        *(_optional(each, each == NO_EVENT) for each in events[5:]),
        pa.nulls(size, pa.string()),
        pa.DictionaryArray.from_arrays(_optional(notes, notes == NO_EVENT), pa.array([NOTE])).cast(
            pa.string()
        ),
    )
    return pa.table(list(columns), schema=schema(EVENTS))


def _optional(values: Any, missing: Bool) -> Any:
    return pa.array(values, mask=missing)


def _moved(events: Any, first_loan: int) -> Any:
    """The events with row numbers within their shard."""
    loan = events["loan"].to_numpy() + np.int32(first_loan)
    return events.set_column(0, schema(EVENTS).field("loan"), pa.array(loan))
