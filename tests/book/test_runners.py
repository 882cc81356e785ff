"""A kernel over a book in partitions: the same bytes whoever runs it, whatever is killed, and nothing published of a bad book."""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ashore.book.runners import (
    FilePartition,
    Kernel,
    Partition,
    PartitionError,
    Runner,
    RunnerError,
    Sink,
    Task,
    daft_native,
    map_partitions,
    spark,
    threads,
)
from ashore.book.runners.sink import whole_file
from ashore.money import AshoreError
from tests.book import small_books
from tests.book.small_books import BOOK, INTEREST, LOANS, PARTITIONS, kernel, write_book

ROOT = Path(__file__).resolve().parents[2]
needs_cluster = pytest.mark.cluster


def contents(sink: Sink) -> dict[str, bytes]:
    """Every file of a run, by name."""
    return {path.name: path.read_bytes() for path in sorted(sink.place.iterdir())}


def program(*words: str | Path) -> subprocess.Popen[str]:
    """`small_books` in a process of its own."""
    paths = os.pathsep.join((str(ROOT / "src"), str(ROOT), os.environ.get("PYTHONPATH", "")))
    return subprocess.Popen(
        [sys.executable, "-m", "tests.book.small_books", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": paths},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def finish(*words: str | Path) -> str:
    """Run the program to its end and give what it said."""
    running = program(*words)
    said, _ = running.communicate(timeout=300)
    assert running.returncode == 0, said
    return said


def test_a_book_is_mapped_partition_by_partition(tmp_path: Path) -> None:
    book = write_book(tmp_path / "book")
    heard: list[tuple[int, int]] = []
    sink = Sink(tmp_path / "results", "day-1")
    results = map_partitions(
        kernel(), book, sink, progress=lambda done, of: heard.append((done, of))
    )
    assert [each.partition for each in results] == [each.name for each in book]
    assert {each.rows for each in results} == {LOANS}
    assert heard == [(done, PARTITIONS) for done in range(1, PARTITIONS + 1)]
    table = pa.Table.from_batches(sink.read())
    assert table.column("loan").to_pylist() == list(range(PARTITIONS * LOANS))
    last = table.slice(PARTITIONS * LOANS - 1).to_pylist()[0]
    assert last == {
        "loan": 5_999,
        "interest_minor": 5_999 * 7_919 % 1_000_000 * 65_999 // 1_000_000,
    }


@pytest.mark.parametrize("count", [1, 2, 5])
def test_any_number_of_threads_gives_the_same_bytes(tmp_path: Path, count: int) -> None:
    book = write_book(tmp_path / "book")
    one, many = (Sink(tmp_path / name, "run") for name in ("one", "many"))
    map_partitions(kernel(), book, one, threads(1))
    map_partitions(kernel(), book, many, threads(count))
    assert contents(one) == contents(many)


def twice(tasks: Sequence[Task]) -> Generator[str]:
    """A runner that does everything twice, backwards, in other processes for all that tasks know."""
    for task in reversed(pickle.loads(pickle.dumps([*tasks, *tasks]))):
        yield task.attempt()


def test_a_task_done_twice_counts_once(tmp_path: Path) -> None:
    book = write_book(tmp_path / "book")
    once, doubled = (Sink(tmp_path / name, "run") for name in ("once", "doubled"))
    assert map_partitions(kernel(), book, once) == map_partitions(kernel(), book, doubled, twice)
    assert contents(once) == contents(doubled)


def test_a_worker_taken_for_dead_may_finish_after_the_run_was_published(tmp_path: Path) -> None:
    target = tmp_path / "result.parquet"
    with whole_file(target) as late:
        late.write_text("result")
        with whole_file(target) as other:
            other.write_text("result")
        late.unlink()  # cleared away by whoever published
    assert target.read_text() == "result"
    assert [path.name for path in tmp_path.iterdir()] == ["result.parquet"]


def test_a_file_that_was_never_written_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), whole_file(tmp_path / "result.parquet") as work:
        work.unlink()


def test_a_book_without_partitions_has_results_without_rows(tmp_path: Path) -> None:
    sink = Sink(tmp_path, "run")
    assert map_partitions(kernel(), [], sink, twice) == list(sink.read()) == []


def test_what_is_finished_is_not_done_again(tmp_path: Path) -> None:
    book = write_book(tmp_path / "book")
    sink = Sink(tmp_path / "results", "run")
    map_partitions(kernel(), book[:5], sink)
    before = {path: path.stat().st_mtime_ns for path in sink.place.glob("*.parquet")}
    assert len(before) == 5
    map_partitions(kernel(), book, sink)
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_another_run_kernel_or_content_is_another_result(tmp_path: Path) -> None:
    book = write_book(tmp_path / "book")
    sink = Sink(tmp_path / "results", "run")
    (first,) = map_partitions(kernel(), book[:1], sink)
    renamed = Kernel("another", small_books.yearly_interest, BOOK, INTEREST)
    (second,) = map_partitions(renamed, book[:1], sink)
    (third,) = map_partitions(kernel(), book[:1], Sink(tmp_path / "results", "later"))
    moved = FilePartition(book[0].name, book[1].path, book[1].sha256)
    (fourth,) = map_partitions(kernel(), [moved], sink)
    assert len({each.file for each in (first, second, third, fourth)}) == 4
    assert first.sha256 == second.sha256 == third.sha256 != fourth.sha256


@dataclass(frozen=True)
class Made:
    """A partition that is no file: loans counted up from a first one."""

    name: str
    first: int

    @property
    def sha256(self) -> str:
        """Its content is its first loan."""
        return f"{self.first:064x}"

    def read(self) -> Iterator[pa.RecordBatch]:
        """Two batches."""
        for start in (self.first, self.first + 10):
            loans = [{"loan": start, "balance_minor": 100_00, "rate_ppm": 10_000}]
            yield pa.RecordBatch.from_pylist(loans, BOOK)


def test_a_partition_may_be_anything_that_reads_the_same_rows(tmp_path: Path) -> None:
    sink = Sink(tmp_path, "run")
    source: list[Partition] = [Made("a", 0), Made("b", 100)]
    map_partitions(kernel(), source, sink, twice)
    table = pa.Table.from_batches(sink.read())
    assert table.to_pydict() == {"loan": [0, 10, 100, 110], "interest_minor": [100] * 4}


def test_a_partition_without_rows_has_a_result_without_rows(tmp_path: Path) -> None:
    pq.write_table(BOOK.empty_table(), tmp_path / "empty.parquet")
    sink = Sink(tmp_path / "results", "run")
    (result,) = map_partitions(kernel(), [FilePartition.of(tmp_path / "empty.parquet")], sink)
    assert result.rows == 0
    assert next(sink.read()).schema == INTEREST


def changed(path: Path) -> None:
    """One bit of the file is not as it was."""
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


BAD_FILES: dict[str, tuple[Callable[[Path], object], bool, str]] = {
    "changed": (changed, False, r"shard-07 \(.*shard-07.parquet\): sha256 = '[0-9a-f]{64}'"),
    "missing": (Path.unlink, False, r"shard-07 \(.*shard-07.parquet\) = 'missing'"),
    "no Parquet": (lambda path: path.write_text("loan"), True, r"shard-07 \(.*expected Parquet"),
    "a column less": (
        lambda path: pq.write_table(pa.table({"loan": pa.array([1], pa.int64())}), path),
        True,
        r"shard-07 \(.*shard-07.parquet\): column balance_minor = 'missing'",
    ),
    "another dtype": (
        lambda path: pq.write_table(pq.read_table(path).cast(BOOK.set(2, pa.field("rate_ppm", pa.int64()))), path),
        True,
        r"shard-07 \(.*shard-07.parquet\): column rate_ppm = 'int64': expected int32",
    ),
    "a column more": (
        lambda path: pq.write_table(pq.read_table(path).append_column("more", [[0] * LOANS]), path),
        True,
        r"shard-07 \(.*shard-07.parquet\): column more = 'there'",
    ),
    "another order": (
        lambda path: pq.write_table(pq.read_table(path).select(["balance_minor", "loan", "rate_ppm"]), path),
        True,
        r"shard-07 \(.*shard-07.parquet\): column 1 = 'balance_minor': expected loan",
    ),
}  # fmt: skip


@pytest.mark.parametrize("runner", [threads(1), threads(4), twice])
@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_file_is_named_and_nothing_is_published(
    tmp_path: Path, case: str, runner: Runner
) -> None:
    spoil, resealed, message = BAD_FILES[case]
    book = write_book(tmp_path / "book")
    spoil(book[7].path)
    if resealed:
        book[7] = FilePartition.of(book[7].path)
    sink = Sink(tmp_path / "results", "run")
    with pytest.raises(PartitionError, match=message):
        map_partitions(kernel(), book, sink, runner)
    assert not (sink.place / "results.json").exists()
    assert list(sink.place.glob(".*")) == []


def test_the_results_that_were_published_stand_until_the_next_are_complete(tmp_path: Path) -> None:
    book = write_book(tmp_path / "book")
    sink = Sink(tmp_path / "results", "run")
    map_partitions(kernel(), book[:3], sink)
    listed = (sink.place / "results.json").read_bytes()
    changed(book[7].path)
    with pytest.raises(PartitionError):
        map_partitions(kernel(), book, sink)
    assert (sink.place / "results.json").read_bytes() == listed
    assert len(pa.Table.from_batches(sink.read())) == 3 * LOANS


def refuse(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A kernel that refuses a loan."""
    raise AshoreError(field="loan", value=batch.column(0)[0].as_py(), expected="another")


def forget(batch: pa.RecordBatch) -> pa.RecordBatch:
    """A kernel that does not give what it says."""
    return batch.select(["loan"])


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (refuse, r"shard-\d\d \(.*parquet\): loan = '\d+': expected another"),
        (forget, "kernel bad: column interest_minor = 'missing'"),
        (lambda batch: batch, "kernel bad = .*expected a function of a module"),
    ],
)
def test_a_kernel_that_refuses_or_misleads_stops_the_run(
    tmp_path: Path, function: Callable[[pa.RecordBatch], pa.RecordBatch], message: str
) -> None:
    sink = Sink(tmp_path / "results", "run")
    with pytest.raises(PartitionError, match=message):
        map_partitions(Kernel("bad", function, BOOK, INTEREST), write_book(tmp_path / "book"), sink)
    assert not (sink.place / "results.json").exists()


@pytest.mark.parametrize("name", ["", ".", "../up", "a/b", "a b", "x" * 200])
def test_names_that_could_leave_the_folder_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(PartitionError, match="name"):
        map_partitions(kernel(), [Made(name, 0)], Sink(tmp_path, "run"))
    with pytest.raises(PartitionError, match="run"):
        map_partitions(kernel(), [Made("a", 0)], Sink(tmp_path, name))
    with pytest.raises(PartitionError, match="each name once"):
        map_partitions(kernel(), [Made("a", 0), Made("a", 1)], Sink(tmp_path, "run"))


def test_a_run_that_is_not_published_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(PartitionError, match="a run that was published"):
        next(Sink(tmp_path, "never").read())


def test_a_process_killed_in_the_middle_is_started_again_and_goes_on(tmp_path: Path) -> None:
    whole = Sink(tmp_path / "whole" / "results", "run")
    finish("threads", tmp_path / "whole", "--slow")
    broken = Sink(tmp_path / "broken" / "results", "run")
    for kept in (2, 7):
        running = program("threads", tmp_path / "broken", "--slow")
        while len(list(broken.place.glob("*.parquet"))) < kept:
            assert running.poll() is None
            time.sleep(0.02)
        running.send_signal(signal.SIGKILL)
        running.communicate()
        assert not (broken.place / "results.json").exists()
    # What a dead process was writing is not taken for a result, and is cleared away.
    (broken.place / ".shard-11.0123456789abcdef.parquet.dead.part").write_text("half a result")
    finish("threads", tmp_path / "broken", "--slow")
    assert contents(broken) == contents(whole)


class FrameOfSpark:
    """What a Spark data frame does with a function, on plain batches."""

    def __init__(self, batches: list[pa.RecordBatch]) -> None:
        self.batches = batches

    def mapInArrow(  # noqa: N802 - Spark's name
        self, function: Callable[[Iterator[pa.RecordBatch]], Iterator[pa.RecordBatch]], schema: str
    ) -> FrameOfSpark:
        """Each batch is a partition."""
        assert schema == "answer string"
        return FrameOfSpark([each for batch in self.batches for each in function(iter([batch]))])

    def toLocalIterator(self) -> Iterator[dict[str, str]]:  # noqa: N802 - Spark's name
        """Rows, as Spark gives them."""
        for batch in self.batches:
            yield from batch.to_pylist()


class SessionOfSpark:
    """What a Spark session does for the adapter."""

    def range(self, start: int, end: int, step: int, partitions: int) -> FrameOfSpark:
        """One partition a number."""
        assert (end - start) // step == partitions
        return FrameOfSpark(
            [pa.RecordBatch.from_pydict({"id": [each]}) for each in range(start, end, step)]
        )


def test_spark_gives_the_bytes_of_threads(tmp_path: Path) -> None:
    book = write_book(tmp_path / "book")
    ours, theirs = (Sink(tmp_path / name, "run") for name in ("ours", "theirs"))
    map_partitions(kernel(), book, ours)
    map_partitions(kernel(), book, theirs, spark(SessionOfSpark()))
    assert contents(ours) == contents(theirs)


@pytest.mark.spark
def test_a_real_spark_session_gives_the_bytes_of_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pyspark.sql import SparkSession

    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((str(ROOT / "src"), str(ROOT))))
    monkeypatch.setenv("PYSPARK_PYTHON", sys.executable)
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .getOrCreate()
    )
    try:
        book = write_book(tmp_path / "book")
        ours, theirs = (Sink(tmp_path / name, "run") for name in ("ours", "theirs"))
        map_partitions(kernel(), book, ours)
        map_partitions(kernel(), book, theirs, spark(session))
        assert contents(ours) == contents(theirs)
    finally:
        session.stop()


def test_usage_reports_are_off_before_daft_is_imported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # It reports as it is imported, so a module of that name stands in for it and looks around.
    (tmp_path / "daft.py").write_text(
        "import os\n"
        "assert os.environ['DO_NOT_TRACK'] == 'true'\n"
        "assert os.environ['RAY_USAGE_STATS_ENABLED'] == '0'\n"
        "raise ModuleNotFoundError(name='seen')\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "daft", raising=False)
    for name in ("DO_NOT_TRACK", "RAY_USAGE_STATS_ENABLED", "DAFT_PROGRESS_BAR"):
        monkeypatch.setenv(name, "1")
    with pytest.raises(RunnerError, match="seen = 'not installed': expected pip install"):
        map_partitions(
            kernel(), write_book(tmp_path / "book"), Sink(tmp_path, "run"), daft_native()
        )


@needs_cluster
def test_threads_daft_and_daft_on_ray_give_the_same_bytes(tmp_path: Path) -> None:
    found = {}
    for runner in ("threads", "daft", "ray"):
        finish(runner, tmp_path / runner)
        found[runner] = contents(Sink(tmp_path / runner / "results", "run"))
    assert len(found["threads"]) == PARTITIONS + 1
    assert found["threads"] == found["daft"] == found["ray"]


@needs_cluster
@pytest.mark.parametrize("victim", ["worker", "node"])
def test_a_killed_worker_or_node_of_ray_changes_nothing(tmp_path: Path, victim: str) -> None:
    finish("threads", tmp_path / "whole", "--slow")
    said = finish("ray", tmp_path / "broken", "--slow", "--kill", victim)
    assert "killed" in said
    whole, broken = (Sink(tmp_path / name / "results", "run") for name in ("whole", "broken"))
    assert contents(broken) == contents(whole)
    listed = json.loads((broken.place / "results.json").read_text(encoding="utf-8"))["results"]
    assert sum(each["rows"] for each in listed) == PARTITIONS * LOANS


@needs_cluster
def test_a_bad_partition_on_ray_is_the_same_error(tmp_path: Path) -> None:
    book = write_book(tmp_path / "ray" / "book")
    pq.write_table(pa.table({"loan": pa.array([1], pa.int64())}), book[4].path)
    running = program("ray", tmp_path / "ray")
    said, _ = running.communicate(timeout=300)
    assert running.returncode != 0
    assert "column balance_minor = 'missing': expected int64" in said
    assert not (Sink(tmp_path / "ray" / "results", "run").place / "results.json").exists()
