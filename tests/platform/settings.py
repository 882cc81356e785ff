"""The platform's settings with both databases at once: each test says on which it runs."""

from ashore.platform.settings import *  # noqa: F403 - the settings under test, whole
from tests.platform.databases import databases

DATABASES = databases()
SECRET_KEY = "for tests only"
