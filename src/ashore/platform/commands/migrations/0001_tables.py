"""The tables of commands and the rules that guard them."""

from typing import ClassVar

from django.db import migrations

from ashore.platform.database import run_script


class Migration(migrations.Migration):
    """Run the script of the database at hand."""

    initial = True
    dependencies: ClassVar = [("customers", "0001_tables")]
    operations: ClassVar = [run_script("ashore.platform.commands.sql", "tables")]
