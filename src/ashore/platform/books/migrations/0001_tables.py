"""The tables of the ledger and the rules that guard them."""

from django.db import migrations

from ashore.platform.database import run_script


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [run_script("ashore.platform.books.sql", "tables")]
