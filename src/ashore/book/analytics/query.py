"""SQL over a book: its contracts, its events and what its loans stand at; read only, and shut off from everything else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from ashore.book.analytics.files import write_table
from ashore.book.analytics.positions import Terms, positions
from ashore.book.analytics.walking import Tell
from ashore.book.folding import words_of
from ashore.book.store import Manifest, read_manifest
from ashore.book.store.layout import CONTRACTS, EVENTS, schema
from ashore.book.store.rows import KINDS, ContractReader, ContractRow
from ashore.money import AshoreError

if TYPE_CHECKING:
    import pyarrow as pa

SHUT: dict[str, Any] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_community_extensions": False,
    "python_enable_replacements": False,
}
POSITIONS = "positions"


class QueryError(AshoreError):
    """A query that the book cannot answer; ``expected`` holds what the database says of it."""

    code = "query"


def query(
    folder: Path, sql: str, as_of: date | None = None, known_at: date | None = None
) -> pa.Table:
    """The answer of a SELECT as a table; `run_sql` for one that is too large for that.

    Raises QueryError for a query, BookError for a book that makes no sense.
    """
    with run_sql(folder, sql, as_of, known_at) as answer:
        return answer.read_all()


@contextmanager
def run_sql(
    folder: Path,
    sql: str,
    as_of: date | None = None,
    known_at: date | None = None,
    tell: Tell | None = None,
) -> Iterator[pa.RecordBatchReader]:
    """The answer of a SELECT over the views ``contracts``, ``events`` and, with ``as_of``, ``positions``, as a stream.

    Amounts are BIGINT minor units. The query runs in this process and reaches the files of the book and nothing else: no
    other file, no network, no setting, no extension. Only one statement is taken, and only one that selects.

    Raises QueryError for a query, BookError for a book that makes no sense.
    """
    import duckdb
    import pyarrow as pa

    manifest = read_manifest(folder)
    with TemporaryDirectory(prefix="ashore-sql-") as room, duckdb.connect(config=SHUT) as database:
        _check_statement(database, sql)
        files = [str((folder / part.name).resolve()) for part in manifest.files]
        _stored(database, folder, manifest)
        _views(database, with_terms=_mentions(sql, CONTRACTS))
        if _mentions(sql, POSITIONS):
            files.append(_evaluated(database, folder, Path(room), as_of, known_at, tell))
        _shut(database, files, room)
        try:
            yield pa.RecordBatchReader.from_stream(database.sql(sql))
        except (duckdb.Error, pa.ArrowException) as error:
            raise _refused(sql, error) from None


def _refused(sql: str, error: Exception) -> QueryError:
    said = next(line for line in [*str(error).splitlines(), "an answer"] if line.strip())
    return QueryError(field="sql", value=sql, expected=f"a query that can be answered: {said}")


def _mentions(sql: str, view: str) -> bool:
    return re.search(rf"\b{view}\b", sql, re.IGNORECASE) is not None


def _check_statement(database: Any, sql: str) -> None:
    import duckdb

    try:
        statements = database.extract_statements(sql)
    except duckdb.Error as error:
        raise _refused(sql, error) from None
    if [each.type for each in statements] != [duckdb.StatementType.SELECT]:
        raise QueryError(field="sql", value=sql, expected="one SELECT statement")


def _quoted(texts: Sequence[str]) -> str:
    """A list of texts as SQL writes it."""
    return "[" + ", ".join("'" + text.replace("'", "''") + "'" for text in texts) + "]"


def _stored(database: Any, folder: Path, manifest: Manifest) -> None:
    """The tables as they lie on disk, in a schema of their own; each row knows its shard and its place there."""
    database.execute("CREATE SCHEMA stored")
    database.execute("CREATE TABLE stored.files (filename VARCHAR, shard INTEGER, start BIGINT)")
    for kind in (CONTRACTS, EVENTS):
        parts = [part for part in manifest.files if part.kind == kind]
        if not parts:
            _empty(database, kind)
            continue
        names = [str((folder / part.name).resolve()) for part in parts]
        starts: dict[int, int] = {}
        for name, part in zip(names, parts, strict=True):
            start = starts.get(part.shard, 0)
            starts[part.shard] = start + part.rows
            database.execute("INSERT INTO stored.files VALUES (?, ?, ?)", [name, part.shard, start])
        database.execute(
            f"CREATE VIEW stored.{kind} AS SELECT files.shard, files.start + row.file_row_number AS place, "
            "row.* EXCLUDE (filename, file_row_number) "
            f"FROM read_parquet({_quoted(names)}, filename = true, file_row_number = true) AS row "
            "JOIN stored.files AS files USING (filename)"
        )


def _empty(database: Any, kind: str) -> None:
    database.register("nothing", schema(kind).empty_table())
    database.execute(
        f"CREATE TABLE stored.{kind} AS SELECT 0 AS shard, 0::BIGINT AS place, * FROM nothing"
    )
    database.unregister("nothing")


CONTRACTS_VIEW = """
CREATE VIEW contracts AS SELECT
  contract_id, coalesce(customer, contract_id) AS customer, words.product, words.convention,
  words.repayment,
  contract.start, principal_minor, rate_ppb, instalments, first_due, instalment_minor, terms
