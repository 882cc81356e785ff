"""Django's settings, all that may differ read from the environment here and nowhere else.

`DATABASE_URL`: where the books are; a SQLite file under `ASHORE_HOME` when it is not set.
"""

import os
from pathlib import Path

from ashore.platform.database.address import database_settings

HOME = Path(os.environ.get("ASHORE_HOME", "build/home"))

DATABASES = {
    "default": database_settings(os.environ.get("DATABASE_URL", ""), HOME / "ashore.sqlite3")
}
INSTALLED_APPS = [
    "ashore.platform.books",
    "ashore.platform.customers",
    "ashore.platform.commands",
    "ashore.platform.loans",
    "ashore.platform.outbox",
]
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
SECRET_KEY = os.environ.get("ASHORE_SECRET_KEY", "")
