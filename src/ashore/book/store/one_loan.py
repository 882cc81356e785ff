"""One loan out of columns, as objects: for what the kernel leaves to the library."""

from __future__ import annotations

from ashore.book.loans import Loan
from ashore.book.store.columns import ShardColumns
from ashore.book.store.layout import NO_DAY, UNSAID
from ashore.book.store.rows import ContractReader, ContractRow, day_of, event_from_row
from ashore.loan import Charge, Event


def loan_of(columns: ShardColumns, loan: int, reader: ContractReader) -> Loan:
    """Loan ``loan`` of a slice. Raises an AshoreError that names the field that makes no sense."""
    first_due = int(columns.first_due[loan])
    contract = reader.read(
        ContractRow(
            columns.contract_id[loan].as_py(),
            None,
            columns.terms[columns.terms_index[loan]],
            day_of(int(columns.start[loan])),
            int(columns.principal_minor[loan]),
            int(columns.rate_ppb[loan]),
            int(columns.instalments[loan]),
            None if first_due == NO_DAY else day_of(first_due),
            int(columns.instalment_minor[loan]) or None,
        )
    )
    begin, end = (int(each) for each in columns.event_offsets[loan : loan + 2])
    events: list[Event] = []
    ids: list[str] = []
    for place, at in enumerate(range(begin, end)):
        kind, first = int(columns.kind[at]), int(columns.first[at])
        unsaid = first == UNSAID and kind != Charge.rank
        recorded, effective = int(columns.recorded[at]), int(columns.effective[at])
        row = {
            "kind": kind,
            "effective": day_of(effective),
            "recorded": None if recorded == effective else day_of(recorded),
            "amount_minor": int(columns.amount_minor[at]),
            "first": None if unsaid else first,
            "second": int(columns.second[at]),
            "third": int(columns.third[at]),
            "event_id": columns.event_id[at].as_py(),
            "note": columns.note[at].as_py(),
        }
        event = event_from_row(row, place, ids)
        events.append(event)
        ids.append(event.id)
    return Loan(contract, tuple(events))
