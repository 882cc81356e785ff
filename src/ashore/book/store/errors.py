"""Why a book is refused: the error names shard, file and field, and says what to do."""

from __future__ import annotations

from ashore.money import AshoreError


class BookError(AshoreError):
    """A book folder that is not there, not whole, or not what its manifest says."""

    code = "book"
