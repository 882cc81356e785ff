"""A book on disk: contracts and events as columns, one folder a shard of customers, published whole or not at all."""

from ashore.book.store.appending import append, compact
from ashore.book.store.columns import ShardColumns, read_shard, shard_slices
from ashore.book.store.errors import BookError
from ashore.book.store.layout import NO_DAY, UNSAID, shard_of
from ashore.book.store.manifest import BookFile, Manifest, check_files, read_manifest
from ashore.book.store.reading import read_book
from ashore.book.store.writing import write_book

__all__ = [
    "NO_DAY",
    "UNSAID",
    "BookError",
    "BookFile",
    "Manifest",
    "ShardColumns",
    "append",
    "check_files",
    "compact",
    "read_book",
    "read_manifest",
    "read_shard",
    "shard_of",
    "shard_slices",
    "write_book",
]