FROM stored.contracts AS contract LEFT JOIN stored.words AS words USING (terms)
"""
EVENTS_VIEW = """
CREATE VIEW events AS SELECT
  contract_id, kinds.name AS kind, effective, coalesce(recorded, effective) AS recorded, amount_minor,
  event.first, event.second, event.third, event_id, note
FROM stored.events AS event
JOIN stored.kinds AS kinds ON event.kind = kinds.code
JOIN stored.contracts AS contract ON contract.shard = event.shard AND contract.place = event.loan
"""


def _views(database: Any, *, with_terms: bool) -> None:
    names = ", ".join(f"({code}, '{_snake(kind.__name__)}')" for code, kind in enumerate(KINDS))
    database.execute("CREATE TABLE stored.kinds (code TINYINT, name VARCHAR)")
    database.execute(f"INSERT INTO stored.kinds VALUES {names}")
    columns = ", ".join(f"{name} VARCHAR" for name in ("terms", *Terms._fields))
    database.execute(f"CREATE TABLE stored.words ({columns})")
    if with_terms:
        for row in _words(database):
            database.execute("INSERT INTO stored.words VALUES (?, ?, ?, ?)", row)
    database.execute(CONTRACTS_VIEW)
    database.execute(EVENTS_VIEW)


def _snake(name: str) -> str:
    """A class's name as its kind is written in files: ``RateChange`` is ``rate_change``."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def _words(database: Any) -> Iterator[tuple[str, ...]]:
    """What each text of terms says, in words."""
    names = ", ".join(ContractRow._fields)
    found = database.execute(f"SELECT DISTINCT ON (terms) {names} FROM stored.contracts")
    reader = ContractReader()
    for row in found.fetchall():
        contract = reader.read(ContractRow(*row))
        yield (ContractRow(*row).terms, *words_of(contract))


def _evaluated(
    database: Any,
    folder: Path,
    room: Path,
    as_of: date | None,
    known_at: date | None,
    tell: Tell | None,
) -> str:
    """Evaluate the book into a file that lasts as long as the query."""
    if as_of is None:
        raise QueryError(field="as_of", value=None, expected="a day, to have positions on")
    path = room / "positions.parquet"
    write_table(positions(folder, as_of, known_at, tell), path)
    database.execute(
        f"CREATE VIEW {POSITIONS} AS SELECT * FROM read_parquet({_quoted([str(path)])})"
    )
    return str(path)


def _shut(database: Any, files: Sequence[str], room: str) -> None:
    """From here on the database reaches these files only, and nothing can be changed about that."""
    database.execute(f"SET temp_directory = {_quoted([room])[1:-1]}")
    database.execute(f"SET allowed_paths = {_quoted(files)}")
    database.execute("SET enable_external_access = false")
    database.execute("SET lock_configuration = true")
