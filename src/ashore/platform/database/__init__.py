"""The database under the platform: SQLite by default, PostgreSQL by address, the same rules on both."""

from ashore.platform.database.address import database_settings
from ashore.platform.database.errors import UnsafeDatabase
from ashore.platform.database.guard import check_database
from ashore.platform.database.script import run_script
from ashore.platform.database.statement import Statement, as_date

__all__ = [
    "Statement",
    "UnsafeDatabase",
    "as_date",
    "check_database",
    "database_settings",
    "run_script",
]
