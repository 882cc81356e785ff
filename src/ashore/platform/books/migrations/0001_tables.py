"""The tables of books and the rules that guard them."""

from typing import ClassVar

from django.db import migrations

from ashore.platform.database import run_script


class Migration(migrations.Migration):
    """Run the script of the database at hand."""

    initial = True
    dependencies: ClassVar = []
    operations: ClassVar = [run_script("ashore.platform.books.sql", "tables")]
