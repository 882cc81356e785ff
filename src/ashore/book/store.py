"""A book on disk: contracts and events as Parquet, published whole or not at all."""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ashore.book.loans import Loan
from ashore.loan import (
    contract_from_dict,
    contract_to_dict,
    event_from_dict,
    event_to_dict,
)
from ashore.money import AshoreError

SCHEMA_VERSION = 1
CONTRACTS, EVENTS, MANIFEST = "contracts.parquet", "events.parquet", "book.json"
ROWS_AT_ONCE = 20_000


class BookError(AshoreError):
    """A book folder that is not there, not whole, or not what its manifest says."""

    code = "book"


def write_book(
    folder: Path, loans: Iterable[Loan], finish: Callable[[Path], Mapping[str, Any]]
) -> dict[str, Any]:
    """Write a new book and return its manifest.

    ``finish`` is called when the last loan is written: it may add files to the folder that it is given, and returns facts
    for the manifest. All files are written beside ``folder`` first and moved into place at the end: a run that is stopped
    leaves nothing. Same loans, same bytes.

    Raises BookError when ``folder`` exists already.
    """
    if folder.exists():
        raise BookError(field="out", value=str(folder), expected="a folder that does not exist yet")
    work = folder.with_name(folder.name + ".part")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    try:
        counts = _write_tables(work, loans)
        manifest = {
            "schema_version": SCHEMA_VERSION,
            **counts,
            **finish(work),
            "sha256": {name: _sha256(work / name) for name in (CONTRACTS, EVENTS)},
        }
        text = json.dumps(manifest, indent=2, sort_keys=True, ensure_ascii=False)
        (work / MANIFEST).write_text(text + "\n", encoding="utf-8")
        work.rename(folder)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return manifest


def _write_tables(work: Path, loans: Iterable[Loan]) -> dict[str, int]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    contract_schema = pa.schema([("loan_id", pa.string()), ("contract", pa.string())])
    event_schema = pa.schema([("loan_id", pa.string()), ("event", pa.string())])
    loan_count = event_count = 0
    with (
        pq.ParquetWriter(work / CONTRACTS, contract_schema, compression="zstd") as contracts,
        pq.ParquetWriter(work / EVENTS, event_schema, compression="zstd") as events,
    ):
        contract_rows: list[dict[str, str]] = []
        event_rows: list[dict[str, str]] = []

        def flush() -> None:
            contracts.write_table(pa.Table.from_pylist(contract_rows, contract_schema))
            events.write_table(pa.Table.from_pylist(event_rows, event_schema))
            contract_rows.clear()
            event_rows.clear()

        for loan in loans:
            loan_count += 1
            event_count += len(loan.events)
            contract_rows.append(
                {"loan_id": loan.id, "contract": _text(contract_to_dict(loan.contract))}
            )
            unit = loan.contract.currency
            event_rows.extend(
                {"loan_id": loan.id, "event": _text(event_to_dict(event, unit))}
                for event in loan.events
            )
            if len(event_rows) >= ROWS_AT_ONCE:
                flush()
        flush()
    return {"loans": loan_count, "events": event_count}


def _text(document: Mapping[str, Any]) -> str:
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a book, its files checked against it.

    Raises BookError for a folder that is no book, an unknown schema version, or a file that was changed.
    """
    path = folder / MANIFEST
    if not path.is_file():
        raise BookError(
            field="book", value=str(folder), expected="a folder made by `ashore tape import`"
        )
    try:
        manifest: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        checksums = dict(manifest["sha256"])
        int(manifest["loans"])
    except (ValueError, TypeError, KeyError):
        raise BookError(field=MANIFEST, value=str(path), expected="the file as imported") from None
    if manifest.get("schema_version") != SCHEMA_VERSION:
        raise BookError(
            field="schema_version",
            value=manifest.get("schema_version"),
            expected=str(SCHEMA_VERSION),
        )
    for name, expected in checksums.items():
        if not (folder / name).is_file() or _sha256(folder / name) != expected:
            raise BookError(field=name, value="changed or missing", expected="the file as imported")
    return manifest


def read_book(folder: Path) -> Iterator[Loan]:
    """The loans of a book in the order in which they were written."""
    events = _grouped(folder / EVENTS)
    for row in _rows(folder / CONTRACTS):
        contract = contract_from_dict(json.loads(row["contract"]))
        loan_id, found = next(events, (row["loan_id"], []))
        if loan_id != row["loan_id"]:
            raise BookError(field=EVENTS, value=loan_id, expected=f"events of {row['loan_id']}")
        unit = contract.currency
        yield Loan(contract, tuple(event_from_dict(json.loads(event), unit) for event in found))


def _rows(path: Path) -> Iterator[dict[str, str]]:
    import pyarrow.parquet as pq

    for batch in pq.ParquetFile(path).iter_batches(batch_size=ROWS_AT_ONCE):
        yield from batch.to_pylist()


def _grouped(path: Path) -> Iterator[tuple[str, list[str]]]:
    loan_id, found = "", list[str]()
    for row in _rows(path):
        if row["loan_id"] != loan_id:
            if found:
                yield loan_id, found
            loan_id, found = row["loan_id"], []
        found.append(row["event"])
    if found:
        yield loan_id, found
