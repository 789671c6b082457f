"""The database refuses to change or remove a ledger entry."""

from django.db import migrations

from riskcontrol.lib.frozen import append_only


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [append_only("audit_entry")]
